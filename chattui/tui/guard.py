"""The last line: no control, bidi or invisible character of data leaves for the terminal.

Every widget's text ends in a `Strip`, so one replacement of `Strip.render` covers them all. Text
is made safe at the boundary as well (`chattui.safe_text`); this holds where that was forgotten.
"""

from __future__ import annotations

import re

from rich.console import Console
from rich.segment import Segment
from textual.strip import Strip

REPLACEMENT = "\ufffd"

_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)

_original = Strip.render


def _render(self: Strip, console: Console) -> str:
    if self._render_cache is None and any(
        not (segment.text.isascii() and segment.text.isprintable()) and _UNSAFE.search(segment.text)
        for segment in self._segments
    ):
        self._segments = [
            Segment(_UNSAFE.sub(REPLACEMENT, text), style) for text, style, _ in self._segments
        ]
    return _original(self, console)


def unsafe_characters(text: str) -> list[str]:
    """The characters of `text` that the guard would replace."""
    return _UNSAFE.findall(text)


def install() -> None:
    """Guard every strip of this process; safe to call again."""
    Strip.render = _render  # type: ignore[method-assign]
