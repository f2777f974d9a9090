"""Sign in: every way waits at the same time, and whichever answers first wins."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on
from textual.containers import Horizontal, VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from chattui.problem import Problem
from chattui.tui import ways
from chattui.tui.address_page import AddressPage
from chattui.tui.flow import Finished
from chattui.tui.page import page_bindings
from chattui.tui.text import plain
from chattui.tui.widgets.prose import Labelled, Prose, Question
from chattui.tui.widgets.redirect_field import RedirectField
from chattui.words import t

if TYPE_CHECKING:
    from chattui.clientfile import OAuthClient
    from chattui.oauth.signin import SignedIn, SignIn
    from chattui.vault import ClientEntry

REDIRECT_STARTS = frozenset("h1scie")
"""What a redirect can begin with (http, 127.0.0.1, state, code, iss, error): a terminal without
bracketed paste types it letter by letter."""

DEMO_PERSON = "ada@example.com"


class SignInPage(AddressPage[Finished | None]):
    """Asks Google, and keeps the tokens before it goes; `None` when it was cancelled."""

    PAGE = "sign_in"
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[Any]] = page_bindings(PAGE)
    DEFAULT_CSS = """
    SignInPage #head { height: 1; }
    SignInPage #head Question { width: 1fr; margin: 0; }
    SignInPage #clock { width: 18; text-align: right; padding: 0 1; color: $text-muted; }
    SignInPage #ways { height: 1fr; }
    SignInPage .way { margin-top: 1; }
    SignInPage #once { padding: 0 1 0 3; color: $text-muted; }
    SignInPage #asks { color: $text-muted; }
    """

    def __init__(
        self,
        entry: ClientEntry,
        client: OAuthClient,
        scopes: tuple[str, ...],
        *,
        login_hint: str = "",
    ) -> None:
        super().__init__()
        self.entry = entry
        self.client = client
        self.scopes = scopes
        self.login_hint = login_hint
        self.state = "preparing"
        self.signed_in: SignedIn | None = None
        self._started = 0.0

    def page_title(self) -> str:
        """The step of the guide."""
        return t("Sign in again") if self.login_hint else t("Set up · 3 of 4 · Sign in")

    def body(self) -> Iterable[Widget]:
        """The ways, the field, and what is asked for."""
        yield Horizontal(Question("", id="lead"), Static(id="clock"), id="head")
        yield VerticalScroll(
            Labelled("1", id="way1", classes="way"),
            Labelled("2", id="way2", classes="way"),
            RedirectField(id="redirect"),
            Prose(id="once"),
            Labelled("3", id="way3", classes="way"),
            Prose(id="asks", classes="way"),
            id="ways",
            can_focus=False,
        )

    def opened(self) -> None:
        """Begin at once."""
        self.query_one("#ways").display = False
        self.set_interval(1.0, self._tick)
        self._begin()

    def _begin(self) -> None:
        self.state = "preparing"
        self.notice.say("")
        self._started = self.session.clock()
        self._say_lead(t("Making the request for Google."))
        self.refresh_keys()
        self.work(self._ask(), group="sign_in", failed=self._ended)

    async def _ask(self) -> None:
        async with self.session.sign_in(
            self.client, self.scopes, login_hint=self.login_hint
        ) as self.sign_in:
            self.state = "waiting"
            self._started = self.session.clock()
            await self._show_ways(self.sign_in)
            try:
                self.signed_in = await self.sign_in.wait()
            finally:
                await self.away.come_back()
            self.state = "keeping"
        await self._keep()

    async def _show_ways(self, sign_in: SignIn) -> None:
        outside = self.session.context.surroundings
        opened = outside.browser and await asyncio.to_thread(sign_in.open_browser)
        self._say_lead(ways.lead(outside))
        self.query_one("#way1", Labelled).say(ways.first(sign_in, outside, opened=bool(opened)))
        self.query_one("#way2", Labelled).say(ways.second())
        self.query_one("#once", Prose).say(ways.once())
        third = self.query_one("#way3", Labelled)
        third.display = bool(self.session.context.endpoints.emulator)
        third.say(ways.rehearsal(DEMO_PERSON))
        self.query_one("#asks", Prose).say(ways.asks(self.scopes))
        self.query_one("#ways").display = True
        self._tick()
        self.refresh_keys()

    async def _keep(self) -> None:
        assert self.signed_in is not None
        self.state = "keeping"
        self.refresh_keys()
        self._say_lead(t("Signed in. The tokens are being stored."))
        account = await self.session.keep(self.entry.key, self.signed_in)
        vault = await self.session.vault()
        index = await self.session.index()
        self.chattui.choose_account(index, account.key)
        self.dismiss(Finished(account, self.signed_in, vault.where))

    def _ended(self, problem: Problem) -> None:
        self.state = "ended" if self.signed_in is None else "not_kept"
        self.sign_in = None
        self.query_one("#ways").display = False
        self.query_one("#clock", Static).update("")
        self._say_lead(
            t("This sign-in has ended.")
            if self.signed_in is None
            else t("You are signed in, but the tokens could not be stored yet.")
        )
        self.notice.show_problem(problem)
        self.set_focus(None)
        self.refresh_keys()

    def _say_lead(self, words: str) -> None:
        self.query_one("#lead", Question).say(words)

    def _tick(self) -> None:
        # Not below another page: Textual would draw that page anew each time.
        seen = self.app.screen is self and not self.away.is_away
        if self.state == "waiting" and seen:
            seconds = max(0, int(self.session.clock() - self._started))
            words = t(
                "waiting · {minutes}:{seconds:02}", minutes=seconds // 60, seconds=seconds % 60
            )
            self.query_one("#clock", Static).update(plain(words))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Single letters are dead while typing; each state has its own keys."""
        outside = self.session.context.surroundings
        waiting = self.state == "waiting"
        return {
            "read_redirect": waiting and self.typing,
            "leave_field": waiting and self.typing,
            "back": not self.typing and self.state != "keeping",
            "again": self.state in {"ended", "not_kept"},
            "copy_ssh": waiting
            and not self.typing
            and bool(self.sign_in and self.sign_in.ssh_line),
            "browser": waiting and not self.typing and outside.browser,
            "rehearse": waiting
            and not self.typing
            and bool(self.session.context.endpoints.emulator),
            "copy_short": waiting and not self.typing,
            "copy_long": waiting and not self.typing,
            "print_long": waiting and not self.typing,
            "to_field": waiting and not self.typing,
            "keys": not self.typing,
        }.get(action, True)

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
        self._read(event.text)

    @on(RedirectField.Given)
    def given(self, event: RedirectField.Given) -> None:
        """What the field holds is a redirect."""
        event.stop()
        self._read(event.text)

    def _read(self, text: str) -> None:
        self.query_one(RedirectField).value = ""
        if self.state == "waiting" and text.strip():
            self.work(self._paste(text), group="paste")

    async def _paste(self, text: str) -> None:
        self.notice.say("")
        if self.sign_in is not None:
            await self.sign_in.paste(text)
            self._say_lead(t("That is the right address. Google is asked for the tokens."))

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

    def action_again(self) -> None:
        """Try what failed once more."""
        if self.state == "not_kept":
            self.notice.say("")
            self.work(self._keep(), group="sign_in", failed=self._ended)
        elif self.state == "ended":
            self._begin()

    def action_back(self) -> None:
        """Cancel, and free the port at once; asks where that would lose something."""
        if self.query_one(RedirectField).value or self.state == "not_kept":
            self.work(self._leave(), group="leave")
        else:
            self._cancel()

    async def _leave(self) -> None:
        from chattui.tui.screens.confirm import confirm

        lost = (
            t("The tokens are not stored yet. Without them you have to sign in once more.")
            if self.state == "not_kept"
            else t("What is in the field is lost.")
        )
        if await confirm(self.app, t("Leave this sign-in?"), lost):
            self._cancel()

    def _cancel(self) -> None:
        self.workers.cancel_group(self, "sign_in")
        self.dismiss(None)
