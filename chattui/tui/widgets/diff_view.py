"""What will change in a file, line by line, with secrets masked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from rich.style import Style
from textual.binding import Binding

from chattui.tui.widgets.file_view import WrappedView

if TYPE_CHECKING:
    from chattui.clientfile.mending import DiffLine


class DiffView(WrappedView):
    """Lines that go (-), that come (+) and that stay; the sign stands in front of each."""

    DEFAULT_CSS = """
    DiffView > .diffview--gone { color: $text-error; }
    DiffView > .diffview--come { color: $text-success; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"diffview--gone", "diffview--come"}
    BINDINGS: ClassVar[list[Any]] = [
        Binding("j", "move(1)", show=False),
        Binding("k", "move(-1)", show=False),
    ]

    def __init__(
        self,
        diff: Sequence[DiffLine],
        *,
        id: str | None = None,  # noqa: A002 Textual's name
    ) -> None:
        super().__init__(id=id)
        self.diff = diff
        self._digits = max((len(str(line.number)) for line in diff), default=1)

    def on_mount(self) -> None:
        """Show it."""
        self.show_lines([line.text for line in self.diff])

    @property
    def margin(self) -> int:
        """The number, the sign, and blanks."""
        return max(2, self._digits) + 3

    def margin_text(self, number: int) -> str:
        """The number of a line and its sign; what only parts two places has neither."""
        line = self.diff[number]
        if line.sign == "@":
            return " " * self.margin
        return f"{line.number:>{self.margin - 3}} {line.sign} "

    def line_style(self, number: int) -> Style:
        """Colour beside the signs."""
        classes = {"-": "diffview--gone", "+": "diffview--come", "@": "view--margin"}
        name = classes.get(self.diff[number].sign)
        return self.get_component_rich_style(name) if name else self.rich_style
