"""The log sheet: which spreadsheet has a row for each space and each member change."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on
from textual.suggester import SuggestFromList
from textual.widget import Widget
from textual.widgets import Input, Label

from chattui.problem import Exit, Problem, ProblemError
from chattui.safe_text import safe_text
from chattui.tui.follow_form import FollowForm
from chattui.tui.following import spreadsheet
from chattui.tui.form_page import row
from chattui.tui.page import page_bindings
from chattui.tui.widgets.fields import TextField
from chattui.tui.widgets.prose import Prose
from chattui.words import t

if TYPE_CHECKING:
    from chattui.plans.follow_ups import Log
    from chattui.tui.account_page import AccountPage
    from chattui.workspace.sheets import Spreadsheet


TABS_SHOWN = 6


class FollowLogPage(FollowForm["Log"]):
    """Hands a `Log` to `forward`, and remembers it for the next time."""

    PAGE = "follow_log"
    PURPOSE = "sheets"
    FIELDS = ("sheet", "tab")
    BINDINGS: ClassVar[list[Any]] = page_bindings(PAGE)
    seen: Spreadsheet | None = None
    """What Google gave for the address that is typed."""

    def page_title(self) -> str:
        """What is named here."""
        return t("Log sheet")

    def heading(self) -> str:
        """What is written."""
        if not self.about:
            return t("A row for each space and each change of members")
        return t("A row for {space}", space=self.called)

    def body(self) -> Iterable[Widget]:
        """The spreadsheet and its tab."""
        yield Prose(self.heading(), id="to")
        sheet = t("Its address in the browser, or the long ID in it")
        yield row(t("Spreadsheet"), TextField(id="sheet", placeholder=sheet))
        yield row(t("Tab"), TextField(id="tab", placeholder=t("The first one")))
        yield Label(id="found", markup=False, classes="found")
        yield Label(id="allowed", markup=False)
        yield Prose(
            t(
                "A row says when, what, which space with its link, who, in which role, what came"
                " of it, by whom, and in which plan. An empty sheet gets a header first. Names"
                " stay texts, and are never formulas. The sheet is remembered for the next time."
            )
        )

    def opened(self) -> None:
        """The sheet that was named before stands there already."""
        self.before = self.before or remembered(self)
        super().opened()
        self.work(self._look_up(), group="sheet")

    def value(self) -> Log:
        """The spreadsheet, and its tab."""
        from chattui.plans.follow_ups import Log

        return Log(self.text("sheet"), self.text("tab"))

    def fill_in(self, value: Log) -> None:
        """Show a sheet that was named before."""
        self.query_one("#sheet", Input).value = value.sheet
        self.query_one("#tab", Input).value = value.tab

    def words(self) -> str:
        """What the spreadsheet is called, and its tabs."""
        if self.seen is None or not self.text("sheet"):
            return ""
        tabs = ", ".join(safe_text(tab, limit=40) for tab in self.seen.tabs[:TABS_SHOWN])
        if len(self.seen.tabs) > TABS_SHOWN:
            tabs = t("{names}, …", names=tabs)
        tab = self.text("tab")
        if tab and not any(name.startswith(tab) for name in self.seen.tabs):
            typed = safe_text(tab, limit=40)
            return t(
                "✗ “{title}” has no tab “{tab}”. Its tabs: {tabs}",
                title=self.seen.title,
                tab=typed,
                tabs=tabs,
            )
        return t("✓ “{title}” · tabs: {tabs}", title=self.seen.title, tabs=tabs)

    @on(Input.Changed, "#sheet")
    def _another(self) -> None:
        """What was seen is not of this one."""
        self.seen = None

    @on(Input.Submitted, "#sheet")
    @on(events.DescendantBlur)
    def _left(self) -> None:
        """Look at what is named, once it is typed."""
        if self.seen is None:
            self.work(self._look_up(), group="sheet")

    def account_changed(self) -> None:
        """The spreadsheet may be looked at now."""
        super().account_changed()
        self.work(self._look_up(), group="sheet")

    async def _look_up(self) -> None:
        named = self.text("sheet")
        if not named or self.wrong():
            return
        found = await spreadsheet(self, named)
        if found is None or self.text("sheet") != named:
            return
        self.seen = found
        tabs = SuggestFromList([safe_text(tab) for tab in found.tabs], case_sensitive=False)
        self.query_one("#tab", Input).suggester = tabs
        self.look()

    async def ready(self) -> None:
        """The spreadsheet is there, and has that tab; it is remembered."""
        from chattui.plans.log_sheet import remember_sheet

        found = await spreadsheet(self, self.text("sheet"))
        tab = self.text("tab")
        if found is not None and tab and tab not in found.tabs:
            raise ProblemError(_no_tab(tab, found))
        paths = self.session.context.paths
        await asyncio.to_thread(remember_sheet, paths, self.account.key, self.value())


def remembered(page: AccountPage[Any]) -> Log | None:
    """The log sheet that config.toml names, else the one that was used last; None for neither."""
    from chattui.plans.follow_ups import Log
    from chattui.plans.log_sheet import named_log

    context = page.session.context
    found = named_log(Log(), context.paths, page.account.key, context.log_sheet)
    return found if found.sheet else None


def _no_tab(tab: str, found: Spreadsheet) -> Problem:
    names = ", ".join(safe_text(name, limit=40) for name in found.tabs[:TABS_SHOWN])
    return Problem(
        "follow_up.no_tab",
        t("“{title}” has no tab “{tab}”.", title=found.title, tab=safe_text(tab, limit=80)),
        t("Its tabs: {names}", names=names),
        t("Type one of them, or leave the field empty for the first."),
        exit=Exit.USAGE,
    )
