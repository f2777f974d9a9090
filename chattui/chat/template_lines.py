"""Where the settings of a template stand in its file; TOML's own reader does not tell."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_HEADER = re.compile(r"[ \t]*\[[ \t]*([A-Za-z0-9_-]+)[ \t]*\]")
_KEY = re.compile(r"""[ \t]*["']?([A-Za-z0-9_-]+)["']?[ \t]*=""")
_TEXT = re.compile(r""""([^"\\]{1,300})"|'([^']{1,300})'""")


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a file, counted from 1."""

    keys: Mapping[tuple[str, str], int]
    """By table and key; the key "" is the table's head."""
    values: Mapping[tuple[str, str], int]
    """By key and text, of the texts in the table ``people``: the last of several."""

    def of(self, table: str, key: str) -> int:
        """Where `key` is set, else where its table begins, else the first line."""
        return self.keys.get((table, key)) or self.keys.get((table, "")) or 1

    def of_value(self, key: str, value: str) -> int:
        """Where `value` stands in a list of people, else where the list begins."""
        return self.values.get((key, value)) or self.of("people", key)


def lines_of(text: str) -> Lines:
    """The lines of `text`, looked at once."""
    keys: dict[tuple[str, str], int] = {}
    values: dict[tuple[str, str], int] = {}
    table = key = ""
    for number, line in enumerate(text.splitlines(), 1):
        if header := _HEADER.match(line):
            table, key = header[1], ""
            keys.setdefault((table, ""), number)
        elif found := _KEY.match(line):
            key = found[1]
            keys.setdefault((table, key), number)
        if table == "people":
            values.update(((key, one or other), number) for one, other in _TEXT.findall(line))
    return Lines(keys, values)
