"""Back ends of `keyring` that lose what they are given, to be named in config.toml."""

from __future__ import annotations

from keyring.backend import KeyringBackend


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
