"""Keyring back ends for tests: a sound one, and one for each way in which real ones fail."""

from __future__ import annotations

import threading
from collections.abc import Callable


class MemoryKeyring:
    """A back end that works, keeps a record of calls, and can be told to fail."""

    def __init__(self) -> None:
        self.items: dict[tuple[str, str], str] = {}
        self.calls: list[tuple[str, str]] = []
        self.before: Callable[[str, str], None] = lambda call, username: None

    def _note(self, call: str, username: str) -> None:
        self.calls.append((call, username))
        self.before(call, username)

    def get_password(self, service: str, username: str) -> str | None:
        self._note("get", username)
        return self.items.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._note("set", username)
        self.items[(service, username)] = password

    def delete_password(self, service: str, username: str) -> None:
        self._note("delete", username)
        del self.items[(service, username)]


class NullKeyring(MemoryKeyring):
    """Takes everything and keeps nothing, without a word: `keyring.backends.null`."""

    def set_password(self, service: str, username: str, password: str) -> None:
        self._note("set", username)


class EmptyingKeyring(MemoryKeyring):
    """Stores an item of no length, as a locked macOS keychain was seen to do."""

    def set_password(self, service: str, username: str, password: str) -> None:
        super().set_password(service, username, "")


class HangingKeyring(MemoryKeyring):
    """Never answers, until the test lets it go."""

    def __init__(self) -> None:
        super().__init__()
        self.released = threading.Event()
        self.hanging = True

    def _note(self, call: str, username: str) -> None:
        super()._note(call, username)
        if self.hanging:
            self.released.wait()


class KeyringLocked(Exception):
    """Stands for keyring.errors.KeyringLocked: told apart by its name."""


class InitError(Exception):
    """Stands for keyring.errors.InitError."""


class PasswordSetError(Exception):
    """Stands for keyring.errors.PasswordSetError."""
