"""Moving everything between a keyring and a sealed file, either way."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from chattui.atomic import lock
from chattui.context import Context
from chattui.problem import ProblemError
from chattui.secret import Secret
from chattui.vault import keyring_guard
from chattui.vault.file_store import FileStore
from chattui.vault.index import Index, IndexFile, Side
from chattui.vault.keyring_guard import KeyringFault, State
from chattui.vault.leftovers import tidy
from chattui.vault.moving import Step, To, move
from chattui.vault.sealed import FLOOR
from chattui.vault.vault import Vault
from tests.unit.vault.conftest import PASSPHRASE
from tests.unit.vault.fakes import KeyringLocked, MemoryKeyring, NullKeyring
from tests.unit.vault.filled import DOCUMENT, GRANT, code, filled, opened

pytestmark = pytest.mark.usefixtures("cheap")

WAYS: tuple[To, To] = ("file", "keyring")


def other(kind: str) -> To:
    return "keyring" if kind == "file" else "file"


def moved(here: Context, vault: Vault, tell: Callable[[Step], None] | None = None) -> int:
    passphrase = Secret(PASSPHRASE) if vault.kind == "keyring" else None
    return move(here, vault, other(vault.kind), passphrase=passphrase, cost=FLOOR, tell=tell).items


def check(here: Context, kind: str, keyring: MemoryKeyring) -> None:
    """Everything is in `kind` alone."""
    vault = opened(here)
    index = vault.index()
    assert (vault.kind, index.kind, index.side, index.stale) == (kind, kind, None, ())
    assert [vault.grant(a.key) for a in index.accounts] == [GRANT, GRANT]
    assert [vault.client_document(c.key) for c in index.clients] == [DOCUMENT]
    assert here.paths.sealed_file.exists() == (kind == "file")
    assert len(keyring.items) == (0 if kind == "file" else 3)
    assert [p.name for p in here.paths.state.iterdir() if p.suffix in {".bak", ".tmp"}] in (
        [],
        ["vault.sealed.bak"] if kind == "file" else [],
    )


@pytest.mark.parametrize("kind", WAYS)
def test_everything_is_moved_there_and_back(
    kind: str, here: Context, keyring: MemoryKeyring
) -> None:
    vault = filled(here, kind)
    before = vault.index()
    steps: list[Step] = []
    assert moved(here, vault, steps.append) == 3
    assert [(s.done, s.total) for s in steps] == [(1, 3), (2, 3), (3, 3)]
    check(here, other(kind), keyring)
    after = opened(here).index()
    assert (after.vault_id, after.default, after.clients) == (
        before.vault_id,
        before.default,
        before.clients,
    )
    assert moved(here, opened(here)) == 3
    check(here, kind, keyring)


@pytest.mark.parametrize("kind", WAYS)
def test_who_had_it_open_is_told(kind: str, here: Context, keyring: MemoryKeyring) -> None:
    vault, key = filled(here, kind), IndexFile(here.paths.index).load().default or ""
    client = vault.clients()[0].key
    moved(here, opened(here))
    assert code(lambda: vault.grant(key)) == "vault.moved"
    assert code(lambda: vault.client_document(client)) == "vault.moved"
    assert code(lambda: vault.save_grant(key, GRANT)) == "vault.moved"
    assert code(lambda: moved(here, vault)) == "vault.moved"


@pytest.mark.parametrize("kind", WAYS)
@pytest.mark.parametrize("error", [KeyboardInterrupt, RuntimeError])
def test_a_move_that_is_given_up_leaves_nothing(
    kind: str, error: type[BaseException], here: Context, keyring: MemoryKeyring
) -> None:
    def tell(step: Step) -> None:
        if step.done == 2:
            raise error

    with pytest.raises(error):
        moved(here, filled(here, kind), tell)
    check(here, kind, keyring)


def test_a_keyring_that_keeps_nothing_is_not_moved_into(
    here: Context, keyring: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = filled(here, "file")
    null = NullKeyring()
    monkeypatch.setattr(keyring_guard, "find_working", lambda *_, **__: ("SecretService", null))
    monkeypatch.setattr(keyring_guard, "reopen", lambda *_, **__: null)
    assert code(lambda: moved(here, vault)) == "vault.not_kept"
    check(here, "file", keyring)


def test_what_changes_after_it_was_copied_is_noticed(here: Context, keyring: MemoryKeyring) -> None:
    vault = filled(here, "file")

    def tell(step: Step) -> None:
        if step.done == 3:  # another program replaces what was kept
            for item in keyring.items:
                keyring.items[item] = "other"

    assert code(lambda: moved(here, vault, tell)) == "vault.not_kept"
    check(here, "file", keyring)


@pytest.mark.parametrize("kind", WAYS)
def test_what_does_not_keep_it_is_named(
    kind: str, here: Context, keyring: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    def tell(step: Step) -> None:
        """Afterwards the new store fails."""
        keyring.before = lock_itself if kind == "file" else keyring.before
        monkeypatch.setattr(FileStore, "read", lambda *_: Secret("other"))

    def lock_itself(call: str, username: str) -> None:
        raise KeyringLocked

    vault = filled(here, kind)
    with pytest.raises(ProblemError) as caught:
        moved(here, vault, tell)
    where = "the Secret Service keyring" if kind == "file" else str(here.paths.sealed_file)
    assert where in caught.value.problem.message + caught.value.problem.cause


def test_no_keyring(here: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*_: object, **__: object) -> None:
        raise KeyringFault(State.NO_SERVICE, "Nobody answers.")

    vault = filled(here, "file")
    monkeypatch.setattr(keyring_guard, "find_working", none)
    with pytest.raises(ProblemError) as caught:
        moved(here, vault)
    assert (caught.value.problem.code, caught.value.problem.cause) == (
        "vault.no_keyring",
        "Nobody answers.",
    )


@pytest.mark.parametrize("kind", WAYS)
def test_what_cannot_be_moved(kind: To, here: Context, keyring: MemoryKeyring) -> None:
    vault = opened(here, kind)
    assert code(lambda: move(here, vault, kind)) == "vault.moved_already"
    assert code(lambda: moved(here, vault)) == "vault.nothing_to_move"


def test_into_a_file_it_takes_a_passphrase_and_room(here: Context, keyring: MemoryKeyring) -> None:
    vault = filled(here, "keyring")
    with pytest.raises(ProblemError) as caught:
        move(here, vault, "file")
    told = caught.value.problem
    assert told.code == "vault.no_new_passphrase"
    assert "No keyring" not in told.message  # one does work: it holds everything
    here.paths.sealed_file.write_bytes(b"another's")
    assert code(lambda: moved(here, vault)) == "vault.file_in_the_way"
    here.paths.sealed_file.unlink()

    def late(call: str, username: str) -> None:  # it comes while the key is derived
        here.paths.sealed_file.write_bytes(b"another's")

    keyring.before = late
    keyring.items[("x", "y")] = ""
    index = IndexFile(here.paths.index)
    index.save(_with_ownerless(index.load()))
    assert code(lambda: moved(here, vault)) == "vault.file_in_the_way"
    assert here.paths.sealed_file.read_bytes() == b"another's"
    assert index.load().side is None


def _with_ownerless(index: Index) -> Index:
    from dataclasses import replace

    from chattui.vault.index import Pointer

    return replace(index, items={**index.items, "grant:" + "0" * 16: Pointer(1)})


def test_an_item_that_is_gone_stops_it(here: Context, keyring: MemoryKeyring) -> None:
    vault = filled(here, "keyring")
    keyring.items.popitem()
    assert code(lambda: moved(here, vault)) == "vault.item_gone"
    assert not here.paths.sealed_file.exists()
    filed = IndexFile(here.paths.index).load()
    assert (filed.kind, filed.side) == ("keyring", None)


def test_an_item_that_the_file_has_lost_stops_it(here: Context, keyring: MemoryKeyring) -> None:
    vault = filled(here, "file")
    index = IndexFile(here.paths.index)
    name = next(iter(index.load().items))
    vault.store.delete(name)
    index.save(_with(index.load(), name))
    assert code(lambda: moved(here, vault)) == "vault.item_gone"
    assert keyring.items == {}


def _with(index: Index, name: str) -> Index:
    from dataclasses import replace

    from chattui.vault.index import Pointer

    return replace(index, items={**index.items, name: Pointer()})


def test_a_keyring_that_stops_is_emptied_later(
    here: Context, keyring: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The move is done all the same; the next one waits until it has been."""
    vault = filled(here, "keyring")

    def stopped(*_: object, **__: object) -> None:
        raise KeyringFault(State.TIMEOUT, "No answer.")

    with monkeypatch.context() as patch:
        patch.setattr(keyring_guard, "reopen", stopped)
        done = move(here, vault, "file", passphrase=Secret(PASSPHRASE), cost=FLOOR)
        assert (done.emptied, len(keyring.items)) == (False, 3)
        again = opened(here)
        assert [p.code for p in again.notices] == ["vault.side_left"]
        assert code(lambda: moved(here, again)) == "vault.side_left"
        again.save_client("Other", "installed", "2", "p", DOCUMENT)
        again.remove_client(again.clients()[1].key)
    side = IndexFile(here.paths.index).load().side
    assert side
    assert (side.kind, side.leaving, len(side.items)) == ("keyring", True, 3)
    with lock(here.paths.state / "vault.lock"):
        assert opened(here).notices == ()  # another is at it
    check(here, "file", keyring)


