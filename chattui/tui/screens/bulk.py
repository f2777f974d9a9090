"""What to do with all selected spaces: each choice leads to a plan that is shown first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.widget import Widget

from chattui.chat.lists import label_of
from chattui.chat.models import Space
from chattui.plans.wanted import Target, Wanted
from chattui.tui import space_rights
from chattui.tui.account_page import AccountPage
from chattui.tui.page import page_bindings
from chattui.tui.plan_flow import Say, show_plan
from chattui.tui.planning import reads
from chattui.tui.widgets.bars import shorten
from chattui.tui.widgets.choices import Choice, Choices
from chattui.tui.widgets.prose import Prose, Question
from chattui.words import t, tn

if TYPE_CHECKING:
    from chattui.chat.edits import SpaceEdit
    from chattui.plans.model import Plan
    from chattui.plans.report import Report
    from chattui.vault import AccountEntry

SHOWN = 5
NAME_CELLS = 70
MAKERS = {"add": "plan_add", "remove": "plan_remove", "role": "plan_roles"}


class BulkPage(AccountPage[bool]):
    """Ends with True where something was changed, or is being changed."""

    PAGE = "bulk"
    ADMINISTERS = True
    BINDINGS: ClassVar[list[Any]] = page_bindings(PAGE)
    DEFAULT_CSS = "BulkPage Choices { margin: 1 0; }"

    def __init__(
        self, account: AccountEntry, spaces: Sequence[Space], names: Mapping[str, str]
    ) -> None:
        super().__init__(account)
        self.spaces = tuple(spaces)
        self.names = names

    def page_title(self) -> str:
        """How many are meant."""
        return t("In bulk")

    def body(self) -> Iterable[Widget]:
        """Which spaces, and what can be done with them."""
        count = len(self.spaces)
        question = tn(
            "What should happen to {count} space?", "What should happen to {count} spaces?", count
        )
        yield Question(question)
        lines = [shorten(label_of(space, self.names), NAME_CELLS) for space in self.spaces[:SHOWN]]
        if left := max(0, count - SHOWN):
            lines.append(tn("and {count} more", "and {count} more", left))
        yield Prose("\n".join(lines))
        yield Choices(
            (
                Choice("add", t("Add people"), t("the same ones to each; groups and the app too")),
                Choice("remove", t("Take people out"), t("where they are in it")),
                Choice("role", t("Give a role"), t("to people who are in it")),
                Choice("edit", t("Change settings"), t("history, texts, who may what")),
                Choice("delete", t("Delete"), t("with all that is in them")),
            ),
            id="what",
        )
        yield Prose(t("Nothing is sent before the plan of it was shown."))

    def opened(self) -> None:
        """Ready to choose."""
        self.query_one(Choices).focus()

    @property
    def targets(self) -> list[Target]:
        """The spaces, for a plan."""
        return [
            replace(Target.of(space), label=label_of(space, self.names)) for space in self.spaces
        ]

    def off_reason(self, action: str) -> str:
        """Why something of the menu was not granted."""
        return space_rights.off_reason(self, action)

    def lacking(self) -> tuple[str, ...]:
        """What the choice under the cursor would need."""
        return space_rights.lacking(self, [self.query_one(Choices).chosen.id])

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What is lacking can be asked for."""
        if action == "grant_now" and self.is_mounted:
            return bool(self.lacking())
        return True

    @on(Choices.Moved)
    def _moved(self) -> None:
        self.refresh_keys()

    @on(Choices.Chosen)
    def action_choose(self) -> None:
        """Go on with the choice under the cursor."""
        what = self.query_one(Choices).chosen.id
        if self.is_off(what):
            return
        self.notice.say("")
        if what == "delete":
            self._plan(self._deleting)
        elif what == "edit":
            from chattui.tui.screens.bulk_edit import BulkEditPage

            self.app.push_screen(BulkEditPage(self.account, self.spaces), self._edit)
        else:
            from chattui.tui.screens.bulk_people import BulkPeoplePage

            page = BulkPeoplePage(self.account, what, len(self.spaces))
            self.app.push_screen(page, lambda people: self._people(what, people))

    def _plan(self, planning: Callable[[Say], Any]) -> None:
        show_plan(self, planning, self._planned)

    def _planned(self, report: Report | None) -> None:
        if report is not None:
            self.end(True)

    async def _deleting(self, say: Say) -> Plan:
        from chattui.plans.creating import plan_delete

        return plan_delete(space_rights.acting(self), self.spaces, now=self.session.clock())

    def _edit(self, edit: SpaceEdit | None) -> None:
        if edit is None:
            return

        async def editing(say: Say) -> Plan:
            from chattui.plans.creating import plan_edit

            chat, acting = await space_rights.chat_of(self), space_rights.acting(self)
            return await plan_edit(chat, acting, self.spaces, edit, now=self.session.clock())

        self._plan(editing)

    def _people(self, what: str, people: tuple[Wanted, ...] | None) -> None:
        if people is None:
            return

        async def changing(say: Say) -> Plan:
            from chattui.plans import planning

            chat, acting = await space_rights.chat_of(self), space_rights.acting(self)
            make = getattr(planning, MAKERS[what])
            more = await reads(self, say)
            made: Plan = await make(chat, acting, self.targets, people, **more)
            return made

        self._plan(changing)
