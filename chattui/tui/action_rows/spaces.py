"""Actions of the pages that show and make spaces."""

from __future__ import annotations

from chattui.tui.action_rows import follow_ups
from chattui.tui.action_rows.code import code
from chattui.tui.actions import Action
from chattui.words import t


def rows() -> tuple[Action, ...]:
    """One space, a new one, and what follows either."""
    return (
        *space_rows(),
        *space_later_rows(),
        *change_rows(),
        *follow_ups.rows(),
        *new_space_rows(),
        *keys_rows(),
    )


def space_rows() -> tuple[Action, ...]:
    """One space. What changes it comes first, then what is about the list."""
    here = ("space",)
    return (
        Action("keep_filter", "enter", t("To the list"), t("Keep the filter."), here),
        Action("clear_filter", "escape", t("All"), t("Show all members again."), here),
        Action("grant_now", "m", t("Grant it now"), t("Ask Google for what is off here."), here),
        Action("add", "a", t("Add"), t("Add people, Google groups or the app."), here),
        Action("remove", "x", t("Remove"), t("Remove the selected members, or this one."), here),
        Action("role", "p", t("Role"), t("Give the selected members, or this one, a role."), here),
        Action(
            "sync", "s", t("Sync"), t("Make the members those of a list or another space."), here
        ),
        Action("edit", "e", t("Change"), t("Change the name, texts and settings."), here),
        Action("delete", "D", t("Delete"), t("Delete the space; its name is asked for."), here),
        Action("follow_up", "f", t("Follow up"), t("An event, the log sheet, a mail."), here),
        Action("filter", "slash", t("Filter"), t("Show only the members that match."), here),
        Action("select", "space", t("Select"), t("Select this member, or no longer."), here),
        Action("select_none", "minus", t("None"), t("Select nobody."), here),
    )


def space_later_rows() -> tuple[Action, ...]:
    """What is used less on the page of one space, and the way back."""
    here = ("space",)
    return (
        Action("details", "i", t("About it"), t("Show everything that Google tells of it."), here),
        Action(
            "sort", "o", t("Order"), t("Order the members by another column."), here, spare=True
        ),
        Action("copy_link", "y", t("Copy the link"), t("Copy its link."), here, spare=True),
        Action("refresh", "r", t("Reload"), t("Ask Google for it again."), here, spare=True),
        Action("template", "t", t("Template"), t("Save it as a template."), here, spare=True),
        Action(
            "select_range",
            "v",
            t("Up to here"),
            t("Select all from the last selected one up to this member."),
            here,
            spare=True,
        ),
        Action(
            "select_all",
            "asterisk",
            t("All shown"),
            t("Select all members that are shown."),
            here,
            spare=True,
        ),
        Action("copy_name", "Y", t("Copy the ID"), t("Copy spaces/ID."), here, spare=True),
        code(here, spare=True),
        *leaving_rows(here),
    )


def leaving_rows(here: tuple[str, ...]) -> tuple[Action, ...]:
    """One step back on the page of a space."""
    return (
        Action("members", "escape", t("Members"), t("Show the members again."), here),
        Action("back", "escape", t("Back"), t("Back to the list of spaces."), here),
    )


def change_rows() -> tuple[Action, ...]:
    """The forms of a space's page."""
    forms = ("add_members", "sync_members", "edit_space")
    return (
        Action("choose", "enter", t("Choose"), t("Go on with this role."), ("role",)),
        Action(
            "go_on",
            "ctrl+s",
            t("Go on"),
            t("Show what that takes, before anything is sent."),
            forms,
            priority=True,
        ),
        Action(
            "go_on", "ctrl+s", t("Write it"), t("Write the file."), ("template",), priority=True
        ),
        Action(
            "next_field",
            "tab",
            t("Next field"),
            t("Go to the next field; shift+tab goes back."),
            (*forms, "template"),
            priority=True,
        ),
        Action("back", "escape", t("Back"), t("Back to the space."), (*forms, "template", "role")),
    )


def new_space_rows() -> tuple[Action, ...]:
    """The form of a new space, and the files that it takes."""
    here = ("new_space",)
    return (
        Action(
            "go_on",
            "ctrl+s",
            t("Go on"),
            t("Show in words what will happen, before anything is sent."),
            here,
            priority=True,
        ),
        Action(
            "next_field",
            "tab",
            t("Next field"),
            t("Go to the next field; shift+tab goes back."),
            here,
            priority=True,
        ),
        Action(
            "from_template",
            "ctrl+t",
            t("Template"),
            t("Fill in the form from a template."),
            here,
            priority=True,
        ),
        Action(
            "many",
            "ctrl+o",
            t("Many from a file"),
            t("Make many spaces, which a table names."),
            here,
            priority=True,
        ),
        Action("back", "escape", t("Back"), t("Leave the form."), here),
        Action("read", "enter", t("Read it"), t("Read this file."), ("name_file",)),
        Action("back", "escape", t("Back"), t("Back to the form."), ("name_file",)),
    )


def keys_rows() -> tuple[Action, ...]:
    """The list of keys."""
    return (Action("back", "escape", t("Back"), t("Back to where you were."), ("key_list",)),)
