"""The body of a Python program: its tables, and one call or loop for each block."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from chattui.programs import literals
from chattui.programs.frame import endpoints_of, service
from chattui.programs.layout import Call, Code
from chattui.programs.model import Block, Ref, Task, Value
from chattui.programs.python_values import Values, name
from chattui.programs.refs import refs_in
from chattui.programs.routes import look_at_rows
from chattui.programs.tables import table_names

_NOT_MADE: Final = '"what it needs was not made"'


class Body:
    """Writes `task`; `used` says afterwards which functions it calls."""

    def __init__(self, task: Task) -> None:
        self._task = task
        self._names = table_names(task)
        blocks = {block.saves: block for block in task.blocks if block.saves}
        tables = {block.saves: self._table_name(block) for block in blocks.values() if block.rows}
        self._values = Values(tables, blocks)

    @property
    def used(self) -> set[str]:
        """The functions that values call."""
        return self._values.used

    def tables(self) -> Iterator[str]:
        """Those tables that are known beforehand, as constants."""
        yield ""
        for block in self._task.blocks:
            if block.rows and not refs_in(block.rows):
                yield self._table(block, 0)
        yield "failed = []"

    def main(self) -> str:
        """The function that does it all, and gives the exit status."""
        lines = ["def main():", '    """Do it; gives the exit status."""']
        lines.append("    credentials = sign_in()")
        for api, version in dict.fromkeys((each.api, each.version) for each in self._task.blocks):
            lines.append(f"    {api} = {self._build(api, version)}")
        for block in self._task.blocks:
            lines += ["", f"    # {literals.comment(block.comment)}", *self._block(block)]
        return "\n".join([*lines, "", "    return 1 if failed else 0"])

    def _table_name(self, block: Block) -> str:
        plain = self._names[id(block)]
        return plain if refs_in(block.rows) else plain.upper()

    def _table(self, block: Block, indent: int) -> str:
        single = len(block.columns) == 1
        rows = [Code(self._cell(row[0])) if single else _tuple(self, row) for row in block.rows]
        head = f"{self._table_name(block)} = "
        return " " * indent + head + self._values.code(rows, indent=indent, taken=200)

    def _cell(self, value: Value) -> str:
        if isinstance(value, Ref) and not value.is_link:
            self.used.add("field")
            place = "" if value.row is None else f"[{value.row}]"
            return f"field({name(value.variable)}{place}, {literals.python(value.field)})"
        return self._values.code(value)

    def _build(self, api: str, version: str) -> str:
        arguments: list[tuple[str, Value]] = [("", api), ("", version)]
        arguments.append(("credentials=", Code("credentials")))
        if self._task.emulator:
            there = service(api, endpoints_of(self._task))
            arguments.append(("client_options=", {"api_endpoint": there}))
        return self._values.code(Call("build", tuple(arguments)), indent=4, taken=16)

    def _block(self, block: Block) -> Iterator[str]:
        if block.pages:
            yield from self._pages(block)
        elif block.rows:
            yield from self._loop(block)
        else:
            yield from self._once(block)

    def _once(self, block: Block) -> Iterator[str]:
        indent = 4
        if block.unless_rows:
            yield from self._look(block)
            indent = 8
        elif places := self._places(block):
            yield f"    if {' and '.join(places)}:"
            indent = 8
        head = f"{name(block.saves)} = " if block.saves else ""
        yield " " * indent + head + self._attempt(block, indent, len(head))
        if block.saves and not block.unless_rows:
            yield f"    if {name(block.saves)} is None:"
            yield "        return 1  # what follows needs it"
        elif indent == 8 and not block.unless_rows:
            yield "    else:"
            yield f"        fail({self._values.code(block.label)}, {_NOT_MADE})"

    def _places(self, block: Block) -> list[str]:
        """The places in lists that it refers to; in the rows of a sheet they may be empty."""
        if block.api == "sheets":
            return []
        found = refs_in((block.parameters, block.body))
        rows = ((ref.variable, ref.row) for ref in found if ref.row is not None)
        return [f"{name(variable)}[{row}]" for variable, row in dict.fromkeys(rows)]

    def _look(self, block: Block) -> Iterator[str]:
        call = self._attempt_call(look_at_rows(block))
        yield f"    seen = {self._values.code(call, indent=4, taken=11)}"
        yield '    if seen is not None and not seen.get("values"):'

    def _loop(self, block: Block) -> Iterator[str]:
        refers = refs_in(block.rows)
        saves = name(block.saves)
        if refers:
            yield self._table(block, 4)
        if saves:
            yield f"    {saves} = []"
        columns = ", ".join(map(name, block.columns))
        yield f"    for {columns} in {self._table_name(block)}:"
        if refers:
            missing = [c for at, c in enumerate(block.columns) if refs_in(block.rows, at)]
            tests = " and ".join(map(name, missing))
            failing = f"fail({self._values.code(block.label)}, {_NOT_MADE})"
            yield f"        if not {tests if len(missing) == 1 else f'({tests})'}:"
            yield "            " + (f"{saves}.append({failing})" if saves else failing)
            yield "            continue"
        if not saves:
            yield "        " + self._attempt(block, 8, 0)
            return
        call = Call(f"{saves}.append", (("", self._attempt_call(block)),))
        yield "        " + self._values.code(call, indent=8, taken=8)

    def _attempt(self, block: Block, indent: int, taken: int) -> str:
        return self._values.code(self._attempt_call(block), indent=indent, taken=indent + taken)

    def _attempt_call(self, block: Block) -> Call:
        more: list[tuple[str, Value]] = [("", block.label), ("", self._request(block))]
        if block.shows:
            more.append(("shows=", Code(self._tuple(block.shows))))
        if block.accepts:
            more.append(("accepts=", Code(self._tuple(block.accepts))))
        if not block.again:
            more.append(("again=", False))
        return Call("attempt", tuple(more))

    def _request(self, block: Block) -> Call:
        arguments: list[tuple[str, Value]] = [(f"{k}=", v) for k, v in block.parameters.items()]
        if block.body is not None:
            arguments.append(("body=", block.body))
        *collections, method = block.method.split(".")
        head = ".".join([block.api, *(f"{each}()" for each in collections), method])
        return Call(head, tuple(arguments))

    def _pages(self, block: Block) -> Iterator[str]:
        request = self._request(block)
        call = Call(
            "pages",
            (
                ("", block.label),
                ("", request),
                ("", Code(f"{request.head}_next")),
                ("", block.pages),
            ),
        )
        yield f"    for row in {self._values.code(call, indent=4, taken=16)}:"
        self.used.update(("field", "line"))
        for path, wanted in block.only:
            asked = f"field(row, {literals.python(path)})"
            test = f"{asked} not in {self._tuple(wanted)}" if wanted else f"not {asked}"
            yield f"        if {test}:"
            yield "            continue"
        shown = Call("", tuple(("", path) for path in block.shows))
        call = Call("line", (("", []), ("", Code("row")), ("", shown)))
        if not block.words:
            yield f"        {self._values.code(Call('print', (('', call),)), indent=8, taken=8)}"
            return
        yield f"        shown = {self._values.code(call, indent=8, taken=16)}"
        words = self._tuple([word.casefold() for word in block.words])
        yield f"        if all(word in shown.casefold() for word in {words}):"
        yield "            print(shown)"

    def _tuple(self, values: Any) -> str:
        codes = [self._values.code(each) for each in values]
        return f"({codes[0]},)" if len(codes) == 1 else f"({', '.join(codes)})"


def _tuple(body: Body, row: tuple[Value, ...]) -> Call:
    """A row of a table, which may be longer than a line."""
    cells = tuple(("", Code(body._cell(c)) if isinstance(c, Ref) else c) for c in row)
    return Call("", cells)
