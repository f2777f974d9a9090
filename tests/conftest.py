"""What every test shares: a home of its own, and the rule for system tests."""

from __future__ import annotations

import errno
import functools
import gc
import itertools
import os
import pkgutil
import shutil
import ssl
import tomllib
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import settings

from chattui.vault import file_store, kernel_keyring, keys
from chattui.vault.sealed import FLOOR

_LEAKY = (
    "DBUS_SESSION_BUS_ADDRESS",
    "DISPLAY",
    "WAYLAND_DISPLAY",
    "SSH_CONNECTION",
    "SSH_AUTH_SOCK",
    "SSH_TTY",
    "SUDO_UID",
    "SUDO_USER",
    "TMUX",
    "STY",
    "NO_COLOR",
    "COLORTERM",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "ALL_PROXY",
    "http_proxy",
    "https_proxy",
    "all_proxy",
    "NO_PROXY",
    "no_proxy",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "CHATTUI_DEBUG",
    "CHATTUI_ACCOUNT",
    "CHATTUI_EMULATOR_HOST",
    "CHATTUI_PASSPHRASE_FILE",
    "CREDENTIALS_DIRECTORY",
    "PYTHON_KEYRING_BACKEND",
    "BROWSER",
)

SYSCALL = kernel_keyring._syscall
REQUIRED = os.environ.get("CHATTUI_REQUIRE_SYSTEM_TESTS") == "1"


def need(*programs: str) -> None:
    """Skip the calling test where a program is missing, or fail it where all are required."""
    missing = [p for p in programs if shutil.which(p) is None and not Path(p).exists()]
    if missing:
        reason = f"needs {', '.join(missing)}"
        if REQUIRED:
            pytest.fail(reason)
        pytest.skip(reason)


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


KEYS = 6
"""RSA keys that a process makes at most; whoever wants another gets them in turn."""


@pytest.fixture(scope="session", autouse=True)
def made_once() -> Iterator[None]:
    """What takes long to make, and is the same for every test, is made once in a process.

    RSA keys (an emulator has two, 50 ms each), what a key file says (50 ms again, to see that it is
    a key), what httpx believes by itself (a list of authorities, read and parsed for every client,
    50 ms each), and how hard this machine can make a passphrase (300 ms for each vault).
    """
    make, kept = rsa.generate_private_key, list[rsa.RSAPrivateKey]()
    turns = itertools.cycle(range(KEYS))
    load = functools.cache(serialization.load_pem_private_key)

    def loaded(data: bytes, password: bytes | None, backend: Any = None) -> Any:
        return load(bytes(data), password, backend)

    def key(public_exponent: int, key_size: int, backend: Any = None) -> rsa.RSAPrivateKey:
        if (public_exponent, key_size) != (65537, 2048):
            return make(public_exponent, key_size, backend)
        turn = next(turns)
        if turn == len(kept):
            kept.append(make(public_exponent, key_size))
        return kept[turn]

    with pytest.MonkeyPatch.context() as changed:
        changed.setattr(rsa, "generate_private_key", key)
        changed.setattr(serialization, "load_pem_private_key", loaded)
        changed.setattr(ssl, "create_default_context", functools.cache(ssl.create_default_context))
        for module in (file_store, keys):
            changed.setattr(module, "calibrated_cost", lambda: FLOOR)
        yield


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of this test's own, with nothing of the person's environment in reach."""
    home = tmp_path_factory.mktemp("home")
    for name in _LEAKY:
        monkeypatch.delenv(name, raising=False)
    for name in list(os.environ):
        if name.startswith("XDG_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("CHATTUI_HOME", str(home / "chattui"))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setattr("chattui.vault.kernel_keyring._syscall", no_kernel_keyring)
    return home


def no_kernel_keyring(which: int, *arguments: int | bytes) -> int:
    """Stands for the system's call: no test leaves a key behind in the user's keyring."""
    raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))


@pytest.fixture
def kernel(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The real kernel keyring; what this test keeps in it is forgotten at its end."""
    real, kept = kernel_keyring.keep, []

    def keep(vault_id: str, *arguments: Any, emulator: bool = False) -> bool:
        kept.append((vault_id, emulator))
        return real(vault_id, *arguments, emulator=emulator)

    monkeypatch.setattr(kernel_keyring, "_syscall", SYSCALL)
    monkeypatch.setattr(kernel_keyring, "keep", keep)
    if kernel_keyring.refusal():
        need("a kernel keyring")
    yield
    for vault_id, emulator in kept:
        kernel_keyring.forget(vault_id, emulator=emulator)


