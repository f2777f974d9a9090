"""What was handed over: what it is, whether it can be used, and what is worth knowing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import Any, ClassVar

from textual.containers import VerticalScroll
from textual.widget import Widget

from chattui.safe_text import safe_text, short_id
from chattui.tui.findings import count_words, finding_text, mendable_words
from chattui.tui.flow import HandedOver
from chattui.tui.page import Page, page_bindings
from chattui.tui.text import plain
from chattui.tui.widgets.prose import Labelled, Prose, Question
from chattui.tui.widgets.waiting import Waiting
from chattui.words import t

NAME_WIDTH = 16


class ReviewClientPage(Page[None]):
    """Shows the client; enter keeps it in the vault and goes on."""

    PAGE = "review_client"
    BINDINGS: ClassVar[list[Any]] = page_bindings(PAGE)
    DEFAULT_CSS = """
    ReviewClientPage VerticalScroll { height: 1fr; }
    ReviewClientPage .finding { margin-top: 1; }
    """

    def __init__(
        self, handed: HandedOver, forward: Callable[[HandedOver], Awaitable[None]]
    ) -> None:
        super().__init__()
        self.handed = handed
        self.forward = forward

    def page_title(self) -> str:
        """The step of the guide."""
        return t("Set up · 1 of 4 · The client file")

    def body(self) -> Iterable[Widget]:
        """The client, and the findings."""
        yield VerticalScroll(*self._parts(), id="what")
        yield Waiting(id="waiting")

    def _parts(self) -> Iterable[Widget]:
        from chattui.clientfile import kind_in_words

        diagnosis = self.handed.diagnosis
        kind = kind_in_words(diagnosis.kind)
        if diagnosis.usable:
            yield Question(t("This is {kind}. Use it?", kind=kind))
        elif self.is_key:
            yield Question(t("This is {kind}. Act for a person with it?", kind=kind))
        else:
            yield Question(t("This cannot be used to sign in: {kind}.", kind=kind))
        yield from self._facts()
        findings = diagnosis.findings
        if self.is_key:
            # That it is a key and no client file is not wrong here; to sign in it would be.
            yield Prose("\n" + t("Nobody signs in with it: it acts for people by delegation."))
            findings = tuple(finding for finding in findings if finding.code != "CS110")
        yield Prose("\n" + count_words(findings))
        if not self.usable and any(finding.fixable for finding in findings):
            yield Prose(mendable_words())
        for finding in findings[:40]:
            yield Prose(finding_text(finding), classes="finding")

    @property
    def is_key(self) -> bool:
        """Whether it is a sound key of a service account."""
        return self.handed.diagnosis.usable_for == "delegation"

    @property
    def usable(self) -> bool:
        """Whether one can go on with it."""
        return self.handed.diagnosis.usable or self.is_key

    def _facts(self) -> list[Widget]:
        client = self.handed.diagnosis.client
        rows = []
        if self.is_key:
            text_of = self.handed.diagnosis.document.text_of
            rows += [
                (t("Service account"), safe_text(text_of("client_email") or "", limit=100)),
                (t("Client id"), safe_text(text_of("client_id") or "", limit=40)),
                (t("Private key"), t("is there; it is not shown")),
            ]
        if client is not None:
            rows += [
                (t("Project"), safe_text(client.project_id, limit=60) or t("not named in it")),
                (t("Client id"), short_id(client.client_id)),
                (t("Client secret"), t("is there; it is not shown")),
            ]
        path = self.handed.path
        nowhere = t("the emulator") if self.handed.sample else t("pasted text")
        came = safe_text(str(path), limit=300) if path else nowhere
        rows.append((t("Came from"), came))
        return [Labelled(name, plain(value), width=NAME_WIDTH) for name, value in rows]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What cannot be used cannot be accepted."""
        return self.usable if action == "accept" else True

    def action_accept(self) -> None:
        """Keep the client in the vault, and go on."""
        self.work(self._accept())

    async def _accept(self) -> None:
        self.notice.say("")
        with self.query_one(Waiting).during(t("Opening the vault")):
            await self.forward(self.handed)

    def action_doctor(self) -> None:
        """Look closer at the file, and mend it."""
        from chattui.tui.screens.doctor import DoctorPage

        page = DoctorPage(self.handed.diagnosis, self._review_another)
        self.app.push_screen(page, self._after_doctor)

    def _review_another(self, handed: HandedOver) -> None:
        self.app.push_screen(ReviewClientPage(handed, self.forward))

    def _after_doctor(self, mended: HandedOver | None) -> None:
        if mended is not None:
            self.handed = mended
            self.work(self._show_again())

    async def _show_again(self) -> None:
        what = self.query_one("#what")
        await what.remove_children()
        await what.mount(*self._parts())
        self.refresh_keys()
