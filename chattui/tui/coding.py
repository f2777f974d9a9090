"""From what a page shows to a program that does it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from chattui.words import t

if TYPE_CHECKING:
    from chattui.chat.models import Space
    from chattui.plans.model import Plan
    from chattui.programs.lists import Listing
    from chattui.programs.model import Grant, Task
    from chattui.tui.account_page import AccountPage
    from chattui.tui.screens.found import Wish

Make = Callable[["Grant"], "Task"]
"""The task with one of the ways to sign in. Blocking where a plan is long."""


def show_plan_code(page: AccountPage[Any], plan: Plan) -> None:
    """The program that does what `plan` does, as the account that made it."""

    def make(grant: Grant) -> Task:
        from chattui.programs.task import task_of_plan

        return task_of_plan(
            plan, grant=grant, subject=plan.email, account=name, endpoints=endpoints
        )

    endpoints, index = page.session.context.endpoints, page.chattui.index
    account = index.account(plan.account)
    name = index.name_of(account) if account else plan.email
    _show(page, make, account.kind if account else "user")


async def show_kept_code(page: AccountPage[Any], plan_id: str) -> None:
    """The program of a plan that is kept. Raises ProblemError where it cannot be read."""
    show_plan_code(page, await page.session.plans().load(plan_id))


def show_list_code(page: AccountPage[Any], listing: Listing, note: str = "") -> None:
    """The program that prints what a page lists."""

    def make(grant: Grant) -> Task:
        from chattui.programs.task import task_of_list

        email = page.account.email
        task = task_of_list(listing, grant=grant, subject=email, account=name, endpoints=endpoints)
        return replace(task, note=note) if note else task

    endpoints = page.session.context.endpoints
    name = page.chattui.index.name_of(page.account)
    _show(page, make, page.account.kind)


def show_spaces_code(page: AccountPage[Any], wanted: str) -> None:
    """Home's list, with the words of its filter."""
    from chattui.programs.lists import spaces_listed

    show_list_code(page, spaces_listed(words=wanted.split(), admin=page.chattui.admin))


def show_space_code(page: AccountPage[Any], space: Space, wanted: str) -> None:
    """One space with its members; where those are filtered, they alone."""
    from chattui.programs.lists import members_listed, space_shown

    name, admin = space.name, page.chattui.admin
    if wanted:
        listing = members_listed(name, space.label, words=wanted.split(), admin=admin)
    else:
        listing = space_shown(name, space.label, admin=admin)
    show_list_code(page, listing)


def show_search_code(page: AccountPage[Any], wish: Wish, wanted: str) -> None:
    """A search at Google, with the words of the filter of what it found."""
    from chattui.programs.lists import chats_found, spaces_searched

    if wish.people:
        show_list_code(page, chats_found(wish.people))
        return
    admin = page.chattui.admin
    listing = spaces_searched(wish.query, order_by=wish.order, words=wanted.split(), admin=admin)
    note = t("It prints all that the query finds, and looks at nobody's members.")
    show_list_code(page, listing, note if wish.trait else "")


def _show(page: AccountPage[Any], make: Make, account_kind: str) -> None:
    from chattui.tui.screens.code import CodePage

    page.app.push_screen(CodePage(make, account_kind))
