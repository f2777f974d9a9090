"""Texts and values as Java writes them, in ASCII alone.

``java File.java`` reads a file in the encoding of the machine (JDK 17; UTF-8 only since JEP 400 in
JDK 18), so that every other character is written as an escape. Those with ``u`` are translated
before anything else is read (JLS 3.3), also in comments and behind ``//``: a line break or a
quotation mark written so would end the line or the string. Only an odd backslash begins one, and
here each backslash of a text is doubled.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

WIDTH: Final = 97
"""Columns of a line inside the class, with what may follow; what fits is on one line."""
MOST_BYTES: Final = 60_000
"""Of one literal; a class file has no constant over 65,535 bytes (JVMS 4.4.7)."""

_SHORT: Final = {
    '"': '\\"',
    "\\": "\\\\",
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
    "\b": "\\b",
    "\f": "\\f",
}


def string(text: str) -> str:
    """`text` as an expression of the type String."""
    pieces = [f'"{piece}"' for piece in _pieces(text)]
    if len(pieces) == 1:
        return pieces[0]
    return f'String.join("", {", ".join(pieces)})'


def comment(text: str) -> str:
    """`text` on one line, to follow ``//``: no line break, and no escape that becomes one."""
    return "".join("".join(word) + " " for word in _words(text)).rstrip()


def comment_lines(text: str, width: int) -> list[str]:
    """`text` as the lines of a comment, each of at most `width` columns behind its ``// ``. A word
    that is longer is divided, but never an escape: its halves would be read as something else."""
    lines = [""]
    for word in _words(text):
        if lines[-1] and len(lines[-1]) + 1 + sum(map(len, word)) <= width:
            lines[-1] += " "
        elif lines[-1]:
            lines.append("")
        for character in word:
            if len(lines[-1]) + len(character) > width:
                lines.append("")
            lines[-1] += character
    return lines


def _words(text: str) -> Iterator[list[str]]:
    """The words of a comment, each as its characters, escaped."""
    for word in "".join(c if c.isprintable() else " " for c in text).split():
        yield ["\\\\" if c == "\\" else _escaped(c) for c in word]


def _pieces(text: str) -> Iterator[str]:
    piece: list[str] = []
    size = 0
    for character in text:
        # Three bytes hold each UTF-16 unit, as a class file writes it.
        needed = 1 if "\0" < character < "\x80" else 3 * len(_units(character))
        if size + needed > MOST_BYTES:
            yield "".join(piece)
            piece, size = [], 0
        piece.append(_SHORT.get(character) or _escaped(character))
        size += needed
    yield "".join(piece)


def _escaped(character: str) -> str:
    if " " <= character <= "~":
        return character
    if character < "\x80":
        return f"\\{ord(character):03o}"
    return "".join(f"\\u{unit:04x}" for unit in _units(character))


def _units(character: str) -> list[int]:
    data = character.encode("utf-16-be", "surrogatepass")
    return [int.from_bytes(data[i : i + 2], "big") for i in range(0, len(data), 2)]


def laid_out(before: str, items: list[str], indent: int, after: str = ")", *, used: int = 0) -> str:
    """``before(item, item)`` on one line where it fits, else one item on each line.

    `indent` is that of the line on which it begins, and `used` how much that line holds already.
    """
    line = before + ", ".join(items) + after
    if indent + used + len(line) < WIDTH and "\n" not in line:
        return line
    inner = "\n" + " " * (indent + 4)
    return before + inner + ("," + inner).join(items) + after
