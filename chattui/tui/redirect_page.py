"""A page with the field for the address that the browser ended on."""

from __future__ import annotations

import asyncio
from typing import Generic

from textual import events, on

from chattui.tui.address_page import AddressPage
from chattui.tui.page import Result
from chattui.tui.widgets.redirect_field import RedirectField

REDIRECT_STARTS = frozenset("h1sci")
"""What a redirect can begin with (http, 127.0.0.1, state, code, iss): a terminal without bracketed
paste types it letter by letter. One that begins with ``error`` is not Google's order, and `e` is
the key that somebody with an error before them presses."""

DEMO_PERSON = "ada@example.com"


class RedirectPage(AddressPage[Result], Generic[Result]):
    """Takes a redirect however it comes: pasted anywhere, typed, or entered in the field."""

    def __init__(self) -> None:
        super().__init__()
        self.state = "preparing"
        self.login_hint = ""

    def redirect_read(self) -> None:
        """What was pasted is the answer, and Google is asked for the tokens."""

    def on_key(self, event: events.Key) -> None:
        """A redirect that is typed, or pasted without brackets, goes into the field."""
        character = event.character or ""
        if self.state != "waiting" or not event.is_printable:
            return
        # With the focus in the field, these are keys that were on their way when it got it.
        if self.typing or character in REDIRECT_STARTS:
            event.stop()
            field = self.query_one(RedirectField)
            self.set_focus(field)
            field.insert_text_at_cursor(character)

    def on_paste(self, event: events.Paste) -> None:
        """A paste anywhere is a redirect."""
        event.stop()
        self.chattui.late_enter.expect(event.time)
        self._read(event.text)

    @on(RedirectField.Given)
    def given(self, event: RedirectField.Given) -> None:
        """What the field holds is a redirect."""
        event.stop()
        self.chattui.late_enter.expect(event.time)
        self._read(event.text)

    def _read(self, text: str) -> None:
        self.query_one(RedirectField).value = ""
        if self.state == "waiting" and text.strip():
            self.work(self._paste(text), group="paste")

    async def _paste(self, text: str) -> None:
        self.notice.say("")
        if self.sign_in is not None:
            await self.sign_in.paste(text)
            self.redirect_read()

    def action_read_redirect(self) -> None:
        """Read what the field holds."""
        self._read(self.query_one(RedirectField).value)

    def action_to_field(self) -> None:
        """Go to the field."""
        self.query_one(RedirectField).focus()

    def action_leave_field(self) -> None:
        """Leave the field, so that the letters are keys again."""
        self.set_focus(None)

    def action_rehearse(self) -> None:
        """Answer the emulator's consent page as the sample person."""
        self.work(self._rehearse(), group="paste")

    async def _rehearse(self) -> None:
        from chattui.oauth.rehearsal import answer_as

        if self.sign_in is not None:
            endpoints, url = self.session.context.endpoints, self.sign_in.consent.url
            person = self.login_hint or DEMO_PERSON
            await self.sign_in.paste(await asyncio.to_thread(answer_as, endpoints, url, person))
