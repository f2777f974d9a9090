"""The form of a search at Google: it builds the query, and shows it as it is built."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.widget import Widget
from textual.widgets import Input

from chattui.chat.queries import AdminQuery, UserQuery, order_by
from chattui.problem import Exit, Problem, ProblemError
from chattui.safe_text import safe_text
from chattui.tui import space_rights
from chattui.tui.form_page import FormPage, row
from chattui.tui.page import page_bindings
from chattui.tui.screens.found import FoundPage, Wish
from chattui.tui.space_words import now_of
from chattui.tui.text import plain, styled
from chattui.tui.widgets.fields import TextField
from chattui.tui.widgets.one_of import OneOf
from chattui.tui.widgets.prose import Prose
from chattui.tui.widgets.title_line import TitleLine
from chattui.words import t

if TYPE_CHECKING:
    from chattui.vault import AccountEntry

SPACES, PEOPLE = "spaces", "people"
DATES = {
    "active-before": "active_before",
    "active-after": "active_after",
    "created-before": "created_before",
    "created-after": "created_after",
}
YES_OR_NO = {"yes": True, "no": False}


class SearchGooglePage(FormPage[None]):
    """Other fields as an administrator; without administrator access also conversations."""

    PAGE = "search_google"
    ADMINISTERS = True
    BINDINGS: ClassVar[list[Any]] = page_bindings(PAGE)
    DEFAULT_CSS = """
    SearchGooglePage #title { margin: 1 0 0 0; }
    SearchGooglePage #query { max-height: 6; }
    SearchGooglePage .admin { display: none; }
    SearchGooglePage.as-admin .admin { display: block; }
    SearchGooglePage.as-admin .user { display: none; }
    SearchGooglePage.of-people .spaces { display: none; }
    SearchGooglePage .people { display: none; }
    SearchGooglePage.of-people .people { display: block; }
    """

    def __init__(self, account: AccountEntry) -> None:
        super().__init__(account)

    _asked: tuple[str, ...] = ()
    """What the fields held when Google was asked last; it is not lost where the form is left."""

    def page_title(self) -> str:
        """Where one is."""
        return t("Find at Google")

    def body(self) -> Iterable[Widget]:
        """The fields, and the query that they make."""
        what = ((SPACES, t("Spaces by name")), (PEOPLE, t("A conversation by its people")))
        yield _of("user", t("Look for"), OneOf(what, id="what"))
        placeholder = t("Beginnings of words; a comma between alternatives")
        yield _of("spaces", t("Name"), TextField(id="names", placeholder=placeholder))
        placeholder = t("One address finds a direct message, several a group chat")
        yield _of("people", t("With"), TextField(id="people", placeholder=placeholder))
        outside = (("", t("Any")), ("yes", t("Outsiders may come in")), ("no", t("They may not")))
        yield _of("spaces", t("Outsiders"), OneOf(outside, id="external"))
        history = (("", t("Any")), ("yes", t("Kept")), ("no", t("Not kept")))
        yield _of("admin", t("History"), OneOf(history, id="history"))
        day = t("Such as 2026-05-31; no message since then")
        yield _of("admin", t("Idle since"), TextField(id="active-before", placeholder=day))
        day = t("A day; a message after it")
        yield _of("admin", t("Active after"), TextField(id="active-after", placeholder=day))
        day = t("A day")
        yield _of("admin", t("Made before"), TextField(id="created-before", placeholder=day))
        yield _of("admin", t("Made after"), TextField(id="created-after", placeholder=day))
        traits = (
            ("", t("Not looked at")),
            ("ownerless", t("Nobody owns it")),
            ("outsiders", t("Outsiders are in")),
        )
        yield _of("admin", t("Members"), OneOf(traits, id="trait"))
        orders = (
            ("", t("As Google does")),
            ("active", t("Idle longest")),
            ("members", t("Most members")),
            ("created", t("Oldest")),
        )
        yield _of("admin", t("Order"), OneOf(orders, id="order"))
        yield TitleLine(t("The query"), id="title")
        yield Prose(id="query")

    def opened(self) -> None:
        """The name is what is looked for most."""
        self.admin_changed()
        self.query_one("#names").focus()

    def admin_changed(self) -> None:
        """The fields of the other kind of search."""
        self.set_class(self.chattui.admin, "as-admin")
        self.show_query()

    @property
    def of_people(self) -> bool:
        """Whether a conversation is looked for."""
        return not self.chattui.admin and self.query_one("#what", OneOf).value == PEOPLE

    @property
    def touched(self) -> bool:
        """Whether something was typed that was not searched for."""
        return self._typed() != self._asked and any(self._typed())

    def _typed(self) -> tuple[str, ...]:
        return tuple(field.value.strip() for field in self.query(Input).results(Input))

    def off_reason(self, action: str) -> str:
        """Why Google would not answer."""
        if action != "go":
            return ""
        return space_rights.off_reason(self, self._needs)

    def lacking(self) -> tuple[str, ...]:
        """What the search would need."""
        return space_rights.lacking(self, [self._needs])

    @property
    def _needs(self) -> str:
        """Group chats are found by those who may see members, all else by those who see spaces."""
        return "members" if self.of_people and len(self._addresses()) > 1 else "see"

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What is lacking can be asked for; a query can be copied where there is one."""
        if self.is_mounted and action == "grant_now":
            return bool(self.lacking())
        if self.is_mounted and action == "copy_query":
            return not self.of_people
        return True

    def account_changed(self) -> None:
        """It may be allowed now."""
        self.refresh_keys()

    @on(Input.Changed)
    @on(OneOf.Changed)
    def show_query(self) -> None:
        """Show what the fields make now, and what Google would not take."""
        self.set_class(self.of_people, "of-people")
        if self.of_people:
            method = "findDirectMessage" if len(self._addresses()) < 2 else "findGroupChats"
            self.query_one("#query", Prose).say(f"spaces.{method}")
            self.refresh_keys()
            return
        try:
            query = self._query()
            problems = query.problems()
            text = plain(query.text())
        except ProblemError as error:
            problems, text = (error.problem,), plain("")
        words = "\n".join(f"! {problem.message} {problem.cause}".rstrip() for problem in problems)
        if words and any(self._typed()):
            text = text + plain("\n") + styled(words, "$text-warning")
        self.query_one("#query", Prose).say(text)
        self.refresh_keys()

    def _value(self, field: str) -> str:
        return self.query_one(f"#{field}", Input).value.strip()

    def _addresses(self) -> list[str]:
        return self._value("people").replace(",", " ").replace(";", " ").split()

    def _query(self) -> UserQuery | AdminQuery:
        """The query; raises ProblemError for a day that is none."""
        names = tuple(part.strip() for part in self._value("names").split(",") if part.strip())
        external = YES_OR_NO.get(self.query_one("#external", OneOf).value)
        if not self.chattui.admin:
            return UserQuery(names, external)
        history = YES_OR_NO.get(self.query_one("#history", OneOf).value)
        days = {name: self._day(field) for field, name in DATES.items()}
        return AdminQuery(names, external, history, **days)

    def _day(self, field: str) -> datetime | None:
        text = self._value(field)
        if not text:
            return None
        try:
            day = datetime.fromisoformat(text)
        except ValueError:
            raise ProblemError(_no_day(text)) from None
        return day if day.tzinfo else day.replace(tzinfo=now_of(self.session.clock()).tzinfo)

    def action_copy_query(self) -> None:
        """Copy the query by OSC 52."""
        try:
            self.copy(self._query().text())
        except ProblemError as error:
            self.notice.show_problem(error.problem)

    def action_go(self) -> None:
        """Ask Google, where the form can be understood."""
        if self.is_off("go"):
            return
        self.notice.say("")
        try:
            wish = self._wish()
        except ProblemError as error:
            self.notice.show_problem(error.problem)
            return
        self._asked = self._typed()
        self.app.push_screen(FoundPage(self.account, wish))

    def _wish(self) -> Wish:
        if self.of_people:
            people = tuple(self._addresses())
            if not people:
                raise ProblemError(_nobody())
            return Wish(people=people)
        query = self._query()
        for problem in query.problems():
            raise ProblemError(problem)
        if not self.chattui.admin:
            return Wish(query=query.text())
        order = self.query_one("#order", OneOf).value
        google = order_by(order, descending=order == "members", admin=True) if order else ""
        return Wish(query.text(), google, self.query_one("#trait", OneOf).value)


def _of(kind: str, label: str, field: Widget) -> Widget:
    """A line of the form that is there for one kind of search."""
    line = row(label, field)
    line.add_class(kind)
    return line


def _no_day(text: str) -> Problem:
    return Problem(
        "search.no_day",
        t("{text} is no day.", text=safe_text(text, limit=40)),
        "",
        t("Write the year, the month and the day: 2026-05-31."),
        exit=Exit.USAGE,
    )


def _nobody() -> Problem:
    return Problem(
        "search.nobody",
        t("Nobody is named yet."),
        "",
        t("Type the address of who is in the conversation beside you."),
        exit=Exit.USAGE,
    )
