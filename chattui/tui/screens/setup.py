"""The first page of the first run: which way the client file comes here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from textual import events, on
from textual.widget import Widget

from chattui.safe_text import safe_text
from chattui.secret import Secret
from chattui.tui.flow import SetUp
from chattui.tui.page import Page, page_bindings
from chattui.tui.widgets.choices import Choice, Choices
from chattui.tui.widgets.prose import Prose, Question
from chattui.words import t

CLIENT = "client:"
SAMPLE = "sample"


def ways() -> tuple[Choice, ...]:
    """The ways to hand over a client file."""
    return (
        Choice("paste", t("Paste its text"), t("best over ssh: copy it on your own machine")),
        Choice("pick", t("Pick a file on this machine")),
        Choice("path", t("Type a path")),
        Choice("none", t("I have none yet"), t("the guide: ten minutes in Google's console")),
    )


class SetupPage(Page[None]):
    """Which way to hand over the client file; clients that are in the vault are offered first."""

    PAGE = "setup"
    BINDINGS: ClassVar[list[Any]] = page_bindings(PAGE)

    def __init__(self, first_run: bool = True) -> None:
        super().__init__()
        self.first_run = first_run

    def page_title(self) -> str:
        """The step of the guide."""
        return t("Set up · 1 of 4 · The client file")

    def body(self) -> Iterable[Widget]:
        """The ways."""
        yield Question(
            t(
                "Google's console gives a JSON file when you create an OAuth client."
                " Which way is it easiest to hand it over?"
            )
        )
        yield Choices((*self._known_clients(), *ways(), *self._rehearsal()), id="ways")
        yield Prose(
            t(
                "\nThe file goes into your vault. It is not sent anywhere, and its secret is never"
                " shown."
            )
        )

    def _known_clients(self) -> tuple[Choice, ...]:
        clients = self.chattui.index.clients
        return tuple(
            Choice(
                CLIENT + client.key,
                t("Use {name}", name=safe_text(client.name, limit=30)),
                t("a service account, to act for a person")
                if client.kind == "service_account"
                else t("it is in your vault already"),
            )
            for client in clients[:5]
        )

    def _rehearsal(self) -> tuple[Choice, ...]:
        if not self.session.context.endpoints.emulator:
            return ()
        return (Choice(SAMPLE, t("Take the emulator's file"), t("to try things out, only here")),)

    def opened(self) -> None:
        """Start on the first way."""
        self.query_one(Choices).focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The first page of all has nowhere to go back to."""
        if action == "back":
            return not self.first_run
        if action == "quit":
            return self.first_run
        if action == "accounts":
            return self.first_run and bool(self.chattui.index.accounts)
        return True

    @on(Choices.Chosen)
    def choose(self, event: Choices.Chosen) -> None:
        """Open the page of a way."""
        flow = SetUp(self.chattui)
        if event.choice.id.startswith(CLIENT):
            self.work(flow.use_client(event.choice.id.removeprefix(CLIENT)))
        elif event.choice.id == SAMPLE:
            self.work(flow.take_sample())
        else:
            flow.hand_over(event.choice.id)

    def on_paste(self, event: events.Paste) -> None:
        """Whoever pastes here means the file's text."""
        event.stop()
        SetUp(self.chattui).pasted(Secret(event.text))

    def action_choose(self) -> None:
        """Choose the way under the cursor."""
        choices = self.query_one(Choices)
        choices.post_message(Choices.Chosen(choices.chosen))

    async def action_quit(self) -> None:
        """Leave chattui."""
        await self.app.action_quit()

    def action_doctor(self) -> None:
        """Look what is wrong with a file."""
        from chattui.tui.screens.doctor import DoctorPage

        self.app.push_screen(DoctorPage())

    def action_take_over(self) -> None:
        """Use what another program signed in with, in place of a file."""
        from chattui.tui.screens.take_over import TakeOverPage

        self.app.push_screen(TakeOverPage(), self._taken_over)

    def _taken_over(self, words: str | None) -> None:
        if words:
            self.chattui.show_home()

    def action_accounts(self) -> None:
        """The accounts that there are, where none is chosen."""
        from chattui.tui.screens.accounts import AccountsPage

        self.app.push_screen(AccountsPage())
