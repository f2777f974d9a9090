"""Actions of the pages that follow up: an event, a log sheet, a mail."""

from __future__ import annotations

from chattui.tui.actions import Action
from chattui.words import t

FORMS = ("follow_event", "follow_log", "follow_mail")


def rows() -> tuple[Action, ...]:
    """The choice between the three, and their forms."""
    here = ("follow_up",)
    return (
        Action("choose", "enter", t("Choose"), t("Fill in this one."), here),
        Action("back", "escape", t("Back"), t("Back to the space."), here),
        Action(
            "go_on",
            "ctrl+s",
            t("Go on"),
            t("Ask Google to allow it where that is needed, then go on; nothing is sent yet."),
            FORMS,
            priority=True,
        ),
        Action(
            "next_field",
            "tab",
            t("Next field"),
            t("Go to the next field; shift+tab goes back."),
            FORMS,
            priority=True,
        ),
        Action("back", "escape", t("Back"), t("Leave the form."), FORMS),
    )
