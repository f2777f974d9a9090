"""Google's error pages: what they mean, found by what the browser shows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on
from textual.binding import Binding
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Label

from chattui.safe_text import safe_text
from chattui.tui.page import Page, page_bindings
from chattui.tui.text import plain, styled
from chattui.tui.ways import link
from chattui.tui.widgets.plain_field import PlainField
from chattui.tui.widgets.prose import Prose
from chattui.tui.widgets.rows import Column, RowList
from chattui.words import t

if TYPE_CHECKING:
    from chattui.oauth.error_pages import ErrorPage

LONGEST = 4000
"""Characters of what was pasted that are looked at: a page of Google's is shorter."""


class SeenField(PlainField):
    """Takes a page of several lines as one."""

    def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        self.value = ""
        self.insert_text_at_cursor(" ".join(safe_text(event.text[:LONGEST], lines=True).split()))


class BrowserErrorPage(Page[None]):
    """A list that is filtered while one types; below it what the page under the cursor means."""

    PAGE = "browser_error"
    BINDINGS: ClassVar[list[Any]] = [
        *page_bindings(PAGE),
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", "read(-1)", show=False),
        Binding("pagedown", "read(1)", show=False),
    ]
    DEFAULT_CSS = """
    BrowserErrorPage #head { height: 1; margin: 1 0; padding: 0 1; }
    BrowserErrorPage #head Label { width: auto; padding: 0 1 0 0; color: $text-accent; }
    BrowserErrorPage #head Input { width: 1fr; }
    BrowserErrorPage RowList { height: 8; }
    BrowserErrorPage #about { height: 1fr; border-top: solid $panel-lighten-2; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.shown: tuple[ErrorPage, ...] = ()

    def page_title(self) -> str:
        """What this is."""
        return t("I see an error in the browser")

    def body(self) -> Iterable[Widget]:
        """The field, the list, and the words about one."""
        field = SeenField(id="seen", compact=True, placeholder=t("its number or its words"))
        yield Horizontal(Label(plain(t("It says")), markup=False), field, id="head")
        columns = (Column(t("Error"), 6), Column(t("Code"), 22), Column(t("What it means"), 0))
        yield RowList(columns, self._cells, id="pages")
        yield VerticalScroll(Prose(id="words"), id="about", can_focus=False)

    def opened(self) -> None:
        """Ready to type."""
        self.query_one(RowList).can_focus = False
        self.query_one(SeenField).focus()
        self._filter("")

    def _cells(self, row: int) -> Sequence[str]:
        page = self.shown[row]
        return (str(page.number) if page.number else "", page.code, page.title)

    @on(Input.Changed)
    def typed(self, event: Input.Changed) -> None:
        """Show those that it may be."""
        event.stop()
        self._filter(event.value)

    def _filter(self, text: str) -> None:
        self.shown = matching(text)
        rows = self.query_one(RowList)
        rows.show_rows(len(self.shown), 0)  # first: what the list draws from is gone
        rows.say_empty(
            t("None of Google's pages is known by these words. Fewer of them may find it.")
        )
        self._show_words()
        self.refresh_keys()

    @on(RowList.Moved)
    def _show_words(self) -> None:
        page = self.here
        words = Content("")
        if page is not None:
            words = Content("\n").join(_about(page))
        self.query_one("#words", Prose).say(words)
        self.query_one("#about", VerticalScroll).scroll_home(animate=False)

    @property
    def here(self) -> ErrorPage | None:
        """The page under the cursor."""
        cursor = self.query_one(RowList).cursor
        return self.shown[cursor] if cursor < len(self.shown) else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is a link to copy for most."""
        if action == "copy_link":
            return self.is_mounted and self.here is not None and bool(self.here.link)
        return True

    def action_move(self, by: int) -> None:
        """Move the cursor while the field keeps the focus."""
        self.query_one(RowList).action_move(by)
        self.refresh_keys()

    def action_read(self, by: int) -> None:
        """Read on, or back."""
        about = self.query_one("#about", VerticalScroll)
        about.scroll_relative(y=by * max(1, about.size.height - 1), animate=False)

    def guide_subject(self) -> str:
        """The page of the guide that is about the error under the cursor."""
        from chattui.guide.helping import page_for

        return page_for(self.here.code) if self.here is not None else ""

    def action_copy_link(self) -> None:
        """Copy the address of the console page."""
        if self.here is not None:
            self.copy(self.here.link)


def _about(page: ErrorPage) -> list[Content]:
    number = t("Error {number}: {code}", number=page.number, code=page.code)
    head = number if page.number else page.code
    lines = [styled(f"{head} · {page.title}", "bold")]
    if page.words and page.code not in page.words:
        lines.append(plain(t("The page says: “{words}”", words=page.words)))
    lines += [Content(""), plain(page.cause), plain(page.remedy)]
    return [*lines, link(page.link)] if page.link else lines


def matching(text: str) -> tuple[ErrorPage, ...]:
    """The pages that have all the words of `text`, else those that a whole text may mean."""
    from chattui.oauth.error_pages import error_pages, find_errors

    pages = error_pages()
    words = re.findall(r"\w+", text.casefold())
    found = tuple(page for page in pages if all(word in _words_of(page) for word in words))
    return found or find_errors(text)


def _words_of(page: ErrorPage) -> str:
    return f"error {page.number} {page.code} {page.title} {page.words}".casefold()
