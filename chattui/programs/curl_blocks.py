"""The body of a bash program: a request or a loop for each block."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from chattui.programs import literals
from chattui.programs.curl_values import Values
from chattui.programs.layout import WIDTH, Style, layout
from chattui.programs.model import Block, Hole, Mail, Task, Text, Value
from chattui.programs.refs import refs_in
from chattui.programs.routes import look_at_rows
from chattui.programs.tables import table_names

_NOT_MADE: Final = "'what it needs was not made'"


class Body:
    """Writes the blocks of `task`; `mails` says whether one is a mail, `linked` which answers are
    asked for their link."""

    def __init__(self, task: Task) -> None:
        self._task = task
        self._names = table_names(task)
        saved = [block for block in task.blocks if block.saves and block.rows]
        self._values = Values({block.saves: self._names[id(block)] for block in saved})
        values = [(block.parameters, block.body, block.rows) for block in task.blocks]
        self.linked = {ref.variable for ref in refs_in(values) if ref.is_link}
        self.mails = any(isinstance(_mail(block), Mail) for block in task.blocks)

    def blocks(self) -> list[str]:
        """The code of each block, below its comment."""
        return [
            "\n".join([f"# {literals.comment(block.comment)}", *self._block(block)])
            for block in self._task.blocks
        ]

    def _block(self, block: Block) -> Iterator[str]:
        if block.pages:
            yield self._pages(block)
        elif block.rows:
            yield from self._loop(block)
        else:
            yield from self._once(block)

    def _once(self, block: Block) -> Iterator[str]:
        if block.unless_rows:
            yield from self._unless(block)
            return
        places = [] if block.api == "sheets" else self._places(block)
        inner = "  " if places else ""
        if places:
            yield f"if {' && '.join(f'[[ ${{{place}}} != null ]]' for place in places)}; then"
        *before, call = self._request(block, inner)
        yield from before
        yield f"{inner}{call}{' || exit 1 # what follows needs it' if block.saves else ''}"
        if places:
            yield f"else\n  fail {self._label(block)} {_NOT_MADE}\nfi"
        if block.saves:
            yield f"{block.saves}={self._kept(block)}"

    def _kept(self, block: Block) -> str:
        return '$(with_link <<< "$answer")' if block.saves in self.linked else "$answer"

    def _places(self, block: Block) -> list[str]:
        found = refs_in((block.parameters, block.body))
        rows = (f"{ref.variable}[{ref.row}]" for ref in found if ref.row is not None)
        return list(dict.fromkeys(rows))

    def _unless(self, block: Block) -> Iterator[str]:
        look = look_at_rows(block)
        yield f"if attempt {self._label(look)} '' '[]' yes GET {self._url(look)} &&"
        yield "  [[ $(jq '.values // [] | length' <<< \"$answer\") == 0 ]]; then"
        *before, call = self._request(block, "  ")
        yield from before
        yield f"  {call}"
        yield "fi"

    def _loop(self, block: Block) -> Iterator[str]:
        table = self._names[id(block)]
        yield from self._table(block, table)
        if block.saves:
            yield f"{block.saves}=()"
        yield "while IFS= read -r row; do"
        if missing := [c for at, c in enumerate(block.columns) if refs_in(block.rows, at)]:
            tests = " and ".join(f'.{column} != ""' for column in missing)
            keeps = f"; {block.saves}+=(null)" if block.saves else ""
            yield f"  if ! jq -e '{tests}' <<< \"$row\" > /dev/null; then"
            yield f"    fail {self._label(block)} {_NOT_MADE}{keeps}"
            yield "    continue"
            yield "  fi"
        *before, call = self._request(block, "  ")
        yield from before
        yield f"  {call}"
        if block.saves:
            yield f'  {block.saves}+=("{self._kept(block)}")'
        yield f'done <<< "${table}"'

    def _table(self, block: Block, name: str) -> Iterator[str]:
        """The rows as JSON, one on a line of the variable."""
        rows: list[Value] = [dict(zip(block.columns, row, strict=True)) for row in block.rows]
        if refs_in(rows):
            command = self._values.run(rows, options="c")
            yield f"{name}=$({command} | jq -c '.[]')"
            return
        style = Style(_leaf, literals.json_string, trailing="", step=2)
        yield f"{name}=$(jq -c '.[]' <<'JSON'"
        yield layout(rows, style, taken=1000)
        yield "JSON\n)"

    def _request(self, block: Block, inner: str) -> Iterator[str]:
        """The lines that send a block's request; the last one is the call."""
        again = "yes" if block.again else "no"
        accepts = block.accepts[0] if block.accepts else ""
        shows = literals.shell("[" + ", ".join(f".{path}" for path in block.shows) + "]")
        body = ""
        if block.body is not None:
            yield from self._body(block, inner)
            body = ' "$body"'
        label, url = self._label(block), self._url(block)
        if label.startswith('"$('):
            yield f"{inner}label={label[1:-1]}"
            label = '"$label"'
        if "$(" in url:
            yield f"{inner}url={url[1:-1]}"
            url = '"$url"'
        call = f"attempt {label} '{accepts}' {shows} {again} {block.verb}"
        wrap = f" \\\n{inner}  " if len(inner + call + url + body) > WIDTH else " "
        yield f"{call}{wrap}{url}{body}"

    def _body(self, block: Block, inner: str) -> Iterator[str]:
        mail = _mail(block)
        if not isinstance(mail, Mail):
            command = self._values.run(block.body, indent=len(inner))
            yield f"{inner}body=$({command})"
            return
        to, subject = (self._text(text) for text in (", ".join(mail.to), mail.subject))
        yield f"{inner}text=$({self._values.run(mail.text)})"
        yield f'{inner}raw=$(raw_mail {to} {subject} "$text")'
        yield f"{inner}body=$(jq -n --arg raw \"$raw\" '{{$raw}}')"

    def _label(self, block: Block) -> str:
        return self._text(block.label)

    def _text(self, value: Value) -> str:
        """A text as a word of the shell."""
        if isinstance(value, str):
            return literals.shell(value)
        if isinstance(value, (Hole, Text)):
            return f'"$({self._values.run(value, options="r")})"'
        return literals.shell(str(value))

    def _url(self, block: Block) -> str:
        command = self._values.run_url(block)
        plain = _plain(command)
        return f'"${block.api}{plain}"' if plain else f'"${block.api}$({command})"'

    def _pages(self, block: Block) -> str:
        choices = [_choice(path, wanted) for path, wanted in block.only]
        shown = "[" + ", ".join(f".{path}" for path in block.shows) + "]"
        if block.words:
            line = f'({shown} | map(. // "" | tostring) | join("\\t") | ascii_downcase)'
            choices += [f"({line} | contains({_lower(word)}))" for word in block.words]
        choice = literals.shell(" and ".join(choices) or "true")
        return " \\\n  ".join(
            [
                f"pages {self._label(block)} {block.pages}",
                choice,
                literals.shell(shown),
                self._url(block),
            ]
        )


def _mail(block: Block) -> Any:
    return block.body.get("raw") if isinstance(block.body, Mapping) else None


def _choice(path: str, wanted: tuple[str, ...]) -> str:
    if not wanted:
        return f'((.{path} // "") != "")'
    return f'(.{path} // "" | IN({", ".join(map(literals.json_string, wanted))}))'


def _lower(word: str) -> str:
    """As jq's ascii_downcase has it."""
    return literals.json_string("".join(c.lower() if c.isascii() else c for c in word))


def _plain(command: str) -> str:
    """The path where it is known beforehand: it has been escaped, and needs no quotes."""
    head = "jq -nr '"
    if not command.startswith(f'{head}"') or command.count('"') != 2:
        return ""
    plain: str = json.loads(command.removeprefix(head).removesuffix("'"))
    return plain


def _leaf(value: Value) -> str:
    return literals.json_string(value) if isinstance(value, str) else literals.plain(value)
