"""Write an account to a file that other programs read; the warning comes first."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.widget import Widget
from textual.widgets import Input

from chattui.safe_text import safe_text
from chattui.tui.page import Page, page_bindings
from chattui.tui.reading import typed_path
from chattui.tui.screens.path_client import PathSuggester
from chattui.tui.widgets.plain_field import PlainField
from chattui.tui.widgets.prose import Prose, Question
from chattui.tui.widgets.waiting import Waiting
from chattui.words import t

if TYPE_CHECKING:
    from chattui.vault import AccountEntry


def suggested_name(email: str) -> str:
    """The name of a new file in the home folder for the account of that address."""
    kept = re.sub(r"[^A-Za-z0-9._@+-]+", "-", email)[:60].strip(".-")
    return f"~/chattui-{kept or 'account'}.json"


class ExportPage(Page[str]):
    """Gives words for what was written; None where nothing was."""

    PAGE = "export"
    BINDINGS: ClassVar[list[Any]] = page_bindings(PAGE)
    DEFAULT_CSS = """
    ExportPage Input { margin: 0 1; }
    ExportPage .gap { margin-top: 1; }
    ExportPage #warning { color: $text-warning; margin-top: 1; }
    """

    def __init__(self, account: AccountEntry) -> None:
        super().__init__()
        self.account = account

    def page_title(self) -> str:
        """The name of the page."""
        return t("Export")

    def body(self) -> Iterable[Widget]:
        """What the file is, what it gives away, and where it goes."""
        email = safe_text(self.account.email, limit=200)
        yield Question(t("Write {email} to a file for other programs?", email=email))
        yield Prose(
            t(
                "It is an authorized_user file, which Google's own libraries and gcloud read as"
                " application default credentials."
            )
        )
        yield Prose(
            t(
                "! Whoever reads this file can act as {email}, from any machine, until the sign-in"
                " is revoked: it holds the client's secret and the refresh token in plain text,"
                " and the vault protects neither there. Delete it when it has served.",
                email=email,
            ),
            id="warning",
        )
        yield Prose(t("A new file on the machine where chattui runs:"), classes="gap")
        yield PlainField(
            value=suggested_name(self.account.email), suggester=PathSuggester(), id="path"
        )
        yield Prose(t("Only you may read it. A file that is there already is never written over."))
        yield Waiting(id="waiting")

    def opened(self) -> None:
        """Wait for the path."""
        self.query_one(Input).focus()

    @on(Input.Submitted)
    def submitted(self, event: Input.Submitted) -> None:
        """Write the file."""
        event.stop()
        self.action_write()

    def action_write(self) -> None:
        """Write the file that is named."""
        self.work(self._write(self.query_one(Input).value))

    async def _write(self, text: str) -> None:
        from chattui.disk import shown
        from chattui.oauth.exporting import authorized_user, write_export
        from chattui.tui.flow import open_vault

        self.notice.say("")
        path = typed_path(text)
        with self.query_one(Waiting).during(t("Writing the file")):
            if not await open_vault(self.chattui):
                return
            vault = await self.session.vault()
            secret = await asyncio.to_thread(authorized_user, vault, self.account)
            await asyncio.to_thread(write_export, Path(path), secret)
        email = safe_text(self.account.email, limit=200)
        self.dismiss(t("✓ {email} is written to {path}.", email=email, path=shown(path)))
