"""Calls of an OS keyring: which back end, never longer than 3 seconds, and what came of them.

`keyring` can hang for ever, lose what it is given without a word, and be diverted to a plain
file by its configuration. So its class is chosen here, from the native ones, and is used
without `keyring.get_keyring`; its calls run on a thread that can be left behind.
"""

from __future__ import annotations

import os
import queue
import secrets
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Protocol, TypeVar

from chattui.words import t

T = TypeVar("T")

SECONDS = 3.0
PROBE_SERVICE = "chattui:probe"


class State(Enum):
    """What came of a call of a keyring."""

    OK = "ok"
    ABSENT = "absent"
    LOCKED = "locked"
    NO_SERVICE = "no_service"
    TIMEOUT = "timeout"
    TOO_BIG = "too_big"
    DENIED = "denied"
    BROKEN = "broken"


class KeyringFault(Exception):
    """A call of a keyring did not do what it should; `cause` is a sentence for a person."""

    def __init__(self, state: State, cause: str) -> None:
        super().__init__(state, cause)
        self.state = state
        self.cause = cause


class Backend(Protocol):
    """The three calls of a `keyring` back end that are used."""

    def get_password(self, service: str, username: str) -> str | None:
        """The item, None where there is none."""
        ...

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep an item."""
        ...

    def delete_password(self, service: str, username: str) -> None:
        """Forget an item."""
        ...


@dataclass(frozen=True, slots=True)
class Native:
    """A back end of the allow-list, and whether its own `priority` tells if it can work."""

    module: str
    cls: str
    ask_priority: bool


NATIVE: Mapping[str, Native] = {
    # SecretService's `priority` says 5 for a service that cannot keep anything.
    "SecretService": Native("keyring.backends.SecretService", "Keyring", False),
    "kwallet": Native("keyring.backends.kwallet", "DBusKeyring", True),
    "libsecret": Native("keyring.backends.libsecret", "Keyring", True),
    "macOS": Native("keyring.backends.macOS", "Keyring", True),
    "Windows": Native("keyring.backends.Windows", "WinVaultKeyring", True),
}


def candidates(platform: str = sys.platform) -> tuple[str, ...]:
    """The back ends of the allow-list for a platform, the one to prefer first."""
    if platform == "darwin":
        return ("macOS",)
    if platform == "win32":
        return ("Windows",)
    return ("SecretService", "kwallet", "libsecret")


def guarded(work: Callable[[], T], seconds: float = SECONDS) -> T:
    """The result of `work`, run on a daemon thread; raises KeyringFault, never anything else.

    After `seconds` the thread is left behind: it does not keep the process from ending.
    """
    answers: queue.SimpleQueue[tuple[T | None, KeyringFault | None, bool]] = queue.SimpleQueue()

    def run() -> None:
        try:
            answers.put((work(), None, True))
        except BaseException as error:
            answers.put((None, classify(error), False))

    threading.Thread(target=run, name="chattui-keyring", daemon=True).start()
    try:
        result, fault, done = answers.get(timeout=seconds)
    except queue.Empty:
        raise KeyringFault(
            State.TIMEOUT,
            t(
                "It did not answer within {seconds} seconds. It may be waiting for a question to"
                " be answered on a screen elsewhere, or it has stopped.",
                seconds=f"{seconds:g}",
            ),
        ) from None
    if not done:
        assert fault is not None
        raise fault
    return result  # type: ignore[return-value]


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
    locked = t("It is locked, and could not be unlocked from here.")
    code = error.args[0] if error.args else None
    if names & {"KeyringLocked", "LockedException", "PromptDismissedException"}:
        return State.LOCKED, locked
    if "Secret.Error.IsLocked" in told or "-25308" in told or "(-128" in told:
        # macOS: errSecInteractionNotAllowed over SSH, userCanceledErr
        return State.LOCKED, locked
    if "InitError" in names:
        return State.NO_SERVICE, t("It has no default keyring yet, and none could be made here.")
    if names & {"TimeoutError"} or "DBus.Error.NoReply" in told or "Error.Timeout" in told:
        return State.TIMEOUT, t("It did not answer in time.")
    if names & {"FileNotFoundError", "ConnectionError", "EOFError"}:
        return State.NO_SERVICE, t(
            "DBUS_SESSION_BUS_ADDRESS names a bus that nobody answers on any more."
        )
    if names & {"NoKeyringError", "SecretServiceNotAvailableException", "ImportError"} or (
        "DBus.Error.ServiceUnknown" in told
    ):
        return State.NO_SERVICE, t("No keyring service answers in this session.")
    if "AccessDenied" in told or "-25293" in told or (names & {"error"} and code == 5):
        return State.DENIED, t("The keyring refused.")
    if names & {"error"} and code == 1783:  # Windows: RPC_X_BAD_STUB_DATA for over 2,560 bytes
        return State.TOO_BIG, t("The item is larger than the keyring takes.")
    if names & {"error"} and code == 1312:  # Windows: ERROR_NO_SUCH_LOGON_SESSION, as over SSH
        return State.NO_SERVICE, t("This login has no session with a credential store.")
    if names & {"PasswordSetError", "PasswordDeleteError"}:
        return State.DENIED, t("The keyring refused.")
    return State.BROKEN, t("It failed in an unexpected way ({name}).", name=type(error).__name__)


def make(name: str) -> Backend:
    """An instance of the back end of that name in the allow-list. Called inside `guarded`."""
    import importlib

    native = NATIVE[name]
    cls = getattr(importlib.import_module(native.module), native.cls)
    if native.ask_priority:
        try:
            _ = cls.priority
        except RuntimeError:
            raise KeyringFault(
                State.NO_SERVICE, t("No keyring service answers in this session.")
            ) from None
    backend: Backend = cls()
    return backend


def probe(backend: Backend) -> None:
    """Set, get, compare and delete a random item; raises where any of it fails."""
    name, value = f"probe-{secrets.token_hex(8)}", secrets.token_urlsafe(24)
    backend.set_password(PROBE_SERVICE, name, value)
    kept = backend.get_password(PROBE_SERVICE, name)
    if kept is not None:
        backend.delete_password(PROBE_SERVICE, name)
    if kept != value:
        raise KeyringFault(
            State.BROKEN, t("It took an item and did not give it back: it keeps nothing.")
        )
    if backend.get_password(PROBE_SERVICE, name) is not None:
        raise KeyringFault(State.BROKEN, t("It does not forget an item that is deleted."))


def refused_at_once(environ: Mapping[str, str], platform: str = sys.platform) -> str:
    """Why no keyring can be here, told from the environment alone; empty where one may be."""
    if platform in {"darwin", "win32"} or environ.get("DBUS_SESSION_BUS_ADDRESS"):
        return ""
    return t(
        "This login has no desktop session: DBUS_SESSION_BUS_ADDRESS is not set, as is usual"
        " over SSH."
    )


def find_working(
    names: tuple[str, ...] | None = None, seconds: float = SECONDS
) -> tuple[str, Backend]:
    """The first native back end that passes the probe; raises the first one's KeyringFault.

    `names` are those to try, such as the one that config.toml names, instead.
    """
    why = refused_at_once(os.environ)
    if why:
        raise KeyringFault(State.NO_SERVICE, why)

    def look() -> tuple[str, Backend]:
        first: KeyringFault | None = None
        for name in candidates() if names is None else names:
            try:
                backend = make(name)
                probe(backend)
                return name, backend
            except Exception as error:
                first = first or classify(error)
        raise first or KeyringFault(State.NO_SERVICE, t("No keyring is known for this system."))

    return guarded(look, seconds)


def reopen(name: str, seconds: float = SECONDS, *, chosen: str = "") -> Backend:
    """The back end that the index names, which must answer; raises KeyringFault.

    `chosen` is what config.toml names: no other one that is not native is ever loaded.
    """
    if name not in NATIVE:
        raise KeyringFault(State.NO_SERVICE, t("This version knows no keyring of that name."))
    why = refused_at_once(os.environ)
    if why:
        raise KeyringFault(State.NO_SERVICE, why)

    def ask() -> Backend:
        backend = make(name)
        backend.get_password(PROBE_SERVICE, "is-it-there")
        return backend

    return guarded(ask, seconds)
