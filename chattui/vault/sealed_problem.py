"""What a `SealedError` means to a person.

Codes: ``vault.wrong_passphrase``, ``vault.damaged``, ``vault.newer``, ``vault.too_big``,
``vault.no_memory``, ``vault.no_slot``.
"""

from __future__ import annotations

import os
from pathlib import Path

from chattui.disk import shown
from chattui.problem import Problem
from chattui.vault import sealed
from chattui.vault.backup import backup_path
from chattui.vault.sealed import SealedError
from chattui.words import t


def sealed_problem(error: SealedError, path: Path) -> Problem:
    """What a `SealedError` means to a person."""
    where = shown(path)
    match error.fault:
        case "wrong_passphrase":
            return Problem(
                "vault.wrong_passphrase",
                t("The passphrase does not open {path}.", path=where),
                t("It is not the one that the file was made with, or the file's head is damaged."),
                t(
                    "Try again; capitals and the keyboard layout matter. If it is lost, nobody can"
                    " recover it: `chattui vault destroy` removes the file, then sign in again."
                ),
            )
        case "newer":
            return Problem(
                "vault.newer",
                t("The sealed file {path} is of a newer chattui.", path=where),
                t("This version knows version {version} of it.", version=sealed.VERSION),
                t("Update chattui, or name another folder with CHATTUI_HOME."),
            )
        case "too_big":
            return Problem(
                "vault.too_big",
                t("The sealed file {path} would be, or is, too large.", path=where),
                t("It has at most {limit} bytes.", limit=format(sealed.FILE_LIMIT, ",")),
                t("Remove accounts or clients that are no longer needed."),
            )
        case "memory":
            return Problem(
                "vault.no_memory",
                t("There is not enough memory to open {path}.", path=where),
                t("Its key takes a fixed amount of memory to derive, against guessing."),
                t("Free some memory, or raise the limit of this login or container."),
            )
        case "no_slot":
            return Problem(
                "vault.no_slot",
                t("No passphrase opens {path}.", path=where),
                t("The file was made to be opened in another way."),
                t(
                    "Leave the passphrase out, where the keyring or the ssh-agent that opens it is"
                    " in reach: `chattui vault status` lists what does."
                ),
            )
        case _:
            return Problem(
                "vault.damaged",
                t("The sealed file {path} is damaged.", path=where),
                t(
                    "Its {place} is not as it was written: a disk error, or somebody changed it."
                    " It was left as it is.",
                    place=error.place,
                ),
                _mend(path),
            )


def _mend(path: Path) -> str:
    before = backup_path(path)
    if not os.path.lexists(before):
        return t("Restore it from a backup, or move it aside and sign in again.")
    return t(
        "The generation before is kept in {backup}: `chattui vault restore` puts it back, and"
        " keeps the damaged file aside.",
        backup=shown(before),
    )
