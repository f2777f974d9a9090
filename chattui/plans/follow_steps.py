"""How a row that follows up is sent, and how it is found after a lost answer.

An event has an id of ours, so that it is made only once. The log is looked for by what stands in
its last column. A mail cannot be looked for: it is sent once, and a lost answer is a failure that
says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from chattui.chat.errors import Refused
from chattui.plans.follow_rows import event_of, link_of, logged_before, mail_of
from chattui.plans.log_lines import COLUMNS, LAST, RANGE, TOP, lines_of_log, marker
from chattui.plans.model import Action, Outcome, Result, Row, State
from chattui.plans.report import Report
from chattui.workspace import methods

if TYPE_CHECKING:
    from chattui.chat.api import ChatClient
    from chattui.workspace.calendar import Event

METHODS: Final = {
    Action.ADD_EVENT: methods.EVENTS_INSERT,
    Action.LOG_ROWS: methods.VALUES_APPEND,
    Action.SEND_MAIL: methods.MESSAGES_SEND,
}
LOOK_METHODS: Final = {
    Action.ADD_EVENT: methods.EVENTS_GET,
    Action.LOG_ROWS: methods.VALUES_GET,
}


async def send(row: Row, chat: ChatClient, report: Report) -> Outcome:
    """Send the request of a row; what came of it. Raises ProblemError."""
    if row.action is Action.ADD_EVENT:
        from chattui.workspace.calendar import Calendar

        event = event_of(row, link=link_of(row, report))
        updates = str(row.body["sendUpdates"])
        return _scheduled(await Calendar.of(chat).insert(event, send_updates=updates))
    if row.action is Action.LOG_ROWS:
        return await _log(row, chat, report)
    from chattui.workspace.gmail import Gmail, raw_message

    subject, text = mail_of(row, link=link_of(row, report))
    raw = raw_message(sender=report.plan.email, to=row.body["to"], subject=subject, text=text)
    sent = await Gmail.of(chat).send(raw)
    answer = {"id": sent.id, "threadId": sent.thread}
    return Outcome(State.DONE, Result.MAILED, answer=answer)


async def look(row: Row, chat: ChatClient, report: Report) -> Outcome | None:
    """What came of an earlier request that may have arrived; None where it has to be sent.

    Raises ProblemError where nobody can tell.
    """
    if row.action is Action.ADD_EVENT:
        from chattui.workspace.calendar import Calendar

        try:
            return _scheduled(await Calendar.of(chat).get(row.request_id))
        except Refused as error:
            if error.problem.code == "calendar.no_event":
                return None
            raise
    from chattui.workspace.sheets import Sheets, in_tab

    numbers, time = _to_log(row, report)
    wanted = marker(report.plan.id, numbers[0] if numbers else row.number, time)
    cells = in_tab(row.body["tab"], LAST)
    found = await Sheets.of(chat).values(row.body["sheet"], cells)
    there = any(wanted in cells for cells in found)
    return _logged(report, numbers, time) if there else None


async def _log(row: Row, chat: ChatClient, report: Report) -> Outcome:
    from chattui.workspace.sheets import Sheets, in_tab

    sheets, sheet, tab = Sheets.of(chat), row.body["sheet"], row.body["tab"]
    numbers, time = _to_log(row, report)
    lines = lines_of_log(report, row, numbers, time)
    top = await sheets.values(sheet, in_tab(tab, TOP))
    if not any(cell for cells in top for cell in cells):
        lines.insert(0, list(COLUMNS))
    written = await sheets.append(sheet, in_tab(tab, RANGE), lines)
    return _logged(report, numbers, time, updatedRange=written)


def _to_log(row: Row, report: Report) -> tuple[Sequence[int], int]:
    """The rows that are to be logged, and for which time: once more only those that were not done
    when they were logged before."""
    before = logged_before(report.outcome(row).answer)
    if not before:
        return list(row.body["rows"]), 1
    known = set(row.body["rows"])
    return [number for number in before["open"] if number in known], before["times"] + 1


def _logged(report: Report, numbers: Sequence[int], time: int, **more: str) -> Outcome:
    states = {number: report.outcomes[number].state for number in numbers}
    left = [number for number, state in states.items() if state is not State.DONE]
    answer = {"log": {"open": left, "times": time}, **more}
    return Outcome(State.DONE, Result.LOGGED, answer=answer)


def _scheduled(event: Event) -> Outcome:
    answer = {"id": event.id, "htmlLink": event.link}
    return Outcome(State.DONE, Result.SCHEDULED, answer=answer)
