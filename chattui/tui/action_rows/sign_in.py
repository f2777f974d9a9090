"""Actions of signing in: its ways, what helps with them, and what came of it."""

from __future__ import annotations

from chattui.tui.action_rows.guide import guide
from chattui.tui.actions import Action
from chattui.words import t


def rows() -> tuple[Action, ...]:
    """Signing in, and the pages that are reached from there."""
    return (
        *sign_in_rows(),
        *device_rows(),
        *scan_rows(),
        *other_ways_rows(),
        *browser_error_rows(),
        *done_rows(),
    )


def sign_in_rows() -> tuple[Action, ...]:
    """The page on which every way waits."""
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
        Action("scan", "o", t("Scan"), t("Show an address as a code for a camera."), here),
        Action("to_field", "p", t("Field"), t("Go to the field for the address."), here),
        Action("browser", "b", t("Browser"), t("Open the browser again."), here),
        Action("rehearse", "v", t("Answer"), t("Answer the emulator as a sample person."), here),
        Action("device", "d", t("Device code"), t("Sign in by a code, on another device."), here),
        Action(
            "service_account",
            "k",
            t("Service account"),
            t("Let a service account act for you, without this sign-in."),
            here,
        ),
        Action(
            "other_ways",
            "w",
            t("All ways"),
            t("All the ways to sign in, and why some cannot work here."),
            here,
        ),
        Action("again", "r", t("Try again"), t("Try once more."), here),
        Action(
            "browser_error",
            "e",
            t("I see an error"),
            t("Look up an error page that the browser shows."),
            here,
        ),
        Action("back", "escape", t("Cancel"), t("Cancel the sign-in."), here),
    )


def device_rows() -> tuple[Action, ...]:
    """The code that is entered on another device."""
    here = ("device",)
    return (
        Action("copy_code", "y", t("Copy code"), t("Copy the code."), here),
        Action("copy_address", "l", t("Copy address"), t("Copy the address."), here),
        Action("ask_anyway", "t", t("Ask anyway"), t("Ask Google for a code all the same."), here),
        Action("invert", "i", t("Invert"), t("Turn light and dark of the code around."), here),
        Action("again", "r", t("Try again"), t("Ask for a new code."), here),
        Action(
            "browser_error",
            "e",
            t("I see an error"),
            t("Look up an error page that the browser shows."),
            here,
        ),
        Action("back", "escape", t("Cancel"), t("Back to the other ways."), here),
    )


def scan_rows() -> tuple[Action, ...]:
    """A code for a camera."""
    here = ("scan",)
    return (
        Action("other_code", "o", t("The other address"), t("Show the other address."), here),
        Action("invert", "i", t("Invert"), t("Turn light and dark of the code around."), here),
        Action("back", "escape", t("Back"), t("Back to the sign-in, which waits."), here),
    )


def other_ways_rows() -> tuple[Action, ...]:
    """All the ways."""
    here = ("other_ways",)
    return (
        Action("choose", "enter", t("Take it"), t("Sign in this way."), here),
        Action("back", "escape", t("Back"), t("Back to the sign-in, which waits."), here),
    )


def browser_error_rows() -> tuple[Action, ...]:
    """Google's error pages."""
    here = ("browser_error",)
    return (
        Action("copy_link", "ctrl+y", t("Copy the link"), t("Copy the console's address."), here),
        guide(here, spare=False),
        Action("back", "escape", t("Back"), t("Back to where you were."), here),
    )


def done_rows() -> tuple[Action, ...]:
    """What came of it."""
    here = ("done",)
    return (
        Action("home", "enter", t("Home"), t("Go to your spaces."), here),
        Action(
            "grant_now", "m", t("Grant it now"), t("Ask Google for what was not allowed."), here
        ),
        Action("delete_file", "x", t("Delete the file"), t("Delete the client file."), here),
        Action("back", "escape", t("Home"), t("Go to your spaces."), here, footer=False),
    )
