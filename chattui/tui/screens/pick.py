"""Choosing spaces for something: the list of Home, where the selected ones are taken."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from chattui.plans.wanted import Target
from chattui.tui.listing import ListingPage
from chattui.tui.page import page_bindings
from chattui.tui.space_list import asking_words
from chattui.tui.space_source import all_spaces
from chattui.words import t

if TYPE_CHECKING:
    from chattui.vault import AccountEntry


class PickPage(ListingPage[list[Target] | None]):
    """Ends with the targets; the last known spaces, or as an administrator all of them."""

    PAGE = "pick"
    ADMINISTERS = False
    BINDINGS: ClassVar[list[Any]] = page_bindings(PAGE)

    def __init__(self, account: AccountEntry, question: str) -> None:
        super().__init__(account)
        self.question = question
        self.asking = False

    def page_title(self) -> str:
        """Where one is."""
        return t("People")

    def list_title(self) -> str:
        """What is asked."""
        return self.question

    def opened(self) -> None:
        """The last known spaces are there at once."""
        super().opened()
        self.work(self._open(), group="spaces")

    async def _open(self) -> None:
        if not self.chattui.admin:
            from chattui.tui.naming import known_people

            self.spaces.names = await known_people(self)
            self.spaces.take(await self.session.cached_spaces(self.account))
            self.rearrange()
            self.state.rest(t("Select them by space; ^s goes on."))
            return
        self.asking = True
        self.refresh_keys()
        began = time.monotonic()
        try:
            async for page, total in all_spaces(self.session, self.account, lambda event: None):
                self.spaces.append(page)
                self.show_spaces(self.here)
                seconds = time.monotonic() - began
                self.state.wait(asking_words(len(self.spaces), total, seconds))
        finally:
            if self.is_attached:
                self.asking = False
                self.state.rest(t("Select them by space; ^s goes on."))
                self.refresh_keys()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """esc stops asking, then takes the filter away, then goes back."""
        if self.is_mounted and action == "stop":
            return self.asking and not self.typing
        if self.is_mounted and action == "clear_filter":
            return bool(self.spaces.wanted) and not self.asking
        if self.is_mounted and action == "back":
            return not self.asking and not self.spaces.wanted
        if self.is_mounted and action == "pick":
            return bool(self.spaces.selected)
        return super().check_action(action, parameters)

    def action_stop(self) -> None:
        """Stop asking; what is known stays."""
        self.workers.cancel_group(self, "spaces")

    def action_open(self) -> None:
        """Enter selects here."""
        self.action_select()

    def action_pick(self) -> None:
        """Go on with the selected spaces."""
        chosen = self.spaces.chosen()
        targets = [replace(Target.of(s), label=self.spaces.label(s)) for s in chosen]
        self.dismiss(targets)
