"""What a page does or lists, as a program in a language that one chooses."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.containers import Horizontal
from textual.widget import Widget
from textual.widgets import Label

from chattui.programs.grants import GRANTS, usual_grant
from chattui.programs.model import Grant, Language, Program
from chattui.safe_text import safe_text
from chattui.tui.page import Page, page_bindings
from chattui.tui.text import plain
from chattui.tui.widgets.file_view import FileView
from chattui.tui.widgets.one_of import OneOf
from chattui.tui.widgets.title_line import TitleLine
from chattui.words import t, tn

if TYPE_CHECKING:
    from chattui.tui.coding import Make

MOST_COPIED = 70_000
"""Bytes that most terminals take into the clipboard."""


def language_words() -> dict[Language, str]:
    """The names of the languages, as they are written."""
    return {
        Language.PYTHON: t("Python"),
        Language.NODE: t("Node.js"),
        Language.JAVA: t("Java"),
        Language.APPS_SCRIPT: t("Apps Script"),
        Language.CURL: t("curl"),
    }


def grant_words() -> dict[Grant, str]:
    """The ways to sign in, in few words."""
    return {
        Grant.USER: t("In a browser"),
        Grant.DELEGATION: t("Service account"),
        Grant.TOKEN: t("By chattui token"),
    }


class CodePage(Page[None]):
    """The program, to be read, copied and saved; nothing is sent from here."""

    PAGE = "code"
    BINDINGS: ClassVar[list[Any]] = page_bindings(PAGE)
    DEFAULT_CSS = """
    CodePage .row { height: auto; padding: 0 1; }
    CodePage .row > Label { width: 10; color: $text-muted; }
    CodePage FileView { height: 1fr; }
    """

    def __init__(self, make: Make, account_kind: str) -> None:
        super().__init__()
        self.make = make
        self.account_kind = account_kind
        self.program: Program | None = None
        self.grant = usual_grant(Language.PYTHON, account_kind)
        """The way that was chosen last; a language that has no such way has its usual one."""

    def page_title(self) -> str:
        """What this is."""
        return t("The code")

    def body(self) -> Iterable[Widget]:
        """What there is to choose, and the program."""
        languages = [(each.value, words) for each, words in language_words().items()]
        yield _row(t("Language"), OneOf(languages, id="language"))
        yield _row(t("Signs in"), OneOf(self._grants(Language.PYTHON), id="grant"))
        yield TitleLine(t("The program"), id="title")
        yield FileView(id="code")

    def opened(self) -> None:
        """The program has the keys, so that it scrolls at once."""
        self.query_one(FileView).focus()
        self._choose_grant()
        self._write()

    @property
    def language(self) -> Language:
        """The chosen one."""
        return Language(self.query_one("#language", OneOf).value)

    def _grants(self, language: Language) -> list[tuple[str, str]]:
        words = grant_words()
        return [(grant.value, words[grant]) for grant in GRANTS[language]]

    def _choose_grant(self) -> None:
        """Offer the ways of the language, and choose the one that was chosen before."""
        offered = GRANTS[self.language]
        grant = (
            self.grant if self.grant in offered else usual_grant(self.language, self.account_kind)
        )
        self.query_one("#grant", OneOf).show_options(self._grants(self.language), grant.value)

    @on(OneOf.Changed, "#language")
    def language_changed(self) -> None:
        """Write it anew in this language."""
        self._choose_grant()
        self._write()

    @on(OneOf.Changed, "#grant")
    def grant_changed(self) -> None:
        """Write it anew with this way to sign in."""
        self.grant = Grant(self.query_one("#grant", OneOf).value)
        self._write()

    def _write(self) -> None:
        self.program = None
        self.notice.say("")
        grant = Grant(self.query_one("#grant", OneOf).value)
        self.work(self._show(self.language, grant), group="code")

    async def _show(self, language: Language, grant: Grant) -> None:
        self.show_program(await asyncio.to_thread(self._made, language, grant))

    def show_program(self, program: Program) -> None:
        """Draw a program, from its first line on."""
        self.program = program
        lines = [safe_text(line, limit=10_000) for line in program.text.splitlines()]
        self.query_one(FileView).show_file(lines, {})
        count = tn("{count} line", "{count} lines", len(lines))
        self.query_one(TitleLine).say(t("{name} · {lines}", name=program.file_name, lines=count))
        self.refresh_keys()

    def _made(self, language: Language, grant: Grant) -> Program:
        from chattui.programs.write import write

        return write(self.make(grant), language)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """It can be handed on once it is written; a language with one way has nothing to choose."""
        if not self.is_mounted:
            return True
        if action in {"copy", "save"}:
            return self.program is not None
        return len(GRANTS[self.language]) > 1 if action == "next_grant" else True

    def action_next_language(self) -> None:
        """Write it in the next language."""
        self.query_one("#language", OneOf).action_step(1)

    def action_next_grant(self) -> None:
        """Write it with the next way to sign in."""
        self.query_one("#grant", OneOf).action_step(1)

    def action_copy(self) -> None:
        """All of it, by OSC 52."""
        if self.program is None:
            return
        text = self.program.text
        self.app.copy_to_clipboard(text)
        words = tn(
            "{count} line was sent to your terminal's clipboard.",
            "{count} lines were sent to your terminal's clipboard.",
            len(text.splitlines()),
        )
        if len(text.encode()) > MOST_COPIED:
            words = f"{words} {t('Many terminals do not take so much: s saves it as a file.')}"
        self.notice.say(words)

    def action_save(self) -> None:
        """Save it as a file."""
        from chattui.tui.screens.save_file import SaveFilePage

        if self.program is not None:
            program = self.program

            async def write(path: Path) -> str:
                return await _written(program, path)

            title, question = t("Save the code"), t("Where to?")
            page = SaveFilePage(title, question, f"~/{program.file_name}", write)
            self.app.push_screen(page, self._told)

    def _told(self, words: str | None) -> None:
        self.notice.say(words or "")


async def _written(program: Program, path: Path) -> str:
    from chattui.disk import shown
    from chattui.oauth.exporting import write_export
    from chattui.secret import Secret

    await asyncio.to_thread(write_export, path, Secret(program.text))
    words = t("✓ The program is written to {path}.", path=shown(path))
    return f"{words} {t('Its first lines say how to run it.')}"


def _row(label: str, widget: Widget) -> Widget:
    return Horizontal(Label(plain(label), markup=False), widget, classes="row")
