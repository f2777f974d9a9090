"""What stands between the brackets of a JSON text, apart from strings: words and gaps."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from chattui.clientfile.tree import BOOLEAN, NULL, NUMBER, STRING, Node

if TYPE_CHECKING:
    from chattui.clientfile.faults import NoteFault

FOREIGN = {
    "\uff5b": "{",
    "\uff5d": "}",
    "\uff3b": "[",
    "\uff3d": "]",
    "\uff1a": ":",
    "\uff0c": ",",
    "\u3001": ",",  # ideographic
    "\u060c": ",",  # Arabic
    "\uff1b": ",",
    ";": ",",
    "=": ":",
}
"""Punctuation of other scripts and languages, and what JSON has in its place."""

_WIDE = "".join(char for char in FOREIGN if char > "~")
_BARE = rf"""[^\s,:{{}}\[\]"'\u201c\u201d;={_WIDE}]"""
_PATTERNS = {
    "odd_space": "[\x0b\x0c\x85\xa0\u1680\u2000-\u200f\u2028-\u202f\u205f\u2060\u3000\ufeff]+",
    "comment": r"//[^\n]*|#[^\n]*|/\*",
    "number": r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?" + rf"(?![^\s,\]}}:/#;={_WIDE}])",
    "bare": _BARE + "+",
    "address": r"[a-z]{2,10}:(?=[^\s,])[^\s,{}\[\]\"'\u201c\u201d]+",
    "more": rf"(?:[ \t]{{1,9}}(?!//|/\*|\#){_BARE}{{1,80}}){{1,20}}",
    "value_ends": rf"\s{{0,99}}(?:[,}}\]/#;\n{_WIDE}]|\Z)|\s{{0,99}}\n",
    "name_ends": rf"\s{{0,99}}[:={_WIDE}]",
    "container": r"""[{\[]\s{0,99}["'\u201c{}\[\]\w-]""",
    "quoted_value_ends": r"\s{0,99}(?:[,}\]]|\Z)",
    "quoted_name_ends": r"\s{0,99}:",
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
_LONGEST_WORD = 4096
"""How far behind a missing quote the other one is looked for."""
_LONGEST_COMMENT = 300
"""How much of a comment is looked at for JSON that it would hide."""


@cache
def _pattern(name: str) -> re.Pattern[str]:
    """Compiled when it is first needed: a sound client file has no numbers, words or comments."""
    return re.compile(_PATTERNS[name])


def read_word(text: str, start: int, fault: NoteFault, *, name: bool = False) -> Node:
    """A number, a literal, or text without quotes; with `name`, where a name is expected."""
    number = _pattern("number").match(text, start)
    if number:
        return Node(NUMBER, start, number.end(), _number(number))
    node = _without_first_quote(text, start, fault, name)
    if node is not None:
        return node
    match = None if name else _pattern("address").match(text, start)
    match = match or _pattern("bare").match(text, start)
    assert match
    word = match[0]
    end = match.end()
    for comment in () if ":" in word else ("//", "/*", "#"):
        cut = word.find(comment)
        if cut > 0:
            word = word[:cut]
            end = start + cut
    if word in _LITERALS:
        return Node(_LITERALS[word][0], start, end, _LITERALS[word][1])
    if word in _FOREIGN_LITERALS:
        fault("foreign_literal", start, end, detail=word)
        return Node(_FOREIGN_LITERALS[word][0], start, end, _FOREIGN_LITERALS[word][1])
    if word in _NOT_NUMBERS:
        fault("not_a_number", start, end, detail=word)
        return Node(NUMBER, start, end)
    return _unquoted(text, start, end, fault, name)


def _unquoted(text: str, start: int, end: int, fault: NoteFault, name: bool) -> Node:
    """A text without quotes; a character that is out of place where none can be meant."""
    if not name:
        more = _pattern("more").match(text, end)
        end = more.end() if more else end
    if not _pattern("name_ends" if name else "value_ends").match(text, end):
        fault("unexpected", start, start + 1, detail=text[start])
    else:
        fault("bad_number" if text[start] in "+-.0123456789" else "unquoted", start, end)
    return Node(STRING, start, end, text[start:end])


def _without_first_quote(text: str, start: int, fault: NoteFault, name: bool) -> Node | None:
    """A string whose closing quote is there, but not the opening one."""
    quote = text.find('"', start, start + _LONGEST_WORD)
    if quote < 0 or not _pattern("quoted_name_ends" if name else "quoted_value_ends").match(
        text, quote + 1
    ):
        return None
    inside = text[start:quote]
    if any(char in inside for char in "\n,{}[]'" + (": \t" if name else "")):
        return None
    fault("missing_quote", start, quote + 1)
    return Node(STRING, start, quote + 1, inside)


def ends_value(text: str, end: int) -> bool:
    """Whether a comma or a closing bracket follows at `end`, white space apart."""
    return _pattern("quoted_value_ends").match(text, end) is not None


def ends_name(text: str, end: int) -> bool:
    """Whether a colon follows at `end`, white space apart."""
    return _pattern("name_ends").match(text, end) is not None


def begins_container(text: str, start: int) -> bool:
    """Whether an object or list begins at `start`, rather than a bracket too many."""
    return _pattern("container").match(text, start) is not None


def hides_json(text: str, start: int, *, waiting: bool) -> bool:
    """Whether a comment that begins at `start` would hide what belongs to the JSON.

    The sign was then not meant as one. `waiting` says that a colon or a value is missing yet.
    """
    if text[start] == "/" and not text.startswith("//", start):
        return False
    most = start + _LONGEST_COMMENT
    stop = text.find("\n", start, most)
    bare = text[start : stop if stop >= 0 else most].lstrip("/# \t")
    if bare[:1] in (",", ":") or (waiting and '"' in bare):
        return True
    return stop < 0 and most >= len(text) and bare.rstrip().endswith(("}", "]"))


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
