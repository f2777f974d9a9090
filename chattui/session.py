"""Session: the vault and the HTTP client of one run, opened when first needed.

The command line and the app are two faces of what this offers. Everything that can wait runs on
a thread; nothing heavy is imported before it is needed.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterable
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from chattui.context import Context
from chattui.problem import Problem
from chattui.secret import Secret
from chattui.session_sign_ins import SignIns

if TYPE_CHECKING:
    from chattui.chat.api import ChatClient
    from chattui.chat.events import Tell
    from chattui.chat.models import Space
    from chattui.net import Client
    from chattui.oauth.refresh import AccessToken
    from chattui.oauth.tokens import VaultTokens
    from chattui.plans.desk import PlanDesk
    from chattui.vault import AccountEntry, Index, Vault
    from chattui.workspace.people import Person


class Session(SignIns):
    """What one run of chattui has open."""

    def __init__(
        self,
        context: Context,
        *,
        passphrase: Secret | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.context = context
        self.clock = clock
        self._passphrase = passphrase
        self._vault: Vault | None = None
        self._vault_lock = asyncio.Lock()
        self._http: Client | None = None
        self._http_lock = asyncio.Lock()
        self._tokens: dict[str, VaultTokens] = {}
        self._cache_problem: Problem | None = None
        self._plans: PlanDesk | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the HTTP client; the vault holds nothing open between calls."""
        plans, self._plans = self._plans, None
        if plans is not None:
            await plans.close()
        http, self._http = self._http, None
        if http is not None:
            await http.__aexit__(None, None, None)

    async def index(self) -> Index:
        """The accounts and clients, without opening the vault."""
        from chattui.vault import read_index

        return await asyncio.to_thread(read_index, self.context)

    @property
    def vault_is_open(self) -> bool:
        """Whether `vault` would answer without asking anything."""
        return self._vault is not None

    async def vault(
        self, passphrase: Secret | None = None, *, keyring_seconds: float = 3.0
    ) -> Vault:
        """The vault, opened once. Raises ProblemError (``vault.passphrase_needed`` and others)."""
        async with self._vault_lock:
            if self._vault is None:
                secret = passphrase or self._passphrase
                how = {"keyring_seconds": keyring_seconds, "typed": bool(passphrase)}
                self._vault = await asyncio.to_thread(_open_vault, self.context, secret, **how)
            return self._vault

    def forget_vault(self) -> None:
        """Close the vault: it was locked or moved, and is opened anew when it is needed. The
        passphrase that the session was made with stays: the demo's, which nobody could type."""
        self._vault = None
        self._tokens.clear()

    async def http(self) -> Client:
        """The HTTP client of this run."""
        async with self._http_lock:
            if self._http is None:
                from chattui import net

                self._http = await net.connect(self.context.endpoints)
            return self._http

    async def account(self, name: str = "") -> AccountEntry:
        """The account called `name` (address or key), else the one of CHATTUI_ACCOUNT, else the
        default. Raises ProblemError with exit status 3 where nobody is signed in."""
        index = await self.index()
        return index.find_account(name or self.context.surroundings.account)

    async def tokens(self, account: AccountEntry) -> VaultTokens:
        """The access tokens of `account`, shared by everything in this run."""
        vault = await self.vault()
        if account.key not in self._tokens:
            from chattui.oauth.tokens import VaultTokens

            self._tokens[account.key] = VaultTokens(self.context, vault, account.key)
        return self._tokens[account.key]

    def forget_tokens(self, account: AccountEntry) -> None:
        """Its access tokens are of an older grant, or of none any more."""
        self._tokens.pop(account.key, None)

    async def access_token(self, account: AccountEntry) -> AccessToken:
        """One access token of `account`, refreshed where it is about to end."""
        from chattui.oauth.refresh import fresh_token

        return await asyncio.to_thread(fresh_token, self.context, await self.vault(), account.key)

    def unsaved(self) -> tuple[Problem, ...]:
        """What this run could not keep on this machine, although its work went on."""
        troubles = [tokens.unsaved for tokens in self._tokens.values()]
        return tuple(problem for problem in (*troubles, self._cache_problem) if problem)

    async def chat(self, account: AccountEntry) -> ChatClient:
        """The Chat API, acting as `account`."""
        from chattui.chat.api import ChatClient

        tokens = await self.tokens(account)
        return ChatClient(await self.http(), tokens, account.scopes)

    def plans(self) -> PlanDesk:
        """The plans of this home: kept, carried out, taken up again, reported and taken back."""
        if self._plans is None:
            from chattui.plans.desk import PlanDesk

            self._plans = PlanDesk(self)
        return self._plans

    async def people(self, account: AccountEntry, ids: Iterable[str]) -> dict[str, Person]:
        """By ``users/ID`` who they are, of those that the directory shows to `account`."""
        from chattui.workspace.people import look_up

        return await look_up(await self.http(), await self.tokens(account), ids)

    async def cached_spaces(self, account: AccountEntry) -> list[Space]:
        """The last known spaces of `account`, at once and offline."""
        from chattui.chat.cache import load_spaces

        return await asyncio.to_thread(load_spaces, self.context, account.key)

    async def fresh_spaces(
        self,
        account: AccountEntry,
        tell: Tell | None = None,
        keep: Callable[[Space], Space] = lambda space: space,
    ) -> AsyncIterator[list[Space]]:
        """The spaces of `account` from Google, page by page; the whole is cached at the end.

        `tell` hears of waiting. Each space is given as `keep` makes it, and is held as that, and
        once, until it is cached.
        """
        from chattui.chat.cache import save_spaces

        chat = await self.chat(account)
        known: list[Space] = []
        async for page in (chat.telling(tell) if tell else chat).space_pages():
            arrived = [keep(space) for space in page]
            known += arrived
            yield arrived
        self._cache_problem = await asyncio.to_thread(save_spaces, self.context, account.key, known)

    async def remove_account(self, account: AccountEntry) -> None:
        """Forget an account on this machine; Google keeps the grant until it is revoked."""
        from chattui.chat.cache import remove_cache

        vault = await self.vault()
        await asyncio.to_thread(vault.remove_account, account.key)
        await asyncio.to_thread(remove_cache, self.context, account.key)
        self.forget_tokens(account)

    async def revoke_account(self, account: AccountEntry) -> None:
        """Take the grant back at Google, then forget the account on this machine.

        Raises ProblemError ``oauth.not_revoked`` with nothing deleted; doing it again is safe.
        """
        from chattui.chat.cache import remove_cache
        from chattui.oauth.revoke import revoke

        vault = await self.vault()
        await asyncio.to_thread(revoke, self.context.endpoints, vault, account)
        await asyncio.to_thread(remove_cache, self.context, account.key)
        self.forget_tokens(account)

    async def use_account(self, account: AccountEntry) -> None:
        """Make `account` the default; opens no vault."""
        from chattui.vault.entries import choose_default
        from chattui.vault.index import IndexFile

        index = IndexFile(self.context.paths.index)
        await asyncio.to_thread(choose_default, index, account.key)


def _open_vault(context: Context, passphrase: Secret | None, **how: Any) -> Vault:
    from chattui.vault import open_vault

    return open_vault(context, passphrase, **how)
