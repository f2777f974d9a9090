"""git's ignore patterns, byte for byte as git matches them.

A library would be the usual choice; it was measured and left: it takes longer to import than the
doctor takes to run, does not know character classes such as ``[[:digit:]]``, and a hostile pattern
keeps its regular expressions busy for ever. Here each byte of a path moves a set of states, which
is linear (``wildmatch.c`` and ``dir.c`` of git say what must come out, and git itself is asked in
the tests).
"""

from __future__ import annotations

import re

_SPECIAL = re.compile(rb"[*?\[\\]")
_UNCLEAR = re.compile(rb"[\[\\]")
_BETWEEN = re.compile(rb"[*?/]")
"""What stands between runs of bytes that every match has, by which most patterns are ruled out."""
_STAR, _STARS, _MAYBE = "*", "**", "?/"
_SLASH = ord("/")
_CLASSES = {
    b"alnum": b"0-9A-Za-z",
    b"alpha": b"A-Za-z",
    b"blank": b" \t",
    b"cntrl": b"\x00-\x1f\x7f-\x7f",
    b"digit": b"0-9",
    b"graph": b"!-~",
    b"lower": b"a-z",
    b"print": b" -~",
    b"punct": b"!-/:-@[-`{-~",
    b"space": b" \t\n\r",  # git has a notion of its own
    b"upper": b"A-Z",
    b"xdigit": b"0-9A-Fa-f",
}
_Token = frozenset[int] | str
"""The bytes that are matched, `_STAR` (within a folder), or `_STARS` (across folders). `_MAYBE`
stands before the latter and a slash, as both together may be nothing."""
_DEAD: list[_Token] = [frozenset()]


class TooMuchError(Exception):
    """The patterns are more work than the answer is worth."""


class Effort:
    """How much work may still be done: a hostile repository must not keep anybody waiting."""

    __slots__ = ("left",)

    def __init__(self, left: int) -> None:
        self.left = left

    def spend(self, amount: int) -> None:
        """Raises TooMuchError where it is used up."""
        self.left -= amount
        if self.left < 0:
            raise TooMuchError


class Pattern:
    """One line of an ignore file."""

    __slots__ = ("_machine", "_needle", "_prefix", "_wild", "by_name", "folders_only", "negative")

    def __init__(self, line: bytes) -> None:
        self.negative = line.startswith(b"!")
        text = line[1:] if self.negative else line
        self.folders_only = text.endswith(b"/")
        if self.folders_only:
            text = text[:-1]
        self.by_name = b"/" not in text
        """Whether only the last name of a path is looked at."""
        if not self.by_name and text.startswith(b"/"):
            text = text[1:]
        special = _SPECIAL.search(text)
        literal = special.start() if special else len(text)
        self._prefix, self._wild = text[:literal], text[literal:]
        self._needle = max(_BETWEEN.split(_UNCLEAR.split(self._wild, maxsplit=1)[0]), key=len)
        self._machine: _Machine | None = None

    def matches(self, path: bytes, effort: Effort) -> bool:
        """Whether `path`, or its last name where `by_name` is so, is what the pattern means."""
        if not path.startswith(self._prefix):
            return False
        rest = path[len(self._prefix) :]
        if not self._wild:
            return not rest
        if self._needle not in rest:
            return False
        if self._machine is None:
            effort.spend(4 * len(self._wild))
            self._machine = _Machine(_tokens_of(self._wild))
        return self._machine.takes(rest, effort)


