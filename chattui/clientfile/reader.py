"""A JSON reader that goes on after an error, and says where everything stood.

It accepts exactly RFC 8259 without a fault, and recovers a tree from far more: one fault for each
cause, every place where it shows. It is iterative, takes time linear in the text, and never
raises.

Faults are soft where the reader is sure of what was meant, such as a comma too many. After the
first hard one the tree is a guess, later faults would be followers of the first, and none is
reported.
"""

from __future__ import annotations

import re

from chattui.clientfile import strings
from chattui.clientfile.faults import Reading
from chattui.clientfile.progress import COLON, FIRST, KEY, NEXT, QUICK_FROM, VALUE, Frame, Progress
from chattui.clientfile.tokens import FOREIGN, hides_json, read_word, skip_gap
from chattui.clientfile.tree import ARRAY, MAX_DEPTH, MISSING, OBJECT, STRING, Node

_SPACE = re.compile(r"[ \t\n\r]+")
_WORD_START = frozenset("$+-._")


def read(text: str) -> Reading:
    """The tree and the faults of `text`."""
    reader = _Reader(text)
    if len(text) < QUICK_FROM:
        reader.run()
    else:
        from chattui.clientfile.pause import NoCollecting
        from chattui.clientfile.plain import take

        reader.quick = take
        with NoCollecting():
            reader.run()
    return Reading(reader.root, list(reader.faults.values()))


