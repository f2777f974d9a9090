"""Actions of the vault's pages: where everything is kept, what opens it, and the clients."""

from __future__ import annotations

from chattui.tui.actions import Action
from chattui.words import t


def rows() -> tuple[Action, ...]:
    """The vault, and what is reached from it and from the accounts."""
    return (
        *vault_rows(),
        *add_way_rows(),
        *clients_rows(),
        *export_rows(),
        *import_rows(),
        *keyring_rows(),
        *told_rows(),
        *rebuild_rows(),
    )


def vault_rows() -> tuple[Action, ...]:
    """Where everything is kept, and each way to open it."""
    here = ("vault",)
    return (
        Action("unlock", "u", t("Unlock"), t("Open the vault."), here),
        Action("lock", "l", t("Lock"), t("Close the vault, and forget its key."), here),
        Action("passphrase", "p", t("Passphrase"), t("Choose another passphrase."), here),
        Action("add_way", "a", t("Add a way"), t("Let something else open the file too."), here),
        Action("remove_way", "x", t("Remove it"), t("Let this no longer open the file."), here),
        Action("new_key", "n", t("New key"), t("Seal everything with a new key."), here),
        Action("move", "m", t("Move"), t("Move everything to a keyring or to a file."), here),
        Action("restore", "b", t("Restore"), t("Go back to the file before the last save."), here),
        Action("clients", "c", t("Clients"), t("See, rename and remove clients."), here),
        Action("destroy", "d", t("Destroy"), t("Delete all that chattui keeps here."), here),
        Action("read_again", "r", t("Reload"), t("Look again."), here, spare=True),
        Action("back", "escape", t("Back"), t("Go one step back."), here),
    )


def add_way_rows() -> tuple[Action, ...]:
    """What else is to open the sealed file."""
    here = ("add_way",)
    return (
        Action("choose", "enter", t("Add it"), t("Let this open the file too."), here),
        Action("read_again", "r", t("Look again"), t("Ask the ssh-agent once more."), here),
        Action("back", "escape", t("Back"), t("Go one step back."), here),
    )


def clients_rows() -> tuple[Action, ...]:
    """The clients in the vault."""
    here = ("clients",)
    return (
        Action("rename", "e", t("Rename"), t("Call this client something else."), here),
        Action("add", "n", t("Import"), t("Import another client file."), here),
        Action("remove", "x", t("Remove"), t("Forget this client on this machine."), here),
        Action("back", "escape", t("Back"), t("Go one step back."), here),
    )


def export_rows() -> tuple[Action, ...]:
    """An account as a file."""
    here = ("export",)
    return (
        Action("write", "enter", t("Write it"), t("Write the file."), here),
        Action("back", "escape", t("Cancel"), t("Write nothing."), here),
    )


def import_rows() -> tuple[Action, ...]:
    """What another program signed in with."""
    here, found = ("import",), ("take_over",)
    return (
        Action("choose", "enter", t("Go on"), t("Look at this one, or name a file."), found),
        Action("read_again", "r", t("Look again"), t("Look once more."), found),
        Action("back", "escape", t("Back"), t("Go one step back."), found),
        Action("take", "enter", t("Take it over"), t("Ask Google, and keep it here."), here),
        Action("back", "escape", t("Cancel"), t("Keep nothing."), here),
    )


def keyring_rows() -> tuple[Action, ...]:
    """Waiting for a keyring to be unlocked."""
    here = ("keyring_wait",)
    return (
        Action("use_file", "f", t("Use a sealed file"), t("Keep things in a file instead."), here),
        Action("back", "escape", t("Cancel"), t("Leave the vault closed."), here),
    )


def told_rows() -> tuple[Action, ...]:
    """What the vault has to tell when it is opened."""
    here = ("vault_notices",)
    return (
        Action("back", "enter,escape", t("Go on"), t("Go on with what you were doing."), here),
        Action("copy_words", "y", t("Copy"), t("Copy these words."), here),
    )


def rebuild_rows() -> tuple[Action, ...]:
    """A list of accounts that is damaged or lost."""
    here = ("rebuild",)
    return (
        Action("rebuild", "enter", t("Make it anew"), t("Make the list of accounts anew."), here),
        Action("doctor", "d", t("Doctor"), t("Look what is wrong with a file."), here),
        Action("quit", "ctrl+q", t("Quit"), t("Leave chattui."), here),
    )
