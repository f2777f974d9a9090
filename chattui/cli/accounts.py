"""chattui accounts list | use | remove | revoke."""

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
    from chattui.context import Context
    from chattui.vault import AccountEntry, Index

COLUMNS = ("email", "client", "default", "scopes", "where", "key", "kind", "ends")


def add_arguments(parser: Parser) -> None:
    """Declare the sub-commands."""
    parts = parser.add_subparsers(
        dest="part", required=True, metavar="list | use | remove | revoke"
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
    for part in (use, remove, revoke):
        part.add_argument("name", metavar="EMAIL")
        add_format(part)
        add_caution(part)


def run(args: argparse.Namespace, context: Context) -> int:
    """Do what the sub-command says."""
    parts = {"list": _list, "use": _use, "remove": _remove, "revoke": _revoke}
    return asyncio.run(parts[args.part](args, context))


async def _revoke(args: argparse.Namespace, context: Context) -> int:
    from chattui.cli.revoking import revoke

    return await revoke(args, context)


def as_json(account: AccountEntry, index: Index) -> dict[str, Any]:
    """One account, with nothing secret in it."""
    from chattui.oauth.endings import days_left

    client = next((c.name for c in index.clients if c.key == account.client_key), "")
    return {
        "email": account.email,
        "key": account.key,
        "client": client,
        "kind": account.kind,
        "default": account.key == index.default,
        "scopes": list(account.scopes),
        "where": account.where,
        "consentedAt": _time(account.consented_at),
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


async def _use(args: argparse.Namespace, context: Context) -> int:
    async with session_of(context) as session:
        account = await session.account(args.name)
        if not args.dry_run:
            await ask.open_vault(session)
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
