"""The table of states: every one has words of its own in every situation, and a next step."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from chattui.problem import Exit
from chattui.vault import secret_service
from chattui.vault.keyring_backends import NATIVE, diverted, sight
from chattui.vault.keyring_states import (
    SOMEBODY_S,
    KeyringFault,
    chosen_problem,
    keyring_notices,
    keyring_problem,
    new_problem,
    unusable_problem,
)
from chattui.vault.keyring_words import SAID, UNLOCK, State
from chattui.vault.where import where_words

PLAIN = "keyrings.alt.file.PlaintextKeyring"
WHERE = "the test keyring"


@pytest.fixture(autouse=True)
def no_runtime_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))


@pytest.mark.parametrize("state", State)
def test_every_state_has_words_in_every_situation(state: State) -> None:
    fault = KeyringFault(state)
    kept, new, chosen = (
        keyring_problem(fault, WHERE),
        new_problem(fault),
        chosen_problem(fault, "x.Y"),
    )
    assert kept.code.startswith("vault.keyring_")
    assert WHERE in kept.message
    assert (new.code, new.exit) == ("vault.new_passphrase_needed", Exit.USAGE)
    assert "--passphrase-file" in new.remedy
    assert ("cannot be used now" in new.message) is (state in SOMEBODY_S)
    assert (chosen.code, chosen.exit) == ("vault.keyring_chosen", Exit.USAGE)
    assert "x.Y" in chosen.message
    for problem in (kept, new, chosen):
        assert problem.cause == fault.cause
        assert problem.remedy.endswith((".", UNLOCK))
    assert "sealed file, choose" not in kept.remedy + chosen.remedy


def test_no_two_states_have_the_same_words() -> None:
    assert set(SAID) == set(State)
    causes = [KeyringFault(state).cause for state in State]
    assert len(set(causes)) == len(causes)
    said = [(s().code, s().cause, s().kept) for s in SAID.values()]
    assert len(set(said)) == len(said)


def test_a_choice_is_never_passed_over() -> None:
    fault = KeyringFault(State.NULL, "Why.")
    assert unusable_problem(fault, "a.B").code == "vault.keyring_chosen"
    assert unusable_problem(fault, "").code == "vault.new_passphrase_needed"
    assert fault.cause == "Why."


def test_a_locked_keychain_of_macos_has_a_step_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert "security unlock-keychain" in new_problem(KeyringFault(State.LOCKED)).remedy


def test_without_a_runtime_folder_the_usual_place_is_looked_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(Path, "is_socket", lambda path: path.name == "bus")
    monkeypatch.setenv("XDG_RUNTIME_DIR", "/of/this/login")
    assert "unix:path=/of/this/login/bus" in SAID[State.NO_BUS]().kept
    monkeypatch.delenv("XDG_RUNTIME_DIR")

    def is_socket(path: Path) -> bool:
        asked.append(str(path))
        return True

    monkeypatch.setattr(Path, "is_socket", is_socket)
    monkeypatch.setattr("os.getuid", lambda: 4321)
    assert "unix:path=/run/user/4321/bus" in SAID[State.NO_BUS]().kept
    assert asked == ["/run/user/4321/bus"]
    monkeypatch.delattr("os.getuid")  # Windows
    assert "unix:path" not in SAID[State.NO_BUS]().kept or asked[-1] == "/nowhere/bus"


@pytest.mark.parametrize(
    ("name", "chosen", "codes"),
    [
        ("SecretService", "", []),
        ("SecretService", "SecretService", []),
        ("SecretService", PLAIN, ["vault.keyring_other_choice"]),
        (PLAIN, PLAIN, ["vault.keyring_plain_text"]),
        ("a.b.Vault", "a.b.Vault", ["vault.keyring_foreign"]),
    ],
)
def test_what_is_shown_while_it_is_used(name: str, chosen: str, codes: list[str]) -> None:
    assert [notice.code for notice in keyring_notices(name, chosen)] == codes


@pytest.mark.parametrize(
    ("name", "words"),
    [
        (PLAIN, f"the unencrypted store {PLAIN}"),
        ("a.Keyring", "the foreign keyring a.Keyring"),
        ("Unknown", "a keyring that this version does not know"),
    ],
)
def test_what_is_not_native_is_shown_as_such(name: str, words: str, tmp_path: Path) -> None:
    assert where_words("keyring", name, tmp_path) == words


def test_settings_of_other_programs_are_told_and_not_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "no"))
    for platform, name, folder in (
        ("linux", "XDG_CONFIG_HOME", "python_keyring"),
        ("win32", "LOCALAPPDATA", "Python Keyring"),
    ):
        monkeypatch.setattr("sys.platform", platform)
        file = tmp_path / folder / "keyringrc.cfg"
        assert diverted({name: str(tmp_path)}) == diverted({}) == ""
        file.parent.mkdir()
        file.write_text("[backend]\ndefault-keyring=keyring.backends.null.Keyring\n")
        assert f"{file} is for other programs" in diverted({name: str(tmp_path)})


def test_a_name_in_the_environment_is_told_safely() -> None:
    assert diverted({}) == ""
    assert "\x1b" not in diverted({"PYTHON_KEYRING_BACKEND": "a\x1b]52;c;eA==\x07.B"})


class Bus:
    """A bus that answers calls by their member; an exception is raised, None is an error."""

    def __init__(self, **answers: Any) -> None:
        self.answers = answers
        self.closed = False

    def send_and_get_reply(self, message: Any, *, timeout: float) -> Any:
        from types import SimpleNamespace

        from jeepney import HeaderFields, MessageType  # type: ignore[import-untyped]

        assert 0 < timeout <= 0.5
        fields = message.header.fields
        member = fields[HeaderFields.member]
        whom = tuple(fields[getattr(HeaderFields, name)] for name in WHOM)
        assert (*whom, message.body) == CALLS[member]
        answer = self.answers[member]
        if isinstance(answer, BaseException):
            raise answer
        kind = MessageType.error if answer is None else MessageType.method_return
        return SimpleNamespace(header=SimpleNamespace(message_type=kind), body=(answer,))

    def close(self) -> None:
        self.closed = True


PID, PATH = "GetConnectionUnixProcessID", "/org/freedesktop/secrets/collection/login"
BUS, SERVICE, SECRET = "org.freedesktop.DBus", "org.freedesktop.secrets", "org.freedesktop.Secret"
WHOM = ("path", "destination", "interface", "signature")
CALLS: dict[str, tuple[object, ...]] = {
    PID: ("/org/freedesktop/DBus", BUS, BUS, "s", (SERVICE,)),
    "ReadAlias": ("/org/freedesktop/secrets", SERVICE, f"{SECRET}.Service", "s", ("default",)),
    "Get": (PATH, SERVICE, f"{BUS}.Properties", "ss", (f"{SECRET}.Collection", "Locked")),
}
"""Whom each call is for, and with what, as the specifications of both have it."""
LOOKS: list[tuple[dict[str, Any], State | None]] = [
    ({PID: None}, State.NO_SERVICE),
    ({PID: TimeoutError()}, None),  # the bus itself is silent
    ({PID: EOFError()}, None),
    ({PID: 7, "ReadAlias": TimeoutError()}, State.STOPPED),
    ({PID: 7, "ReadAlias": "/"}, State.NO_COLLECTION),
    ({PID: 7, "ReadAlias": None}, State.NO_COLLECTION),
    ({PID: 7, "ReadAlias": PATH, "Get": TimeoutError()}, State.STOPPED),
    ({PID: 7, "ReadAlias": PATH, "Get": ("b", True)}, State.PROMPT),
    ({PID: 7, "ReadAlias": PATH, "Get": ("b", False)}, None),
    ({PID: 7, "ReadAlias": PATH, "Get": None}, None),
]


@pytest.mark.parametrize(("answers", "state"), LOOKS)
@pytest.mark.parametrize("name", ["SecretService", "libsecret"])
def test_what_a_look_sees(
    answers: dict[str, Any], state: State | None, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    bus = Bus(**answers)
    monkeypatch.setattr("jeepney.io.blocking.open_dbus_connection", lambda *_, **__: bus)
    seen = sight(name, 0.5)
    assert (seen.state if seen else None) is state
    assert bus.closed
    if state is State.STOPPED:
        assert seen
        assert "process 7," in seen.cause


@pytest.mark.parametrize("name", sorted(NATIVE.keys() - {"SecretService", "libsecret"}))
def test_others_are_not_looked_at(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: Callable[[float], None] = lambda seconds: pytest.fail("looked")  # noqa: E731
    monkeypatch.setattr(secret_service, "look", looked)
    assert sight(name, 0.5) is None


def test_a_bus_that_is_not_there_is_seen_as_nothing() -> None:
    assert sight("SecretService", 0.1) is None
