"""Values of a Task as Java expressions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from chattui.programs.java_literals import laid_out, string
from chattui.programs.model import Block, Each, Hole, Mail, Now, Ref, Result, Text

_KEYWORDS: Final = frozenset(
    re.findall(
        r"\w+",
        """
        abstract assert boolean break byte case catch char class const continue default do double
        else enum extends final finally float for goto if implements import instanceof int interface
        long native new package private protected public return short static strictfp super switch
        synchronized this throw throws transient try void volatile while true false null var record
        yield sealed permits row arguments outcome its one
        """,
    )
)
"""Java's, and the names that the code around a value has."""
_LONGEST_INT: Final = 2**31 - 1


def variable(name: str) -> str:
    """A name of the Task in Java's manner: ``launch_team`` is ``launchTeam``."""
    first, *more = re.sub(r"[^A-Za-z0-9_]", "", name).split("_")
    made = first.lower() + "".join(word[:1].upper() + word[1:] for word in more)
    if not made or made[0].isdecimal() or made in _KEYWORDS:
        return f"{made}_" if made and not made[0].isdecimal() else f"its{made}"
    return made


def local(column: str, saved: Mapping[str, Block]) -> str:
    """The name of a cell in a loop, which hides nothing that is saved."""
    name = variable(column)
    return f"{name}Cell" if name in {variable(one) for one in saved} else name


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


def weight(value: Any) -> int:
    """How many leaves `value` has; each takes some ten bytes of bytecode."""
    if isinstance(value, Mapping):
        return 1 + sum(1 + weight(inner) for inner in value.values())
    if isinstance(value, list | tuple):
        return 1 + sum(weight(inner) for inner in value)
    return 1


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
    of_log: bool = False
    """Whether they stand in rows of a sheet: of what failed there is nothing, instead of an end."""

    def of(self, value: Any, indent: int, used: int = 0) -> str:
        """`value` as an expression on a line that is indented so far, and holds so much more."""
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
                return self._mail(value, indent, used)
            case Mapping():
                return self._object(value, indent, used)
            case list() | tuple():
                inner = indent + 4
                before = "Rows.list(" if any(isinstance(i, Each) for i in value) else "array("
                items = [self.of(item, inner) for item in value]
                items = ["(Object) null"] if items == ["null"] else items
                return laid_out(before, items, indent, used=used)
            case Each():
                return self._each(value, indent)
        raise TypeError(type(value).__name__)

    def _leaf(self, value: Hole | Ref | Now | Result) -> str:
        match value:
            case Hole(column=column):
                return self._hole(column)
            case Ref(variable=name, field=path, row=row):
                outcome = variable(name) + ("" if row is None else f".get({row})")
                return f"{outcome}.{'fieldIfAny' if self.of_log else 'field'}({string(path)})"
            case Result(variable=name, done=done, failed=failed, row=row):
                outcome = variable(name) if name else "outcome"
                outcome += "" if row is None else f".get({row})"
                return f"({outcome}.done() ? {string(done)} : {string(failed)})"
            case _:
                return "Instant.now().truncatedTo(ChronoUnit.SECONDS).toString()"

    def _hole(self, column: str) -> str:
        assert self.block is not None
        place = f"{self.row}[{self.block.columns.index(column)}]"
        if late(self.block, column):
            return f"Rows.{'nowIfAny' if self.of_log else 'now'}({place})"
        return local(column, self.blocks) if self.row == "row" else place

    def _text(self, parts: tuple[Any, ...]) -> str:
        # Of two that Java adds, one must be a String, or it adds numbers.
        joined: list[Any] = [""]
        for part in parts:
            if isinstance(part, str) and isinstance(joined[-1], str):
                joined[-1] += part
            else:
                joined.append(part)
        return " + ".join(self.of(part, 0) for part in joined)

    def _mail(self, mail: Mail, indent: int, used: int) -> str:
        to = laid_out("List.of(", [string(address) for address in mail.to], indent + 4)
        items = [to, self.of(mail.subject, indent + 4), self.of(mail.text, indent + 4)]
        return laid_out("Mail.raw(", items, indent, used=used)

    def _object(self, value: Mapping[str, Any], indent: int, used: int) -> str:
        return laid_out("object(", self.pairs(value, indent + 4), indent, used=used)

    def pairs(self, values: Mapping[str, Any], indent: int) -> list[str]:
        """Each name with its value, to stand on a line that is indented so far."""
        return [
            f"{string(name)}, {self.of(value, indent, len(string(name)) + 2)}"
            for name, value in values.items()
        ]

    def _each(self, each: Each, indent: int) -> str:
        name = each.variable
        inner = Expressions(self.tables, self.blocks, self.blocks[name], "its", self.of_log)
        item = inner.of(each.item, indent + 4)
        return laid_out(
            "Rows.each(", [self.tables[name], variable(name), f"(its, outcome) -> {item}"], indent
        )
