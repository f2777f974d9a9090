"""chattui accounts list: who is signed in, and the state of each."""

from __future__ import annotations

import argparse
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from chattui.cli import output
from chattui.cli.work import session_of
from chattui.problem import Exit
from chattui.words import t

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chattui.context import Context
    from chattui.vault import AccountEntry, Index

COLUMNS = (
    *("email", "client", "default", "scopes", "where", "key", "kind", "ends"),
    *("name", "how", "used"),
)


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


async def listing(args: argparse.Namespace, context: Context) -> int:
    """Print the accounts of the index; the vault stays shut."""
    output.choose_columns(args.columns, COLUMNS)
    async with session_of(context) as session:
        index = await session.index()
    documents = [as_json(account, index) for account in index.accounts]
    rows = [_row(account, index, csv=args.format == "csv") for account in index.accounts]
    if not documents:
        output.say(t("Nobody is signed in. `chattui login --client FILE` signs in."))
    if not args.columns and args.format == "text":
        args.columns = ",".join(_fitting(rows))
        for where in sorted({account.where for account in index.accounts}):
            output.say(t("Kept in {where}.", where=where))
    if documents or args.format != "text":
        output.write_list(args, "accounts", documents, rows, COLUMNS)
    return Exit.DONE


def _fitting(rows: Sequence[dict[str, str]]) -> list[str]:
    """What fits 80 columns; where they are kept is the same for all, and is told beside."""
    return [
        "email",
        *(["name"] if any(row["name"] for row in rows) else []),
        *([] if {row["kind"] for row in rows} <= {"user"} else ["kind"]),
        *(["ends"] if any(row["ends"] for row in rows) else []),
        *("default", "client", "scopes"),
    ]


def _row(account: AccountEntry, index: Index, *, csv: bool) -> dict[str, str]:
    from chattui.oauth.endings import left_words
    from chattui.oauth.scopes import short_name

    document = as_json(account, index)
    default = ("true" if csv else t("yes")) if document["default"] else ("false" if csv else "")
    ends, used = document["signInEndsAt"] or "", document["lastUsedAt"] or ""
    return {
        **{name: document[name] for name in ("email", "kind", "client", "where", "key", "name")},
        "default": default,
        "scopes": " ".join(short_name(scope) for scope in document["scopes"]),
        "ends": ends if csv else left_words(account, time.time()),
        "how": account.how if csv else how_words(account.how),
        "used": used if csv else used[:10],
    }


def how_words(how: str) -> str:
    """The way by which an account was signed in, short enough for a table."""
    return {
        "loopback": t("browser"),
        "paste": t("pasted"),
        "device": t("device code"),
        "delegation": t("service account"),
        "import": t("imported"),
    }.get(how, "")
