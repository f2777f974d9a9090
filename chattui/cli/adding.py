"""chattui login --add: just what is missing, beside what was allowed before."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from chattui.problem import Exit, Problem, ProblemError
from chattui.safe_text import safe_text
from chattui.words import t

if TYPE_CHECKING:
    from chattui.oauth.signin import SignedIn
    from chattui.session import Session
    from chattui.vault import AccountEntry


def check_add(args: argparse.Namespace) -> None:
    """Refuse ``--add`` where it says nothing; raises ProblemError (exit 2)."""
    if args.add and (args.flow in {"device", "delegation"} or not args.scope):
        raise ProblemError(
            Problem(
                "cli.add_needs_scope",
                t("--add needs at least one --scope, and a browser that shows Google's page."),
                t("It asks for these scopes alone, and keeps what was allowed before."),
                t("Name them: `chattui login --add --scope chat.delete`."),
                exit=Exit.USAGE,
            )
        )


async def added_to(args: argparse.Namespace, session: Session) -> AccountEntry | None:
    """The account that ``--add`` adds to; None without it. Its client is then `args.client`.

    Raises ProblemError (exit 2) where no person's consent can be added to.
    """
    if not args.add:
        return None
    account = await session.account()
    if account.kind != "user":
        raise ProblemError(
            Problem(
                "cli.add_to_delegation",
                t("{email} is acted for by a service account.", email=safe_text(account.email)),
                t("What it may do is a list in the Admin console, and not a person's consent."),
                t("Name every scope that is wanted: `chattui login --flow delegation`."),
                exit=Exit.USAGE,
            )
        )
    args.client = args.client or account.client_key
    return account


def check_added(account: AccountEntry | None, signed_in: SignedIn) -> None:
    """Raise ProblemError where storing `signed_in` would lose something of `account`."""
    from chattui.oauth.joining import not_joined

    problem = not_joined(account, signed_in) if account else None
    if problem:
        raise ProblemError(problem)
