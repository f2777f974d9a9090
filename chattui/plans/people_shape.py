"""Whether an input is a table or a list as mail programs give it, and how it was read, in words."""

from __future__ import annotations

from collections.abc import Sequence

from chattui.chat.roles import is_role
from chattui.plans.people_columns import (
    ADDRESS,
    KIND,
    MEMBER,
    ROLE,
    WISHES,
    is_bare_address,
    is_kind,
    names_somebody,
)
from chattui.plans.table import Table, is_heading
from chattui.plans.table_rows import RawRow, RawTable
from chattui.words import t


def is_table(raw: RawTable) -> bool:
    """Whether the rows are those of a table. Where that is in doubt it is a list, of which nothing
    is left out: a name in a column would be."""
    rows = raw.sample
    if not rows:
        return False
    first = rows[0].cells
    if any(is_heading(cell, WISHES[:1]) for cell in first) and not any("@" in c for c in first):
        return True
    if raw.width < 2:
        return False
    if len({len(row.cells) for row in rows}) > 1:
        return False
    columns = [at for at in range(raw.width) if any(names_somebody(r.cells[at]) for r in rows)]
    if len(columns) != 1:
        return False
    at = columns[0]
    hits = sum(is_bare_address(row.cells[at]) for row in rows)
    others_empty = len(rows) > 1 or _only_words(rows[0], at)
    return hits * 2 >= len(rows) and others_empty


def _only_words(row: RawRow, at: int) -> bool:
    """Whether what stands beside the address of a single row can be no other person."""
    others: Sequence[str] = row.cells[:at] + row.cells[at + 1 :]
    return any(others) and all(not c or is_role(c) or is_kind(c) for c in others)


def shape_words(table: Table) -> str:
    """How a table was read: all that its person should look at before it is used."""
    said = list(table.words)
    for column in table.columns:
        words = {
            ADDRESS: t("Addresses are in column {number}.", number=column.number),
            ROLE: t("Roles are in column {number}.", number=column.number),
            KIND: t("Kinds are in column {number}.", number=column.number),
            MEMBER: t("Names of members are in column {number}.", number=column.number),
        }
        named = {
            ADDRESS: t(
                "Addresses are in column {number}, “{heading}”.",
                number=column.number,
                heading=column.heading,
            ),
            ROLE: t(
                "Roles are in column {number}, “{heading}”.",
                number=column.number,
                heading=column.heading,
            ),
            KIND: t(
                "Kinds are in column {number}, “{heading}”.",
                number=column.number,
                heading=column.heading,
            ),
            MEMBER: t(
                "Names of members are in column {number}, “{heading}”.",
                number=column.number,
                heading=column.heading,
            ),
        }
        said.append(named[column.name] if column.heading else words[column.name])
    if unused := table.unused_words:
        said.append(unused)
    return " ".join(said)
