"""chattui login: from a client file to a grant in the vault."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
from typing import TYPE_CHECKING

from chattui.cli import ask, device_code, output
from chattui.cli.adding import added_to, check_add, check_added
from chattui.cli.asked_scopes import asked_scopes
from chattui.cli.follow_lines import warn_of_gmail
from chattui.cli.login_client import Named, check_client, check_options, find_client
from chattui.cli.login_words import explain
from chattui.cli.options import Parser, add_format, add_shared_options, number
from chattui.cli.pasting import take_pastes
from chattui.cli.work import session_of
from chattui.log import note
from chattui.problem import Exit, ProblemError
from chattui.safe_text import safe_text, shell_word
from chattui.words import t

if TYPE_CHECKING:
    from chattui.clientfile import OAuthClient
    from chattui.context import Context
    from chattui.oauth.signin import SignedIn, SignIn
    from chattui.oauth.ways import Way
    from chattui.session import Session
    from chattui.vault import AccountEntry

FLOWS = ("auto", "loopback", "paste", "device", "delegation")


def add_arguments(parser: Parser) -> None:
    """Declare the options."""
    parser.add_argument(
        "--client",
        metavar="FILE",
        default="",
        help=t("the client file or service-account key, or one of the vault by its name"),
    )
    parser.add_argument(
        "--flow",
        choices=FLOWS,
        default="auto",
        help=t("how Google's answer comes back (default: whatever can work here)"),
    )
    _add_details(parser)
    add_format(parser)
    add_shared_options(parser, account=True)


def _add_details(parser: Parser) -> None:
    parser.add_argument(
        "--scope",
        action="append",
        default=[],
        metavar="S",
        help=t("a scope to ask for, full or short; may be repeated"),
    )
    parser.add_argument(
        "--add",
        action="store_true",
        help=t("ask for these scopes alone, and keep what the account allowed before"),
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
        help=t("listen on this port, for a prepared ssh -L; remembered for the next time"),
    )
    parser.add_argument(
        "--no-browser",
        action="store_true",
        help=t("do not open a browser, even where there is one"),
    )
    parser.add_argument(
        "--qr",
        action="store_true",
        help=t("draw the address as a QR code too, for a phone"),
    )
    parser.add_argument(
        "--yes",
        action="store_true",
        help=t("ask for a device code even where Google's list has none for the scopes"),
    )


def run(args: argparse.Namespace, context: Context) -> int:
    """Sign in."""
    return asyncio.run(_run(args, context))


async def _run(args: argparse.Namespace, context: Context) -> int:
    from chattui.oauth.scopes import DEFAULT_SCOPES, with_identity

    check_options(args)
    check_add(args)
    if args.flow == "delegation":
        return await _delegate(args, context)
    scopes = with_identity(asked_scopes(args.scope or DEFAULT_SCOPES))
    async with session_of(context) as session:
        before = await added_to(args, session)
        named = await find_client(args.client, session)
        check_client(args, named)
        if not named.is_key:
            return await _sign_in(args, context, session, named, scopes, before)
    from chattui.oauth.ways import choose

    output.say(choose(named.kind, (), context.surroundings, scopes).words)
    return await _delegate(args, context)


async def _delegate(args: argparse.Namespace, context: Context) -> int:
    from chattui.cli.delegating import act_for

    return await act_for(args, context)


async def _sign_in(
    args: argparse.Namespace,
    context: Context,
    session: Session,
    named: Named,
    scopes: tuple[str, ...],
    before: AccountEntry | None,
) -> int:
    if args.flow == "device":
        device_code.check(named.kind, scopes, context, anyway=args.yes)
    warn_of_gmail(scopes)
    # The vault first: nothing may be lost between the consent and the storing.
    await ask.open_vault(session)
    client = named.client
    if client is None:
        assert named.entry is not None
        client = await session.client(named.entry.key)
    if args.flow == "device":
        signed_in = await device_code.sign_in(args, context, session, client, scopes)
    else:
        signed_in = await _by_redirect(args, context, session, client, scopes, before)
    check_added(before, signed_in)
    entry = named.entry or await session.import_client(client)
    account = await session.keep(entry.key, signed_in)
    return await _report(args, session, account, signed_in)


async def _by_redirect(
    args: argparse.Namespace,
    context: Context,
    session: Session,
    client: OAuthClient,
    scopes: tuple[str, ...],
    before: AccountEntry | None,
) -> SignedIn:
    """Listen, or wait for a paste, or both."""
    sign_in = session.sign_in(
        client,
        scopes,
        port=args.port,
        login_hint=before.email if before else context.surroundings.account,
        listen=args.flow != "paste",
        or_paste=args.flow == "auto",
        incremental=before is not None,
    )
    async with sign_in:
        return await _wait(sign_in, args, context, _first(sign_in, args, context, client, scopes))


def _first(
    sign_in: SignIn,
    args: argparse.Namespace,
    context: Context,
    client: OAuthClient,
    scopes: tuple[str, ...],
) -> Way:
    """The way to try first; where chattui has chosen it, it says why."""
    from chattui.oauth.remembered import remembered_port
    from chattui.oauth.ways import Way, choose

    if args.flow != "auto":
        return Way(args.flow)
    if not sign_in.short_url:
        return Way.PASTE  # and its notice says why
    expected = sign_in.port in {args.port, remembered_port(context.paths)}
    chosen = choose(
        client.kind,
        client.redirect_uris,
        sign_in.surroundings,
        scopes,
        emulator=bool(context.endpoints.emulator),
        port=sign_in.port if expected else 0,
    )
    note("way", chosen=chosen.way, client=client.kind)
    output.say(chosen.words)
    return chosen.way


async def _wait(
    sign_in: SignIn, args: argparse.Namespace, context: Context, first: Way
) -> SignedIn:
    typed = context.surroundings.terminal_in
    reads = args.flow != "loopback"
    explain(sign_in, args, context, first)
    waiting = asyncio.ensure_future(sign_in.wait())
    tasks: list[asyncio.Future[SignedIn] | asyncio.Future[None]] = [waiting]
    if reads:
        alone = not sign_in.short_url
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


async def _report(
    args: argparse.Namespace, session: Session, account: AccountEntry, signed_in: SignedIn
) -> int:
    from chattui.oauth.scopes import short_name

    output.done(t("Signed in as {email}.", email=safe_text(account.email)))
    output.done(t("The tokens are kept in {where}.", where=account.where))
    index = await session.index()
    used = index.account(index.default or "")
    if used is not None and used.key != account.key:
        output.say(
            t(
                "Commands still act as {used}. `chattui accounts use {name}` changes that;"
                " --account {name} does so for one command.",
                used=safe_text(used.email),
                name=shell_word(index.name_of(account)),
            )
        )
    if signed_in.missing:
        names = [short_name(scope) for scope in signed_in.missing]
        words = t("Not granted: {scopes}. What needs them stays off.", scopes=", ".join(names))
        output.say("! " + words)
        options = " ".join(f"--scope {name}" for name in names)
        output.say(
            t(
                "To ask for that alone: `chattui login --add --account {name} {options}`.",
                name=shell_word(index.name_of(account)),
                options=options,
            )
        )
    if args.format == "json":
        from chattui.cli.account_list import as_json

        output.write_json(
            {
                "account": as_json(account, await session.index()),
                "requested": list(signed_in.requested),
                "granted": list(signed_in.granted),
                "missing": list(signed_in.missing),
            }
        )
    return Exit.PARTLY if signed_in.missing else Exit.DONE
