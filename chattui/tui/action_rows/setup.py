"""Actions of the first run and the accounts."""

from __future__ import annotations

from chattui.tui.action_rows.doctor import health
from chattui.tui.action_rows.guide import guide
from chattui.tui.actions import Action
from chattui.words import t


def rows() -> tuple[Action, ...]:
    """The pages of the first run and the accounts."""
    return (
        *client_rows(),
        *account_rows(),
        *question_rows(),
        *back_rows(),
    )


def client_rows() -> tuple[Action, ...]:
    """Handing over a client file, and choosing what to ask for."""
    read = t("Read")
    return (
        Action("choose", "enter", t("Choose"), t("Choose this way."), ("setup",)),
        Action("choose", "enter", t("Choose"), t("Open this folder or file."), ("pick_client",)),
        Action("doctor", "d", t("Doctor"), t("Look what is wrong with a file."), ("setup",)),
        guide(("setup",)),
        Action("quit", "ctrl+q", t("Quit"), t("Leave chattui."), ("setup",)),
        Action("accounts", "a", t("Accounts"), t("Choose one of the accounts."), ("setup",)),
        Action("read", "ctrl+s", read, t("Read what was typed."), ("paste_client",), priority=True),
        Action("read", "enter", read, t("Read this file."), ("path_client",)),
        Action("hidden", "h", t("Hidden files"), t("Show or hide hidden files."), ("pick_client",)),
        Action("up_folder", "backspace", t("Up"), t("Go to the folder above."), ("pick_client",)),
        Action(
            "accept", "enter", t("Use it"), t("Keep this client and go on."), ("review_client",)
        ),
        Action(
            "doctor",
            "d",
            t("Doctor"),
            t("Look closer at this file."),
            ("review_client", "paste_client", "pick_client"),
        ),
        Action("go_on", "enter", t("Go on"), t("Ask Google for these."), ("choose_scopes",)),
        Action("tick", "space", t("Tick"), t("Tick, or take the tick away."), ("choose_scopes",)),
        Action("open", "enter", t("Open"), t("Open the vault."), ("passphrase",)),
        Action("choose", "enter", t("Choose it"), t("Take this passphrase."), ("passphrase",)),
    )


def account_rows() -> tuple[Action, ...]:
    """The accounts."""
    here = ("accounts",)
    return (
        Action("use", "enter,u", t("Use"), t("Act as this account."), here),
        Action("add", "n", t("Add"), t("Sign in with another account or client."), here),
        Action(
            "sign_in_again",
            "s",
            t("Sign in again"),
            t("Ask Google again for what this account was allowed."),
            here,
        ),
        Action(
            "about_ending",
            "w",
            t("Why it ends"),
            t("Why this sign-in ends or has ended, and what to do about it."),
            here,
        ),
        Action("ask_for_more", "m", t("Allow more"), t("Ask Google to allow more."), here),
        Action("remove", "x", t("Remove"), t("Forget this account on this machine."), here),
        Action("revoke", "r", t("Revoke"), t("End at Google what it was allowed."), here),
        Action("vault", "v", t("Vault"), t("Where this is kept, and what opens it."), here),
        Action("rename", "e", t("Rename"), t("Call this account by a name."), here, spare=True),
        Action("export", "o", t("Export"), t("Write it to a file for others."), here, spare=True),
        Action(
            "take_over",
            "i",
            t("Import"),
            t("Use what another program signed in with, such as gcloud."),
            ("accounts", "setup"),
            spare=True,
        ),
        Action(
            "clients", "c", t("Clients"), t("See, rename and remove clients."), here, spare=True
        ),
        health(here),
    )


def question_rows() -> tuple[Action, ...]:
    """The small questions."""
    return (
        Action("yes", "y", t("Yes"), t("Do it."), ("confirm",)),
        Action("no", "n,escape", t("No"), t("Leave everything as it is."), ("confirm",)),
        Action("submit", "enter", t("Do it"), t("Do what was asked."), ("type_name",)),
        Action("no", "escape", t("Cancel"), t("Leave everything as it is."), ("type_name",)),
    )


def back_rows() -> tuple[Action, ...]:
    """One step back."""
    pages = (
        "setup",
        "paste_client",
        "pick_client",
        "path_client",
        "review_client",
        "choose_scopes",
        "accounts",
        "doctor",
    )
    return (
        Action("back", "escape", t("Back"), t("Go one step back."), pages),
        Action("back", "escape", t("Cancel"), t("Leave the vault closed."), ("passphrase",)),
    )
