"""Problems of the vault that more than one of its modules reports."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from chattui.disk import shown
from chattui.problem import Exit, Problem
from chattui.words import t, tn

UNREADABLE = frozenset({"vault.item_gone", "vault.item_damaged", "vault.of_another"})
"""Why one item is of no use, whatever the others are: a new sign-in takes its place."""


def not_kept(where: str) -> Problem:
    """A store took a secret and gave back something else."""
    return Problem(
        "vault.not_kept",
        t("What was just stored could not be read back."),
        t("Something else, or nothing, came back from {where}.", where=where),
        t("Check the disk or the keyring; a sealed file can be used with --passphrase-file."),
    )


def item_gone(where: str) -> Problem:
    """The index names a secret that the store does not hold."""
    return Problem(
        "vault.item_gone",
        t("What the vault should hold for this is no longer in {where}.", where=where),
        t("The list of accounts says that it was kept there; something else removed it."),
        t("Sign in again, or import the client file again."),
        exit=Exit.NOT_SIGNED_IN,
    )


def item_damaged(where: str) -> Problem:
    """A stored grant is not what chattui wrote."""
    return Problem(
        "vault.item_damaged",
        t("What is kept for this account in {where} is not readable.", where=where),
        t("Something else wrote it, or a newer chattui did."),
        t("Update chattui, or sign in again."),
        exit=Exit.NOT_SIGNED_IN,
    )


def of_another(email: str, path: Path) -> Problem:
    """The index gives an account an item that says that it is another one's."""
    return Problem(
        "vault.of_another",
        t("What is kept for {email} says that it is somebody else's.", email=email),
        t("The list of accounts, {path}, was changed by something else.", path=shown(path)),
        t(
            "Move that file aside, then `chattui vault rebuild` makes it anew from what is stored;"
            " and find out who can write there."
        ),
    )


def file_gone(path: Path) -> Problem:
    """The index says that secrets are in the sealed file, and there is none."""
    return Problem(
        "vault.file_gone",
        t("The sealed file {path} is gone.", path=shown(path)),
        t("The list of accounts says that their tokens are in it."),
        t(
            "`chattui vault restore` puts the generation before back, where that is kept; else"
            " restore it from a backup, or move accounts.json aside and sign in again."
        ),
    )


def key_changed(path: Path) -> Problem:
    """The key in use no longer opens the sealed file, whose slots are others now."""
    return Problem(
        "vault.key_changed",
        t("The sealed file {path} was given another key.", path=shown(path)),
        t("Another process changed it since it was opened here, or it was replaced or damaged."),
        t("Start chattui again and give the new passphrase."),
    )


def older_generation(path: Path, found: int, seen: int) -> Problem:
    """The sealed file is older than one that was seen before."""
    return Problem(
        "vault.older_generation",
        t("The sealed file {path} is older than it was.", path=shown(path)),
        t(
            "It is generation {found}, and generation {seen} was there before: it was put back"
            " from a backup, or somebody replaced it.",
            found=found,
            seen=seen,
        ),
        t(
            "If you put it back yourself, go on. If not, sign in again, take the old grants back"
            " in the Google account, and find out who can write there."
        ),
    )


def other_vault(path: Path) -> Problem:
    """The sealed file and the index do not belong together."""
    return Problem(
        "vault.other_vault",
        t("The sealed file {path} is not the one of this list of accounts.", path=shown(path)),
        t("One of them was restored or copied from elsewhere without the other."),
        t("Put back the two files that belong together, or move accounts.json aside."),
    )


def moved() -> Problem:
    """Another process chose another kind of store after this one opened."""
    return Problem(
        "vault.moved",
        t("The tokens are kept in another place since this chattui started."),
        t("Another process stored the first account, or moved them."),
        t("Start chattui again."),
    )


def kept_in_keyring(where: str) -> Problem:
    """A passphrase was given, and the accounts are in a keyring."""
    return Problem(
        "vault.kept_in_keyring",
        t("The accounts of this folder are kept in {where}, not in a sealed file.", where=where),
        t("A passphrase, or a file with one, was given, which opens a sealed file only."),
        t(
            "Leave out --passphrase-file and CHATTUI_PASSPHRASE_FILE, or name another folder"
            " with CHATTUI_HOME."
        ),
        exit=Exit.USAGE,
    )


def passphrase_needed(path: Path, tried: Sequence[str] = ()) -> Problem:
    """The sealed file is there, and nothing to open it with; `tried` says what did not."""
    return Problem(
        "vault.passphrase_needed",
        t(
            "The tokens are in the sealed file {path}, which needs its passphrase.",
            path=shown(path),
        ),
        " ".join((t("None was given."), *tried)),
        t(
            "Run `chattui vault unlock` at a terminal, or name a file that holds it with"
            " --passphrase-file or CHATTUI_PASSPHRASE_FILE."
        ),
        exit=Exit.USAGE,
    )


def unknown_account() -> Problem:
    """The account of a key is not in the index."""
    return Problem(
        "accounts.unknown",
        t("The account is no longer in the vault."),
        t("It was removed, perhaps by another chattui."),
        t("Sign in again, or choose another account."),
        exit=Exit.USAGE,
    )


def unknown_client() -> Problem:
    """The client of a key is not in the index."""
    return Problem(
        "vault.unknown_client",
        t("The client is not in the vault."),
        t("It was removed, perhaps by another chattui."),
        t("Import its client file again."),
        exit=Exit.USAGE,
    )


def client_in_use(emails: tuple[str, ...]) -> Problem:
    """A client is not removed while accounts are signed in through it."""
    return Problem(
        "vault.client_in_use",
        tn(
            "The client is used by {count} account.",
            "The client is used by {count} accounts.",
            len(emails),
        ),
        t("Signed in through it: {names}.", names=", ".join(emails[:8])),
        t("Remove the accounts first."),
    )
