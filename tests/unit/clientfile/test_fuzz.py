"""What `tests.fuzz` finds: nothing in the doctor, and what is wrong where something is."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path

import pytest

from tests.fuzz import growing, targets
from tests.fuzz.__main__ import main
from tests.fuzz.store import put_crash

SECONDS = float(os.environ.get("CHATTUI_FUZZ_SECONDS", "5"))
SEED = int(os.environ.get("CHATTUI_FUZZ_SEED", "1"))


def test_nothing_is_found_in_the_reader_the_doctor_and_the_mending() -> None:
    outcome = growing.grow(targets.TARGETS, SECONDS, SEED)
    print(f"{outcome.count} tries in {SECONDS:.0f} s, seed {SEED}")
    assert [(crash.target, crash.error, crash.data) for crash in outcome.crashes] == []
    assert outcome.count > 100


def test_what_is_wrong_is_found_made_small_and_kept(tmp_path: Path) -> None:
    def no_commas(data: bytes) -> None:
        assert b",,," not in data, "three commas"

    outcome = growing.grow({"no commas": no_commas}, 20, 7, most=1)
    (crash,) = outcome.crashes
    assert crash.data == b",,,"
    assert "three commas" in crash.error
    path = put_crash(tmp_path / "kept", crash)
    assert path.read_bytes() == b",,,"
    assert growing.failure(no_commas, path.read_bytes()) == crash.error


@pytest.mark.parametrize(
    ("name", "data"), [("reader", b'{"a": [1,]}'), ("doctor", b"\x1f\x8b"), ("mend", b"{'a': 1}")]
)
def test_a_kept_file_is_tried_again(
    name: str, data: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "kept"
    path.write_bytes(data)
    assert main([str(path), "--target", name]) == 0
    assert capsys.readouterr().out == f"{path}: {name}: holds\n"


def test_the_reader_target_tells_a_reader_that_accepts_too_much(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(targets, "strict", lambda text: {"a": 1})
    with pytest.raises(AssertionError, match="refuses what json accepts"):
        targets.reader_target(b"{'a': 1}")
    with pytest.raises(AssertionError, match="reads something else"):
        targets.reader_target(b'{"a": 2}')


def test_the_doctor_target_tells_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(targets, "PIECES", frozenset({"clien"}))
    with pytest.raises(AssertionError, match="a piece of a secret is shown"):
        targets.doctor_target(b'{"installed": {"client_id": "x"}}')


@pytest.mark.exhaustive
@pytest.mark.skipif(importlib.util.find_spec("atheris") is None, reason="needs atheris")
def test_nothing_is_found_by_fuzzing_that_coverage_guides(tmp_path: Path) -> None:
    assert main(["--seconds", str(max(20.0, SECONDS)), "--keep", str(tmp_path / "kept")]) == 0
    assert not (tmp_path / "kept").exists()
