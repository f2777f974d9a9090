"""The line of the doctor that says which file it is about, and what that is."""

from __future__ import annotations

import os

from rich.cells import cell_len, set_cell_size
from textual.app import RenderResult
from textual.widgets import Static

from chattui.safe_text import safe_text
from chattui.tui.text import plain
from chattui.words import t

SHORTEST = 20
"""Cells that are left of a path at least."""


class SubjectLine(Static):
    """A path, of which the beginning gives way where there is no room, and what the file is."""

    DEFAULT_CSS = "SubjectLine { height: auto; padding: 0 1; text-style: bold; }"

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 Textual's name
        super().__init__(id=id, markup=False)
        self.path = ""
        self.kind = ""

    def tell(self, path: str, kind: str) -> None:
        """It is about the file at `path`, or about pasted text where that is empty."""
        self.path, self.kind = path, kind
        self.refresh(layout=True)

    def render(self) -> RenderResult:
        """One line, or a few where the words about the kind are long."""
        room = self.content_size.width - cell_len(t("{name}: {kind}", name="", kind=self.kind))
        name = shown_name(self.path, max(SHORTEST, room))
        return plain(t("{name}: {kind}", name=name, kind=self.kind) if self.kind else "")


def shown_name(path: str, width: int = 200) -> str:
    """A path in at most `width` cells, safe to draw; its end is what stays of a long one."""
    if not path:
        return t("pasted text")
    home = os.path.expanduser("~")
    if path.startswith(home + "/") and home != "/":
        path = "~" + path[len(home) :]
    return end_of(safe_text(path), width)


def end_of(text: str, width: int) -> str:
    """The end of `text`, which is safe to draw, in at most `width` cells."""
    if cell_len(text) <= width:
        return text
    return "…" + set_cell_size(text[::-1], width - 1).rstrip()[::-1]
