"""The blocks of a Task as methods of a Java class."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from chattui.programs.java_literals import comment, laid_out, string
from chattui.programs.java_values import Expressions, late, local, of_strings, variable, weight
from chattui.programs.model import Block, Hole, Task, Value
from chattui.programs.refs import leaves
from chattui.programs.routes import look_at_rows

Row = tuple[Value, ...]

LIGHT: Final = 1000
"""A table or a request with more leaves than these has a nested class of its own: a method has at
most 64 KiB of bytecode (JVMS 4.7.3), and a class 65,535 constants (JVMS 4.1)."""
HEAVY: Final = 2000
"""Leaves of the rows that one of those classes holds."""


def variables(task: Task) -> Iterator[str]:
    """The fields that keep answers."""
    for block in task.blocks:
        if block.saves and block.rows:
            name = variable(block.saves)
            yield f"private static final List<Outcome> {name} = new ArrayList<>();"
        elif block.saves:
            yield f"private static Outcome {variable(block.saves)};"
    if any(block.saves for block in task.blocks):
        yield ""


def step(task: Task, block: Block, number: int) -> Iterator[str]:
    """The lines of one block: its table, and the method that calls the API."""
    saved = {one.saves: one for one in task.blocks if one.saves}
    tables = {one.saves: f"ROWS_{n}" for n, one in enumerate(task.blocks, 1) if one.rows}
    values = Expressions(tables, saved, block, of_log=block.api == "sheets")
    if block.rows:
        yield from _table(values, block, number)
        yield ""
    yield f"// {comment(block.comment)}"
    if weight(block.body) <= LIGHT:
        yield from _method(values, block, number)
        return
    yield f"private static final class {part(block, number)[:-1]} {{"
    for line in _method(values, block, number):
        yield from (f"  {one}" for one in line.split("\n"))
    yield "}"


def part(block: Block, number: int) -> str:
    """What stands before the name of the method: the class that it is in, or nothing."""
    return f"Part{number}." if weight(block.body) > LIGHT else ""


def _method(values: Expressions, block: Block, number: int) -> Iterator[str]:
    yield f"private static void step{number}() {{"
    if block.rows:
        yield from _loop(values, block, number)
    else:
        call = _attempt(values, block, 2)
        yield f"  {variable(block.saves)} = {call};" if block.saves else f"  {call};"
        if block.saves:
            yield f"  if (!{variable(block.saves)}.done()) {{"
            yield '    throw new Failure("What follows needs that, and is not tried.");'
            yield "  }"
    yield "}"


def _loop(values: Expressions, block: Block, number: int) -> Iterator[str]:
    kind = "String" if of_strings(block) else "Object"
    yield f"  for ({kind}[] row : ROWS_{number}) {{"
    used = list(leaves((block.label, block.parameters, block.body)))
    for place, column in enumerate(block.columns):
        if not late(block, column) and Hole(column) in used:
            yield f"    {kind} {local(column, values.blocks)} = row[{place}];"
    call = _attempt(values, block, 4)
    yield f"    {variable(block.saves)}.add({call});" if block.saves else f"    {call};"
    yield "  }"


def _attempt(values: Expressions, block: Block, indent: int) -> str:
    inner = indent + 4
    shows = [] if block.pages else [string(path) for path in block.shows]
    work = _pages(values, block, inner) if block.pages else _call(values, block, inner)
    if block.unless_rows:
        look = look_at_rows(block)
        url = _url(values, look, look.path, look.parameters, inner)
        otherwise = _call(values, block, inner + 4)
        lines = [f"Google.hasRows({url})", "    ? Google.SO_ALREADY", f"    : {otherwise}"]
        work = f"\n{' ' * inner}".join(lines)
    return laid_out(
        "Google.attempt(",
        [
            _label(values, block),
            f"Set.of({', '.join(map(str, block.accepts))})",
            f"List.of({', '.join(shows)})",
            f"() -> {work}",
        ],
        indent,
    )


def _label(values: Expressions, block: Block) -> str:
    return values.of(block.label or block.comment, 0)


def _call(values: Expressions, block: Block, indent: int) -> str:
    body = "null" if block.body is None else values.of(block.body, indent + 4)
    url = _url(values, block, block.path, block.parameters, indent + 4)
    method = "Google.call(" if block.again else "Google.callOnce("
    return laid_out(method, [string(block.verb), url, body], indent)


def _pages(values: Expressions, block: Block, indent: int) -> str:
    url = _url(values, block, block.path, block.parameters, indent + 4)
    kept = [
        f"Google.holds({', '.join(['one', string(path), *map(string, wanted)])})"
        for path, wanted in block.only
    ]
    shows = laid_out("List.of(", [string(path) for path in block.shows], indent + 4)
    words = f"List.of({', '.join(string(word.lower()) for word in block.words)})"
    keep = f"one -> {' && '.join(kept) or 'true'}"
    return laid_out("Google.pages(", [url, string(block.pages), shows, keep, words], indent)


def _url(
    values: Expressions, block: Block, path: str, parameters: Mapping[str, Any], indent: int
) -> str:
    named = values.pairs(parameters, indent + 4)
    return laid_out("Google.url(", [f"{block.api.upper()}, {string(path)}", *named], indent)


def _table(values: Expressions, block: Block, number: int) -> Iterator[str]:
    kind = "String" if of_strings(block) else "Object"
    if weight(block.rows) <= LIGHT:
        yield f"private static final {kind}[][] ROWS_{number} = {{"
        yield from _rows(values, block, block.rows)
        yield "};"
        return
    names: list[str] = []
    for rows in _divided(block.rows):
        names.append(f"Rows{number}Part{len(names) + 1}")
        yield f"private static final class {names[-1]} {{"
        yield f"  static final {kind}[][] ROWS = {{"
        for line in _rows(values, block, rows):
            yield from (f"  {one}" for one in line.split("\n"))
        yield "  };"
        yield "}"
        yield ""
    parts = laid_out("Stream.of(", [f"{name}.ROWS" for name in names], 4)
    yield f"private static final {kind}[][] ROWS_{number} ="
    yield f"    {parts}"
    yield f"        .flatMap(Stream::of).toArray({kind}[][]::new);"


def _divided(rows: tuple[Row, ...]) -> Iterator[tuple[Row, ...]]:
    part: list[Row] = []
    held = 0
    for row in rows:
        if part and held + weight(row) > HEAVY:
            yield tuple(part)
            part, held = [], 0
        part.append(row)
        held += weight(row)
    yield tuple(part)


def _rows(values: Expressions, block: Block, rows: tuple[Row, ...]) -> Iterator[str]:
    lates = [late(block, column) for column in block.columns]
    for row in rows:
        cells = []
        for value, is_late in zip(row, lates, strict=True):
            cell = values.of(value, 6)
            cells.append(f"Rows.later(() -> {cell})" if is_late else cell)
        yield "  " + laid_out("{", cells, 2, "},")
