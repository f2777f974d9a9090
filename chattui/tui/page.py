"""Page: what every full screen of chattui has in common."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterable
from inspect import CORO_CREATED, getcoroutinestate
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar, cast

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.css.query import NoMatches
from textual.screen import Screen
from textual.widget import Widget

from chattui.problem import Problem, ProblemError
from chattui.tui import actions
from chattui.tui.actions import Action
from chattui.tui.widgets.bars import KeyBar, Notice, Topline
from chattui.words import t

if TYPE_CHECKING:
    from chattui.clientfile import OAuthClient
    from chattui.session import Session
    from chattui.tui.app import ChattuiApp
    from chattui.vault import AccountEntry

Result = TypeVar("Result")


class Page(Screen[Result], Generic[Result]):
    """A full screen with the top line, a body, a notice and the key bar.

    A subclass sets `PAGE` (its name in the action table), takes its bindings from there with
    ``BINDINGS = page_bindings(PAGE)``, yields its widgets from `body`, and runs anything that can
    wait through `work`, whose problems land in the notice. What it does when it opens, when it is
    on top again and when the terminal has another size goes into `opened`, `resumed` and `resized`.
    """

    PAGE: ClassVar[str] = ""
    ADMINISTERS: ClassVar[bool] = False
    """Whether administrator access means something here, so that it can be switched."""

    def __init__(self) -> None:
        super().__init__()
        self._jobs: dict[str, Coroutine[Any, Any, None]] = {}
        self._is_admin: bool | None = None

    def compose(self) -> ComposeResult:
        yield Topline(id="topline")
        yield Vertical(*self.body(), Notice(id="notice"), id="body")
        yield KeyBar(id="keybar")

    def body(self) -> Iterable[Widget]:
        """The widgets between the top line and the key bar."""
        return ()

    def on_mount(self) -> None:
        """Draw the top line and the keys before the first paint."""
        self.refresh_standing()
        self.refresh_keys()
        self.opened()

    def opened(self) -> None:
        """The page is there, and about to be drawn for the first time."""

    # Textual calls the handlers of every class of a page. What a subclass adds goes into
    # `opened`, `resumed` and `resized`, which are called once.

    def on_screen_resume(self) -> None:
        """The page is on top: for the first time, or again."""
        self.resumed()

    def on_resize(self) -> None:
        """The terminal has another size."""
        self.resized()

    def resumed(self) -> None:
        """The account may have changed while another page was open."""
        self.refresh_standing()

    def resized(self) -> None:
        """The key bar wraps by the width."""
        self.refresh_keys()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Single letters are dead while a field has the focus, and are not shown then."""
        self.refresh_keys()

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        """The letters work again."""
        self.refresh_keys()

    @property
    def chattui(self) -> ChattuiApp:
        """The app, typed."""
        return cast("ChattuiApp", self.app)

    @property
    def session(self) -> Session:
        """The session that the pages share."""
        return self.chattui.session

    def on_plain_field_refused(self) -> None:
        """Say why a paste did not arrive in a field."""
        self.notice.say(t("What was pasted holds control characters, so it was not taken."))

    @property
    def notice(self) -> Notice:
        """The place for what happened."""
        return self.query_one("#notice", Notice)

    @property
    def typing(self) -> bool:
        """Whether a field that takes letters has the focus."""
        return self.focused is not None and self.focused.check_consume_key("x", "x")

    def refresh_standing(self) -> None:
        """Draw again who acts, with which client, and whether this is the emulator."""
        topline = self.query_one("#topline", Topline)
        topline.show(self.chattui.standing, self.page_title())
        before, self._is_admin = self._is_admin, self.chattui.admin
        if before is not None and before != self._is_admin:
            self.admin_changed()
            self.refresh_keys()

    def admin_changed(self) -> None:
        """Administrator access was switched on or off, here or on a page above."""

    def page_title(self) -> str:
        """What stands behind the account in the top line; empty on Home."""
        return ""

    def page_actions(self) -> tuple[Action, ...]:
        """The actions that apply here now, whether or not a field has the focus."""
        return tuple(
            action
            for action in actions.of_page(self.PAGE)
            if self.check_action(action.id, ()) is not False
        )

    def refresh_keys(self) -> None:
        """Draw the key bar again, for when what applies has changed."""
        if not self.is_attached:
            return
        everywhere = (a for a in actions.of_every_page() if self.chattui.offers(a.id))
        every = (*self.page_actions(), *everywhere)
        shown = [a for a in every if a.footer]
        bars = self.query("#keybar")
        if bars:
            off = frozenset(action.id for action in shown if self.off_reason(action.id))
            bars.first(KeyBar).show(shown, self.app.size.width, typing=self.typing, off=off)

    def off_reason(self, action: str) -> str:
        """Why an action of this page is switched off, as for a permission that is lacking; else "".

        Its key is drawn grey. The action's method asks `is_off`, which tells the reason.
        """
        return ""

    def is_off(self, action: str) -> bool:
        """Whether an action is switched off; tells the reason where it is."""
        reason = self.off_reason(action)
        if reason:
            self.notice.say(reason)
        return bool(reason)

    def work(
        self,
        job: Coroutine[Any, Any, None],
        *,
        group: str = "page",
        failed: Callable[[Problem], None] | None = None,
    ) -> None:
        """Run `job` beside the screen, replacing the unfinished one of its group.

        A ProblemError is shown in the notice, or handed to `failed`. An error of our own ends
        up there too, as the problem ``app.own_error``.
        """

        async def guarded() -> None:
            try:
                await job
            except ProblemError as error:
                self._tell(error.problem, failed)
            except Exception as error:
                if not (isinstance(error, NoMatches) and self._is_taken_down()):
                    self._tell(self.chattui.own_error(error), failed)
                    self.refresh_keys()
            finally:
                job.close()

        before = self._jobs.get(group)
        if before is not None and getcoroutinestate(before) == CORO_CREATED:
            before.close()  # replaced before it began
        self._jobs[group] = job
        begin: Any = guarded
        self.run_worker(begin, group=group, exclusive=True, exit_on_error=False, description=group)

    def _is_taken_down(self) -> bool:
        """Whether the widgets are gone, while a job still had something to show in them."""
        return not self.is_attached or not self.query("#notice")

    def _tell(self, problem: Problem, failed: Callable[[Problem], None] | None) -> None:
        if self.is_attached:
            (failed or self.notice.show_problem)(problem)

    def copy(self, text: str) -> None:
        """Put `text` (no secret) into the clipboard of the person's own terminal, by OSC 52."""
        self.app.copy_to_clipboard(text)
        self.notice.say(
            t(
                "Sent to your terminal's clipboard: {text}\n"
                "Some terminals do not take it: then copy it with the mouse.",
                text=text,
            )
        )

    def end(self, result: Result | None = None) -> None:
        """Leave this page with `result`, and every page that was opened on top of it."""
        app = self.app
        if self not in app.screen_stack:
            return
        with app.batch_update():
            while app.screen is not self:
                app.pop_screen()
            self.dismiss(result)

    def action_back(self) -> None:
        """One step back, from the page that is on top."""
        if self.is_current:
            self.dismiss()

    def action_health(self) -> None:
        """Examine the whole chain, from the clock to the Chat app."""
        from chattui.tui.screens.health import HealthPage

        self.app.push_screen(HealthPage(*self.health_subject()))

    def action_guide(self) -> None:
        """Open the guide, at the step that what is wrong here is about."""
        from chattui.tui.guiding import open_guide

        open_guide(self.chattui, self.guide_subject())

    def guide_subject(self) -> str:
        """The page of the guide that helps with what is wrong here; "" for the checklist."""
        from chattui.guide.helping import page_for

        return page_for(self.notice.problem.code) if self.notice.problem else ""

    def health_subject(self) -> tuple[AccountEntry | None, OAuthClient | None]:
        """Whose chain, and a client to ask about in place of the account's own."""
        return self.chattui.account, None

    def action_keys(self) -> None:
        """List the keys of this page."""
        from chattui.tui.screens.keys import KeysPage

        everywhere = {action.id for action in actions.of_every_page()}
        own = tuple(action for action in self.page_actions() if action.id not in everywhere)
        self.app.push_screen(KeysPage(own))


def page_bindings(page: str) -> list[Any]:
    """The bindings of one page with those of every page that pages answer themselves.

    Tab has priority: else what is typed after it, and arrives with it over a slow line, would
    still go to the field before.
    """
    from textual.binding import Binding

    everywhere = [a for a in actions.of_every_page() if a.id in {"guide", "keys"}]
    return [
        *actions.bindings((*actions.of_page(page), *everywhere)),
        Binding("tab", "app.focus_next", show=False, priority=True),
        Binding("shift+tab", "app.focus_previous", show=False, priority=True),
    ]
