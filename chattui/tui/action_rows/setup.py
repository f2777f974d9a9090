"""Actions of the first run and the accounts."""

from __future__ import annotations

from chattui.tui.actions import Action
from chattui.words import t


def rows() -> tuple[Action, ...]:
    """The pages of the first run and the accounts."""
    return (
        *client_rows(),
        *sign_in_rows(),
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
        Action("quit", "ctrl+q", t("Quit"), t("Leave chattui."), ("setup",)),
        Action("accounts", "a", t("Accounts"), t("Choose one of the accounts."), ("setup",)),
        Action("paste", "enter", t("I have the file"), t("Paste its text."), ("no_client",)),
        Action("copy", "y", t("Copy the address"), t("Copy the address."), ("no_client",)),
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
    )


def sign_in_rows() -> tuple[Action, ...]:
    """Signing in, and what came of it."""
    here = ("sign_in",)
    return (
        Action("read_redirect", "enter", t("Read it"), t("Read the pasted address."), here),
        Action("leave_field", "escape", t("Leave the field"), t("Leave the field."), here),
        Action("copy_short", "y", t("Copy short"), t("Copy the short address."), here),
        Action("copy_ssh", "Y", t("Copy ssh line"), t("Copy the ssh line."), here),
        Action("copy_long", "l", t("Copy long"), t("Copy the long address."), here),
        Action(
            "print_long",
            "u",
            t("Print long"),
            t("Leave the full screen and print the long address on one line."),
            here,
        ),
        Action("to_field", "p", t("Paste field"), t("Go to the field for the address."), here),
        Action("browser", "b", t("Browser"), t("Open the browser again."), here),
        Action("rehearse", "v", t("Answer"), t("Answer the emulator as a sample person."), here),
        Action("again", "r", t("Try again"), t("Try once more."), here),
        Action("home", "enter", t("Home"), t("Go to your spaces."), ("done",)),
        Action("delete_file", "x", t("Delete the file"), t("Delete the client file."), ("done",)),
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
        Action("remove", "x", t("Remove"), t("Forget this account on this machine."), here),
    )


def question_rows() -> tuple[Action, ...]:
    """The small questions."""
    return (
        Action("yes", "y", t("Yes"), t("Do it."), ("confirm",)),
        Action("no", "n,escape", t("No"), t("Leave everything as it is."), ("confirm",)),
        Action("submit", "enter", t("Remove"), t("Remove it."), ("type_name",)),
        Action("no", "escape", t("Cancel"), t("Leave everything as it is."), ("type_name",)),
    )


def back_rows() -> tuple[Action, ...]:
    """One step back."""
    pages = (
        "setup",
        "paste_client",
        "pick_client",
        "path_client",
        "no_client",
        "review_client",
        "choose_scopes",
        "accounts",
        "doctor",
    )
    return (
        Action("back", "escape", t("Back"), t("Go one step back."), pages),
        Action("back", "escape", t("Cancel"), t("Leave the vault closed."), ("passphrase",)),
        Action("back", "escape", t("Cancel"), t("Cancel the sign-in."), ("sign_in",)),
        Action("back", "escape", t("Home"), t("Go to your spaces."), ("done",), footer=False),
    )
