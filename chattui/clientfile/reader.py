"""A JSON reader that goes on after an error, and says where everything stood.

It accepts exactly RFC 8259 without a fault, and recovers a tree from far more: one fault for each
cause, the first place where it shows. It is iterative, takes time linear in the text, and never
raises.

Faults are soft where the reader is sure of what was meant, such as a comma too many. After the
first hard one the tree is a guess, later faults would be followers of the first, and none is
reported.
"""

from __future__ import annotations

import re

from chattui.clientfile import strings
from chattui.clientfile.faults import HARD, MOST_PLACES, Fault, Reading
from chattui.clientfile.tokens import read_word, skip_gap
from chattui.clientfile.tree import (
    ARRAY,
    BOOLEAN,
    MAX_DEPTH,
    MISSING,
    NULL,
    NUMBER,
    OBJECT,
    STRING,
    Node,
)

_SPACE = re.compile(r"[ \t\n\r]+")
_WORD_START = frozenset("$+-._")
_SCALAR = r"(?:[+-]?[0-9.][\w.+-]*|[Tt]rue|[Ff]alse|null|None|[+-]?(?:NaN|Infinity))\s*$"
"""A whole text that is one number or literal, or was meant as one."""
_JSON_START = r"""[{\[]\s*["'\u201c\u201e{\[]"""
_FIRST, _KEY, _COLON, _VALUE, _NEXT = range(5)


def read(text: str) -> Reading:
    """The tree and the faults of `text`."""
    reader = _Reader(text)
    reader.run()
    return Reading(reader.root, list(reader.faults.values()))


def _is_scalar(text: str, start: int) -> bool:
    return re.compile(_SCALAR).match(text, start) is not None


