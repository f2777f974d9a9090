"""Values of a Task as Java expressions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any, Final

from chattui.programs.java_literals import laid_out, string
from chattui.programs.model import Block, Each, Hole, Mail, Now, Ref, Result, Text

_KEYWORDS: Final = frozenset(
    """
    abstract assert boolean break byte case catch char class const continue default do double else
    enum extends final finally float for goto if implements import instanceof int interface long
    native new package private protected public return short static strictfp super switch
    synchronized this throw throws transient try void volatile while true false null var record
    yield sealed permits rows row arguments outcome
    """.split()
)
_LONGEST_INT: Final = 2**31 - 1


@cache
def resource(name: str) -> str:
    """The text of ``java/{name}.java``, which is part of programs."""
    return resources.files("chattui.programs").joinpath("java", f"{name}.java").read_text("utf-8")


def variable(name: str) -> str:
    """A name of the Task in Java's manner: ``launch_team`` is ``launchTeam``."""
    first, *more = re.sub(r"[^A-Za-z0-9_]", "", name).split("_")
    made = first.lower() + "".join(word[:1].upper() + word[1:] for word in more)
    if not made or made[0].isdecimal() or made in _KEYWORDS:
        return f"{made}_" if made and not made[0].isdecimal() else f"its{made}"
    return made


def plain(value: Any) -> bool:
    """Whether `value` is known before the program runs."""
    if isinstance(value, Mapping):
        return all(plain(inner) for inner in value.values())
    if isinstance(value, list | tuple):
        return all(plain(inner) for inner in value)
    return value is None or isinstance(value, str | bool | int | float)


def late(block: Block, column: str) -> bool:
    """Whether a cell of this column is only known when the program runs."""
    place = block.columns.index(column)
    return not all(plain(row[place]) for row in block.rows)


def of_strings(block: Block) -> bool:
    """Whether the table holds strings alone."""
    return all(isinstance(cell, str) for row in block.rows for cell in row)


@dataclass(frozen=True, slots=True)
class Expressions:
    """Values where they stand: in a call of `block`, or in an `Each` over its table."""

    tables: Mapping[str, str] = field(default_factory=dict)
    """The name of the table of each block that saves a list, by what it saves."""
    blocks: Mapping[str, Block] = field(default_factory=dict)
    """Each block that saves something, by what it saves."""
    block: Block | None = None
    row: str = "row"

    def of(self, value: Any, indent: int) -> str:
        """`value` as an expression on a line that is indented so far."""
        match value:
            case None | True | False:
                return {None: "null", True: "true", False: "false"}[value]
            case str():
                return string(value)
            case int():
                return str(value) if abs(value) <= _LONGEST_INT else f"{value}L"
            case float():
                return repr(value)
            case Hole() | Ref() | Now() | Result():
                return self._leaf(value)
            case Text(parts=parts):
                return self._text(parts)
            case Mail():
                return self._mail(value, indent)
            case Mapping():
                return self._object(value, indent)
            case list() | tuple():
                inner = indent + 4
                before = "Rows.list(" if any(isinstance(i, Each) for i in value) else "array("
                return laid_out(before, [self.of(item, inner) for item in value], indent)
            case Each():
                return self._each(value, indent)
        raise TypeError(type(value).__name__)

    def _leaf(self, value: Hole | Ref | Now | Result) -> str:
        match value:
            case Hole(column=column):
                return self._hole(column)
            case Ref(variable=name, field=path, row=None):
                return f"{variable(name)}.field({string(path)})"
            case Ref(variable=name, field=path, row=row):
                return f"{variable(name)}.get({row}).field({string(path)})"
            case Result(variable=name, done=done, failed=failed):
                outcome = variable(name) if name else "outcome"
                return f"({outcome}.done() ? {string(done)} : {string(failed)})"
            case _:
                return "Instant.now().truncatedTo(ChronoUnit.SECONDS).toString()"

    def _hole(self, column: str) -> str:
        assert self.block is not None
        place = f"{self.row}[{self.block.columns.index(column)}]"
        if late(self.block, column):
            return f"Rows.now({place})"
        return variable(column) if self.row == "row" else place

    def _text(self, parts: tuple[Any, ...]) -> str:
        joined: list[Any] = []
        for part in parts:
            if isinstance(part, str) and joined and isinstance(joined[-1], str):
                joined[-1] += part
            else:
                joined.append(part)
        if len(joined) < 2 and isinstance("".join(joined[:1]) if not joined else joined[0], str):
            return string("".join(joined))
        before = [] if isinstance(joined[0], str) else ['""']
        return " + ".join([*before, *(self.of(part, 0) for part in joined)])

    def _mail(self, mail: Mail, indent: int) -> str:
        to = laid_out("List.of(", [string(address) for address in mail.to], indent + 4)
        return laid_out(
            "Mail.raw(", [to, self.of(mail.subject, indent + 4), self.of(mail.text, indent + 4)],
            indent,
        )  # fmt: skip

    def _object(self, value: Mapping[str, Any], indent: int) -> str:
        pairs = [f"{string(name)}, {self.of(inner, indent + 4)}" for name, inner in value.items()]
        return laid_out("object(", pairs, indent)

    def _each(self, each: Each, indent: int) -> str:
        name = each.variable
        inner = Expressions(self.tables, self.blocks, self.blocks[name], "its")
        item = inner.of(each.item, indent + 4)
        return laid_out(
            "Rows.each(", [self.tables[name], variable(name), f"(its, outcome) -> {item}"], indent
        )
