"""Reading what is as JSON has it, many values at once: for large files.

It reads on from where the tolerant reader stands, up to the first thing that is not plain: a string
with an escape, a long number, or anything that is no JSON.
"""

from __future__ import annotations

import re
from functools import cache

from chattui.clientfile.progress import FIRST, NEXT, Frame, Progress
from chattui.clientfile.tree import (
    ARRAY,
    BOOLEAN,
    MAX_DEPTH,
    NULL,
    NUMBER,
    OBJECT,
    STRING,
    Node,
)

_GAP = r"[ \t\n\r]*"
_STRING = r'"([^"\\\x00-\x1f]*)"'
_SCALAR = rf"(?:{_STRING}|(-?(?:0|[1-9][0-9]{{0,17}}))|(true|false|null))"
_WORDS: dict[str, tuple[str, object]] = {
    "true": (BOOLEAN, True),
    "false": (BOOLEAN, False),
    "null": (NULL, None),
}


@cache
def _pattern(kind: str) -> re.Pattern[str]:
    patterns = {
        OBJECT: rf"{_GAP}{_STRING}{_GAP}:{_GAP}(?:{_SCALAR}{_GAP}([,}}])|([{{\[]))",
        ARRAY: rf"{_GAP}(?:{_SCALAR}{_GAP}([,\]])|(\[*[{{\[]))",
        "closing": rf"{_GAP}([}}\]]+){_GAP}(,?)",
    }
    return re.compile(patterns[kind])


def take(reader: Progress) -> None:
    """Read on while all is plain; the reader stands behind an opening bracket or a comma."""
    text, stack = reader.text, reader.stack
    patterns = {OBJECT: _pattern(OBJECT).match, ARRAY: _pattern(ARRAY).match}
    while True:
        frame = stack[-1]
        match = patterns[frame.node.kind](text, reader.pos)
        if match is None:
            if frame.state != FIRST or not _close(reader):
                return
        elif (opened := match[match.re.groups]) is None:
            if not _scalars(reader, frame, match):
                return
        elif len(stack) + len(opened) > MAX_DEPTH:
            return
        else:
            _open(reader, frame, match, opened)


def _open(reader: Progress, frame: Frame, match: re.Match[str], brackets: str) -> None:
    reader.pos = match.end()
    start = reader.pos - len(brackets)
    for bracket in brackets:
        node = Node(OBJECT if bracket == "{" else ARRAY, start, start + 1)
        if frame.node.kind == OBJECT:
            frame.node.members.append((_name(match), node))
        else:
            frame.node.items.append(node)
        frame.state = NEXT
        frame = Frame(node)
        reader.stack.append(frame)
        start += 1


def _scalars(reader: Progress, frame: Frame, match: re.Match[str]) -> bool:
    """Take a scalar and those behind it; False where what follows is not plain."""
    text, node = reader.text, frame.node
    following = match.re.match
    last = match.re.groups - 1
    members, items = node.members, node.items
    while True:
        scalar = _scalar(match, last)
        if last == 5:
            members.append((_name(match), scalar))
        else:
            items.append(scalar)
        reader.pos = match.end()
        more = following(text, reader.pos) if match[last] == "," else None
        if more is None or more[last] is None:
            break
        match = more
    if match[last] == ",":
        frame.state = frame.after_comma
        frame.comma = reader.pos - 1
        return True
    reader.pos -= 1
    frame.state = NEXT
    return _close(reader)


def _close(reader: Progress) -> bool:
    """Close what the brackets here close, and go on behind a comma; False where all stops."""
    stack = reader.stack
    match = _pattern("closing").match(reader.text, reader.pos)
    if match is None:
        return False
    pos = match.start(1)
    for bracket in match[1]:
        node = stack[-1].node if stack else None
        if node is None or (bracket == "}") is not (node.kind == OBJECT):
            reader.pos = pos
            return False
        pos += 1
        node.end = pos
        stack.pop()
    reader.pos = pos
    if not stack or not match[2]:
        return False
    frame = stack[-1]
    frame.state = frame.after_comma
    reader.pos = match.end()
    frame.comma = reader.pos - 1
    return True


def _name(match: re.Match[str]) -> Node:
    start, end = match.span(1)
    return Node(STRING, start - 1, end + 1, match[1])


def _scalar(match: re.Match[str], last: int) -> Node:
    """The scalar in the three groups in front of the group `last`."""
    value = match[last - 3]
    if value is not None:
        start = match.start(last - 3) - 1
        return Node(STRING, start, start + len(value) + 2, value)
    value = match[last - 2]
    if value is not None:
        start = match.start(last - 2)
        return Node(NUMBER, start, start + len(value), int(value))
    word = match[last - 1]
    start = match.start(last - 1)
    kind, meant = _WORDS[word]
    return Node(kind, start, start + len(word), meant)
