"""Rows that follow up on a space: what they send, once the space's name and link are known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from chattui.chat.models import DIRECT_MESSAGE, safe_link
from chattui.plans.filling import fill, without_tags
from chattui.plans.model import ONE_BY_ONE, Action, Outcome, Row
from chattui.plans.report import Report

FOLLOW_UPS: Final = frozenset({Action.ADD_EVENT, Action.LOG_ROWS, Action.SEND_MAIL})
"""What fails by itself, and stops or fails no other row."""


def is_follow_up(row: Row) -> bool:
    """Whether a row follows up on others in Calendar, Sheets or Gmail."""
    return row.action in FOLLOW_UPS


def logged_before(answer: Mapping[str, Any]) -> dict[str, Any]:
    """What the outcome of a log's row keeps of an earlier time that it was written: ``open``, the
    rows that were not done then, and ``times``; empty where there is none."""
    kept = answer.get("log")
    if not isinstance(kept, Mapping):
        return {}
    numbers, times = kept.get("open"), kept.get("times")
    sound = isinstance(numbers, list) and all(isinstance(number, int) for number in numbers)
    return {"open": numbers, "times": times} if sound and isinstance(times, int) else {}


def kept_of(outcome: Outcome) -> dict[str, Any]:
    """The part of an outcome's answer that holds also where its row is tried once more."""
    before = logged_before(outcome.answer)
    alone = {ONE_BY_ONE: outcome.answer[ONE_BY_ONE]} if outcome.is_one_by_one else {}
    return {**({"log": before} if before else {}), **alone}


def event_of(row: Row, *, link: str) -> dict[str, Any]:
    """Google's Event that a row makes, under the id by which it is made only once."""
    event = dict(row.body["event"])
    space = row.space_label
    event["summary"] = fill(event["summary"], space=space, link=link)
    event["description"] = fill(event["description"], space=without_tags(space), link=link)
    return {"id": row.request_id, **event}


def mail_of(row: Row, *, link: str) -> tuple[str, str]:
    """The subject and the text of the mail that a row sends."""
    subject, text = (
        fill(row.body[name], space=row.space_label, link=link) for name in ("subject", "text")
    )
    return subject, text


def link_of(row: Row, report: Report) -> str:
    """The link of the space that a row is about, also where another row has made it; "" while it
    is not made."""
    known = safe_link(row.body.get("link"))
    if known:
        return known
    answer: Mapping[str, Any] = {}
    if row.space.startswith("row:"):
        answer = report.outcomes.get(int(row.space[4:]), Outcome()).answer
    elif row.action is Action.CREATE_SPACE:
        answer = report.outcome(row).answer
    return safe_link(answer.get("spaceUri")) or plain_link(
        report.space_of(row), str(answer.get("spaceType", ""))
    )


def plain_link(space: str, space_type: str = "") -> str:
    """The address that leads to ``spaces/ID``, where Google's answer holds none: an answer to a
    creation need not be complete."""
    if not space:
        return ""
    kind = "dm" if space_type == DIRECT_MESSAGE else "room"
    return f"https://chat.google.com/{kind}/{space.removeprefix('spaces/')}"
