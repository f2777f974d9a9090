"""Small questions: yes or no, the name of a thing that is about to go, what to call a thing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Input, Static

from chattui.tui import actions
from chattui.tui.text import plain, styled
from chattui.tui.widgets.plain_field import PlainField
from chattui.words import t

if TYPE_CHECKING:
    from textual.app import App

T = TypeVar("T")

CSS = """
{name} {{ align: center middle; }}
{name} > Vertical {{ width: 68; max-width: 96%; height: auto; max-height: 90%; padding: 1 2;
    border: round $accent; background: $surface; }}
{name} Static {{ height: auto; }}
{name} .question {{ max-height: 4; text-style: bold; }}
{name} .details {{ height: auto; max-height: 8; margin-top: 1; }}
{name} .keys {{ margin-top: 1; }}
{name} Input {{ margin-top: 1; }}
"""


class Asking(ModalScreen[T]):
    """A question with details, which scroll where they are long: the keys always stay in sight."""

    BINDINGS: ClassVar[list[Any]] = [
        Binding("pageup,up", "details(-1)", show=False),
        Binding("pagedown,down", "details(1)", show=False),
    ]

    def __init__(self, question: str, details: str = "") -> None:
        super().__init__()
        self.question = question
        self.details = details

    def above(self) -> Iterator[Widget]:
        """The question and its details."""
        yield Static(plain(self.question), classes="question")
        if self.details:
            yield VerticalScroll(Static(plain(self.details)), classes="details", can_focus=False)

    def action_details(self, by: int) -> None:
        """Scroll the details."""
        for details in self.query(VerticalScroll):
            details.scroll_relative(y=by * max(1, details.size.height - 1), animate=False)


class ConfirmScreen(Asking[bool]):
    """A question that only `y` says yes to; esc and `n` say no."""

    DEFAULT_CSS = CSS.format(name="ConfirmScreen")
    BINDINGS: ClassVar[list[Any]] = actions.bindings(actions.of_page("confirm"))

    def compose(self) -> ComposeResult:
        with Vertical():
            yield from self.above()
            yield Static(_keys("confirm"), classes="keys")

    def action_yes(self) -> None:
        """Do it."""
        self.dismiss(True)

    def action_no(self) -> None:
        """Leave everything as it is."""
        self.dismiss(False)


class TypeNameScreen(Asking[bool]):
    """Asks for the name of a thing, so that nothing is removed by one wrong key."""

    DEFAULT_CSS = CSS.format(name="TypeNameScreen")
    BINDINGS: ClassVar[list[Any]] = actions.bindings(actions.of_page("type_name"))

    def __init__(
        self, question: str, details: str, name_to_type: str, verb: str, wrong: str
    ) -> None:
        super().__init__(question, details)
        self.verb = verb
        self.wrong = wrong
        self.name_to_type = name_to_type

    def compose(self) -> ComposeResult:
        with Vertical():
            yield from self.above()
            yield PlainField(id="name")
            yield Static(id="wrong")
            yield Static(_keys("type_name", submit=self.verb), classes="keys")

    def on_mount(self) -> None:
        """Wait for the name."""
        self.query_one(Input).focus()

    @on(Input.Submitted)
    def compare(self, event: Input.Submitted) -> None:
        """Go on where the name is the right one."""
        event.stop()
        if event.value.strip() == self.name_to_type:
            self.dismiss(True)
        else:
            self.query_one("#wrong", Static).update(plain(self.wrong))

    def action_no(self) -> None:
        """Leave everything as it is."""
        self.dismiss(False)


class AskNameScreen(Asking[str | None]):
    """Asks what to call a thing; None leaves it as it is."""

    DEFAULT_CSS = CSS.format(name="AskNameScreen")
    BINDINGS: ClassVar[list[Any]] = actions.bindings(actions.of_page("type_name"))

    def __init__(self, question: str, details: str, name: str) -> None:
        super().__init__(question, details)
        self.name_before = name

    def compose(self) -> ComposeResult:
        with Vertical():
            yield from self.above()
            yield PlainField(id="name", value=self.name_before, max_length=100)
            yield Static(id="wrong")
            yield Static(_keys("type_name", submit=t("Call it that")), classes="keys")

    def on_mount(self) -> None:
        """Wait for the name."""
        self.query_one(Input).focus()

    @on(PlainField.Refused)
    def refused(self, event: PlainField.Refused) -> None:
        """Say why the paste did not arrive."""
        event.stop()
        words = t("What was pasted holds control characters, so it was not taken.")
        self.query_one("#wrong", Static).update(plain(words))

    @on(Input.Submitted)
    def take(self, event: Input.Submitted) -> None:
        """Go on with what was typed."""
        event.stop()
        self.dismiss(event.value.strip())

    def action_no(self) -> None:
        """Leave everything as it is."""
        self.dismiss(None)


def _keys(page: str, **labels: str) -> Content:
    parts = [
        Content.assemble(
            styled(actions.key_name(a.key), "bold $accent"), " ", labels.get(a.id, a.label)
        )
        for a in actions.of_page(page)
    ]
    return Content("  ").join(parts)


async def confirm(app: App[Any], question: str, details: str = "") -> bool:
    """Ask yes or no; only inside a worker."""
    answer = await _shown(app, ConfirmScreen(question, details))
    return bool(answer)


async def confirm_by_name(
    app: App[Any], question: str, details: str, name: str, verb: str = ""
) -> bool:
    """Ask for `name` to be typed before `verb`, "Remove", is done; only inside a worker."""
    wrong = t("✗ That is not the name.")
    screen = TypeNameScreen(question, details, name, verb or t("Remove"), wrong)
    answer = await _shown(app, screen)
    return bool(answer)


async def confirm_by_word(
    app: App[Any], question: str, details: str, word: str, verb: str = ""
) -> bool:
    """Ask for `word`, which names nothing, to be typed before `verb`; only inside a worker."""
    wrong = t("✗ That is not the word.")
    screen = TypeNameScreen(question, details, word, verb or t("Remove"), wrong)
    answer = await _shown(app, screen)
    return bool(answer)


async def ask_name(app: App[Any], question: str, details: str, name: str) -> str | None:
    """Ask what to call a thing that is called `name`; None for "as it is". Only inside a worker."""
    return await _shown(app, AskNameScreen(question, details, name))


async def _shown(app: App[Any], screen: ModalScreen[T]) -> T | None:
    # In one batch: a modal repaints the whole screen, and twice without.
    with app.batch_update():
        answer = app.push_screen(screen, wait_for_dismiss=True)
    return await answer
