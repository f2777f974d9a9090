"""The app: owns the session and the standing, and opens pages."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual.app import App, SystemCommand
from textual.screen import Screen

from chattui.tui import actions, colors, guard
from chattui.tui.late_enter import LateEnter
from chattui.tui.page import Page
from chattui.tui.standing import Standing
from chattui.tui.typed_ahead import TypedAhead
from chattui.words import t

if TYPE_CHECKING:
    from textual.driver import Driver

    from chattui.problem import Problem
    from chattui.session import Session
    from chattui.tui.at_work import AtWork
    from chattui.vault import AccountEntry, Index


class ChattuiApp(App[int]):
    """chattui on a terminal.

    `index` is read before the app starts, so that the first page is drawn in one go: Home where
    somebody is signed in, else the first run. `start` names another first page: ``setup``, or
    ``doctor`` about `subject`.
    """

    CSS_PATH = Path(__file__).with_name("chattui.tcss")
    TITLE = "chattui"
    ENABLE_COMMAND_PALETTE = True
    NOTIFICATION_TIMEOUT = 6
    BINDINGS: ClassVar[list[Any]] = [
        *actions.bindings(a for a in actions.of_every_page() if a.id != "keys")
    ]

    def __init__(
        self, session: Session, index: Index, *, start: str = "", subject: Path | None = None
    ) -> None:
        super().__init__()
        guard.install()
        self.session = session
        self.start = start
        self.subject = subject
        self.trouble: Problem | None = None
        """What is wrong with the list of accounts, where its page is to be the first."""
        self.account: AccountEntry | None = None
        self.admin = False
        """Whether administrator access is switched on, for every page."""
        self.standing = Standing(emulator=session.context.endpoints.emulator)
        self.plans_at_work: AtWork | None = None
        self.own_errors: list[Exception] = []
        self.last_report = ""
        self.told: set[str] = set()
        """The codes of what the vault has told in this run."""
        self.index = index
        self.late_enter = LateEnter()
        self.typed_ahead = TypedAhead(self)
        self.choose_account(index)
        if not session.context.surroundings.color:
            colors.do_without(self)

    def get_driver_class(self) -> type[Driver]:
        """The driver of this platform, deaf to what would start it twice."""
        from chattui.tui.driver import steady

        return steady(super().get_driver_class())

    async def on_event(self, event: events.Event) -> None:
        """Pass events on, keys one after the other."""
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            await self.typed_ahead.take(event)
        else:
            await super().on_event(event)

    def choose_account(self, index: Index, key: str = "") -> None:
        """Act as the account `key`, else the one of CHATTUI_ACCOUNT, else the default.

        Raises ProblemError where that names none of several.
        """
        self.index = index
        wanted = key or self.session.context.surroundings.account
        first = index.account(index.default or "") or next(iter(index.accounts), None)
        self.account = index.find_account(wanted) if wanted and index.accounts else first
        client = index.client(self.account.client_key) if self.account else None
        self.admin = False
        self.standing = Standing.of(self.account, client, self.session.context.endpoints)

    def get_default_screen(self) -> Screen[Any]:
        """The first page, drawn without a blank one before it."""
        page = self._first_of_all()
        # Textual does this for every screen but the default one, which could not be replaced else.
        page._push_result_callback(page, None)
        return page

    def _first_of_all(self) -> Page[Any]:
        if self.start == "doctor":
            from chattui.tui.screens.doctor import DoctorPage

            return DoctorPage(self.subject)
        if self.trouble is not None:
            from chattui.tui.screens.rebuild import RebuildPage

            return RebuildPage(self.trouble)
        return self.first_page(setup=self.start == "setup")

    def first_page(self, *, setup: bool = False) -> Page[Any]:
        """Home where somebody is signed in, else the first run."""
        if self.account is not None and not setup:
            from chattui.tui.screens.home import HomePage

            return HomePage(self.account)
        from chattui.tui.screens.setup import SetupPage

        return SetupPage(first_run=True)

    def show_home(self) -> None:
        """Make Home of the chosen account the only page; the first run where there is none."""
        with self.batch_update():
            while len(self.screen_stack) > 1:
                self.pop_screen()
            self.switch_screen(self.first_page())

    async def action_quit(self) -> None:
        """Leave chattui; with a plan at work, after a question."""
        from chattui.tui.leaving import leave

        leave(self)

    def action_command_palette(self) -> None:
        """Open the palette, which asks in our own words."""
        from chattui.tui.palette import Palette

        if not isinstance(self.screen, Palette):
            asks = t("Part of what an action is called")
            self.push_screen(Palette(placeholder=asks, id="--command-palette"))

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """The palette offers the action table, and nothing that could write a secret to disk."""
        page = screen.page_actions() if isinstance(screen, Page) else ()
        own = {action.id for action in page}
        apart = {"command_palette", *own}
        everywhere = [a for a in actions.of_every_page() if a.id not in apart and self.offers(a.id)]
        for action in (*page, *everywhere):
            title = t("{label} ({key})", label=action.label, key=actions.key_name(action.key))
            yield SystemCommand(title, action.help, self._runner(screen, action.id))

    def _runner(self, screen: Screen[Any], action: str) -> Any:
        async def run() -> None:
            if screen is not self.screen:
                return  # a key that was typed behind it has led elsewhere
            owner = screen if hasattr(screen, f"action_{action}") else self
            await owner.run_action(action)

        return run

    def offers(self, action: str) -> bool:
        """Whether an action of every page applies now."""
        if action == "administrator":
            return isinstance(self.screen, Page) and self.screen.ADMINISTERS
        return action != "copy_report" or bool(self.own_errors)

    def action_administrator(self) -> None:
        """Switch administrator access on or off."""
        from chattui.tui.administrator import switch

        switch(self)

    def action_copy_report(self) -> None:
        """Put the report of the last own error into the clipboard, and into a file."""
        from chattui.tui.crash import copy_report

        if self.own_errors and isinstance(self.screen, Page):
            self.screen.work(copy_report(self.screen, self.own_errors[-1]), group="report")

    def own_error(self, error: Exception) -> Problem:
        """Note an error of our own that the app survives, and put it in words."""
        from chattui.tui.crash import own_error_problem

        self.own_errors.append(error)
        return own_error_problem(error)

    def _fatal_error(self) -> None:
        """Replaces Textual's, which prints local variables: tokens among them."""
        from chattui.tui.crash import last_words, report

        self.bell()
        if self._exception is not None and not self._exit_renderables:
            self.last_report = report(self._exception)
            state = self.session.context.paths.state
            self._exit_renderables.append(last_words(state, self.last_report))
        self._close_messages_no_wait()
