"""Calls of a keyring: bounded in time, told by a state, never diverted."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from chattui.vault import keyring_guard
from chattui.vault.keyring_backends import NATIVE, candidates, make, refused_at_once
from chattui.vault.keyring_guard import (
    KeyringFault,
    State,
    classify,
    find_working,
    guarded,
    probe,
    reopen,
)
from tests.unit.vault import fakes
from tests.unit.vault.fakes import (
    EmptyingKeyring,
    HangingKeyring,
    MemoryKeyring,
    NullKeyring,
)


def fault_of(work: object) -> KeyringFault:
    assert callable(work)
    with pytest.raises(KeyringFault) as raised:
        work()
    return raised.value


def named(name: str, *args: object, base: type[BaseException] = Exception) -> BaseException:
    error: BaseException = type(name, (base,), {})(*args)
    return error


def dbus_error(name: str) -> BaseException:
    error = named("DBusErrorResponse", "words with a secret")
    error.name = name  # type: ignore[attr-defined]
    return error


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (fakes.KeyringLocked("x"), State.LOCKED),
        (named("LockedException"), State.LOCKED),
        (named("PromptDismissedException"), State.LOCKED),
        (dbus_error("org.freedesktop.Secret.Error.IsLocked"), State.LOCKED),
        (fakes.PasswordSetError("Can't store password on keychain: (-25308, 'x')"), State.LOCKED),
        (named("KeyringError", "Can't get password from keychain: (-128, 'x')"), State.LOCKED),
        (
            fakes.InitError("Failed to create the collection: Prompt dismissed.."),
            State.NO_COLLECTION,
        ),
        (FileNotFoundError(2, "no such socket"), State.STALE_BUS),
        (ConnectionRefusedError(111, "refused"), State.STALE_BUS),
        (EOFError(), State.STALE_BUS),
        (named("NoKeyringError"), State.NO_SERVICE),
        (named("SecretServiceNotAvailableException", "unset"), State.NO_SERVICE),
        (ModuleNotFoundError("dbus"), State.MISSING),
        (dbus_error("org.freedesktop.DBus.Error.ServiceUnknown"), State.NO_SERVICE),
        (named("error", 1312, "CredRead", "no logon session"), State.NO_SERVICE),
        (TimeoutError(), State.TIMEOUT),
        (dbus_error("org.freedesktop.DBus.Error.NoReply"), State.TIMEOUT),
        (named("error", 1783, "CredWrite", "bad stub"), State.TOO_BIG),
        (named("error", 5, "CredWrite", "denied"), State.DENIED),
        (dbus_error("org.freedesktop.DBus.Error.AccessDenied"), State.DENIED),
        (fakes.PasswordSetError("(-25293, 'auth failed')"), State.DENIED),
        (named("PasswordDeleteError"), State.DENIED),
        (RuntimeError("a secret"), State.BROKEN),
        (KeyboardInterrupt(), State.BROKEN),
        (KeyringFault(State.TOO_BIG, "words"), State.TOO_BIG),
    ],
)
def test_every_raw_exception_has_a_state(error: BaseException, state: State) -> None:
    fault = classify(error)
    assert fault.state is state
    assert fault.cause
    assert "secret" not in fault.cause


def test_a_call_that_hangs_is_left_behind() -> None:
    hanging = HangingKeyring()
    fault = fault_of(lambda: guarded(lambda: hanging.get_password("s", "u"), 0.05))
    assert fault.state is State.TIMEOUT
    assert "0.05 seconds" in fault.cause
    hanging.released.set()


def test_a_result_and_a_failure_come_through() -> None:
    assert guarded(lambda: 5) == 5
    assert guarded(lambda: None) is None
    assert fault_of(lambda: guarded(lambda: 1 // 0)).state is State.BROKEN


def test_the_process_ends_although_a_call_hangs() -> None:
    code = """
        import threading
        from chattui.vault.keyring_guard import KeyringFault, guarded
        try:
            guarded(threading.Event().wait, 0.05)
        except KeyringFault as fault:
            print(fault.state.value)
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert (done.stdout, done.stderr) == ("timeout\n", "")


