"""Actions of the guide's pages."""

from __future__ import annotations

from chattui.tui.actions import Action
from chattui.words import t


def rows() -> tuple[Action, ...]:
    """The checklist, its pages, the kinds of client, and the question for the project."""
    return (*checklist_rows(), *page_rows(), *kinds_rows(), *shared_rows(), *project_rows())


def guide(pages: tuple[str, ...], *, footer: bool = True, spare: bool = True) -> Action:
    """The key that opens the guide, from every page; some show it."""
    words = t("Open the guide: from a Google account to a working Chat app, step by step.")
    return Action("guide", "g,ctrl+g", t("Guide"), words, pages, footer=footer, spare=spare)


def checklist_rows() -> tuple[Action, ...]:
    """The list of steps."""
    here = ("guide",)
    return (
        Action("open", "enter", t("Read"), t("Read what to do in this step."), here),
        Action("tick", "space", t("Tick"), t("Tick the step, or take the tick away."), here),
        Action("hand_over", "i", t("I have the file"), t("Hand over a client file."), here),
    )


def page_rows() -> tuple[Action, ...]:
    """One page. What leads on comes first."""
    here = ("guide_page",)
    return (
        Action("name_project", "enter", t("Name it"), t("Type the project's id."), here),
        Action("kinds", "enter", t("Kinds"), t("Compare the kinds of client."), here),
        Action("hand_over", "enter", t("I have the file"), t("Hand over a client file."), here),
        Action("sign_in", "enter", t("Sign in"), t("Go on to what one wants to do."), here),
        Action("new_space", "enter", t("Make one"), t("Make a new space."), here),
        Action("tick", "space", t("Tick"), t("Tick the step, or take the tick away."), here),
        Action("copy", "y", t("Copy"), t("Copy what is marked, here or by its number."), here),
        Action(
            "mark",
            "tab",
            t("Mark next"),
            t("Mark the next thing that can be copied."),
            here,
            priority=True,
        ),
        Action("scan", "o", t("Code"), t("Show the links as codes for a camera."), here),
        Action(
            "print_raw",
            "u",
            t("Print"),
            t("Leave the full screen and print what is marked, on lines of its own."),
            here,
            spare=True,
        ),
        Action("later", "n,right", t("Next"), t("Read the next page."), here),
        Action("earlier", "b,left", t("Before"), t("Read the page before."), here, spare=True),
    )


def kinds_rows() -> tuple[Action, ...]:
    """The kinds of client."""
    here = ("guide_kinds",)
    return (
        Action("open", "enter", t("Read"), t("Read about this kind of client."), here),
        Action("back", "escape", t("Back"), t("Go one step back."), here),
    )


def shared_rows() -> tuple[Action, ...]:
    """What the checklist and its pages have in common."""
    here = ("guide", "guide_page")
    return (
        Action("check", "r", t("Check"), t("Ask Google how far everything is."), here),
        Action("project", "p", t("Project"), t("Name the project for the links."), here),
        Action("stop", "escape", t("Stop"), t("Stop asking; what is known stays."), here),
        Action("back", "escape", t("Back"), t("Go one step back."), here),
    )


def project_rows() -> tuple[Action, ...]:
    """The question for the project."""
    here = ("guide_project",)
    return (
        Action("submit", "enter", t("Take it"), t("Fill the links with this project."), here),
        Action("back", "escape", t("Back"), t("Leave the project as it was."), here),
    )
