"""A file's lines as they may be drawn: what could be a secret is masked as its length."""

from __future__ import annotations

import re
from bisect import bisect_right

from chattui.clientfile import vocabulary as known
from chattui.clientfile.hiding import hidden_in
from chattui.clientfile.model import Document
from chattui.safe_text import cells, safe_text

_CONTROLS = bytes(code for code in [*range(0x20), 0x7F] if code not in b"\t\n\r")
_GOOGLES = frozenset({"accounts", "google", "googleapis", "googleusercontent"})
_LETTERS = str.maketrans("01345", "oleas")
_LINE_ENDS = re.compile(r"([\r\n]+)")


def shown_name(name: str) -> str:
    """The name of a member for a message or pointer, masked unless it looks like a name."""
    if known.is_name(name):
        return name
    return f"…({len(name)})"


def shown_host(host: str) -> str:
    """The host of an address for a message, masked where it does not look like one."""
    if not known.HOST.fullmatch(host) or known.SECRETS.search(host):
        return f"…({len(host)})"
    labels = host.split(".")
    return ".".join(
        label if _is_disguise(label) or not known.is_secret_like(label) else f"…({len(label)})"
        for label in labels
    )


def _is_disguise(label: str) -> bool:
    """Whether a label has digits in place of the letters of a name of Google's."""
    return label.lower().translate(_LETTERS) in _GOOGLES


class MaskedText:
    """The lines of a document with secrets masked, and where its findings are in them."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._text = document.text
        self._starts, self._ends, self._tails = hidden_in(document)

    def lines(self) -> list[str]:
        """Every line, without its line end."""
        if self._text.isascii():
            return self._lines_of_ascii()
        drawn: list[str] = []
        following = 0
        for number in range(1, len(self._document.lines) + 1):
            start, end = self._document.lines.range_of(number)
            end = self._without_line_end(start, end)
            while following < len(self._ends) and self._ends[following] <= start:
                following += 1
            if following < len(self._starts) and self._starts[following] < end:
                drawn.append(self._render(start, end))
            else:
                drawn.append(_safe(self._text[start:end]))
        return drawn

    def _lines_of_ascii(self) -> list[str]:
        """The same at once, where every character is drawn by itself."""
        text, done = self._text, 0
        parts: list[str] = []
        for left, right in zip(self._starts, self._ends, strict=True):
            parts.append(text[done:left])
            rows = _LINE_ENDS.split(text[left:right])
            for row in rows:
                parts.append(row if row[:1] in ("\r", "\n", "") else f"…({len(row)})")
            parts.append(rows[-1][-4:] if left in self._tails else "")
            done = right
        parts.append(text[done:])
        drawn = "".join(parts).replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
        if len(text.encode().translate(None, _CONTROLS)) < len(text):
            drawn = safe_text(drawn, limit=len(drawn) + 1, lines=True)
        return drawn.split("\n")

    def line(self, number: int) -> str:
        """Line `number`, counted from 1."""
        start, end = self._document.lines.range_of(number)
        return self._render(start, self._without_line_end(start, end))

    def locate(self, span: tuple[int, int]) -> tuple[int, int, int]:
        """The line of `span`, and the half-open range of its columns in the masked line, from 0.

        At least one column wide, and of the first line alone where it covers several.
        """
        line, _ = self._document.lines.locate(span[0])
        first, last = self._document.lines.range_of(line)
        last = self._without_line_end(first, last)
        start = max(first, min(self._outside(span[0], begin=True), last))
        end = max(start, min(self._outside(span[1], begin=False), last))
        left = len(self._render(first, start))
        return line, left, max(left + 1, left + len(self._render(start, end)))

    def excerpt(self, span: tuple[int, int], columns: int) -> tuple[str, int, int]:
        """The masked line of `span` as far as `columns` around it need, and its columns in that.

        Of a line of a megabyte only a part is drawn: at least `columns` on either side of the
        beginning of `span`, where the line is so long.
        """
        line, _ = self._document.lines.locate(span[0])
        first, last = self._document.lines.range_of(line)
        last = self._without_line_end(first, last)
        start = max(first, min(self._outside(span[0], begin=True), last))
        end = max(start, min(self._outside(span[1], begin=False), last))
        before = self._part(first, start, columns, backwards=True)
        marked = self._part(start, end, columns)
        after = self._part(end, last, columns)
        return before + marked + after, len(before), len(before) + max(1, len(marked))

    def _part(self, start: int, end: int, columns: int, *, backwards: bool = False) -> str:
        """The beginning of what is drawn of a range, or its end: all, or wider than `columns`."""
        far = 4 * columns
        while True:
            left = max(start, self._outside(end - far, begin=True)) if backwards else start
            right = end if backwards else min(end, self._outside(start + far, begin=False))
            drawn = self._render(left, right)
            if (left, right) == (start, end) or cells(drawn) > columns:
                return drawn
            far *= 4

    def _without_line_end(self, start: int, end: int) -> int:
        while end > start and self._text[end - 1] in "\r\n":
            end -= 1
        return end

    def _outside(self, offset: int, *, begin: bool) -> int:
        """`offset`, moved to an edge of the masked range that it lies in."""
        index = bisect_right(self._starts, offset) - 1
        if index >= 0 and self._starts[index] < offset < self._ends[index]:
            return self._starts[index] if begin else self._ends[index]
        return offset

    def _render(self, start: int, end: int) -> str:
        parts: list[str] = []
        index = max(0, bisect_right(self._starts, start) - 1)
        while start < end and index < len(self._starts):
            left, right = self._starts[index], self._ends[index]
            index += 1
            if right <= start:
                continue
            if left >= end:
                break
            if left > start:
                parts.append(_safe(self._text[start:left]))
            start = max(start, left)
            stop = min(right, end)
            has_tail = left in self._tails and stop == right
            tail = self._text[max(start, right - 4) : right] if has_tail else ""
            parts.append(f"…({stop - start}){_safe(tail)}")
            start = stop
        if start < end:
            parts.append(_safe(self._text[start:end]))
        return "".join(parts)


def _safe(text: str) -> str:
    return safe_text(text.replace("\t", " "), limit=len(text) + 1)
