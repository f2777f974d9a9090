"""Text from outside, made safe to draw in a terminal.

A space's name is chosen by other people. Drawn as it is, it can write the clipboard (OSC 52),
move the cursor, or turn the reading direction of the line around it. `safe_text` makes every
such character visible instead; the original is kept only for calls to the API.
"""

from __future__ import annotations

import re
import unicodedata

LIMIT = 4096
"""Characters kept of one text, so that a name of a megabyte cannot stall a screen."""

ZERO_WIDTH_JOINER = "\u200d"

_UNSAFE = re.compile(
    "["
    "\x00-\x1f\x7f-\x9f"  # C0, DEL, C1
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"  # invisible or direction marks
    "\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u206f"
    "\u3164\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\ud800-\udfff"  # lone surrogates cannot be written to a terminal
    "\U000e0000-\U000e0fff"  # tags and variation selectors supplement
    "\ufdd0-\ufdef"
    "]"
)
_CONTROL_PICTURES = {**{code: chr(0x2400 + code) for code in range(0x20)}, 0x7F: "\u2421"}


def _visible(match: re.Match[str]) -> str:
    code = ord(match.group())
    return _CONTROL_PICTURES.get(code) or f"U+{code:04X}"


def safe_text(text: str, *, limit: int = LIMIT, lines: bool = False) -> str:
    """`text` in NFC with control, bidi and invisible characters made visible.

    Longer than `limit` characters is cut, with an ellipsis. With `lines`, line feeds stay (CR LF
    and CR become LF) and tabs become spaces.
    """
    cut = len(text) > limit
    shown = text[: limit - 1] if cut else text
    if shown.isascii() and shown.isprintable():
        return shown + "…" if cut else shown
    # Marks first: putting a long row of them into order takes quadratic time.
    shown = unicodedata.normalize("NFC", _without_stacked_marks(shown))
    if lines:
        shown = shown.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "    ")
        shown = "\n".join(_UNSAFE.sub(_visible, line) for line in shown.split("\n"))
    else:
        shown = _UNSAFE.sub(_visible, shown)
    return shown + "…" if cut else shown


MARKS_IN_A_ROW = 4


def _without_stacked_marks(text: str) -> str:
    """At most `MARKS_IN_A_ROW` combining marks on one letter, so that none climbs over lines."""
    if text.isascii() or not any(map(unicodedata.combining, text)):
        return text
    kept: list[str] = []
    row = 0
    for char in text:
        row = row + 1 if unicodedata.combining(char) else 0
        if row <= MARKS_IN_A_ROW:
            kept.append(char)
    return "".join(kept)


def shell_word(text: str, *, limit: int = LIMIT) -> str:
    """`text` as one word of a shell's command line, for commands that people copy."""
    import shlex

    return shlex.quote(safe_text(text, limit=limit))


def is_safe(text: str) -> bool:
    """Whether `text` can be drawn as it is, on one line."""
    return (text.isascii() and text.isprintable()) or _UNSAFE.search(text) is None


def escape_in_json(text: str) -> str:
    r"""The same JSON document as `text`, with what would not draw as it is written ``\uXXXX``."""
    return _UNSAFE.sub(_json_escape, text)


def _json_escape(match: re.Match[str]) -> str:
    code = ord(match.group())
    if code == 0x0A:  # outside of strings: json writes those inside them as \\n
        return "\n"
    if code < 0x10000:
        return f"\\u{code:04x}"
    high, low = divmod(code - 0x10000, 0x400)
    return f"\\u{0xD800 + high:04x}\\u{0xDC00 + low:04x}"


_FORMULA = frozenset("=+-@\uff1d\uff0b\uff0d\uff20")
"""What begins a formula; the wide forms do in spreadsheets set to Chinese, Japanese or Korean."""


def spreadsheet_cell(text: str) -> str:
    """`text` made safe for a CSV file: a cell that a spreadsheet would run as a formula, also
    behind white space, gets a leading apostrophe."""
    # First what a tab or a line feed stands before: made visible, it is a letter like any other.
    inert = f"'{text}" if text.lstrip()[:1] in _FORMULA and text.strip() else text
    return safe_text(inert)


def cells(text: str) -> int:
    """The columns of a terminal that `text` takes: two for a wide character, none for a mark."""
    if text.isascii():
        return len(text)
    return sum(map(_cells_of, text))


def _cells_of(char: str) -> int:
    if unicodedata.category(char) in {"Mn", "Me", "Cf"} or "\u1160" <= char <= "\u11ff":
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def short_id(client_id: str) -> str:
    """A client id with its middle left out: long, but not a secret."""
    text = safe_text(client_id, limit=200)
    bare = text.removesuffix(".apps.googleusercontent.com")
    return text if len(bare) <= 28 else f"{bare[:20]}…{bare[-4:]}"
