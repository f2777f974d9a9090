"""What a killed process leaves, and the next start removes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chattui.context import Context
from chattui.problem import ProblemError
from chattui.secret import Secret
from chattui.vault import keyring_guard, keys, leftovers
from chattui.vault.emptying import remove
from chattui.vault.grant import document_from_secret, said_of
from chattui.vault.index import IndexFile, Side
from chattui.vault.keyring_guard import PROBE, PROBE_SERVICE, KeyringFault
from chattui.vault.keyring_trial import find_keyring
from chattui.vault.keyring_words import State
from tests.unit.vault.fakes import MemoryKeyring
from tests.unit.vault.filled import filled

pytestmark = pytest.mark.usefixtures("cheap")


def note(here: Context, *names: str) -> None:
    ledger = IndexFile(here.paths.index)
    ledger.save(replace(ledger.load(), slot_keyrings=names))


def noted(here: Context) -> tuple[str, ...]:
    return IndexFile(here.paths.index).load().slot_keyrings


def test_what_was_half_written_goes(here: Context) -> None:
    vault = filled(here, "file")
    half = [here.paths.state / name for name in (".vault.sealed.1.tmp", ".accounts.json.2.tmp")]
    other = here.paths.state / ".other.3.tmp"
    for path in (*half, other):
        path.touch()
    with vault.writing():
        pass
    assert [path.exists() for path in (*half, other)] == [False, False, True]


@pytest.mark.parametrize("kind", ["file", "keyring"])
def test_a_key_that_no_slot_needs_goes(kind: str, here: Context, keyring: MemoryKeyring) -> None:
    vault = filled(here, kind)
    if kind == "file":
        keys.add_keyring(vault, "SecretService", keyring)
    service = f"chattui:{IndexFile(here.paths.index).load().vault_id}"
    left = {(service, "sealed-file.2"): "key", (PROBE_SERVICE, PROBE): "of a trial"}
    before = dict(keyring.items)
    keyring.items |= left
    note(here, "SecretService")
    with vault.writing():
        pass
    assert (keyring.items, noted(here)) == (before, ())


def test_a_keyring_that_hung_is_left_alone_for_a_minute(
    here: Context, keyring: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else each save would wait for it."""
    monkeypatch.setattr(leftovers, "HUNG_SECONDS", -1.0)  # as if everything took long
    vault = filled(here, "keyring")
    keyring.items |= (left := {(PROBE_SERVICE, PROBE): "of a trial"})
    for spared in (True, False):
        note(here, "SecretService")
        with vault.writing():
            pass
        assert (left.items() <= keyring.items.items()) is spared
        monkeypatch.setattr(leftovers, "_spared", {})


def test_a_move_that_had_begun_and_no_more_is_forgotten(
    here: Context, keyring: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The keyring holds nothing yet, so it is not asked."""
    vault, ledger = filled(here, "file"), IndexFile(here.paths.index)
    ledger.save(replace(ledger.load(), side=Side("keyring", "SecretService", leaving=False)))
    monkeypatch.delattr(keyring_guard, "reopen")
    with vault.writing():
        pass
    assert ledger.load().side is None


@pytest.mark.parametrize("kind", ["file", "keyring"])
def test_a_keyring_that_does_not_answer_stays_noted(
    kind: str, here: Context, keyring: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: object, **__: object) -> None:
        raise KeyringFault(State.NO_SERVICE)

    vault = filled(here, kind)
    note(here, "SecretService", "kwallet")
    monkeypatch.setattr(keyring_guard, "reopen", stopped)
    with vault.writing():
        pass
    assert noted(here) == ("SecretService", "kwallet")


def test_a_trial_is_noted_while_it_lasts(
    here: Context, keyring: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(here, "file")
    seen = []

    def look(names: tuple[str, ...], seconds: float) -> tuple[str, MemoryKeyring]:
        seen.append((names, noted(here)))
        return names[0], keyring

    monkeypatch.setattr(keyring_guard, "find_working", look)
    chosen = replace(here, keyring="some.other.Keyring")
    assert find_keyring(chosen) == ("some.other.Keyring", keyring)
    assert seen == [(("some.other.Keyring",), ("some.other.Keyring",))]
    assert noted(here) == ()
    note(here, "SecretService")  # since a process was killed before
    monkeypatch.setattr(keyring_guard, "candidates", lambda: ("SecretService",))
    find_keyring(here)
    assert noted(here) == ("SecretService",)
    for name in ("port.json", "log.key"):
        remove(here.paths.state / name)  # is not there


@pytest.mark.parametrize(
    ("states", "tried", "cause"),
    [
        ((State.NO_SERVICE, None), 2, None),
        ((State.NO_SERVICE, State.MISSING), 2, State.NO_SERVICE),
        ((State.LOCKED, None), 1, State.LOCKED),
    ],
)
def test_which_keyring_is_found(
    states: tuple[State | None, ...],
    tried: int,
    cause: State | None,
    here: Context,
    keyring: MemoryKeyring,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    filled(here, "file")
    seen: list[str] = []

    def look(names: tuple[str, ...], seconds: float) -> tuple[str, MemoryKeyring]:
        state = states[len(seen)]
        seen.append(names[0])
        if state:
            raise KeyringFault(state)
        return names[0], keyring

    monkeypatch.setattr(keyring_guard, "find_working", look)
    monkeypatch.setattr(keyring_guard, "candidates", lambda: ("SecretService", "kwallet"))
    if cause:
        with pytest.raises(ProblemError) as caught:
            find_keyring(here)
        told = caught.value.problem
        assert (told.code, told.cause) == ("vault.no_keyring", KeyringFault(cause).cause)
    else:
        assert find_keyring(here) == ("kwallet", keyring)
    assert (len(seen), noted(here)) == (tried, ())


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{", '{"installed": {}}', '{"v": 1, "document": "x"}', '{"v": 1, "client": {}}'],
)
def test_a_document_as_it_was_kept_before(text: str) -> None:
    assert document_from_secret(Secret(text)) == Secret(text)
    assert said_of("grant:0", Secret(text)) is None
    assert said_of("other", Secret(text)) is None
