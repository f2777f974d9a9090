"""The tree that the tolerant reader builds, and where its parts stand in the text."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate

OBJECT = "object"
ARRAY = "array"
STRING = "string"
NUMBER = "number"
BOOLEAN = "boolean"
NULL = "null"
MISSING = "missing"
"""A value that the text lacks: nothing stands after a colon, or the text ends there."""

MAX_DEPTH = 64
"""How many brackets may be open at once."""


class Node:
    """One value, or one name of a member, with the half-open range of characters it came from.

    `value` is a str, int, float, bool or None; the items of an array; the members of an object.
    Its repr shows no value, since any of them may be a secret.
    """

    __slots__ = ("end", "items", "kind", "members", "start", "value")

    def __init__(self, kind: str, start: int, end: int, value: object = None) -> None:
        self.kind = kind
        self.start = start
        self.end = end
        self.value = value
        self.items: list[Node] = [] if kind == ARRAY else _NO_ITEMS
        self.members: list[Member] = [] if kind == OBJECT else _NO_MEMBERS

    def __repr__(self) -> str:
        return f"Node({self.kind}, {self.start}, {self.end})"

    @property
    def text(self) -> str:
        """The text of a string, empty for every other kind."""
        return self.value if isinstance(self.value, str) else ""

    def find(self, name: str) -> Node | None:
        """The value of the member `name` of an object; the last one wins, as in every parser."""
        for key, value in reversed(self.members):
            if key.value == name:
                return value
        return None

    def names(self) -> list[str]:
        """The names of an object's members, in the order of the text."""
        return [key.text for key, _ in self.members]


Member = tuple[Node, Node]
_NO_ITEMS: list[Node] = []
_NO_MEMBERS: list[Member] = []
"""What every scalar shares, so that a file of a million numbers makes no million lists."""


def says_the_same(first: Node, second: Node) -> bool:
    """Whether two values are equal, with all that stands twice in them; ``true`` is not 1.

    It ends at the first difference, so that it takes no longer than the smaller one is large.
    """
    if first.kind != second.kind or len(first.members) != len(second.members):
        return False
    if first.members:
        return all(
            key.text == other.text and says_the_same(value, its)
            for (key, value), (other, its) in zip(first.members, second.members, strict=True)
        )
    if first.items or second.items:
        items = zip(first.items, second.items, strict=False)
        return len(first.items) == len(second.items) and all(says_the_same(*pair) for pair in items)
    return first.value == second.value and type(first.value) is type(second.value)


def to_python(node: Node) -> object:
    """What `json.loads` gives for the same text."""
    if node.kind == OBJECT:
        return {key.text: to_python(value) for key, value in node.members}
    if node.kind == ARRAY:
        return [to_python(item) for item in node.items]
    return node.value


class Lines:
    """Lines and columns of a text, both counted from 1; columns count characters."""

    def __init__(self, text: str) -> None:
        if "\r" in text:
            # Of the same length, so that every offset stays what it was.
            text = text.replace("\r\n", " \n").replace("\r", "\n")
        self._length = len(text)
        lengths = (len(line) + 1 for line in text.split("\n"))
        self._starts = [0, *accumulate(lengths)][:-1]

    def __len__(self) -> int:
        return len(self._starts)

    def locate(self, offset: int) -> tuple[int, int]:
        """The line and column of the character at `offset`; just behind the last is a place too."""
        offset = max(0, min(offset, self._length))
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def range_of(self, line: int) -> tuple[int, int]:
        """The half-open range of characters of line number `line`, with its line end."""
        start = self._starts[line - 1]
        end = self._starts[line] if line < len(self._starts) else self._length
        return start, end
