"""The lines that a mending changes, with secrets masked on both sides."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from chattui.clientfile.masking import MaskedText
from chattui.clientfile.mending import DiffLine, Mending
from chattui.clientfile.model import Document

CONTEXT = 1
"""Lines that are shown above and below a change."""

WIDTH = 70
"""Columns of a line that are shown around a change: those of a terminal of 80, with the sign and
the number in front; a change that is longer has twice as many."""

_LEAST_AROUND = 12
"""Columns on either side of a long change."""

MOST_PAIRS = 500_000
"""Pairs of equal lines, or characters, up to which two texts are compared piece by piece. With
more of them only what is the same at the beginning and at the end is told apart."""

_Span = tuple[int, int, int, int]


def lines_of(mending: Mending) -> list[DiffLine]:
    """What `diff` gives."""
    if mending.only_mode:
        return []
    new = _Side(mending.mended.document)
    if mending.rebuilt:
        return [DiffLine("+", new.shown(number), number + 1) for number in range(len(new.raw))]
    old = _Side(mending.diagnosis.document)
    spans = _changed(old.raw, new.raw)
    return list(_hunks(old, new, spans)) if spans else []


class _Side:
    """The lines of one text, as they are for comparing, and masked for showing."""

    def __init__(self, document: Document) -> None:
        text = document.text
        ranges = [document.lines.range_of(n) for n in range(1, len(document.lines) + 1)]
        self.raw = [text[start:end] for start, end in ranges]
        if self.raw and not self.raw[-1]:  # behind the last line end there is no line
            self.raw.pop()
        self._masked = MaskedText(document)

    def shown(self, number: int) -> str:
        """Line `number`, counted from 0, with what cannot be seen made visible."""
        line = self._masked.line(number + 1)
        bare = line.rstrip(" ")
        return "".join(_visible(char) for char in bare) + "\u2420" * (len(line) - len(bare))


def _visible(char: str) -> str:
    odd = char != " " and unicodedata.category(char) in ("Zs", "Zl", "Zp")
    return f"U+{ord(char):04X}" if odd else char


def _changed(old: Sequence[str], new: Sequence[str]) -> list[_Span]:
    """The ranges of lines or characters that differ: from and to in the old, and in the new."""
    before, after = _same_ends(old, new)
    was, will = old[before : len(old) - after], new[before : len(new) - after]
    if not was and not will:
        return []
    counts = Counter(will)
    if sum(counts[piece] for piece in was) > MOST_PAIRS:
        return [(before, len(old) - after, before, len(new) - after)]
    codes = SequenceMatcher(None, was, will, autojunk=False).get_opcodes()
    return [
        (first + before, last + before, start + before, stop + before)
        for tag, first, last, start, stop in codes
        if tag != "equal"
    ]


def _same_ends(old: Sequence[str], new: Sequence[str]) -> tuple[int, int]:
    """How many lines or characters are the same at the beginning and at the end."""
    shorter = min(len(old), len(new))
    before = 0
    while before < shorter and old[before] == new[before]:
        before += 1
    after = 0
    while after < shorter - before and old[-1 - after] == new[-1 - after]:
        after += 1
    return before, after


def _hunks(old: _Side, new: _Side, spans: list[_Span]) -> Iterator[DiffLine]:
    """The changes with the lines around them, and a mark where lines are left out."""
    shown = 0
    for index, (first, last, start, stop) in enumerate(spans):
        following = spans[index + 1][2] if index + 1 < len(spans) else len(new.raw)
        if start - CONTEXT > shown:
            yield DiffLine("@", "…", start - CONTEXT + 1)
        for number in range(max(shown, start - CONTEXT), start):
            yield DiffLine(" ", _beginning(new.shown(number)), number + 1)
        yield from _replaced(old, new, (first, last, start, stop))
        shown = min(stop + CONTEXT, following)
        for number in range(stop, shown):
            yield DiffLine(" ", _beginning(new.shown(number)), number + 1)
    if shown < len(new.raw):
        yield DiffLine("@", "…", shown + 1)


def _replaced(old: _Side, new: _Side, span: _Span) -> Iterator[DiffLine]:
    first, last, start, stop = span
    was = [old.shown(number) for number in range(first, last)]
    will = [new.shown(number) for number in range(start, stop)]
    windows = _windows("\n".join(was), "\n".join(will))
    if len(was) == len(will) == 1:
        for left, right, up, to in windows or [(0, 0, 0, 0)]:
            yield DiffLine("-", _window(was[0], left, right), first + 1)
            yield DiffLine("+", _window(will[0], up, to), start + 1)
        return
    yield from _side("-", was, first, [window[:2] for window in windows])
    yield from _side("+", will, start, [window[2:] for window in windows])


def _side(
    sign: str, lines: list[str], number: int, windows: list[tuple[int, int]]
) -> Iterator[DiffLine]:
    """One side of a change of several lines, each cut to where it changes."""
    offset = 0
    for line in lines:
        number += 1
        end = offset + len(line)
        inside = [
            (max(left, offset) - offset, min(right, end) - offset)
            for left, right in windows
            if left <= end and right >= offset
        ]
        parts = (_window(line, left, right) for left, right in inside or [(0, 0)])
        for part in dict.fromkeys(parts):  # a short line is shown whole for each of its changes
            yield DiffLine(sign, part, number)
        offset = end + 1


def _windows(old: str, new: str) -> list[_Span]:
    """The ranges of characters that differ, those that are near to each other as one."""
    windows: list[_Span] = []
    for first, last, start, stop in _changed(old, new):
        if windows and first - windows[-1][1] < WIDTH // 3:
            left, _, up, _ = windows.pop()
            windows.append((left, last, up, stop))
        else:
            windows.append((first, last, start, stop))
    return windows


def _beginning(line: str) -> str:
    return line if len(line) <= WIDTH else line[: WIDTH - 1] + "…"


def _window(line: str, start: int, stop: int) -> str:
    """The part of a line around the columns from `start` up to `stop`; all of a short one."""
    if len(line) <= WIDTH:
        return line
    stop = max(stop, start)
    around = max(_LEAST_AROUND, (WIDTH - (stop - start)) // 2)
    left = max(0, min(start - around, len(line) - WIDTH))
    right = min(len(line), max(stop + around, left + WIDTH))
    shown = ("…" if left else "") + line[left + bool(left) : right]
    if right < len(line):
        shown = shown[:-1] + "…"
    return shown if len(shown) <= 2 * WIDTH else f"{shown[: WIDTH - 2]} … {shown[1 - WIDTH :]}"
