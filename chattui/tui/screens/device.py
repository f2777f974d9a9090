"""The device code: typed in on another device, while this page asks Google whether it was."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from chattui.problem import Problem
from chattui.tui import flow, ways
from chattui.tui.flow import Finished, Request
from chattui.tui.page import Page, page_bindings
from chattui.tui.text import plain, styled
from chattui.tui.widgets.prose import Prose, Question
from chattui.tui.widgets.qr import QRCode
from chattui.words import t

if TYPE_CHECKING:
    from chattui.oauth.device import DeviceSignIn
    from chattui.oauth.signin import SignedIn


class DevicePage(Page[Finished | None]):
    """Shows the code and its address until somebody has answered there.

    Where Google has none for this client or these scopes, that is told before anything is sent.
    """

    PAGE = "device"
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[Any]] = page_bindings(PAGE)
    DEFAULT_CSS = """
    DevicePage #head { height: 1; }
    DevicePage #head Question { width: 1fr; margin: 0; }
    DevicePage #clock { width: 26; text-align: right; padding: 0 1; color: $text-muted; }
    DevicePage #waiting { height: 1fr; }
    DevicePage #left { width: 1fr; }
    DevicePage #user-code { width: auto; margin: 1 3; padding: 0 3; border: heavy $accent;
        text-style: bold; }
    DevicePage QRCode { width: 34; margin: 1 0 0 1; }
    DevicePage #asks { margin-top: 1; color: $text-muted; }
    """

    def __init__(self, request: Request) -> None:
        super().__init__()
        self.request = request
        self.state = "refused"
        self.sign_in: DeviceSignIn | None = None
        self.signed_in: SignedIn | None = None
        self._anyway = False

    def page_title(self) -> str:
        """What this is."""
        return t("Sign in · Device code")

    def body(self) -> Iterable[Widget]:
        """The code, its address, and both for a camera."""
        yield Horizontal(Question("", id="lead"), Static(id="clock"), id="head")
        left = VerticalScroll(
            Prose(id="address"),
            Static(id="user-code", markup=False),
            Prose(id="state"),
            Prose(self._asks(), id="asks"),
            id="left",
            can_focus=False,
        )
        yield Horizontal(left, Vertical(QRCode(id="code")), id="waiting")
        yield Prose(id="refusal")

    def _asks(self) -> str:
        words = ways.asks(self.request.scopes)
        if not self.session.context.endpoints.emulator:
            return words
        differs = t(
            "This is the emulator. Google gives codes only to clients of the type TVs and Limited"
            " Input devices, and none for Chat."
        )
        return f"{words}\n\n{differs}"

    def opened(self) -> None:
        """Ask for a code, unless it is known that Google gives none."""
        from chattui.oauth.device_scopes import device_refusal, web_refusal

        self.query_one("#waiting").display = False
        self.set_interval(1.0, self._tick)
        refusal = web_refusal() if self._is_web else device_refusal(self.request.scopes)
        if refusal is not None and not self.session.context.endpoints.emulator:
            self._refuse(refusal)
        else:
            self._begin()

    @property
    def _is_web(self) -> bool:
        return self.request.client.kind == "web"

    def _refuse(self, refusal: Problem) -> None:
        self._say_lead(t("A device code cannot be had for this."))
        lines = [styled(f"✗ {refusal.message}", "bold $text-error"), plain(refusal.cause)]
        lines += [
            Content(""),
            plain(t("These ways work, and wait already: esc goes back to them.")),
        ]
        offers = ways.offers_for(self.session.context, self.request.client, self.request.scopes)
        for offer in offers:
            if offer.works:
                lines += [styled(f"  · {ways.way_name(offer.way)}", "bold"), plain(offer.words)]
        if not self._is_web:  # the list of scopes may grow; a client's type stays
            lines += [
                Content(""),
                plain(t("Google's list may have grown since: t asks for a code all the same.")),
            ]
        self.query_one("#refusal", Prose).say(Content("\n").join(lines))

    def _begin(self) -> None:
        self.state = "asking"
        self.notice.say("")
        self.query_one("#refusal").display = False
        self._say_lead(t("Asking Google for a code."))
        self.refresh_keys()
        self.work(self._ask(), group="device", failed=self._ended)

    async def _ask(self) -> None:
        flow_of_it = self.session.device_sign_in(
            self.request.client, self.request.scopes, anyway=self._anyway
        )
        async with flow_of_it as self.sign_in:
            self.state = "waiting"
            await self._show_code(self.sign_in)
            self.signed_in = await self.sign_in.wait()
        await self._keep()

    async def _show_code(self, sign_in: DeviceSignIn) -> None:
        code = sign_in.code
        self._say_lead(t("Type the code in on any device that has a browser."))
        words = plain(t("1  Open there (l copies):"))
        self.query_one("#address", Prose).say(
            Content.assemble(words, "\n   ", ways.link(code.url), "\n\n", t("2  Type in:"))
        )
        self.query_one("#user-code", Static).update(plain(code.user_code))
        self.query_one("#waiting").display = True
        self._tick()
        self.refresh_keys()
        await self.query_one(QRCode).encode(code.url)

    async def _keep(self) -> None:
        assert self.signed_in is not None
        self.state = "keeping"
        self.refresh_keys()
        self._say_lead(t("Signed in. The tokens are being stored."))
        self.end(await flow.keep(self.chattui, self.request, self.signed_in))

    def _ended(self, problem: Problem) -> None:
        self.state = "ended" if self.signed_in is None else "not_kept"
        had_code, self.sign_in = bool(self.sign_in and self.sign_in.code.user_code), None
        self.query_one("#waiting").display = False
        self.query_one("#clock", Static).update("")
        if self.signed_in is not None:
            self._say_lead(t("You are signed in, but the tokens could not be stored yet."))
        elif had_code:
            self._say_lead(t("This code is of no use any more."))
        else:
            self._say_lead(t("There is no device code."))
        self.notice.show_problem(problem)
        self.refresh_keys()

    def _say_lead(self, words: str) -> None:
        self.query_one("#lead", Question).say(words)

    def _tick(self) -> None:
        # Not below another page: Textual would draw that page anew each time.
        if self.state != "waiting" or self.sign_in is None or self.app.screen is not self:
            return
        left = int(self.sign_in.seconds_left)
        words = t("ends in {minutes}:{seconds:02}", minutes=left // 60, seconds=left % 60)
        self.query_one("#clock", Static).update(plain(words))
        trouble = self.sign_in.trouble
        if trouble is not None:
            said = t("{trouble} chattui goes on asking.", trouble=trouble.message)
        else:
            said = t(
                "3  Allow it there. chattui asks Google every {seconds} seconds whether you have.",
                seconds=round(self.sign_in.code.interval),
            )
        state = self.query_one("#state", Prose)
        if str(state.content) != said:
            state.say(said)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Each state has its own keys."""
        waiting = self.state == "waiting"
        return {
            "copy_code": waiting,
            "copy_address": waiting,
            "invert": waiting,
            "ask_anyway": self.state == "refused" and not self._is_web,
            "again": self.state in {"ended", "not_kept"},
            "back": self.state != "keeping",
        }.get(action, True)

    def action_copy_code(self) -> None:
        """Copy the code, exactly as Google gave it."""
        if self.sign_in is not None:
            self.copy(self.sign_in.code.user_code)

    def action_copy_address(self) -> None:
        """Copy the address."""
        if self.sign_in is not None:
            self.copy(self.sign_in.code.url)

    def action_invert(self) -> None:
        """Turn light and dark of the code around."""
        self.query_one(QRCode).invert()

    def action_browser_error(self) -> None:
        """Look up what the browser shows."""
        from chattui.tui.screens.browser_error import BrowserErrorPage

        self.app.push_screen(BrowserErrorPage())

    def action_ask_anyway(self) -> None:
        """Ask Google for a code although its list has none."""
        self._anyway = True
        self._begin()

    def action_again(self) -> None:
        """Ask for a new code, or store the tokens once more."""
        if self.state == "not_kept":
            self.notice.say("")
            self.work(self._keep(), group="device", failed=self._ended)
        else:
            self._begin()

    def action_back(self) -> None:
        """Stop asking; asks where that would lose something."""
        if self.state == "not_kept":
            self.work(self._leave(), group="leave")
        else:
            self._cancel()

    async def _leave(self) -> None:
        from chattui.tui.screens.confirm import confirm

        lost = t("The tokens are not stored yet. Without them you have to sign in once more.")
        if await confirm(self.app, t("Leave this sign-in?"), lost):
            self._cancel()

    def _cancel(self) -> None:
        self.workers.cancel_group(self, "device")
        self.dismiss(None)
