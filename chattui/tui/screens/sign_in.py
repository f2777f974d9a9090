"""Sign in: every way waits at the same time, and whichever answers first wins."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from chattui.oauth.joining import NOT_JOINED
from chattui.oauth.ways import Offer, Way
from chattui.problem import Problem
from chattui.tui import flow, ways
from chattui.tui.flow import Finished, Request
from chattui.tui.page import page_bindings
from chattui.tui.redirect_page import DEMO_PERSON, RedirectPage
from chattui.tui.text import plain
from chattui.tui.widgets.prose import Labelled, Prose, Question
from chattui.tui.widgets.redirect_field import RedirectField
from chattui.words import t

if TYPE_CHECKING:
    from chattui.oauth.signin import SignedIn, SignIn


class SignInPage(RedirectPage[Finished | None]):
    """Asks Google, and keeps the tokens before it goes; `None` when it was cancelled."""

    PAGE = "sign_in"
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[Any]] = page_bindings(PAGE)
    VERTICAL_BREAKPOINTS = [(0, "-short"), (30, "-tall")]  # noqa: RUF012 as Screen has it
    DEFAULT_CSS = """
    SignInPage #head { height: 1; }
    SignInPage #head Question { width: 1fr; margin: 0; }
    SignInPage #clock { width: 18; text-align: right; padding: 0 1; color: $text-muted; }
    SignInPage #ways { height: 1fr; }
    SignInPage #ways Vertical { height: auto; }
    SignInPage .way { margin-top: 1; }
    SignInPage #once, SignInPage #hints { padding: 0 1 0 3; color: $text-muted; }
    SignInPage #asks, SignInPage #cannot { color: $text-muted; }
    SignInPage.-tall #cannot { margin-top: 1; }
    """

    def __init__(self, request: Request) -> None:
        super().__init__()
        self.request = request
        self.login_hint = request.hint
        self.offers: tuple[Offer, ...] = ()
        self.signed_in: SignedIn | None = None
        self._started = 0.0

    def page_title(self) -> str:
        """The step of the guide."""
        if self.request.incremental:
            return t("Allow more")
        return t("Sign in again") if self.login_hint else t("Set up · 3 of 4 · Sign in")

    def body(self) -> Iterable[Widget]:
        """The ways that can work, best first; the field; what is asked for."""
        self.offers = ways.offers_for(
            self.session.context, self.request.client, self.request.scopes
        )
        yield Horizontal(Question("", id="lead"), Static(id="clock"), id="head")
        blocks: list[Widget] = []
        for way in ways.working(self.offers):
            if way is Way.LOOPBACK:
                words = Labelled(str(len(blocks) + 1), id="listener")
                blocks.append(Vertical(words, Prose(id="hints"), classes="way"))
            elif way is Way.PASTE:
                words = Labelled(str(len(blocks) + 1), ways.by_pasting())
                once = Prose(ways.once(), id="once")
                blocks.append(Vertical(words, RedirectField(id="redirect"), once, classes="way"))
        person = DEMO_PERSON if self.session.context.endpoints.emulator else ""
        others = ways.others(self.offers, self.login_hint or person if person else "")
        cannot = Prose(ways.cannot(self.offers), id="cannot")
        cannot.display = bool(ways.cannot(self.offers))
        yield VerticalScroll(
            *blocks,
            Labelled(str(len(blocks) + 1), others, classes="way"),
            Prose(id="asks", classes="way"),
            cannot,
            id="ways",
            can_focus=False,
        )

    def opened(self) -> None:
        """Begin at once."""
        self.query_one("#ways").display = False
        words = ways.asks(self.request.scopes, incremental=self.request.incremental)
        self.query_one("#asks", Prose).say(words)
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
        asked = self.request
        async with self.session.sign_in(
            asked.client,
            asked.scopes,
            login_hint=asked.hint,
            or_paste=True,
            incremental=asked.incremental,
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
        outside = sign_in.surroundings
        opened = outside.browser and await asyncio.to_thread(sign_in.open_browser)
        self._say_lead(ways.lead(outside))
        for block in self.query("#listener").results(Labelled):
            block.say(ways.by_listener(sign_in, opened=bool(opened)))
        hints = ways.hints(sign_in, short=self.has_class("-short"))
        for prose in self.query("#hints").results(Prose):
            prose.display = bool(hints)
            prose.say("\n".join(hints))
        self.query_one("#ways").display = True
        self._tick()
        self.refresh_keys()

    async def _keep(self) -> None:
        assert self.signed_in is not None
        self.state = "keeping"
        self.refresh_keys()
        self._say_lead(t("Signed in. The tokens are being stored."))
        self.end(await flow.keep(self.chattui, self.request, self.signed_in))

    def _ended(self, problem: Problem) -> None:
        kept = self.signed_in is None or problem.code in NOT_JOINED
        self.state = "ended" if kept else "not_kept"
        self.sign_in = None
        self.query_one("#ways").display = False
        self.query_one("#clock", Static).update("")
        self._say_lead(
            t("This sign-in has ended.")
            if kept
            else t("You are signed in, but the tokens could not be stored yet.")
        )
        self.notice.show_problem(problem)
        self.set_focus(None)
        self.refresh_keys()

    def redirect_read(self) -> None:
        """Google is asked for the tokens."""
        self._say_lead(t("That is the right address. Google is asked for the tokens."))

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
        waiting = self.state == "waiting"
        free = waiting and not self.typing
        listens = free and bool(self.sign_in and self.sign_in.short_url)
        ended = self.state in {"ended", "not_kept"}
        works = ways.working(self.offers)
        return {
            "read_redirect": waiting and self.typing,
            "leave_field": waiting and self.typing,
            "back": not self.typing and self.state != "keeping",
            "again": ended,
            "copy_ssh": free and bool(self.sign_in and self.sign_in.ssh_line),
            "browser": listens and bool(self.sign_in and self.sign_in.surroundings.browser),
            "rehearse": free and bool(self.session.context.endpoints.emulator),
            "copy_short": listens,
            "copy_long": free,
            "print_long": free,
            "scan": free,
            "to_field": free and Way.PASTE in works,
            "device": free and Way.DEVICE in works,
            "service_account": (free or ended) and not self.request.incremental,
            "other_ways": free or ended,
            "browser_error": free or ended,
            "keys": not self.typing,
        }.get(action, True)

    def action_device(self) -> None:
        """Sign in by a code; what waits here goes on waiting."""
        from chattui.tui.screens.device import DevicePage

        # A code stands for what is asked for with it alone: nothing is added to what was allowed.
        asked = self.request.whole() if self.request.incremental else self.request
        self.app.push_screen(DevicePage(asked), self._signed_in_elsewhere)

    def _signed_in_elsewhere(self, finished: Finished | None) -> None:
        if finished is not None:
            self.workers.cancel_group(self, "sign_in")
            self.end(finished)

    def action_service_account(self) -> None:
        """Let a service account act; what waits here goes on waiting."""
        from chattui.tui.asking import delegate

        delegate(self.chattui)

    def action_other_ways(self) -> None:
        """All the ways, with their reasons."""
        from chattui.tui.screens.other_ways import OtherWaysPage

        self.app.push_screen(OtherWaysPage(self.offers), self._take)

    def _take(self, way: Way | None) -> None:
        if way is Way.DEVICE:
            self.action_device()
        elif way is Way.DELEGATION:
            self.action_service_account()
        elif way is Way.PASTE and self.state == "waiting":
            self.action_to_field()

    def action_again(self) -> None:
        """Try what failed once more."""
        if self.state == "not_kept":
            self.notice.say("")
            self.work(self._keep(), group="sign_in", failed=self._ended)
        elif self.state == "ended":
            if self.notice.problem is not None:
                self.request = flow.next_request(self.request, self.notice.problem)
            self.signed_in = None
            self.opened_again()
            self._begin()

    def opened_again(self) -> None:
        """Say what is asked for now."""
        words = ways.asks(self.request.scopes, incremental=self.request.incremental)
        self.query_one("#asks", Prose).say(words)
        self.refresh_standing()

    def action_back(self) -> None:
        """Cancel, and free the port at once; asks where that would lose something."""
        held = any(field.value for field in self.query(RedirectField))
        if held or self.state == "not_kept":
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
