"""The one table of actions: it feeds the footer, the palette, the help and the README."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from chattui.words import t

if TYPE_CHECKING:
    from textual.binding import Binding


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that a key does on some pages.

    `id` names the method ``action_<id>`` of the page (or of the app for the page ``*``), `key` is
    Textual's name for it, `label` the word in the footer, `help` the sentence in help and palette.
    """

    id: str
    key: str
    label: str
    help: str
    pages: tuple[str, ...]
    footer: bool = True
    priority: bool = False
    """True for keys that must work while a field has the focus, such as ctrl+s."""
    spare: bool = False
    """Whether the footer leaves it out, to the list of keys, rather than take one more line."""

    def key_while(self, typing: bool) -> str:
        """Its first key, or while a field has the focus its first key that is no letter; ""."""
        keys = self.key.split(",")
        return next((key for key in keys if not (typing and is_letter(key))), "")


def is_letter(key: str) -> bool:
    """Whether a field with the focus takes this key as text."""
    return len(key) == 1 or key in PRINTED


PRINTED = frozenset({"slash", "question_mark", "space", "asterisk", "minus", "comma", "full_stop"})
"""Keys that print a character and have a longer name."""

KEY_NAMES = {
    "enter": "enter",
    "escape": "esc",
    "slash": "/",
    "question_mark": "?",
    "space": "space",
    "asterisk": "*",
    "minus": "-",
    "comma": ",",
    "full_stop": ".",
    "ctrl+p": "^p",
    "ctrl+s": "^s",
    "ctrl+n": "^n",
    "ctrl+l": "^l",
    "ctrl+u": "^u",
    "ctrl+y": "^y",
    "ctrl+o": "^o",
    "ctrl+q": "^q",
    "ctrl+k": "^k",
    "ctrl+g": "^g",
    "ctrl+r": "^r",
    "ctrl+t": "^t",
}


def key_name(key: str) -> str:
    """How a key is written for a person; of several keys, the first."""
    first = key.partition(",")[0]
    return KEY_NAMES.get(first, first)


@cache
def table() -> tuple[Action, ...]:
    """All actions, in the order of the footer."""
    from chattui.tui.action_rows import (
        code,
        delegation,
        doctor,
        guide,
        home,
        plans,
        setup,
        sign_in,
        spaces,
        vault,
    )

    return (
        *home.rows(),
        *plans.rows(),
        *spaces.rows(),
        *code.rows(),
        *doctor.rows(),
        *setup.rows(),
        *sign_in.rows(),
        *delegation.rows(),
        *guide.rows(),
        *vault.rows(),
        *everywhere_rows(),
    )


def everywhere_rows() -> tuple[Action, ...]:
    """What every page has."""
    from chattui.tui.action_rows.guide import guide

    return (
        Action(
            "administrator",
            "A",
            t("Admin"),
            t("Switch administrator access on or off."),
            ("*",),
        ),
        guide(("*",), footer=False),
        Action("keys", "question_mark,f1", t("Keys"), t("List the keys of this page."), ("*",)),
        Action(
            "command_palette",
            "ctrl+p",
            t("Anything"),
            t("Find any action by its name."),
            ("*",),
        ),
        Action(
            "copy_report",
            "ctrl+r",
            t("Copy the report"),
            t("Copy the report of an error of chattui's own."),
            ("*",),
            spare=True,
        ),
        Action("quit", "ctrl+q", t("Quit"), t("Leave chattui."), ("*",), footer=False),
    )


def of_page(page: str) -> tuple[Action, ...]:
    """The actions of one page, without those of every page."""
    return tuple(action for action in table() if page in action.pages)


def of_every_page() -> tuple[Action, ...]:
    """The actions that work everywhere."""
    return of_page("*")


def bindings(actions: Iterable[Action]) -> list[Binding]:
    """Textual's bindings for some actions."""
    from textual.binding import Binding

    return [
        Binding(action.key, action.id, action.label, show=False, priority=action.priority)
        for action in actions
    ]
