"""Edits of a text, and the shape of a tree, by which an edit is proven to be the right one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from chattui.clientfile.tree import ARRAY, OBJECT, Node


class Edit(NamedTuple):
    """`new` in place of the characters from `start` up to `end`, and what that is called."""

    start: int
    end: int
    new: str
    change: str


class Step(NamedTuple):
    """A change that is to be proven: the new text, and the shape that it has to have then."""

    text: str
    shape: object
    changes: tuple[str, ...]
    """The name of each single change, as `words` has them."""
    dropped: tuple[str, ...] = ()
    opens: bool = False
    """Whether the doctor sees more of the file after it, so that new errors are no harm."""


def apply(text: str, edits: Iterable[Edit]) -> str:
    """`text` with all `edits`, which do not overlap."""
    parts: list[str] = []
    done = 0
    for edit in sorted(edits):
        assert edit.start >= done, "edits overlap"
        parts += text[done : edit.start], edit.new
        done = edit.end
    return "".join([*parts, text[done:]])


def shape_of(
    node: Node, value: Callable[[str, Node], object] | None = None, name: str = ""
) -> object:
    """What `node` says, apart from how it is written: for a comparison that is exact.

    The order of members counts, and so do those that stand twice, and ``true`` is not 1. `value`
    gives the value of a scalar in place of its own, by the name that it is below.
    """
    if node.kind == OBJECT:
        return OBJECT, [(key.text, shape_of(item, value, key.text)) for key, item in node.members]
    if node.kind == ARRAY:
        return ARRAY, [shape_of(item, value, name) for item in node.items]
    return node.kind, repr(value(name, node) if value else node.value)
