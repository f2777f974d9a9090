"""The program for a plan or a list, as the account that would do it: what both faces show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from chattui.programs.grants import chosen_grant
from chattui.programs.model import Language, Program
from chattui.programs.task import task_of_list, task_of_plan
from chattui.programs.write import write

if TYPE_CHECKING:
    from chattui.endpoints import Endpoints
    from chattui.plans.model import Plan
    from chattui.programs.lists import Listing
    from chattui.vault import AccountEntry


def code_of_plan(
    plan: Plan,
    account: AccountEntry,
    name: str,
    language: Language,
    endpoints: Endpoints,
    *,
    grant: str = "",
) -> Program:
    """The program that does what `plan` does.

    `name` is what ``--account`` takes for `account`, `grant` a value of ``--code-grant`` or "" for
    the usual one. Raises ProblemError ``programs.grant`` (exit 2).
    """
    whom = _whom(account, name, language, endpoints, grant)
    return write(task_of_plan(plan, **whom), language)


def code_of_list(
    listing: Listing,
    account: AccountEntry,
    name: str,
    language: Language,
    endpoints: Endpoints,
    *,
    grant: str = "",
) -> Program:
    """The program that prints what `listing` asks for; otherwise as `code_of_plan`."""
    whom = _whom(account, name, language, endpoints, grant)
    return write(task_of_list(listing, **whom), language)


def _whom(
    account: AccountEntry, name: str, language: Language, endpoints: Endpoints, grant: str
) -> dict[str, Any]:
    return {
        "grant": chosen_grant(language, account.kind, grant),
        "subject": account.email,
        "account": name,
        "endpoints": endpoints,
    }
