"""What the page of one person changes, each by a plan: out of spaces, into more, handed over."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from chattui.plans.wanted import Target, Wanted
from chattui.tui import space_rights
from chattui.tui.account_page import AccountPage
from chattui.tui.plan_flow import Say, show_plan
from chattui.tui.planning import reads
from chattui.words import t

if TYPE_CHECKING:
    from chattui.plans.model import Plan
    from chattui.plans.people import Found
    from chattui.plans.report import Report

OWNER = "ROLE_MANAGER"


class PersonChanges(AccountPage[None]):
    """The keys that change something."""

    who: str

    @property
    def unknown(self) -> str:
        """Why `chosen` may be fewer than all, in words; "" where it is what is meant."""
        raise NotImplementedError

    @property
    def chosen(self) -> list[Found]:
        """The selected spaces, else all of them."""
        raise NotImplementedError

    def look_again(self) -> None:
        """Look where the person is now."""
        raise NotImplementedError

    def _plan(self, planning: Callable[[Say], Any]) -> None:
        show_plan(self, planning, self._planned)

    def _planned(self, report: Report | None) -> None:
        if report is not None:
            self.look_again()

    def _waits(self) -> bool:
        """Say so where “all of them” would leave out spaces that nobody has looked at."""
        self.notice.say(self.unknown)
        return bool(self.unknown)

    def action_remove(self) -> None:
        """Show what taking the person out of the selected spaces does, or out of all."""
        if self.is_off("remove") or self._waits():
            return
        spaces = [found.target for found in self.chosen]

        async def removing(say: Say) -> Plan:
            from chattui.plans.people import plan_remove_person

            chat, acting = await space_rights.chat_of(self), space_rights.acting(self)
            more = await reads(self, say)
            return await plan_remove_person(chat, acting, self.who, spaces, **more)

        self._plan(removing)

    def action_hand_over(self) -> None:
        """Ask who is to be the owner in place of this person."""
        from chattui.tui.screens.hand_over import HandOverPage

        if self.is_off("hand_over") or self._waits():
            return
        owned = [f.target for f in self.chosen if f.membership.role == OWNER]
        if not owned:
            self.notice.say(t("This person owns none of these spaces."))
            return
        page = HandOverPage(self.account, self.who, len(owned))
        self.app.push_screen(page, lambda given: self._hand_over(owned, given))

    def _hand_over(self, spaces: list[Target], given: tuple[str, bool] | None) -> None:
        if given is None:
            return
        to, remove = given

        async def handing(say: Say) -> Plan:
            from chattui.plans.people import plan_hand_over

            chat, acting = await space_rights.chat_of(self), space_rights.acting(self)
            more = await reads(self, say)
            return await plan_hand_over(chat, acting, self.who, to, spaces, remove=remove, **more)

        self._plan(handing)

    def action_add(self) -> None:
        """Choose the spaces that the person is to be added to."""
        from chattui.tui.screens.pick import PickPage

        if not self.is_off("add"):
            question = t("Add to which?")
            self.app.push_screen(PickPage(self.account, question), self._add)

    def _add(self, spaces: list[Target] | None) -> None:
        if not spaces:
            return

        async def adding(say: Say) -> Plan:
            from chattui.plans.people import plan_add_person

            chat, acting = await space_rights.chat_of(self), space_rights.acting(self)
            more = await reads(self, say)
            return await plan_add_person(chat, acting, Wanted(self.who), spaces, **more)

        self._plan(adding)
