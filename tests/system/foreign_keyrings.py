"""Back ends of `keyring` that lose what they are given, to be named in config.toml."""

from __future__ import annotations

from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked, PasswordDeleteError


class Forgetting(KeyringBackend):
    """Takes everything, and keeps nothing."""

    priority = 0

    def get_password(self, service: str, username: str) -> str | None:
        return None

    def set_password(self, service: str, username: str, password: str) -> None:
        pass

    def delete_password(self, service: str, username: str) -> None:
        pass


class Emptying(Forgetting):
    """Stores an item of no length, as a locked macOS keychain was seen to do."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.items: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.items.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.items[(service, username)] = ""

    def delete_password(self, service: str, username: str) -> None:
        del self.items[(service, username)]


class Sound(Emptying):
    """Keeps what it is given, while the process lasts."""

    def set_password(self, service: str, username: str, password: str) -> None:
        self.items[(service, username)] = password


class Locked(Sound):
    """Refuses everything until it is unlocked."""

    def set_password(self, service: str, username: str, password: str) -> None:
        raise KeyringLocked


class Shared(Sound):
    """Another process tries the same keyring at the same moment, and deletes its item."""

    def delete_password(self, service: str, username: str) -> None:
        super().delete_password(service, username)
        if username == "probe":
            raise PasswordDeleteError
