"""Paste the text of a client file; what is pasted is never shown."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on
from textual.containers import VerticalScroll
from textual.widget import Widget

from chattui.secret import Secret
from chattui.tui.flow import HandedOver
from chattui.tui.page import Page, page_bindings
from chattui.tui.widgets.paste_box import PasteBox
from chattui.tui.widgets.prose import Prose, Question
from chattui.words import t

if TYPE_CHECKING:
    from chattui.clientfile import Diagnosis


class PasteClientPage(Page[None]):
    """Takes the text and reads it at once; where it is no client file, says here what it is."""

    PAGE = "paste_client"
    BINDINGS: ClassVar[list[Any]] = page_bindings(PAGE)
    DEFAULT_CSS = """
    PasteClientPage #read { height: 1fr; display: none; margin-top: 1; }
    PasteClientPage.refused #read { display: block; }
    PasteClientPage.refused PasteBox { min-height: 3; }
    """

    def __init__(
        self,
        forward: Callable[[HandedOver], None],
        title: str = "",
        *,
        any_kind: bool = False,
        text: Secret | None = None,
    ) -> None:
        super().__init__()
        self.forward = forward
        self.title_words = title
        self.any_kind = any_kind
        """Whether text of any kind goes on, and this page goes; the doctor wants that."""
        self.text = text
        """What was pasted already, on the page before."""
        self.diagnosis: Diagnosis | None = None

    def page_title(self) -> str:
        """The step of the guide, or the page that asks."""
        return self.title_words or t("Set up · 1 of 4 · The client file")

    def body(self) -> Iterable[Widget]:
        """The box, and below it what was read."""
        yield Question(t("Paste the text of the client file here."))
        yield PasteBox(
            t(
                "Nothing has come yet.\n"
                "On your own machine open client_secret_….json, select everything and copy it."
                " Then paste it with your terminal's own key: often ctrl+shift+v, or cmd+v."
            ),
            id="box",
        )
        yield VerticalScroll(id="read")

    def opened(self) -> None:
        """Wait for the paste, or read the one that came before the page."""
        self.query_one(PasteBox).focus()
        if self.text is not None:
            text, self.text = self.text, None
            self.work(self._diagnose(text))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The doctor looks at what could not be used."""
        return self.diagnosis is not None if action == "doctor" else True

    def on_paste(self, event: events.Paste) -> None:
        """A paste beside the box goes into it."""
        event.stop()
        self.query_one(PasteBox).on_paste(event)

    @on(PasteBox.Read)
    def read_text(self, event: PasteBox.Read) -> None:
        """Diagnose on a thread."""
        event.stop()
        self.work(self._diagnose(event.text))

    async def _diagnose(self, text: Secret) -> None:
        from chattui.clientfile import diagnose_text, masked_lines

        diagnosis = await asyncio.to_thread(diagnose_text, text.reveal())
        box = self.query_one(PasteBox)
        box.clear()
        if self.any_kind:
            self.dismiss()
            self.forward(HandedOver(diagnosis))
            return
        if diagnosis.usable or diagnosis.usable_for == "delegation":
            self.diagnosis = None
            self.remove_class("refused")
            self.refresh_keys()
            self.forward(HandedOver(diagnosis))
            return
        self.diagnosis = diagnosis
        box.tell(t("That was read, and is not shown. Paste the right text here."))
        lines = await asyncio.to_thread(masked_lines, diagnosis)
        await self._show_refused(diagnosis, lines)

    async def _show_refused(self, diagnosis: Diagnosis, lines: list[str]) -> None:
        from chattui.clientfile import kind_in_words
        from chattui.tui.findings import finding_text, mendable_words

        read = self.query_one("#read", VerticalScroll)
        await read.remove_children()
        mendable = any(finding.fixable for finding in diagnosis.findings)
        await read.mount(
            Prose(t("This cannot be used to sign in: {kind}.", kind=kind_in_words(diagnosis.kind))),
            *([Prose(mendable_words())] if mendable else []),
            *(Prose(finding_text(finding)) for finding in diagnosis.findings[:3]),
            Prose("\n" + t("What was read; …(57) stands for 57 characters that are not shown:")),
            Prose("\n".join(lines[:200]), classes="masked"),
        )
        self.add_class("refused")
        read.scroll_home(animate=False)
        read.focus()  # the letters are keys again; a paste anywhere still goes into the box
        self.refresh_keys()

    def action_read(self) -> None:
        """Read what was typed."""
        self.query_one(PasteBox).read()

    def action_doctor(self) -> None:
        """Look closer at what was pasted, and mend it."""
        from chattui.tui.screens.doctor import DoctorPage

        if self.diagnosis is not None:
            self.app.push_screen(DoctorPage(self.diagnosis, self.forward), self._after_doctor)

    def _after_doctor(self, mended: HandedOver | None) -> None:
        """What was mended in memory is not lost by going back."""
        if mended is not None:
            self.diagnosis = mended.diagnosis

    def action_back(self) -> None:
        """One step back, asking first where typed text would be lost."""
        if self.query_one(PasteBox).has_typed:
            self.work(self._leave(), group="leave")
        else:
            self.dismiss()

    async def _leave(self) -> None:
        from chattui.tui.screens.confirm import confirm

        if await confirm(self.app, t("Leave this page? What you typed is lost.")):
            self.dismiss()
