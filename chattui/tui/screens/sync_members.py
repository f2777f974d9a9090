"""What a space's membership is to be like: a list, a file, another space; and what may be done."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.suggester import SuggestFromList
from textual.widget import Widget
from textual.widgets import Input

from chattui.chat.models import Space
from chattui.plans.wanted import Wanted
from chattui.problem import Exit, Problem, ProblemError
from chattui.tui.form_page import FormPage, row
from chattui.tui.page import page_bindings
from chattui.tui.screens.add_members import NAME_CELLS, whole_input
from chattui.tui.widgets.bars import shorten
from chattui.tui.widgets.choices import Choice, Choices
from chattui.tui.widgets.fields import TextField
from chattui.tui.widgets.one_of import OneOf
from chattui.tui.widgets.people_source import PeopleSource
from chattui.tui.widgets.prose import Prose
from chattui.words import t, tn

if TYPE_CHECKING:
    from chattui.vault import AccountEntry

USUAL = ("add", "remove", "roles")


@dataclass(frozen=True, slots=True)
class SyncWanted:
    """Whom a space is to have, and what may be done for it."""

    people: tuple[Wanted, ...] = ()
    space: str = ""
    """``spaces/ID`` of the space whose members are wanted, in place of `people`."""
    choices: dict[str, bool] = field(default_factory=dict)
    """What `plan_sync` is told: add, remove, roles, remove_me, remove_last_owner."""


class SyncMembersPage(FormPage[None]):
    """Hands what is wanted to `forward`."""

    PAGE = "sync_members"
    BINDINGS: ClassVar[list[Any]] = page_bindings(PAGE)
    DEFAULT_CSS = "SyncMembersPage #to { text-style: bold; }"

    def __init__(
        self,
        account: AccountEntry,
        space: Space,
        forward: Callable[[SyncMembersPage, SyncWanted], None],
    ) -> None:
        super().__init__(account)
        self.space = space
        self.forward = forward
        self.spaces: list[Space] = []

    def page_title(self) -> str:
        """What is done here."""
        return t("Sync members")

    def body(self) -> Iterable[Widget]:
        """Like what, and how far."""
        name = shorten(self.space.label, NAME_CELLS - 16)
        yield Prose(t("Make the members of {space} the same as", space=name), id="to")
        like = (("list", t("A list or a file")), ("space", t("Those of another space")))
        yield row(t("Like"), OneOf(like, id="like"))
        yield PeopleSource(id="source")
        other = TextField(id="other", placeholder=t("Its name, spaces/ID or its link"))
        yield row(t("Space"), other, id="other-row")
        yield Choices(sync_choices(), ticks=USUAL, id="choices")

    def opened(self) -> None:
        """Home's last known spaces can be named."""
        self._show_like()
        self.query_one("#people").focus()
        self.work(self._know_spaces(), group="known")

    async def _know_spaces(self) -> None:
        known = await self.session.cached_spaces(self.account)
        self.spaces = [space for space in known if space.name != self.space.name]
        names = [space.display_name for space in self.spaces if space.display_name]
        self.query_one("#other", Input).suggester = SuggestFromList(names, case_sensitive=False)

    @on(OneOf.Changed, "#like")
    def _show_like(self) -> None:
        a_list = self.query_one("#like", OneOf).value == "list"
        self.query_one(PeopleSource).set_class(not a_list, "hidden")
        self.query_one("#other-row").set_class(a_list, "hidden")

    @property
    def touched(self) -> bool:
        """Whether somebody or a space was named."""
        other = self.query_one("#other", Input).value.strip()
        return self.query_one(PeopleSource).touched or bool(other)

    def action_go_on(self) -> None:
        """Go on to the plan, where everything can be understood."""
        self.work(self._go_on(), group="go-on")

    async def _go_on(self) -> None:
        self.notice.say("")
        ticked = self.query_one(Choices).ticked
        choices = {choice.id: choice.id in ticked for choice in sync_choices()}
        if not any(choices[name] for name in USUAL):
            raise ProblemError(_nothing())
        if self.query_one("#like", OneOf).value == "space":
            other = find_space(self.query_one("#other", Input).value, self.spaces)
            if other == self.space.name:
                raise ProblemError(_no_space(t("It is this space itself.")))
            self.forward(self, SyncWanted(space=other, choices=choices))
            return
        found = await whole_input(self, self.query_one(PeopleSource))
        if found is None:
            return
        if not found.wanted:
            raise ProblemError(_empty_list())
        self.forward(self, SyncWanted(found.wanted, choices=choices))


def sync_choices() -> tuple[Choice, ...]:
    """What may be done, the usual first."""
    return (
        Choice("add", t("Add who is missing")),
        Choice("remove", t("Remove who is not in it")),
        Choice("roles", t("Change roles to those that it names")),
        Choice("remove_me", t("Remove me as well"), t("! you lose the space")),
        Choice("remove_last_owner", t("Remove the last owner"), t("! nobody could manage it")),
    )


def find_space(text: str, known: Iterable[Space]) -> str:
    """``spaces/ID`` for what a person typed: that, an ID, a link, or the name of a `known` one.

    Raises ProblemError where it is none, or the name of several.
    """
    from chattui.chat.names import space_name

    typed = text.strip()
    named = [s.name for s in known if typed and s.label.casefold() == typed.casefold()]
    if len(named) == 1:
        return named[0]
    if named:
        count = len(named)
        why = tn("{count} space is called that.", "{count} spaces are called that.", count)
        raise ProblemError(_no_space(why))
    linked = next((s.name for s in known if s.uri and s.uri == typed), "")
    if linked:
        return linked
    if "/room/" in typed or "/space/" in typed:
        typed = typed.replace("/space/", "/room/").rpartition("/room/")[2].partition("?")[0]
    try:
        return space_name(typed)
    except ProblemError as error:
        raise ProblemError(_no_space(error.problem.message)) from None


def _no_space(why: str) -> Problem:
    return Problem(
        "sync.no_space",
        t("Whose members are wanted is not clear."),
        why,
        t("Type the space's full name, spaces/ID or its link."),
        exit=Exit.USAGE,
    )


def _nothing() -> Problem:
    return Problem(
        "sync.nothing",
        t("Nothing may be done."),
        t("Neither adding nor removing nor changing roles is ticked."),
        t("Tick one of them with space."),
        exit=Exit.USAGE,
    )


def _empty_list() -> Problem:
    return Problem(
        "sync.empty_list",
        t("The list is empty."),
        t("That would remove everybody, which is not what an empty field means here."),
        t("Type or paste addresses, or name a file."),
        exit=Exit.USAGE,
    )