class _Machine:
    """All places in a pattern at once that the bytes so far lead to, as the bits of a number."""

    __slots__ = ("_cost", "_empty", "_loops", "_masks", "_skips", "_tokens")

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._masks: dict[int, int] = {}
        star, stars, self._skips = (
            sum(1 << i for i, token in enumerate(tokens) if token == kind)
            for kind in (_STAR, _STARS, _MAYBE)
        )
        self._loops = (star | stars, stars)
        self._empty = star | stars | self._skips
        self._cost = 1 + len(tokens) // 64

    def takes(self, text: bytes, effort: Effort) -> bool:
        """Whether `text` leads through the whole pattern."""
        states = self._closed(1, effort)
        for byte in text:
            mask = self._masks.get(byte)
            if mask is None:
                mask = self._masks[byte] = self._mask_of(byte, effort)
            loops = self._loops[byte == _SLASH]
            states = self._closed((states & mask) << 1 | states & loops, effort)
            if not states:
                return False
        return bool(states >> len(self._tokens) & 1)

    def _closed(self, states: int, effort: Effort) -> int:
        """With the states that are reached without a byte: a star may match nothing."""
        while True:
            effort.spend(self._cost)
            more = states | (states & self._empty) << 1 | (states & self._skips) << 3
            if more == states:
                return states
            states = more

    def _mask_of(self, byte: int, effort: Effort) -> int:
        effort.spend(len(self._tokens) // 8)
        return sum(
            1 << i
            for i, token in enumerate(self._tokens)
            if not isinstance(token, str) and byte in token
        )


def patterns_of(data: bytes, effort: Effort, *, fold: bool = False) -> list[Pattern]:
    """The patterns of an ignore file, the last first, as the last that matches decides.

    With `fold`, they are meant for paths in lower case.
    """
    found: list[Pattern] = []
    for line in data.removeprefix(b"\xef\xbb\xbf").split(b"\n"):
        text = _trimmed(line.removesuffix(b"\r").partition(b"\0")[0])
        if text and not text.startswith(b"#"):
            effort.spend(1 + len(text) // 16)
            found.append(Pattern(text.lower() if fold else text))
    found.reverse()
    return found


def _trimmed(line: bytes) -> bytes:
    """Without the spaces at its end, unless a backslash stands before them."""
    if not line.endswith(b" "):
        return line
    end = i = 0
    while i < len(line):
        if line[i] == 0x5C:
            i += 2
            end = i
            continue
        i += 1
        if line[i - 1] != 0x20:
            end = i
    return line[:end]


def _tokens_of(wild: bytes) -> list[_Token]:
    tokens: list[_Token] = []
    i = 0
    while i < len(wild):
        byte = wild[i]
        if byte == 0x2A:
            stars, i = _star(wild, i)
            tokens += stars
            continue
        if byte == 0x5B:
            found = _bracket(wild, i + 1)
            if found is None:
                return _DEAD
            chosen, i = found
            tokens.append(chosen)
            continue
        if byte == 0x5C:
            i += 1
            if i == len(wild):
                return _DEAD
            byte = wild[i]
        elif byte == 0x3F:
            tokens.append(_ANY)
            i += 1
            continue
        tokens.append(frozenset((byte,)))
        i += 1
    return tokens


def _star(wild: bytes, start: int) -> tuple[tuple[str, ...], int]:
    """Two stars cross folders where they are a whole part of a path; else they are as one."""
    end = start
    while wild[end : end + 1] == b"*":
        end += 1
    whole = (start == 0 or wild[start - 1] == _SLASH) and (
        end == len(wild) or wild[end] == _SLASH or wild[end : end + 2] == b"\\/"
    )
    if end - start == 1 or not whole:
        return (_STAR,), end
    return (_MAYBE, _STARS) if wild[end : end + 1] == b"/" else (_STARS,), end


_ANY = frozenset(range(256)) - {_SLASH}


def _bracket(wild: bytes, start: int) -> tuple[frozenset[int], int] | None:
    """The bytes of ``[…]`` and where it ends; None where it does not, and nothing matches."""
    i = start
    negated = wild[i : i + 1] in (b"!", b"^")
    i += negated
    chosen: set[int] = set()
    before = -1
    first = True
    while i < len(wild) and (first or wild[i] != 0x5D):
        first = False
        byte = wild[i]
        if byte == 0x5C:
            i += 1
            if i == len(wild):
                return None
            before = wild[i]
            chosen.add(before)
        elif byte == 0x2D and before >= 0 and wild[i + 1 : i + 2] not in (b"", b"]"):
            i += 1
            if wild[i] == 0x5C:
                i += 1
                if i == len(wild):
                    return None
            chosen.update(range(before, wild[i] + 1))
            before = -1
        elif wild[i : i + 2] == b"[:":
            end = wild.find(b"]", i + 2)
            if end < 0:
                return None
            if end == i + 2 or wild[end - 1] != 0x3A:
                before = byte
                chosen.add(byte)
            else:
                members = _CLASSES.get(wild[i + 2 : end - 1])
                if members is None:
                    return None
                chosen.update(_members(members))
                before, i = -1, end
        else:
            before = byte
            chosen.add(byte)
        i += 1
    if i >= len(wild):
        return None
    return (_ANY - chosen if negated else frozenset(chosen) & _ANY), i + 1


def _members(ranges: bytes) -> set[int]:
    found: set[int] = set()
    i = 0
    while i < len(ranges):
        if ranges[i + 1 : i + 2] == b"-":
            found.update(range(ranges[i], ranges[i + 2] + 1))
            i += 3
        else:
            found.add(ranges[i])
            i += 1
    return found
