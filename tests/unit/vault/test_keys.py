"""Changing the ways into a sealed file, and giving it another key."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from chattui.context import Context
from chattui.problem import Problem
from chattui.secret import Secret
from chattui.vault import (
    kernel_keyring,
    keyring_guard,
    keys,
    open_vault,
    passphrase_slot,
    slot_problems,
    ssh_agent,
)
from chattui.vault.agent_slot import new_agent_slot, open_with_agent
from chattui.vault.backup import backup_path
from chattui.vault.file_store import FileStore, look
from chattui.vault.index import IndexFile
from chattui.vault.keyring_slot import open_with_keyring
from chattui.vault.keyring_store import KeyringStore
from chattui.vault.rotation import plan_rotation, refuse_wrong, rotate, warning
from chattui.vault.sealed import FLOOR, Sealed, SealedError, seal
from chattui.vault.slots import SlotInfo, slot_infos
from chattui.vault.ssh_agent import Identity
from chattui.vault.vault import Vault
from tests.unit.vault.agents import FakeAgent, ed25519
from tests.unit.vault.conftest import PASSPHRASE
from tests.unit.vault.fakes import MemoryKeyring, NullKeyring

Caught = Callable[[Callable[[], object]], Problem]

NEW = Secret("new words")
DOCUMENT = Secret('{"installed": {}}')
KEYRING = "SecretService"

pytestmark = pytest.mark.usefixtures("cheap")


@pytest.fixture
def vault(opened: Vault) -> Vault:
    """A vault with something in it."""
    opened.save_client("mine", "installed", "id", "project", DOCUMENT)
    return opened


@pytest.fixture
def agent(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FakeAgent]:
    with FakeAgent(tmp_path_factory.mktemp("a"), ed25519()) as agent:
        yield agent


def identity(agent: FakeAgent) -> Identity:
    return ssh_agent.identities(agent.path)[0]


def store_of(vault: Vault) -> FileStore:
    assert isinstance(vault.store, FileStore)
    return vault.store


def found(vault: Vault) -> Sealed:
    sealed = look(store_of(vault).path)
    assert sealed
    return sealed


def kinds(vault: Vault) -> list[str]:
    return [slot["type"] for slot in found(vault).slots]


def opens(vault: Vault, passphrase: Secret | str) -> bool:
    """Whether a passphrase opens the file as another process finds it."""
    secret = passphrase if isinstance(passphrase, Secret) else Secret(passphrase)
    store = FileStore(store_of(vault).path, vault.ledger, secret, FLOOR)
    try:
        return store.unlock() and bool(store.read(f"client:{vault.clients()[0].key}"))
    except Exception:
        return False


def still_whole(vault: Vault) -> bool:
    return vault.client_document(vault.clients()[0].key) == DOCUMENT


def test_the_passphrase_that_opened_the_vault_is_changed(vault: Vault) -> None:
    keys.add_passphrase(vault, Secret("other"), cost=FLOOR)
    info = keys.change_passphrase(vault, NEW, cost=FLOOR)
    assert (info.number, info.kind) == (1, "passphrase")
    assert [opens(vault, p) for p in (PASSPHRASE, "other", NEW)] == [False, True, True]
    assert still_whole(vault)
    keys.change_passphrase(vault, Secret("third"), cost=FLOOR)  # it is still the one that opened
    assert [opens(vault, p) for p in ("other", NEW, "third")] == [True, False, True]


def test_a_passphrase_is_changed_by_its_number(vault: Vault, problem: Caught) -> None:
    keys.add_passphrase(vault, Secret("other"), cost=FLOOR)
    assert keys.change_passphrase(vault, NEW, number=2, cost=FLOOR).number == 2
    assert [opens(vault, p) for p in (PASSPHRASE, "other", NEW)] == [True, False, True]
    for number in (0, 3, -1):
        caught = problem(lambda n=number: keys.change_passphrase(vault, NEW, number=n, cost=FLOOR))  # type: ignore[misc]
        assert caught.code == "vault.no_such_slot"


def test_a_key_that_another_process_adds_meanwhile_is_added_once(
    vault: Vault, agent: FakeAgent, problem: Caught, monkeypatch: pytest.MonkeyPatch
) -> None:
    make = new_agent_slot

    def made_late(*arguments: Any) -> Any:
        monkeypatch.setattr(keys, "new_agent_slot", make)
        keys.add_agent(vault, identity(agent))
        return make(*arguments)

    monkeypatch.setattr(keys, "new_agent_slot", made_late)
    assert problem(lambda: keys.add_agent(vault, identity(agent))).code == "vault.slot_there"
    assert kinds(vault) == ["passphrase", "ssh-agent"]


def test_only_a_passphrase_is_changed_for_one(
    vault: Vault, agent: FakeAgent, problem: Caught
) -> None:
    keys.add_agent(vault, identity(agent))
    caught = problem(lambda: keys.change_passphrase(vault, NEW, number=2, cost=FLOOR))
    assert caught.code == "vault.no_such_slot"
    assert "ssh" in caught.message or "passphrase" in caught.message


def by_agent(vault: Vault, agent: FakeAgent) -> Vault:
    """The same vault as a process has it that the agent opened."""
    key = open_with_agent(found(vault), agent.path)
    assert key
    store = FileStore(store_of(vault).path, vault.ledger, opener=lambda sealed: key)
    assert store.unlock()
    return Vault(store, vault.ledger, vault.where)


def test_without_a_passphrase_of_its_own_the_only_one_is_changed(
    vault: Vault, agent: FakeAgent, problem: Caught
) -> None:
    keys.add_agent(vault, identity(agent))
    other = by_agent(vault, agent)
    assert keys.change_passphrase(other, NEW, cost=FLOOR).number == 1
    assert [opens(vault, p) for p in (PASSPHRASE, NEW)] == [False, True]
    keys.add_passphrase(other, Secret("second"), cost=FLOOR)
    again = by_agent(vault, agent)
    caught = problem(lambda: keys.change_passphrase(again, NEW, cost=FLOOR))
    assert (caught.code, "1, 3" in caught.cause) == ("vault.which_passphrase", True)
    keys.remove_slot(other, 3)
    keys.remove_slot(other, 1)
    assert keys.change_passphrase(by_agent(vault, agent), NEW, cost=FLOOR).number == 2
    assert kinds(vault) == ["ssh-agent", "passphrase"]


def test_an_empty_passphrase_is_refused(vault: Vault, problem: Caught) -> None:
    before = store_of(vault).path.read_bytes()
    for change in (keys.change_passphrase, keys.add_passphrase):
        assert problem(lambda c=change: c(vault, Secret(""))).code == "vault.passphrase_empty"  # type: ignore[misc]
    assert store_of(vault).path.read_bytes() == before


def test_an_ssh_key_opens_the_file(vault: Vault, agent: FakeAgent, problem: Caught) -> None:
    info = keys.add_agent(vault, identity(agent))
    assert (info.number, info.kind) == (2, "ssh-agent")
    assert open_with_agent(found(vault), agent.path) == store_of(vault).data_key
    assert problem(lambda: keys.add_agent(vault, identity(agent))).code == "vault.slot_there"
    keys.remove_slot(vault, 2)
    assert open_with_agent(found(vault), agent.path) is None
    assert still_whole(vault)


def test_a_keyring_opens_the_file(vault: Vault, problem: Caught) -> None:
    calls = MemoryKeyring()
    assert keys.add_keyring(vault, KEYRING, calls).number == 2
    assert open_with_keyring(found(vault), calls) == store_of(vault).data_key
    again = problem(lambda: keys.add_keyring(vault, KEYRING, calls))
    assert again.code == "vault.slot_there"
    assert vault.ledger.load().slot_keyrings == ()
    keys.remove_slot(vault, 2, calls=calls)
    assert calls.items == {}
    assert kinds(vault) == ["passphrase"]
    assert vault.ledger.load().slot_keyrings == ()


def test_a_keyring_slot_whose_key_was_lost_is_made_anew(vault: Vault) -> None:
    keys.add_keyring(vault, KEYRING, MemoryKeyring())
    calls = MemoryKeyring()
    assert keys.add_keyring(vault, KEYRING, calls).number == 2
    assert open_with_keyring(found(vault), calls)
    assert len(calls.items) == 1


def test_a_keyring_that_keeps_nothing_is_no_way_in(vault: Vault, problem: Caught) -> None:
    before = store_of(vault).path.read_bytes()
    caught = problem(lambda: keys.add_keyring(vault, KEYRING, NullKeyring()))
    assert caught.code == "vault.keyring_slot"
    assert caught.cause
    assert store_of(vault).path.read_bytes() == before


def test_a_key_left_in_a_keyring_that_does_not_answer_is_deleted_later(
    here: Context, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = MemoryKeyring()
    keys.add_keyring(vault, KEYRING, calls)
    keys.remove_slot(vault, 2)  # no keyring is in reach
    assert len(calls.items) == 1
    assert vault.ledger.load().slot_keyrings == (KEYRING,)
    monkeypatch.setattr(keyring_guard, "reopen", lambda name, **_: calls)
    open_vault(here, Secret(PASSPHRASE)).save_client("x", "installed", "x", "", DOCUMENT)
    assert calls.items == {}
    assert vault.ledger.load().slot_keyrings == ()


def test_the_last_way_in_stays(vault: Vault, agent: FakeAgent, problem: Caught) -> None:
    assert problem(lambda: keys.remove_slot(vault, 1)).code == "vault.last_slot"
    for number in (0, 2):
        assert problem(lambda n=number: keys.remove_slot(vault, n)).code == "vault.no_such_slot"  # type: ignore[misc]
    store = store_of(vault)
    store.replace_slots((*found(vault).slots, {"type": "tpm"}), store.key())
    assert problem(lambda: keys.remove_slot(vault, 1)).code == "vault.last_slot"
    keys.add_agent(vault, identity(agent))
    assert keys.remove_slot(vault, 1).kind == "passphrase"
    assert kinds(vault) == ["tpm", "ssh-agent"]
    assert not opens(vault, PASSPHRASE)


def test_no_other_way_is_removed_than_the_one_that_was_meant(
    vault: Vault, agent: FakeAgent, problem: Caught
) -> None:
    meant = keys.add_agent(vault, identity(agent))
    keys.add_passphrase(vault, NEW, cost=FLOOR)
    keys.remove_slot(vault, 1)
    caught = problem(lambda: keys.remove_slot(vault, meant.number, expected=meant))
    assert caught.code == "vault.slots_changed"
    assert kinds(vault) == ["ssh-agent", "passphrase"]
    assert keys.remove_slot(vault, 1, expected=slot_infos(found(vault))[0]).kind == "ssh-agent"


def test_no_more_slots_than_are_read(vault: Vault, problem: Caught) -> None:
    store = store_of(vault)
    store.replace_slots(found(vault).slots * 8, store.key())
    caught = problem(lambda: keys.add_passphrase(vault, NEW, cost=FLOOR))
    assert caught.code == "vault.too_many_slots"


@pytest.mark.parametrize("change", [keys.add_passphrase, keys.change_passphrase])
def test_a_change_takes_the_generation_before_with_it(
    vault: Vault, change: Callable[..., object]
) -> None:
    vault.save_client("mine", "installed", "id", "project", DOCUMENT)
    backup = backup_path(store_of(vault).path)
    assert backup.exists()
    change(vault, NEW, cost=FLOOR)
    assert not backup.exists()


def test_a_vault_in_a_keyring_has_no_slots(here: Context, problem: Caught) -> None:
    ledger = IndexFile(here.paths.index)
    vault = Vault(KeyringStore(KEYRING, MemoryKeyring(), ledger), ledger, "the keyring")
    assert problem(lambda: keys.remove_slot(vault, 1)).code == "vault.not_a_file"


def test_a_file_that_is_not_made_yet_has_none(opened: Vault, problem: Caught) -> None:
    assert problem(lambda: keys.add_passphrase(opened, NEW)).code == "vault.not_a_file"


def rewrite(vault: Vault, data_key: bytes, **more: Any) -> None:
    """What another process does: another key in the same file."""
    sealed = found(vault)
    slot = passphrase_slot.new_passphrase_slot(Secret(PASSPHRASE), data_key, sealed.id, FLOOR)
    items = {f"client:{vault.clients()[0].key}": DOCUMENT.reveal()}
    data = seal(sealed.id, sealed.generation + 1, (slot, *more.values()), data_key, items)
    store_of(vault).path.write_bytes(data)


def test_a_slot_for_a_key_that_is_no_more_is_not_written(
    vault: Vault, monkeypatch: pytest.MonkeyPatch, problem: Caught
) -> None:
    make = passphrase_slot.new_passphrase_slot

    def meanwhile(*arguments: Any) -> dict[str, Any]:
        monkeypatch.undo()
        rewrite(vault, bytes(32))
        return make(*arguments)

    monkeypatch.setattr(passphrase_slot, "new_passphrase_slot", meanwhile)
    caught = problem(lambda: keys.add_passphrase(vault, NEW, cost=FLOOR))
    assert caught.code == "vault.key_changed"
    assert kinds_in(found(vault)) == ["passphrase"]


def test_nor_where_this_process_rotated_in_between(
    vault: Vault, monkeypatch: pytest.MonkeyPatch, problem: Caught
) -> None:
    make = passphrase_slot.new_passphrase_slot

    def meanwhile(*arguments: Any) -> dict[str, Any]:
        monkeypatch.undo()
        rotate(vault, [Secret(PASSPHRASE)])
        return make(*arguments)

    monkeypatch.setattr(passphrase_slot, "new_passphrase_slot", meanwhile)
    caught = problem(lambda: keys.add_passphrase(vault, NEW, cost=FLOOR))
    assert caught.code == "vault.key_changed"


def kinds_in(sealed: Sealed) -> list[str]:
    return [slot["type"] for slot in sealed.slots]


def no_memory(*_: object) -> bytes:
    raise SealedError("memory")


def test_without_memory_nothing_is_changed(
    vault: Vault, monkeypatch: pytest.MonkeyPatch, problem: Caught
) -> None:
    monkeypatch.setattr(passphrase_slot, "_derive", no_memory)
    for work in (
        lambda: keys.add_passphrase(vault, NEW, cost=FLOOR),
        lambda: rotate(vault, [Secret(PASSPHRASE)]),
    ):
        assert problem(work).code == "vault.no_memory"


@pytest.fixture
def three(vault: Vault, agent: FakeAgent) -> tuple[Vault, MemoryKeyring]:
    """A vault with a passphrase, an ssh key, a keyring and a slot of tomorrow."""
    calls = MemoryKeyring()
    keys.add_agent(vault, identity(agent))
    keys.add_keyring(vault, KEYRING, calls)
    store = store_of(vault)
    store.replace_slots((*found(vault).slots, {"type": "tpm"}), store.key())
    return vault, calls


def test_a_rotation_keeps_what_it_can_make_anew(
    three: tuple[Vault, MemoryKeyring], agent: FakeAgent
) -> None:
    vault, calls = three
    before, key = found(vault), store_of(vault).data_key
    plan = plan_rotation(vault, agent=agent.path, keyrings={KEYRING: calls})
    assert [(p.fate, bool(p.why)) for p in plan] == [
        ("passphrase", True),
        ("kept", False),
        ("kept", False),
        ("dropped", True),
    ]
    assert found(vault) == before
    rotation = rotate(
        vault,
        [Secret("not this"), Secret(PASSPHRASE)],
        agent=agent.path,
        keyrings={KEYRING: calls},
    )
    assert [info.kind for info in rotation.kept] == ["passphrase", "ssh-agent", "keyring"]
    assert [(info.number, info.kind) for info in rotation.dropped] == [(4, "tpm")]
    new = store_of(vault).data_key
    assert new != key
    assert new == open_with_agent(found(vault), agent.path)
    assert new == open_with_keyring(found(vault), calls)
    assert opens(vault, PASSPHRASE)
    assert still_whole(vault)
    assert len(calls.items) == 1
    assert vault.ledger.load().slot_keyrings == ()
    assert not backup_path(store_of(vault).path).exists()
    assert not {slot["wrap"] for slot in found(vault).slots} & {s.get("wrap") for s in before.slots}
    keys.change_passphrase(vault, NEW, cost=FLOOR)  # the slot that opened it is still known
    assert opens(vault, NEW)


def test_after_a_rotation_it_is_still_known_which_passphrase_opened_the_vault(vault: Vault) -> None:
    keys.add_passphrase(vault, Secret("other"), cost=FLOOR)
    rotation = rotate(vault, [Secret("other"), Secret(PASSPHRASE)])
    assert [info.number for info in rotation.kept] == [1, 2]
    assert keys.change_passphrase(vault, NEW, cost=FLOOR).number == 1
    assert [opens(vault, p) for p in (PASSPHRASE, "other", NEW)] == [False, True, True]


def test_a_rotation_drops_what_is_out_of_reach(
    three: tuple[Vault, MemoryKeyring], agent: FakeAgent, problem: Caught
) -> None:
    vault, _ = three
    before = store_of(vault).path.read_bytes()
    plan = plan_rotation(vault)
    assert [p.fate for p in plan] == ["passphrase", "dropped", "dropped", "dropped"]
    assert all(p.why for p in plan)
    for given in ((), [Secret("wrong")]):
        caught = problem(lambda g=given: rotate(vault, g))  # type: ignore[misc]
        assert caught.code == "vault.last_slot"
    assert store_of(vault).path.read_bytes() == before
    rotation = rotate(vault, agent=agent.path)
    assert [info.kind for info in rotation.kept] == ["ssh-agent"]
    assert [info.number for info in rotation.dropped] == [1, 3, 4]
    assert vault.ledger.load().slot_keyrings == (KEYRING,)  # to be deleted when it answers
    assert still_whole(vault)
    caught = problem(lambda: plan_rotation(by_nobody(vault)))
    assert caught.code == "vault.not_a_file"


def by_nobody(vault: Vault) -> Vault:
    calls = MemoryKeyring()
    return Vault(KeyringStore(KEYRING, calls, vault.ledger), vault.ledger, "the keyring")


def test_an_agent_without_the_key_and_a_keyring_that_lost_it_are_named(
    three: tuple[Vault, MemoryKeyring], tmp_path_factory: pytest.TempPathFactory
) -> None:
    vault, _ = three
    with FakeAgent(tmp_path_factory.mktemp("a"), ed25519(9)) as other:
        plan = plan_rotation(vault, agent=other.path, keyrings={KEYRING: MemoryKeyring()})
    assert "does not hold" in plan[1].why
    assert "no longer has" in plan[2].why


def test_a_damaged_slot_is_dropped_by_a_rotation(vault: Vault, problem: Caught) -> None:
    store = store_of(vault)
    agents = ({"type": "ssh-agent", "key": 5},) * 2
    bad = ({"type": "keyring", "backend": KEYRING}, {"type": "keyring"}, *agents)
    store.replace_slots((*found(vault).slots, *bad), store.key())
    caught = problem(lambda: keys.add_keyring(vault, KEYRING, MemoryKeyring()))
    assert caught.code == "vault.damaged"
    assert [p.fate for p in plan_rotation(vault)] == ["passphrase", *["dropped"] * 4]
    rotation = rotate(vault, [Secret(PASSPHRASE)], cost=FLOOR)
    assert len(rotation.kept) == 1


def test_the_keyring_that_config_names_is_kept_though_it_is_not_native(
    here: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, calls = "some.other.Keyring", MemoryKeyring()
    monkeypatch.setattr(keyring_guard, "make", {name: calls}.__getitem__)
    vault = open_vault(replace(here, keyring=name), Secret(PASSPHRASE), cost=FLOOR)
    vault.save_client("mine", "installed", "id", "project", DOCUMENT)
    keys.add_keyring(vault, name, calls)
    assert [p.fate for p in plan_rotation(vault)] == ["passphrase", "kept"]
    assert len(rotate(vault).kept) == 1
    keys.add_passphrase(vault, NEW, cost=FLOOR)
    keys.remove_slot(vault, 1)
    assert calls.items == {}


class Full(MemoryKeyring):
    """Gives what it has, and takes nothing more."""

    def set_password(self, service: str, username: str, password: str) -> None:
        raise RuntimeError


def test_a_keyring_that_takes_no_other_key_is_dropped(three: tuple[Vault, MemoryKeyring]) -> None:
    vault, calls = three
    full = Full()
    full.items = calls.items
    rotation = rotate(vault, [Secret(PASSPHRASE)], keyrings={KEYRING: full})
    assert [info.kind for info in rotation.kept] == ["passphrase"]
    assert full.items == {}


def test_an_agent_that_goes_away_in_between_is_dropped(
    three: tuple[Vault, MemoryKeyring], monkeypatch: pytest.MonkeyPatch, agent: FakeAgent
) -> None:
    vault, _ = three
    held = ssh_agent.identities(agent.path)
    monkeypatch.setattr(ssh_agent, "identities", lambda socket: held)
    agent.answers = [b""]
    rotation = rotate(vault, [Secret(PASSPHRASE)], agent=agent.path)
    assert [info.kind for info in rotation.kept] == ["passphrase"]


def test_a_slot_of_another_program_that_costs_less_is_made_anew_at_the_least_cost(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    cheaper = replace(FLOOR, passes=1)  # the format allows it, and chattui never writes it
    store = store_of(vault)
    with monkeypatch.context() as patch:
        patch.setattr(passphrase_slot, "FLOOR", cheaper)
        slot = passphrase_slot.new_passphrase_slot(
            Secret(PASSPHRASE), store.key(), found(vault).id, cheaper
        )
    with vault.writing():
        store.replace_slots((slot,), store.key())
    rotation = rotate(vault, [Secret(PASSPHRASE)])
    assert [info.kind for info in rotation.kept] == ["passphrase"]
    assert found(vault).slots[0]["kdf"]["t"] == FLOOR.passes


def test_slots_that_change_in_between_stop_a_rotation(
    vault: Vault, monkeypatch: pytest.MonkeyPatch, problem: Caught
) -> None:
    make = passphrase_slot.new_passphrase_slot
    key = store_of(vault).key()

    def meanwhile(*arguments: Any) -> dict[str, Any]:
        monkeypatch.undo()
        rewrite(vault, key, more={"type": "tpm"})
        return make(*arguments)

    monkeypatch.setattr(passphrase_slot, "new_passphrase_slot", meanwhile)
    caught = problem(lambda: rotate(vault, [Secret(PASSPHRASE)]))
    assert caught.code == "vault.slots_changed"
    assert kinds_in(found(vault)) == ["passphrase", "tpm"]


def test_the_kernel_keeps_the_new_key_for_the_time_that_is_left(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = kernel_keyring.Kept(store_of(vault).key(), 1, 60.0)
    given: list[tuple[Any, ...]] = []
    monkeypatch.setattr(
        kernel_keyring, "find", lambda vault_id, *, emulator: None if emulator else kept
    )
    monkeypatch.setattr(
        kernel_keyring, "renew", lambda *values, emulator: given.append((*values, emulator))
    )
    rotate(vault, [Secret(PASSPHRASE)])
    store = store_of(vault)
    assert given == [(found(vault).id, kept, store.data_key, store.generation, False)]


def test_the_folder_holds_what_is_known_afterwards(vault: Vault, here: Context) -> None:
    keys.add_passphrase(vault, NEW, cost=FLOOR)
    rotate(vault, [NEW], cost=FLOOR)
    names = {p.name for p in Path(here.paths.state).iterdir()}
    assert names == {"accounts.json", "vault.sealed", "vault.lock"}


@pytest.mark.parametrize(
    ("kinds", "gone", "told"),
    [
        (("passphrase", "passphrase", "ssh-agent"), {1}, ""),
        (("passphrase", "ssh-agent"), {2}, ""),
        (("ssh-agent", "keyring"), {1}, ""),  # it had none before
        (("passphrase", "ssh-agent"), {1}, "an ssh-agent with that key"),
        (("passphrase", "keyring"), {1}, "the keyring of that login"),
        (("passphrase", "passphrase", "keyring", "ssh-agent"), {1, 2}, "the ways that are left"),
    ],
)
def test_a_file_that_no_passphrase_opens_any_more_is_warned_of(
    kinds: tuple[str, ...], gone: set[int], told: str
) -> None:
    slots = [SlotInfo(at, kind, None, "") for at, kind in enumerate(kinds, 1)]
    words = slot_problems.no_passphrase_left(slots, gone)
    assert (told in words, bool(words)) == (True, bool(told))


def test_before_a_rotation_it_is_known_what_a_passphrase_opens_and_what_will(
    vault: Vault, agent: FakeAgent, problem: Caught
) -> None:
    keys.add_passphrase(vault, NEW, cost=FLOOR)
    keys.add_agent(vault, identity(agent))
    refuse_wrong(vault, 2, NEW)
    caught = problem(lambda: refuse_wrong(vault, 1, NEW))  # it is another slot's
    assert caught.code == "vault.wrong_passphrase"
    plan = plan_rotation(vault, agent=agent.path)
    assert "only an ssh-agent" in warning(plan, ())
    assert [warning(plan, (number,)) for number in (1, 2)] == ["", ""]
