"""A box that takes text without showing it, for what holds a secret."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Static

from chattui.secret import Secret
from chattui.tui.text import plain
from chattui.words import t, tn

LIMIT = 1024 * 1024
"""Characters that are taken; a client file has about 400."""

PAUSE_SECONDS = 0.6
"""After this long without a key, typed text that is whole is read by itself."""


class PasteBox(Static, can_focus=True):
    """Takes a paste, or keys from a terminal that has no bracketed paste; shows only how much.

    A paste is handed on at once. Keys are handed on by `read`, or by themselves when they stop
    coming and are a whole JSON object.
    """

    DEFAULT_CSS = """
    PasteBox { height: auto; min-height: 5; padding: 0 1; border: round $panel-lighten-2; }
    PasteBox:focus { border: round $accent; }
    """
    ALLOW_SELECT: ClassVar[bool] = False

    class Read(Message):
        """Text was handed over."""

        def __init__(self, text: Secret) -> None:
            self.text = text
            super().__init__()

    class Typing(Message):
        """Keys came in that were not handed on yet."""

    def __init__(self, empty_words: str, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(plain(empty_words), id=id, markup=False)
        self.empty_words = empty_words
        self._typed: list[str] = []
        self._timer: Timer | None = None

    @property
    def has_typed(self) -> bool:
        """Whether keys came in that would be lost."""
        return bool(self._typed)

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Letters are text here, not keys of the page."""
        return character is not None and character.isprintable()

    def on_paste(self, event: events.Paste) -> None:
        """Hand a paste on, with what was typed before it."""
        event.stop()
        self._typed.append(event.text[:LIMIT])
        self.read()

    def on_key(self, event: events.Key) -> None:
        """Collect a typed character, or take the last one back."""
        if event.key == "backspace" and self._typed:
            self._typed.pop()
        elif event.key in {"enter", "ctrl+j"} and self._typed:
            self._typed.append("\n")
        elif event.is_printable and event.character and len(self._typed) < LIMIT:
            self._typed.append(event.character)
        else:
            return
        event.stop()
        event.prevent_default()
        self._show_amount()
        self.post_message(self.Typing())
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(PAUSE_SECONDS, self._read_if_whole)

    def read(self) -> None:
        """Hand on what is here, and forget it."""
        text, self._typed = "".join(self._typed), []
        if self._timer is not None:
            self._timer.stop()
        if text.strip():
            self.post_message(self.Read(Secret(text)))

    def tell(self, words: str) -> None:
        """Say what came of the last text."""
        self.update(plain(words))

    def clear(self) -> None:
        """Forget what was typed."""
        self._typed = []
        self.update(plain(self.empty_words))

    def _read_if_whole(self) -> None:
        text = "".join(self._typed).strip()
        if text.startswith("{") and text.endswith("}") and _is_json(text):
            self.read()

    def _show_amount(self) -> None:
        count = len(self._typed)
        words = tn(
            "{count} character so far; it is not shown.",
            "{count} characters so far; they are not shown.",
            count,
        )
        more = t("^s reads them, if that does not happen by itself.")
        self.update(plain(f"{words}\n{more}" if count else self.empty_words))


def _is_json(text: str) -> bool:
    import json

    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True
