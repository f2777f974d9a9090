"""Lists of people, pasted in whatever shape mail programs and spreadsheets give.

``Ada Lovelace <ada@example.com>; "Hopper, Grace" <grace@example.com>``, one a line, with bullets,
as ``mailto:`` links or separated by white space: the addresses are found, and whatever is left
over is reported with its line and the reason. Each character is looked at a bounded number of
times.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from chattui.chat.addresses import why_not_address
from chattui.safe_text import safe_text

_SHOWN_LIMIT = 120
_LINES = re.compile(r"\r\n|\n|\r")
_SPACE = re.compile(r"[^\S\x0a-\x1f\x85]")  # white space that is no control character but a tab
_BULLET = re.compile(r"(?:[-*+•·◦▪‣–—>]|\(?[0-9]{1,6}[.)])+(?=\s|\Z)")
_SEPARATORS = frozenset(",;，；、")  # noqa: RUF001
_ENDS_SEGMENT = frozenset(";；")  # noqa: RUF001
_NAME_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['’.-])*:?")


@dataclass(frozen=True, slots=True)
class BadEntry:
    """Something in a list that is no address; `line` counts from 1, `text` is safe to show."""

    line: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class ParsedPeople:
    """The people of a pasted list, in its order, and what could not be read."""

    people: tuple[str, ...] = ()
    bad: tuple[BadEntry, ...] = ()
    repeated: tuple[str, ...] = ()
    """Addresses that came more than once, in any case; each is in `people` once."""


def parse_people(text: str) -> ParsedPeople:
    """The addresses in `text`; never raises, and loses nothing that might have been one."""
    people: dict[str, str] = {}
    repeated: dict[str, str] = {}
    bad: list[BadEntry] = []
    for number, entry, address in entries(text):
        reason = why_not_address(address)
        if reason:
            bad.append(BadEntry(number, safe_text(entry or "<>", limit=_SHOWN_LIMIT), reason))
        elif address.casefold() in people:
            repeated.setdefault(address.casefold(), address)
        else:
            people[address.casefold()] = address
    return ParsedPeople(tuple(people.values()), tuple(bad), tuple(repeated.values()))


def entries(text: str) -> Iterator[tuple[int, str, str]]:
    """What should be an address, without names and comments: its line, it as it stands there, and
    without ``mailto:`` and marks around it."""
    for number, line in enumerate(_LINES.split(text.removeprefix("\ufeff")), start=1):
        for entry in _entries(_scan(line)):
            yield number, entry, _without_mailto(entry)


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    """``word``, ``quoted`` (a name), ``angle`` (an address), ``comma`` or ``end``."""
    text: str = ""


def _scan(line: str) -> Iterator[_Token]:
    """The tokens of one line, in one pass: what has no closing mark is a word like any other."""
    bullet = _BULLET.match(line, len(line) - len(line.lstrip()))
    at = bullet.end() if bullet else 0
    word_from = at
    closers = {'"': line.rfind('"'), "<": line.rfind(">"), "(": line.rfind(")")}
    while at < len(line):
        char = line[at]
        # A quotation mark inside a word opens nothing: a"b@example.com is one bad entry.
        opens = closers.get(char, -1) > at and (char != '"' or at == word_from)
        if not (opens or char in _SEPARATORS or _SPACE.match(char)):
            at += 1
            continue
        if word_from < at:
            yield _Token("word", line[word_from:at])
        at += 1
        if opens:
            close = line.index({"<": ">", "(": ")"}.get(char, char), at)
            yield from _inside(char, line[at:close])
            at = close + 1
        elif char in _SEPARATORS:
            yield _Token("end" if char in _ENDS_SEGMENT else "comma")
        word_from = at
    if word_from < at:
        yield _Token("word", line[word_from:at])


def _inside(opener: str, text: str) -> Iterator[_Token]:
    if opener == "<":
        yield _Token("angle", text.strip())
    elif opener == '"' and not _looks_like_address(text):
        if text.strip():
            yield _Token("quoted", text)
    elif "@" in text:
        # "Ada (ada@example.com)" and "'ada@example.com'" mean the address.
        yield from (_Token("word", word) for word in text.split())


def _looks_like_address(text: str) -> bool:
    return "@" in text and not any(char.isspace() for char in text)


def _entries(tokens: Iterator[_Token]) -> Iterator[str]:
    """The texts that should be addresses: names and comments are taken off."""
    segment: list[_Token] = []
    for token in tokens:
        if token.kind == "end":
            yield from _segment_entries(segment)
            segment = []
        else:
            segment.append(token)
    yield from _segment_entries(segment)


def _segment_entries(segment: list[_Token]) -> Iterator[str]:
    """Entries between semicolons, where a comma separates, or stands in "Lovelace, Ada <…>"."""
    parts: list[list[_Token]] = [[]]
    for token in segment:
        if token.kind == "comma":
            parts.append([])
        else:
            parts[-1].append(token)
    surname_first = (
        len(parts) == 2
        and _is_name([token.text for token in parts[0]])
        and len(parts[1]) > 1
        and parts[1][-1].kind == "angle"
    )
    for part in parts[1:] if surname_first else parts:
        yield from _part_entries(part)


def _part_entries(part: list[_Token]) -> Iterator[str]:
    """Entries between commas: words before ``<address>`` are its name."""
    words: list[_Token] = []
    for token in part:
        if token.kind == "angle":
            same = token.text.casefold()
            named = [w.text for w in words if _looks_like_address(w.text)]
            yield from (text for text in named if text.casefold() != same)
            yield token.text
            words = []
        else:
            words.append(token)
    yield from _bare_entries(words)


def _bare_entries(words: list[_Token]) -> Iterator[str]:
    """Addresses without brackets; one at the end may have a name before it."""
    if len(words) > 1 and "@" in words[-1].text and _is_name([w.text for w in words[:-1]]):
        words = words[-1:]
    spaced = " ".join(w.text for w in words)
    if "@" not in spaced and words:
        # "Ada Lovelace" without an address is one thing that is missing, not two.
        yield spaced
        return
    yield from (w.text for w in words)


def _is_name(words: list[str]) -> bool:
    """Whether `words` read as a person's name, or a heading such as "To:", before an address."""
    if not words or words[0][:1].islower() or len(words) > 8:
        return False
    return all(_NAME_WORD.fullmatch(part) for word in words for part in word.split())


def _without_mailto(entry: str) -> str:
    text = entry.strip("'\"")
    if text[:7].casefold() != "mailto:":
        return text
    from urllib.parse import unquote

    return unquote(text[7:].partition("?")[0])
