"""A file's lines as they may be drawn: what could be a secret is masked as its length.

What is shown is chosen, not what is hidden: in a broken file nobody can say where a secret begins
or ends, so every run of five characters and more is masked unless it is a word, an address or an
identifier that these files are known to hold.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from chattui.clientfile import vocabulary as known
from chattui.clientfile.model import Document
from chattui.clientfile.tree import STRING, Node
from chattui.safe_text import cells, safe_text

_PLAIN = b"\x01"
_HIDDEN = b"\x02"
_RUN = re.compile(r"""[^\s"'\u2018-\u201f{}\[\],:<>()=]{5,}""")
_LEFT = re.compile(rb"\x00{5,}")
_HIDDEN_RUN = re.compile(rb"\x02+")
_TAIL_FROM = 24
"""Characters that a client secret has at least, for its last four to be shown."""


def shown_name(name: str) -> str:
    """The name of a member for a message or pointer, masked unless it looks like a name."""
    if known.NAME.fullmatch(name) or name.lower() in known.WORDS:
        return name
    return f"…({len(name)})"


def shown_host(host: str) -> str:
    """The host of an address for a message, masked where it does not look like one."""
    if known.HOST.fullmatch(host) and not known.is_secret_like(host):
        return host
    return f"…({len(host)})"


class MaskedText:
    """The lines of a document with secrets masked, and where its findings are in them."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._text = document.text
        self._tails: set[int] = set()
        hidden = _hidden_ranges(document, self._tails)
        self._starts = [start for start, _ in hidden]
        self._ends = [end for _, end in hidden]

    def lines(self) -> list[str]:
        """Every line, without its line end."""
        return [self.line(number) for number in range(1, len(self._document.lines) + 1)]

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
            tail = self._text[right - 4 : right] if left in self._tails and stop == right else ""
            parts.append(f"…({stop - start}){_safe(tail)}")
            start = stop
        if start < end:
            parts.append(_safe(self._text[start:end]))
        return "".join(parts)


def _safe(text: str) -> str:
    return safe_text(text.replace("\t", " "), limit=len(text) + 1)


def _hidden_ranges(document: Document, tails: set[int]) -> list[tuple[int, int]]:
    """The ranges to mask; adds to `tails` where the last four characters may stay."""
    text = document.text
    marks = bytearray(len(text))
    if document.root is not None:
        _mark_tree(document, marks, tails)
    for pattern in known.SHOWN:
        for match in pattern.finditer(text):
            if document.sound or _stands_alone(text, match):
                left, right = match.span()
                shown = marks[left:right].replace(b"\x00", _PLAIN)
                marks[left:right] = shown
    for match in known.SECRETS.finditer(text):
        _fill(marks, match.start(), match.end(), _HIDDEN)
    for match in known.SECRET_MEMBER.finditer(text):
        _fill(marks, match.start("value"), match.end("value"), _HIDDEN)
    for match in _RUN.finditer(text):
        if match[0].lower() not in known.WORDS:
            for rest in _LEFT.finditer(marks, match.start(), match.end()):
                _fill(marks, rest.start(), rest.end(), _HIDDEN)
    return [match.span() for match in _HIDDEN_RUN.finditer(marks)]


def _stands_alone(text: str, match: re.Match[str]) -> bool:
    """Whether quotes or white space surround the match, so that it is no piece of a secret."""
    before = text[match.start() - 1 : match.start()]
    after = text[match.end() : match.end() + 1]
    return not (before.isalnum() or after.isalnum() or before == "-" or after == "-")


def _fill(marks: bytearray, start: int, end: int, mark: bytes) -> None:
    marks[start:end] = mark * (end - start)


def _mark_tree(document: Document, marks: bytearray, tails: set[int]) -> None:
    """Mark the values below secret names as hidden, and what may be shown as plain.

    Only the tree in front of the first hard fault is trusted to say what may be shown.
    """
    text, trusted = document.text, document.trusted
    assert document.root is not None
    stack: list[tuple[str, Node]] = [("", document.root)]
    while stack:
        name, node = stack.pop()
        stack.extend((name, item) for item in node.items)
        for key, value in node.members:
            is_name = known.NAME.fullmatch(key.text) or key.text.lower() in known.WORDS
            if is_name and key.end <= trusted:
                _fill(marks, key.start, key.end, _PLAIN)
            stack.append((name if known.is_secret_name(name) else key.text, value))
        if node.items or node.members or node.value is None or isinstance(node.value, bool):
            continue
        quoted = node.kind == STRING and text[node.start] == text[node.end - 1] != "\\"
        start, end = (node.start + 1, node.end - 1) if quoted else (node.start, node.end)
        if known.is_secret_name(name):
            _fill(marks, start, end, _HIDDEN)
            long_enough = quoted and end - start >= _TAIL_FROM
            if long_enough and node.end <= trusted and known.has_tail(name):
                tails.add(start)
        elif node.end <= trusted and name in known.SHOWN_VALUES:
            _fill(marks, start, end, _PLAIN)
            for match in known.long_runs(text[start:end]):
                _fill(marks, start + match.start(), start + match.end(), _HIDDEN)
