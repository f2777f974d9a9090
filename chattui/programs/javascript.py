"""Values and texts as JavaScript, for the programs of Node.js and of Apps Script.

What a person or another program has chosen becomes a literal or nothing: no quote, line end,
``${`` or invisible character of it stands in the program as it is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chattui.programs.literals import is_plain
from chattui.programs.model import Hole, Mail, Now, Ref, Result, Task, Text
from chattui.programs.refs import leaves

WIDTH = 80
"""Columns; as prettier has it by itself."""

_PLAIN_NAME = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*", re.ASCII)

# Those of the language, and what the programs use as names of their own.
_WORDS = """
    await break case catch class const continue debugger default delete do else enum export
    extends false finally for function if implements import in instanceof interface let new null
    package private protected public return static super switch this throw true try typeof var
    void while with yield arguments eval undefined NaN Infinity async of get set
    answer attempt auth authorize call calendar chat error fail gmail index line linkOf main now
    options
    pages pageToken process rawMessage say sheets console Buffer URL Chat Calendar Sheets Gmail
    Utilities Logger
"""
_TAKEN = frozenset(_WORDS.split())


@dataclass(frozen=True, slots=True)
class Code:
    """JavaScript that stands as it is."""

    text: str


@dataclass(frozen=True, slots=True)
class Call:
    """A function that is called, its arguments laid out like any other values."""

    function: str
    arguments: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Spread:
    """What stands in a list for one item a row of a table."""

    begin: str
    item: Any


def _escaped(text: str) -> str:
    """Every character that cannot be seen, as an escape."""

    def one(char: str) -> str:
        if is_plain(char) or char == "\n":
            return char
        code = ord(char)
        return f"\\u{code:04x}" if code <= 0xFFFF else f"\\u{{{code:x}}}"

    return "".join(map(one, text))


def literal(text: str) -> str:
    """`text` in double quotes, or in single ones where that needs fewer escapes."""
    if text.count('"') > text.count("'"):
        pieces = (json.dumps(piece, ensure_ascii=False)[1:-1] for piece in text.split('"'))
        return "'" + _escaped('"'.join(pieces).replace("'", "\\'")) + "'"
    return _escaped(json.dumps(text, ensure_ascii=False))


def _template_part(text: str) -> str:
    text = text.replace("\\", "\\\\").replace("`", "\\`").replace("${", "\\${")
    return _escaped(text).replace("\n", "\\n")


def comment(text: str) -> str:
    """`text` as one line of a comment: nothing in it ends the line."""
    plain = " ".join(text.split())
    return "// " + "".join(c if is_plain(c) else " " for c in plain)


def variable(name: str) -> str:
    """``launch_team`` as ``launchTeam``, and never a name that is taken."""
    words = [word for word in re.split(r"[^A-Za-z0-9]+", name) if word] or ["value"]
    made = words[0][:1].lower() + words[0][1:] + "".join(w[:1].upper() + w[1:] for w in words[1:])
    if made[0].isdigit():
        made = "_" + made
    return made + "_" if made in _TAKEN else made


def field(of: str, path: str) -> str:
    """The field at a dotted path, whose inner steps may be missing."""
    first, *rest = path.split(".")
    made = of + (f".{first}" if _PLAIN_NAME.fullmatch(first) else f"[{literal(first)}]")
    for step in rest:
        made += f"?.{step}" if _PLAIN_NAME.fullmatch(step) else f"?.[{literal(step)}]"
    return made


def _key(name: str) -> str:
    return name if _PLAIN_NAME.fullmatch(name) else literal(name)


def _pieces(value: Text) -> str:
    if len(value.parts) == 1 and isinstance(value.parts[0], Ref):
        return given(value.parts[0])
    made = "".join(
        _template_part(part) if isinstance(part, str) else f"${{{given(part)}}}"
        for part in value.parts
    )
    return f"`{made}`"


def given(value: Hole | Ref | Result) -> str:
    """`value` as a piece of a text: a field that an answer does not have is nothing."""
    sure = isinstance(value, Ref) and (value.field == "name" or value.is_link)
    optional = isinstance(value, Ref) and not (sure and value.row is None)
    return _short(value) + (' ?? ""' if optional else "")


def _text_lines(value: str | Text) -> tuple[str | Text, ...]:
    """The lines of a text, with what stands between its pieces."""
    lines: list[list[str | Hole | Ref | Result]] = [[]]
    for part in (value,) if isinstance(value, str) else value.parts:
        first, *rest = part.split("\n") if isinstance(part, str) else (part,)
        lines[-1].append(first)
        lines += [[piece] for piece in rest]
    return tuple(
        Text(tuple(line)) if any(not isinstance(p, str) for p in line) else "".join(map(str, line))
        for line in lines
    )


def _short(value: Any) -> str:
    """`value` on one line."""
    match value:
        case Code(text):
            return text
        case Call(function, arguments):
            return f"{function}({', '.join(map(_short, arguments))})"
        case Spread(begin, item):
            return f"{begin}{_short(item)})"
        case Now():
            return "now()"
        case Result(_, done, _, None):
            # The program has ended where a step failed whose answer it needs.
            return literal(done)
        case Result(name, done, failed, row):
            return f"{variable(name)}[{row}] ? {literal(done)} : {literal(failed)}"
        case Hole(column):
            return variable(column)
        case Ref(name, _, row) if value.is_link:
            return f"linkOf({variable(name)}{'' if row is None else f'[{row}]'})"
        case Ref(name, path, None):
            return field(variable(name), path)
        case Ref(name, path, row):
            return field(f"{variable(name)}[{row}]?", path).replace("?[", "?.[", 1)
        case Text():
            return _pieces(value)
        case Mail(to, subject, text):
            return _short(Call("rawMessage", ({"to": to, "subject": subject, "text": text},)))
        case str():
            return literal(value)
        case Mapping():
            inside = ", ".join(_property(name, _short(item)) for name, item in value.items())
            return f"{{ {inside} }}" if inside else "{}"
        case list() | tuple():
            return f"[{', '.join(map(_short, value))}]"
        case _:
            return json.dumps(value)


def _fits(values: list[Any]) -> bool:
    """Whether `values` may stand before an object that takes several lines."""
    return not any(isinstance(each, Mapping | Call) for each in values) and (
        sum(len(_short(each)) + 2 for each in values) <= WIDTH - 10
    )


def _property(name: str, made: str) -> str:
    return made if made == name else f"{_key(name)}: {made}"


def code(value: Any, indent: int = 0, before: int = 0) -> str:
    """`value` as JavaScript: on one line where it fits, else with one item a line.

    `indent` is that of the line on which it begins, `before` what stands there already.
    """
    if isinstance(value, Mail):
        made = {"to": value.to, "subject": value.subject, "text": value.text}
        return code(Call("rawMessage", (made,)), indent, before)
    several = isinstance(value, str | Text) and len(_text_lines(value)) > 1
    short = _short(value)
    if len(short) + indent + before + 2 <= WIDTH and not several:
        return short
    inner, outer = " " * (indent + 2), " " * indent
    if several:
        lines = "".join(f"{inner}{_short(line)},\n" for line in _text_lines(value))
        return f'[\n{lines}{outer}].join("\\n")'
    match value:
        case Call(function, (*others, Mapping() as last)) if last and _fits(others):
            # A parenthesis and a brace hug each other.
            first = "".join(f"{_short(other)}, " for other in others)
            return f"{function}({first}{code(last, indent, WIDTH)})"
        case Call(function, arguments):
            lines = "".join(f"{inner}{code(each, indent + 2)},\n" for each in arguments)
            return f"{function}(\n{lines}{outer})"
        case Spread(begin, item):
            return f"{begin}{code(item, indent, WIDTH)})"
        case Mapping() if value:
            items = (_property(n, code(v, indent + 2, len(_key(n)) + 2)) for n, v in value.items())
        case list() | tuple() if value:
            items = (code(item, indent + 2) for item in value)
        case _:
            return short
    return "{open}\n{lines}{outer}{close}".format(
        open="{" if isinstance(value, Mapping) else "[",
        lines="".join(f"{inner}{item},\n" for item in items),
        outer=outer,
        close="}" if isinstance(value, Mapping) else "]",
    )


def uses(task: Task, kind: type) -> bool:
    """Whether a value of this kind stands anywhere in `task`."""
    return any(isinstance(leaf, kind) for b in task.blocks for leaf in leaves((b.body, b.rows)))


def uses_link(task: Task) -> bool:
    """Whether the link of a space stands anywhere in `task`."""
    found = (leaf for b in task.blocks for leaf in leaves((b.body, b.rows)))
    return any(isinstance(leaf, Ref) and leaf.is_link for leaf in found)


def singular(name: str) -> str:
    """What one of `name` is called: ``memberships`` gives ``membership``."""
    return variable(name.removesuffix("s"))


def plural(name: str) -> str:
    """What many of `name` are called."""
    return variable(name if name.endswith("s") else f"{name}s")
