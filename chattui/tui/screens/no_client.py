"""Where a client file comes from, in a few steps; the long guide is another page."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from textual.containers import VerticalScroll
from textual.widget import Widget

from chattui.tui.page import Page, page_bindings
from chattui.tui.widgets.prose import Labelled, Question
from chattui.words import t

CLIENTS_PAGE = "https://console.cloud.google.com/auth/clients"
"""Google Auth platform, Clients."""


class NoClientPage(Page[None]):
    """Says how to get a client file."""

    PAGE = "no_client"
    BINDINGS: ClassVar[list[Any]] = page_bindings(PAGE)
    DEFAULT_CSS = """
    NoClientPage .step { margin-bottom: 1; }
    NoClientPage VerticalScroll { height: 1fr; }
    """

    def __init__(self, paste: Callable[[], None]) -> None:
        super().__init__()
        self.paste = paste

    def page_title(self) -> str:
        """The step of the guide."""
        return t("Set up · 1 of 4 · The client file")

    def body(self) -> Iterable[Widget]:
        """The steps."""
        steps = (
            t(
                "In a browser, signed in as someone who may set up your project, open {link}"
                " (y copies it).",
                link=CLIENTS_PAGE,
            ),
            t(
                "If it asks for branding and audience first: choose Internal where your"
                " organisation has Google Workspace, else External with yourself as a test user."
            ),
            t("Clients › Create client › Application type: Desktop app › Create."),
            t(
                "Download JSON, at once: Google shows the secret only this one time. The file is"
                " called client_secret_….json; its text is what chattui needs."
            ),
            t(
                "Enable the Google Chat API for the same project, and fill in its Configuration"
                " page: creating spaces needs both."
            ),
        )
        yield VerticalScroll(
            Question(t("Getting a client file takes a few minutes in Google's console.")),
            *(
                Labelled(str(number), words, classes="step")
                for number, words in enumerate(steps, start=1)
            ),
        )

    def action_copy(self) -> None:
        """Copy the address of the console page."""
        self.app.copy_to_clipboard(CLIENTS_PAGE)
        self.notice.say(t("The address was sent to your terminal's clipboard."))

    def action_paste(self) -> None:
        """Go on with pasting the file's text."""
        self.paste()
