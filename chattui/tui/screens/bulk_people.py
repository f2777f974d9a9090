"""Who is to be added to many spaces, taken out of them, or given a role in them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from textual.widget import Widget

from chattui.plans.wanted import PERSON, Wanted
from chattui.problem import ProblemError
from chattui.tui.form_page import FormPage, row
from chattui.tui.page import page_bindings
from chattui.tui.screens.add_members import nobody, roles, whole_input
from chattui.tui.widgets.one_of import OneOf
from chattui.tui.widgets.people_source import PeopleSource
from chattui.tui.widgets.prose import Prose
from chattui.words import t, tn

if TYPE_CHECKING:
    from chattui.vault import AccountEntry


class BulkPeoplePage(FormPage[tuple[Wanted, ...] | None]):
    """Gives the people; `what` is ``add``, ``remove`` or ``role``."""

    PAGE = "bulk_people"
    ADMINISTERS = True
    BINDINGS: ClassVar[list[Any]] = page_bindings(PAGE)
    DEFAULT_CSS = "BulkPeoplePage #to { text-style: bold; }"

    def __init__(self, account: AccountEntry, what: str, count: int) -> None:
        super().__init__(account)
        self.what = what
        self.count = count

    def page_title(self) -> str:
        """What is done here."""
        return {
            "add": t("Add people"),
            "remove": t("Take people out"),
            "role": t("Give a role"),
        }[self.what]

    def body(self) -> Iterable[Widget]:
        """The people, and the role."""
        words = {
            "add": tn("To {count} space", "To each of {count} spaces", self.count),
            "remove": tn("Out of {count} space", "Out of each of {count} spaces", self.count),
            "role": tn("In {count} space", "In each of {count} spaces", self.count),
        }
        yield Prose(words[self.what], id="to")
        yield PeopleSource(id="source")
        if self.what != "remove":
            yield row(t("Role"), OneOf(roles(), id="role"))

    def opened(self) -> None:
        """The people come first."""
        self.query_one("#people").focus()

    @property
    def touched(self) -> bool:
        """Whether somebody was named."""
        return self.query_one(PeopleSource).touched

    def action_preview(self) -> None:
        """Go on to the plan."""
        self.work(self._go_on(), group="go-on")

    async def _go_on(self) -> None:
        self.notice.say("")
        found = await whole_input(self, self.query_one(PeopleSource))
        if found is None:
            return
        if not found.wanted:
            raise ProblemError(nobody())
        self.dismiss(tuple(self._with_role(one) for one in found.wanted))

    def _with_role(self, one: Wanted) -> Wanted:
        if self.what == "remove" or one.kind != PERSON:
            return one
        role = self.query_one("#role", OneOf).value
        usual = "ROLE_MEMBER" if self.what == "role" else ""
        return replace(one, role=one.role or role or usual)
