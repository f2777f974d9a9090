"""Values of a task as Python: literals, what stands in a table, and what an earlier answer told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from chattui.programs import literals
from chattui.programs.layout import Call, Style, layout
from chattui.programs.model import Block, Each, Hole, Mail, Now, Ref, Result, Text, Value

_RESERVED = frozenset({"from", "class", "global", "import", "in", "is", "lambda", "pass", "field"})


def name(column: str) -> str:
    """A name of a variable that Python does not use itself."""
    return f"{column}_" if column in _RESERVED else column


@dataclass(slots=True)
class Values:
    """Writes values, and remembers which functions of the program they call."""

    tables: Mapping[str, str]
    """The name of the table of each block that saves a list, by what it saves."""
    blocks: Mapping[str, Block]
    """The block that saves each variable."""
    used: set[str] = field(default_factory=set)
    """The functions that were needed: ``field``, ``link_of``, ``now``, ``result``, ``raw_mail``."""
    _row: str = ""
    """Inside an `Each`, what came of its row."""

    def code(self, value: Value, *, indent: int = 0, taken: int = 0) -> str:
        """`value` as an expression that begins after `taken` columns."""
        style = Style(self._leaf, literals.python)
        return layout(self._with_calls(value), style, indent=indent, taken=taken)

    def _with_calls(self, value: Value) -> Value:
        """`value` with each mail as a call, which may be longer than a line."""
        match value:
            case Mail(to, subject, text):
                self.used.add("raw_mail")
                return Call("raw_mail", (("", list(to)), ("", subject), ("", text)))
            case Call(head, arguments):
                return Call(head, tuple((b, self._with_calls(each)) for b, each in arguments))
            case Mapping():
                return {key: self._with_calls(each) for key, each in value.items()}
            case list() | tuple():
                return [self._with_calls(each) for each in value]
            case _:
                return value

    def _leaf(self, value: Value) -> str:
        match value:
            case str():
                return literals.python(value)
            case Hole(column):
                return name(column)
            case Ref():
                return self._ref(value, '"')
            case Text(parts):
                return self._text(parts)
            case Now():
                self.used.add("now")
                return "now()"
            case Result():
                return self._result(value)
            case Each():
                return self._each(value)
            case _:
                return repr(value)

    def _ref(self, ref: Ref, quote: str) -> str:
        path = literals.python(ref.field, quote=quote)
        if ref.row is None and ref.field == "name":
            return f"{name(ref.variable)}[{path}]"
        self.used.add("field")
        place = "" if ref.row is None else f"[{ref.row}]"
        if ref.is_link:
            self.used.add("link_of")
            return f"link_of({name(ref.variable)}{place})"
        return f"field({name(ref.variable)}{place}, {path})"

    def _text(self, parts: tuple[str | Hole | Ref | Result, ...]) -> str:
        """An f-string. Its expressions have single quotes: before Python 3.12 they may not have
        those of the string."""
        if all(isinstance(part, str) for part in parts):
            return literals.python("".join(map(str, parts)))
        inside = []
        for part in parts:
            if isinstance(part, str):
                inside.append(
                    literals.python_inside(part, chr(34)).replace("{", "{{").replace("}", "}}")
                )
            elif isinstance(part, Ref):
                inside.append(f"{{{self._ref(part, chr(39))}}}")
            elif isinstance(part, Hole):
                inside.append(f"{{{name(part.column)}}}")
            else:
                inside.append(f"{{{self._result(part, chr(39))}}}")
        return f'f"{"".join(inside)}"'

    def _result(self, result: Result, quote: str = '"') -> str:
        self.used.add("result")
        words = (literals.python(word, quote=quote) for word in (result.done, result.failed))
        place = "" if result.row is None else f"[{result.row}]"
        return f"result({name(result.variable) or self._row}{place}, {', '.join(words)})"

    def _each(self, each: Each) -> str:
        columns = [name(column) for column in self.blocks[each.variable].columns]
        rows = columns[0] if len(columns) == 1 else f"({', '.join(columns)})"
        self._row = "answer"
        item = self.code(each.item, taken=28)  # it is in the lists of a call's body
        self._row = ""
        table = self.tables[each.variable]
        # In lines of its own: it hardly ever fits beside others.
        return (
            f"*(\n{item}\nfor {rows}, answer in zip({table}, {name(each.variable)}, strict=True)\n)"
        )
