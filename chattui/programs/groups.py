"""The rows of a plan that are alike, together, in an order in which each has what it needs."""

from __future__ import annotations

import json
from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chattui.plans.model import Plan, Row


@dataclass(slots=True)
class Group:
    """Rows that are sent by one block, in the order of the plan."""

    key: Hashable
    rows: list[Row] = field(default_factory=list)


def groups_of(plan: Plan) -> list[Group]:
    """All rows of `plan` in groups. A row never comes before those that it is after or follows; in
    its own group they stand before it."""
    groups: list[Group] = []
    place: dict[int, int] = {}
    for row in plan.rows:
        earliest = max((place[n] for n in (*row.after, *row.following) if n in place), default=0)
        key = _key(row)
        at = next((i for i in range(earliest, len(groups)) if groups[i].key == key), None)
        if at is None:
            at = len(groups)
            groups.append(Group(key))
        groups[at].rows.append(row)
        place[row.number] = at
    return groups


def _key(row: Row) -> Hashable:
    """The same for rows that differ by what stands in a table alone."""
    from chattui.plans.model import Action

    match row.action:
        case Action.ADD_MEMBER:
            return (row.action, row.who.partition("/")[0], row.who == "users/app")
        case Action.SET_ROLE:
            return (row.action, row.body.get("role"))
        case Action.EDIT_SPACE:
            return (row.action, row.mask, json.dumps(row.body, sort_keys=True))
        case Action.ADD_EVENT | Action.LOG_ROWS | Action.SEND_MAIL:
            return (row.action, row.number)
        case _:
            return (row.action,)
