"""Reading one string of a JSON text, whatever quotes it has."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from chattui.clientfile.faults import NoteFault
    from chattui.clientfile.tree import Node

_CURLY = "\u201c\u201d\u201e\u201f"
_CURLY_SINGLE = "\u2018\u2019\u201a\u201b"
CLOSERS = {
    '"': '"',
    "'": "'",
    **dict.fromkeys(_CURLY, _CURLY + '"'),
    **dict.fromkeys(_CURLY_SINGLE, _CURLY_SINGLE + "'"),
    "`": "`\u00b4'",
    "\u00b4": "`\u00b4'",
    "\uff02": '\uff02"',  # full width
    "\uff07": "\uff07'",
    "\u00ab": "\u00bb",  # French
    "\u00bb": "\u00ab",
}
"""The quotes that open a string, and those that close it then."""

_PLAIN = re.compile(r'"([^"\\\x00-\x1f]*)"').match
_ESCAPES = {
    '"': '"',
    "\\": "\\",
    "/": "/",
    "b": "\b",
    "f": "\f",
    "n": "\n",
    "r": "\r",
    "t": "\t",
}


@cache
def _unicode() -> re.Pattern[str]:
    return re.compile(r"\\u([0-9a-fA-F]{4})")


@cache
def _controls() -> re.Pattern[str]:
    """Control characters in a row, white space between them with them."""
    return re.compile(r"[\x00-\x1f](?:[ ]*[\x00-\x1f])*")


@cache
def _chunk_of(quote: str) -> re.Pattern[str]:
    """What a string that `quote` opened holds at a stretch."""
    return re.compile(rf"[^\\\x00-\x1f{re.escape(CLOSERS[quote])}]+")


@cache
def _plain_of(quote: str) -> Callable[[str, int], re.Match[str] | None]:
    """Matches a whole string that `quote` opened, where nothing in it needs a closer look."""
    closers = re.escape(CLOSERS[quote])
    return re.compile(rf"{quote}([^\\\x00-\x1f{closers}]*)[{closers}]").match


class Found(NamedTuple):
    """A string: its text, where it ends, and whether a quote ended it."""

    value: str
    end: int
    closed: bool


def read_string(text: str, start: int, fault: NoteFault) -> Found:
    """The string whose opening quote stands at `start`; calls `fault` for what is not JSON."""
    quote = text[start]
    plain = (_PLAIN if quote == '"' else _plain_of(quote))(text, start)
    if plain:
        return Found(plain[1], plain.end(), True)
    closers = CLOSERS[quote]
    chunk = _chunk_of(quote)
    parts: list[str] = []
    pos = start + 1
    length = len(text)
    while pos < length:
        match = chunk.match(text, pos)
        if match:
            parts.append(match[0])
            pos = match.end()
            continue
        char = text[pos]
        if char in closers:
            return Found("".join(parts), pos + 1, True)
        if char == "\\":
            piece, after = _escape(text, pos, quote, fault)
            parts.append(piece)
            pos = after
            continue
        if char in "\r\n" and not _goes_on(text, pos):
            return Found("".join(parts), pos, False)
        fault("raw_control", pos, pos + 1)
        run = _controls().match(text, pos)
        assert run
        parts.append(run[0])
        pos = run.end()
    return Found("".join(parts), length, False)


def _escape(text: str, pos: int, quote: str, fault: NoteFault) -> tuple[str, int]:
    """What the escape at `pos` stands for, and where it ends."""
    following = text[pos + 1 : pos + 2]
    plain = _ESCAPES.get(following)
    if plain is not None:
        return plain, pos + 2
    match = _unicode().match(text, pos)
    if match:
        code = int(match[1], 16)
        if 0xD800 <= code < 0xDC00:
            second = _unicode().match(text, match.end())
            low = int(second[1], 16) if second else 0
            if second and 0xDC00 <= low < 0xE000:
                paired = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00)
                return chr(paired), second.end()
        return chr(code), match.end()
    if following and following == quote:
        return following, pos + 2  # Python and JavaScript escape their own quote
    fault("bad_escape", pos, min(pos + 2, len(text)))
    return "\\", pos + 1


@cache
def _line() -> re.Pattern[str]:
    return re.compile(r"[^\r\n]*")


def _goes_on(text: str, pos: int) -> bool:
    """Whether a string that meets a line end at `pos` goes on in the next line.

    It does where the next line has no quote, or has one that ends a string; it does not where
    that quote opens one or the line closes brackets only, since then the closing quote was
    forgotten. Looks at one line only.
    """
    start = pos + 2 if text.startswith("\r\n", pos) else pos + 1
    match = _line().match(text, start)
    assert match
    line = match[0]
    _, found, after = line.partition('"')
    if not found:
        return match.end() < len(text) and (not line or bool(line.strip(" \t,}]")))
    after = after.lstrip()
    return not after or after[0] in ",:}]"


@cache
def _running_on() -> re.Pattern[str]:
    return re.compile(r"[:,{\[\\][ \t\\]*$")


def runs_on(text: str, node: Node) -> bool:
    """Whether a string went on up to the opening quote of the next one.

    It is so where it ends with the punctuation that stands between two strings.
    """
    end = node.end - 1
    return _running_on().search(text, max(node.start + 1, end - 40), end) is not None


@cache
def _member_start() -> re.Pattern[str]:
    return re.compile(
        r"""["'\u201c\u201e\uff02][^"'\u201c\u201d\uff02\n]{0,99}["'\u201c\u201d\uff02]"""
        r"""\s{0,99}[:\uff1a]"""
    )


def begins_member(text: str, start: int, *, name: bool) -> bool:
    """Whether a member (with `name`) or an item of a list can begin at `start`."""
    return bool(_member_start().match(text, start)) if name else text[start] in '"{['
