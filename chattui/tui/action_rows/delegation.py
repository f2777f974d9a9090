"""Actions of acting for a person by a service account."""

from __future__ import annotations

from chattui.tui.actions import Action
from chattui.words import t


def rows() -> tuple[Action, ...]:
    """The pages of delegation."""
    here = ("delegation",)
    return (
        Action("choose", "enter", t("Choose"), t("Choose this."), ("delegation_key",)),
        Action("back", "escape", t("Back"), t("Go one step back."), ("delegation_key",)),
        Action("try", "enter", t("Try"), t("Try the scopes for this person."), here),
        Action("leave_field", "escape", t("Leave the field"), t("Leave the field."), here),
        Action("keep", "enter", t("Keep"), t("Keep the account with what is authorized."), here),
        Action("home", "enter,escape", t("Home"), t("Go to your spaces."), here),
        Action("again", "r", t("Try again"), t("Try the scopes once more."), here),
        Action("to_field", "p", t("Person"), t("Name another person."), here),
        Action("copy_id", "c", t("Copy ID"), t("Copy the client id."), here),
        Action("copy_scopes", "y", t("Copy scopes"), t("Copy the line of scopes."), here),
        Action(
            "print_scopes",
            "u",
            t("Print scopes"),
            t("Leave the full screen and print the line of scopes on one line."),
            here,
        ),
        Action("copy_link", "l", t("Copy link"), t("Copy the Admin console's address."), here),
        Action(
            "authorize",
            "v",
            t("Authorize"),
            t("Authorize the scopes as the emulator's administrator."),
            here,
        ),
        Action("delete_file", "x", t("Delete the file"), t("Delete the key file."), here),
        Action("back", "escape", t("Back"), t("Go one step back."), here),
    )
