"""chattui accounts list | use | rename | remove | revoke | export | import."""

from __future__ import annotations

import argparse
import asyncio
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from chattui.cli import ask, output
from chattui.cli.options import Parser, add_caution, add_format, add_part
from chattui.cli.work import session_of
from chattui.problem import Exit
from chattui.safe_text import safe_text
from chattui.words import t

if TYPE_CHECKING:
    from argparse import _SubParsersAction as Parts

    from chattui.context import Context
    from chattui.vault import AccountEntry, Index

COLUMNS = (
    *("email", "client", "default", "scopes", "where", "key", "kind", "ends"),
    *("name", "how", "used"),
)


def add_arguments(parser: Parser) -> None:
    """Declare the sub-commands."""
    parts = parser.add_subparsers(
        dest="part",
        required=True,
        metavar="list | use | rename | remove | revoke | export | import",
    )
    listing = add_part(
        parts,
        "list",
        t("the accounts of this vault"),
        "chattui accounts list",
        "chattui accounts list --format csv --columns email,scopes",
    )
    add_format(listing, csv=True)
    use = add_part(
        parts,
        "use",
        t("make an account the default"),
        "chattui accounts use ada@example.com",
        "chattui accounts use ada@example.com --dry-run",
    )
    remove = add_part(
        parts,
        "remove",
        t("forget an account on this machine"),
        "chattui accounts remove ada@example.com",
        "chattui accounts remove ada@example.com --yes --format json",
    )
    revoke = add_part(
        parts,
        "revoke",
        t("take the grant back at Google, then forget the account here"),
        "chattui accounts revoke ada@example.com",
        "chattui accounts revoke ada@example.com --dry-run --format json",
    )
    rename = add_part(
        parts,
        "rename",
        t("give an account a name of its own, or take it away with an empty one"),
        "chattui accounts rename ada@example.com work",
        'chattui accounts rename work ""',
    )
    for part in (use, remove, revoke, rename):
        part.add_argument("name", metavar="EMAIL")
        add_format(part)
        add_caution(part)
    rename.add_argument("to", metavar="NAME")
    _add_exchange(parts)


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
        "list": _list,
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


def as_json(account: AccountEntry, index: Index) -> dict[str, Any]:
    """One account, with nothing secret in it."""
    from chattui.oauth.endings import days_left

    client = next((c.name for c in index.clients if c.key == account.client_key), "")
    return {
        "email": account.email,
        "name": account.name,
        "key": account.key,
        "client": client,
        "kind": account.kind,
        "default": account.key == index.default,
        "scopes": list(account.scopes),
        "where": account.where,
        "how": account.how,
        # Of a sign-in that was taken over, nobody knows when it was made.
        "consentedAt": _time(account.consented_at or None),
        "signInEndsAt": _time(account.refresh_expires_at),
        "daysLeft": days_left(account, time.time()),
        "lastUsedAt": _time(account.last_used_at),
    }


def _time(seconds: float | None) -> str | None:
    if seconds is None:
        return None
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


async def _list(args: argparse.Namespace, context: Context) -> int:
    from chattui.oauth.endings import left_words
    from chattui.oauth.scopes import short_name

    output.choose_columns(args.columns, COLUMNS)
    async with session_of(context) as session:
        index = await session.index()
    yes, no = ("true", "false") if args.format == "csv" else (t("yes"), "")
    documents = [as_json(account, index) for account in index.accounts]
    rows = [
        {
            "email": document["email"],
            "kind": document["kind"],
            "client": document["client"],
            "default": yes if document["default"] else no,
            "scopes": " ".join(short_name(scope) for scope in document["scopes"]),
            "where": document["where"],
            "key": document["key"],
            "ends": document["signInEndsAt"] or ""
            if args.format == "csv"
            else left_words(account, time.time()),
            "name": account.name,
            "how": account.how if args.format == "csv" else how_words(account.how),
            "used": document["lastUsedAt"] or ""
            if args.format == "csv"
            else (document["lastUsedAt"] or "")[:10],
        }
        for account, document in zip(index.accounts, documents, strict=True)
    ]
    if not documents:
        output.say(t("Nobody is signed in. `chattui login --client FILE` signs in."))
    if not args.columns and args.format == "text":
        # What fits 80 columns; where they are kept is the same for all, and is told beside.
        kinds = {account.kind for account in index.accounts}
        shown = [
            "email",
            *(["name"] if any(row["name"] for row in rows) else []),
            *([] if kinds <= {"user"} else ["kind"]),
            *(["ends"] if any(row["ends"] for row in rows) else []),
            *("default", "client", "scopes"),
        ]
        args.columns = ",".join(shown)
        for where in sorted({account.where for account in index.accounts}):
            output.say(t("Kept in {where}.", where=where))
    if documents or args.format != "text":
        output.write_list(args, "accounts", documents, rows, COLUMNS)
    return Exit.DONE


def how_words(how: str) -> str:
    """The way by which an account was signed in, short enough for a table."""
    return {
        "loopback": t("browser"),
        "paste": t("pasted"),
        "device": t("device code"),
        "delegation": t("service account"),
        "import": t("imported"),
    }.get(how, "")


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
        elif not ask.confirm(
            context.surroundings,
            t("Forget {email} on this machine?", email=email),
            yes=args.yes,
            needed=True,
        ):
            output.say(t("Nothing was removed."))
            return Exit.FAILED
        else:
            await ask.open_vault(session)
            await session.remove_account(account)
            output.done(t("{email} is forgotten on this machine.", email=email))
            output.say(_what_stays(account))
    if args.format == "json":
        output.write_json({"removed": document, "dryRun": args.dry_run})
    return Exit.DONE


def _what_stays(account: AccountEntry) -> str:
    """What forgetting an account on this machine does not end."""
    if account.kind == "delegation":
        return t("The service account stays authorized until the Admin console says otherwise.")
    return t("Google keeps the grant until it is removed at myaccount.google.com/connections.")
