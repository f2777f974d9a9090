"""The blocks of a task as statements of JavaScript: what both kinds of program have in common."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from chattui.programs.javascript import (
    WIDTH,
    Code,
    code,
    comment,
    field,
    literal,
    needs,
    plural,
    singular,
    variable,
)
from chattui.programs.model import Block, Task

FAILED_BEFORE = "It needs an earlier step, which failed."


def indented(lines: str, by: int = 2) -> str:
    """`lines`, each further to the right, but for those that are empty."""
    return textwrap.indent(lines, " " * by)


@dataclass(frozen=True, slots=True)
class Dialect:
    """Where the two differ."""

    request: Callable[[Block, int], str]
    """The expression that sends one request, begun at that indent."""
    page: Callable[[Block, int], str]
    """The same with a ``pageToken`` that stands in scope."""
    guarded: Callable[[Block, int], str]
    """The function that sends it only where `Block.unless_rows` holds nothing."""
    waits: str
    """``await `` or nothing."""
    for_each: str
    """``for await`` or ``for``."""
    log: str
    """How a line is said: ``say(console.log, `` or the like, without its end."""


def shown(name: str, block: Block) -> list[Code]:
    """What is printed of an answer, or of one row of a page."""
    paths = block.shows or (() if not block.pages else ("",))
    return [Code(field(name, path) if path else f"JSON.stringify({name})") for path in paths]


def _options(block: Block) -> str:
    options: dict[str, Any] = {}
    if block.accepts:
        options["accepts"] = list(block.accepts)
    if block.shows:
        name = singular(block.method.split(".")[-2])
        picked = code(shown(name, block), before=WIDTH // 4)
        options["shows"] = Code(f"({name}) => {picked}")
    return code(options) if options else ""


def _attempt(block: Block, what: str, dialect: Dialect, begin: str) -> str:
    """One step, which prints what came of it."""
    options = _options(block)
    start = f"{begin}{dialect.waits}attempt("
    if block.unless_rows:
        request = dialect.guarded(block, 2)
    else:
        request = "() => " + dialect.request(block, 2)
    one = f"{start}{what}, {request}{', ' + options if options else ''});"
    if "\n" not in one and len(one) <= WIDTH - 2:
        return one
    if options or block.unless_rows:
        middle = "".join(f"  {part},\n" for part in (what, request, options) if part)
        return f"{start}\n{middle});"
    return f"{start}{what}, () =>\n  {dialect.request(block, 2)},\n);"


def _pages(block: Block, what: str, dialect: Dialect) -> str:
    """All pages, each of whose rows is printed."""
    name = singular(block.pages)
    parts = ", ".join(part.text for part in shown(name, block))
    return (
        f"{dialect.for_each} (const {name} of pages({what}, {literal(block.pages)}, "
        f"(pageToken) =>\n  {dialect.page(block, 2)},\n)) {{\n"
        f"  {dialect.log}{parts});\n}}"
    )


def _table(block: Block, taken: set[str]) -> tuple[str, str, str]:
    """The table's name, its text, and what one row of it is taken apart into."""
    columns = [variable(column) for column in block.columns]
    name = plural(block.columns[0]) if len(columns) == 1 else "rows"
    number = 2
    base = name
    while name in taken:
        name, number = f"{base}{number}", number + 1
    taken.add(name)
    if len(columns) == 1:
        items: list[Any] = [row[0] for row in block.rows]
        return name, code(items, before=WIDTH), columns[0]
    items = [dict(zip(columns, row, strict=True)) for row in block.rows]
    return name, code(items, before=WIDTH), f"{{ {', '.join(columns)} }}"


def _statement(block: Block, dialect: Dialect, taken: set[str]) -> str:
    if block.rows:
        name, table, each = _table(block, taken)
        what = variable(block.columns[0])
        step = _pages if block.pages else None
        inside = step(block, what, dialect) if step else _attempt(block, what, dialect, "")
        made = f"const {name} = {table};\nfor (const {each} of {name}) {{\n{indented(inside)}\n}}"
    elif block.pages:
        made = _pages(block, literal(block.comment), dialect)
    else:
        begin = f"const {variable(block.saves)} = " if block.saves else ""
        made = _attempt(block, literal(block.comment), dialect, begin)
    return f"{comment(block.comment)}\n{made}"


def _guarded(group: list[Block], wanted: Iterable[str], dialect: Dialect, taken: set[str]) -> str:
    """Steps that need what earlier ones answered: where it is missing, each says so."""
    inside = "\n".join(_statement(block, dialect, taken) for block in group)
    why = literal(FAILED_BEFORE)
    otherwise = "\n".join(f"fail({literal(block.comment)}, {why});" for block in group)
    condition = " && ".join(map(variable, wanted))
    return f"if ({condition}) {{\n{indented(inside)}\n}} else {{\n{indented(otherwise)}\n}}"


def statements(task: Task, dialect: Dialect) -> str:
    """All blocks, in their order."""
    taken = {variable(block.saves) for block in task.blocks if block.saves}
    made = []
    for wanted, blocks in groupby(task.blocks, needs):
        # What a step keeps is needed outside: it cannot stand in the braces of a condition.
        group = list(blocks)
        if not wanted:
            made += [_statement(block, dialect, taken) for block in group]
            continue
        kept = [variable(block.saves) for block in group if block.saves]
        made.append(
            (f"let {', '.join(kept)};\n" if kept else "") + _guarded(group, wanted, dialect, taken)
        )
    return "\n\n".join(made)
