"""The form of a new space: a named space, a group chat or a direct message, and its people."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.containers import Horizontal
from textual.widget import Widget
from textual.widgets import Input, Label, TextArea

from chattui.chat.creation import Created, CreationPlan, plan_creation
from chattui.chat.models import DIRECT_MESSAGE, GROUP_CHAT, SPACE
from chattui.chat.new_space import NewSpace
from chattui.chat.people import ParsedPeople, parse_people
from chattui.chat.texts import NAME_LIMIT
from chattui.problem import ProblemError
from chattui.tui.account_page import AccountPage
from chattui.tui.page import page_bindings
from chattui.tui.people_words import bad_entry_problem, people_words
from chattui.tui.plans import regranted
from chattui.tui.text import plain
from chattui.tui.widgets.fields import Cleaned, TextBox, TextField
from chattui.tui.widgets.one_of import OneOf
from chattui.words import t

if TYPE_CHECKING:
    from chattui.vault import AccountEntry


CODES_SHOWN = 8


class NewSpacePage(AccountPage[Created | None]):
    """Everything about the new space on one page; nothing is sent from here."""

    PAGE = "new_space"
    BINDINGS: ClassVar[list[Any]] = page_bindings(PAGE)
    DEFAULT_CSS = """
    NewSpacePage Horizontal { height: auto; padding: 0 1; }
    NewSpacePage Label { width: 13; color: $text-muted; }
    NewSpacePage Input { width: 1fr; padding: 0 1 !important; }
    NewSpacePage Input:focus, NewSpacePage TextArea:focus { background: $primary-background; }
    NewSpacePage #count { width: 9; text-align: right; }
    NewSpacePage TextArea { width: 1fr; height: 2; }
    NewSpacePage #people-row { height: 1fr; min-height: 4; }
    NewSpacePage #people { height: 1fr; }
    NewSpacePage Label#found { width: 1fr; color: $text; padding: 0 1; }
    NewSpacePage .hidden { display: none; }
    """

    def __init__(self, account: AccountEntry) -> None:
        super().__init__(account)
        self.parsed = ParsedPeople()
        self._last: tuple[NewSpace, CreationPlan] | None = None

    def page_title(self) -> str:
        """Where one is."""
        return t("New space · 1 of 2")

    def body(self) -> Iterable[Widget]:
        """The fields, from the kind of space to its people."""
        kinds = (
            (SPACE, t("Named space")),
            (GROUP_CHAT, t("Group chat")),
            (DIRECT_MESSAGE, t("Direct message")),
        )
        yield _row(t("Kind"), OneOf(kinds, id="kind"))
        name = TextField(id="name", placeholder=t("What everyone will see"))
        yield _row(t("Name"), name, Label(id="count", markup=False), id="name-row")
        yield _row(t("Description"), TextBox(id="description"), id="description-row")
        yield _row(t("Guidelines"), TextBox(id="guidelines"), id="guidelines-row")
        history = (("", t("As usual")), ("on", t("Kept")), ("off", t("Not kept")))
        yield _row(t("History"), OneOf(history, id="history"))
        outside = (("", t("Only my organisation")), ("yes", t("Outsiders as well")))
        yield _row(t("Open to"), OneOf(outside, id="external"), id="external-row")
        posts = (("", t("Everyone")), ("yes", t("Only managers")))
        yield _row(t("Who posts"), OneOf(posts, id="announcement"), id="announcement-row")
        yield _row(t("People"), TextBox(id="people"), id="people-row")
        yield _row("", Label(id="found", markup=False))

    def opened(self) -> None:
        """The kind comes first, and most often stays."""
        self.query_one("#people", TextArea).placeholder = t(
            "Addresses, typed or pasted: one a line, or as mail programs write them"
        )
        self._show_kind()
        self._show_people()
        self.query_one("#name", Input).focus()

    @property
    def kind(self) -> str:
        """The chosen kind of space."""
        return self.query_one("#kind", OneOf).value

    def _text(self, field: str) -> str:
        return self.query_one(f"#{field}", TextArea).text.strip()

    def new_space(self) -> NewSpace:
        """What the form says, of the fields that its kind has."""
        kind = self.kind
        named, direct = kind == SPACE, kind == DIRECT_MESSAGE
        history = self.query_one("#history", OneOf).value
        return NewSpace(
            space_type=kind,
            display_name=self.query_one("#name", Input).value.strip() if named else "",
            description="" if direct else self._text("description"),
            guidelines="" if direct else self._text("guidelines"),
            history={"on": True, "off": False}.get(history),
            external=not direct and bool(self.query_one("#external", OneOf).value),
            announcement=named and bool(self.query_one("#announcement", OneOf).value),
            members=self.parsed.people,
        )

    @property
    def touched(self) -> bool:
        """Whether something was typed that leaving would lose."""
        fields = [self.query_one("#name", Input).value, self.query_one("#people", TextArea).text]
        return any(
            f.strip() for f in (*fields, self._text("description"), self._text("guidelines"))
        )

    @on(OneOf.Changed, "#kind")
    def _show_kind(self) -> None:
        """Show the fields that this kind of space has."""
        hidden = {
            SPACE: set[str](),
            GROUP_CHAT: {"name", "announcement"},
            DIRECT_MESSAGE: {"name", "description", "guidelines", "external", "announcement"},
        }[self.kind]
        for field in ("name", "description", "guidelines", "external", "announcement"):
            self.query_one(f"#{field}-row").set_class(field in hidden, "hidden")
        self.notice.say("")  # what was said was about the kind before
        self._show_people()

    @on(Input.Changed, "#name")
    def _count_name(self, event: Input.Changed) -> None:
        length = len(event.value.strip())
        over = length > NAME_LIMIT
        words = f"{length}/{NAME_LIMIT}" if length else ""
        self.query_one("#count", Label).update(plain(f"! {words}" if over else words))

    @on(TextArea.Changed, "#people")
    def _count_people(self, event: TextArea.Changed) -> None:
        self.parsed = parse_people(event.text_area.text)
        self._show_people()

    def _show_people(self) -> None:
        """How many people were found, and what could not be read, by line."""
        self.query_one("#found", Label).update(plain(people_words(self.parsed, self.kind)))

    @on(Cleaned)
    def _tell_cleaned(self, message: Cleaned) -> None:
        self.notice.say(
            t(
                "Invisible characters were left out of what was pasted: {codes}",
                codes=", ".join(message.codes[:CODES_SHOWN]),
            )
        )

    @on(Input.Submitted)
    def _next(self) -> None:
        self.focus_next()

    def action_next_field(self) -> None:
        """Go to the next field."""
        self.focus_next()

    def action_preview(self) -> None:
        """Show what will happen, where the form can be understood."""
        from chattui.tui.screens.preview import PreviewPage

        try:
            plan = self._plan()
        except ProblemError as error:
            self.notice.show_problem(error.problem)
            return
        self.notice.say("")
        self.app.push_screen(PreviewPage(self.account, plan), self._previewed)

    def _plan(self) -> CreationPlan:
        """The plan of this form; the same one (and so the same request) while it is unchanged."""
        new = self.new_space()
        if self.parsed.bad:
            raise ProblemError(bad_entry_problem(self.parsed))
        if self._last is None or self._last[0] != new:
            self._last = (new, plan_creation(new, self.account.scopes, self.account.email))
        return regranted(self._last[1], self.account.scopes)

    def _previewed(self, created: Created | None) -> None:
        if created is not None:
            self.dismiss(created)

    def action_back(self) -> None:
        """Leave the form, asking first where something was typed."""
        if self.touched:
            self.work(self._leave(), group="leave")
        else:
            self.dismiss(None)

    async def _leave(self) -> None:
        from chattui.tui.screens.confirm import confirm

        question = t("Leave this form?")
        if await confirm(self.app, question, t("What was typed into it will be gone.")):
            self.dismiss(None)


def _row(label: str, *fields: Widget, id: str | None = None) -> Horizontal:  # noqa: A002
    return Horizontal(Label(plain(label), markup=False), *fields, id=id)
