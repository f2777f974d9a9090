"""What a search at Google found: a list like Home's, that may be looked at by its members."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from chattui.chat.models import Space
from chattui.problem import Problem
from chattui.tui import space_rights
from chattui.tui.listing import ListingPage
from chattui.tui.page import page_bindings
from chattui.tui.space_list import lean
from chattui.words import t, tn

if TYPE_CHECKING:
    from chattui.chat.api import ChatClient
    from chattui.vault import AccountEntry


@dataclass(frozen=True, slots=True)
class Wish:
    """What is looked for: a query of ``spaces.search``, or a conversation by its people."""

    query: str = ""
    order: str = ""
    """Google's ``orderBy``."""
    trait: str = ""
    """What the members of each have to show (`chattui.plans.sifting.Trait`); "" for nothing."""
    people: tuple[str, ...] = ()
    """The addresses of who is in it beside the person."""


class FoundPage(ListingPage[None]):
    """The list fills while Google answers; stopping keeps what was found."""

    PAGE = "found"
    ADMINISTERS = False  # what was found was found with or without it
    BINDINGS: ClassVar[list[Any]] = page_bindings(PAGE)

    def __init__(self, account: AccountEntry, wish: Wish) -> None:
        super().__init__(account)
        self.wish = wish
        self.spaces.order = ""
        self.asking = False
        self.looked_at = 0
        self.unread = 0

    def page_title(self) -> str:
        """Where one is."""
        return t("Find at Google")

    def list_title(self) -> str:
        """What is listed."""
        return t("Found")

    def may_name(self) -> bool:
        """Conversations are named by their people."""
        return bool(self.wish.people)

    def opened(self) -> None:
        """Ask at once."""
        super().opened()
        self.work(self._ask(), group="spaces", failed=self._failed)

    async def _ask(self) -> None:
        from chattui.tui.flow import open_vault

        if not await open_vault(self.chattui):
            self.state.rest(t("The vault stays closed."))
            return
        self.asking, ended = True, False
        began = time.monotonic()
        self.state.wait(t("Asking Google"))
        self.refresh_keys()
        self.spaces.arriving = True
        try:
            async for arrived, total in self._found():
                self.spaces.append(arrived)
                self._show(total, time.monotonic() - began)
            ended = True
        finally:
            if self.is_attached:
                self.asking = False
                self._rest(ended)

    async def _found(self) -> AsyncIterator[tuple[list[Space], int | None]]:
        """What belongs into the list, with how many there are to look at."""
        chat = (await space_rights.chat_of(self)).telling(self._tell_waiting)
        if self.wish.people:
            async for conversations in _conversations(chat, self.wish.people):
                self.looked_at += len(conversations)
                yield conversations, None
            return
        async for page in chat.search_spaces(self.wish.query, order_by=self.wish.order):
            spaces = [lean(space) for space in page.spaces]
            if not self.wish.trait:
                self.looked_at += len(spaces)
                yield spaces, page.total
                continue
            async for some in self._sifted(chat, spaces):
                yield some, page.total

    async def _sifted(self, chat: ChatClient, spaces: list[Space]) -> AsyncIterator[list[Space]]:
        from chattui.plans.sifting import Trait, sift

        pace, project = self.session.plans().pace, space_rights.acting(self).project
        stream = sift(chat, spaces, Trait(self.wish.trait), pace=pace, project=project)
        async for sifted in stream:
            self.looked_at += 1
            if sifted.problem is not None:
                self.unread += 1
                self.notice.show_problem(sifted.problem)
            yield [sifted.space] if sifted.has_it else []

    def _show(self, total: int | None, seconds: float) -> None:
        if len(self.spaces) and not self.rows.row_count:
            self.show_spaces(None)
        else:
            self.rows.show_rows(len(self.spaces.shown))
            self.show_amount()
        rate = format(round(self.looked_at / max(0.1, seconds)), ",")
        count, found = format(self.looked_at, ","), format(len(self.spaces), ",")
        if total is None:
            words = t(
                "Looked at {count} spaces, {found} found, {rate} a second",
                count=count,
                found=found,
                rate=rate,
            )
        else:
            words = t(
                "Looked at {count} of {total} spaces, {found} found, {rate} a second",
                count=count,
                total=format(total, ","),
                found=found,
                rate=rate,
            )
        self.state.wait(words)

    def _rest(self, ended: bool) -> None:
        """What came of it, where it came to its end and where it was stopped."""
        count = format(self.looked_at, ",")
        if not ended:
            words = t("Stopped after {count} spaces; what was found stays.", count=count)
        elif self.unread:
            words = tn(
                "{looked_at} spaces were looked at; the members of {count} could not be read.",
                "{looked_at} spaces were looked at; the members of {count} could not be read.",
                self.unread,
                looked_at=count,
            )
        elif self.wish.trait:
            words = t("{count} spaces were looked at.", count=count)
        else:
            words = t("That is all that Google finds.")
        self.state.rest(words)
        self.spaces.arriving = False
        self.show_spaces(self.here)

    def changed_in_bulk(self) -> None:
        """Ask again: some are gone, or have an owner now."""
        self.spaces.take(())
        self.rearrange()
        self.looked_at = self.unread = 0
        self.work(self._ask(), group="spaces", failed=self._failed)

    def say_empty(self) -> None:
        """Nothing was found."""
        words = t("Nothing was found. esc goes back to the form, as it was left.")
        if self.spaces.filtered and self.spaces.known:
            words = t("No space matches. esc shows all of them.")
        self.rows.say_empty("" if self.asking else words)

    def _tell_waiting(self, event: object) -> None:
        from chattui.tui.event_words import event_words

        if words := event_words(event):
            self.state.wait(words)

    def _failed(self, problem: Problem) -> None:
        self.notice.show_problem(problem)
        self.refresh_keys()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """esc stops the search, then takes the filter away, then goes back."""
        if self.is_mounted and action == "stop":
            return self.asking and not self.typing
        if self.is_mounted and action == "clear_filter":
            return bool(self.spaces.wanted) and not self.asking
        if self.is_mounted and action == "back":
            return not self.asking and not self.spaces.wanted
        return super().check_action(action, parameters)

    def action_code(self) -> None:
        """Show the program that finds the same."""
        from chattui.tui.coding import show_search_code

        show_search_code(self, self.wish, self.spaces.wanted)

    def action_stop(self) -> None:
        """Stop looking; what was found stays."""
        self.workers.cancel_group(self, "spaces")


async def _conversations(chat: ChatClient, people: tuple[str, ...]) -> AsyncIterator[list[Space]]:
    """The direct message with one person; the group chats with exactly these, where several."""
    if len(people) == 1:
        found = await chat.find_direct_message(people[0])
        yield [found] if found is not None else []
        return
    async for page in chat.find_group_chats(people):
        yield page
