"""chattui accounts list | use | rename | remove | revoke | export | import."""

from __future__ import annotations

import argparse
import asyncio
from typing import TYPE_CHECKING

from chattui.cli import ask, output
from chattui.cli.account_list import as_json, listing
from chattui.cli.options import Parser, add_caution, add_format, add_part
from chattui.cli.work import session_of
from chattui.problem import Exit, ProblemError
from chattui.safe_text import safe_text
from chattui.words import t

if TYPE_CHECKING:
    from argparse import _SubParsersAction as Parts

    from chattui.context import Context
    from chattui.session import Session
    from chattui.vault import AccountEntry


def add_arguments(parser: Parser) -> None:
    """Declare the sub-commands."""
    parts = parser.add_subparsers(
        dest="part",
        required=True,
        metavar="list | use | rename | remove | revoke | export | import",
    )
    listed = add_part(
        parts,
        "list",
        t("the accounts of this vault"),
        "chattui accounts list",
        "chattui accounts list --format csv --columns email,scopes",
    )
    add_format(listed, csv=True)
    for name, summary, *examples in _naming_one():
        part = add_part(parts, name, summary, *examples)
        part.add_argument("name", metavar="ACCOUNT", help=t("its address, or its name"))
        add_format(part)
        add_caution(part)
        if name == "rename":
            part.add_argument("to", metavar="NAME")
    _add_exchange(parts)


def _naming_one() -> tuple[tuple[str, str, str, str], ...]:
    """The sub-commands about one account: name, what it does, two examples."""
    return (
        (
            "use",
            t("make an account the default"),
            "chattui accounts use ada@example.com",
            "chattui accounts use ada@example.com --dry-run",
        ),
        (
            "rename",
            t("give an account a name of its own, or take it away with an empty one"),
            "chattui accounts rename ada@example.com work",
            'chattui accounts rename work ""',
        ),
        (
            "remove",
            t("forget an account on this machine"),
            "chattui accounts remove ada@example.com",
            "chattui accounts remove ada@example.com --yes --format json",
        ),
        (
            "revoke",
            t("take the grant back at Google, then forget the account here"),
            "chattui accounts revoke ada@example.com",
            "chattui accounts revoke ada@example.com --dry-run --format json",
        ),
    )


def _add_exchange(parts: Parts[Parser]) -> None:
    """``export`` and ``import``."""
    from chattui.cli import exporting, importing

    exporting.add_arguments(
        add_part(
            parts,
            "export",
            t("give a sign-in to another program, as an authorized_user file"),
            "chattui accounts export ada@example.com --to ada.json",
            "chattui accounts export ada@example.com --to ada.json --dry-run",
        )
    )
    importing.add_arguments(
        add_part(
            parts,
            "import",
            t("take over what another program signed in with, if the client is your own"),
            "chattui accounts import token.json",
            "chattui accounts import --from gcloud --email ada@example.com",
        )
    )


def run(args: argparse.Namespace, context: Context) -> int:
    """Do what the sub-command says."""
    parts = {
        "list": listing,
        "use": _use,
        "rename": _rename,
        "remove": _remove,
        "revoke": _revoke,
        "export": _export,
        "import": _import,
    }
    return asyncio.run(parts[args.part](args, context))


async def _export(args: argparse.Namespace, context: Context) -> int:
    from chattui.cli.exporting import export

    return await export(args, context)


async def _import(args: argparse.Namespace, context: Context) -> int:
    from chattui.cli.importing import import_sign_in

    return await import_sign_in(args, context)


async def _revoke(args: argparse.Namespace, context: Context) -> int:
    from chattui.cli.revoking import revoke

    return await revoke(args, context)


async def _rename(args: argparse.Namespace, context: Context) -> int:
    from chattui.vault.naming import rename_account

    async with session_of(context) as session:
        account = await session.account(args.name)
        email, name = safe_text(account.email), safe_text(args.to, limit=80)
        if not args.dry_run:
            await ask.open_vault(session)
            vault = await session.vault()
            account = await asyncio.to_thread(rename_account, vault, account.key, args.to)
        index = await session.index()
    if args.dry_run:
        output.say(t("{email} would be called {name}.", email=email, name=name))
    elif account.name:
        output.done(t("{email} is called {name} now.", email=email, name=account.name))
    else:
        output.done(t("{email} has no name of its own now.", email=email))
    if args.format == "json":
        output.write_json({"account": as_json(account, index), "dryRun": args.dry_run})
    return Exit.DONE


async def _use(args: argparse.Namespace, context: Context) -> int:
    async with session_of(context) as session:
        account = await session.account(args.name)
        if not args.dry_run:
            await session.use_account(account)
        index = await session.index()
    if args.dry_run:
        output.say(t("{email} would become the default.", email=safe_text(account.email)))
    else:
        output.done(t("{email} is the default now.", email=safe_text(account.email)))
    if args.format == "json":
        output.write_json({"account": as_json(account, index), "dryRun": args.dry_run})
    return Exit.DONE


async def _remove(args: argparse.Namespace, context: Context) -> int:
    async with session_of(context) as session:
        account = await session.account(args.name)
        email = safe_text(account.email)
        document = as_json(account, await session.index())
        if args.dry_run:
            output.say(t("{email} would be forgotten on this machine.", email=email))
        elif not ask.agreed(
            args,
            context,
            t("Forget {email} on this machine?", email=email),
            t("Nothing was removed."),
        ):
            return Exit.FAILED
        else:
            await ask.open_vault(session)
            await session.remove_account(account)
            output.done(t("{email} is forgotten on this machine.", email=email))
            output.say(_what_stays(account))
            await _say_at_work(session, account)
    if args.format == "json":
        output.write_json({"removed": document, "dryRun": args.dry_run})
    return Exit.DONE


async def _say_at_work(session: Session, account: AccountEntry) -> None:
    """Plans of a forgotten account go on with the access token that their process holds."""
    try:
        plans = await session.plans().list(told=False)
    except ProblemError:
        return  # the journal's own trouble is told by the commands about plans
    for saved in plans:
        if saved.is_running and saved.plan.email == account.email:
            output.say(
                "! "
                + t(
                    "The plan {id} is at work as {email} and goes on, until its access token"
                    " ends; stop it where it runs.",
                    id=safe_text(saved.plan.id),
                    email=safe_text(account.email),
                )
            )


def _what_stays(account: AccountEntry) -> str:
    """What forgetting an account on this machine does not end."""
    if account.kind == "delegation":
        return t("The service account stays authorized until the Admin console says otherwise.")
    return t("Google keeps the grant until it is removed at myaccount.google.com/connections.")
