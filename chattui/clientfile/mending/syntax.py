"""Writing as JSON what the tolerant reader was sure of, leaving every other character in place.

The tree says which tokens there are. What stands between them can only be white space and the one
comma or colon that belongs there: the rest is edited away. Tokens are written anew where they are
not written as JSON has them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Generator, Iterator

from chattui.clientfile.mending.edits import Edit, Step, apply, shape_of
from chattui.clientfile.mending.fields import TEXTS, quoted
from chattui.clientfile.model import Document
from chattui.clientfile.strings import CLOSERS
from chattui.clientfile.tokens import FOREIGN, skip_gap
from chattui.clientfile.tree import ARRAY, OBJECT, STRING, Node
from chattui.clientfile.wrapped import JOINED, is_broken

BETWEEN = frozenset(
    {
        *("comment", "extra_comma", "foreign_punctuation", "missing_colon", "no_brace"),
        *("no_comma", "odd_space", "stray_after", "stray_before"),
    }
)
"""The faults between the tokens, which have to be gone before members can be taken out."""

MENDED = BETWEEN | {
    *("bad_number", "foreign_literal", "missing_quote", "raw_control", "single_quotes"),
    *("typographic_quotes", "unquoted"),
}
"""The faults of the reader that can be mended, where no hard one is with them."""

_WORDS = {"True": "true", "False": "false", "None": "null", "undefined": "null", "nil": "null"}
_PIECES = re.compile(
    r'\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})|\\(?P<own>[^\x00-\x1f])|(?P<quote>")|(?P<raw>[\x00-\x1f])'
)
_OPENING = re.compile(r"""[{\[]\s*["'\u201c\u201e{\[]|\{""")


class _UnsureError(Exception):
    """Something stands in the text that nothing is known to do about."""


def mend_syntax(document: Document) -> Step | None:
    """The document as JSON, as far as the reader was sure of it; None where nothing changes."""
    root, faults = document.root, document.faults
    if root is None or MENDED.isdisjoint(faults):
        return None
    try:
        edits = [*_around(document, root), *_inside(document.text, root)]
    except _UnsureError:
        return None
    if not edits:
        return None
    text = apply(document.text, edits)
    return Step(text, shape_of(root), tuple(edit.change for edit in edits))


def _around(document: Document, root: Node) -> Iterator[Edit]:
    """What stands before and after the JSON."""
    text = document.text
    if "stray_before" in document.faults:
        yield Edit(0, root.start, "", "stray_text")
    else:
        yield from _gap(text, 0, root.start, "")
    if "stray_after" not in document.faults:
        yield from _gap(text, root.end, len(text), "")
    elif not _OPENING.search(text, root.end):  # else a second document, which may be meant
        yield Edit(root.end, len(text), "\n" if text.endswith("\n") else "", "stray_text")
    else:
        raise _UnsureError


def _inside(text: str, root: Node) -> Iterator[Edit]:
    stack = [("", root)]
    while stack:
        name, node = stack.pop()
        if node.kind not in (OBJECT, ARRAY):
            yield from _value(text, name, node)
            continue
        start, end = yield from _brackets(text, node)
        comma = ""
        for key, value in node.members:
            yield from _gap(text, start, key.start, comma)
            yield from _name(text, key)
            yield from _gap(text, key.end, value.start, ":")
            stack.append((key.text, value))
            start, comma = value.end, ","
        for item in node.items:
            yield from _gap(text, start, item.start, comma)
            stack.append((name, item))
            start, comma = item.end, ","
        yield from _gap(text, start, end, "")


def _brackets(text: str, node: Node) -> Generator[Edit, None, tuple[int, int]]:
    """The brackets of an object or list, and what is between them; those missing are put in."""
    start, end = node.start, node.end
    opening, closing = "{}" if node.kind == OBJECT else "[]"
    if text[start] != opening:
        if FOREIGN.get(text[start]) == opening:
            yield Edit(start, start + 1, opening, "foreign_punctuation")
        else:
            yield Edit(start, start, opening, "missing_brace")
            start -= 1
    inside = [*(value for _, value in node.members), *node.items]
    last = inside[-1].end if inside else start + 1
    if last == end or text[end - 1] != closing:
        if last < end and FOREIGN.get(text[end - 1]) == closing:
            yield Edit(end - 1, end, closing, "foreign_punctuation")
        else:
            end = last + 1
            yield Edit(last, last, closing, "missing_brace")
    return start + 1, end - 1


def _gap(text: str, start: int, end: int, wanted: str) -> Iterator[Edit]:
    """What stands between two tokens, where `wanted` belongs or nothing."""
    missing = wanted
    here = start
    while here < end:
        char = text[here]
        after = here + 1
        if char in " \t\n\r":
            pass
        elif char == missing:
            missing = ""
        elif missing and FOREIGN.get(char) == missing:
            after += text.startswith("=>", here)
            yield Edit(here, after, missing, "foreign_punctuation")
            missing = ""
        elif FOREIGN.get(char, char) == ",":
            yield Edit(here, after, "", "extra_comma")
        else:
            after = skip_gap(text, here, _no_fault)
            if after == here or after > end:
                raise _UnsureError
            yield _comment(text, here, after) if char in "/#" else _space(text, here, after)
        here = after
    if missing:
        yield Edit(start, start, missing, "missing_colon" if missing == ":" else "missing_comma")


def _no_fault(kind: str, start: int, end: int, *, opened: int = -1, detail: str = "") -> None:
    """The reader noted it already."""


def _comment(text: str, start: int, end: int) -> Edit:
    """Take a comment out, with its line where it has one for itself."""
    left = start
    while left and text[left - 1] in " \t":
        left -= 1
    alone = not left or text[left - 1] in "\r\n"
    if alone and text.startswith(("\n", "\r\n"), end):
        end += 1 if text[end] == "\n" else 2
        return Edit(left, end, "", "comment")
    ends_line = text[end : end + 1] in ("", "\n", "\r")
    return Edit(left if ends_line and not alone else start, end, "", "comment")


def _space(text: str, start: int, end: int) -> Edit:
    plain = (" " if unicodedata.category(char) == "Zs" else "" for char in text[start:end])
    return Edit(start, end, "".join(plain), "odd_space")


def _name(text: str, key: Node) -> Iterator[Edit]:
    if is_broken(text, key):
        yield Edit(key.start, key.end, quoted(key.text), "line_wrap")
    elif key.kind == STRING and text[key.start] in CLOSERS:
        yield from _string(text, key)
    else:
        change = "missing_quote" if text[key.end - 1] == '"' else "unquoted"
        yield Edit(key.start, key.end, quoted(key.text), change)


def _value(text: str, name: str, node: Node) -> Iterator[Edit]:
    word = text[node.start : node.end]
    if node.kind == STRING:
        if word[0] in CLOSERS:
            if name in JOINED and is_broken(text, node):
                yield Edit(node.start, node.end, quoted(node.text), "line_wrap")
            else:
                yield from _string(text, node)
        elif word[-1] == '"':
            yield Edit(node.start, node.end, quoted(node.text), "missing_quote")
        elif word[0] not in "+-.0123456789":
            yield Edit(node.start, node.end, quoted(word), "unquoted")
        elif name in TEXTS:
            yield Edit(node.start, node.end, quoted(word), "bad_number")
    elif word in _WORDS:
        yield Edit(node.start, node.end, _WORDS[word], "foreign_literal")


def _string(text: str, node: Node) -> Iterator[Edit]:
    """A string whose quotes or control characters are not JSON's; its escapes stay."""
    start, end = node.start, node.end
    quote, inside = text[start], text[start + 1 : end - 1]
    controls = 0

    def plain(match: re.Match[str]) -> str:
        nonlocal controls
        if raw := match["raw"]:
            controls += 1
            return quoted(raw)[1:-1]
        if match["quote"]:
            return '\\"'
        return quote if match["own"] == quote else match[0]

    new = f'"{_PIECES.sub(plain, inside)}"'
    if quote != '"':
        yield Edit(start, end, new, "single_quotes" if quote == "'" else "typographic_quotes")
    elif controls:
        yield Edit(start, end, new, "raw_control")
