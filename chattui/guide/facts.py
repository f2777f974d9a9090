"""Facts: what the vault, the accounts and the live checks tell about how far somebody is."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from chattui.guide.places import is_project
from chattui.guide.ticks import Ticks, note_checked, read_ticks
from chattui.problem import ProblemError

if TYPE_CHECKING:
    from chattui.health import Check
    from chattui.plans.journal import Saved
    from chattui.session import Session
    from chattui.vault import AccountEntry, ClientEntry


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known; times are seconds since 1970, 0 for never."""

    project: str = ""
    """The project that the links are filled with: its id or its number; "" for none yet."""
    clients: tuple[ClientEntry, ...] = ()
    """Those of the project, or all where no project is known; keys of service accounts too."""
    accounts: tuple[AccountEntry, ...] = ()
    """Those that signed in through one of these clients, the default one first."""
    listed_at: float = 0.0
    """When Google last listed the spaces of one of them."""
    created_at: float = 0.0
    """When a space was last created from here as one of the accounts; 0 for never."""
    checks: tuple[Check, ...] = ()
    """What the live checks said, each as it came out."""
    checked_at: float = 0.0
    now: float = 0.0
    ticks: Ticks = field(default_factory=Ticks)

    def check(self, name: str) -> Check | None:
        """What came of one of the live checks; None where it was not asked."""
        return next((check for check in self.checks if check.id == name), None)

    def when(self, at: float) -> str:
        """How long before now `at` was, in words; what a file says lies ahead is just now."""
        from datetime import UTC, datetime

        from chattui.chat.when import relative_time

        now = datetime.fromtimestamp(self.now, UTC).astimezone()
        return relative_time(datetime.fromtimestamp(min(at, self.now), UTC), now)


def project_of(client: ClientEntry) -> str:
    """The project of a client, by what its file says or by its number; "" where neither is one."""
    from chattui.health.chat_side import project_number

    if is_project(client.project_id):
        return client.project_id
    return project_number(client.client_id)


async def facts_of(
    session: Session, project: str = "", *, account: AccountEntry | None = None
) -> Facts:
    """What can be told at once: no request is sent, and no vault is opened.

    `project` is the one to look at; else the one that a person named before, else the one of
    `account` (that which is used, where none is given), else the only one that the vault has
    clients of. Raises ProblemError where
    the index cannot be read, or holds no account of the name that was given.
    """
    index = await session.index()
    paths = session.context.paths
    ticks = await asyncio.to_thread(read_ticks, paths.guide)
    used = account or await _used(session)
    accounts = sorted(index.accounts, key=lambda each: not used or each.key != used.key)
    projects = {client.key: project_of(client) for client in index.clients}
    if not project:
        of_used = projects.get(used.client_key, "") if used else ""
        only = next(iter(projects.values())) if len(set(projects.values())) == 1 else ""
        project = ticks.project or of_used or only
    meant = tuple(client for client in index.clients if not project or _is_of(client, project))
    keys = {client.key for client in meant}
    mine = tuple(account for account in accounts if account.client_key in keys)
    facts = Facts(project, meant, mine, now=session.clock(), ticks=ticks)
    facts = await asyncio.to_thread(_with_listed, facts, session)
    return await _with_created(facts, session)


async def project_elsewhere(session: Session, facts: Facts) -> str:
    """The project of the account that is used, where `facts` are of another one; else ""."""
    account = None if facts.accounts else await _used(session)
    client = (await session.index()).client(account.client_key) if account else None
    return project_of(client) if client else ""


async def _used(session: Session) -> AccountEntry | None:
    try:
        return await session.account()
    except ProblemError as error:
        if error.problem.code != "accounts.none":
            raise
        return None


def _is_of(client: ClientEntry, project: str) -> bool:
    from chattui.health.chat_side import project_number

    return project in {client.project_id, project_number(client.client_id)}


def _with_listed(facts: Facts, session: Session) -> Facts:
    from chattui.chat.cache import listed_at

    times = [listed_at(session.context, account.key) for account in facts.accounts]
    return replace(facts, listed_at=max(times, default=0.0))


async def _with_created(facts: Facts, session: Session) -> Facts:
    if not facts.accounts or not session.context.paths.plans.exists():
        return facts  # the journal imports much
    keys = {account.key for account in facts.accounts}
    try:
        saved = await session.plans().list(told=False)
    except ProblemError:
        return facts  # the list of plans says what is wrong with them
    made = [each.plan.created_at for each in saved if _has_made(each, keys)]
    return replace(facts, created_at=max(made, default=0.0))


def _has_made(saved: Saved, accounts: set[str]) -> bool:
    from chattui.plans.model import Kind, Result

    is_creation = saved.plan.kind is Kind.CREATE_SPACES and saved.plan.account in accounts
    return is_creation and saved.counts.by_result.get(Result.CREATED, 0) > 0


async def check(
    session: Session, facts: Facts, tell: Callable[[Check], object] = lambda check: None
) -> Facts:
    """The facts with what Google says now; each check is told, as begun and as come out.

    Nothing is changed at Google. Whatever cannot be asked comes out as a check that says so. The
    vault is opened where it opens by itself.
    """
    from chattui.health import STEPS, examine

    account = facts.accounts[0] if facts.accounts else None
    client = None
    if account is None:
        kept = [c for c in facts.clients if c.kind in {"installed", "web"}]
        if kept:
            try:
                client = await session.client(kept[0].key)
            except ProblemError:
                client = None  # the check of the client says why
    found: dict[str, Check] = {}
    async for each in examine(session, account, client=client):
        tell(each)
        if each.settled:
            found[each.id] = each
    checks = tuple(found[step] for step in STEPS if step in found)
    asked = replace(facts, checks=checks, checked_at=session.clock())
    return replace(asked, ticks=await asyncio.to_thread(_noted, session, asked))


STEPS_BY_CHECK = {
    "workspace": "workspace-account",
    "api": "chat-api",
    "app": "chat-app",
    "client": "client",
    "grant": "sign-in",
}
"""The step that a live check says how far it is."""


def _noted(session: Session, facts: Facts) -> Ticks:
    """What is kept with what the checks found; as it was, with the reason, where it cannot be."""
    from chattui.health import State

    told = {each: facts.check(name) for name, each in STEPS_BY_CHECK.items()}
    done = {step for step, check in told.items() if check and check.state is State.PASSED}
    failed = {step for step, check in told.items() if check and check.state is State.FAILED}
    path, now = session.context.paths.guide, facts.checked_at
    try:
        return note_checked(path, facts.project, done, failed, now=now)
    except ProblemError as error:
        return replace(facts.ticks, problem=error.problem)
