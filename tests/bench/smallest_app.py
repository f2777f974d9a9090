"""The smallest Textual app with Header, DataTable and Footer: what chattui is measured against."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widgets import DataTable, Footer, Header


class Smallest(App[None]):
    """Forty rows, and nothing else."""

    BINDINGS = [("q", "quit", "Quit")]  # noqa: RUF012 as a tutorial writes it

    def compose(self) -> ComposeResult:
        yield Header()
        yield DataTable(cursor_type="row")
        yield Footer()

    def on_mount(self) -> None:
        table = self.query_one(DataTable)
        table.add_columns("Name", "Type", "Members")
        for number in range(40):
            table.add_row(f"Space {number:05}", "space", str(number))


if __name__ == "__main__":
    Smallest().run()
