"""Standing: who acts, by whose right, with which client, where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from chattui.safe_text import safe_text
from chattui.words import t

if TYPE_CHECKING:
    from chattui.endpoints import Endpoints
    from chattui.vault import AccountEntry, ClientEntry


@dataclass(frozen=True, slots=True)
class Standing:
    """What the top line of every page tells. All text is safe to draw."""

    account: str = ""
    client: str = ""
    emulator: str = ""
    delegated: bool = False
    """Whether a service account, named by `client`, acts for the account's person."""
    admin: bool = False
    """Whether what can be is asked with administrator access."""

    @classmethod
    def of(
        cls, account: AccountEntry | None, client: ClientEntry | None, endpoints: Endpoints
    ) -> Standing:
        """As `account`, if anybody is signed in, through `client`, if it is known."""
        return cls(
            account=safe_text(account.email) if account else "",
            client=safe_text(client.name, limit=40) if client else "",
            emulator=endpoints.emulator,
            delegated=account is not None and account.kind == "delegation",
        )

    def words(self, title: str = "") -> str:
        """The top line."""
        # A title takes the place of the app's name, so that the emulator's address has room.
        parts = [title or "chattui", *self._who()]
        if self.admin:
            parts.append(t("ADMINISTRATOR"))
        if self.emulator:
            parts.append(t("EMULATOR {address}", address=self.emulator))
        return " · ".join(parts)

    def _who(self) -> list[str]:
        if not self.account:
            return [t("not signed in")]
        if self.delegated:
            return [acting_words(self.account, self.client)]
        through = [t("client {name}", name=self.client)] if self.client else []
        return [self.account, *through]


def acting_words(email: str, service_account: str) -> str:
    """That a service account acts as `email`; both safe to draw, its name possibly unknown."""
    if not service_account:
        return t("as {email} by a service account", email=email)
    return t("as {email} by the service account {name}", email=email, name=service_account)
