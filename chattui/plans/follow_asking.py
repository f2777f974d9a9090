"""What Google is asked before follow-ups are planned: the calendar's zone, the sheet's tabs, who is
in the space."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from chattui.chat.models import Space
from chattui.oauth.scopes import missing
from chattui.plans.event_times import begin, parse
from chattui.plans.follow_checks import mistakes_in
from chattui.plans.follow_people import People, people_in
from chattui.plans.follow_rows import plain_link
from chattui.plans.follow_ups import FollowUps, KickOff, Log, scopes_for
from chattui.plans.log_lines import TOP, is_header
from chattui.plans.making import mistake, names
from chattui.plans.preview import scopes_missing
from chattui.problem import Problem, ProblemError
from chattui.safe_text import safe_text
from chattui.words import t
from chattui.workspace.calendar import Calendar
from chattui.workspace.sheets import Sheets, in_tab, sheet_id

if TYPE_CHECKING:
    from chattui.plans.present import Present
    from chattui.plans.wanted import Target


@dataclass(slots=True)
class Asked:
    """What Google was asked, and all that is wrong so far."""

    problems: list[Problem] = field(default_factory=list)
    zone: str = ""
    """The calendar's own zone, where it was needed."""
    sheet: str = ""
    tab: str = ""
    sheet_label: str = ""
    """What to call the log: "Chat log › Sheet1"; safe to show."""
    has_other_header: bool = False

    @classmethod
    async def of(cls, present: Present, follow_ups: FollowUps, now: float) -> Asked:
        """Read what these follow-ups need to know beside the people. Raises ProblemError where
        Google cannot be asked at all."""
        asked = cls()
        asked.problems += mistakes_in(follow_ups, now, "")
        kick_off, log = follow_ups.kick_off, follow_ups.log
        needs_zone = kick_off is not None and _needs_zone(kick_off)
        needed = scopes_for(FollowUps(kick_off if needs_zone else None, log))
        if missing(needed, present.acting.scopes):
            lacking = missing(scopes_for(follow_ups), present.acting.scopes)
            asked.problems.append(scopes_missing(lacking))
            return asked
        if kick_off and needs_zone:
            await asked._find_zone(present, kick_off, now)
        if log:
            await asked._find_sheet(present, log)
        return asked

    async def _find_zone(self, present: Present, kick_off: KickOff, now: float) -> None:
        try:
            async with _turn(present, "calendar.events.list"):
                self.zone = await Calendar.of(present.chat).time_zone()
            begin(kick_off.at, self.zone, now)
        except ProblemError as error:
            self.problems.append(error.problem)

    async def _find_sheet(self, present: Present, log: Log) -> None:
        try:
            self.sheet = sheet_id(log.sheet)
        except ProblemError:
            return  # it is told already
        sheets = Sheets.of(present.chat)
        try:
            async with _turn(present, "sheets.spreadsheets.get"):
                found = await sheets.tabs(self.sheet)
            self.tab = log.tab or found.tabs[0]
            if self.tab not in found.tabs:
                self.problems.append(_no_tab(log.tab, found.tabs))
                return
            async with _turn(present, "sheets.spreadsheets.values.get"):
                top = await sheets.values(self.sheet, in_tab(self.tab, TOP))
        except ProblemError as error:
            self.problems.append(error.problem)
            return
        self.has_other_header = bool(top) and not is_header(top[0])
        self.sheet_label = safe_text(f"{found.title} › {self.tab}", limit=200)


def _needs_zone(kick_off: KickOff) -> bool:
    try:
        return not (kick_off.zone or parse(kick_off.at).tzinfo)
    except ProblemError:
        return False


@asynccontextmanager
async def _turn(present: Present, method: str) -> AsyncIterator[None]:
    pace = present.reads.pace
    if pace is None:
        yield
        return
    async with pace.turn(present.acting.project, method, "", present.reads.tell):
        yield


async def about(
    present: Present, target: Target, follow_ups: FollowUps, problems: list[Problem]
) -> tuple[Space, People | None]:
    """The space with its link, and its people where any are needed; None where they cannot be
    read, which `problems` tell. Raises ProblemError."""
    try:
        space = await present.space(target.space)
    except ProblemError as error:
        if error.problem.code != "chat.scope_missing":
            raise
        space = Space(target.space, target.label, target.space_type)
    space = replace(space, uri=space.uri or plain_link(space.name, space.space_type))
    wanted = [
        asked.guests if isinstance(asked, KickOff) else asked.to
        for asked in (follow_ups.kick_off, follow_ups.letter)
        if asked
    ]
    if all(wanted):
        return space, People()
    try:
        return space, await people_in(present, target.space)
    except ProblemError as error:
        problems.append(error.problem)
        return space, None


def _no_tab(tab: str, tabs: Sequence[str]) -> Problem:
    return mistake(
        "no_tab",
        t("The spreadsheet has no tab “{tab}”.", tab=safe_text(tab, limit=100)),
        t("It has: {names}.", names=names(safe_text(each, limit=100) for each in tabs)),
        t("Name one of them, or none for the first."),
    )
