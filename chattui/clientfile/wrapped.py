"""Names and values that a terminal or a mail broke into lines, joined again in the tree.

So the rules see what was meant, and the broken line is the one cause that is told.
"""

from __future__ import annotations

import re

from chattui.clientfile.rules.identifiers import LIST_FIELDS, TEXT_FIELDS
from chattui.clientfile.tree import STRING, Node

JOINED = frozenset(
    {*TEXT_FIELDS, *LIST_FIELDS, "access_token", "id_token", "private_key_id", "refresh_token"}
    | {"token"}
)
"""The fields whose values have no white space, so that a line end in one is a wrapped line."""

_WRAP = re.compile(r"[ \t]*[\r\n]\s*")


def join(text: str) -> str:
    """`text` with its lines joined again, and the indentation of each gone."""
    return _WRAP.sub("", text)


def is_broken(text: str, node: Node) -> bool:
    """Whether a string goes over more than one line of `text`."""
    word = text[node.start : node.end]
    return node.kind == STRING and ("\n" in word or "\r" in word)


def rejoin(text: str, root: Node) -> None:
    """Join the names below `root`, and the values of known fields. They stay where they are."""
    stack = [("", root)]
    while stack:
        name, node = stack.pop()
        if name in JOINED and is_broken(text, node):
            node.value = join(node.text)
        for key, value in node.members:
            if is_broken(text, key):
                key.value = join(key.text)
            stack.append((key.text, value))
        stack += [(name, item) for item in node.items]
