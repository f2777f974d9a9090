"""Saving a space's settings and people as a template, a file to make other spaces from."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Input

from chattui.chat.models import Membership, Space
from chattui.safe_text import safe_text
from chattui.tui.account_page import AccountPage
from chattui.tui.form_page import row
from chattui.tui.page import page_bindings
from chattui.tui.reading import typed_path
from chattui.tui.screens.path_client import PathSuggester
from chattui.tui.widgets.one_of import OneOf
from chattui.tui.widgets.plain_field import PlainField
from chattui.tui.widgets.prose import Prose
from chattui.tui.widgets.title_line import TitleLine
from chattui.words import t

if TYPE_CHECKING:
    from chattui.vault import AccountEntry


class TemplatePage(AccountPage[None]):
    """Shows the template as it will be written, and asks where to."""

    PAGE = "template"
    BINDINGS: ClassVar[list[Any]] = page_bindings(PAGE)
    DEFAULT_CSS = """
    TemplatePage .row { height: auto; padding: 0 1; }
    TemplatePage .row > Label { width: 13; color: $text-muted; }
    TemplatePage Input { width: 1fr; border: none; padding: 0 1; height: 1; }
    TemplatePage Input:focus { background: $primary-background; border: none; }
    TemplatePage VerticalScroll { height: 1fr; }
    """

    def __init__(self, account: AccountEntry, space: Space, members: Sequence[Membership]) -> None:
        super().__init__(account)
        self.space = space
        self.members = tuple(members)

    def page_title(self) -> str:
        """What is done here."""
        return t("Save as a template")

    def body(self) -> Iterable[Widget]:
        """What it holds, and where it goes."""
        yield Prose(
            t("Other spaces can be made from it here, and by `chattui spaces create --from`.")
        )
        people = (("yes", t("Saved with their roles")), ("", t("Left out")))
        yield row(t("People"), OneOf(people, id="people"))
        path = PlainField(
            value=suggested_name(self.space.label), suggester=PathSuggester(), id="path"
        )
        yield row(t("A new file"), path)
        yield TitleLine(t("The file"))
        yield VerticalScroll(Prose(id="text"))

    def opened(self) -> None:
        """Show what will be written."""
        self._show()
        self.query_one("#path", Input).focus()

    def text(self) -> str:
        """The template as a file holds it."""
        from chattui.chat.templates import template_of, to_toml

        with_people = bool(self.query_one("#people", OneOf).value)
        return to_toml(template_of(self.space, self.members if with_people else ()))

    @on(OneOf.Changed, "#people")
    def _show(self) -> None:
        self.query_one("#text", Prose).say(safe_text(self.text(), limit=20_000, lines=True))

    @on(Input.Submitted)
    def submitted(self, event: Input.Submitted) -> None:
        """Write the file."""
        event.stop()
        self.action_go_on()

    def action_next_field(self) -> None:
        """Go to the next field."""
        self.focus_next()

    def action_go_on(self) -> None:
        """Write the file."""
        self.work(self._write(), group="write")

    async def _write(self) -> None:
        from chattui.disk import shown
        from chattui.tui.writing import write_new

        self.notice.say("")
        path = typed_path(self.query_one("#path", Input).value)
        await asyncio.to_thread(write_new, path, self.text().encode())
        self.notice.say(t("✓ The template is written to {path}. esc goes back.", path=shown(path)))


def suggested_name(label: str) -> str:
    """A path for the template of a space called `label`."""
    kept = re.sub(r"[^A-Za-z0-9._-]+", "-", label)[:60].strip(".-").casefold()
    return f"~/{kept or 'space'}.toml"
