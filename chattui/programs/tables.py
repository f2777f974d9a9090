"""What the tables of a task are called: plain plural names, each once."""

from __future__ import annotations

from typing import Final

from chattui.programs.model import Block, Task

_PLURALS: Final = {
    "email": "people",
    "group": "groups",
    "member": "members",
    "title": "targets",
    "request_id": "messages",
}


def table_names(task: Task) -> dict[int, str]:
    """The name of the table of each block that has one, by ``id(block)``: ``people``, ``people_2``;
    never that of a variable of the task."""
    taken = {block.saves for block in task.blocks}
    taken |= {column for block in task.blocks for column in block.columns}
    names: dict[int, str] = {}
    for block in task.blocks:
        if block.rows:
            names[id(block)] = _free(_plural(block), taken)
            taken.add(names[id(block)])
    return names


def _plural(block: Block) -> str:
    if "memberships" in block.columns:
        return "new_spaces"
    return _PLURALS.get(block.columns[-1]) or f"{block.columns[-1]}_rows"


def _free(name: str, taken: set[str]) -> str:
    if name not in taken:
        return name
    number = 2
    while f"{name}_{number}" in taken:
        number += 1
    return f"{name}_{number}"
