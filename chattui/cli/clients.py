"""chattui clients list | rename | remove: the OAuth clients and keys that the vault holds."""

from __future__ import annotations

import argparse
import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from chattui.cli import ask, output
from chattui.cli.options import Parser, add_caution, add_format, add_part
from chattui.cli.work import session_of
from chattui.problem import Exit, Problem, ProblemError
from chattui.safe_text import safe_text, short_id
from chattui.words import t

if TYPE_CHECKING:
    from chattui.context import Context
    from chattui.vault import ClientEntry, Index

COLUMNS = ("name", "kind", "accounts", "client_id", "project", "added", "key")


def add_arguments(parser: Parser) -> None:
    """Declare the sub-commands."""
    parts = parser.add_subparsers(dest="part", required=True, metavar="list | rename | remove")
    listing = add_part(
        parts,
        "list",
        t("the clients of this vault"),
        "chattui clients list",
        "chattui clients list --format csv --columns name,client_id",
    )
    add_format(listing, csv=True)
    rename = add_part(
        parts,
        "rename",
        t("give a client another name"),
        "chattui clients rename my-project-1234 work",
        "chattui clients rename my-project-1234 work --dry-run",
    )
    remove = add_part(
        parts,
        "remove",
        t("forget a client on this machine, where no account uses it"),
        "chattui clients remove work",
        "chattui clients remove work --yes --format json",
    )
    for part in (rename, remove):
        part.add_argument("name", metavar="CLIENT")
        add_format(part)
        add_caution(part)
    rename.add_argument("to", metavar="NAME")


def run(args: argparse.Namespace, context: Context) -> int:
    """Do what the sub-command says."""
    parts = {"list": _list, "rename": _rename, "remove": _remove}
    return asyncio.run(parts[args.part](args, context))


def as_json(client: ClientEntry, index: Index) -> dict[str, Any]:
    """One client, with nothing secret in it."""
    added = datetime.fromtimestamp(client.added_at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {
        "name": client.name,
        "key": client.key,
        "kind": client.kind,
        "clientId": client.client_id,
        "projectId": client.project_id,
        "addedAt": added,
        "accounts": [a.email for a in index.accounts if a.client_key == client.key],
    }


async def _list(args: argparse.Namespace, context: Context) -> int:
    output.choose_columns(args.columns, COLUMNS)
    async with session_of(context) as session:
        index = await session.index()
    text = args.format == "text"
    documents = [as_json(client, index) for client in index.clients]
    rows = [
        {
            "name": document["name"],
            "kind": document["kind"],
            "accounts": str(len(document["accounts"])),
            "client_id": short_id(client.client_id) if text else client.client_id,
            "project": client.project_id,
            "added": document["addedAt"][:10] if text else document["addedAt"],
            "key": client.key,
        }
        for client, document in zip(index.clients, documents, strict=True)
    ]
    if not documents:
        output.say(t("The vault holds no client. `chattui login --client FILE` brings one in."))
    if not args.columns and text:
        args.columns = "name,kind,accounts,added,client_id"
    if documents or not text:
        output.write_list(args, "clients", documents, rows, COLUMNS)
    return Exit.DONE


async def _rename(args: argparse.Namespace, context: Context) -> int:
    from chattui.vault.naming import rename_client

    async with session_of(context) as session:
        client = find(args.name, await session.index())
        before, name = safe_text(client.name), safe_text(args.to, limit=80)
        if not args.dry_run:
            await ask.open_vault(session)
            vault = await session.vault()
            client = await asyncio.to_thread(rename_client, vault, client.key, args.to)
        index = await session.index()
    if args.dry_run:
        output.say(t("The client {before} would be called {name}.", before=before, name=name))
    else:
        name = safe_text(client.name)
        output.done(t("The client {before} is called {name} now.", before=before, name=name))
    if args.format == "json":
        output.write_json({"client": as_json(client, index), "dryRun": args.dry_run})
    return Exit.DONE


async def _remove(args: argparse.Namespace, context: Context) -> int:
    from chattui.vault.problems import client_in_use

    async with session_of(context) as session:
        index = await session.index()
        client = find(args.name, index)
        name, document = safe_text(client.name), as_json(client, index)
        if document["accounts"]:
            raise ProblemError(client_in_use(tuple(document["accounts"])))
        if args.dry_run:
            output.say(t("The client {name} would be forgotten on this machine.", name=name))
        elif not ask.agreed(
            args,
            context,
            t("Forget the client {name} on this machine?", name=name),
            t("Nothing was removed."),
        ):
            return Exit.FAILED
        else:
            await ask.open_vault(session)
            vault = await session.vault()
            await asyncio.to_thread(vault.remove_client, client.key)
            output.done(t("The client {name} is forgotten on this machine.", name=name))
            output.say(t("It stays in Google's console until it is deleted there."))
    if args.format == "json":
        output.write_json({"removed": document, "dryRun": args.dry_run})
    return Exit.DONE


def find(name: str, index: Index) -> ClientEntry:
    """The client of that name, key or client id.

    Raises ProblemError ``client.unknown`` or ``client.ambiguous`` (exit 2).
    """
    wanted = name.strip().casefold()
    exact = [c for c in index.clients if wanted in {c.key, c.client_id.casefold()}]
    found = exact or [c for c in index.clients if c.name.casefold() == wanted]
    if len(found) == 1:
        return found[0]
    shown = safe_text(name, limit=80)
    if found:
        raise ProblemError(
            Problem(
                "client.ambiguous",
                t("More than one client is called {name}.", name=shown),
                t("Their keys are: {keys}.", keys=", ".join(c.key for c in found)),
                t(
                    "Name one by its key, or give it a name of its own with"
                    " `chattui clients rename KEY NAME`."
                ),
                exit=Exit.USAGE,
            )
        )
    names = safe_text(", ".join(c.name for c in index.clients))
    raise ProblemError(
        Problem(
            "client.unknown",
            t("No client is called {name}.", name=shown),
            t("The vault holds: {names}.", names=names)
            if names
            else t("The vault holds no client yet."),
            t("`chattui clients list` tells their names."),
            exit=Exit.USAGE,
        )
    )
