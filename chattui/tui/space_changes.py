"""What is changed from a space's page: each asks what it needs, and then shows its plan; and the
code that shows the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from chattui.chat.models import Membership, Space
from chattui.plans.wanted import APP, GROUP, PERSON, Target, Wanted
from chattui.tui import space_rights
from chattui.tui.account_page import AccountPage
from chattui.tui.form_page import plan_and_leave
from chattui.tui.plan_flow import Say, show_plan
from chattui.tui.planning import reads

if TYPE_CHECKING:
    from chattui.chat.edits import SpaceEdit
    from chattui.plans.model import Plan
    from chattui.plans.report import Report
    from chattui.tui.member_list import MemberList
    from chattui.tui.screens.sync_members import SyncWanted


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

    was_changed = False
    """Whether lists of spaces hold what is no longer so."""

    def changed(self, report: Report | None) -> None:
        """A plan was carried out; None where it goes on beside the pages."""
        raise NotImplementedError

    @property
    def targets(self) -> list[Target]:
        """The space, for a plan."""
        return [Target.of(self.space)]

    def action_code(self) -> None:
        """Show the program that lists the space and its members."""
        from chattui.tui.coding import show_space_code

        show_space_code(self, self.space, self.members.wanted)

    def action_add(self) -> None:
        """Ask for people, and show what adding them does."""
        from chattui.tui.screens.add_members import AddMembersPage

        def forward(form: AddMembersPage, people: Sequence[Wanted]) -> None:
            plan_and_leave(form, lambda say: self._plan_add(people, say), self.changed)

        if not self.is_off("add"):
            self.app.push_screen(AddMembersPage(self.account, self.space, forward))

    async def _plan_add(self, people: Sequence[Wanted], say: Say) -> Plan:
        from chattui.plans.planning import plan_add

        chat, acting = await space_rights.chat_of(self), space_rights.acting(self)
        return await plan_add(chat, acting, self.targets, people, **await reads(self, say))

    def action_remove(self) -> None:
        """Show what removing the selected members does, or the one under the cursor."""
        chosen = self.members.chosen(self.here)
        if self.is_off("remove") or not chosen:
            return

        async def planning(say: Say) -> Plan:
            from chattui.plans.planning import plan_remove

            people = [wanted(member) for member in chosen]
            chat, acting = await space_rights.chat_of(self), space_rights.acting(self)
            return await plan_remove(chat, acting, self.targets, people, **await reads(self, say))

        show_plan(self, planning, self.changed)

    def action_role(self) -> None:
        """Choose a role for the selected members, or the one under the cursor."""
        from chattui.tui.screens.role import RolePage

        chosen = self.members.chosen(self.here)
        if self.is_off("role") or not chosen:
            return

        def forward(page: RolePage, role: str) -> None:
            people = [wanted(m, role) for m in chosen if m.kind == "person"]
            plan_and_leave(page, lambda say: self._plan_roles(people, say), self.changed)

        self.app.push_screen(RolePage(self.account, chosen, self.members.people, forward))

    async def _plan_roles(self, people: Sequence[Wanted], say: Say) -> Plan:
        from chattui.plans.planning import plan_roles

        chat, acting = await space_rights.chat_of(self), space_rights.acting(self)
        return await plan_roles(chat, acting, self.targets, people, **await reads(self, say))

    def action_sync(self) -> None:
        """Ask what the membership is to be like, and show what that takes."""
        from chattui.tui.screens.sync_members import SyncMembersPage

        def forward(form: SyncMembersPage, sync: SyncWanted) -> None:
            plan_and_leave(form, lambda say: self._plan_sync(sync, say), self.changed)

        if not self.is_off("sync"):
            self.app.push_screen(SyncMembersPage(self.account, self.space, forward))

    async def _plan_sync(self, sync: SyncWanted, say: Say) -> Plan:
        from chattui.plans.planning import plan_sync, wanted_from_space

        more = await reads(self, say)
        chat, acting = await space_rights.chat_of(self), space_rights.acting(self)
        people = sync.people
        if sync.space:
            people = await wanted_from_space(chat, sync.space, reads=more["reads"])
        more.update(sync.choices)
        return await plan_sync(chat, acting, self.targets[0], people, **more)

    def action_edit(self) -> None:
        """Change the name, the texts and the settings; they have to be known for that."""
        if not self.is_off("edit"):
            self.work(self._open_edit(), group="edit")

    async def _open_edit(self) -> None:
        from chattui.tui.screens.edit_space import EditSpacePage

        def forward(form: EditSpacePage, edit: SpaceEdit) -> None:
            plan_and_leave(form, lambda say: self._plan_edit(edit, say), self.changed)

        if not self.space.raw.get("name"):  # what Home knows of it is not all
            chat = await space_rights.chat_of(self)
            self.space = await chat.get_space(self.space.name)
        self.app.push_screen(EditSpacePage(self.account, self.space, forward))

    async def _plan_edit(self, edit: SpaceEdit, say: Say) -> Plan:
        from chattui.plans.creating import plan_edit

        chat, acting = await space_rights.chat_of(self), space_rights.acting(self)
        space = await chat.get_space(self.space.name)
        return await plan_edit(chat, acting, space, edit, now=self.session.clock())

    def action_delete(self) -> None:
        """Show what deleting the space does; its name is asked for there."""
        if self.is_off("delete"):
            return

        async def planning(say: Say) -> Plan:
            from chattui.plans.creating import plan_delete

            acting, now = space_rights.acting(self), self.session.clock()
            return plan_delete(acting, [self.space], now=now)

        show_plan(self, planning, self.changed)

    def action_follow_up(self) -> None:
        """Choose what is to follow: an event, a row in the log sheet, a mail."""
        from chattui.tui.screens.follow_up import FollowUpPage

        self.app.push_screen(FollowUpPage(self.account, self.space))

    def action_template(self) -> None:
        """Save the settings and the people as a file, to make other spaces from."""
        from chattui.tui.screens.template import TemplatePage

        people = tuple(self.members.all)
        self.app.push_screen(TemplatePage(self.account, self.space, people))
