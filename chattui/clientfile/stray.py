"""What stands around the JSON of a text: words, the fence of a code block, a shell's quotes."""

from __future__ import annotations

import re

from chattui.clientfile.faults import Fault
from chattui.clientfile.progress import COLON, Frame, Progress
from chattui.clientfile.tree import ARRAY, OBJECT, STRING, Node

_SCALAR = r"(?:[+-]?[0-9.][\w.+-]*|[Tt]rue|[Ff]alse|null|None|[+-]?(?:NaN|Infinity))\s*$"
"""A whole text that is one number or literal, or was meant as one."""
_QUOTES = r"[\"'\u201c\u201e]"
_OBJECT_START = rf"[{{\uff5b]\s{{0,999}}(?:{_QUOTES}|\w{{1,64}}\s{{0,9}}:)|\{{\}}"
_LIST_START = rf"\[\s{{0,999}}(?:{_QUOTES}|[{{\[])"
_ESCAPED_START = r'\{\s{0,999}(?:\\[nrt]){0,9}\\"'
_NAME = r'"\w{1,64}"\s{0,9}:'
_MORE = r',?\s{0,99}"[^"\n]{1,64}"\s{0,9}:'
_WRAPPED = r"['`\u2018]+\s{0,99}[{\[]"


def is_scalar(text: str, start: int) -> bool:
    """Whether the rest of a text is one number or literal."""
    return re.compile(_SCALAR).match(text, start) is not None


def is_wrapping_quote(text: str, start: int) -> bool:
    """Whether a quote that JSON does not know is put around the JSON, as in a shell."""
    return re.compile(_WRAPPED).match(text, start) is not None


def line_end(text: str, start: int) -> int:
    """Where the line of `start` ends."""
    stop = text.find("\n", start)
    return stop if stop >= 0 else len(text)


def before(reader: Progress) -> bool:
    """Skip a text in front of the first object or list; False where there is none."""
    text, start = reader.text, reader.pos
    found = _first_object(text, start)
    if found is None:
        if _begins_with_member(reader, start, start):
            return True
        found = re.compile(_LIST_START).search(text, start)
    if found is None:
        reader.fault("not_json", start, line_end(text, start))
        return False
    reader.fault("stray_before", start, min(line_end(text, start), found.start()))
    reader.pos = found.start()
    return True


def _begins_with_member(reader: Progress, start: int, end: int) -> bool:
    """Read on at the first whole member behind `end`, as of an object whose beginning is lost."""
    name = re.compile(_NAME).search(reader.text, end)
    if name is None:
        return False
    reader.fault("no_beginning", start, line_end(reader.text, start))
    reader.pos = name.start()
    _open_here(reader, None)
    return True


def _first_object(text: str, start: int) -> re.Match[str] | None:
    pattern = rf"{_OBJECT_START}|{_ESCAPED_START}|\[\s{{0,99}}(?={_OBJECT_START})"
    return re.compile(pattern).search(text, start)


def behind(reader: Progress, char: str) -> bool:
    """What follows the end of the JSON; False where reading has to stop.

    A text before a colon was the first name of an object that lacks its brace; what is no object
    may itself be a stray text before one.
    """
    text, root = reader.text, reader.root
    assert root is not None
    if char in ":\uff1a" and root.kind == STRING and "no_beginning" not in reader.faults:
        reader.fault("no_brace", root.start, root.start + 1)
        _open_here(reader, root)
        return True
    if "no_brace" in reader.faults and char in "}]":
        reader.pos += 1  # of the same cause
        return True
    if not reader.restarted and _may_be_stray(root):
        reader.restarted = True
        found = _first_object(text, root.start + 1)
        if found is not None:
            _forget(reader)
            start = root.start
            reader.fault("stray_before", start, min(line_end(text, start), found.start()))
            reader.pos = found.start()
            return True
        if char == "," and re.compile(_NAME).search(text, root.end):
            _forget(reader)
            return _begins_with_member(reader, root.start, root.end)
    if root.kind == OBJECT and char in '",' and re.compile(_MORE).match(text, reader.pos):
        _without_last_comma(reader.faults, root)
        reader.fault("closed_early", root.end - 1, root.end)
        return False
    end = line_end(text, reader.pos)
    if char in "}]":
        reader.bracket_fault("stray_after", reader.pos, detail=char)
    else:
        reader.fault("stray_after", reader.pos, end, detail=char)
    return False


def _without_last_comma(faults: dict[str, Fault], root: Node) -> None:
    """Forget a comma in front of the last brace: it is one because of the brace."""
    fault = faults.get("extra_comma")
    if fault is not None and root.members and fault.places[-1][0] >= root.members[-1][1].end:
        fault.count -= 1
        fault.places.pop()
        if not fault.count:
            del faults["extra_comma"]


def _forget(reader: Progress) -> None:
    """Begin anew: what was read so far is not what was meant."""
    reader.faults.clear()
    reader.broken = False
    reader.root = None


def _may_be_stray(root: Node) -> bool:
    if root.kind == ARRAY:
        return not any(item.kind in (OBJECT, ARRAY) for item in root.items)
    return root.kind != OBJECT


def _open_here(reader: Progress, key: Node | None) -> None:
    """Read on as if a brace stood here; the object ends where it begins until it is closed."""
    start = key.start if key is not None else reader.pos
    root = Node(OBJECT, start, start)
    frame = Frame(root)
    if key is not None:
        frame.key = key
        frame.state = COLON
    reader.root = root
    reader.stack.append(frame)
