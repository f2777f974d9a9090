"""The blocks of a task as statements of JavaScript: what both kinds of program have in common."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from chattui.programs.javascript import (
    WIDTH,
    Call,
    Code,
    Spread,
    code,
    comment,
    given,
    literal,
    plural,
    singular,
    variable,
)
from chattui.programs.javascript import field as path_of
from chattui.programs.model import Block, Each, Hole, Ref, Result, Task, Text
from chattui.programs.refs import refs_in

FAILED_BEFORE = "An earlier step that it needs has failed."


def indented(lines: str, by: int = 2) -> str:
    """`lines`, each further to the right, but for those that are empty."""
    return textwrap.indent(lines, " " * by)


@dataclass(frozen=True, slots=True)
class Dialect:
    """Where the programs of Node.js and of Apps Script differ."""

    request: Callable[[Block, int], str]
    """The expression that sends one request, begun at that indent."""
    page: Callable[[Block, int], str]
    """The same with a ``pageToken`` that stands in scope."""
    unless_rows: Callable[[Block, int], str]
    """The function that sends it only where `Block.unless_rows` holds nothing."""
    waits: str
    """``await `` or nothing."""
    again: bool
    """Whether `attempt` is told of what must not be sent again; else the request knows."""


@dataclass(frozen=True, slots=True)
class _Table:
    name: str
    rows: str
    """The table itself."""
    each: str
    """What one row of it is taken apart into."""
    needed: tuple[str, ...]
    """What has to hold, row by row: an earlier step made it."""


@dataclass(slots=True)
class Statements:
    """Writes the blocks of one task, in their order."""

    task: Task
    dialect: Dialect
    _names: set[str] = field(default_factory=set)
    _tables: dict[str, _Table] = field(default_factory=dict)

    def text(self) -> str:
        """All of them."""
        self._names |= {variable(block.saves) for block in self.task.blocks if block.saves}
        *before, last = self.task.blocks
        # Nothing comes after the last that could need its answer.
        blocks = (*before, last if last.rows else replace(last, saves=""))
        return "\n\n".join(self._block(block) for block in blocks)

    def _block(self, block: Block) -> str:
        if block.api == "sheets":
            # A log tells also of what failed: it is written without it.
            block = replace(block, body=_cells(block.body))
        block = replace(
            block,
            parameters=self._spread(block.parameters),
            body=self._spread(block.body),
            rows=self._spread(block.rows),
        )
        made = self._loop(block) if block.rows else self._once(block)
        return f"{comment(block.comment)}\n{made}"

    def _spread(self, value: Any) -> Any:
        """`value` with each `Each` as what JavaScript has for it."""
        match value:
            case Mapping():
                return {name: self._spread(item) for name, item in value.items()}
            case tuple() | list():
                return type(value)(map(self._spread, value))
            case Each(name, item):
                table = self._tables[name]
                begin = f"...{table.name}.map(({table.each}, index) => "
                return Spread(begin, _with_results(item, f"{variable(name)}[index]"))
            case _:
                return value

    def _once(self, block: Block) -> str:
        what = label(block)
        if block.pages:
            return self._pages(block, what)
        missing = " && ".join(_lists(block.parameters, block.body))
        if not block.saves:
            made = self._attempt(block, what, "")
            return _guarded(missing, what, made)
        name = variable(block.saves)
        made = self._attempt(block, what, f"const {name} = ")
        return f"{made}\nif (!{name}) return;"

    def _loop(self, block: Block) -> str:
        table = self._table(block)
        what = label(block)
        missing = " || !".join((*table.needed, *_lists(block.parameters, block.body)))
        begin, kept = "", ""
        if block.saves:
            self._tables[block.saves] = table
            kept, begin = f"const {variable(block.saves)} = [];\n", "const answer = "
        made = self._pages(block, what) if block.pages else self._attempt(block, what, begin)
        if block.saves:
            made += f"\n{variable(block.saves)}.push(answer);"
        if missing:
            reason = textwrap.indent(_failed(what), "  ")
            push = f"\n  {variable(block.saves)}.push(undefined);" if block.saves else ""
            made = f"if (!{missing}) {{\n{reason}{push}\n  continue;\n}}\n{made}"
        return (
            f"const {table.name} = {table.rows};\n{kept}"
            f"for (const {table.each} of {table.name}) {{\n{indented(made)}\n}}"
        )

    def _table(self, block: Block) -> _Table:
        columns = [variable(column) for column in block.columns]
        name = self._free(plural(block.columns[0]) if len(columns) == 1 else "rows")
        if len(columns) == 1 and not any(_lists(row) for row in block.rows):
            cells = [row[0] for row in block.rows]
            return _Table(name, code(cells, before=len(name) + 12), columns[0], ())
        # Cells that are the field of an answer say by themselves whether there was one.
        direct = [[isinstance(cell, Ref) or not _lists(cell) for cell in row] for row in block.rows]
        plain = all(map(all, direct))
        items = [dict(zip(columns, row, strict=True)) for row in block.rows]
        if plain:
            needed = tuple(
                column
                for column, cells in zip(columns, zip(*block.rows, strict=True), strict=True)
                if _lists(cells)
            )
            each = columns
        else:
            needed = ("needs",)
            each = [*columns, *needed]
            for item, row in zip(items, block.rows, strict=True):
                item["needs"] = Code(" && ".join(_lists(row)) or "true")
        before = len(name) + 12 if len(items) == 1 else WIDTH
        return _Table(name, code(items, before=before), f"{{ {', '.join(each)} }}", needed)

    def _free(self, name: str) -> str:
        made, number = name, 2
        while made in self._names:
            made, number = f"{name}{number}", number + 1
        self._names.add(made)
        return made

    def _attempt(self, block: Block, what: str, begin: str) -> str:
        """One step, which prints what came of it."""
        options = _options(block, self.dialect.again)
        start = f"{begin}{self.dialect.waits}attempt("
        if block.unless_rows:
            request = self.dialect.unless_rows(block, 2)
        else:
            request = "() => " + self.dialect.request(block, 2)
            if "\n" in request or len(request) + 7 > WIDTH:
                request = "() =>\n    " + self.dialect.request(block, 4)
        one = f"{start}{what}, {request}{', ' + options if options else ''});"
        if "\n" not in one and len(one) <= WIDTH - 2:
            return one
        if block.unless_rows and not options:
            return f"{start}{what}, {self.dialect.unless_rows(block, 0)});"
        if options:
            middle = "".join(f"  {part},\n" for part in (what, request, options) if part)
            return f"{start}\n{middle});"
        return f"{start}{what}, () =>\n  {self.dialect.request(block, 2)},\n);"

    def _pages(self, block: Block, what: str) -> str:
        """All pages; each row that is wanted is printed."""
        name = singular(block.pages)
        waits = " await" if self.dialect.waits else ""
        lines = []
        for path, values in block.only:
            found = path_of(name, path)
            lines.append(
                f"if (!{code(list(values))}.includes({found})) continue;"
                if values
                else f"if ({found} == null) continue;"
            )
        shown: Any = Call("line", tuple(_shown(name, block)))
        if block.words:
            wanted = code([word.lower() for word in block.words])
            lines += [
                f"const text = {code(shown, before=14)};",
                f"if (!{wanted}.every((word) => text.toLowerCase().includes(word))) continue;",
            ]
            shown = Code("text")
        lines.append(f"{code(Call('console.log', (shown,)))};")
        return (
            f"for{waits} (const {name} of pages({what}, {literal(block.pages)}, (pageToken) =>\n"
            f"  {self.dialect.page(block, 2)},\n)) {{\n" + indented("\n".join(lines)) + "\n}"
        )


def label(block: Block) -> str:
    """What a step is called in what the program says."""
    chosen = block.label or (Hole(block.columns[0]) if block.rows else block.comment)
    return code(chosen) if not isinstance(chosen, str) else literal(" ".join(chosen.split()))


def _guarded(condition: str, what: str, made: str) -> str:
    if not condition:
        return made
    return f"if ({condition}) {{\n{indented(made)}\n}} else {{\n{indented(_failed(what))}\n}}"


def _failed(what: str) -> str:
    return code(Call("fail", (Code(what), FAILED_BEFORE)), before=7) + ";"


def _lists(*values: Any) -> tuple[str, ...]:
    """The places of lists of answers that `values` refer to, each once."""
    found = (ref for ref in refs_in(values) if ref.row is not None)
    return tuple(dict.fromkeys(f"{variable(ref.variable)}[{ref.row}]" for ref in found))


def _cells(value: Any) -> Any:
    """`value` with each `Ref` as what may be missing."""
    match value:
        case Mapping():
            return {name: _cells(item) for name, item in value.items()}
        case tuple() | list():
            return [_cells(item) for item in value]
        case Each(name, item):
            return Each(name, _cells(item))
        case Ref():
            return Code(given(value))
        case _:
            return value


def _with_results(value: Any, answer: str) -> Any:
    """`value` with each `Result` as a question about `answer`."""
    match value:
        case Mapping():
            return {name: _with_results(item, answer) for name, item in value.items()}
        case tuple() | list():
            return [_with_results(item, answer) for item in value]
        case Result("", done, failed):
            return Code(f"{answer} ? {literal(done)} : {literal(failed)}")
        case Text(parts):
            return Text(tuple(_with_results(part, answer) for part in parts))
        case _:
            return value


def _shown(name: str, block: Block) -> list[Code]:
    """What is printed of an answer, or of one row of a page."""
    return [Code(path_of(name, path)) for path in block.shows] or [Code(name)]


def _options(block: Block, again: bool) -> str:
    """What `attempt` is to know besides."""
    options: dict[str, Any] = {}
    if block.accepts:
        options["accepts"] = list(block.accepts)
    if block.shows:
        name = singular(block.method.split(".")[-2])
        options["shows"] = Code(f"({name}) => {code(_shown(name, block))}")
    if again and not block.again:
        options["again"] = False
    return code(options, 2) if options else ""
