"""VaultTokens: the access tokens of one account, for `chattui.net`."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from chattui.oauth.endings import ENDED_CODES
from chattui.oauth.refresh import AccessToken, fresh_token
from chattui.problem import Problem, ProblemError
from chattui.secret import Secret

if TYPE_CHECKING:
    from chattui.context import Context
    from chattui.vault import Vault

MIN_SECONDS = 60.0


class VaultTokens:
    """A `chattui.net.TokenSource`: keeps the current token in memory, asks the vault else.

    Everything that can wait runs on a thread. Once Google has ended the grant, it is not asked
    again until the vault holds another one.
    """

    def __init__(self, context: Context, vault: Vault, account_key: str) -> None:
        self._context = context
        self._vault = vault
        self._account_key = account_key
        self._lock = asyncio.Lock()
        self._current: AccessToken | None = None
        self._ended: tuple[Secret | None, Problem] | None = None

    @property
    def unsaved(self) -> Problem | None:
        """Why the current token could not be kept in the vault, where it could not."""
        return self._current.unsaved if self._current else None

    async def token(self, rejected: Secret | None = None) -> Secret:
        """A token that should work now; `rejected` is one that Google just refused."""
        async with self._lock:
            current = self._current
            if (
                current is None
                or current.value == rejected
                or current.expires_at - time.time() < MIN_SECONDS
            ):
                current = await asyncio.to_thread(self._fresh, rejected)
                self._current = current
            return current.value

    def _fresh(self, rejected: Secret | None) -> AccessToken:
        if self._ended:
            refresh_token, problem = self._ended
            if self._vault.grant(self._account_key).refresh_token == refresh_token:
                raise ProblemError(problem)
            self._ended = None
        try:
            return fresh_token(
                self._context,
                self._vault,
                self._account_key,
                rejected=rejected,
                min_seconds=MIN_SECONDS,
            )
        except ProblemError as error:
            if error.problem.code in ENDED_CODES:
                ended = self._vault.grant(self._account_key).refresh_token
                self._ended = (ended, error.problem)
            raise
