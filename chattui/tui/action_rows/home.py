"""Actions of Home, of the other lists of spaces, and of what is reached from them."""

from __future__ import annotations

from dataclasses import replace

from chattui.tui.action_rows.code import code
from chattui.tui.action_rows.doctor import health
from chattui.tui.action_rows.guide import guide
from chattui.tui.actions import Action
from chattui.words import t

LISTS = ("home", "found", "pick")
"""The pages with a list of spaces."""


def rows() -> tuple[Action, ...]:
    """Home and the pages that belong to lists of spaces."""
    return (
        *home_rows(),
        *list_rows(),
        *home_later_rows(),
        *columns_rows(),
        *bulk_rows(),
        *search_rows(),
        *people_rows(),
        *administrator_rows(),
    )


def home_rows() -> tuple[Action, ...]:
    """Home's own. The contextual ones come first, so that they are seen."""
    here = ("home",)
    return (
        Action("sign_in_again", "s", t("Sign in again"), t("Ask Google to sign in again."), here),
        Action("stop", "escape", t("Stop"), t("Stop asking Google."), LISTS),
        Action("new_space", "n", t("New"), t("Make a new space."), here),
    )


def list_rows() -> tuple[Action, ...]:
    """What every list of spaces has."""
    here = LISTS
    return (
        Action("keep_filter", "enter", t("To the list"), t("Keep the filter."), here),
        Action("clear_filter", "escape", t("All"), t("Show all spaces again."), here),
        Action("open", "enter", t("Open"), t("Show this space and its members."), here),
        Action(
            "bulk",
            "b",
            t("In bulk"),
            t("Do something with all selected spaces."),
            ("home", "found"),
        ),
        Action("pick", "ctrl+s", t("These"), t("Go on with the selected spaces."), ("pick",)),
        Action("filter", "slash", t("Filter"), t("Show only the spaces that match."), here),
        *selection_rows(),
        Action("sort", "o", t("Order"), t("Order the spaces by another column."), here, spare=True),
        Action(
            "reverse",
            "O",
            t("Turn round"),
            t("Turn the order of the spaces round."),
            here,
            spare=True,
        ),
        Action(
            "columns", "C", t("Columns"), t("Choose the columns of the list."), here, spare=True
        ),
        code(("found",), spare=True),
    )


def selection_rows() -> tuple[Action, ...]:
    """What selects spaces."""
    return (
        Action("select", "space", t("Select"), t("Select this space, or no longer."), LISTS),
        Action(
            "select_range",
            "v",
            t("Up to here"),
            t("Select all from the last selected one up to this space."),
            LISTS,
            spare=True,
        ),
        Action(
            "select_all",
            "asterisk",
            t("All shown"),
            t("Select every space that is shown."),
            LISTS,
            spare=True,
        ),
        Action("select_none", "minus", t("None"), t("Select none."), LISTS),
    )


def home_later_rows() -> tuple[Action, ...]:
    """What else begins at Home."""
    here = ("home",)
    return (
        Action("search", "f", t("Find"), t("Search for spaces at Google."), here),
        Action(
            "people", "p", t("People"), t("Where a person is; one person in many spaces."), here
        ),
        Action(
            "refresh", "r", t("Reload"), t("Ask Google for the spaces again."), here, spare=True
        ),
        Action("ask_for_more", "m", t("Allow more"), t("Ask Google to allow more."), here),
        Action(
            "about_testing",
            "w",
            t("Why it ends"),
            t("Why the sign-in ends soon, and what to do about it."),
            here,
        ),
        Action("accounts", "a", t("Accounts"), t("See, add and choose accounts."), here),
        Action(
            "doctor",
            "d",
            t("Doctor"),
            t("Look what is wrong with a credential file."),
            here,
            spare=True,
        ),
        replace(health(here), spare=True),
        guide(here),
        code(here, spare=True),
        Action("quit", "ctrl+q", t("Quit"), t("Leave chattui."), here, spare=True),
        Action("back", "escape", t("Back"), t("Back to where you were."), ("found", "pick")),
    )


def columns_rows() -> tuple[Action, ...]:
    """The columns of the list."""
    here = ("columns",)
    return (
        Action("keep", "enter", t("Keep"), t("Show these columns, from now on."), here),
        Action("tick", "space", t("Show or hide"), t("Show this column, or hide it."), here),
        Action("earlier", "comma", t("Further left"), t("Move this column to the left."), here),
        Action("later", "full_stop", t("Further right"), t("Move this column to the right."), here),
        Action("back", "escape", t("Back"), t("Leave the columns as they were."), here),
    )


def bulk_rows() -> tuple[Action, ...]:
    """What to do with the selected spaces, and with whom."""
    menu, form = ("bulk",), ("bulk_people", "bulk_edit", "hand_over")
    return (
        Action("grant_now", "m", t("Grant it now"), t("Ask Google for what it needs."), menu),
        Action("choose", "enter", t("Choose"), t("Go on with this one."), menu),
        Action("back", "escape", t("Back"), t("Back to the list."), menu),
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
        Action("back", "escape", t("Back"), t("Back to the list."), form),
    )


def search_rows() -> tuple[Action, ...]:
    """The form of a search at Google."""
    here = ("search_google",)
    return (
        Action("go", "ctrl+s", t("Search"), t("Ask Google with this query."), here, priority=True),
        Action(
            "next_field",
            "tab",
            t("Next field"),
            t("Go to the next field; shift+tab goes back."),
            here,
            priority=True,
        ),
        Action(
            "copy_query", "ctrl+y", t("Copy the query"), t("Copy the query for a command."), here
        ),
        Action("grant_now", "m", t("Grant it now"), t("Ask Google for what it needs."), here),
        Action("back", "escape", t("Back"), t("Back to the list of spaces."), here),
    )


def people_rows() -> tuple[Action, ...]:
    """One person across the spaces."""
    here = ("people",)
    return (
        Action("stop", "escape", t("Stop"), t("Stop looking; what was found stays."), here),
        Action("to_list", "enter", t("Look"), t("Look in which spaces this person is."), here),
        Action("open", "enter", t("Open"), t("Show this space and its members."), here),
        Action("add", "n", t("Add"), t("Add this person to more spaces."), here),
        Action("remove", "x", t("Take out"), t("Out of the selected spaces, or of all."), here),
        Action("hand_over", "o", t("Hand over"), t("Give what this person owns to another."), here),
        Action("select", "space", t("Select"), t("Select this space, or no longer."), here),
        Action(
            "select_range",
            "v",
            t("Up to here"),
            t("Select all from the last selected one up to this space."),
            here,
            spare=True,
        ),
        Action("select_none", "minus", t("None"), t("Select none."), here),
        Action("who", "slash", t("Somebody else"), t("Type another address."), here),
        Action("grant_now", "m", t("Grant it now"), t("Ask Google for what it needs."), here),
        Action("back", "escape", t("Back"), t("Back to the list of spaces."), here),
    )


def administrator_rows() -> tuple[Action, ...]:
    """What administrator access takes."""
    here = ("administrator",)
    return (
        Action("grant_now", "m", t("Grant it now"), t("Ask Google for what it needs."), here),
        Action("copy_link", "y", t("Copy the link"), t("Copy the Admin console's address."), here),
        Action("back", "escape", t("Back"), t("Go on without administrator access."), here),
    )
