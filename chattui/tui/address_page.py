"""A page that shows a sign-in's addresses in forms that survive a terminal."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Generic

from chattui.tui import ways
from chattui.tui.away import Away
from chattui.tui.page import Page, Result
from chattui.words import t

if TYPE_CHECKING:
    from chattui.oauth.signin import SignIn


class AddressPage(Page[Result], Generic[Result]):
    """Copies the addresses of `sign_in`, prints the long one, shows codes, opens the browser."""

    def __init__(self) -> None:
        super().__init__()
        self.sign_in: SignIn | None = None
        """The sign-in that waits, if one does."""
        self.away = Away()

    def action_copy_short(self) -> None:
        """Copy the short address."""
        if self.sign_in is not None:
            self._copy(self.sign_in.short_url)

    def action_copy_long(self) -> None:
        """Copy the long address."""
        if self.sign_in is not None:
            self._copy(self.sign_in.consent.url)

    def action_copy_ssh(self) -> None:
        """Copy the ssh line."""
        if self.sign_in is not None:
            self._copy(self.sign_in.ssh_line)

    def _copy(self, text: str) -> None:
        self.app.copy_to_clipboard(text)
        self.notice.say(
            t(
                "Sent to your terminal's clipboard. Some terminals do not take it: then u prints"
                " the long address on one line."
            )
        )

    def action_print_long(self) -> None:
        """Leave the full screen and print the long address on one raw line."""
        if self.sign_in is not None:
            self.work(self._print(self.sign_in), group="away")

    async def _print(self, sign_in: SignIn) -> None:
        shown = await self.away.show(self.app, ways.printed(sign_in))
        if not shown:
            self.notice.say(t("This terminal cannot be left; l copies the long address."))

    def action_scan(self) -> None:
        """Show the addresses as codes for a camera."""
        from chattui.tui.screens.scan import ScanPage

        if self.sign_in is not None:
            self.app.push_screen(ScanPage(ways.to_scan(self.sign_in)))

    def action_browser_error(self) -> None:
        """Look up what the browser shows."""
        from chattui.tui.screens.browser_error import BrowserErrorPage

        self.app.push_screen(BrowserErrorPage())

    def action_browser(self) -> None:
        """Open the browser again."""
        self.work(self._open_browser(), group="browser")

    async def _open_browser(self) -> None:
        if self.sign_in is not None and not await asyncio.to_thread(self.sign_in.open_browser):
            self.notice.say(t("No browser could be opened. y copies the address."))