# How long one example takes is the machine's affair: a busy one makes any of them late.
settings.register_profile("sample", deadline=None, max_examples=50)
settings.register_profile("thorough", deadline=None, max_examples=500)
settings.load_profile("sample")


def pytest_configure(config: pytest.Config) -> None:
    """Whoever runs the long proofs gets ten times the examples everywhere."""
    if config.option.markexpr == "exhaustive":
        settings.load_profile("thorough")


MANY_TIMES = frozenset(
    {"test_mutations.py", "test_speed.py", "test_mending_properties.py", "test_any_fault.py"}
)
"""Files that go the same ways thousands of times; tracing them makes three times as long of it."""

OVER_ALL_CASES = frozenset(
    {
        "test_flags_and_facts_agree_over_all_cases",
        "test_every_case_of_every_rule_is_valid_and_in_its_place",
        "test_no_line_is_wider_than_the_terminal",
        "test_nothing_that_has_a_kind_is_passed_over",
        "test_nothing_takes_quadratic_time",
        "test_every_file_of_the_corpora_is_valid",
        "test_reads_what_json_reads",
    }
)
"""Tests that do the same with every case of every rule, or with much of the same, which others
trace already."""


def pytest_collection_finish(session: pytest.Session) -> None:
    """Leave what was collected out of every later search for garbage: it is there to the end.

    Where lines are traced, every measured module is imported before: one that a function imports
    would else be met first, and for good, by a test that is not traced.
    """
    if session.config.pluginmanager.hasplugin("_cov"):
        for package in _measured():
            for module in pkgutil.walk_packages(import_module(package).__path__, f"{package}."):
                import_module(module.name)
    gc.collect()
    gc.freeze()


def _measured() -> list[str]:
    """The packages of which each line and branch is looked at."""
    project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text("utf-8"))
    return [folder.replace("/", ".") for folder in project["tool"]["coverage"]["run"]["source"]]


MODULES = frozenset({"clientfile", "health", "net", "oauth", "vault", "plans", "workspace"})
"""Folders of tests that hold every line and branch of what is measured."""

BY_COMMANDS = frozenset(
    {
        "test_adding.py",
        "test_importing.py",
        "test_login.py",
        "test_login_device.py",
        "test_login_ways.py",
        "test_plan_commands.py",
        "test_space_commands.py",
        "test_vault_move.py",
    }
)
"""Tests of commands that do so as well."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Trace the tests of single modules alone: they are what holds every line and branch.

    The long proofs take as long as they take; any other test that hangs is ended, and named.
    """
    tests = Path(__file__).parent
    for item in items:
        if item.get_closest_marker("exhaustive"):
            item.add_marker(pytest.mark.timeout(0))
        single = item.path.is_relative_to(tests / "unit") and (
            MODULES & set(item.path.parts) or item.path.name in BY_COMMANDS
        )
        many = item.path.name in MANY_TIMES or OVER_ALL_CASES & {
            item.name,
            item.name.partition("[")[0],
        }
        if not single or many:
            item.add_marker("no_cover")
    items[:] = _mixed(items, tests / "system")


def _mixed(items: list[pytest.Item], waiting: Path) -> list[pytest.Item]:
    """The files of tests with those of `waiting` spread among the first three quarters.

    They mostly wait for other programs: side by side with what computes they cost little, and at
    the end one of them alone would keep everybody.
    """
    files: dict[Path, list[pytest.Item]] = {}
    for item in items:
        files.setdefault(item.path, []).append(item)
    waits = [path for path in files if path.is_relative_to(waiting)]
    others = [path for path in files if not path.is_relative_to(waiting)]
    places = {path: 0.75 * place / len(waits) for place, path in enumerate(waits)}
    places |= {path: place / len(others) for place, path in enumerate(others)}
    return [item for path in sorted(places, key=places.__getitem__) for item in files[path]]
