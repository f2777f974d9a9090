"""An address as a code to scan, beside what a camera that reads it can do with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from textual.widget import Widget

from chattui.tui.page import Page, page_bindings
from chattui.tui.widgets.prose import Prose
from chattui.tui.widgets.qr import QRCode
from chattui.words import t


@dataclass(frozen=True, slots=True)
class Scannable:
    """An address of ours, its name, and where it leads somewhere."""

    name: str
    text: str
    words: str


class ScanPage(Page[None]):
    """One code at a time, as large as it is; `o` shows the next."""

    PAGE = "scan"
    BINDINGS: ClassVar[list[Any]] = page_bindings(PAGE)

    def __init__(self, scannables: Sequence[Scannable]) -> None:
        super().__init__()
        self.scannables = tuple(scannables)
        self.shown = 0

    def page_title(self) -> str:
        """What this is."""
        return t("Scan · {name}", name=self.scannables[self.shown].name)

    def body(self) -> Iterable[Widget]:
        """What the code is good for, and the code."""
        yield Prose(id="words")
        yield QRCode(id="code")

    def opened(self) -> None:
        """Draw the first."""
        self._show()

    def _show(self) -> None:
        chosen = self.scannables[self.shown]
        self.query_one("#words", Prose).say(chosen.words)
        self.query_one(QRCode).clear()
        self.refresh_standing()
        self.work(self.query_one(QRCode).encode(chosen.text), group="code")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is another code only where there are several."""
        return len(self.scannables) > 1 if action == "other_code" else True

    def action_other_code(self) -> None:
        """Show the next code."""
        self.shown = (self.shown + 1) % len(self.scannables)
        self._show()

    def action_invert(self) -> None:
        """Turn light and dark around."""
        self.query_one(QRCode).invert()
