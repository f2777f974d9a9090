"""What several checks rest on, each asked once for all of them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from chattui.health import chat_side
from chattui.health.chat_side import Answer
from chattui.health.grant import renew
from chattui.health.hosts import Knock, knock, origins
from chattui.health.source import OneToken
from chattui.problem import Problem, ProblemError

if TYPE_CHECKING:
    from chattui.health.source import Source
    from chattui.net import Client, TokenSource
    from chattui.oauth.refresh import AccessToken
    from chattui.vault import AccountEntry

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Renewal:
    """What came of asking for a token. `closed`: the vault did not open, so nothing was asked."""

    token: AccessToken | None = None
    account: AccountEntry | None = None
    problem: Problem | None = None
    closed: bool = False


class Parts:
    """Begun at once; whoever needs one waits for it."""

    def __init__(self, source: Source, account: AccountEntry | None, *, admin: bool) -> None:
        self.source = source
        self.account = account
        self._tasks: list[asyncio.Task[Any]] = []
        self.knocks = [self.start(self._knock(o)) for o in origins(source.context.endpoints)]
        self.renewed = self.start(self._renew())
        self.listed = self.start(self._ask(chat_side.ask_list))
        self.made = self.start(self._ask(chat_side.ask_setup))
        self.searched = self.start(self._ask(chat_side.ask_admin)) if admin else None

    def start(self, work: Coroutine[Any, Any, Result]) -> asyncio.Task[Result]:
        """Run `work` beside the rest, until `stop`."""
        task = asyncio.ensure_future(work)
        self._tasks.append(task)
        return task

    async def stop(self) -> None:
        """End what still runs."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def project(self) -> str:
        """The number of the project of the account's client, where it can be told."""
        assert self.account is not None
        entry = (await self.source.index()).client(self.account.client_key)
        return chat_side.project_number(entry.client_id) if entry else ""

    async def bearer(self) -> OneToken:
        """The renewed token, to ask with, where there is one."""
        token = (await self.renewed).token
        assert token is not None
        return OneToken(token.value)

    async def _knock(self, origin: str) -> Knock:
        try:
            http = await self.source.http()
        except ProblemError as error:
            return Knock(origin.partition("//")[2], error.problem)
        return await knock(http, origin, self.source.clock)

    async def _renew(self) -> Renewal:
        if self.account is None:
            return Renewal()
        try:
            vault = await self.source.vault()
        except ProblemError as error:
            return Renewal(problem=error.problem, closed=True)
        try:
            token, account = await asyncio.to_thread(
                renew, self.source.context, vault, self.account.key
            )
        except ProblemError as error:
            return Renewal(problem=error.problem)
        return Renewal(token, account)

    async def _ask(
        self, ask: Callable[[Client, TokenSource, tuple[str, ...]], Awaitable[Answer]]
    ) -> Answer:
        token = (await self.renewed).token
        if token is None:
            return Answer(asked=False)
        return await ask(await self.source.http(), OneToken(token.value), token.scopes)
