"""Actions of the pages that show and make spaces."""

from __future__ import annotations

from chattui.tui.actions import Action
from chattui.words import t


def rows() -> tuple[Action, ...]:
    """One space, and a new one."""
    return (*space_rows(), *new_space_rows(), *result_rows(), *keys_rows())


def space_rows() -> tuple[Action, ...]:
    """One space."""
    here = ("space",)
    return (
        Action("copy_link", "y", t("Copy the link"), t("Copy the link of this space."), here),
        Action("copy_name", "c", t("Copy the ID"), t("Copy spaces/ID for a command."), here),
        Action("refresh", "r", t("Reload"), t("Ask Google for this space again."), here),
        Action("grant_now", "g", t("Grant it now"), t("Ask Google for what is off here."), here),
        Action("back", "escape", t("Back"), t("Back to the list of spaces."), here),
    )


def new_space_rows() -> tuple[Action, ...]:
    """The form of a new space, and the preview of what will happen."""
    form, preview = ("new_space",), ("preview",)
    return (
        Action(
            "preview",
            "ctrl+s",
            t("Go on"),
            t("Show in words what will happen, before anything is sent."),
            form,
            priority=True,
        ),
        Action(
            "next_field",
            "tab",
            t("Next field"),
            t("Go to the next field; shift+tab goes back."),
            form,
            priority=True,
        ),
        Action("back", "escape", t("Back"), t("Leave the form."), form),
        Action(
            "sign_in_again", "s", t("Sign in again"), t("Ask Google to sign in again."), preview
        ),
        Action("create", "enter", t("Do it"), t("Make the space now."), preview),
        Action("grant_now", "g", t("Grant it now"), t("Ask Google for what it needs."), preview),
        Action("everyone", "v", t("All people"), t("Show everyone who will be added."), preview),
        Action("stop", "escape", t("Stop waiting"), t("Stop waiting for the answer."), preview),
        Action("back", "escape", t("Change"), t("Back to the form, as it was left."), preview),
    )


def result_rows() -> tuple[Action, ...]:
    """What came of it."""
    here = ("result",)
    return (
        Action("open", "enter", t("Show it"), t("Show the new space and its members."), here),
        Action("copy_link", "y", t("Copy the link"), t("Copy the link of this space."), here),
        Action("another", "n", t("Another"), t("Make another space."), here),
        Action("back", "escape", t("Home"), t("Back to the list of spaces."), here),
    )


def keys_rows() -> tuple[Action, ...]:
    """The list of keys."""
    return (Action("back", "escape", t("Back"), t("Back to where you were."), ("key_list",)),)
