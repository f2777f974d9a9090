"""Actions of the doctor's pages."""

from __future__ import annotations

from chattui.tui.action_rows.guide import guide
from chattui.tui.actions import Action
from chattui.words import t


def rows() -> tuple[Action, ...]:
    """The doctor, and what is reached from it. What leads on comes first."""
    return (*doctor_rows(), *mend_rows(), *rule_rows(), *search_rows(), *health_rows())


def doctor_rows() -> tuple[Action, ...]:
    """One file. Enter uses it where it can be used, and explains a finding where it cannot."""
    here = ("doctor",)
    return (
        Action("use", "enter", t("Use it"), t("Go on with this client file."), here),
        Action("explain", "e,enter", t("Explain"), t("Read about this finding in full."), here),
        Action("mend", "f", t("Mend"), t("Show what can be mended, and ask."), here),
        Action("copy_advice", "y", t("Copy advice"), t("Copy what this finding says."), here),
        Action("next_finding", "j", t("Next"), t("The next finding, from either side."), here),
        Action(
            "previous_finding", "k", t("Previous"), t("The finding before it."), here, spare=True
        ),
        Action(
            "next_pane",
            "tab",
            t("Other side"),
            t("From the findings to the file and back; the arrows move where one is."),
            here,
            footer=False,
            priority=True,
        ),
        Action(
            "open_path",
            "o",
            t("Another file"),
            t("Look at a file by its path, or search a folder."),
            here,
        ),
        Action("paste_text", "p", t("Paste one"), t("Look at pasted text."), here),
        Action("read_again", "r", t("Read again"), t("Read the file again."), here),
        health(here),
    )


def health(pages: tuple[str, ...]) -> Action:
    """The key that opens the live checks, which several pages have."""
    words = t("Examine the whole chain, from the clock to the Chat app.")
    return Action("health", "h", t("Health"), words, pages, spare=True)


def mend_rows() -> tuple[Action, ...]:
    """What will change."""
    here = ("mend",)
    return (
        Action("do", "enter", t("Mend it"), t("Change this, and keep the file as it was."), here),
        Action("back", "escape", t("Leave it"), t("Leave everything as it is."), here),
    )


def rule_rows() -> tuple[Action, ...]:
    """The page of a rule."""
    here = ("rule",)
    return (
        Action("copy_page", "y", t("Copy"), t("Copy this page."), here),
        Action("back", "escape,enter,e", t("Back"), t("Back to the findings."), here),
    )


def search_rows() -> tuple[Action, ...]:
    """The credential files of a folder."""
    here = ("search",)
    return (
        Action("stop", "escape", t("Stop"), t("Stop searching; what was found stays."), here),
        Action("open", "enter", t("Look at it"), t("Look at this file."), here),
        Action("search_again", "r", t("Search again"), t("Search the folder again."), here),
        Action("back", "escape", t("Back"), t("Go one step back."), here),
    )


def health_rows() -> tuple[Action, ...]:
    """The live checks."""
    here = ("health",)
    return (
        Action("again", "r", t("Again"), t("Examine everything once more."), here),
        Action("copy", "y", t("Copy"), t("Copy the link, or what to do."), here),
        Action(
            "as_administrator",
            "a",
            t("Administrator"),
            t("Ask for administrator privileges as well, or no longer."),
            here,
        ),
        guide(here, spare=False),
        Action("back", "escape", t("Back"), t("Go one step back."), here),
    )
