"""One space: what Google tells about it, its link, and its members."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual.widget import Widget

from chattui.chat.models import Membership, Space
from chattui.oauth.purposes import purpose
from chattui.oauth.scopes import missing, satisfied
from chattui.problem import Problem
from chattui.safe_text import safe_text
from chattui.tui.account_page import AccountPage
from chattui.tui.page import page_bindings
from chattui.tui.space_words import now_of, summary
from chattui.tui.text import plain
from chattui.tui.widgets.prose import Prose
from chattui.tui.widgets.rows import Column, RowList
from chattui.tui.widgets.state_line import StateLine
from chattui.tui.widgets.title_line import TitleLine
from chattui.words import t, tn

if TYPE_CHECKING:
    from chattui.vault import AccountEntry


class SpacePage(AccountPage[None]):
    """A space that Home has in its list; both are asked for again."""

    PAGE = "space"
    BINDINGS: ClassVar[list[Any]] = page_bindings(PAGE)
    DEFAULT_CSS = """
    SpacePage #name { text-style: bold; max-height: 3; }
    SpacePage #about { max-height: 12; }
    SpacePage #members { min-height: 5; }
    """

    def __init__(self, account: AccountEntry, space: Space) -> None:
        super().__init__(account)
        self.space = space
        self.members: list[Membership] = []

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
            Column(t("Kind"), 12),
        )
        yield TitleLine(t("Members"), id="title")
        yield RowList(columns, self._cells, id="members")
        yield StateLine(id="state")

    @property
    def rows(self) -> RowList:
        """The members."""
        return self.query_one("#members", RowList)

    @property
    def state(self) -> StateLine:
        """The line below the members."""
        return self.query_one("#state", StateLine)

    def opened(self) -> None:
        """What is known stands there at once."""
        self.rows.jump = self.session.context.surroundings.ssh
        self._show_space(self.space)
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
        chat = await self.session.chat(self.account)
        from chattui.chat.methods import MEMBERS_LIST, SPACES_GET

        if satisfied(SPACES_GET.scope, self.account.scopes):
            self.state.wait(t("Asking Google for the space"))
            self._show_space(await chat.get_space(self.space.name))
        if not satisfied(MEMBERS_LIST.scope, self.account.scopes):
            self.state.rest("")
            self.rows.say_empty(self.lacks("members"))
            return
        self.state.wait(t("Asking Google for the members"))
        self.members = []
        async for page in chat.member_pages(self.space.name):
            self.members += page
            self._show_members()
            self.state.wait(
                t("Asking Google: {count} members so far", count=format(len(self.members), ","))
            )
        self.state.rest(t("Fresh from Google."))
        self._show_members(all_of_them=True)

    def _failed(self, problem: Problem) -> None:
        self.state.rest("")
        self.notice.show_problem(problem)
        self.rows.say_empty(t("The members are not known. r asks Google again."))

    def _show_space(self, space: Space) -> None:
        self.space = space
        now = now_of(self.session.clock())
        self.query_one("#name", Prose).say(plain(space.label))
        self.query_one("#about", Prose).say(summary(space, now))
        self.refresh_keys()

    def _show_members(self, *, all_of_them: bool = False) -> None:
        self.members.sort(key=lambda m: (_RANKS.get(m.role, 9), m.label.casefold()))
        self.rows.show_rows(len(self.members))
        count = tn("{count} member", "{count} members", len(self.members))
        self.query_one("#title", TitleLine).say(count if self.members else "")
        if all_of_them and not self.members:
            self.rows.say_empty(t("Google shows no members."))

    def _cells(self, row: int) -> Sequence[str]:
        member = self.members[row]
        who = member.label
        if member.email and member.display_name and member.email != member.display_name:
            who = f"{member.display_name}  {member.email}"
        if member.email and member.email.casefold() == self.account.email.casefold():
            who = t("{who} (you)", who=who)
        return (safe_text(who), member.role_words, member.state_words, member.kind_words)

    def lacking(self) -> tuple[str, ...]:
        """What it takes to see the members, and to change them later."""
        return missing(purpose("members").scopes, self.account.scopes)

    def account_changed(self) -> None:
        """The members may be seen now."""
        self.work(self._ask(), group="space", failed=self._failed)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A link is copied where there is one; what is lacking can be asked for."""
        if action == "grant_now":
            return bool(self.lacking())
        return bool(self.space.uri) if action == "copy_link" else True

    def action_copy_link(self) -> None:
        """Copy the link by OSC 52."""
        self.copy(self.space.uri)

    def action_copy_name(self) -> None:
        """Copy spaces/ID by OSC 52."""
        self.copy(self.space.name)


_RANKS = {"ROLE_MANAGER": 0, "ROLE_ASSISTANT_MANAGER": 1, "ROLE_MEMBER": 2}