class _Reader(Progress):
    def run(self) -> None:
        """Read the whole text."""
        text = self.text
        end = len(text)
        while self.pos < end and not self.stopped:
            char = text[self.pos]
            if char == "," and self.stack and self.stack[-1].state == NEXT:
                self._next_member(self.pos + 1)
            elif char in " \t\n\r":
                match = _SPACE.match(text, self.pos)
                assert match
                self.pos = match.end()
            elif (char in "/#\x0b\x0c" or char > "~") and self._skip_gap():
                pass
            elif self.root is not None and not self.stack:
                from chattui.clientfile import stray

                if not stray.behind(self, char):
                    break
            elif not self._token(char):
                break
        self._finish()

    def _next_member(self, behind: int) -> None:
        frame = self.stack[-1]
        frame.state = frame.after_comma
        frame.comma = self.pos
        self.pos = behind
        if self.quick is not None:
            self.quick(self)

    def _skip_gap(self) -> bool:
        start = self.pos
        if self.stack and self.text[start] in "/#":
            frame = self.stack[-1]
            waiting = frame.state in (COLON, VALUE) and frame.node.kind == OBJECT
            if hides_json(self.text, start, waiting=waiting):
                return False
        end = skip_gap(self.text, start, self.fault)
        self.pos = end
        return end > start

    def _token(self, char: str) -> bool:
        """Read one token; False where reading has to stop."""
        start = self.pos
        if char in "0123456789" and self.stack:
            self._put_word()
        elif char in "{[":
            return self.push(char)
        elif not self.stack:
            return self._outside(char)
        elif char in "}]":
            self._close(char)
        elif char == ",":
            self._comma()
        elif char == ":":
            self._colon()
        elif char in strings.CLOSERS:
            self.put(self._string(char))
        elif char in FOREIGN:
            return self._foreign(char)
        elif char.isalnum() or char in _WORD_START:
            self._put_word()
        else:
            self.fault("unexpected", start, start + 1, detail=char)
            self.pos = start + 1
        return True

    def _outside(self, char: str) -> bool:
        """Read one token in front of any object or list; False where reading has to stop."""
        from chattui.clientfile import stray

        if char in "}]":
            self._close(char)
        elif char in ",:":
            self.fault("unexpected", self.pos, self.pos + 1, detail=char)
            self.pos += 1
        elif char in strings.CLOSERS and not stray.is_wrapping_quote(self.text, self.pos):
            self.put(self._string(char))
        elif char in FOREIGN and FOREIGN[char] in "{[":
            return self._foreign(char)
        elif stray.is_scalar(self.text, self.pos):
            self._put_word()
        else:
            return stray.before(self)
        return True

    def _foreign(self, char: str) -> bool:
        """A comma, colon or bracket as another script or language writes it."""
        start = self.pos
        end = start + 1
        meant = FOREIGN[char]
        state = self.stack[-1].state if self.stack else FIRST
        if char == "=":
            end += self.text.startswith(">", end)
        following = self.text[end : end + 1]
        fits = {",": NEXT, ":": COLON}.get(meant, state) == state and following not in (",", ":")
        if not fits:
            self.fault("unexpected", start, start + 1, detail=char)
            self.pos = start + 1
            return True
        self.fault("foreign_punctuation", start, end, detail=self.text[start:end])
        if meant in "{[":
            return self.push(meant)
        if meant in "}]":
            self._close(meant)
        elif meant == ",":
            self._next_member(end)
        else:
            self.stack[-1].state = VALUE
            self.pos = end
        return True

    def _string(self, quote: str) -> Node:
        self.before_value()
        start = self.pos
        self.before_colon(start)
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
        state = self.stack[-1].state if self.stack else VALUE
        if state == NEXT:
            self.before_value()
            state = self.stack[-1].state
        elif state == COLON:
            self.before_colon(self.pos)
        is_name = state in (FIRST, KEY) and self.stack[-1].node.kind == OBJECT
        node = read_word(self.text, self.pos, self.fault, name=is_name)
        self.pos = node.end
        self.put(node)

    def _is_late_brace(self, char: str) -> bool:
        """Whether the brace that was missing at the beginning stands here, between two members."""
        if char != "{" or len(self.stack) != 1 or self.broken:
            return False
        frame = self.stack[-1]
        node = frame.node
        if frame.state not in (KEY, NEXT) or node.end != node.start:
            return False
        node.end = node.start + 1
        frame.state = KEY if frame.state == KEY else FIRST  # where no comma is waiting for more
        self.pos += 1
        return True

    def push(self, char: str) -> bool:
        """Open an object or a list; False where that would be too deep."""
        start = self.pos
        stack = self.stack
        if len(stack) >= MAX_DEPTH:
            self.fault("too_deep", start, start + 1)
            return False
        if "no_brace" in self.faults and self._is_late_brace(char):
            return True
        if stack and stack[-1].state == NEXT:
            self.before_value()
        self.pos = start + 1
        node = Node(OBJECT if char == "{" else ARRAY, start, start + 1)
        self.put(node)
        stack.append(Frame(node))
        if self.quick is not None:
            self.quick(self)
        return True

    def _comma(self) -> None:
        start = self.pos
        self.pos += 1
        frame = self.stack[-1]
        if frame.state in (COLON, VALUE) and frame.node.kind == OBJECT:
            self.no_value(frame, start)
            frame.state = KEY
            frame.comma = start
        else:
            self.fault("extra_comma", start, start + 1)

    def _colon(self) -> None:
        start = self.pos
        self.pos += 1
        frame = self.stack[-1]
        if frame.state == COLON:
            frame.state = VALUE
        elif frame.node.kind == ARRAY:
            self.bracket_fault("unexpected", start, detail=":")
        else:
            self.fault("unexpected", start, start + 1, detail=":")

    def _close(self, char: str) -> None:
        start = self.pos
        self.pos += 1
        kind = OBJECT if char == "}" else ARRAY
        if not any(frame.node.kind == kind for frame in self.stack):
            self.bracket_fault("bad_bracket", start, detail=char)
            return
        while True:
            frame = self.stack.pop()
            if frame.state == COLON or (frame.state == VALUE and frame.node.kind == OBJECT):
                self.no_value(frame, start)
            elif frame.state in (KEY, VALUE):
                self.fault("extra_comma", frame.comma, frame.comma + 1)
            frame.node.end = self.pos
            if frame.node.kind == kind:
                return
            self.bracket_fault("bad_bracket", start, opened=frame.node.start, detail=char)

    def _finish(self) -> None:
        end = len(self.text)
        if self.stack:
            innermost = self.stack[-1].node
            if innermost.end == innermost.start:
                pass  # the brace that was missing is missing at the end too
            elif self.text.rstrip().endswith(("}", "]")):
                self.bracket_fault("truncated", end, opened=innermost.start)
            else:
                self.fault("truncated", end, end, opened=innermost.start)
        elif self.root is None:
            start = end - len(self.text.lstrip())
            stop = self.text.find("\n", start)
            self.fault("not_json", start, stop if stop >= 0 else end)
        while self.stack:
            frame = self.stack.pop()
            frame.node.end = end
            if frame.key is not None:
                frame.put(Node(MISSING, end, end))
