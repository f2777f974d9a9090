"""--admin: acting with administrator access, told each time, and refused where Chat has none."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from chattui.cli import output
from chattui.problem import Exit, Problem, ProblemError
from chattui.safe_text import safe_text
from chattui.words import t

if TYPE_CHECKING:
    from chattui.cli.options import Parser
    from chattui.vault import AccountEntry


def add_admin(parser: Parser) -> None:
    """Offer ``--admin``: the command's requests can carry ``useAdminAccess``."""
    parser.add_argument(
        "--admin", action="store_true", help=t("act with the rights of an administrator")
    )


def add_no_admin(parser: Parser, reason: str) -> None:
    """Take ``--admin``, to refuse it with `reason`: that tells more than an unknown option."""
    parser.add_argument("--admin", action="store_true", help=argparse.SUPPRESS)
    parser.set_defaults(no_admin=reason)


def no_admin_access(reason: str) -> ProblemError:
    """What was asked for cannot be done with administrator access."""
    return ProblemError(
        Problem(
            "cli.no_admin_access",
            t("That cannot be done with administrator access."),
            reason,
            t("Leave --admin out, and it is done as the person of the account."),
            exit=Exit.USAGE,
        )
    )


def check_admin(args: argparse.Namespace) -> None:
    """Raise ProblemError (exit 2) where ``--admin`` was given in vain."""
    reason = getattr(args, "no_admin", "")
    if reason and args.admin:
        raise no_admin_access(reason)


def say_admin(account: AccountEntry) -> None:
    """Every run with administrator access says so."""
    output.say(
        t(
            "ADMINISTRATOR ACCESS as {email}: every space of the organisation is in reach.",
            email=safe_text(account.email),
        )
    )
