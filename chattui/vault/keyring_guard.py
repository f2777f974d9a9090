"""Calls of an OS keyring: which back end, never longer than 3 seconds, and what came of them.

`keyring` can hang for ever, lose what it is given without a word, and be diverted to a plain
file by its configuration. So its class is chosen here, from the native ones, and is used
without `keyring.get_keyring`; its calls run on a thread that can be left behind.
"""

from __future__ import annotations

import os
import queue
import secrets
import threading
import time
from collections.abc import Callable
from typing import TypeVar

from chattui.vault.keyring_backends import (
    NATIVE,
    Backend,
    candidates,
    diverted,
    make,
    refused_at_once,
    sight,
)
from chattui.vault.keyring_states import SOMEBODY_S, KeyringFault
from chattui.vault.keyring_words import State
from chattui.words import t

__all__ = [
    "SECONDS",
    "Backend",
    "KeyringFault",
    "State",
    "candidates",
    "classify",
    "find_working",
    "give_up",
    "guarded",
    "probe",
    "refused_at_once",
    "reopen",
    "waited_for",
]

T = TypeVar("T")

SECONDS = 3.0
LOOK_SECONDS = 0.5
"""Before a wait of `SECONDS` ends, this long is spent on finding out what it waits for."""
LOOK_EVERY = 1.0
"""Seconds between two looks while a person is waited for."""
ASKS = frozenset({State.PROMPT, State.NO_COLLECTION})
"""States in which a question to a person may be open."""
PROBE_SERVICE = "chattui:probe"
PROBE = "probe"
DISTURBED = frozenset({State.KEEPS_NOTHING, State.DENIED, State.BROKEN})
"""What a trial comes to whose item another process replaced or deleted, among other things."""


