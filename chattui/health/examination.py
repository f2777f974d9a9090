"""The examination: every check at once where none rests on another, told as they come out.

Nothing waits for the hosts: the client is asked about and the grant renewed at the same time, and
with the new token everything else is asked at once. So two requests, one after the other, are the
longest way through.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from chattui.health import chat_side
from chattui.health.checks import (
    STEPS,
    Check,
    Outcome,
    State,
    failed,
    not_reached,
    titles,
    uncertain,
)
from chattui.health.client import ask_about_client, key_outcome
from chattui.health.clock import clock_outcome
from chattui.health.grant import grant_outcome, scopes_outcome
from chattui.health.hosts import hosts_outcome
from chattui.health.parts import Parts
from chattui.health.workspace import ask_whose, delegated_outcome
from chattui.oauth.delegated import more_remedy
from chattui.problem import Problem, ProblemError
from chattui.safe_text import safe_text
from chattui.words import t

if TYPE_CHECKING:
    from chattui.clientfile import OAuthClient
    from chattui.health.source import Source
    from chattui.vault import AccountEntry

WITH_TOKEN: Final = frozenset({"scopes", "api", "app", "workspace", "admin"})
"""The checks that begin when the grant was renewed."""


async def examine(
    source: Source,
    account: AccountEntry | None,
    *,
    client: OAuthClient | None = None,
    admin: bool = False,
) -> AsyncGenerator[Check, None]:
    """Every check, first as RUNNING when it begins, then as it came out.

    Without an `account`, those of accounts are not reached. `client` is asked about in place of
    the account's own, and `admin` asks for administrator rights as well. Raises no ProblemError.
    """
    parts = Parts(source, account, admin=admin)
    run = _Examination(parts, client)
    for step in STEPS:
        parts.start(run.take(step))
    try:
        for _ in range(2 * len(STEPS)):
            told = await run.told.get()
            if isinstance(told, Exception):
                raise told
            yield told
    finally:
        await parts.stop()


class _Examination:
    """One run of the checks."""

    def __init__(self, parts: Parts, client: OAuthClient | None) -> None:
        self.parts = parts
        self.source = parts.source
        self.account = parts.account
        self.client = client
        self.told: asyncio.Queue[Check | Exception] = asyncio.Queue()
        loop = asyncio.get_running_loop()
        self._outcomes: dict[str, asyncio.Future[Outcome]] = {
            step: loop.create_future() for step in STEPS
        }
        self._work: dict[str, Callable[[], Awaitable[Outcome]]] = {
            "clock": self._clock,
            "hosts": self._hosts,
            "client": self._client,
            "grant": self._grant,
            "scopes": self._scopes,
            "api": self._api,
            "app": self._app,
            "workspace": self._workspace,
            "admin": self._admin,
        }

    async def take(self, step: str) -> None:
        """Carry out one check and tell it, as begun and as come out."""
        try:
            if step in WITH_TOKEN:
                await asyncio.wait({self.parts.renewed})
            check = Check(step, titles()[step], State.RUNNING)
            self.told.put_nowait(check)
            started = time.monotonic()
            found = await self._come_out(step)
            self._outcomes[step].set_result(found)
            seconds = time.monotonic() - started
            state, words, problem = found.state, found.words, found.problem
            self.told.put_nowait(
                replace(check, state=state, words=words, problem=problem, seconds=seconds)
            )
        except Exception as error:
            self.told.put_nowait(error)

    async def _come_out(self, step: str) -> Outcome:
        try:
            asked = step in WITH_TOKEN and not (step == "admin" and self.parts.searched is None)
            standing = await self._without_token() if asked else None
            found = standing or await self._work[step]()
        except ProblemError as error:
            found = failed(error.problem)
        if step == "hosts" or found.problem is None:
            return found
        return self._for_a_key(await self._told_once(found, found.problem))

    def _for_a_key(self, found: Outcome) -> Outcome:
        """Where a service account acts, nobody's consent can be added to."""
        account, problem = self.account, found.problem
        if account is None or account.kind != "delegation" or problem is None:
            return found
        if problem.code not in {"chat.scope_missing", "health.admin_scope_missing"}:
            return found
        return replace(found, problem=replace(problem, remedy=more_remedy(account.email)))

    async def _told_once(self, found: Outcome, problem: Problem) -> Outcome:
        """A network that does not work is told with the hosts, and not again."""
        of_network = problem.code.startswith("net.")
        hosts = await self._outcomes["hosts"]
        if hosts.problem and (of_network or hosts.problem.code == problem.code):
            return not_reached(t("Not reached, because a host of Google's does not answer."))
        if problem.code == "net.lost_answer":
            problem = replace(
                problem,
                cause=t("Nothing was changed by that: the request only asked."),
                remedy=t("Try again."),
            )
        return failed(problem) if of_network else found

    async def _without_token(self) -> Outcome | None:
        """Why nothing can be asked of the account; None where it can."""
        if self.account is None:
            return not_reached(t("Not reached, because nobody is signed in."))
        if (await self.parts.renewed).token is None:
            return not_reached(t("Not reached, because the sign-in does not work."))
        return None

    async def _clock(self) -> Outcome:
        for knocking in asyncio.as_completed(self.parts.knocks):
            found = await knocking
            if found.ahead is not None:
                return clock_outcome(found.ahead)
        found = await self.parts.knocks[0]
        if found.problem and found.problem.code == "net.tls":
            now = time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime(self.source.clock()))
            return uncertain(
                t(
                    "Google's time is not known, since no certificate could be verified. A clock"
                    " that is off by days is one cause of that: this one says {now}.",
                    now=now,
                )
            )
        return not_reached(t("Not reached, because no host of Google's told its time."))

    async def _hosts(self) -> Outcome:
        return hosts_outcome(await asyncio.gather(*self.parts.knocks))

    async def _client(self) -> Outcome:
        account = self.account
        if self.client is None and account is not None and account.kind == "delegation":
            return await self._key(account)
        client = self.client
        if client is None:
            key = await self._kept_key()
            if not key:
                return not_reached(t("Not reached, because it is not known which client is meant."))
            try:
                await self.source.vault()
            except ProblemError:
                return not_reached(t("Not reached, because the vault did not open."))
            client = await self.source.client(key)
        return await ask_about_client(await self.source.http(), client)

    async def _kept_key(self) -> str:
        """Of the account's client; without an account, of the only one that is kept."""
        if self.account is not None:
            return self.account.client_key
        entries = (await self.source.index()).clients
        kept = [entry.key for entry in entries if entry.kind in {"installed", "web"}]
        return kept[0] if len(kept) == 1 else ""

    async def _key(self, account: AccountEntry) -> Outcome:
        """The key of a service account, which signs the request for a token."""
        renewal = await self.parts.renewed
        if renewal.closed:
            return not_reached(t("Not reached, because the vault did not open."))
        entry = (await self.source.index()).client(account.client_key)
        return key_outcome(renewal.problem, safe_text(entry.name if entry else "", limit=80))

    async def _grant(self) -> Outcome:
        renewal = await self.parts.renewed
        if renewal.token is not None and renewal.account is not None:
            found = grant_outcome(renewal.account, self.source.clock())
            return replace(found, problem=renewal.token.unsaved)
        problem = renewal.problem
        if problem is None:
            return not_reached(
                t("Not reached, because nobody is signed in."),
                await _nobody(self.source),
            )
        if problem.code.startswith("net."):
            return failed(problem)
        client = await self._outcomes["client"]
        if client.state is State.FAILED and client.words == problem.message:
            return not_reached(t("Not reached, because Google does not accept the client."))
        return failed(problem)

    async def _scopes(self) -> Outcome:
        token = (await self.parts.renewed).token
        assert token is not None
        assert self.account is not None
        return scopes_outcome(self.account.scopes, token.scopes)

    async def _api(self) -> Outcome:
        answers = await asyncio.gather(self.parts.listed, self.parts.made)
        return chat_side.api_outcome(*answers, await self.parts.project())

    async def _app(self) -> Outcome:
        answers = await asyncio.gather(self.parts.listed, self.parts.made)
        return chat_side.app_outcome(*answers, await self.parts.project())

    async def _workspace(self) -> Outcome:
        assert self.account is not None
        if self.account.kind == "delegation":
            return delegated_outcome(self.account.email)
        bearer = await self.parts.bearer()
        return await ask_whose(await self.source.http(), bearer, self.account.email)

    async def _admin(self) -> Outcome:
        if self.parts.searched is None:
            return Outcome(State.NOT_ASKED, t("Not asked for."))
        assert self.account is not None
        answers = await asyncio.gather(self.parts.searched, self.parts.listed, self.parts.made)
        return chat_side.admin_outcome(*answers, self.account.email)


async def _nobody(source: Source) -> Problem | None:
    """That nobody is signed in, as the index says it."""
    try:
        (await source.index()).find_account("")
    except ProblemError as error:
        return error.problem
    return None
