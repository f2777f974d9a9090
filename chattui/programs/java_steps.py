"""The blocks of a Task as methods of a Java class."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from chattui.programs.java_literals import comment, laid_out, string
from chattui.programs.java_values import Expressions, late, local, of_strings, variable
from chattui.programs.model import Block, Hole, Task

FEW_ROWS: Final = 200
"""More rows than these are divided: a method has at most 64 KiB of bytecode (JVMS 4.7.3), and a
class 65,535 constants (JVMS 4.1), which nested classes have each for themselves."""


def uses(task: Task, word: str) -> bool:
    """Whether the code of the blocks holds `word`, which is followed or led by no text."""
    return word in _code(task)


def _code(task: Task) -> str:
    code = "\n".join(
        line for n, block in enumerate(task.blocks, 1) for line in step(task, block, n)
    )
    return re.sub(r'"(?:[^"\\\n]|\\.)*"|//.*', '""', code)


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
    values = Expressions(tables, saved, block)
    if block.rows:
        yield from _table(values, block, number)
        yield ""
    yield f"// {comment(block.comment)}"
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
    used = str(_leaves(block))
    for place, column in enumerate(block.columns):
        if not late(block, column) and repr(Hole(column)) in used:
            yield f"    {kind} {local(column, values.blocks)} = row[{place}];"
    call = _attempt(values, block, 4)
    yield f"    {variable(block.saves)}.add({call});" if block.saves else f"    {call};"
    yield "  }"


def _leaves(block: Block) -> tuple[Any, ...]:
    return (block.label, block.parameters, block.body)


def _attempt(values: Expressions, block: Block, indent: int) -> str:
    inner = indent + 4
    shows = [] if block.pages else [string(path) for path in block.shows]
    work = _pages(values, block, inner) if block.pages else _call(values, block, inner)
    if block.unless_rows:
        sheet = {"spreadsheetId": block.parameters["spreadsheetId"], "range": block.unless_rows}
        path = "v4/spreadsheets/{spreadsheetId}/values/{range}"
        url = _url(values, block, path, sheet, inner)
        otherwise = _call(values, block, inner + 4)
        lines = [f"Google.hasRows({url})", "    ? Map.of()", f"    : {otherwise}"]
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
    again = "true" if block.again else "false"
    return laid_out("Google.call(", [string(block.verb), url, body, again], indent)


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
    if len(block.rows) <= FEW_ROWS:
        yield f"private static final {kind}[][] ROWS_{number} = {{"
        yield from _rows(values, block, block.rows)
        yield "};"
        return
    names = []
    for begin in range(0, len(block.rows), FEW_ROWS):
        names.append(f"Rows{number}From{begin + 1}")
        yield f"private static final class {names[-1]} {{"
        yield f"  static final {kind}[][] ROWS = {{"
        for line in _rows(values, block, block.rows[begin : begin + FEW_ROWS]):
            yield f"  {line}"
        yield "  };"
        yield "}"
        yield ""
    parts = [f"Stream.of({name}.ROWS)" for name in names]
    yield f"private static final {kind}[][] ROWS_{number} ="
    yield laid_out("    Stream.of(", parts, 4)
    yield f"        .flatMap(rows -> rows).toArray({kind}[][]::new);"


def _rows(values: Expressions, block: Block, rows: tuple[tuple[Any, ...], ...]) -> Iterator[str]:
    lates = [late(block, column) for column in block.columns]
    for row in rows:
        cells = []
        for value, is_late in zip(row, lates, strict=True):
            cell = values.of(value, 4)
            cells.append(f"Rows.later(() -> {cell})" if is_late else cell)
        yield "  " + laid_out("{", cells, 4, "},")
