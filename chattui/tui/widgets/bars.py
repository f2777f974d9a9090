"""The lines that every page has: who acts, what happened, which keys there are."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import replace
from typing import Any

from rich.cells import cell_len, set_cell_size
from textual.app import RenderResult
from textual.content import Content
from textual.widgets import Static

from chattui.problem import Problem
from chattui.tui.actions import Action, key_name
from chattui.tui.standing import Standing
from chattui.tui.text import plain, problem_text, styled
from chattui.words import t


class Topline(Static):
    """Who acts, with which client, and whether this is the emulator: on every page."""

    DEFAULT_CSS = """
    Topline { dock: top; height: 1; padding: 0 1; background: $panel; color: $text; }
    Topline.emulator { background: $warning-muted; color: $text-warning; }
    Topline:ansi { text-style: reverse; }
    """

    def __init__(self, id: str | None = None) -> None:  # noqa: A002 Textual's own name for it
        super().__init__(id=id)
        self.standing = Standing()
        self.title = ""

    def show(self, standing: Standing, title: str) -> None:
        """Tell this standing on a page with this title."""
        if (standing, title) == (self.standing, self.title):
            return
        self.standing, self.title = standing, title
        self.set_class(bool(standing.emulator), "emulator")
        self.refresh()

    def render(self) -> RenderResult:
        """One line, in which a long address gives way and the emulator never does."""
        return plain(fit_standing(self.standing, self.title, self.content_size.width))


def fit_standing(standing: Standing, title: str, width: int) -> str:
    """The top line in at most `width` cells.

    The emulator's host gives way first, which is always this machine, then the client's name down
    to `SHORTEST` cells and then altogether, then the account's address down to `SHORTEST` cells,
    and the title last.
    """
    shown = standing
    over = cell_len(shown.words(title)) - width
    if over > 0 and shown.emulator:
        shown = replace(shown, emulator=":" + shown.emulator.rpartition(":")[2])
        over = cell_len(shown.words(title)) - width
    for name, least in (("client", SHORTEST), ("client", 0), ("account", SHORTEST)):
        text = getattr(shown, name)
        if over > 0 and cell_len(text) > least:
            kept = max(least, cell_len(text) - over) if least else 0
            changes: dict[str, Any] = {name: shorten(text, kept) if kept else ""}
            shown = replace(shown, **changes)
            over = cell_len(shown.words(title)) - width
    if over > 0:
        title = shorten(title, max(SHORTEST, cell_len(title) - over))
    return shown.words(title)


SHORTEST = 12
"""Cells that are left of an address or a client's name where the line is full."""


def shorten(text: str, width: int) -> str:
    """`text` in at most `width` cells, cut with an ellipsis."""
    if cell_len(text) <= width:
        return text
    return set_cell_size(text, max(0, width - 1)).rstrip() + "…"


class KeyBar(Static):
    """The keys of this page, from the action table, on as many lines as they need.

    The spare ones are there where they need no line more.
    """

    DEFAULT_CSS = """
    KeyBar { dock: bottom; height: auto; padding: 0 1; background: $panel; color: $text; }
    KeyBar:ansi { background: ansi_default; }
    """

    def __init__(self, id: str | None = None) -> None:  # noqa: A002 Textual's own name for it
        super().__init__(id=id)
        self.actions: tuple[Action, ...] = ()

    def show(
        self,
        actions: Sequence[Action],
        width: int,
        *,
        typing: bool = False,
        off: Container[str] = (),
    ) -> None:
        """Show these actions on a bar of `width` cells; draws only where something changed.

        While a field has the focus (`typing`), those that only a letter stands for are left out.
        Those whose id is in `off` are grey and in brackets: colour is never the only sign.
        """
        self.actions = tuple(actions)
        keys = [
            (key_name(key), t("({label})", label=a.label) if a.id in off else a.label, a.spare)
            for a in actions
            if (key := a.key_while(typing))
        ]
        grey = {t("({label})", label=a.label) for a in actions if a.id in off}
        lines = fitting_lines(keys, width - 2)
        drawn = Content("\n").join(_key_line(line, grey) for line in lines)
        if drawn != self.content:
            self.update(drawn)


def _key_line(parts: Sequence[tuple[str, str]], grey: Container[str]) -> Content:
    return Content("  ").join(
        styled(f"{key} {label}", "$text-disabled")
        if label in grey
        else Content.assemble(styled(key, "bold $text-accent"), " ", label)
        for key, label in parts
    )


def fitting_lines(
    parts: Sequence[tuple[str, str, bool]], width: int
) -> list[list[tuple[str, str]]]:
    """Keys and labels laid out in lines; the spare ones only where those need no line more.

    Of several spare ones the first are kept.
    """
    kept = [not spare for _, _, spare in parts]

    def laid_out() -> list[list[tuple[str, str]]]:
        return key_lines([part[:2] for part, keep in zip(parts, kept, strict=True) if keep], width)

    lines = laid_out()
    most = len(lines)
    for place in [place for place, keep in enumerate(kept) if not keep]:
        kept[place] = True
        tried = laid_out()
        kept[place] = len(tried) <= most
        lines = tried if kept[place] else lines
    return lines


def key_lines(parts: Sequence[tuple[str, str]], width: int) -> list[list[tuple[str, str]]]:
    """Keys and labels laid out in lines of at most `width` cells, no label torn from its key."""
    lines: list[list[tuple[str, str]]] = [[]]
    used = 0
    for key, label in parts:
        length = cell_len(key) + 1 + cell_len(label)
        if lines[-1] and used + 2 + length > width:
            lines.append([])
            used = 0
        used += length + (2 if lines[-1] else 0)
        lines[-1].append((key, label))
    return lines


class Notice(Static):
    """One line or a few that tell what happened; a problem stays until the next attempt."""

    DEFAULT_CSS = """
    Notice { height: auto; max-height: 8; padding: 0 1; display: none; }
    Notice.shown { display: block; }
    """

    problem: Problem | None = None

    def say(self, words: str) -> None:
        """Show a plain sentence; the empty one clears."""
        self.problem = None
        self.update(plain(words))
        self.set_class(bool(words), "shown")

    def show_problem(self, problem: Problem) -> None:
        """Show a problem with its cause and remedy."""
        self.problem = problem
        self.update(problem_text(problem))
        self.add_class("shown")
