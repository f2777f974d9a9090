"""What stands between the brackets of a JSON text, apart from strings: words and gaps."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from chattui.clientfile.tree import BOOLEAN, NULL, NUMBER, STRING, Node

if TYPE_CHECKING:
    from chattui.clientfile.faults import NoteFault

_PATTERNS = {
    "odd_space": "[\x0b\x0c\x85\xa0\u1680\u2000-\u200f\u2028-\u202f\u205f\u2060\u3000\ufeff]+",
    "comment": r"//[^\n]*|#[^\n]*|/\*",
    "number": r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?(?![^\s,\]}:/#])",
    "bare": r"""[^\s,:{}\[\]"'\u201c\u201d]+""",
}
_LITERALS: dict[str, tuple[str, object]] = {
    "true": (BOOLEAN, True),
    "false": (BOOLEAN, False),
    "null": (NULL, None),
}
_FOREIGN_LITERALS: dict[str, tuple[str, object]] = {
    "True": (BOOLEAN, True),
    "False": (BOOLEAN, False),
    "None": (NULL, None),
    "undefined": (NULL, None),
    "nil": (NULL, None),
}
_NOT_NUMBERS = {"NaN", "Infinity", "-Infinity", "+Infinity", "-NaN", "Inf", "-Inf", "inf", "nan"}
_MAX_DIGITS = 4300
"""What Python turns into an int without asking; longer ones become a float."""


@cache
def _pattern(name: str) -> re.Pattern[str]:
    """Compiled when it is first needed: a sound client file has no numbers, words or comments."""
    return re.compile(_PATTERNS[name])


def read_word(text: str, start: int, fault: NoteFault) -> Node:
    """A number, a literal, or text without quotes."""
    number = _pattern("number").match(text, start)
    if number:
        end = number.end()
        return Node(NUMBER, start, end, _number(number))
    match = _pattern("bare").match(text, start)
    assert match
    word = match[0]
    end = match.end()
    for comment in ("//", "/*", "#"):
        cut = word.find(comment)
        if cut > 0:
            word = word[:cut]
            end = start + cut
    found = _LITERALS.get(word)
    if found is None:
        found = _FOREIGN_LITERALS.get(word)
        if found is not None:
            fault("foreign_literal", start, end, detail=word)
        elif word in _NOT_NUMBERS:
            fault("not_a_number", start, end, detail=word)
            found = (NUMBER, None)
        else:
            kind = "bad_number" if word[0] in "+-.0123456789" else "unquoted"
            fault(kind, start, end)
            found = (STRING, word)
    return Node(found[0], start, end, found[1])


def skip_gap(text: str, start: int, fault: NoteFault) -> int:
    """Where a comment or invisible white space at `start` ends; `start` where there is none."""
    kind = "comment" if text[start] in "/#" else "odd_space"
    match = _pattern(kind).match(text, start)
    if match is None:
        return start
    end = match.end()
    if match[0] == "/*":
        closing = text.find("*/", end)
        end = closing + 2 if closing >= 0 else len(text)
    fault(kind, start, end, detail=text[start])
    return end


def _number(match: re.Match[str]) -> int | float:
    text, fraction, exponent = match.group(0, 1, 2)
    if fraction is None and exponent is None and len(text) <= _MAX_DIGITS:
        return int(text)
    return float(text)
