"""How far a text was read: what is open, what is expected next, and what was wrong so far."""

from __future__ import annotations

from collections.abc import Callable

from chattui.clientfile import strings
from chattui.clientfile.faults import HARD, MOST_FAULTS, MOST_PLACES, Fault
from chattui.clientfile.tokens import begins_container, ends_name, ends_value
from chattui.clientfile.tree import (
    ARRAY,
    BOOLEAN,
    MISSING,
    NULL,
    NUMBER,
    OBJECT,
    STRING,
    Node,
)

FIRST, KEY, COLON, VALUE, NEXT = range(5)
"""What is expected: the first thing or the end, a name, a colon, a value, or a comma or the end."""

QUICK_FROM = 1 << 14
"""The length of a text from which on reading many plain values at once pays."""


class Frame:
    """An object or list that is still open."""

    __slots__ = ("after_comma", "comma", "key", "node", "state")

    def __init__(self, node: Node) -> None:
        self.node = node
        self.after_comma = KEY if node.kind == OBJECT else VALUE
        self.state = FIRST
        self.key: Node | None = None
        self.comma = -1

    def put(self, value: Node) -> None:
        """Add a member whose name was read before, if it was."""
        key = self.key or Node(STRING, value.start, value.start, "")
        self.node.members.append((key, value))
        self.key = None
        self.state = NEXT


class Progress:
    """The state of reading one text, and where its values go."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.pos = 0
        self.root: Node | None = None
        self.faults: dict[str, Fault] = {}
        self.broken = False
        self.followers = 0
        self.stopped = False
        """Whether so much is wrong that reading on serves nobody."""
        self.stack: list[Frame] = []
        self.quick: Callable[[Progress], None] | None = None
        self.restarted = False

    def fault(self, kind: str, start: int, end: int, *, opened: int = -1, detail: str = "") -> None:
        """Note a fault, unless a hard one came before it."""
        if self.broken:
            self.followers += 1
            self.stopped = self.followers >= MOST_FAULTS
            return
        known = self.faults.get(kind)
        if known is None:
            known = self.faults[kind] = Fault(kind, start, end, opened=opened, detail=detail)
            self.broken = kind in HARD
        else:
            known.count += 1
            if known.count == MOST_FAULTS:
                self.faults["too_many"] = Fault("too_many", start, end)
                self.faults["too_many"].places.append((start, end))
                self.broken = self.stopped = True
        if len(known.places) < MOST_PLACES:
            known.places.append((start, end))

    def bracket_fault(self, kind: str, start: int, *, opened: int = -1, detail: str = "") -> None:
        """Note that brackets do not pair, where the indentation says so if it does."""
        if self.broken:
            return
        from chattui.clientfile.layout import misfit

        found = misfit(self.text, start)
        if found is not None:
            self.fault(found.kind, found.place, found.place + 1, opened=found.opened)
        else:
            self.fault(kind, start, min(start + 1, len(self.text)), opened=opened, detail=detail)

    def put(self, node: Node) -> None:
        """Place a value, or the name of a member, where the frame expects it."""
        if not self.stack:
            self.root = node
            return
        frame = self.stack[-1]
        if frame.node.kind == ARRAY:
            frame.node.items.append(node)
            frame.state = NEXT
        elif frame.state == FIRST or frame.state == KEY:
            if node.kind in (STRING, NUMBER, BOOLEAN, NULL):
                if node.kind != STRING:
                    kind = "unquoted" if ends_name(self.text, node.end) else "unexpected"
                    self.fault(kind, node.start, node.end)
                    node.value = self.text[node.start : node.end]
                frame.key = node
                frame.state = COLON
            else:
                self.bracket_fault("unexpected", node.start, detail=self.text[node.start])
                frame.node.members.append((Node(STRING, node.start, node.start, ""), node))
                frame.state = NEXT
        else:
            if frame.state == COLON:
                self._missing_colon(node)
            frame.put(node)

    def before_colon(self, start: int) -> None:
        """A value that touches its name: a quote of one of them is missing or too many."""
        if not self.stack or self.stack[-1].state != COLON:
            return
        key = self.stack[-1].key
        assert key is not None
        if key.end == start:
            if strings.runs_on(self.text, key):
                self.fault("unclosed_string", key.start, key.end, opened=key.start)
            else:
                self.fault("unexpected", start, start + 1, detail=self.text[start])

    def _missing_colon(self, node: Node) -> None:
        """A value behind a name: meant so where it ends as a value does."""
        start = node.start
        if ends_value(self.text, node.end) or begins_container(self.text, start):
            self.fault("missing_colon", start, start + 1)
        else:
            self.fault("unexpected", start, start + 1, detail=self.text[start])

    def before_value(self) -> None:
        """Two values without a comma between: meant so after white space, else a broken quote."""
        if not self.stack or self.stack[-1].state != NEXT:
            return
        frame = self.stack[-1]
        last = frame.node.members[-1][1] if frame.node.members else frame.node.items[-1]
        if last.kind == STRING and last.end == self.pos and strings.runs_on(self.text, last):
            self.fault("unclosed_string", last.start, last.end, opened=last.start)
        elif self.text[self.pos - 1] in " \t\n\r" and strings.begins_member(
            self.text, self.pos, name=frame.node.kind == OBJECT
        ):
            self.fault("no_comma", last.end - 1, last.end)
        else:
            self.fault("missing_comma", last.end - 1, last.end)
        frame.state = frame.after_comma

    def no_value(self, frame: Frame, at: int) -> None:
        """A name whose value is missing."""
        self.fault("missing_value", at, at + 1)
        frame.put(Node(MISSING, at, at))
