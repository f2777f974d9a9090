"""PlanDesk: what both faces do with plans: keep, carry out, take up again, report, take back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from typing import TYPE_CHECKING, Any, Protocol

from chattui.plans.model import Plan
from chattui.problem import ProblemError

if TYPE_CHECKING:
    from chattui.chat.api import ChatClient
    from chattui.context import Context
    from chattui.plans.journal import Journal, Saved
    from chattui.plans.limits import Rates
    from chattui.plans.pace import Pace
    from chattui.plans.report import Report
    from chattui.plans.undo import Undo
    from chattui.vault import AccountEntry


class Session(Protocol):
    """What of `chattui.session.Session` the desk needs."""

    context: Context
    clock: Callable[[], float]

    async def account(self, name: str = "") -> AccountEntry:
        """The account called `name`. Raises ProblemError where nobody of that name is signed in."""
        ...

    async def chat(self, account: AccountEntry) -> ChatClient:
        """The Chat API, acting as `account`."""
        ...


class PlanDesk:
    """The plans of one home. Every method raises ProblemError; nothing blocks the event loop."""

    def __init__(self, session: Session, *, pace: Pace | None = None) -> None:
        self._session = session
        self._pace = pace
        self._journal: Journal | None = None

    @property
    def journal(self) -> Journal:
        """Where the plans are kept."""
        if self._journal is None:
            from chattui.plans.journal import Journal

            path = self._session.context.paths.plans
            self._journal = Journal(path, clock=self._session.clock)
        return self._journal

    @property
    def pace(self) -> Pace:
        """The turns of requests, shared with every process of this home."""
        if self._pace is None:
            from chattui.plans.limits import Rates
            from chattui.plans.pace import Pace

            context = self._session.context
            rates = Rates(context.membership_writes, context.space_writes)
            self._pace = Pace(context.paths.pace, rates=rates)
        return self._pace

    @property
    def rates(self) -> Rates:
        """The limits that hold for the projects of this home."""
        return self.pace.rates

    async def close(self) -> None:
        """Close what is open."""
        pace, self._pace = self._pace, None
        if pace is not None:
            await pace.close()

    async def keep(self, plan: Plan) -> None:
        """Keep a plan; one that is kept already stays as far as it is."""
        await asyncio.to_thread(self.journal.save, plan)

    async def run(self, plan: Plan) -> AsyncGenerator[object, None]:
        """Carry a plan out, or on from where it was, telling the events of `plans.events`.

        It is kept first. Whoever closes the generator stops the plan: what is on its way is
        waited for, and the rest is taken up again by another `run`. Raises ProblemError
        ``plans.changed`` where what is kept is not `plan`, to which somebody said yes.
        """
        from chattui.plans.engine import carry_out

        await self.keep(plan)
        account = await self.account_of(plan)
        chat = await self._session.chat(account)
        clock = self._session.clock
        how: dict[str, Any] = {"clock": clock, "own_id": account.subject, "agreed": plan}
        work = carry_out(plan.id, self.journal, chat, self.pace, **how)
        async with aclosing(work) as events:
            async for event in events:
                yield event

    async def account_of(self, plan: Plan) -> AccountEntry:
        """The account that made `plan`, which is the only one that carries it out; the same
        person's that was forgotten meanwhile and signed in again serves as well.

        Raises ProblemError ``plans.account_gone``, and ``plans.other_account`` where its sign-in
        is another person's by now.
        """
        from chattui.plans.acting import is_who_made
        from chattui.plans.journal_problem import account_gone, other_account

        account = await self._account_named(plan.account)
        if account is None and plan.user_id:
            account = await self._account_named(plan.email)
        if account is None:
            raise ProblemError(account_gone(plan))
        if not is_who_made(plan, account):
            raise ProblemError(other_account(plan, account.email))
        return account

    async def _account_named(self, name: str) -> AccountEntry | None:
        try:
            return await self._session.account(name)
        except ProblemError as error:
            if error.problem.code in {"accounts.none", "accounts.unknown", "accounts.ambiguous"}:
                return None
            raise

    async def load(self, plan_id: str) -> Plan:
        """A plan that is kept, with its rows."""
        return await asyncio.to_thread(self.journal.load, plan_id)

    async def list(self, *, told: bool = True) -> tuple[Saved, ...]:
        """The plans that are kept, without their rows, the newest first; `told` says that what is
        wrong with the journal is told, which is done once."""
        return await asyncio.to_thread(self.journal.list, told=told)

    async def unfinished(self, account: str | None = None) -> tuple[Saved, ...]:
        """The plans (of the account with this key) of which something is left to do, and which
        nobody carries out just now."""
        return tuple(
            saved
            for saved in await self.list()
            if not (saved.is_ended or saved.is_running or saved.problem)
            and account in {None, saved.plan.account}
        )

    async def try_again(self, plan_id: str) -> int:
        """Let the rows that failed or were not tried wait once more, for the next `run`; how many
        there are."""
        return await asyncio.to_thread(self.journal.begin_again, plan_id)

    async def forget(self, plan_id: str) -> None:
        """Let go of a plan; what it did stays done."""
        await asyncio.to_thread(self.journal.forget, plan_id)

    async def report(self, plan_id: str) -> Report:
        """What came of a plan so far, row by row."""
        return await asyncio.to_thread(self._report, plan_id)

    async def undo(self, plan: Plan | str) -> Undo:
        """The plan that takes another one back, as far as that can be done; nothing is kept or
        sent yet. Raises ProblemError ``plans.running`` while it is being carried out: what it
        does after that would stay."""
        from chattui.plans.journal_problem import running
        from chattui.plans.undo import undo

        plan_id = plan if isinstance(plan, str) else plan.id
        if await asyncio.to_thread(self.journal.is_running, plan_id):
            raise ProblemError(running(plan_id, None))
        report = await self.report(plan_id)
        return undo(report, now=self._session.clock())

    def _report(self, plan_id: str) -> Report:
        from chattui.plans.report import Report

        return Report(self.journal.load(plan_id), self.journal.outcomes(plan_id))
