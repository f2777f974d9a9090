"""chattui login: from a client file to a grant in the vault."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
from typing import TYPE_CHECKING

from chattui.cli import ask, output
from chattui.cli.options import Parser, add_format, add_shared_options, number
from chattui.cli.pasting import take_pastes
from chattui.cli.work import session_of
from chattui.problem import Exit, Problem, ProblemError
from chattui.safe_text import safe_text
from chattui.words import t

if TYPE_CHECKING:
    from chattui.clientfile import Diagnosis, OAuthClient
    from chattui.context import Context
    from chattui.oauth.signin import SignedIn, SignIn
    from chattui.session import Session
    from chattui.vault import AccountEntry

FLOWS = ("auto", "loopback", "paste", "delegation")


def add_arguments(parser: Parser) -> None:
    """Declare the options."""
    parser.add_argument(
        "--client", metavar="FILE", default="", help=t("the client file, or a client of the vault")
    )
    parser.add_argument(
        "--flow",
        choices=FLOWS,
        default="auto",
        help=t("how Google's answer comes back (default: every way at once)"),
    )
    parser.add_argument(
        "--scope",
        action="append",
        default=[],
        metavar="S",
        help=t("a scope to ask for, full or short; may be repeated"),
    )
    parser.add_argument(
        "--subject",
        metavar="EMAIL",
        default="",
        help=t("the person that a service account acts for (--flow delegation)"),
    )
    parser.add_argument(
        "--port",
        type=number(1024, 65535),
        default=0,
        help=t("listen on this port, for a prepared ssh -L"),
    )
    parser.add_argument(
        "--no-browser",
        action="store_true",
        help=t("do not open a browser, even where there is one"),
    )
    add_format(parser)
    add_shared_options(parser, account=True)


def run(args: argparse.Namespace, context: Context) -> int:
    """Sign in."""
    return asyncio.run(_run(args, context))


async def _run(args: argparse.Namespace, context: Context) -> int:
    from chattui.oauth.scopes import DEFAULT_SCOPES, expand, with_identity

    if args.flow == "delegation":
        from chattui.cli.delegating import act_for

        return await act_for(args, context)
    scopes = with_identity(expand(args.scope or DEFAULT_SCOPES))
    async with session_of(context) as session:
        # The vault first: nothing may be lost between the consent and the storing.
        client = await asyncio.to_thread(_read_client_file, args.client)
        stored = None if client else await session.client_entry(args.client)
        await ask.open_vault(session)
        if client is None:
            assert stored is not None
            client = await session.client(stored.key)
        sign_in = session.sign_in(
            client,
            scopes,
            port=args.port,
            login_hint=context.surroundings.account,
            listen=args.flow != "paste",
        )
        async with sign_in:
            signed_in = await _wait(sign_in, args, context)
        entry = stored or await session.import_client(client)
        account = await session.keep(entry.key, signed_in)
        return await _report(args, session, account, signed_in)


def _read_client_file(name: str) -> OAuthClient | None:
    """The client in the file `name`; None where it names no file but perhaps a stored client."""
    path = os.path.expanduser(name)
    if not name or not (os.path.lexists(path) or os.sep in name or name.endswith(".json")):
        return None
    from chattui.clientfile import diagnose_file

    diagnosis = diagnose_file(path)
    if not diagnosis.usable or diagnosis.client is None:
        raise ProblemError(_unusable(name, diagnosis))
    for finding in diagnosis.findings:
        output.say(f"! {finding.code} {finding.message}")
    return diagnosis.client


def _unusable(name: str, diagnosis: Diagnosis) -> Problem:
    errors = [finding for finding in diagnosis.findings if finding.severity == "error"]
    remedy = t("`chattui doctor FILE` tells everything about it.")
    return Problem(
        "client.unusable",
        t("This file cannot be used to sign in: {path}.", path=safe_text(name)),
        errors[0].message if errors else "",
        f"{errors[0].remedy} {remedy}" if errors else remedy,
        exit=Exit.USAGE,
    )


async def _wait(sign_in: SignIn, args: argparse.Namespace, context: Context) -> SignedIn:
    typed = context.surroundings.terminal_in
    reads = args.flow != "loopback"
    _explain(sign_in, args, context, reads)
    waiting = asyncio.ensure_future(sign_in.wait())
    tasks: list[asyncio.Future[SignedIn] | asyncio.Future[None]] = [waiting]
    if reads:
        alone = args.flow == "paste"
        tasks.append(asyncio.ensure_future(take_pastes(sign_in, typed=typed, alone=alone)))
    try:
        finished, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        if waiting not in finished:
            for task in finished:
                task.result()  # raises where the input ended without a redirect
        return await waiting
    finally:
        for task in tasks:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError, ProblemError):
                await task


def _explain(sign_in: SignIn, args: argparse.Namespace, context: Context, reads: bool) -> None:
    listens = args.flow != "paste"
    if listens and context.surroundings.browser and not args.no_browser:
        if sign_in.open_browser():
            output.say(t("Your browser opens. If it does not, open this address in any browser:"))
    else:
        output.say(t("Open this address in any browser:"))
    output.say(sign_in.consent.url)
    if listens and sign_in.ssh_line:
        output.say(t("If that browser is on another machine, run this there first:"))
        output.say_whole(f"  {sign_in.ssh_line}")
    if reads:
        output.say(
            t(
                "When the browser says that it cannot reach 127.0.0.1, paste what its address bar"
                " holds, and press Enter. Paste it only here: it works once, and for a few minutes."
            )
        )
    if listens and not (reads and context.surroundings.terminal_in):
        output.say(t("Waiting on port {port} for the answer.", port=sign_in.port))


async def _report(
    args: argparse.Namespace, session: Session, account: AccountEntry, signed_in: SignedIn
) -> int:
    from chattui.oauth.scopes import short_name

    output.done(t("Signed in as {email}.", email=safe_text(account.email)))
    output.done(t("The tokens are kept in {where}.", where=account.where))
    if signed_in.missing:
        names = ", ".join(short_name(scope) for scope in signed_in.missing)
        output.say("! " + t("Not granted: {scopes}. What needs them stays off.", scopes=names))
    if args.format == "json":
        from chattui.cli.accounts import as_json

        output.write_json(
            {
                "account": as_json(account, await session.index()),
                "requested": list(signed_in.requested),
                "granted": list(signed_in.granted),
                "missing": list(signed_in.missing),
            }
        )
    return Exit.PARTLY if signed_in.missing else Exit.DONE