def test_a_write_removes_the_locks_of_accounts_that_are_no_more(
    here: Context, keyring: MemoryKeyring
) -> None:
    vault = filled(here, "keyring")
    gone, kept = (here.paths.state / f"refresh-{a.key}.lock" for a in vault.accounts())
    for account in vault.accounts():
        with vault.refresh_lock(account.key):
            pass
    vault.remove_account(vault.accounts()[0].key)
    assert (gone.exists(), kept.exists()) == (False, True)
    gone.touch()
    with lock(gone):
        vault.save_client("Desk", "installed", "1", "p", DOCUMENT)
        assert gone.exists()  # somebody holds it
    vault.save_client("Desk", "installed", "1", "p", DOCUMENT)
    assert (gone.exists(), kept.exists()) == (False, True)


def test_the_index_says_where_the_second_store_is(here: Context, keyring: MemoryKeyring) -> None:
    seen = []

    def tell(step: Step) -> None:
        seen.append(json.loads(Path(here.paths.index).read_text())["side"])

    moved(here, filled(here, "file"), tell)
    assert [(s["kind"], s["leaving"], len(s["items"])) for s in seen] == [
        ("keyring", False, n) for n in (1, 2, 3)
    ]


@pytest.mark.parametrize("kind", WAYS)
def test_a_list_of_before_the_end_of_a_move_removes_nothing(
    kind: str, here: Context, keyring: MemoryKeyring
) -> None:
    """It names the store that was moved out of, and everything is in the one being filled."""
    before: list[bytes] = []
    moved(here, filled(here, kind), lambda _: before.append(here.paths.index.read_bytes()))
    here.paths.index.write_bytes(before[-1])
    tidy(here)
    index = IndexFile(here.paths.index).load()
    assert (index.kind, index.side and index.side.kind) == (kind, other(kind))
    assert here.paths.sealed_file.exists() == (kind == "keyring")
    assert len(keyring.items) == (0 if kind == "keyring" else 3)


@pytest.mark.parametrize(("lost", "locked", "emptied"), [(1, False, True), (0, True, False)])
def test_what_a_move_left_goes_where_the_store_in_use_holds_something(
    lost: int, locked: bool, emptied: bool, here: Context, keyring: MemoryKeyring
) -> None:
    vault = filled(here, "keyring")
    index = vault.ledger.load()
    vault.ledger.save(replace(index, side=Side("file", "", leaving=False)))
    for item in [item for item in keyring.items if next(iter(index.items)) in item[1]][:lost]:
        del keyring.items[item]

    def before(call: str, username: str) -> None:
        if locked and username.startswith(("client:", "grant:")):
            raise KeyringLocked

    keyring.before = before
    tidy(here)
    assert (vault.ledger.load().side is None) == emptied
