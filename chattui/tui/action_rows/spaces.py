"""Actions of the pages that show and make spaces."""

from __future__ import annotations

from chattui.tui.actions import Action
from chattui.words import t


def rows() -> tuple[Action, ...]:
    """Home and what is reached from it."""
    return home_rows()


def home_rows() -> tuple[Action, ...]:
    """Home and its list of spaces."""
    here = ("home",)
    return (
        Action("new_space", "n", t("New"), t("Make a new space."), here),
        Action("open", "enter", t("Open"), t("Show this space and its members."), here),
        Action("filter", "slash", t("Filter"), t("Show only the spaces that match."), here),
        Action("refresh", "r", t("Refresh"), t("Ask Google for the spaces again."), here),
        Action("accounts", "a", t("Accounts"), t("See, add and choose accounts."), here),
        Action("doctor", "d", t("Doctor"), t("Look what is wrong with a credential file."), here),
    )
