"""How the guide's pages are drawn: the parts of a page, and how far a step is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from textual.content import Content
from textual.style import Style
from textual.widget import Widget

from chattui.guide.model import (
    Copyable,
    Fact,
    Page,
    Paragraph,
    Part,
    Pitfall,
    Place,
    Standing,
    Step,
    Worked,
)
from chattui.guide.places import ClientKind
from chattui.tui.text import plain, styled
from chattui.tui.widgets.prose import Labelled, Prose
from chattui.words import t

MARKS = {
    Standing.OPEN: "·",
    Standing.DONE: "✓",
    Standing.TICKED: "✓",
    Standing.TROUBLE: "✗",
}
"""A word always stands beside the mark."""

MARK = "▸"
LABEL_CELLS = 11
FACT_CELLS = 26


def standing_words(step: Step) -> str:
    """How far a step is, in a word or two."""
    if step.standing is Standing.OPEN and step.is_optional:
        return t("if needed")
    return {
        Standing.OPEN: t("to do"),
        Standing.DONE: t("done"),
        Standing.TICKED: t("ticked"),
        Standing.TROUBLE: t("not right"),
    }[step.standing]


@dataclass(frozen=True, slots=True)
class Item:
    """Something on a page that can be copied: a link, or what is to be typed or pasted."""

    name: str
    text: str
    is_link: bool = False


class ItemLine(Labelled):
    """An item with its number, and the mark where it is the one that is meant."""

    DEFAULT_CSS = "ItemLine { margin: 0; }"

    def __init__(self, number: int, item: Item) -> None:
        self.number = number
        self.item = item
        super().__init__(self._label(False), _item_words(item), width=LABEL_CELLS)

    def _label(self, marked: bool) -> str:
        return t("{mark} {number}", mark=MARK if marked else " ", number=self.number)

    def mark(self, marked: bool) -> None:
        """Draw the mark, or no longer."""
        self.query_one(".label").update(plain(self._label(marked)))  # type: ignore[attr-defined]


def _item_words(item: Item) -> Content:
    if item.is_link:
        return Content.styled(item.text, Style(underline=True, link=item.text))
    if "\n" in item.text:
        return Content.assemble(plain(item.name), "\n", styled(item.text, "bold"))
    return Content.assemble(plain(item.name), "  ", styled(item.text, "bold"))


def items_of(page: Page) -> tuple[Item, ...]:
    """What can be copied on a page, in its order. The links are our own."""
    found = []
    for part in page.parts:
        if isinstance(part, Place):
            found.append(Item(part.menu, part.url, is_link=True))
        elif isinstance(part, Copyable):
            found.append(Item(part.label, part.text))
    return tuple(found)


def lines_of(page: Page) -> Iterable[Widget]:
    """The widgets of a page, below each other."""
    number, before = 0, None
    for part in page.parts:
        is_first = type(part) is not type(before)
        spaced = "part" if before is not None and (is_first or not _is_dense(part)) else ""
        drawn: Sequence[Widget] = _drawn(part, is_first)
        if isinstance(part, Place | Copyable):
            number += 1
            item = items_of(page)[number - 1]
            drawn = (*drawn, ItemLine(number, item))
        if drawn and spaced:
            drawn[0].add_class(spaced)
        yield from drawn
        before = part


def _is_dense(part: Part) -> bool:
    return isinstance(part, Copyable | Fact | Pitfall | Worked)


def _drawn(part: Part, is_first: bool) -> Sequence[Widget]:
    """A part without what can be copied of it; the first of several of a kind says what it is."""
    match part:
        case Paragraph(text):
            return (Prose(text),)
        case Place(_, menu, before):
            words = plain(menu)
            if before:
                old = t("Older texts say: {before}", before=before)
                words = Content.assemble(words, "\n", styled(old, "$text-muted"))
            return (Labelled(t("Where"), words, width=LABEL_CELLS),)
        case Worked(text):
            return (Labelled(t("Worked if") if is_first else "", text, width=LABEL_CELLS),)
        case Pitfall(symptom, remedy):
            words = Content.assemble(styled(symptom, "bold"), "\n", plain(remedy))
            return (Labelled(t("Trouble") if is_first else "", words, width=LABEL_CELLS),)
        case Fact(name, words):
            return (Labelled(name, words, width=FACT_CELLS),)
        case Copyable():
            return ()


def gives_words(kind: ClientKind) -> str:
    """What the console gives to download."""
    file = {"json": t("JSON"), "plist": t("plist")}.get(kind.gives, t("not documented"))
    if kind.secret is None:
        return file
    return t("{file}, secret", file=file) if kind.secret else t("{file}, no secret", file=file)


def serves_words(kind: ClientKind) -> str:
    """The ways to sign in that it serves."""
    names = {
        "loopback": t("browser"),
        "paste": t("pasted address"),
        "device": t("device code, not for Chat"),
    }
    return ", ".join(names[flow] for flow in kind.flows) or t("not at all")
