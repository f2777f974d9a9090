"""Fixtures of the app's tests: an emulator, a stage to act on, and the two sizes of a terminal."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from chattui.emulator.server import Emulator
from chattui.secret import Secret
from chattui.vault import passphrase_slot
from chattui.vault.sealed import Cost
from tests.tui.harness import SIZES, Stage


@pytest.hookimpl(tryfirst=True)  # before tests are taken out by their markers
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave the wide terminal to the long proofs where a test compares no golden text."""
    for item in items:
        size = getattr(item, "callspec", None) and item.callspec.params.get("size")  # type: ignore[attr-defined]
        if size == SIZES[-1] and isinstance(item, pytest.Function):
            names = item.function.__code__.co_names
            if not any("golden" in name for name in names):
                item.add_marker("exhaustive")


@pytest.fixture(params=SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def size(request: pytest.FixtureRequest) -> tuple[int, int]:
    """Columns and lines of the terminal."""
    columns, lines = request.param
    return columns, lines


@pytest.fixture
def emulator(request: pytest.FixtureRequest) -> Iterator[Emulator]:
    """A Google of this test's own, where ada consents to everything at once.

    ``@pytest.mark.parametrize("emulator", [{"spaces": 12}], indirect=True)`` gives it more.
    """
    options: dict[str, Any] = getattr(request, "param", {})
    with Emulator(auto_consent="ada@example.com", **options) as running:
        yield running


@pytest.fixture
def stage(emulator: Emulator, tmp_path: Path) -> Stage:
    """The stage with nobody signed in; `await stage.sign_in()` changes that."""
    return Stage(emulator, tmp_path / "chattui")


@pytest.fixture(scope="session", autouse=True)
def derived_once() -> Iterator[None]:
    """A key that was derived in this process before is not derived again."""
    derive, known = passphrase_slot._derive, dict[tuple[str, bytes, Cost], bytes]()

    def derived(passphrase: Secret, salt: bytes, cost: Cost) -> bytes:
        asked = passphrase.reveal(), salt, cost
        if asked not in known:
            known[asked] = derive(passphrase, salt, cost)
        return known[asked]

    with pytest.MonkeyPatch.context() as changed:
        changed.setattr(passphrase_slot, "_derive", derived)
        yield


@pytest.fixture(autouse=True)
def utc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """One time zone: "yesterday" is a matter of calendar days."""
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()
