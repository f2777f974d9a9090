"""How the guide's pages are drawn: the parts of a page, and how far a step is."""

from __future__ import annotations

from dataclasses import dataclass

from textual.content import Content
from textual.style import Style

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
from chattui.words import t

MARK = "▸"
LABEL_CELLS = 11
FACT_CELLS = 26
MIN_CELLS = 20


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


def items_of(page: Page) -> tuple[Item, ...]:
    """What can be copied on a page, in its order. The links are our own."""
    found = []
    for part in page.parts:
        if isinstance(part, Place):
            found.append(Item(part.menu, part.url, is_link=True))
        elif isinstance(part, Copyable):
            found.append(Item(part.label, part.text))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Lines:
    """A page as it is drawn in some width."""

    content: Content
    places: tuple[range, ...]
    """Which lines each of the items takes."""


def lines_of(page: Page, width: int, marked: int) -> Lines:
    """A page in lines of at most `width` cells, with the mark before the item `marked`.

    One text for the whole page: a widget for each of its parts takes ten times as long to draw.
    """
    lines: list[Content] = []
    places: list[range] = []
    items = items_of(page)
    before: Part | None = None
    for part in page.parts:
        is_first = type(part) is not type(before)
        if before is not None and (is_first or isinstance(part, Paragraph | Place)):
            lines.append(Content())
        lines += _beside(*_words(part, is_first), width)
        if isinstance(part, Place | Copyable):
            sign = MARK if marked == len(places) else " "
            label = t("{mark} {number}", mark=sign, number=len(places) + 1)
            drawn = _beside(label, LABEL_CELLS, _item_words(items[len(places)], width), width)
            places.append(range(len(lines), len(lines) + len(drawn)))
            lines += drawn
        before = part
    return Lines(Content("\n").join(lines), tuple(places))


def _words(part: Part, is_first: bool) -> tuple[str, int, Content]:
    """A part without what can be copied of it; the first of several of a kind says what it is.

    The label, its cells, and the words beside it.
    """
    match part:
        case Paragraph(text):
            return "", 0, plain(text)
        case Place(_, menu, before):
            words = plain(menu)
            if before:
                old = t("Older texts say: {before}", before=before)
                words = Content.assemble(words, "\n", styled(old, "$text-muted"))
            return t("Where"), LABEL_CELLS, words
        case Worked(text):
            return t("Worked if") if is_first else "", LABEL_CELLS, plain(text)
        case Pitfall(symptom, remedy):
            words = Content.assemble(styled(symptom, "bold"), "\n", plain(remedy))
            return t("Trouble") if is_first else "", LABEL_CELLS, words
        case Fact(name, text):
            return name, FACT_CELLS, plain(text)
        case Copyable():
            return "", 0, Content()


def _item_words(item: Item, width: int) -> Content:
    if item.is_link:
        return Content.styled(item.text, Style(underline=True, link=item.text))
    fits = len(item.name) + len(item.text) + 2 <= width - LABEL_CELLS
    between = "  " if fits and "\n" not in item.text else "\n"
    return Content.assemble(plain(item.name), between, styled(item.text, "bold"))


def _beside(label: str, cells: int, words: Content, width: int) -> list[Content]:
    """Words that wrap beside a label of some cells, which wraps too."""
    left = plain(label).wrap(max(1, cells - 1)) if label else []
    right = words.wrap(max(MIN_CELLS, width - cells)) if words else []
    drawn = []
    for number in range(max(len(left), len(right))):
        name = left[number].plain if number < len(left) else ""
        beside = right[number] if number < len(right) else Content()
        drawn.append(Content.assemble(styled(name.ljust(cells), "$text-muted"), beside))
    return drawn


def gives_words(kind: ClientKind) -> str:
    """What the console gives to download."""
    file = {"json": t("JSON"), "plist": t("plist")}.get(kind.gives, t("not confirmed"))
    if kind.secret is None:
        return file
    return t("{file}, secret", file=file) if kind.secret else t("{file}, no secret", file=file)


def serves_words(kind: ClientKind) -> str:
    """The ways to sign in that it serves."""
    names = {
        "loopback": t("browser"),
        "paste": t("pasted address"),
        "device": t("device code, not Chat"),
    }
    return ", ".join(names[flow] for flow in kind.flows) or t("not at all")
