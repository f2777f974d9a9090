"""Values of a task as expressions of jq, with the arguments that they take from the shell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import quote

from chattui.programs import literals
from chattui.programs.layout import Style, layout
from chattui.programs.model import Block, Each, Hole, Now, Ref, Result, Text, Value

LONGEST: Final = 16_000
"""Characters of jq that stand among the arguments of a command, of which one takes 128 KiB."""


class Values:
    """Writes values for one call of jq, and remembers which arguments it needs."""

    def __init__(self, tables: Mapping[str, str]) -> None:
        self._tables = tables
        self._arguments: dict[str, str] = {}
        self._row = "row"
        self._answer = ""

    def run(self, value: Value, *, options: str = "", indent: int = 0) -> str:
        """A command that prints `value` as JSON; with the option ``r``, a text as it is."""
        style = Style(self._leaf, literals.json_string, trailing="", step=2)
        return self._command(layout(value, style, indent=indent, taken=30), options)

    def run_url(self, block: Block) -> str:
        """A command that prints the path and the query of a block's request."""
        return self._command(_joined(self._url_parts(block)), "r")

    def _command(self, code: str, options: str) -> str:
        arguments = "".join(f" {argument}" for argument in self._arguments.values())
        self._arguments = {}
        command = f"jq -n{options}{arguments}"
        if len(code) > LONGEST:
            return f"{command} --from-file <(cat <<'JQ'\n{code}\nJQ\n)"
        wrap = " \\\n  " if len(arguments) > 60 else " "
        return f"{command}{wrap}{literals.shell(code)}"

    def _leaf(self, value: Value) -> str:
        match value:
            case str():
                return literals.json_string(value)
            case Hole(column):
                return f"{self._hole()}.{column}"
            case Ref():
                return f'({self._answer_of(value.variable, value.row)}.{value.field} // "")'
            case Text(parts):
                return f"({_joined([self._leaf(part) for part in parts])})"
            case Now():
                return "(now | todate)"
            case Result():
                return self._result(value)
            case Each():
                return self._each(value)
            case _:
                return literals.plain(value)

    def _hole(self) -> str:
        if self._row == "row":
            self._arguments["row"] = '--argjson row "$row"'
        return "$row"

    def _answer_of(self, variable: str, row: int | None) -> str:
        if row is not None:
            self._list(variable)
            return f"${variable}[{row}]"
        self._arguments[variable] = f'--argjson {variable} "${variable}"'
        return f"${variable}"

    def _list(self, variable: str) -> None:
        """The answers of a block with a table, as an argument."""
        answers = f"printf '%s\\n' \"${{{variable}[@]}}\""
        self._arguments[variable] = f"--slurpfile {variable} <({answers})"

    def _result(self, result: Result) -> str:
        asked = self._answer
        if result.variable:
            asked = self._answer_of(result.variable, result.row)
        good, bad = (literals.json_string(words) for words in (result.done, result.failed))
        return f"(if {asked} == null then {bad} else {good} end)"

    def _each(self, each: Each) -> str:
        """One item for each row of a table, in the middle of a list: jq's lists take many."""
        table, answers = self._tables[each.variable], each.variable
        self._arguments[table] = f"--slurpfile {table} <(printf '%s\\n' \"${table}\")"
        self._list(answers)
        self._row, self._answer = "inner", "$answer"
        style = Style(self._leaf, literals.json_string, trailing="", step=2)
        item = layout(each.item, style, taken=0)
        self._row, self._answer = "row", ""
        each_row = f"range(${table} | length) as $at | ${table}[$at] as $row"
        return f"({each_row} |\n${answers}[$at] as $answer |\n{item}\n)"

    def _url_parts(self, block: Block) -> list[str]:
        path, asked = block.path, dict(block.parameters)
        pieces: list[str] = []
        while "{" in path:
            before, _, rest = path.partition("{")
            name, _, path = rest.partition("}")
            pieces.append(literals.json_string(f"/{before}" if not pieces else before))
            pieces.append(self._escaped(asked.pop(name.lstrip("+")), slashes=name.startswith("+")))
        pieces.append(literals.json_string(f"/{path}" if not pieces else path))
        mark = "?"
        for name, value in asked.items():
            for each in value if isinstance(value, (list, tuple)) else [value]:
                pieces += [literals.json_string(f"{mark}{name}="), self._escaped(each)]
                mark = "&"
        return pieces

    def _escaped(self, value: Value, *, slashes: bool = False) -> str:
        if isinstance(value, (str, bool, int)):
            text = value if isinstance(value, str) else literals.plain(value)
            return literals.json_string(quote(literals.sound(text), safe="/" if slashes else ""))
        code = f"({self._leaf(value)} | @uri"
        return code + (' | gsub("%2F"; "/"))' if slashes else ")")


def _joined(parts: list[str]) -> str:
    """`parts` as one text; those that are plain next to each other are one."""
    import json

    joined: list[str] = []
    for part in parts:
        if joined and joined[-1].startswith('"') and part.startswith('"'):
            joined[-1] = literals.json_string(json.loads(joined[-1]) + json.loads(part))
        elif part != '""':
            joined.append(part)
    return " + ".join(joined) or '""'
