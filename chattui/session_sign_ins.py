"""What a `Session` does about clients and sign-ins; everything that can wait runs on a thread."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import TYPE_CHECKING

from chattui.context import Context
from chattui.problem import ProblemError
from chattui.secret import Secret

if TYPE_CHECKING:
    from chattui.clientfile import OAuthClient
    from chattui.oauth.device import DeviceSignIn
    from chattui.oauth.service_account import ServiceAccountKey
    from chattui.oauth.signin import SignedIn, SignIn
    from chattui.vault import AccountEntry, ClientEntry, Index, Vault


class SignIns(ABC):
    """The part of a session that knows clients and makes accounts."""

    context: Context
    clock: Callable[[], float]

    @abstractmethod
    async def index(self) -> Index:
        """The accounts and clients, without opening the vault."""

    @abstractmethod
    async def vault(
        self, passphrase: Secret | None = None, *, keyring_seconds: float = 3.0
    ) -> Vault:
        """The vault, opened once."""

    @abstractmethod
    def forget_tokens(self, account: AccountEntry) -> None:
        """Its access tokens are of an older grant, or of none any more."""

    async def import_client(self, client: OAuthClient, name: str = "") -> ClientEntry:
        """Keep a client file's content in the vault."""
        from chattui.oauth.signin import store_client

        return await asyncio.to_thread(store_client, await self.vault(), client, name)

    async def client(self, key: str) -> OAuthClient:
        """A client from the vault."""
        from chattui.oauth.signin import load_client

        return await asyncio.to_thread(load_client, await self.vault(), key)

    async def import_key(self, key: ServiceAccountKey, name: str = "") -> ClientEntry:
        """Keep a service account's key in the vault."""
        from chattui.oauth.service_account import store_key

        return await asyncio.to_thread(store_key, await self.vault(), key, name)

    async def key(self, client_key: str) -> ServiceAccountKey:
        """A service account's key from the vault."""
        from chattui.oauth.service_account import load_key

        return await asyncio.to_thread(load_key, await self.vault(), client_key)

    async def delegate(
        self, client_key: str, subject: str, scopes: tuple[str, ...]
    ) -> AccountEntry:
        """Act for `subject` by the service account `client_key`, with scopes that are authorized:
        a first token is fetched, and the account kept."""
        from chattui.oauth.delegated import delegate

        vault = await self.vault()
        account = await asyncio.to_thread(
            delegate, self.context, vault, client_key, subject, scopes, self.clock()
        )
        self.forget_tokens(account)
        return account

    async def client_entry(
        self, name: str = "", kinds: tuple[str, ...] = ("installed", "web")
    ) -> ClientEntry:
        """The client called `name`, or the only one, of these kinds.

        Raises ProblemError: ``client.none`` (exit status 3), ``client.unknown``,
        ``client.other_kind``, ``client.ambiguous``.
        """
        clients = (await self.index()).clients
        entries = [c for c in clients if c.kind in kinds]
        found = [c for c in entries if not name or name in {c.key, c.name, c.client_id}]
        if len(found) != 1:
            from chattui.oauth.which_client import which_client

            key = kinds == ("service_account",)
            others = [c for c in clients if c.kind not in kinds]
            raise ProblemError(which_client(name, entries, found, others=others, key=key))
        return found[0]

    async def keep(self, client_key: str, signed_in: SignedIn) -> AccountEntry:
        """Store what a sign-in gave, and read it back."""
        from chattui.oauth.signin import keep

        account = await asyncio.to_thread(keep, await self.vault(), client_key, signed_in)
        self.forget_tokens(account)
        return account

    def sign_in(
        self,
        client: OAuthClient,
        scopes: tuple[str, ...],
        *,
        port: int = 0,
        login_hint: str = "",
        listen: bool = True,
        or_paste: bool = False,
        incremental: bool = False,
    ) -> SignIn:
        """A sign-in, not yet begun: an async context manager.

        With `incremental`, what was granted before is kept beside `scopes`.
        """
        from chattui.oauth.signin import SignIn

        return SignIn(
            self.context,
            client,
            scopes,
            port=port,
            login_hint=login_hint,
            listen=listen,
            or_paste=or_paste,
            incremental=incremental,
        )

    def device_sign_in(
        self, client: OAuthClient, scopes: tuple[str, ...], *, anyway: bool = False
    ) -> DeviceSignIn:
        """A sign-in with a device code, not yet begun: an async context manager."""
        from chattui.oauth.device import DeviceSignIn

        return DeviceSignIn(self.context, client, scopes, anyway=anyway)
