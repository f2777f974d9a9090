"""A finding in full, with the page of its rule."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget

from chattui.safe_text import safe_text
from chattui.tui.findings import advice_text
from chattui.tui.page import Page, page_bindings
from chattui.tui.text import plain, styled
from chattui.tui.widgets.prose import Prose
from chattui.words import t

if TYPE_CHECKING:
    from chattui.clientfile import Finding


class Text(VerticalScroll):
    """Words to read, which scroll by the keys of lists as well; at once, since each step of a
    movement would be written to the terminal."""

    BINDINGS: ClassVar[list[Any]] = [
        Binding("j", "scroll_down", show=False),
        Binding("k", "scroll_up", show=False),
    ]

    def action_scroll_down(self) -> None:
        """One line down."""
        self.scroll_relative(y=1, animate=False)

    def action_scroll_up(self) -> None:
        """One line up."""
        self.scroll_relative(y=-1, animate=False)

    def action_page_down(self) -> None:
        """A page down, with a line of the one before."""
        self.scroll_relative(y=max(1, self.size.height - 1), animate=False)

    def action_page_up(self) -> None:
        """A page up, with a line of the one after."""
        self.scroll_relative(y=-max(1, self.size.height - 1), animate=False)

    def action_scroll_home(self) -> None:
        """To the beginning."""
        self.scroll_home(animate=False)

    def action_scroll_end(self) -> None:
        """To the end."""
        self.scroll_end(animate=False)


class RulePage(Page[None]):
    """What a finding says about this file, and below it what the rule is about."""

    PAGE = "rule"
    BINDINGS: ClassVar[list[Any]] = page_bindings(PAGE)
    DEFAULT_CSS = "RulePage Text { height: 1fr; padding: 1 0; }"

    def __init__(self, finding: Finding) -> None:
        super().__init__()
        self.finding = finding

    def page_title(self) -> str:
        """The code."""
        return t("Doctor · {code}", code=self.finding.code)

    def body(self) -> Iterable[Widget]:
        """Both, in one text that scrolls."""
        page = rule_words(self.finding.code)
        parts = [styled(t("In this file"), "bold underline"), advice_text(self.finding, key=False)]
        if page:
            head = t("About {code}", code=self.finding.code)
            parts += [Content(""), styled(head, "bold underline"), plain(page)]
        yield Text(Prose(Content("\n").join(parts)), id="text")

    def action_copy_page(self) -> None:
        """Copy all of it; it holds no secret."""
        about = rule_words(self.finding.code)
        words = "\n\n".join(x for x in (advice_text(self.finding, key=False).plain, about) if x)
        self.app.copy_to_clipboard(words)
        self.notice.say(t("This page was sent to your terminal's clipboard."))


def rule_words(code: str) -> str:
    """The documentation of a rule in paragraphs, for any width."""
    from chattui.clientfile import explain

    _, _, text = explain(code).strip().partition("\n\n")
    return safe_text("\n\n".join(_flowing(part) for part in text.split("\n\n")), lines=True)


def _flowing(paragraph: str) -> str:
    """A paragraph as one line; lines that are set in or belong to a list stay as they are."""
    lines = paragraph.split("\n")
    if any(line.startswith((" ", "- ", "* ")) for line in lines):
        return paragraph
    return " ".join(lines)