class _Frame:
    """An object or array that is still open."""

    __slots__ = ("after_comma", "comma", "key", "node", "state")

    def __init__(self, node: Node) -> None:
        self.node = node
        self.after_comma = _KEY if node.kind == OBJECT else _VALUE
        self.state = _FIRST
        self.key: Node | None = None
        self.comma = -1


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.pos = 0
        self.root: Node | None = None
        self.faults: dict[str, Fault] = {}
        self.broken = False
        self.stack: list[_Frame] = []
        self.open = {OBJECT: 0, ARRAY: 0}

    def fault(self, kind: str, start: int, end: int, *, opened: int = -1, detail: str = "") -> None:
        """Note a fault, unless a hard one came before it."""
        if self.broken:
            return
        known = self.faults.get(kind)
        if known is None:
            known = self.faults[kind] = Fault(kind, start, end, opened=opened, detail=detail)
            self.broken = kind in HARD
        else:
            known.count += 1
        if len(known.places) < MOST_PLACES:
            known.places.append((start, end))

    def run(self) -> None:
        """Read the whole text."""
        text = self.text
        end = len(text)
        while self.pos < end:
            char = text[self.pos]
            if char == "," and self.stack and self.stack[-1].state == _NEXT:
                frame = self.stack[-1]
                frame.state = frame.after_comma
                frame.comma = self.pos
                self.pos += 1
            elif char in " \t\n\r":
                match = _SPACE.match(text, self.pos)
                assert match
                self.pos = match.end()
            elif (char in "/#\x0b\x0c" or char > "~") and self._skip_gap():
                pass
            elif self.root is not None and not self.stack:
                self.fault("stray_after", self.pos, self._line_end(self.pos), detail=char)
                break
            elif not self._token(char):
                break
        self._finish()

    def _skip_gap(self) -> bool:
        start = self.pos
        self.pos = skip_gap(self.text, start, self.fault)
        return self.pos > start

    def _token(self, char: str) -> bool:
        """Read one token; False where reading has to stop."""
        start = self.pos
        if char in "0123456789" and self.stack:
            self._put_word()
        elif char in "{[":
            return self._open(char)
        elif char in "}]":
            self._close(char)
        elif char == ",":
            self._comma()
        elif char == ":":
            self._colon()
        elif char in strings.CLOSERS:
            self._put(self._string(char))
        elif self.root is None and not self.stack and not _is_scalar(self.text, start):
            return self._stray_before()
        elif char.isalnum() or char in _WORD_START:
            self._put_word()
        else:
            self.fault("unexpected", start, start + 1, detail=char)
            self.pos = start + 1
        return True

    def _stray_before(self) -> bool:
        """Skip a text in front of the first object or array; False where there is none."""
        match = re.compile(_JSON_START).search(self.text, self.pos)
        if match is None:
            self.fault("not_json", self.pos, self._line_end(self.pos))
            return False
        self.fault("stray_before", self.pos, self._line_end(self.pos, match.start()))
        self.pos = match.start()
        return True

    def _line_end(self, start: int, limit: int | None = None) -> int:
        stop = self.text.find("\n", start, limit)
        return stop if stop >= 0 else len(self.text) if limit is None else limit

    def _string(self, quote: str) -> Node:
        self._before_value()
        start = self.pos
        found = strings.read_string(self.text, start, self.fault)
        self.pos = found.end
        node = Node(STRING, start, found.end, found.value)
        if not found.closed:
            kind = "truncated" if found.end >= len(self.text) else "unclosed_string"
            self.fault(kind, start, found.end, opened=start, detail=quote)
        elif quote != '"':
            kind = "single_quotes" if quote == "'" else "typographic_quotes"
            self.fault(kind, start, found.end, detail=quote)
        return node

    def _put_word(self) -> None:
        self._before_value()
        node = read_word(self.text, self.pos, self.fault)
        self.pos = node.end
        self._put(node)

    def _open(self, char: str) -> bool:
        start = self.pos
        if len(self.stack) >= MAX_DEPTH:
            self.fault("too_deep", start, start + 1)
            return False
        self._before_value()
        self.pos = start + 1
        node = Node(OBJECT if char == "{" else ARRAY, start, start + 1)
        self._put(node)
        self.stack.append(_Frame(node))
        self.open[node.kind] += 1
        return True

    def _put(self, node: Node) -> None:
        """Place a value, or the name of a member, where the frame expects it."""
        if not self.stack:
            self.root = node
            return
        frame = self.stack[-1]
        if frame.node.kind == ARRAY:
            frame.node.items.append(node)
            frame.state = _NEXT
        elif frame.state == _FIRST or frame.state == _KEY:
            if node.kind in (STRING, NUMBER, BOOLEAN, NULL):
                if node.kind != STRING:
                    self.fault("unquoted", node.start, node.end)
                    node.value = self.text[node.start : node.end]
                frame.key = node
                frame.state = _COLON
            else:
                self.fault("unexpected", node.start, node.start + 1)
                frame.node.members.append((Node(STRING, node.start, node.start, ""), node))
                frame.state = _NEXT
        else:
            if frame.state == _COLON:
                self.fault("missing_colon", node.start, node.start + 1)
            self._member(frame, node)

    def _member(self, frame: _Frame, value: Node) -> None:
        key = frame.key or Node(STRING, value.start, value.start, "")
        frame.node.members.append((key, value))
        frame.key = None
        frame.state = _NEXT

    def _before_value(self) -> None:
        """Two values without a comma between: meant so after white space, else a broken quote."""
        if not self.stack or self.stack[-1].state != _NEXT:
            return
        frame = self.stack[-1]
        meant = self.text[self.pos - 1] in " \t\n\r" and self.text[self.pos] in '"{['
        last = frame.node.members[-1][1] if frame.node.members else frame.node.items[-1]
        kind = "no_comma" if meant else "missing_comma"
        self.fault(kind, last.end - 1, last.end)
        frame.state = frame.after_comma

    def _comma(self) -> None:
        start = self.pos
        self.pos += 1
        if not self.stack:
            self.fault("unexpected", start, start + 1, detail=",")
            return
        frame = self.stack[-1]
        if frame.state in (_COLON, _VALUE) and frame.node.kind == OBJECT:
            self._no_value(frame, start)
            frame.state = _KEY
            frame.comma = start
        else:
            self.fault("extra_comma", start, start + 1)

    def _colon(self) -> None:
        start = self.pos
        self.pos += 1
        frame = self.stack[-1] if self.stack else None
        if frame is not None and frame.state == _COLON:
            frame.state = _VALUE
        else:
            self.fault("unexpected", start, start + 1, detail=":")

    def _no_value(self, frame: _Frame, at: int) -> None:
        self.fault("missing_value", at, at + 1)
        self._member(frame, Node(MISSING, at, at))

    def _close(self, char: str) -> None:
        start = self.pos
        self.pos += 1
        kind = OBJECT if char == "}" else ARRAY
        if not self.open[kind]:
            self.fault("bad_bracket", start, start + 1, detail=char)
            return
        while True:
            frame = self.stack.pop()
            self.open[frame.node.kind] -= 1
            if frame.state == _COLON or (frame.state == _VALUE and frame.node.kind == OBJECT):
                self._no_value(frame, start)
            elif frame.state in (_KEY, _VALUE):
                self.fault("extra_comma", frame.comma, frame.comma + 1)
            frame.node.end = self.pos
            if frame.node.kind == kind:
                return
            self.fault("bad_bracket", start, start + 1, opened=frame.node.start, detail=char)

    def _finish(self) -> None:
        end = len(self.text)
        if self.stack:
            self.fault("truncated", end, end, opened=self.stack[-1].node.start)
        elif self.root is None:
            self.fault("not_json", 0, min(end, self._line_end(0)))
        while self.stack:
            frame = self.stack.pop()
            frame.node.end = end
            if frame.key is not None:
                self._member(frame, Node(MISSING, end, end))
