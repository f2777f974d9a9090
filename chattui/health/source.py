"""Source: what an examination needs of a session, and the token that it asks with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from chattui.clientfile import OAuthClient
    from chattui.context import Context
    from chattui.net import Client
    from chattui.secret import Secret
    from chattui.vault import Index, Vault


class Source(Protocol):
    """The parts of a session that are used here."""

    context: Context
    clock: Callable[[], float]

    async def index(self) -> Index:
        """The accounts and clients."""
        ...

    async def vault(self) -> Vault:
        """The vault, open."""
        ...

    async def http(self) -> Client:
        """The HTTP client."""
        ...

    async def client(self, key: str) -> OAuthClient:
        """A client from the vault."""
        ...


class OneToken:
    """A `chattui.net.TokenSource` with one token and no other."""

    def __init__(self, token: Secret) -> None:
        self._token = token

    async def token(self, rejected: Secret | None = None) -> Secret:
        """The token, also where it was refused: that is the answer then."""
        return self._token
