"""What the sign-in allows, and how long it lasts: the last lines of Home."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from textual.app import ComposeResult
from textual.containers import Vertical

from chattui.tui.granted import allowed_words
from chattui.tui.lifetimes import ending_words
from chattui.tui.widgets.prose import Prose

if TYPE_CHECKING:
    from chattui.tui.app import ChattuiApp
    from chattui.tui.page import Page
    from chattui.vault import AccountEntry

SECONDS_BETWEEN_LOOKS = 60.0
"""How often it is looked whether the days or hours that are left are fewer now."""


class GrantLines(Vertical):
    """One line, and a second one that counts down where Google ends the sign-in by itself."""

    DEFAULT_CSS = """
    GrantLines { height: auto; }
    GrantLines > #ending { color: $text-warning; display: none; }
    GrantLines > #ending.shown { display: block; }
    """

    def __init__(self, account: AccountEntry) -> None:
        super().__init__()
        self.account = account

    def compose(self) -> ComposeResult:
        words = self._ending()
        yield Prose(allowed_words(self.account), id="allowed")
        yield Prose(words, id="ending", classes="shown" if words else "")

    def _ending(self) -> str:
        return ending_words(self.account, cast("ChattuiApp", self.app).session.clock())

    def on_mount(self) -> None:
        """Count down while the page is open."""
        self.set_interval(SECONDS_BETWEEN_LOOKS, self.look)

    def show(self, account: AccountEntry) -> None:
        """Tell about `account`, which may be a newer entry."""
        self.account = account
        self.query_one("#allowed", Prose).say(allowed_words(account))
        self.look()

    def look(self) -> None:
        """Count anew; draws only where that gives other words."""
        # Not below another page: Textual would draw that page anew each time.
        if self.app.screen is not self.screen:
            return
        words = self._ending()
        line = self.query_one("#ending", Prose)
        if str(line.content) != words:
            line.set_class(bool(words), "shown")
            line.say(words)
            cast("Page[Any]", self.screen).refresh_keys()
