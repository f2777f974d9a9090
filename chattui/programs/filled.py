"""Values whose holes are filled: what a table of one row comes to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chattui.programs.model import Hole, Text, Value
from chattui.programs.phrases import phrase


def filled_in(value: Value, cells: Mapping[str, Value]) -> Any:
    """`value` with the cell of its column in place of each `Hole`."""
    match value:
        case Hole(column):
            return cells[column]
        case Text(parts):
            known = [filled_in(part, cells) for part in parts]
            return phrase("\0" * len(known), *known)
        case Mapping():
            return {key: filled_in(each, cells) for key, each in value.items()}
        case list() | tuple():
            return [filled_in(each, cells) for each in value]
        case _:
            return value
