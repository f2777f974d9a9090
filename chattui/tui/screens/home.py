"""Home: the spaces of the account, the last known ones at once and then fresh ones."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from textual.widget import Widget

from chattui.oauth.purposes import PURPOSES
from chattui.oauth.scopes import satisfied
from chattui.problem import Exit, Problem
from chattui.tui.administrator import PURPOSES as PURPOSES_OF_ADMIN
from chattui.tui.administrator import READS
from chattui.tui.granted import allows, purposes_of
from chattui.tui.lifetimes import ending_words, why_it_ends
from chattui.tui.listing import ListingPage
from chattui.tui.page import page_bindings
from chattui.tui.space_list import SpaceList, asking_words, empty_words, lean
from chattui.tui.space_source import Pages, all_spaces, own_spaces
from chattui.tui.widgets.grant_lines import GrantLines
from chattui.tui.widgets.plan_line import PlanLine
from chattui.tui.widgets.title_line import TitleLine
from chattui.words import t

if TYPE_CHECKING:
    from chattui.chat.models import Space
    from chattui.plans.report import Report
    from chattui.vault import AccountEntry


class HomePage(ListingPage[None]):
    """The list of spaces, and the way to everything else."""

    PAGE = "home"
    BINDINGS: ClassVar[list[Any]] = page_bindings(PAGE)

    def __init__(self, account: AccountEntry) -> None:
        super().__init__(account)
        self.asking = False

    def body(self) -> Iterable[Widget]:
        """The list, the side panel, and what the sign-in allows."""
        yield from super().body()
        yield PlanLine(self.account.key)
        yield GrantLines(self.account)

    def list_title(self) -> str:
        """Whose spaces."""
        return t("All spaces") if self.chattui.admin else t("Spaces")

    def may_name(self) -> bool:
        """Where members may be seen; an administrator's list has named spaces only."""
        return not self.chattui.admin and allows(self.account, "members")

    def opened(self) -> None:
        """The page is drawn first; the cache and then Google come after."""
        super().opened()
        self.work(self._open(), group="spaces", failed=self._failed)

    def resumed(self) -> None:
        """Time has passed below another page."""
        super().resumed()
        for lines in self.query(GrantLines):
            lines.look()

    def admin_changed(self) -> None:
        """Another list: the organisation's, or one's own again."""
        self.notice.say("")
        names = self.spaces.names
        self.spaces = SpaceList()
        self.spaces.names = names
        self.rows.selected = self.spaces.is_selected
        self.query_one("#title", TitleLine).title = self.list_title()
        self.show_spaces(None)
        self.query_one("#title", TitleLine).refresh()
        self.work(self._open(), group="spaces", failed=self._failed)

    def account_changed(self) -> None:
        """More may be allowed, and what could not be listed can be now."""
        if self.notice.problem is not None:
            self.notice.say("")
        self.query_one(GrantLines).show(self.account)
        self.work(self._ask(), group="spaces", failed=self._failed)

    def off_reason(self, action: str) -> str:
        """A space is made only where that was allowed."""
        return self.lacks("create") if action == "new_space" else ""

    @property
    def may_list(self) -> bool:
        """Whether this list may be asked for."""
        if self.chattui.admin:
            return satisfied(READS[0], self.account.scopes)
        return allows(self.account, "see")

    async def _open(self) -> None:
        if not self.chattui.admin:
            from chattui.tui.naming import known_people

            self.spaces.take(await self.session.cached_spaces(self.account))
            # Looking for garbage among a hundred thousand holds up the screen for 30 ms each time.
            gc.freeze()
            self.spaces.names = await known_people(self)
            self.rearrange()
        await self._ask()

    async def _ask(self) -> None:
        if not self.may_list:
            self.state.rest(t("Google was not asked for spaces: this sign-in may not see them."))
            self.say_empty()
            return
        self._set_asking(t("Asking Google for the spaces"))
        last_known = t("These are the last known spaces: Google gave no newer list.")
        ended = last_known if len(self.spaces) else ""
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
                self.say_empty()

    def _pages(self) -> Pages:
        """The spaces page by page; what is known already is not kept twice."""
        known = {space.name: space for space in self.spaces.known}
        source = all_spaces if self.chattui.admin else own_spaces
        return source(
            self.session, self.account, self._tell_waiting, lambda space: lean(space, known)
        )

    async def _collect(self) -> str:
        """The fresh list; it is held back until it is whole where an old one is shown."""
        began = time.monotonic()
        fresh: list[Space] = []
        had_none = not len(self.spaces)
        async for arrived, total in self._pages():
            fresh += arrived
            self.state.wait(asking_words(len(fresh), total, time.monotonic() - began))
            if had_none:
                self._show_arrived(arrived)
        self.spaces.take(fresh)
        self.rearrange()
        for problem in self.session.unsaved():
            self.notice.show_problem(problem)
        return t("Fresh from Google.")

    def _show_arrived(self, spaces: list[Space]) -> None:
        """They come at the end, so that nothing moves while one reads."""
        was_empty = not self.spaces.known
        self.spaces.arriving = True
        self.spaces.append(spaces)
        if was_empty:
            self.show_spaces(None)
        else:
            self.rows.show_rows(len(self.spaces.shown))
            self.show_amount()

    def _tell_waiting(self, event: object) -> None:
        from chattui.tui.event_words import event_words

        if words := event_words(event):
            self.state.wait(words)

    def _failed(self, problem: Problem) -> None:
        self.notice.show_problem(problem)
        if self.spaces.arriving:
            self.spaces.take(self.spaces.known)
            self.rearrange()
        self.say_empty()
        self.refresh_keys()

    def _set_asking(self, words: str) -> None:
        self.asking = bool(words)
        if words:
            self.state.wait(words)
        self.say_empty()
        self.refresh_keys()

    def say_empty(self) -> None:
        """Why there is nothing, and what to do next."""
        words = empty_words(
            self.spaces,
            may_see=self.may_list,
            failed=self.notice.problem is not None or not self.session.vault_is_open,
            admin=self.chattui.admin,
        )
        self.rows.say_empty("" if self.asking else words)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys are shown and work where they mean something."""
        if not self.is_mounted:
            return True
        if action == "stop":
            return self.asking
        if action == "clear_filter":
            return bool(self.spaces.wanted) and not self.asking
        if action == "sign_in_again":
            return self._sign_in_ended
        if action == "ask_for_more":
            return len(purposes_of(self.account.scopes)) < len(PURPOSES)
        if action == "about_testing":
            return bool(ending_words(self.account, self.session.clock()))
        if action == "take_up":
            return bool(self.plan_at_hand)
        return super().check_action(action, parameters)

    @property
    def _sign_in_ended(self) -> bool:
        problem = self.notice.problem
        if problem is not None and problem.code != "chat.scope_missing":
            return problem.exit is Exit.NOT_SIGNED_IN
        return bool(ending_words(self.account, self.session.clock()))

    def plan_ended(self, report: Report | None) -> None:
        """The list may be another one now."""
        if report is not None:
            self.action_refresh()

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

    def after_new_space(self, made: tuple[Space, ...] | None) -> None:
        """Put the cursor on what was made, and ask for the list, which is longer now."""
        if made is None:
            return
        if made:
            self.spaces.take([*self.spaces.known, *made])
            self.rearrange()
            self.rows.show_rows(len(self.spaces.shown), self.spaces.place_of(made[0]))
        if allows(self.account, "see"):
            self.action_refresh()

    def action_about_testing(self) -> None:
        """What an app in Testing is."""
        self.notice.say(why_it_ends(self.account, self.session.clock()))

    def action_ask_for_more(self) -> None:
        """Choose what to allow besides; what this page lacks is ticked already."""
        from chattui.tui.asking import ask_for_more

        wanted = PURPOSES_OF_ADMIN if self.chattui.admin else ("create", "see")
        ticks = [name for name in wanted if not allows(self.account, name)]
        job = ask_for_more(self.chattui, self.account, ticks, self.granted)
        self.work(job, group="sign-in")

    def changed_in_bulk(self) -> None:
        """Ask for the list, which is another one now."""
        if self.may_list:
            self.action_refresh()

    def action_code(self) -> None:
        """Show the program that lists the same."""
        from chattui.tui.coding import show_spaces_code

        show_spaces_code(self, self.spaces.wanted)

    def action_search(self) -> None:
        """Search at Google."""
        from chattui.tui.screens.search_google import SearchGooglePage

        self.app.push_screen(SearchGooglePage(self.account))

    def action_people(self) -> None:
        """One person across the spaces."""
        from chattui.tui.screens.people import PeoplePage

        self.app.push_screen(PeoplePage(self.account))
