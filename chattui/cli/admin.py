"""--admin: acting with administrator access, told each time, and refused where Chat has none."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from chattui.cli import output
from chattui.problem import Exit, Problem, ProblemError
from chattui.safe_text import safe_text
from chattui.words import t

if TYPE_CHECKING:
    from chattui.cli.options import Parser
    from chattui.vault import AccountEntry


READS_SPACES: Final = "chat.admin.spaces.readonly"
READS_MEMBERS: Final = "chat.admin.memberships.readonly"
CHANGES_SPACES: Final = "chat.admin.spaces"
CHANGES_MEMBERS: Final = "chat.admin.memberships"
DELETES: Final = "chat.admin.delete"

Needs = Callable[[argparse.Namespace], Sequence[str]]


def add_admin(parser: Parser, *scopes: str, needs: Needs | None = None) -> None:
    """Offer ``--admin``: the command's requests can carry ``useAdminAccess``, which takes
    `scopes`, or what `needs` makes of the arguments."""
    parser.add_argument(
        "--admin", action="store_true", help=t("act with the rights of an administrator")
    )
    parser.set_defaults(admin_scopes=needs or (lambda _: scopes))


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


def check_granted(args: argparse.Namespace, account: AccountEntry) -> None:
    """Raise ProblemError (exit 3) where `account` lacks a scope that the command takes with
    ``--admin``: all of them at once, before anything is asked."""
    from chattui.oauth.scopes import missing
    from chattui.plans.preview import scopes_missing

    if lacking := missing(args.admin_scopes(args), account.scopes):
        raise ProblemError(scopes_missing(lacking))


def say_admin(account: AccountEntry) -> None:
    """Every run with administrator access says so."""
    output.say(
        t(
            "ADMINISTRATOR ACCESS as {email}: every space of the organisation is in reach.",
            email=safe_text(account.email),
        )
    )
