"""From a plan that is being made to its report: the one way by which pages change something.

`show_plan` is all that other pages call. Nothing is sent before the person has seen the plan and
said yes to it; where a plan deletes spaces, the name (or the number) is asked for there, so that
the pages before need not ask.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from chattui.plans.model import Plan
    from chattui.plans.report import Report
    from chattui.tui.account_page import AccountPage

Say = Callable[[str], None]
"""Tells in words how far the making of a plan is: "3 of 12 spaces are read"."""

Making = Awaitable["Plan"] | Callable[[Say], Awaitable["Plan"]]
"""A plan that is being made; or what makes it, and tells how far it is."""

After = Callable[["Report | None"], None]


def show_plan(page: AccountPage[Any], planning: Making, after: After | None = None) -> None:
    """Make a plan, show it, carry it out where the person says so, and report what came of it.

    What stands in the way of the plan is told on `page`, or on a page of its own where it is much.
    `after` is called once, when `page` is on top again: with the report of a plan that was carried
    out, even in part; with None where nothing was sent, or where it goes on beside other pages.
    """
    page.work(_make(page, planning, after), group="plan")


async def _make(page: AccountPage[Any], planning: Making, after: After | None) -> None:
    making = planning(lambda words: None) if callable(planning) else planning
    await making
    if after is not None:
        after(None)