def test_the_probe_leaves_nothing_in_a_sound_keyring() -> None:
    sound = MemoryKeyring()
    probe(sound)
    assert sound.items == {}
    assert [call for call, _ in sound.calls] == ["set", "get", "delete", "get"]


@pytest.mark.parametrize("broken", [NullKeyring(), EmptyingKeyring()])
def test_the_probe_finds_a_keyring_that_loses_things(broken: MemoryKeyring) -> None:
    assert fault_of(lambda: probe(broken)).state is State.KEEPS_NOTHING
    assert broken.items == {}


def test_the_probe_finds_a_keyring_that_forgets_nothing() -> None:
    class Stubborn(MemoryKeyring):
        def delete_password(self, service: str, username: str) -> None:
            pass

    assert fault_of(lambda: probe(Stubborn())).state is State.BROKEN


def test_only_native_back_ends_are_ever_made() -> None:
    assert {native.module.rpartition(".")[0] for native in NATIVE.values()} == {"keyring.backends"}
    names = {*candidates("linux"), *candidates("darwin"), *candidates("win32")}
    assert names == set(NATIVE)
    assert not names & {"chainer", "null", "fail"}


def test_each_class_of_the_list_is_one_that_keyring_has() -> None:
    """A release of keyring that renames one is noticed here."""
    import importlib

    for native in NATIVE.values():
        assert hasattr(importlib.import_module(native.module), native.cls)


def test_no_bus_is_told_from_the_environment_alone() -> None:
    assert refused_at_once({}, "linux")
    assert not refused_at_once({"DBUS_SESSION_BUS_ADDRESS": "unix:path=/x"}, "linux")
    assert not refused_at_once({}, "darwin")
    code = """
        import sys
        from chattui.vault.keyring_guard import KeyringFault, find_working
        try:
            find_working()
        except KeyringFault as fault:
            print(fault.state.value, "keyring" in sys.modules, "jeepney" in sys.modules)
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, check=True
    )
    assert done.stdout == "no_bus False False\n"


def test_a_stale_bus(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path}/gone")
    fault = fault_of(find_working)
    assert fault.state is State.STALE_BUS
    assert "DBUS_SESSION_BUS_ADDRESS" in fault.cause
    assert fault_of(lambda: reopen("SecretService")).state is State.STALE_BUS


def test_configuration_of_keyring_diverts_nothing(
    monkeypatch: pytest.MonkeyPatch, own_home: Path, tmp_path: Path
) -> None:
    """Neither the variable, nor keyringrc.cfg with code of its own, is looked at."""
    folder = own_home / ".config" / "python_keyring"
    folder.mkdir(parents=True)
    (tmp_path / "evil.py").write_text(
        "import pathlib\npathlib.Path(__file__).with_name('ran').touch()\n"
        "from keyring.backends.null import Keyring\n"
    )
    (folder / "keyringrc.cfg").write_text(
        f"[backend]\ndefault-keyring=evil.Keyring\nkeyring-path={tmp_path}\n"
    )
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path}/gone")
    assert fault_of(find_working).state is State.STALE_BUS
    assert type(make("SecretService")).__module__ == "keyring.backends.SecretService"
    assert not (tmp_path / "ran").exists()


def test_a_back_end_without_its_library_is_no_service() -> None:
    try:
        import dbus  # type: ignore[import-not-found] # noqa: F401
    except ImportError:
        assert fault_of(lambda: make("kwallet")).state is State.NO_SERVICE
    assert fault_of(lambda: make("Windows")).state is State.NO_SERVICE


def test_a_name_that_is_not_in_the_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
    assert fault_of(lambda: reopen("keyrings.alt")).state is State.FOREIGN
    assert fault_of(lambda: find_working(())).state is State.NO_SERVICE


def test_without_a_bus_a_recorded_keyring_is_refused_at_once() -> None:
    fault = fault_of(lambda: reopen("SecretService"))
    assert fault.state is State.NO_BUS
    assert "DBUS_SESSION_BUS_ADDRESS" in fault.cause


def test_time_limit_is_three_seconds() -> None:
    assert keyring_guard.SECONDS == 3.0
