"""What is kept in a keyring: generations, parts, and every way in which a write can fail."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chattui.problem import Problem, ProblemError
from chattui.secret import Secret
from chattui.vault.index import IndexFile, Pointer
from chattui.vault.keyring_store import ITEM_LIMIT, KeyringStore, split
from tests.unit.vault.fakes import (
    EmptyingKeyring,
    HangingKeyring,
    KeyringLocked,
    MemoryKeyring,
    NullKeyring,
    PasswordSetError,
)

Caught = Callable[[Callable[[], object]], Problem]

NAME = "grant:" + "a" * 16
ID = "0" * 32
WHERE = "the test keyring"


@pytest.fixture
def recorded(ledger: IndexFile) -> IndexFile:
    """A ledger that has recorded its vault, as the vault does before the first write."""
    ledger.save(replace(ledger.load(), vault_id=ID, kind="keyring", backend="SecretService"))
    return ledger


def store_on(calls: MemoryKeyring, ledger: IndexFile, seconds: float = 3.0) -> KeyringStore:
    return KeyringStore("SecretService", calls, ledger, where=WHERE, seconds=seconds)


def test_keeps_reads_replaces_and_forgets(recorded: IndexFile) -> None:
    calls = MemoryKeyring()
    store = store_on(calls, recorded)
    store.prepare()
    assert store.vault_id() == ""
    assert store.read(NAME) is None
    store.write(NAME, Secret("one"))
    assert store.read(NAME) == Secret("one")
    assert calls.items == {(f"chattui:{ID}", f"{NAME}.1.1"): "one"}
    store.write(NAME, Secret("two"))
    assert store.read(NAME) == Secret("two")
    assert calls.items == {(f"chattui:{ID}", f"{NAME}.2.1"): "two"}
    store.delete(NAME)
    store.delete(NAME)
    assert store.read(NAME) is None
    assert calls.items == {}
    assert (recorded.load().items, recorded.load().stale) == ({}, ())


def test_the_emulator_has_items_of_its_own(recorded: IndexFile) -> None:
    calls = MemoryKeyring()
    KeyringStore("SecretService", calls, recorded, emulator=True).write(NAME, Secret("x"))
    assert {service for service, _ in calls.items} == {f"chattui-emulator:{ID}"}


def test_nothing_is_ever_overwritten_in_place(recorded: IndexFile) -> None:
    calls = MemoryKeyring()
    store = store_on(calls, recorded)
    for number in range(5):
        store.write(NAME, Secret(f"value {number}"))
    written = [username for call, username in calls.calls if call == "set"]
    assert len(set(written)) == len(written) == 5


def test_the_old_one_is_deleted_after_the_new_one_was_read_and_the_pointer_switched(
    recorded: IndexFile,
) -> None:
    calls = MemoryKeyring()
    store = store_on(calls, recorded)
    store.write(NAME, Secret("one"))
    calls.calls.clear()
    pointers: list[tuple[str, str, int]] = []
    calls.before = lambda call, username: pointers.append(
        (call, username, recorded.load().items[NAME].generation)
    )
    store.write(NAME, Secret("two"))
    assert pointers == [
        ("set", f"{NAME}.2.1", 1),
        ("get", f"{NAME}.2.1", 1),
        ("get", f"{NAME}.1.1", 2),
        ("delete", f"{NAME}.1.1", 2),
        ("get", f"{NAME}.1.1", 2),
    ]


def test_long_values_are_kept_in_parts(recorded: IndexFile) -> None:
    calls = MemoryKeyring()
    store = store_on(calls, recorded)
    long = Secret("k" * 2300 + "é" * 200)
    store.write(NAME, long)
    assert sorted(len(text) for text in calls.items.values()) == [100, 1200, 1200]
    assert store.read(NAME) == long
    store.write(NAME, Secret("short"))
    assert list(calls.items.values()) == ["short"]


@given(st.text("aß\u0301 🔑\ud800", min_size=1, max_size=200), st.integers(2, 20))
def test_parts_join_to_the_whole_and_fit(text: str, limit: int) -> None:
    parts = split(text, limit)
    assert "".join(parts) == text
    assert all(0 < len(part.encode("utf-16-le", "surrogatepass")) <= 2 * limit for part in parts)


def test_windows_counts_units_of_utf_16() -> None:
    assert [len(part) for part in split("🔑" * 700)] == [ITEM_LIMIT // 2, 100]
    assert [len(part) for part in split("\uffff" * (ITEM_LIMIT + 1))] == [ITEM_LIMIT, 1]


@pytest.mark.parametrize("kind", [NullKeyring, EmptyingKeyring])
def test_a_write_that_stores_nothing_is_noticed(
    kind: type[MemoryKeyring], recorded: IndexFile, problem: Caught
) -> None:
    store = store_on(kind(), recorded)
    assert problem(lambda: store.write(NAME, Secret("x"))).code == "vault.not_kept"
    assert store.read(NAME) is None


def test_a_keyring_that_gives_back_something_else_leaves_the_old_one(
    recorded: IndexFile, problem: Caught
) -> None:
    class Cutting(MemoryKeyring):
        cut = False

        def set_password(self, service: str, username: str, password: str) -> None:
            super().set_password(service, username, password[:2] if self.cut else password)

    calls = Cutting()
    store = store_on(calls, recorded)
    store.write(NAME, Secret("the old one"))
    calls.cut = True
    found = problem(lambda: store.write(NAME, Secret("the new one")))
    assert found.code == "vault.not_kept"
    assert "new one" not in f"{found}"
    assert store.read(NAME) == Secret("the old one")
    assert list(calls.items.values()) == ["the old one"]
    calls.cut = False

    def refuse(call: str, username: str) -> None:
        if call == "set" and username.endswith(".2"):  # the second part
            raise PasswordSetError

    calls.before = refuse
    assert problem(lambda: store.write(NAME, Secret("x" * 1300))).code == "vault.keyring_denied"
    assert list(calls.items.values()) == ["the old one"]  # the first part went at once
    store.write(NAME, Secret("the new one"))
    assert list(calls.items.values()) == ["the new one"]
    assert recorded.load().stale == ()


class LockingItself(MemoryKeyring):
    """Locks itself at the n-th call from now, and stays locked."""

    left = 10**9

    def _note(self, call: str, username: str) -> None:
        self.left -= 1
        if self.left <= 0:
            raise KeyringLocked


@pytest.mark.parametrize("fatal", range(1, 15))
def test_a_failure_at_any_single_call_loses_nothing(fatal: int, recorded: IndexFile) -> None:
    calls = LockingItself()
    store = store_on(calls, recorded)
    old, new = Secret("o" * 2000), Secret("n" * 3000)
    store.write(NAME, old)
    calls.left = fatal
    problem = None
    try:
        store.write(NAME, new)
    except ProblemError as error:
        problem = error.problem
    reached = calls.left <= 0
    calls.left = 10**9
    # 3 parts are set and read, then 2 old ones are looked at, deleted, and looked for.
    assert reached == (fatal <= 12)
    assert (problem is not None) == (fatal <= 6)
    assert problem is None or problem.code == "vault.keyring_locked"
    assert store.read(NAME) == (old if problem else new)
    store.sweep()
    assert len(calls.items) == (2 if problem else 3)


def test_a_killed_writer_leaves_what_the_next_one_removes(recorded: IndexFile) -> None:
    calls = MemoryKeyring()
    store = store_on(calls, recorded)
    store.write(NAME, Secret("old"))
    # As if killed after adding the new generation, before it became valid.
    index = recorded.load()
    recorded.save(replace(index, stale=((NAME, Pointer(2, 1)),)))
    calls.items[(f"chattui:{ID}", f"{NAME}.2.1")] = "half written"
    again = store_on(calls, recorded)
    assert again.read(NAME) == Secret("old")
    again.write(NAME, Secret("new"))
    assert again.read(NAME) == Secret("new")
    assert list(calls.items.values()) == ["new"]


def test_a_keyring_that_hangs_costs_one_wait(recorded: IndexFile, problem: Caught) -> None:
    calls = HangingKeyring()
    calls.hanging = False
    store = store_on(calls, recorded, seconds=0.1)
    store.write(NAME, Secret("old"))
    calls.calls.clear()
    calls.hanging = True
    assert problem(lambda: store.write(NAME, Secret("new"))).code == "vault.keyring_silent"
    assert len(calls.calls) == 1
    calls.hanging = False
    calls.released.set()
    assert store.read(NAME) == Secret("old")


def test_an_item_that_something_else_removed(recorded: IndexFile, problem: Caught) -> None:
    calls = MemoryKeyring()
    store = store_on(calls, recorded)
    store.write(NAME, Secret("x" * 2000))
    calls.items.pop((f"chattui:{ID}", f"{NAME}.1.2"))
    assert problem(lambda: store.read(NAME)).code == "vault.item_gone"
    store.write(NAME, Secret("again"))
    assert store.read(NAME) == Secret("again")
    assert len(calls.items) == 1
