"""Actions of the page that shows code, and of the page that saves what chattui makes."""

from __future__ import annotations

from chattui.tui.actions import Action
from chattui.words import t


def code(pages: tuple[str, ...], *, spare: bool = False) -> Action:
    """What leads to the code of what these pages do or list."""
    words = t("Show it as a program, in one of five languages.")
    return Action("code", "c", t("Show the code"), words, pages, spare=spare)


def rows() -> tuple[Action, ...]:
    """The code, and a file that is saved."""
    here, file = ("code",), ("save_file",)
    return (
        Action("next_language", "l", t("Language"), t("Write it in the next language."), here),
        Action("next_grant", "i", t("Signing in"), t("Let it sign in another way."), here),
        Action("copy", "y", t("Copy"), t("Copy all of it."), here),
        Action("save", "s", t("Save"), t("Save it as a file."), here),
        Action("back", "escape", t("Back"), t("Back to where you were."), here),
        Action("write", "enter", t("Save"), t("Write the file."), file, priority=False),
        Action("back", "escape", t("Back"), t("Save nothing."), file),
    )
