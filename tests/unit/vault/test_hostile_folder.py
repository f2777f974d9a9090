"""What somebody who writes into the folder without a key to the vault cannot bring about."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from chattui.context import Context
from chattui.problem import Problem
from chattui.secret import Secret
from chattui.vault import keys, passphrase_slot, rebuilding
from chattui.vault.file_store import look
from chattui.vault.sealed import FLOOR, MAGIC, MOST, Cost
from chattui.vault.vault import Vault
from tests.unit.vault.conftest import PASSPHRASE
from tests.unit.vault.fakes import MemoryKeyring
from tests.unit.vault.filled import EMAILS, GRANT, filled, opened

pytestmark = pytest.mark.usefixtures("cheap")

Caught = Callable[[Callable[[], object]], Problem]


def changed(here: Context, change: Callable[[Any], object]) -> None:
    """The list of accounts, which nothing seals, with a change by another program."""
    listed = json.loads(here.paths.index.read_bytes())
    change(listed)
    here.paths.index.write_text(json.dumps(listed))


def swapped(listed: Any) -> None:
    one, other = listed["accounts"]
    one["email"], other["email"] = other["email"], one["email"]


def as_boss(listed: Any) -> None:
    listed["accounts"][0]["email"] = "boss@example.com"


def delegated(listed: Any) -> None:
    listed["accounts"][0]["kind"] = "delegation"


def of_another_client(listed: Any) -> None:
    listed["accounts"][0]["client_key"] = "0" * 16


@pytest.mark.parametrize("change", [swapped, as_boss, delegated, of_another_client])
def test_a_changed_list_makes_nobody_act_as_somebody_else(
    change: Callable[[Any], None], here: Context, problem: Caught
) -> None:
    keys = [account.key for account in filled(here, "file").accounts()]
    changed(here, change)
    vault = opened(here)
    assert problem(lambda: vault.grant(keys[0])).code == "vault.of_another"
    again = vault.accounts()[0]
    if again.client_key != "0" * 16:  # a new sign-in takes its place, with a token of its own
        grant = replace(GRANT, refresh_token=None)
        vault.save_account(
            again.email, "", again.client_key, grant, kind=again.kind, consented_at=1.0
        )
        assert vault.grant(again.key).refresh_token is None
        return
    here.paths.index.rename(here.paths.index.with_suffix(".aside"))
    rebuilding.rebuild(here, Secret(PASSPHRASE))
    assert {account.email for account in opened(here).accounts()} == set(EMAILS)
    assert opened(here).grant(keys[0]) == GRANT


@pytest.mark.parametrize("said", ["", None, ["ada"]])
def test_an_item_that_does_not_say_whose_it_is_is_taken(said: object, here: Context) -> None:
    vault = filled(here, "file")
    name = f"grant:{vault.accounts()[0].key}"
    text = vault.store.read(name)
    assert text
    with vault.writing():
        vault.store.write(name, Secret(json.dumps({**json.loads(text.reveal()), "account": said})))
    assert vault.grant(vault.accounts()[0].key) == GRANT


@pytest.mark.parametrize("ends", [float("inf"), float("nan"), 10**400, -1, 2**53])
def test_no_token_of_a_keyring_lives_for_ever(
    ends: float, here: Context, keyring: MemoryKeyring, problem: Caught
) -> None:
    vault = filled(here, "keyring")
    key = vault.accounts()[0].key
    text = vault.store.read(f"grant:{key}")
    assert text
    changed_text = json.dumps({**json.loads(text.reveal()), "access_expires_at": ends})
    with vault.writing():
        vault.store.write(f"grant:{key}", Secret(changed_text))
    assert problem(lambda: vault.grant(key)).code == "vault.item_damaged"


def side_of(listed: Any) -> None:
    vault = listed["vault"]
    listed["side"] = {
        "kind": vault["kind"],
        "backend": vault["backend"],
        "leaving": True,
        "items": {**listed["items"], "grant:" + "9" * 16: {"generation": 7, "parts": 1}},
        "stale": [],
    }


@pytest.mark.parametrize("kind", ["file", "keyring"])
def test_the_store_in_use_is_not_emptied_as_one_that_was_left(
    kind: str, here: Context, keyring: MemoryKeyring
) -> None:
    filled(here, kind)
    changed(here, side_of)
    vault = opened(here, kind)
    index = vault.ledger.load()
    assert index.side is None
    assert [name for name, _ in index.stale] == ["grant:" + "9" * 16] * (kind == "keyring")
    with vault.writing():
        pass
    assert [vault.grant(account.key) for account in vault.accounts()] == [GRANT, GRANT]


def test_a_keyring_is_not_asked_for_ever(
    here: Context, keyring: MemoryKeyring, problem: Caught
) -> None:
    filled(here, "keyring")
    changed(here, lambda listed: next(iter(listed["items"].values())).update(parts=2**40))
    assert problem(lambda: opened(here, "keyring")).code == "vault.index_damaged"


@pytest.mark.parametrize("mode", [0o700, 0o755, 0o777, 0o770])
def test_a_folder_that_others_can_write_is_told_where_it_is_only_read(
    mode: int, here: Context
) -> None:
    filled(here, "file")
    here.paths.state.chmod(mode)
    notices = [one.code for one in opened(here).notices]
    assert notices == ["disk.folder_shared"] * (mode & 0o022 != 0)


def header_with(here: Context, slots: list[Any]) -> None:
    data = here.paths.sealed_file.read_bytes()
    start = len(MAGIC) + 4
    end = start + int.from_bytes(data[len(MAGIC) : start], "big")
    text = json.dumps({**json.loads(data[start:end]), "slots": slots}).encode()
    here.paths.sealed_file.write_bytes(MAGIC + len(text).to_bytes(4, "big") + text + data[end:])


@pytest.mark.parametrize(("count", "code"), [(2, "vault.wrong_passphrase"), (3, "vault.damaged")])
def test_slots_of_a_file_do_not_keep_a_passphrase_busy_for_minutes(
    count: int, code: str, here: Context, problem: Caught, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(here, "file")
    found = look(here.paths.sealed_file)
    assert found
    slot = found.slots[0]
    kdf = {**slot["kdf"], "m": MOST.memory, "t": MOST.passes}
    header_with(here, [{**slot, "kdf": kdf}] * count)
    tried: list[Cost] = []

    def derive(_: Secret, __: bytes, cost: Cost) -> bytes:
        tried.append(cost)
        return bytes(32)

    monkeypatch.setattr(passphrase_slot, "_derive", derive)
    assert problem(lambda: opened(here)).code == code
    assert len(tried) == (count if count < 3 else 0)


def test_no_slot_is_added_that_would_keep_the_others_from_being_tried(
    here: Context, problem: Caught, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = filled(here, "file")
    monkeypatch.setattr(passphrase_slot, "MOST_IN_ALL", FLOOR.memory * FLOOR.passes)
    found = problem(lambda: keys.add_passphrase(vault, Secret("another one"), cost=FLOOR))
    assert found.code == "vault.slow_slots"
    left = look(here.paths.sealed_file)
    assert left
    assert len(left.slots) == 1


def saves(vault: Vault) -> None:
    vault.save_grant(vault.accounts()[0].key, GRANT)


def removes(vault: Vault) -> None:
    vault.remove_account(vault.accounts()[0].key)


@pytest.mark.parametrize(
    ("name", "work", "refused"),
    [
        (".vault.sealed.x.tmp", saves, False),
        (".accounts.json.x.tmp", removes, False),
        ("vault.sealed.bak", saves, True),
        ("vault.sealed.bak", removes, True),
        ("vault.sealed.damaged", removes, True),
    ],
)
def test_a_folder_in_the_place_of_a_copy_is_named(
    name: str, work: Callable[[Vault], None], refused: bool, here: Context, problem: Caught
) -> None:
    vault = filled(here, "file")
    path = here.paths.state / name
    path.unlink(missing_ok=True)
    (path / "in").mkdir(parents=True)
    if not refused:
        return work(vault)
    found = problem(lambda: work(vault))
    assert (found.code, found.message) == ("disk.not_a_file", f"{path} is not a regular file.")
    assert Path(path / "in").exists()
    return None
