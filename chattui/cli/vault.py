"""chattui vault: what opens it, for how long it stays open, and where it is kept."""

from __future__ import annotations

import argparse
import asyncio
import importlib
from typing import TYPE_CHECKING

from chattui.cli.options import Parser, add_caution, add_format, add_part, number
from chattui.words import t

if TYPE_CHECKING:
    # argparse's own name for what `add_subparsers` gives.
    from argparse import _SubParsersAction as Parts

    from chattui.context import Context

MOST_HOURS = 24 * 7
MOST_SLOTS = 99

_SERVED_BY = {
    "status": "vault_state",
    "lock": "vault_state",
    "unlock": "vault_state",
    "passphrase": "vault_slots",
    "add-slot": "vault_slots",
    "remove-slot": "vault_slots",
    "rotate": "vault_rotate",
    "move": "vault_move",
    "restore": "vault_move",
    "rebuild": "vault_move",
    "destroy": "vault_move",
}


def add_arguments(parser: Parser) -> None:
    """Declare the sub-commands."""
    parts = parser.add_subparsers(dest="part", required=True, metavar=" | ".join(_SERVED_BY))
    _opening(parts)
    _slots(parts)
    _places(parts)
    for name, part in parts.choices.items():
        add_format(part)
        if name != "status":
            add_caution(part)


def _opening(parts: Parts[Parser]) -> None:
    add_part(
        parts,
        "status",
        t("where the vault is, what opens it, and for how long it stays open"),
        "chattui vault status",
        "chattui vault status --format json",
    )
    add_part(
        parts,
        "lock",
        t("make the kernel forget the key of the sealed file"),
        "chattui vault lock",
        "chattui vault lock --format json",
    )
    unlock = add_part(
        parts,
        "unlock",
        t("open the sealed file once, for every login of the next hours"),
        "chattui vault unlock",
        "chattui vault unlock --hours 2",
    )
    unlock.add_argument(
        "--hours", type=number(1, MOST_HOURS), metavar="N", help=t("how long it stays open")
    )


def _slots(parts: Parts[Parser]) -> None:
    passphrase = add_part(
        parts,
        "passphrase",
        t("change the passphrase of the sealed file"),
        "chattui vault passphrase",
        "chattui vault passphrase --passphrase-file old.txt --new-passphrase-file new.txt --yes",
    )
    passphrase.add_argument(
        "--slot",
        type=number(1, MOST_SLOTS),
        metavar="N",
        help=t("the one to change, by its number in the status"),
    )
    add = add_part(
        parts,
        "add-slot",
        t("add one more way to open the sealed file"),
        "chattui vault add-slot passphrase",
        "chattui vault add-slot ssh-agent --identity ada@laptop",
    )
    add.add_argument("kind", choices=("passphrase", "ssh-agent", "keyring"))
    add.add_argument(
        "--identity",
        metavar="KEY",
        default="",
        help=t("the agent's key, by its comment or SHA256 fingerprint"),
    )
    for part in (passphrase, add):
        _take_new_passphrase(part)
    remove = add_part(
        parts,
        "remove-slot",
        t("remove a way to open the sealed file, by its number in the status"),
        "chattui vault remove-slot 2",
        "chattui vault remove-slot 2 --dry-run",
    )
    remove.add_argument("number", type=number(1, MOST_SLOTS), metavar="N")
    add_part(
        parts,
        "rotate",
        t("seal the file with a new key, which nothing that was copied before opens"),
        "chattui vault rotate",
        "chattui vault rotate --dry-run --format json",
    )


def _places(parts: Parts[Parser]) -> None:
    move = add_part(
        parts,
        "move",
        t("move everything between the keyring and a sealed file"),
        "chattui vault move keyring",
        "chattui vault move file --new-passphrase-file new.txt --yes",
    )
    move.add_argument("to", choices=("keyring", "file"))
    _take_new_passphrase(move)
    add_part(
        parts,
        "restore",
        t("put back the sealed file as it was before the last change"),
        "chattui vault restore",
        "chattui vault restore --dry-run",
    )
    rebuild = add_part(
        parts,
        "rebuild",
        t("make the list of accounts anew from what is kept"),
        "chattui vault rebuild",
        "chattui vault rebuild --yes --format json",
    )
    rebuild.add_argument(
        "--vault-id",
        metavar="ID",
        default="",
        help=t("which vault of the keyring, where it holds several"),
    )
    add_part(
        parts,
        "destroy",
        t("remove everything that chattui keeps on this machine"),
        "chattui vault destroy --dry-run",
        "chattui vault destroy --yes",
    )


def _take_new_passphrase(part: Parser) -> None:
    part.add_argument(
        "--new-passphrase-file",
        metavar="PATH",
        default="",
        help=t("a file whose first line is the new passphrase"),
    )


def run(args: argparse.Namespace, context: Context) -> int:
    """Do what the sub-command says."""
    module = importlib.import_module(f"chattui.cli.{_SERVED_BY[args.part]}")
    work = getattr(module, args.part.replace("-", "_"))
    return int(asyncio.run(work(args, context)))
