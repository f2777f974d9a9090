"""A keyring that fails at any call of any operation: nothing is lost, what is left is noted.

Every fault at every call: the keyring then stays as it is for the rest of the operation, or
recovers at once. Afterwards it is well again, and the next write leaves what should be there.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import pytest

from chattui.problem import ProblemError
from chattui.secret import Secret
from chattui.vault.index import Index, IndexFile
from chattui.vault.keyring_guard import KeyringFault, State
from chattui.vault.keyring_store import KeyringStore
from tests.unit.vault.fakes import MemoryKeyring

ID = "0" * 32
A, B = "grant:" + "a" * 16, "client:" + "b" * 16
OLD, NEW, OTHER = Secret("o" * 2000), Secret("n" * 3000), Secret("k" * 1300)


class Killed(BaseException):
    """The process ends here."""


class Faulty(MemoryKeyring):
    """Fails at the n-th call from when it is set, and, where it `stays`, at all after it."""

    def __init__(self) -> None:
        super().__init__()
        self.fault = ""
        self.left = 0
        self.stays = False
        self.count = 0
        self.release = threading.Event()

    def set_to(self, fault: str, at: int, stays: bool) -> None:
        self.fault, self.left, self.stays, self.count = fault, at, stays, 0

    def heal(self) -> None:
        self.fault = ""
        self.release.set()

    def strikes(self) -> str:
        self.count += 1
        hit = self.count == self.left or (self.stays and self.count > self.left)
        return self.fault if hit else ""

    def get_password(self, service: str, username: str) -> str | None:
        fault = self._raising()
        found = super().get_password(service, username)
        if fault == "nothing":
            return None
        return "something else" if fault == "other" and found else found

    def set_password(self, service: str, username: str, password: str) -> None:
        fault = self._raising()
        if fault == "nothing":
            return
        kept = {"empty": "", "cut": password[:-1], "other": "something else"}.get(fault, password)
        super().set_password(service, username, kept)
        if fault == "late":  # it was done, and the answer was lost
            raise KeyringFault(State.TIMEOUT)

    def delete_password(self, service: str, username: str) -> None:
        fault = self._raising()
        if fault != "nothing":
            super().delete_password(service, username)

    def _raising(self) -> str:
        fault = self.strikes()
        if fault == "hang":
            self.release.wait()
        if fault in STATES:
            raise KeyringFault(STATES[fault])
        return fault


STATES: Mapping[str, State] = {state.value: state for state in State}
FAULTS = ("locked", "denied", "stopped", "no_service", "nothing", "empty", "cut", "late", "hang")
LIKE_THEM = (*sorted(STATES.keys() - set(FAULTS)), "other")


@dataclass(frozen=True)
class Operation:
    """What is done, and what may be there afterwards if it raises; else only the second."""

    run: Callable[[KeyringStore], object]
    before: Mapping[str, Secret]
    after: Mapping[str, Secret]


OPERATIONS: Mapping[str, Operation] = {
    "read": Operation(lambda s: s.read(A), {A: OLD, B: OTHER}, {A: OLD, B: OTHER}),
    "write a first": Operation(lambda s: s.write(A, NEW), {B: OTHER}, {A: NEW, B: OTHER}),
    "write again": Operation(lambda s: s.write(A, NEW), {A: OLD, B: OTHER}, {A: NEW, B: OTHER}),
    "delete": Operation(lambda s: s.delete(A), {A: OLD, B: OTHER}, {B: OTHER}),
    "sweep": Operation(lambda s: s.sweep(), {B: OTHER}, {B: OTHER}),
}


class Ledger(IndexFile):
    """An index in memory, at whose n-th write the process ends, just before it or just after."""

    def __init__(self, index: Index) -> None:
        self.kept = index
        self.left = 0
        self.after = False

    def load(self) -> Index:
        return self.kept

    def save(self, index: Index) -> None:
        self.left -= 1
        if self.left == 0 and not self.after:
            raise Killed
        self.kept = index
        if self.left == 0:
            raise Killed


def prepared(operation: str) -> tuple[Faulty, Ledger, KeyringStore]:
    calls, ledger = Faulty(), Ledger(Index(vault_id=ID, kind="keyring", backend="test"))
    store = KeyringStore("test", calls, ledger, where="the test keyring", seconds=0.02)
    for name, value in OPERATIONS[operation].before.items():
        store.write(name, value)
    if operation == "sweep":
        store.write(A, OLD)
        pointer = ledger.kept.items[A]
        ledger.kept = replace(ledger.kept, items={B: ledger.kept.items[B]}, stale=((A, pointer),))
    return calls, ledger, store


def parts(index: Index, entries: object) -> set[tuple[str, str]]:
    assert isinstance(entries, tuple)
    return {
        (f"chattui:{ID}", f"{name}.{pointer.generation}.{part}")
        for name, pointer in entries
        for part in range(1, pointer.parts + 1)
    }


def look(calls: Faulty, ledger: Ledger, allowed: list[Mapping[str, Secret]], noted: bool) -> None:
    """What is valid is whole, what is left is noted, and the next write removes it."""
    calls.heal()
    for thread in threading.enumerate():
        if thread.name == "chattui-keyring":
            thread.join()
    ledger.left = 0
    store = KeyringStore("test", calls, ledger, where="the test keyring")
    found = {name: store.read(name) for name in (A, B)}
    assert {name: value for name, value in found.items() if value} in allowed
    index = ledger.kept
    valid = parts(index, tuple(index.items.items()))
    assert valid <= set(calls.items)
    if noted:
        assert set(calls.items) <= valid | parts(index, index.stale)
    store.write(B, NEW)
    assert store.read(B) == NEW
    assert store.read(A) == found[A]
    index = ledger.kept
    assert index.stale == ()
    if noted:
        assert set(calls.items) == parts(index, tuple(index.items.items()))


def calls_of(operation: str) -> int:
    calls, _, store = prepared(operation)
    calls.set_to("", 0, False)
    OPERATIONS[operation].run(store)
    return calls.count


@pytest.mark.parametrize("stays", [False, True], ids=["once", "from then on"])
@pytest.mark.parametrize(
    "fault", [*FAULTS, *(pytest.param(f, marks=pytest.mark.exhaustive) for f in LIKE_THEM)]
)
@pytest.mark.parametrize("operation", OPERATIONS)
def test_any_fault_at_any_call(operation: str, fault: str, stays: bool) -> None:
    doing = OPERATIONS[operation]
    for at in range(1, calls_of(operation) + 1):
        calls, ledger, store = prepared(operation)
        calls.calls.clear()
        calls.set_to(fault, at, stays)
        allowed = [doing.after]
        try:
            doing.run(store)
        except ProblemError:
            # What is to be deleted is out of the index first, and noted.
            allowed = [doing.after if operation == "delete" else doing.before]
        # A keyring that denies what it holds, or lies twice, cannot be seen through.
        seen = fault != "nothing" or (
            not stays and calls.calls[at - 1 : at] != [] and calls.calls[at - 1][0] != "get"
        )
        look(calls, ledger, allowed, noted=seen)


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("operation", OPERATIONS)
def test_an_end_at_any_write_of_the_index(operation: str, after: bool) -> None:
    doing = OPERATIONS[operation]
    for at in range(1, 5):
        calls, ledger, store = prepared(operation)
        ledger.left, ledger.after = at, after
        try:
            doing.run(store)
        except Killed:
            pass
        else:
            assert operation in {"read"} or at > 1
        look(calls, ledger, [doing.before, doing.after], noted=True)


def test_an_item_that_refuses_to_go_holds_up_nothing_and_is_never_overwritten() -> None:
    calls, ledger, store = prepared("write again")
    refused: list[str] = []

    def refuse(call: str, username: str) -> None:
        if call == "delete":
            refused.append(username)
            raise KeyringFault(State.DENIED)

    calls.before = refuse
    for number in range(3):
        store.write(A, Secret(f"value {number}"))
        assert store.read(A) == Secret(f"value {number}")
    generations = [pointer.generation for _, pointer in ledger.kept.stale]
    assert generations == [1, 2, 3]
    with pytest.raises(ProblemError) as raised:
        store.delete(A)  # somebody believes that it is gone
    assert raised.value.problem.code == "vault.keyring_denied"
    store.write(A, OLD)  # the fourth is stale too, and keeps its number
    assert ledger.kept.items[A].generation == 5
    calls.before = lambda call, username: None
    look(calls, ledger, [{A: OLD, B: OTHER}], noted=True)


@pytest.mark.parametrize("state", [State.LOCKED, State.STOPPED, State.NO_SERVICE])
def test_a_keyring_that_is_not_there_is_asked_once(state: State) -> None:
    calls, ledger, store = prepared("sweep")
    ledger.kept = replace(ledger.kept, stale=(*ledger.kept.stale, *ledger.kept.stale))
    calls.set_to(state.value, 1, True)
    with pytest.raises(ProblemError):
        store.sweep()
    assert calls.count == 1


def test_an_item_that_something_else_emptied_is_gone() -> None:
    calls, _, store = prepared("read")
    (first, *_) = calls.items
    calls.items[first] = ""
    with pytest.raises(ProblemError) as raised:
        store.read(A)
    assert raised.value.problem.code == "vault.item_gone"


def test_a_call_that_comes_through_late_changes_nothing_and_leaves_nothing() -> None:
    """A question is answered long after its write was given up, and others have written."""
    calls, ledger, store = prepared("write again")
    calls.set_to("hang", 1, False)
    with pytest.raises(ProblemError):
        store.write(A, Secret("given up"))
    for value in (NEW, OLD):
        store.write(A, value)
        assert store.read(A) == value
    assert [pointer.generation for _, pointer in ledger.kept.stale] == [2]
    look(calls, ledger, [{A: OLD, B: OTHER}], noted=True)
