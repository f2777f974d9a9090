"""Page: what every full screen of chattui has in common."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar, cast

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from chattui.problem import Problem, ProblemError
from chattui.tui import actions
from chattui.tui.actions import Action
from chattui.tui.text import plain, problem_text, styled

if TYPE_CHECKING:
    from chattui.session import Session
    from chattui.tui.app import ChattuiApp

Result = TypeVar("Result")


class Topline(Static):
    """Who acts, with which client, and whether this is the emulator: on every page."""

    DEFAULT_CSS = """
    Topline { dock: top; height: 1; padding: 0 1; background: $panel; color: $text; }
    Topline.emulator { background: $warning-muted; color: $text-warning; }
    """


class KeyBar(Static):
    """The keys of this page, from the action table."""

    DEFAULT_CSS = """
    KeyBar { dock: bottom; height: auto; max-height: 2; padding: 0 1; background: $panel; }
    """


class Notice(Static):
    """One line or a few that tell what happened; a problem stays until the next attempt."""

    DEFAULT_CSS = """
    Notice { height: auto; max-height: 7; padding: 0 1; display: none; }
    Notice.shown { display: block; }
    """

    def say(self, words: str) -> None:
        """Show a plain sentence; the empty one clears."""
        self.update(plain(words))
        self.set_class(bool(words), "shown")

    def show_problem(self, problem: Problem) -> None:
        """Show a problem with its cause and remedy."""
        self.update(problem_text(problem))
        self.add_class("shown")


class Page(Screen[Result], Generic[Result]):
    """A full screen with the top line, a body, a notice and the key bar.

    A subclass sets `PAGE` (its name in the action table), takes its bindings from there with
    ``BINDINGS = page_bindings(PAGE)``, yields its widgets from `body`, and runs anything that can
    wait through `work`, whose problems land in the notice.
    """

    PAGE: ClassVar[str] = ""

    def compose(self) -> ComposeResult:
        yield Topline(id="topline")
        yield Vertical(*self.body(), Notice(id="notice"), id="body")
        yield KeyBar(id="keybar")

    def body(self) -> Iterable[Widget]:
        """The widgets between the top line and the key bar."""
        return ()

    def on_mount(self) -> None:
        """Draw the top line and the keys."""
        self.refresh_standing()
        self.refresh_keys()

    def on_screen_resume(self) -> None:
        """The account may have changed while another page was open."""
        self.refresh_standing()

    def on_resize(self) -> None:
        """The key bar wraps by the width."""
        self.refresh_keys()

    @property
    def chattui(self) -> ChattuiApp:
        """The app, typed."""
        return cast("ChattuiApp", self.app)

    @property
    def session(self) -> Session:
        """The session that the pages share."""
        return self.chattui.session

    @property
    def notice(self) -> Notice:
        """The place for what happened."""
        return self.query_one("#notice", Notice)

    def refresh_standing(self) -> None:
        """Draw again who acts, with which client, and whether this is the emulator."""
        topline = self.query_one("#topline", Topline)
        topline.set_class(bool(self.session.context.endpoints.emulator), "emulator")
        topline.update(plain(self.chattui.standing.words(self.page_title())))

    def page_title(self) -> str:
        """What stands behind the account in the top line; empty on Home."""
        return ""

    def page_actions(self) -> tuple[Action, ...]:
        """The actions that apply here now."""
        return tuple(
            action
            for action in actions.of_page(self.PAGE)
            if self.check_action(action.id, ()) is not False
        )

    def refresh_keys(self) -> None:
        """Draw the key bar again, for when what applies has changed."""
        shown = [a for a in (*self.page_actions(), *actions.of_every_page()) if a.footer]
        parts = [
            Content.assemble(styled(actions.key_name(a.key), "bold $accent"), " ", a.label)
            for a in shown
        ]
        if self.is_attached:
            self.query_one("#keybar", KeyBar).update(Content("  ").join(parts))
            self.refresh_bindings()

    def work(
        self,
        job: Coroutine[Any, Any, None],
        *,
        group: str = "page",
        failed: Callable[[Problem], None] | None = None,
    ) -> None:
        """Run `job` beside the screen, replacing the unfinished one of its group.

        A ProblemError is shown in the notice, or handed to `failed`.
        """

        async def guarded() -> None:
            try:
                await job
            except ProblemError as error:
                if self.is_attached:
                    (failed or self.notice.show_problem)(error.problem)
            except asyncio.CancelledError:
                raise

        self.run_worker(
            guarded(), group=group, exclusive=True, exit_on_error=False, description=group
        )

    def action_back(self) -> None:
        """One step back."""
        self.dismiss()

    def action_keys(self) -> None:
        """List the keys of this page."""
        self.chattui.show_keys(self)


def page_bindings(page: str) -> list[Any]:
    """The bindings of one page with those of every page that pages answer themselves."""
    everywhere = [action for action in actions.of_every_page() if action.id == "keys"]
    return cast("list[Any]", actions.bindings((*actions.of_page(page), *everywhere)))
