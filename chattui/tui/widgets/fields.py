"""Fields to type in, which take no invisible characters and do not blink."""

from __future__ import annotations

from textual import events
from textual.message import Message
from textual.widgets import Input, TextArea

from chattui.safe_text import is_safe, safe_text

PASTE_LIMIT = 1_000_000


class Cleaned(Message):
    """Of what was pasted, these invisible characters (``U+200B``) were left out."""

    def __init__(self, codes: tuple[str, ...]) -> None:
        self.codes = codes
        super().__init__()


def clean(text: str, *, lines: bool) -> tuple[str, tuple[str, ...]]:
    """`text` without control, direction and zero-width characters, and the codes of those.

    Without `lines`, line ends become blanks. Tabs become blanks.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")[:PASTE_LIMIT]
    if not lines:
        text = " ".join(text.split("\n")).strip()
    left_out: dict[str, None] = {}
    if not all(is_safe(line) for line in text.split("\n")):
        left_out = dict.fromkeys(c for c in text if c != "\n" and not is_safe(c))
        text = "".join(c for c in text if c not in left_out)
    codes = tuple(f"U+{ord(c):04X}" for c in left_out)
    return safe_text(text, limit=PASTE_LIMIT, lines=lines), codes


class TextField(Input):
    """A field of one line."""

    def __init__(self, *, id: str, placeholder: str = "") -> None:  # noqa: A002
        super().__init__(id=id, placeholder=placeholder, compact=True)
        self.cursor_blink = False

    def _on_paste(self, event: events.Paste) -> None:
        event.prevent_default()
        event.stop()
        kept, codes = clean(event.text, lines=False)
        self.replace(kept, *self.selection)
        if codes:
            self.post_message(Cleaned(codes))


class TextBox(TextArea):
    """A field of several lines."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 Textual's own name for it
        super().__init__(id=id, compact=True, highlight_cursor_line=False)
        self.cursor_blink = False

    async def _on_paste(self, event: events.Paste) -> None:
        event.prevent_default()
        event.stop()
        kept, codes = clean(event.text, lines=True)
        self.replace(kept, *self.selection, maintain_selection_offset=False)
        if codes:
            self.post_message(Cleaned(codes))