class _Wait:
    """A call that is waited for."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.fault: KeyringFault | None = None
        self.answers: queue.SimpleQueue[tuple[object, KeyringFault | None]] = queue.SimpleQueue()


_waits: set[_Wait] = set()


def waited_for() -> KeyringFault | None:
    """What this process waits for a keyring to do, as far as is known; None where it does not.

    To be told to a person while it lasts; its state is ``TIMEOUT`` until more is known.
    """
    wait = next(iter(_waits.copy()), None)
    if wait is None:
        return None
    return wait.fault or KeyringFault(State.TIMEOUT, t("The keyring has not answered yet."))


def give_up() -> None:
    """End every wait for a keyring in this process: each raises KeyringFault at once."""
    for wait in _waits.copy():
        wait.answers.put((None, KeyringFault(State.GIVEN_UP)))


def guarded(work: Callable[[], T], seconds: float = SECONDS, name: str = "") -> T:
    """The result of `work`, run on a daemon thread; raises KeyringFault, never anything else.

    After `seconds` the thread is left behind: it does not keep the process from ending. Shortly
    before, or before `SECONDS` where they are fewer, the keyring called `name` is looked at: a
    service that answers nothing is not waited for any longer, a question to a person is.
    """
    wait = _Wait(name)

    def run() -> None:
        try:
            wait.answers.put((work(), None))
        except BaseException as error:
            wait.answers.put((None, classify(error)))

    def start() -> None:
        threading.Thread(target=run, name="chattui-keyring", daemon=True).start()

    _waits.add(wait)
    try:
        start()
        result, fault = _answer(wait, seconds, start)
    finally:
        _waits.discard(wait)
    if fault is not None:
        raise fault
    return result  # type: ignore[return-value]


def _answer(
    wait: _Wait, seconds: float, again: Callable[[], None]
) -> tuple[object, KeyringFault | None]:
    ends = time.monotonic() + seconds
    first = max(0.01, min(seconds, SECONDS))
    look = min(LOOK_SECONDS, first / 2)
    pause = first - look
    while True:
        try:
            return wait.answers.get(timeout=pause)
        except queue.Empty:
            if time.monotonic() >= ends:
                return None, _unanswered(wait.fault, seconds)
        seen = sight(wait.name, look)
        if seen is None and wait.fault and wait.fault.state in ASKS:
            again()  # unlocked otherwise than by its question, which may never be answered now
        wait.fault = seen
        if seen and seen.state is State.STOPPED:
            ends = 0.0
        pause = max(0.0, min(LOOK_EVERY, ends - time.monotonic()))


def _unanswered(fault: KeyringFault | None, seconds: float) -> KeyringFault:
    if fault:
        return fault
    return KeyringFault(
        State.TIMEOUT,
        t(
            "It did not answer within {seconds} seconds. It may be waiting for a question to"
            " be answered on a screen elsewhere, or it has stopped.",
            seconds=f"{seconds:g}",
        ),
    )


def classify(error: BaseException) -> KeyringFault:
    """What an exception out of a back end means; its text is never shown.

    Decided by the names of classes, since raw exceptions of D-Bus, ctypes and pywin32 come
    through that cannot be imported everywhere.
    """
    if isinstance(error, KeyringFault):
        return error
    names = {kind.__name__ for kind in type(error).__mro__}
    told = f"{getattr(error, 'name', '')} {error}"
    state, cause = _meaning(error, names, told)
    return KeyringFault(state, cause)


def _meaning(error: BaseException, names: set[str], told: str) -> tuple[State, str]:
    code = error.args[0] if error.args else None
    windows = code if "error" in names else None
    if names & {"KeyringLocked", "LockedException", "PromptDismissedException"}:
        return State.LOCKED, ""
    if "Secret.Error.IsLocked" in told or "-25308" in told or "(-128" in told:
        # macOS: errSecInteractionNotAllowed over SSH, userCanceledErr
        return State.LOCKED, ""
    if "InitError" in names and "NotAvailable" not in type(error.__cause__).__name__:
        return State.NO_COLLECTION, ""
    if names & {"TimeoutError"} or "DBus.Error.NoReply" in told or "Error.Timeout" in told:
        return State.TIMEOUT, ""
    if names & {"FileNotFoundError", "ConnectionError", "EOFError"}:
        return State.STALE_BUS, ""
    if "ImportError" in names:
        return State.MISSING, ""
    if names & {"InitError", "NoKeyringError", "SecretServiceNotAvailableException"} or (
        "DBus.Error.ServiceUnknown" in told
    ):
        return State.NO_SERVICE, ""
    if windows == 1783:  # Windows: RPC_X_BAD_STUB_DATA for over 2,560 bytes
        return State.TOO_BIG, ""
    if windows == 1312:  # Windows: ERROR_NO_SUCH_LOGON_SESSION, as over SSH
        return State.NO_SERVICE, t("This login has no session with a credential store.")
    if windows == 5 or "AccessDenied" in told or "-25293" in told:
        return State.DENIED, ""
    if names & {"PasswordSetError", "PasswordDeleteError"}:
        return State.DENIED, ""
    return State.BROKEN, t("It failed in an unexpected way ({name}).", name=type(error).__name__)


def probe(backend: Backend) -> None:
    """Set, get, compare and delete a random item; raises where any of it fails."""
    try:
        _probe(backend, PROBE)  # of one name, so that the next probe finds what a kill has left
    except Exception as error:  # another process may be probing at the same moment
        if classify(error).state not in DISTURBED:
            raise
        _probe(backend, f"{PROBE}-{secrets.token_hex(8)}")


def _probe(backend: Backend, name: str) -> None:
    value = secrets.token_urlsafe(24)
    backend.set_password(PROBE_SERVICE, name, value)
    kept = backend.get_password(PROBE_SERVICE, name)
    if kept is not None:
        backend.delete_password(PROBE_SERVICE, name)
    if kept != value:
        raise KeyringFault(State.KEEPS_NOTHING, t("It gave back another item.") if kept else "")
    if backend.get_password(PROBE_SERVICE, name) is not None:
        raise KeyringFault(State.BROKEN, t("It does not forget an item that is deleted."))


def find_working(
    names: tuple[str, ...] | None = None, seconds: float = SECONDS
) -> tuple[str, Backend]:
    """The first native back end that passes the probe; raises the first one's KeyringFault.

    One that is locked, or asks, or refuses is a person's own: no other is taken in its place.
    `names` are those to try, such as the one that config.toml names, instead.
    """
    ends = time.monotonic() + seconds
    first: KeyringFault | None = None
    for name in candidates() if names is None else names:
        try:
            return name, _tried(name, ends - time.monotonic())
        except KeyringFault as fault:
            first = first or fault
            if fault.state in SOMEBODY_S:
                break
    first = first or KeyringFault(State.NO_SERVICE, t("No keyring is known for this system."))
    also = diverted(os.environ)
    raise KeyringFault(first.state, f"{first.cause} {also}") if also else first


def _tried(name: str, seconds: float) -> Backend:
    refused = refused_at_once(os.environ, name=name)
    if refused:
        raise refused

    def attempt() -> Backend:
        backend = make(name)
        probe(backend)
        return backend

    return guarded(attempt, seconds, name)


def reopen(name: str, seconds: float = SECONDS, *, chosen: str = "") -> Backend:
    """The back end that the index names, which must answer; raises KeyringFault.

    `chosen` is what config.toml names: no other one that is not native is ever loaded.
    """
    if name not in NATIVE and name != chosen:
        raise KeyringFault(State.FOREIGN)
    refused = refused_at_once(os.environ, name=name)
    if refused:
        raise refused

    def ask() -> Backend:
        backend = make(name)
        backend.get_password(PROBE_SERVICE, "is-it-there")
        return backend

    return guarded(ask, seconds, name)
