"""Who is to be added to a space: people, Google groups, the app itself; and with which role."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.widget import Widget
from textual.widgets import Input, Label

from chattui.chat.models import SPACE, Space
from chattui.plans.wanted import APP, GROUP, PERSON, Wanted
from chattui.problem import Exit, Problem, ProblemError
from chattui.tui.form_page import FormPage, row
from chattui.tui.page import page_bindings
from chattui.tui.people_words import bad_rows
from chattui.tui.text import plain
from chattui.tui.widgets.bars import shorten
from chattui.tui.widgets.fields import TextField
from chattui.tui.widgets.one_of import OneOf
from chattui.tui.widgets.people_source import PeopleSource
from chattui.tui.widgets.prose import Prose
from chattui.words import t, tn

if TYPE_CHECKING:
    from chattui.plans.people_input import PeopleInput
    from chattui.vault import AccountEntry

NAME_CELLS = 60


class AddMembersPage(FormPage[None]):
    """Hands those who are to be added to `forward`."""

    PAGE = "add_members"
    BINDINGS: ClassVar[list[Any]] = page_bindings(PAGE)
    DEFAULT_CSS = "AddMembersPage #to { text-style: bold; }"

    def __init__(
        self,
        account: AccountEntry,
        space: Space,
        forward: Callable[[AddMembersPage, tuple[Wanted, ...]], None],
    ) -> None:
        super().__init__(account)
        self.space = space
        self.forward = forward

    def page_title(self) -> str:
        """What is done here."""
        return t("Add people")

    def body(self) -> Iterable[Widget]:
        """The people, then what goes for all of them."""
        yield Prose(t("To {space}", space=shorten(self.space.label, NAME_CELLS)), id="to")
        yield PeopleSource(id="source")
        groups = TextField(id="groups", placeholder=t("Addresses of Google groups, or groups/ID"))
        named = self.space.space_type == SPACE
        yield row(t("Groups"), groups, id="groups-row" if named else "no-groups")
        app = (("", t("Leave it as it is")), ("yes", t("Add it as well")))
        yield row(t("The app"), OneOf(app, id="app"))
        yield row(t("Role"), OneOf(roles(), id="role"))
        yield Label(id="role-words", markup=False, classes="found")

    def opened(self) -> None:
        """The people come first."""
        for unused in self.query("#no-groups"):
            unused.add_class("hidden")
        self.query_one("#people").focus()
        self._tell_role()

    @property
    def source(self) -> PeopleSource:
        """The people."""
        return self.query_one(PeopleSource)

    @property
    def touched(self) -> bool:
        """Whether somebody was named."""
        return self.source.touched or bool(self.query_one("#groups", Input).value.strip())

    @on(OneOf.Changed, "#role")
    def _tell_role(self) -> None:
        role = self.query_one("#role", OneOf).value
        words = t(
            "Google takes no role while it adds: a second request follows for each person."
            " Groups and apps have no role."
        )
        self.query_one("#role-words", Label).update(plain(words if role else ""))

    def action_go_on(self) -> None:
        """Go on to the plan, where everything can be understood."""
        self.work(self._go_on(), group="go-on")

    async def _go_on(self) -> None:
        self.notice.say("")
        found = await whole_input(self, self.source)
        if found is None:
            return
        role = self.query_one("#role", OneOf).value
        people = [
            replace(one, role=one.role or role) if one.kind == PERSON else one
            for one in found.wanted
        ]
        people += people_in(self.query_one("#groups", Input).value, GROUP)
        if self.query_one("#app", OneOf).value:
            people.append(Wanted("app", kind=APP))
        if not people:
            raise ProblemError(nobody())
        self.forward(self, tuple({one.key: one for one in people}.values()))


def roles() -> tuple[tuple[str, str], ...]:
    """The roles that a new member can get, the usual one first."""
    return (
        ("", t("Member")),
        ("ROLE_ASSISTANT_MANAGER", t("Manager")),
        ("ROLE_MANAGER", t("Owner")),
    )


async def whole_input(page: FormPage[Any], source: PeopleSource) -> PeopleInput | None:
    """What `source` says, once its wrong rows were seen; None to stay on `page`.

    Raises ProblemError where its file cannot be read. Inside a worker.
    """
    from chattui.plans.people_input import PeopleInput
    from chattui.tui.screens.confirm import confirm

    await source.read_all()
    if source.problem is not None:
        raise ProblemError(source.problem)
    found = source.found or PeopleInput()
    if found.bad:
        question = tn(
            "{count} row cannot be understood. Go on without it?",
            "{count} rows cannot be understood. Go on without them?",
            len(found.bad),
        )
        if not await confirm(page.app, question, bad_rows(found)):
            return None
    return found


def people_in(text: str, kind: str) -> list[Wanted]:
    """The people (or, as `kind` says, Google groups) in `text`, a few addresses as they are typed
    or pasted from a mail; groups as ``groups/ID`` as well. Raises ProblemError for what is
    neither."""
    from chattui.chat.addresses import why_not_address
    from chattui.chat.people import entries

    found: list[Wanted] = []
    for _, entry, word in entries(text):
        plain_id = word.removeprefix("groups/")
        is_id = kind == GROUP and word != plain_id and plain_id.isascii() and plain_id.isalnum()
        reason = "" if is_id else why_not_address(word)
        if reason:
            raise ProblemError(
                Problem(
                    "members.bad_address",
                    t("“{text}” is no address.", text=shorten(entry or "<>", NAME_CELLS)),
                    reason,
                    t("Write an address, such as team@example.com; for a group also groups/ID."),
                    exit=Exit.USAGE,
                )
            )
        found.append(Wanted(word, kind=kind))
    return found


def nobody() -> Problem:
    """Nobody is named yet."""
    return Problem(
        "members.nobody",
        t("Nobody is named yet."),
        "",
        t("Type or paste addresses, name a file, or choose the app."),
        exit=Exit.USAGE,
    )
