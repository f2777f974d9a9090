"""People for a form: typed or pasted into a box, or in a file; and what was understood of them."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Input, Label, TextArea

from chattui.problem import Problem, ProblemError
from chattui.tui.people_words import understood
from chattui.tui.reading import read_bytes
from chattui.tui.text import plain
from chattui.tui.widgets.fields import TextBox, TextField
from chattui.words import t

if TYPE_CHECKING:
    from chattui.plans.people_input import PeopleInput

AT_ONCE = 20_000
"""Characters that are read at each key; longer lists are read when the keys stop."""
PAUSE_SECONDS = 0.4


class PeopleSource(Vertical):
    """A box, a field for a path, and below them what was understood.

    A path that was entered goes before what stands in the box.
    """

    DEFAULT_CSS = """
    PeopleSource { height: 1fr; min-height: 5; }
    PeopleSource #people-row { height: 1fr; min-height: 1; }
    PeopleSource #people { height: 1fr; }
    PeopleSource #found { width: 1fr; height: auto; max-height: 6; padding: 0 1 0 15; }
    """

    class Understood(Message):
        """What is there is other than before, and was read."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 Textual's own name for it
        super().__init__(id=id)
        self.found: PeopleInput | None = None
        self.problem: Problem | None = None
        self._read = ""

    def compose(self) -> ComposeResult:
        name, file = t("People"), t("Or a file")
        yield Horizontal(
            Label(plain(name), markup=False, classes="name"),
            TextBox(id="people"),
            id="people-row",
            classes="row",
        )
        yield Horizontal(
            Label(plain(file), markup=False, classes="name"),
            TextField(id="file", placeholder=t("A path to CSV, TSV or any list; enter reads it")),
            classes="row",
        )
        yield Label(id="found", markup=False)

    def on_mount(self) -> None:
        """Say what goes where."""
        self.query_one("#people", TextArea).placeholder = t(
            "Addresses, typed or pasted: one a line, as mail programs write them, or a table."
            " group: before an address means a Google group."
        )

    @property
    def path(self) -> str:
        """The path that was typed."""
        return self.query_one("#file", Input).value.strip()

    @property
    def text(self) -> str:
        """What stands in the box."""
        return self.query_one("#people", TextArea).text

    @property
    def touched(self) -> bool:
        """Whether anything was typed."""
        return bool(self.path or self.text.strip())

    @on(TextArea.Changed, "#people")
    def _typed(self, event: TextArea.Changed) -> None:
        event.stop()
        if self.path:
            return
        if len(self.text) <= AT_ONCE:
            self._understand(self.text.encode())
            self.post_message(self.Understood())
        else:
            self.set_timer(PAUSE_SECONDS, self._typed_long)

    def _typed_long(self) -> None:
        job: Any = self._read_and_tell
        self.run_worker(job, group="people", exclusive=True, exit_on_error=False)

    async def _read_and_tell(self) -> None:
        await self.read_all()
        self.post_message(self.Understood())

    @on(Input.Submitted, "#file")
    def _named(self, event: Input.Submitted) -> None:
        if event.value.strip():
            event.stop()
            self._typed_long()

    @on(Input.Changed, "#file")
    def _other_path(self, event: Input.Changed) -> None:
        event.stop()
        if not event.value.strip():
            self._understand(self.text.encode())
            self.post_message(self.Understood())

    async def read_all(self) -> None:
        """Read what is there: the file where one is named, else the box."""
        self._read, self.problem = self.path, None
        try:
            data = await asyncio.to_thread(read_bytes, self.path) if self.path else None
        except ProblemError as error:
            self.found, self.problem = None, error.problem
            self._show()
            return
        self._understand(self.text.encode() if data is None else data)

    def _understand(self, data: bytes) -> None:
        from chattui.plans.people_input import read_people

        self.problem = None
        try:
            self.found = read_people(data) if data.strip() else None
        except ProblemError as error:
            self.found, self.problem = None, error.problem
        self._show()

    def _show(self) -> None:
        if self.problem is not None:
            problem = self.problem
            words = " ".join(w for w in (problem.message, problem.cause, problem.remedy) if w)
            words = t("✗ {words}", words=words)
        else:
            words = understood(self.found)
        self.query_one("#found", Label).update(plain(words))
