"""The keys of a page, all of them, with what they do."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget

from chattui.tui import actions
from chattui.tui.actions import Action, key_name
from chattui.tui.page import Page, page_bindings
from chattui.tui.text import plain, styled
from chattui.tui.widgets.prose import Prose
from chattui.words import t

KEY_CELLS = 12


class KeysPage(Page[None]):
    """A list to read; the keys themselves work on the page below."""

    PAGE = "key_list"
    BINDINGS: ClassVar[list[Any]] = page_bindings(PAGE)
    DEFAULT_CSS = "KeysPage VerticalScroll { padding: 1 1; }"

    def __init__(self, page: tuple[Action, ...]) -> None:
        super().__init__()
        self.listed = page

    def page_title(self) -> str:
        """What this is."""
        return t("Keys")

    def body(self) -> Iterable[Widget]:
        """Those of the page, those of lists, and those that work everywhere."""
        parts = [
            _section(t("On this page"), [(key_name(a.key), a.help) for a in self.listed]),
            _section(
                t("In lists"),
                [
                    ("↑ ↓  j k", t("Up and down.")),
                    ("pgup pgdn", t("A page up and down.")),
                    ("home end", t("The first and the last.")),
                ],
            ),
            _section(t("Everywhere"), [(key_name(a.key), a.help) for a in actions.of_every_page()]),
        ]
        yield VerticalScroll(Prose(Content("\n\n").join(p for p in parts if p.plain)))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The list of keys does not list itself."""
        return action != "keys"


def _section(title: str, keys: list[tuple[str, str]]) -> Content:
    if not keys:
        return Content("")
    lines = [styled(title, "bold")]
    lines += [
        Content.assemble("  ", styled(key.ljust(KEY_CELLS), "bold $text-accent"), plain(words))
        for key, words in keys
    ]
    return Content("\n").join(lines)
