"""The end of the guide: who is signed in, what was allowed, and where the tokens are."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget

from chattui.oauth.scopes import least, missing
from chattui.safe_text import safe_text
from chattui.tui.flow import Finished
from chattui.tui.granted import in_words, switched_off
from chattui.tui.lifetimes import ends_in
from chattui.tui.page import Page, page_bindings
from chattui.tui.text import plain
from chattui.tui.widgets.prose import Labelled, Prose, Question
from chattui.words import t

NAME_WIDTH = 13


def row(name: str, values: Iterable[str], **more: Any) -> Labelled:
    """A name and its values below each other."""
    words = Content("\n").join(plain(value) for value in values)
    return Labelled(name, words, width=NAME_WIDTH, classes="part", **more)


class DonePage(Page[None]):
    """Tells what came of it; enter goes Home."""

    PAGE = "done"
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[Any]] = page_bindings(PAGE)
    DEFAULT_CSS = """
    DonePage VerticalScroll { height: 1fr; }
    DonePage .part { margin-bottom: 1; }
    """

    def __init__(self, finished: Finished, path: Path | None = None, expected: str = "") -> None:
        super().__init__()
        self.expected = expected
        """Who was to sign in again, else empty."""
        self.finished = finished
        self.path = path

    def page_title(self) -> str:
        """The step of the guide."""
        return t("Set up · 4 of 4 · Done")

    @property
    def lacking(self) -> tuple[str, ...]:
        """What was asked for, and is not allowed."""
        return missing(self.finished.signed_in.requested, self.finished.signed_in.granted)

    def body(self) -> Iterable[Widget]:
        """The account, what it may, and the client file that is not needed any more."""
        account, signed_in = self.finished.account, self.finished.signed_in
        allowed = in_words(signed_in.granted) or [t("only to tell who you are")]
        off = switched_off(signed_in.requested, signed_in.granted)
        parts: list[Widget] = [
            Question(t("You are signed in as {email}.", email=safe_text(account.email, limit=100))),
            row(t("Allowed"), allowed),
        ]
        if self.expected and self.expected.casefold() != account.email.casefold():
            words = t(
                "{expected} was to sign in again; somebody else did. Both accounts are kept.",
                expected=safe_text(self.expected, limit=100),
            )
            parts.insert(1, row(t("Note"), [words], id="other"))
        if off:
            grant = t("m asks Google for just that.")
            parts.append(row(t("Not allowed"), [*off, grant], id="off"))
        parts.append(row(t("Kept in"), [self.finished.where]))
        if account.refresh_expires_at is not None:
            ends = ends_in(account.refresh_expires_at, self.session.clock())
            words = t("{when}: Google limits sign-ins of an app that is in Testing.", when=ends)
            parts.append(row(t("Ends"), [words]))
        parts.append(Prose(self._about_file(), id="file"))
        yield VerticalScroll(*parts, can_focus=False)

    def _about_file(self) -> str:
        if self.path is None:
            return ""
        return t(
            "The client file is still at {path}. chattui does not need it any more, since the"
            " vault holds what is in it. x deletes it.",
            path=safe_text(str(self.path), limit=300),
        )

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A file to delete is there where one was named, and more to ask for where it lacks."""
        if action == "grant_now":
            return bool(self.lacking)
        return self.path is not None if action == "delete_file" else True

    def action_home(self) -> None:
        """Go Home as this account."""
        self.chattui.show_home()

    def action_grant_now(self) -> None:
        """Ask Google for just what was not allowed."""
        from chattui.tui.asking import grant_now

        job = grant_now(self.chattui, self.finished.account, self.lacking, self._granted)
        self.work(job, group="sign-in")

    def _granted(self, finished: Finished) -> None:
        """In place of this page comes one that tells what is allowed now."""
        asked = least((*self.finished.signed_in.requested, *finished.signed_in.requested))
        signed_in = replace(finished.signed_in, requested=asked)
        page = DonePage(replace(finished, signed_in=signed_in), self.path, self.expected)
        self.app.switch_screen(page)

    def action_back(self) -> None:
        """There is nothing to go back to: the sign-in is over."""
        self.chattui.show_home()

    def action_delete_file(self) -> None:
        """Delete the plain client file."""
        self.work(self._delete_file())

    async def _delete_file(self) -> None:
        from chattui.clientfile.discard import discard_file
        from chattui.tui.screens.confirm import confirm

        if self.path is None:
            return
        shown = safe_text(str(self.path), limit=300)
        question = t("Delete the client file {path}?", path=shown)
        details = t(
            "Google shows a client's secret only once. The vault keeps it; other programs that"
            " read this file would miss it."
        )
        if not await confirm(self.app, question, details):
            return
        kept = await self.session.client(self.finished.account.client_key)
        await asyncio.to_thread(discard_file, self.path, kept)
        self.path = None
        self.query_one("#file", Prose).say("")
        self.notice.say(t("✓ {path} is deleted.", path=shown))
        self.refresh_keys()
