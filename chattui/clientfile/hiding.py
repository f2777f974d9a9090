"""Which parts of a file's text are masked.

What is shown is chosen, not what is hidden: in a broken file nobody can say where a secret begins
or ends, so every run of five characters and more is masked unless it is a word, an address or an
identifier that these files are known to hold.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from weakref import WeakKeyDictionary

from chattui.clientfile import vocabulary as known
from chattui.clientfile.model import Document
from chattui.clientfile.pause import NoCollecting
from chattui.clientfile.tree import ARRAY, OBJECT, STRING, Node

_PLAIN = b"\x01"
_HIDDEN = b"\x02"
_HIDDEN_RUN = re.compile(rb"\x02+")
_BREAKS = "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \"'{}[],:<>()="
_IS_RUN = bytes(chr(code) not in _BREAKS for code in range(256))
_IS_LEFT = bytes(code == 0 for code in range(256))
_WIDE_BREAK = re.compile(r"[^\S\x00-\x7f]|[\u2018-\u201f]")
_RUN = re.compile(rb"\x01{5,}")
_TAIL_FROM = 24
"""Characters that a client secret has at least, for its last four to be shown."""
_CONTAINERS = frozenset({ARRAY, OBJECT})
_LONGEST_WORD = max(map(len, known.WORDS))


class Hidden(NamedTuple):
    """The masked ranges of a text, by where they begin and end, in its order."""

    starts: list[int]
    ends: list[int]
    tails: set[int]
    """Those of `starts` whose last four characters may stay."""


_FOUND: WeakKeyDictionary[Document, Hidden] = WeakKeyDictionary()
"""What was found for documents that still live, since a report is made of one several times."""


def hidden_in(document: Document) -> Hidden:
    """What is masked of a document's text."""
    found = _FOUND.get(document)
    if found is None:
        with NoCollecting():
            found = _hidden_in(document)
        _FOUND[document] = found
    return found


def _hidden_in(document: Document) -> Hidden:
    text = document.text
    marks = bytearray(len(text))
    tails: set[int] = set()
    if document.root is not None:
        _Tree(document, marks, tails).mark()
    for pattern in known.shown_in(text):
        for match in pattern.finditer(text):
            if document.sound or _stands_alone(text, match):
                left, right = match.span()
                marks[left:right] = marks[left:right].replace(b"\x00", _PLAIN)
    for match in known.SECRETS.finditer(text):
        _fill(marks, match.start(), match.end(), _HIDDEN)
    if known.may_name_secret(text):
        for match in known.SECRET_MEMBER.finditer(text):
            _fill(marks, match.start("value"), match.end("value"), _HIDDEN)
    _hide_runs(text, marks)
    spans = [match.span() for match in _HIDDEN_RUN.finditer(marks)]
    return Hidden([start for start, _ in spans], [end for _, end in spans], tails)


def _hide_runs(text: str, marks: bytearray) -> None:
    """Mark every run of five unmarked characters and more as hidden, known words apart."""
    bare = text if text.isascii() else _WIDE_BREAK.sub(" ", text)
    is_run = bare.encode("ascii", "replace").translate(_IS_RUN)
    both = int.from_bytes(is_run, "little") & int.from_bytes(marks.translate(_IS_LEFT), "little")
    for match in _RUN.finditer(both.to_bytes(len(text), "little")):
        start, end = match.span()
        if end - start <= _LONGEST_WORD and text[start:end].lower() in known.WORDS:
            before, after = is_run[start - 1 : start], is_run[end : end + 1]
            if before != b"\x01" and after != b"\x01":  # else a part of a longer run
                continue
        _fill(marks, start, end, _HIDDEN)


def _stands_alone(text: str, match: re.Match[str]) -> bool:
    """Whether quotes or white space surround the match, so that it is no piece of a secret."""
    before = text[match.start() - 1 : match.start()]
    after = text[match.end() : match.end() + 1]
    return not (before.isalnum() or after.isalnum() or before == "-" or after == "-")


def _fill(marks: bytearray, start: int, end: int, mark: bytes) -> None:
    marks[start:end] = mark * (end - start)


class _Tree:
    """Marks the values below secret names as hidden, and what may be shown as plain.

    Only the tree in front of the first hard fault is trusted to say what may be shown.
    """

    def __init__(self, document: Document, marks: bytearray, tails: set[int]) -> None:
        assert document.root is not None
        self.root = document.root
        self.text = document.text
        self.trusted = document.trusted
        self.marks = marks
        self.tails = tails

    def mark(self) -> None:
        """Mark all of the tree."""
        matters = {"": False}
        stack: list[tuple[str, Node]] = [("", self.root)]
        while stack:
            name, node = stack.pop()
            if node.members:
                self._members(name, node, stack, matters)
            elif node.items:
                all_matter = matters[name]
                for item in node.items:
                    if all_matter or item.kind in _CONTAINERS:
                        stack.append((name, item))
                    elif item.kind == STRING:
                        self._unknown(item)
            elif matters[name]:
                self._value(name, node)

    def _members(
        self, name: str, node: Node, stack: list[tuple[str, Node]], matters: dict[str, bool]
    ) -> None:
        is_secret = known.is_secret_name(name)
        trusted = self.trusted
        for key, value in node.members:
            text = key.text
            if text not in matters:
                matters[text] = known.is_secret_name(text) or text in known.SHOWN_VALUES
            if len(text) > 4 and key.end <= trusted and known.is_name(text):
                _fill(self.marks, key.start, key.end, _PLAIN)
            below = name if is_secret else text
            if matters[below] or value.items or value.members:
                stack.append((below, value))
            elif value.kind == STRING:
                self._unknown(value)

    def _unknown(self, node: Node) -> None:
        """A text that nobody knows, as a whole where signs in it would make short pieces of it."""
        text = node.text
        if len(text) > 4 and not text.isalnum() and known.in_pieces(text):
            _fill(self.marks, node.start + 1, max(node.start + 1, node.end - 1), _HIDDEN)

    def _value(self, name: str, node: Node) -> None:
        if node.value is None or isinstance(node.value, bool):
            return
        text, marks = self.text, self.marks
        quoted = node.kind == STRING and text[node.start] == text[node.end - 1] != "\\"
        start, end = (node.start + 1, node.end - 1) if quoted else (node.start, node.end)
        if known.is_secret_name(name):
            _fill(marks, start, end, _HIDDEN)
            long_enough = quoted and end - start >= _TAIL_FROM
            if long_enough and node.end <= self.trusted and known.has_tail(name):
                self.tails.add(start)
        elif node.end <= self.trusted:
            _fill(marks, start, end, _PLAIN)
            raw = text[start:end]
            if "\\" in raw and known.is_secret_like(node.text):
                _fill(marks, start, end, _HIDDEN)  # escapes hide what is in it from the patterns
            for match in (*known.odd_runs(raw), *known.hiding_parts(raw)):
                _fill(marks, start + match.start(), start + match.end(), _HIDDEN)
