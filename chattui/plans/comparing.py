"""Whether a space is already as an edit wants it, field by field of its updateMask."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def is_so_already(found: Mapping[str, Any], wanted: Mapping[str, Any], mask: str) -> bool:
    """Whether every field that `mask` names is in `found` as it is in `wanted`."""
    paths = [[_camel(part) for part in path.split(".")] for path in mask.split(",")]
    return all(_holds(_at(found, path), _at(wanted, path)) for path in paths)


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(other.capitalize() for other in others)


def _at(value: object, path: list[str]) -> object:
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def _holds(found: object, wanted: object) -> bool:
    """Whether `found` has every value of `wanted`; Google leaves out what is empty or false."""
    if isinstance(wanted, Mapping) and wanted:
        return all(_holds(_at(found, [name]), value) for name, value in wanted.items())
    return found == wanted or (not found and not wanted)
