"""Values as code: on one line where they fit, else one item a line, in any language of braces."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from chattui.programs.model import Each, Value

WIDTH: Final = 96
FEW: Final = 6
"""A longer list of plain values has as many of them on a line as fit: a row of a sheet."""


@dataclass(frozen=True, slots=True)
class Code:
    """Stands among values for code as it is, of one line."""

    text: str


@dataclass(frozen=True, slots=True)
class Call:
    """Stands among values for a call of a function; each argument with what is before it, such as
    ``parent=``."""

    head: str
    arguments: tuple[tuple[str, Value], ...]


_NESTED = (Mapping, list, tuple, Call, Each, Code)


@dataclass(frozen=True, slots=True)
class Style:
    """How a language writes lists and objects. `leaf` writes everything else, `Each` too."""

    leaf: Callable[[Value], str]
    key: Callable[[str], str]
    object_ends: tuple[str, str] = ("{", "}")
    list_ends: tuple[str, str] = ("[", "]")
    pair: str = ": "
    trailing: str = ","
    """What stands behind the last item where each has a line of its own."""
    step: int = 4


def layout(value: Value, style: Style, *, indent: int = 0, taken: int = 0) -> str:
    """`value` as code. Its first line begins after `taken` columns, which count what closes it
    behind; lines that follow are indented by `indent` and more."""
    flat = _flat(value, style)
    if "\n" not in flat and taken + len(flat) <= WIDTH:
        return flat
    if isinstance(value, Call) and value.arguments:
        return _in_lines(value.arguments, (f"{value.head}(", ")"), style, indent)
    if isinstance(value, Mapping) and value:
        items = [(style.key(name) + style.pair, item) for name, item in value.items()]
        return _in_lines(items, style.object_ends, style, indent)
    if isinstance(value, (list, tuple)) and value:
        if len(value) > FEW and not any(isinstance(item, _NESTED) for item in value):
            return _filled(value, style, indent)
        return _in_lines([("", item) for item in value], style.list_ends, style, indent)
    return flat


def _flat(value: Value, style: Style) -> str:
    if isinstance(value, Mapping):
        pairs = (style.key(name) + style.pair + _flat(v, style) for name, v in value.items())
        return ", ".join(pairs).join(style.object_ends)
    if isinstance(value, (list, tuple)):
        return ", ".join(_flat(item, style) for item in value).join(style.list_ends)
    if isinstance(value, Call):
        arguments = (before + _flat(each, style) for before, each in value.arguments)
        return f"{value.head}({', '.join(arguments)})"
    return value.text if isinstance(value, Code) else style.leaf(value)


def _in_lines(
    items: Sequence[tuple[str, Value]], ends: tuple[str, str], style: Style, indent: int
) -> str:
    inner = indent + style.step
    lines = [
        " " * inner + before + _item(item, style, inner, inner + len(before) + 1)
        for before, item in items
    ]
    return f"{ends[0]}\n" + ",\n".join(lines) + f"{style.trailing}\n" + " " * indent + ends[1]


def _filled(items: Sequence[Value], style: Style, indent: int) -> str:
    inner = " " * (indent + style.step)
    lines = [""]
    for item in items:
        code = f"{_flat(item, style)}, "
        if lines[-1] and len(inner) + len(lines[-1]) + len(code) > WIDTH:
            lines.append("")
        lines[-1] += code
    body = "\n".join(inner + line.rstrip() for line in lines).removesuffix(",") + style.trailing
    return f"{style.list_ends[0]}\n{body}\n{' ' * indent}{style.list_ends[1]}"


def _item(item: Value, style: Style, indent: int, taken: int) -> str:
    code = layout(item, style, indent=indent, taken=taken)
    if not isinstance(item, Each):
        return code
    # What an Each is written as may have lines of its own, from the left: the inner ones go deeper.
    first, *inner, last = code.split("\n") if "\n" in code else [code, ""]
    deeper = [" " * (indent + style.step) + line for line in inner]
    return "\n".join([first, *deeper, " " * indent + last]) if last else first
