"""chattui accounts import: what another program signed in with, taken over."""

from __future__ import annotations

import argparse
import asyncio
import os
from typing import TYPE_CHECKING

from chattui.cli import ask, output
from chattui.cli.options import Parser, add_caution, add_format
from chattui.cli.work import session_of
from chattui.problem import Exit, Problem, ProblemError
from chattui.safe_text import shell_word
from chattui.words import t

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chattui.context import Context
    from chattui.oauth.foreign_files import ForeignGrant
    from chattui.session import Session
    from chattui.vault import AccountEntry, Index

_PROGRAMS = ("gcloud", "gws", "gog", "gam")


def add_arguments(parser: Parser) -> None:
    """Declare the options."""
    parser.add_argument(
        "file",
        metavar="FILE",
        nargs="?",
        default="",
        help=t("authorized_user or token.json, for instance; - is standard input"),
    )
    parser.add_argument(
        "--from",
        dest="source",
        choices=_PROGRAMS,
        default="",
        help=t("look where this program keeps its sign-ins"),
    )
    parser.add_argument(
        "--email", metavar="ADDRESS", default="", help=t("whose sign-in it is, or which of several")
    )
    parser.add_argument(
        "--client",
        metavar="CLIENT",
        default="",
        help=t("its client, by file or name, where the file names none"),
    )
    parser.add_argument(
        "--replace",
        action="store_true",
        help=t("give up a sign-in of the same account that is here and serves"),
    )
    add_format(parser)
    add_caution(parser)


async def import_sign_in(args: argparse.Namespace, context: Context) -> int:
    """Find it, say what it means to take it over, ask, and let Google prove it."""
    from chattui.cli.account_list import as_json
    from chattui.oauth.importing import import_grant

    async with session_of(context) as session:
        foreign = await asyncio.to_thread(_found, args)
        if args.client:
            foreign = await _with_client(foreign, args.client, session)
        if foreign.problem:
            raise ProblemError(foreign.problem)
        _explain(foreign)
        told = {"kind": foreign.kind, "path": foreign.place.path, "client_id": foreign.client_id}
        if args.dry_run:
            output.say(t("Google was not asked, and nothing was kept: this was a rehearsal."))
            if args.format == "json":
                output.write_json({"found": told, "dryRun": True})
            return Exit.DONE
        question = t("Take it over into the vault?")
        if not ask.agreed(args, context, question, t("Nothing was imported.")):
            return Exit.FAILED
        await ask.open_vault(session)
        account = await asyncio.to_thread(
            import_grant,
            context,
            await session.vault(),
            foreign,
            args.email,
            replace_working=args.replace,
        )
        index = await session.index()
    _tell(account, index, foreign)
    if args.format == "json":
        output.write_json({"imported": as_json(account, index), "found": told, "dryRun": False})
    return Exit.DONE


def _found(args: argparse.Namespace) -> ForeignGrant:
    """The sign-in that the options name. Blocking. Raises ProblemError."""
    from chattui.oauth.foreign_files import look_at
    from chattui.oauth.foreign_places import named_file, nothing_found, place_of, places

    if args.file:
        if args.source:
            return look_at(place_of(args.source, args.file, os.environ, args.email))
        return named_file(args.file, os.environ, args.email)
    if not args.source:
        raise ProblemError(_nothing_named())
    found = []
    for place in places(args.source, os.environ):
        try:
            found.append(look_at(place))
        except ProblemError as error:
            output.warn(error.problem)
    if not found:
        raise ProblemError(nothing_found(args.source, os.environ))
    return _one_of(found, args.email)


def _one_of(found: Sequence[ForeignGrant], email: str) -> ForeignGrant:
    """The one sign-in that can be imported, of the account `email` where that is named."""
    from chattui.oauth.foreign_problems import several_places

    wanted = email.strip().casefold()
    named = [f for f in found if wanted and f.email.casefold() == wanted]
    named = named or [f for f in found if not (wanted and f.email)]
    usable: list[ForeignGrant] = []
    for one in named or found:
        same = any(other.refresh_token == one.refresh_token for other in usable)
        if one.problem is None and not same:
            usable.append(one)
    if not usable:
        refused = [one.problem for one in named or found if one.problem]
        raise ProblemError(refused[0], *dict.fromkeys(refused[1:]))
    if len(usable) > 1:
        names = [f"{one.place.path} ({one.email or '?'})" for one in usable]
        raise ProblemError(several_places(names))
    return usable[0]


async def _with_client(foreign: ForeignGrant, name: str, session: Session) -> ForeignGrant:
    from chattui.cli.login_client import find_client
    from chattui.oauth.foreign_clients import with_client

    named = await find_client(name, session)
    client = named.client
    if client is None and named.entry is not None:
        await ask.open_vault(session)
        client = await session.client(named.entry.key)
    if client is None:
        raise ProblemError(
            Problem(
                "import.key_named",
                t("--client names the key of a service account, with which nobody signs in."),
                remedy=t("Name the OAuth client that the sign-in was made with."),
                exit=Exit.USAGE,
            )
        )
    return with_client(foreign, client)


def _explain(foreign: ForeignGrant) -> None:
    """What was found, and what it means that two programs have it."""
    from chattui.oauth.foreign_words import found_words, shared_words

    output.say(found_words(foreign))
    own = t("A sign-in of chattui's own has neither drawback: `chattui login`.")
    output.say(f"! {shared_words()} {own}")


def _tell(account: AccountEntry, index: Index, foreign: ForeignGrant) -> None:
    from chattui.oauth.foreign_words import left_words, may_chat, taken_words

    output.done(taken_words(account))
    output.say(t("Kept in {where}.", where=account.where))
    if not may_chat(account):
        output.say(
            "! "
            + t(
                "It holds no scope of Chat. To ask for some: `chattui login --add --account {name}"
                " --scope chat.spaces`.",
                name=shell_word(index.name_of(account), limit=80),
            )
        )
    if foreign.place.path != "-":
        output.say(left_words(foreign))


def _nothing_named() -> Problem:
    return Problem(
        "import.nothing_named",
        t("Nothing is named that could be imported."),
        remedy=t("Name a file, or a program with --from: gcloud, gws, gog or gam."),
        exit=Exit.USAGE,
    )
