"""The doctor: what a credential file is, what is wrong with it, and where."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on
from textual.widget import Widget

from chattui.safe_text import safe_text
from chattui.secret import Secret
from chattui.tui.findings import advice_to_copy
from chattui.tui.flow import HandedOver
from chattui.tui.page import Page, page_bindings
from chattui.tui.reading import is_folder, read_file
from chattui.tui.widgets.examination import Examination
from chattui.tui.widgets.prose import Prose, Question
from chattui.tui.widgets.rows import RowList
from chattui.tui.widgets.subject_line import shown_name
from chattui.tui.widgets.waiting import Waiting
from chattui.words import t

if TYPE_CHECKING:
    from chattui.clientfile import Diagnosis, Finding, OAuthClient
    from chattui.tui.screens.mend import Mended


class DoctorPage(Page[HandedOver | None]):
    """Findings on the left, the masked file on the right, the advice below.

    A file that can be used is handed to `forward`, else to the guide's review. Its result is what
    it was opened on, where that was mended.
    """

    PAGE = "doctor"
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[Any]] = page_bindings(PAGE)
    DEFAULT_CSS = """
    DoctorPage #ask, DoctorPage #ways { display: none; }
    DoctorPage.empty #ask, DoctorPage.empty #ways { display: block; }
    DoctorPage.reading #ask, DoctorPage.reading #ways { display: none; }
    DoctorPage.empty Examination { display: none; }
    """

    def __init__(
        self,
        subject: Diagnosis | Path | None = None,
        forward: Callable[[HandedOver], None] | None = None,
    ) -> None:
        super().__init__()
        self.subject = subject
        self.forward = forward
        self.diagnosis: Diagnosis | None = None
        self._mended: HandedOver | None = None
        self._on_subject = True
        """Whether it is still about what it was opened on."""

    def page_title(self) -> str:
        """The name of the page."""
        return t("Doctor")

    def body(self) -> Iterable[Widget]:
        """A question, and in its place what was found once there is something."""
        yield Question(t("Which credential file is it about?"), id="ask")
        yield Prose(
            t(
                "o asks for the path of a file or folder on this machine. p takes pasted text; a"
                " paste anywhere on this page does the same. An error message of a library is"
                " explained as well.\n\nNothing leaves this machine, and no secret is shown."
            ),
            id="ways",
        )
        yield Examination(id="examination")
        yield Waiting(id="waiting")

    def opened(self) -> None:
        """Look at what was given, or ask for something."""
        self.add_class("empty")
        if isinstance(self.subject, Path):
            self.work(self._read(self.subject))
        elif self.subject is not None:
            self.work(self._show(self.subject))
        self.set_class(self.subject is not None, "reading")

    # What it is about

    @property
    def path(self) -> Path | None:
        """Where the file lies; pasted text and standard input lie nowhere."""
        known = self.diagnosis.path if self.diagnosis is not None else ""
        return Path(known) if known not in ("", "-") else None

    @property
    def finding(self) -> Finding | None:
        """The finding under the cursor."""
        return self.query_one(Examination).finding

    async def _read(self, path: Path) -> None:
        self.notice.say("")
        shown = safe_text(str(path), limit=60)
        try:
            with self.query_one(Waiting).during(t("Reading {path}", path=shown)):
                if await is_folder(path):
                    self._search(path)
                    return
                diagnosis = await read_file(path)
            await self._show(diagnosis)
        finally:
            self.remove_class("reading")

    async def _show(self, diagnosis: Diagnosis) -> None:
        from chattui.clientfile import kind_in_words, marked_lines

        with self.query_one(Waiting).during(t("Masking the secrets")):
            lines, places = await asyncio.to_thread(marked_lines, diagnosis)
        self.diagnosis = diagnosis
        kind = kind_in_words(diagnosis.kind)
        with self.app.batch_update():
            self.remove_class("empty", "reading")
            self.query_one(Examination).tell(diagnosis, lines, places, kind)
            self.refresh_keys()

    # One finding

    @on(RowList.Moved)
    def moved(self, event: RowList.Moved) -> None:
        """What was said about the finding before is over."""
        event.stop()
        self.notice.say("")

    @on(RowList.Chosen)
    def chosen(self, event: RowList.Chosen) -> None:
        """Enter in the list does what it does elsewhere on the page."""
        event.stop()
        self.action_use() if self._usable else self.action_explain()

    @property
    def _usable(self) -> bool:
        # A sound key of a service account is of use too: it acts for a person.
        return self.diagnosis is not None and self.diagnosis.usable_for != "none"

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys are shown and work where they mean something."""
        findings = self.diagnosis.findings if self.diagnosis is not None else ()
        if action == "use":
            return self._usable
        if action in {"explain", "mend", "copy_advice"}:
            return bool(findings)
        if action in {"next_finding", "previous_finding"}:
            return len(findings) > 1
        if action == "read_again":
            return self.path is not None
        return True

    def action_next_finding(self) -> None:
        """The next finding, whichever pane has the focus."""
        self.query_one(Examination).move(1)

    def action_previous_finding(self) -> None:
        """The finding before, whichever pane has the focus."""
        self.query_one(Examination).move(-1)

    def action_next_pane(self) -> None:
        """To the other side."""
        self.focus_next()

    def action_explain(self) -> None:
        """The page of the rule."""
        from chattui.tui.screens.rule import RulePage

        if self.finding is not None:
            self.app.push_screen(RulePage(self.finding))

    def action_copy_advice(self) -> None:
        """Copy what the finding says, which holds no secret."""
        if self.finding is None:
            return
        name = shown_name("" if self.path is None else str(self.path))
        self.app.copy_to_clipboard(advice_to_copy(self.finding, name))
        self.notice.say(
            t(
                "The advice on {code} was sent to your terminal's clipboard. Some terminals do not"
                " take it: then copy it with the mouse.",
                code=self.finding.code,
            )
        )

    # Mending it, and using it

    def action_mend(self) -> None:
        """Show what chattui can mend, and ask."""
        self.work(self._mend())

    async def _mend(self) -> None:
        from chattui.tui.screens.mend import MendPage, plan

        assert self.diagnosis is not None
        self.notice.say("")
        with self.query_one(Waiting).during(t("Looking what can be mended")):
            planned = await asyncio.to_thread(plan, self.diagnosis)
        if planned is None:
            self.notice.say(
                t(
                    "chattui would have to guess to mend this file, so it is left to you. Each"
                    " finding says what to do; r reads the file again."
                )
                if self.path is not None
                else t(
                    "chattui would have to guess to mend this text, so it is left to you. Each"
                    " finding says what to do; p takes another text."
                )
            )
            return
        self.app.push_screen(MendPage(planned), self._after_mending)

    def _after_mending(self, mended: Mended | None) -> None:
        if mended is not None:
            self.work(self._show_mended(mended))

    async def _show_mended(self, mended: Mended) -> None:
        diagnosis = mended.diagnosis
        if mended.path is not None:
            diagnosis = await read_file(mended.path)
        await self._show(diagnosis)
        if self._on_subject:
            self._mended = HandedOver(diagnosis, self.path)
        self.notice.say(mended.words)

    def action_use(self) -> None:
        """Go on with this client: review it, and keep it."""
        from chattui.tui.flow import SetUp

        if self.diagnosis is not None and self._usable:
            forward = self.forward or SetUp(self.chattui).review
            forward(HandedOver(self.diagnosis, self.path))

    def health_subject(self) -> tuple[Any, OAuthClient | None]:
        """The account's chain, with the client of this file where it has one."""
        return self.chattui.account, self.diagnosis.client if self.diagnosis else None

    # Something else

    def action_read_again(self) -> None:
        """Read the file again, which may have been changed elsewhere."""
        if self.path is not None:
            self.work(self._read_again(self.path))

    async def _read_again(self, path: Path) -> None:
        await self._read(path)
        if self.diagnosis is not None and self._on_subject:
            self._mended = HandedOver(self.diagnosis, path)
        self.notice.say(t("This is the file as it is now."))

    def on_paste(self, event: events.Paste) -> None:
        """A paste anywhere is a file's text."""
        event.stop()
        self.work(self._read_text(Secret(event.text)))

    async def _read_text(self, text: Secret) -> None:
        from chattui.clientfile import diagnose_text

        self.notice.say("")
        self._on_subject = False
        with self.query_one(Waiting).during(t("Reading the pasted text")):
            diagnosis = await asyncio.to_thread(diagnose_text, text.reveal())
        await self._show(diagnosis)

    def action_open_path(self) -> None:
        """Look at another file, or search a folder."""
        from chattui.tui.screens.path_client import PathClientPage

        self.app.push_screen(
            PathClientPage(self._handed, t("Doctor"), leave_after=True, folder=self._search)
        )

    def action_paste_text(self) -> None:
        """Look at pasted text."""
        from chattui.tui.screens.paste_client import PasteClientPage

        self.app.push_screen(PasteClientPage(self._handed, t("Doctor"), any_kind=True))

    def _handed(self, handed: HandedOver) -> None:
        self.notice.say("")
        self._on_subject = False
        self.work(self._show(handed.diagnosis))

    def _search(self, folder: Path) -> None:
        from chattui.tui.screens.search import SearchPage

        self.app.push_screen(SearchPage(folder, self.forward))

    def action_back(self) -> None:
        """One step back; from the first page of all to Home, or to the first run."""
        if len(self.app.screen_stack) == 1:
            self.chattui.show_home()
        else:
            self.dismiss(self._mended)
