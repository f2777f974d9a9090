"""Which keyring is taken, and a wait for one: looked at, ended from here, taken up again."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from types import SimpleNamespace

import pytest

from chattui.vault import keyring_guard
from chattui.vault.keyring_backends import make
from chattui.vault.keyring_guard import (
    KeyringFault,
    State,
    find_working,
    give_up,
    guarded,
    reopen,
    waited_for,
)
from tests.unit.vault.fakes import InitError

OURS = "tests.system.foreign_keyrings."
PROMPT, STOPPED = KeyringFault(State.PROMPT), KeyringFault(State.STOPPED)


def state_of(work: Callable[[], object]) -> State:
    with pytest.raises(KeyringFault) as raised:
        work()
    return raised.value.state


@pytest.fixture
def gate() -> Iterator[threading.Event]:
    """What a call waits for; open at the end."""
    made = threading.Event()
    yield made
    made.set()


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> list[KeyringFault | None]:
    """What looks see, one after the other, the last for ever; waits are short."""
    sights: list[KeyringFault | None] = []

    def sight(name: str, seconds: float) -> KeyringFault | None:
        assert name == "SecretService"
        return sights.pop(0) if len(sights) > 1 else sights[0]

    monkeypatch.setattr(keyring_guard, "sight", sight)
    monkeypatch.setattr(keyring_guard, "SECONDS", 0.02)
    monkeypatch.setattr(keyring_guard, "LOOK_EVERY", 0.01)
    return sights


@pytest.mark.parametrize(
    ("sights", "state", "asked"),
    [
        ([PROMPT], State.PROMPT, 1),
        ([PROMPT, PROMPT], State.PROMPT, 1),
        ([None], State.TIMEOUT, 1),
        ([PROMPT, None], State.TIMEOUT, 2),
        ([None, PROMPT], State.PROMPT, 1),
        ([STOPPED, PROMPT], State.STOPPED, 1),
        ([PROMPT, STOPPED, PROMPT], State.STOPPED, 1),
    ],
)
def test_what_is_seen_is_told_and_a_service_that_hangs_not_waited_for(
    sights: list[KeyringFault | None],
    state: State,
    asked: int,
    seen: list[KeyringFault | None],
    gate: threading.Event,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The time is up when all is seen: what hangs is told before that."""
    seen.extend([*sights, PROMPT])
    clock = SimpleNamespace(monotonic=lambda: 0.0 if len(seen) > 1 else 31.0)
    monkeypatch.setattr(keyring_guard, "time", clock)
    calls: queue.SimpleQueue[int] = queue.SimpleQueue()

    def work() -> None:
        calls.put(1)
        gate.wait()

    assert state_of(lambda: guarded(work, 30.0, "SecretService")) is state
    assert sum(calls.get(timeout=60) for _ in range(asked)) == asked
    assert calls.empty()


@pytest.mark.parametrize("asking", [PROMPT, KeyringFault(State.NO_COLLECTION)])
def test_one_that_was_unlocked_otherwise_is_asked_again(
    asking: KeyringFault, seen: list[KeyringFault | None], gate: threading.Event
) -> None:
    """The question is still open, and nobody will answer it."""
    calls: queue.SimpleQueue[int] = queue.SimpleQueue()
    seen.extend([asking, asking, None])

    def work() -> str:
        calls.put(1)
        if calls.qsize() == 1:
            gate.wait()
        return "the item"

    assert guarded(work, 30.0, "SecretService") == "the item"
    assert calls.qsize() == 2


def test_one_that_is_only_slow_is_asked_once(seen: list[KeyringFault | None]) -> None:
    calls: list[int] = []
    gate = threading.Event()
    seen.append(None)

    def work() -> str:
        calls.append(1)
        gate.wait(0.1)
        return "the item"

    assert guarded(work, 30.0, "SecretService") == "the item"
    assert calls == [1]


def test_what_is_waited_for_is_told_and_the_wait_can_be_ended(gate: threading.Event) -> None:
    assert waited_for() is None
    give_up()  # nothing is waited for
    states: list[State] = []
    thread = threading.Thread(
        target=lambda: states.append(state_of(lambda: guarded(gate.wait, 30.0)))
    )
    thread.start()
    while not (fault := waited_for()):
        thread.join(0.001)
    assert (fault.state, fault.cause) == (State.TIMEOUT, "The keyring has not answered yet.")
    give_up()
    thread.join()
    assert states == [State.GIVEN_UP]
    assert waited_for() is None


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (("Sound",), "Sound"),
        (("Shared",), "Shared"),
        (("Forgetting", "Sound"), "Sound"),
        (("Nothing", "Emptying", "Sound"), "Sound"),
        (("Locked", "Sound"), State.LOCKED),
        (("Forgetting", "Locked", "Sound"), State.KEEPS_NOTHING),
        (("Forgetting", "Nothing"), State.KEEPS_NOTHING),
    ],
)
def test_the_first_that_works_unless_one_is_somebody_s(
    names: tuple[str, ...], found: str | State
) -> None:
    ours = tuple(OURS + name for name in names)
    if isinstance(found, State):
        assert state_of(lambda: find_working(ours)) is found
    else:
        name, backend = find_working(ours)
        assert name == OURS + found
        assert backend.get_password(keyring_guard.PROBE_SERVICE, keyring_guard.PROBE) is None


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("keyring.backends.null.Keyring", State.NULL),
        ("keyring.backends.chainer.ChainerBackend", State.CHAINER),
        ("os.path.join", State.MISSING),
        ("os.PathLike", State.MISSING),
        (OURS + "Nothing", State.MISSING),
        ("no_such_package.Keyring", State.MISSING),
    ],
)
def test_a_class_that_is_no_keyring_is_refused(name: str, state: State) -> None:
    assert state_of(lambda: make(name)) is state


def test_a_recorded_one_that_is_not_native_needs_the_choice() -> None:
    name = OURS + "Sound"
    assert state_of(lambda: reopen(name)) is State.FOREIGN
    assert state_of(lambda: reopen(name, chosen="SecretService")) is State.FOREIGN
    assert type(reopen(name, chosen=name)).__name__ == "Sound"


def test_properties_from_the_environment_divert_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    path = "/org/freedesktop/secrets/collection/session"
    monkeypatch.setenv("KEYRING_PROPERTY_PREFERRED_COLLECTION", path)
    assert not hasattr(make("SecretService"), "preferred_collection")


@pytest.mark.parametrize(
    ("why", "state"),
    [
        (None, State.NO_COLLECTION),
        (type("PromptDismissedException", (Exception,), {})(), State.NO_COLLECTION),
        (type("SecretServiceNotAvailableException", (Exception,), {})(), State.NO_SERVICE),
    ],
)
def test_a_collection_that_cannot_be_made_is_told_from_a_service_that_is_gone(
    why: Exception | None, state: State
) -> None:
    def fails() -> None:
        raise InitError("Failed to create the collection") from why

    assert state_of(lambda: guarded(fails)) is state


def test_without_a_bus_nothing_is_loaded_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    assert state_of(find_working) is State.NO_BUS
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "a.B")
    with pytest.raises(KeyringFault, match=r"PYTHON_KEYRING_BACKEND names a\.B"):
        find_working()
    assert state_of(lambda: find_working((OURS + "Nothing", "SecretService"))) is State.MISSING
