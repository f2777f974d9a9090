"""What is changed from a space's page: each asks what it needs, and then shows its plan."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from chattui.chat.models import Membership, Space
from chattui.plans.wanted import APP, GROUP, PERSON, Target, Wanted
from chattui.tui import space_rights
from chattui.tui.account_page import AccountPage
from chattui.tui.plan_flow import show_plan

if TYPE_CHECKING:
    from chattui.chat.edits import SpaceEdit
    from chattui.plans.model import Plan
    from chattui.plans.report import Report
    from chattui.tui.member_list import MemberList
    from chattui.tui.screens.sync_members import SyncWanted

Say = Callable[[str], None]


def wanted(member: Membership, role: str = "") -> Wanted:
    """A member as a plan names them."""
    if member.kind == "app":
        return Wanted("app" if member.user_name == "users/app" else member.user_name, role, APP)
    if member.kind == "group":
        return Wanted(member.group_name, role, GROUP)
    return Wanted(member.email or member.user_name, role, PERSON)


class SpaceChanges(AccountPage[None]):
    """The keys of a space's page that change something."""

    space: Space
    members: MemberList

    @property
    def here(self) -> Membership | None:
        """The member under the cursor."""
        raise NotImplementedError

    def changed(self, report: Report | None) -> None:
        """A plan came to its end; None where nothing was sent."""
        raise NotImplementedError

    @property
    def target(self) -> Target:
        """The space, for a plan."""
        return Target.of(self.space)

    def plan(self, planning: Callable[[], Any]) -> None:
        """Show the plan that `planning` makes, and what comes of it."""

        async def making(say: Say) -> Plan:
            made: Plan = await planning()
            return made

        show_plan(self, making, self.changed)

    async def _reads(self) -> dict[str, Any]:
        """What planning functions take beside what is wanted."""
        from chattui.plans.directory import reads_of

        reads = await reads_of(self.session, self.account)
        return {"now": self.session.clock(), "reads": reads}

    def action_add(self) -> None:
        """Ask for people, and show what adding them does."""
        from chattui.tui.screens.add_members import AddMembersPage

        if not self.is_off("add"):
            page = AddMembersPage(self.account, self.space)
            self.app.push_screen(page, self._add)

    def _add(self, people: tuple[Wanted, ...] | None) -> None:
        if people is None:
            return

        async def planning() -> Plan:
            from chattui.plans.planning import plan_add

            chat, acting = await space_rights.chat_of(self), space_rights.acting(self)
            return await plan_add(chat, acting, [self.target], people, **await self._reads())

        self.plan(planning)

    def action_remove(self) -> None:
        """Show what removing the selected members does, or the one under the cursor."""
        chosen = self.members.chosen(self.here)
        if self.is_off("remove") or not chosen:
            return

        async def planning() -> Plan:
            from chattui.plans.planning import plan_remove

            people = [wanted(member) for member in chosen]
            chat, acting = await space_rights.chat_of(self), space_rights.acting(self)
            return await plan_remove(chat, acting, [self.target], people, **await self._reads())

        self.plan(planning)

    def action_role(self) -> None:
        """Choose a role for the selected members, or the one under the cursor."""
        from chattui.tui.screens.role import RolePage

        chosen = self.members.chosen(self.here)
        if self.is_off("role") or not chosen:
            return

        def take(role: str | None) -> None:
            if role:
                self._give(role, chosen)

        self.app.push_screen(RolePage(self.account, chosen, self.members.people), take)

    def _give(self, role: str, chosen: tuple[Membership, ...]) -> None:
        async def planning() -> Plan:
            from chattui.plans.planning import plan_roles

            people = [wanted(member, role) for member in chosen]
            chat, acting = await space_rights.chat_of(self), space_rights.acting(self)
            return await plan_roles(chat, acting, [self.target], people, **await self._reads())

        self.plan(planning)

    def action_sync(self) -> None:
        """Ask what the membership is to be like, and show what that takes."""
        from chattui.tui.screens.sync_members import SyncMembersPage

        if not self.is_off("sync"):
            self.app.push_screen(SyncMembersPage(self.account, self.space), self._sync)

    def _sync(self, sync: SyncWanted | None) -> None:
        if sync is None:
            return

        async def planning() -> Plan:
            from chattui.plans.planning import plan_sync, wanted_from_space

            chat, acting = await space_rights.chat_of(self), space_rights.acting(self)
            more = await self._reads()
            people = sync.people
            if sync.space:
                people = await wanted_from_space(chat, sync.space, reads=more["reads"])
            more.update(sync.choices)
            return await plan_sync(chat, acting, self.target, people, **more)

        self.plan(planning)

    def action_edit(self) -> None:
        """Change the name, the texts and the settings."""
        from chattui.tui.screens.edit_space import EditSpacePage

        if not self.is_off("edit"):
            self.app.push_screen(EditSpacePage(self.account, self.space), self._edit)

    def _edit(self, edit: SpaceEdit | None) -> None:
        if edit is None:
            return

        async def planning() -> Plan:
            from chattui.plans.creating import plan_edit

            chat, acting = await space_rights.chat_of(self), space_rights.acting(self)
            return await plan_edit(chat, acting, self.space, edit, now=self.session.clock())

        self.plan(planning)

    def action_delete(self) -> None:
        """Show what deleting the space does; its name is asked for there."""
        if self.is_off("delete"):
            return

        async def planning() -> Plan:
            from chattui.plans.creating import plan_delete

            acting, now = space_rights.acting(self), self.session.clock()
            return plan_delete(acting, [self.space], now=now)

        self.plan(planning)

    def action_template(self) -> None:
        """Save the settings and the people as a file, to make other spaces from."""
        from chattui.tui.screens.template import TemplatePage

        people = tuple(self.members.all)
        self.app.push_screen(TemplatePage(self.account, self.space, people))
