"""Home: the spaces of the account, the last known ones at once and then fresh ones."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.containers import Horizontal, Vertical
from textual.widget import Widget

from chattui.chat.when import relative_time
from chattui.oauth.purposes import PURPOSES
from chattui.problem import Exit, Problem
from chattui.tui.account_page import AccountPage
from chattui.tui.filtering import Filtering
from chattui.tui.granted import allows, purposes_of
from chattui.tui.lifetimes import ending_words, why_it_ends
from chattui.tui.page import page_bindings
from chattui.tui.space_list import SpaceList, empty_words, lean
from chattui.tui.space_words import now_of
from chattui.tui.widgets.grant_lines import GrantLines
from chattui.tui.widgets.rows import Column, RowList
from chattui.tui.widgets.space_side import SpaceSide
from chattui.tui.widgets.state_line import StateLine
from chattui.tui.widgets.title_line import TitleLine
from chattui.words import t

if TYPE_CHECKING:
    from chattui.chat.creation import Created
    from chattui.chat.models import Space
    from chattui.vault import AccountEntry


class HomePage(Filtering, AccountPage[None]):
    """The list of spaces, and the way to everything else."""

    PAGE = "home"
    BINDINGS: ClassVar[list[Any]] = page_bindings(PAGE)
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-wide")]  # noqa: RUF012 as Screen has it
    DEFAULT_CSS = """
    HomePage #middle { height: 1fr; }
    HomePage SpaceSide { display: none; }
    HomePage.-wide SpaceSide { display: block; }
    HomePage.-narrow KeyBar { min-height: 2; }
    """

    def __init__(self, account: AccountEntry) -> None:
        super().__init__(account)
        self.spaces = SpaceList()
        self.asking = False

    def body(self) -> Iterable[Widget]:
        """The list, the side panel, and what the sign-in allows."""
        columns = (
            Column(t("Name"), 0),
            Column(t("Type"), 16),
            Column(t("Members"), 8, right=True),
            Column(t("Last active"), 14),
        )
        rows = Vertical(
            TitleLine(t("Spaces"), id="title"), RowList(columns, self._cells, id="list")
        )
        yield Horizontal(rows, SpaceSide(), id="middle")
        yield StateLine(id="state")
        yield GrantLines(self.account)

    @property
    def rows(self) -> RowList:
        """The list."""
        return self.query_one("#list", RowList)

    @property
    def state(self) -> StateLine:
        """The line below the list."""
        return self.query_one("#state", StateLine)

    @property
    def here(self) -> Space | None:
        """The space under the cursor."""
        shown = self.spaces.shown
        return shown[self.rows.cursor] if self.rows.cursor < len(shown) else None

    def opened(self) -> None:
        """The page is drawn first; the cache and then Google come after."""
        self.rows.jump = self.session.context.surroundings.ssh
        self.work(self._open(), group="spaces", failed=self._failed)

    def on_screen_resume(self) -> None:
        """Time has passed below another page."""
        super().on_screen_resume()
        for lines in self.query(GrantLines):
            lines.look()

    def account_changed(self) -> None:
        """More may be allowed, and what could not be listed can be now."""
        if self.notice.problem is not None:
            self.notice.say("")
        self.query_one(GrantLines).show(self.account)
        self.work(self._ask(), group="spaces", failed=self._failed)

    def off_reason(self, action: str) -> str:
        """A space is made only where that was allowed."""
        return self.lacks("create") if action == "new_space" else ""

    async def _open(self) -> None:
        self._take(await self.session.cached_spaces(self.account))
        await self._ask()

    async def _ask(self) -> None:
        if not allows(self.account, "see"):
            self.state.rest(t("Google was not asked for spaces: this sign-in may not see them."))
            self._say_empty()
            return
        self._set_asking(t("Asking Google for the spaces"))
        last_known = t("These are the last known spaces: Google gave no newer list.")
        ended = last_known if self.spaces.known else ""
        try:
            from chattui.tui.flow import open_vault

            if await open_vault(self.chattui):
                ended = await self._collect()
            else:
                self.notice.say(t("The vault stays closed. r asks for the passphrase again."))
        finally:
            if self.is_attached:
                self._set_asking("")
                self.state.rest(ended)
                self._say_empty()

    async def _collect(self) -> str:
        """The fresh list; it is held back until it is whole where an old one is shown."""
        began = time.monotonic()
        fresh: list[Space] = []
        had_none = not self.spaces.known
        async for page in self.session.fresh_spaces(self.account, self._tell_waiting):
            fresh += map(lean, page)
            rate = len(fresh) / max(0.1, time.monotonic() - began)
            self.state.wait(
                t(
                    "Asking Google: {count} spaces so far, {rate} a second",
                    count=format(len(fresh), ","),
                    rate=format(round(rate), ","),
                )
            )
            if had_none:
                self._take(fresh)
        self._take(fresh)
        for problem in self.session.unsaved():
            self.notice.show_problem(problem)
        return t("Fresh from Google.")

    def _tell_waiting(self, event: object) -> None:
        from chattui.tui.event_words import event_words

        if words := event_words(event):
            self.state.wait(words)

    def _failed(self, problem: Problem) -> None:
        self.notice.show_problem(problem)
        self._say_empty()
        self.refresh_keys()

    def _set_asking(self, words: str) -> None:
        self.asking = bool(words)
        if words:
            self.state.wait(words)
        self._say_empty()
        self.refresh_keys()

    def _take(self, spaces: Iterable[Space]) -> None:
        before = self.here
        self.spaces.take(spaces)
        self.show_spaces(before)

    def show_spaces(self, at: Space | None) -> None:
        """Draw the list anew, with the cursor on the space `at`."""
        self.rows.show_rows(len(self.spaces.shown), self.spaces.place_of(at))
        self.query_one("#title", TitleLine).say(self.spaces.words())
        self._say_empty()
        self._show_side()
        self.refresh_keys()

    def _say_empty(self) -> None:
        words = empty_words(
            self.spaces,
            may_see=allows(self.account, "see"),
            failed=self.notice.problem is not None or not self.session.vault_is_open,
        )
        self.rows.say_empty("" if self.asking else words)

    def _cells(self, row: int) -> Sequence[str]:
        space = self.spaces.shown[row]
        members = "" if space.member_count is None else format(space.member_count, ",")
        active = relative_time(space.last_active, now_of(self.session.clock()))
        return (space.label, space.kind_words, members, active)

    @on(RowList.Moved)
    def _show_side(self) -> None:
        """The side panel of a wide terminal tells about the space under the cursor."""
        if self.has_class("-wide"):
            self.query_one(SpaceSide).show(self.here, now_of(self.session.clock()))

    def on_resize(self) -> None:
        """A terminal that became wide gets its side panel filled."""
        super().on_resize()
        self.call_after_refresh(self._show_side)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys are shown and work where they mean something."""
        if not self.is_mounted:
            return True
        if action == "stop":
            return self.asking
        if action == "clear_filter":
            return bool(self.spaces.wanted) and not self.asking
        if action == "keep_filter":
            return self.typing
        if action in {"open", "filter", "sort"}:
            return bool(self.spaces.known) and not self.typing
        if action == "sign_in_again":
            return self._sign_in_ended
        if action == "ask_for_more":
            return len(purposes_of(self.account.scopes)) < len(PURPOSES)
        if action == "about_testing":
            return bool(ending_words(self.account, self.session.clock()))
        return True

    @property
    def _sign_in_ended(self) -> bool:
        problem = self.notice.problem
        if problem is not None and problem.code != "chat.scope_missing":
            return problem.exit is Exit.NOT_SIGNED_IN
        return bool(ending_words(self.account, self.session.clock()))

    @on(RowList.Chosen)
    def action_open(self) -> None:
        """Show the space under the cursor."""
        from chattui.tui.screens.space import SpacePage

        if self.here is not None:
            self.app.push_screen(SpacePage(self.account, self.here))

    def action_refresh(self) -> None:
        """Ask Google again."""
        self.notice.say("")
        self.work(self._ask(), group="spaces", failed=self._failed)

    def action_stop(self) -> None:
        """Stop asking; what is known stays."""
        self.workers.cancel_group(self, "spaces")

    def action_new_space(self) -> None:
        """Make a new space."""
        from chattui.tui.screens.new_space import NewSpacePage

        if self.is_off("new_space"):
            return
        self.app.push_screen(NewSpacePage(self.account), self.after_new_space)

    def after_new_space(self, created: Created | None) -> None:
        """Show what came of it, and ask for the list, which is longer now."""
        if created is None:
            return
        from chattui.tui.screens.result import ResultPage

        self._take([*self.spaces.known, created.space])
        self.rows.show_rows(len(self.spaces.shown), self.spaces.place_of(created.space))
        self.app.push_screen(ResultPage(self.account, created), self._after_result)
        if allows(self.account, "see"):
            self.action_refresh()

    def _after_result(self, another: bool | None) -> None:
        if another:
            self.action_new_space()

    def action_about_testing(self) -> None:
        """What an app in Testing is."""
        self.notice.say(why_it_ends(self.account, self.session.clock()))

    def action_ask_for_more(self) -> None:
        """Choose what to allow besides; what this page lacks is ticked already."""
        from chattui.tui.asking import ask_for_more

        ticks = [name for name in ("create", "see") if not allows(self.account, name)]
        job = ask_for_more(self.chattui, self.account, ticks, self.granted)
        self.work(job, group="sign-in")
