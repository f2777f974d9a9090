"""One space: what Google tells about it, its members, and the way to change both."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widget import Widget

from chattui.chat.models import DIRECT_MESSAGE, Membership, Space
from chattui.plans.model import Result
from chattui.problem import Problem
from chattui.tui import space_rights
from chattui.tui.list_keys import ListKeys
from chattui.tui.member_list import MemberList, address, kind, lean, who
from chattui.tui.page import page_bindings
from chattui.tui.space_changes import SpaceChanges
from chattui.tui.space_words import all_of_it, head, now_of
from chattui.tui.widgets.bars import shorten
from chattui.tui.widgets.prose import Prose
from chattui.tui.widgets.rows import Column, RowList
from chattui.tui.widgets.state_line import StateLine
from chattui.tui.widgets.title_line import TitleLine
from chattui.words import t

if TYPE_CHECKING:
    from chattui.chat.api import ChatClient
    from chattui.plans.report import Report
    from chattui.vault import AccountEntry

WIDE = 110
"""Columns from which on the details have their place beside the members."""
WIDE_DETAILS = 48
OF_MEMBERS = ("add", "remove", "role", "sync")
"""The actions that change who is in the space; `space_rights` says what each takes."""


OF_THE_LIST = {"remove", "role", "filter", "sort", "select", "select_range", "select_all"}
"""The actions on members, which have to be seen for that."""


class SpacePage(ListKeys[None, Membership], SpaceChanges):
    """A space that Home has in its list; both are asked for again."""

    PAGE = "space"
    ADMINISTERS = True
    BINDINGS: ClassVar[list[Any]] = page_bindings(PAGE)
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide")]  # noqa: RUF012 as Screen has it
    DEFAULT_CSS = """
    SpacePage #name { text-style: bold; max-height: 2; }
    SpacePage #about { max-height: 4; }
    SpacePage #middle { height: 1fr; }
    SpacePage #details { display: none; width: 1fr; }
    SpacePage.details #details { display: block; }
    SpacePage.details #list { display: none; }
    SpacePage.-wide #details { display: block; width: 48; padding: 0 0 0 1; }
    SpacePage.-wide #list { display: block; }
    SpacePage.-wide #list { width: 1fr; }
    """

    def __init__(self, account: AccountEntry, space: Space) -> None:
        super().__init__(account)
        self.space = space
        self.members = MemberList()
        self.wants: tuple[str, ...] = ()
        """The scopes that the key that was pressed last would need."""

    def page_title(self) -> str:
        """The kind of thing that this is."""
        return t("Space")

    def body(self) -> Iterable[Widget]:
        """What is known, and the members."""
        yield Prose(id="name")
        yield Prose(id="about")
        columns = (
            Column(t("Who"), 0),
            Column(t("Role"), 8),
            Column(t("State"), 12),
            Column(t("Kind"), 15),
        )
        members = Vertical(
            TitleLine(t("Members"), id="title"),
            RowList(columns, self._cells, id="members"),
            id="list",
        )
        details = Vertical(TitleLine(t("This space")), VerticalScroll(Prose(id="all")))
        details.id = "details"
        yield Horizontal(members, details, id="middle")
        yield StateLine(id="state")

    def opened(self) -> None:
        """What is known stands there at once."""
        self.rows.jump = self.session.context.surroundings.ssh
        self.rows.selected = self.members.is_selected
        self.rows.focus()
        self.show_space(self.space)
        self.action_refresh()

    def action_refresh(self) -> None:
        """Ask Google for the space and its members."""
        self.notice.say("")
        self.work(self._ask(), group="space", failed=self._failed)

    async def _ask(self) -> None:
        from chattui.tui.flow import open_vault

        if not await open_vault(self.chattui):
            self.state.rest(t("The vault stays closed. r asks for the passphrase again."))
            return
        chat = await space_rights.chat_of(self)
        if not self.off_reason("see"):
            self.state.wait(t("Asking Google for the space"))
            self.show_space(await chat.get_space(self.space.name))
        if reason := self.off_reason("members"):
            self.state.rest("")
            self.rows.say_empty(reason)
            return
        await self._ask_members(chat)

    async def _ask_members(self, chat: ChatClient) -> None:
        self.state.wait(t("Asking Google for the members"))
        known = bool(self.members.all)
        fresh: list[Membership] = []
        async for page in chat.member_pages(self.space.name):
            fresh += map(lean, page)
            if not known:
                self.members.add_below(page)
                self.show_members(self.here)
            count = format(len(fresh), ",")
            self.state.wait(t("Asking Google: {count} members so far", count=count))
        at = self.here if self.rows.cursor else None  # who is not looked for comes first
        self.members.clear()
        self.members.add(fresh)
        self.show_members(at)
        await self._look_up()
        if not self.members.all:
            self.rows.say_empty(t("Google shows no members."))

    async def _look_up(self) -> None:
        """Ask who those are of whom Google gave the ID alone, where that was granted."""
        nameless = self.members.nameless
        words = t("Fresh from Google.")
        if nameless and self.off_reason("people"):
            words = t("Fresh from Google. m asks it to allow that names are looked up.")
        elif nameless:
            self.state.wait(t("Asking Google for names and addresses"))
            self.members.learn(await space_rights.look_up(self, nameless))
            self.show_members(self.here)
        self.state.rest(words)
        self.refresh_keys()

    def _failed(self, problem: Problem) -> None:
        self.state.rest("")
        self.notice.show_problem(problem)
        if not self.members.all:
            self.rows.say_empty(t("The members are not known. r asks Google again."))

    def show_space(self, space: Space) -> None:
        """Tell about the space as it is now."""
        self.space = space
        now = now_of(self.session.clock())
        self.query_one("#name", Prose).say(shorten(space.label, 2 * self.app.size.width - 8))
        self.query_one("#about", Prose).say(head(space, now))
        width = WIDE_DETAILS if self.app.size.width >= WIDE else self.app.size.width
        self.query_one("#all", Prose).say(all_of_it(space, now, width - 4))
        self.refresh_keys()

    def resized(self) -> None:
        """What is told about the space wraps by the width."""
        super().resized()
        self.show_space(self.space)

    @property
    def listed(self) -> MemberList:
        """The members."""
        return self.members

    def filter_by(self, wanted: str) -> None:
        """Show only the members who match."""
        at = self.here
        self.members.filter(wanted)
        self.show_members(at)

    def action_sort(self) -> None:
        """Order by the next column, and stay on the same member."""
        at = self.here
        self.members.next_order()
        self.show_members(at)

    def show_members(self, at: Membership | None) -> None:
        """Draw the list anew, with the cursor on the member `at`."""
        members = self.members
        self.rows.show_rows(len(members.shown), members.place_of(at))
        self.query_one("#title", TitleLine).say(members.words())
        if members.all:
            self.rows.say_empty(t("No member matches. esc shows all of them."))
        self.refresh_keys()

    def _cells(self, row: int) -> Sequence[str]:
        member = self.members.shown[row]
        name = who(member, self.members.people)
        mine = {self.account.email.casefold(), f"users/{self.account.subject}"}
        if mine & {address(member, self.members.people).casefold(), member.user_name}:
            name = t("{who} (you)", who=name)
        return (name, member.role_words, member.state_words, kind(member))

    def lacking(self) -> tuple[str, ...]:
        """What the last grey key takes; else what it takes to see the members and their names."""
        if self.wants:
            return space_rights.lacking(self, self.wants)
        found = space_rights.lacking(self, ("members",))
        if not found and self.members.nameless:
            found = space_rights.lacking(self, ("people",))
        return found

    def account_changed(self) -> None:
        """The members may be seen now."""
        self.wants = ()
        self.work(self._ask(), group="space", failed=self._failed)

    def admin_changed(self) -> None:
        """Other scopes count now, and other things may be seen."""
        self.account_changed()

    def off_reason(self, action: str) -> str:
        """Why an action, or seeing something, is off: it is not granted, or makes no sense."""
        if action in OF_MEMBERS and self.space.space_type == DIRECT_MESSAGE:
            return t("A direct message stays with the two who are in it.")
        return space_rights.off_reason(self, action)

    def is_off(self, action: str) -> bool:
        """Tells the reason; m then asks for what this action takes."""
        off = super().is_off(action)
        self.wants = (action,) if off else ()
        self.refresh_keys()
        return off

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys are shown and work where they mean something."""
        if not self.is_mounted:
            return True
        members = self.members
        if action == "grant_now":
            return bool(self.lacking())
        if action == "keep_filter":
            return self.typing
        if action == "clear_filter":
            return bool(members.wanted)
        if action == "select_none":
            return bool(members.selected) and not self.typing
        if action == "back":
            return not members.wanted and not self.in_details
        if action == "members":
            return self.in_details
        if action in OF_THE_LIST and self.in_details:
            return False
        if action in {"filter", "sort", "select", "select_range", "select_all"}:
            return bool(members.all) and not self.typing
        if action in {"remove", "role"}:
            return bool(members.shown)
        return bool(self.space.uri) if action == "copy_link" else True

    def action_details(self) -> None:
        """Show everything that Google gives of the space in place of its members, or no longer."""
        self.toggle_class("details")
        (self.query_one("#details VerticalScroll") if self.in_details else self.rows).focus()
        self.refresh_keys()

    def action_members(self) -> None:
        """Back to the members."""
        self.action_details()

    @property
    def in_details(self) -> bool:
        """Whether the details stand in place of the members."""
        return self.has_class("details") and not self.has_class("-wide")

    def action_copy_link(self) -> None:
        """Copy the link by OSC 52."""
        self.copy(self.space.uri)

    def action_copy_name(self) -> None:
        """Copy spaces/ID by OSC 52."""
        self.copy(self.space.name)

    def changed(self, report: Report | None) -> None:
        """Something may have been changed: ask again."""
        if report is None:
            return
        self.was_changed = True
        self.members.select_none()
        if report.counts.by_result.get(Result.DELETED):
            self.dismiss()
        else:
            self.action_refresh()
