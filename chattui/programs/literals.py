"""Texts as literals of a language, out of which no name can break.

A character that does not draw as it is (a control or format character, a line separator) is
written as an escape, so that a program shows what it holds. Lone surrogates are in no text of
Google's; they are written as U+FFFD.
"""

from __future__ import annotations

import json
import re
from typing import Any, Final

_SURROGATES: Final = re.compile("[\ud800-\udfff]")
_FILLERS: Final = "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\ufe0f\uffa0"
"""Invisible, and yet printable to Python."""
_SHORT: Final = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def sound(text: str) -> str:
    """`text` as UTF-8 can hold it."""
    return _SURROGATES.sub("\ufffd", text)


def is_plain(char: str) -> bool:
    """Whether a character draws as it is."""
    return char.isprintable() and char not in _FILLERS


def python(text: str, *, quote: str = "") -> str:
    """A Python string of one line: in double quotes, where it holds none but those in single."""
    quote = quote or ("'" if '"' in text and "'" not in text else '"')
    return f"{quote}{python_inside(text, quote)}{quote}"


def python_inside(text: str, quote: str = '"') -> str:
    """What stands between the quotes of a Python string."""

    def escaped(char: str) -> str:
        code = ord(char)
        if char in {"\\", quote}:
            return f"\\{char}"
        if is_plain(char):
            return char
        wide = f"\\U{code:08x}" if code > 0xFFFF else f"\\u{code:04x}"
        return _SHORT.get(char) or (f"\\x{code:02x}" if code < 0x100 else wide)

    return "".join(map(escaped, sound(text)))


def shell(text: str) -> str:
    """A word of bash: in single quotes; with characters that do not draw, ``$'…'`` with the bytes
    of UTF-8. A NUL, which no argument can hold, is left out."""
    held = sound(text).replace("\0", "")
    if all(is_plain(char) or char == "\n" for char in held):
        return "'" + held.replace("'", "'\\''") + "'"

    def escaped(char: str) -> str:
        if char in {"\\", "'"}:
            return f"\\{char}"
        if is_plain(char):
            return char
        # Three digits each: a digit that follows would be read as one more of the escape.
        return _SHORT.get(char) or "".join(f"\\{byte:03o}" for byte in char.encode())

    return "$'" + "".join(map(escaped, held)) + "'"


def json_string(text: str) -> str:
    """A JSON string, which jq reads as a string without any interpolation."""

    def escaped(char: str) -> str:
        return char if is_plain(char) or char in '"\\' else _in_units(char)

    quoted: str = json.dumps(sound(text), ensure_ascii=False)
    return "".join(map(escaped, quoted))


def plain(value: Any) -> str:
    """A number, truth value or nothing, as JSON and JavaScript write it."""
    return json.dumps(value)


def comment(text: str) -> str:
    """`text` as part of a comment of one line, in any language: nothing ends it early.

    Java reads ``\\uXXXX`` in comments too, so that there is no backslash; what does not draw is a
    blank.
    """
    shown = "".join(char if is_plain(char) else " " for char in sound(text))
    shown = shown.replace("\\", "/").replace("*/", "* /")
    return " ".join(shown.replace('"""', "''' ").split())


def _in_units(char: str) -> str:
    """``\\uXXXX`` for each UTF-16 unit of a character."""
    data = char.encode("utf-16-be")
    return "".join(f"\\u{data[at]:02x}{data[at + 1]:02x}" for at in range(0, len(data), 2))
