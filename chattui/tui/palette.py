"""The palette of every action, as Textual has it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from textual.command import CommandPalette
from textual.worker import Worker, WorkerState

if TYPE_CHECKING:
    from chattui.tui.app import ChattuiApp


class Palette(CommandPalette):
    """May be left while it still looks for what it offers: Textual's own (8.2.8) then misses its
    list, which ends the whole app."""

    def run_worker(self, *args: Any, **options: Any) -> Worker[Any]:
        """As Textual's, but that a failure ends nothing else."""
        return super().run_worker(*args, **{**options, "exit_on_error": False})

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Note what failed while it was open still."""
        error = event.worker.error
        if event.state is WorkerState.ERROR and self.is_current and isinstance(error, Exception):
            cast("ChattuiApp", self.app).own_error(error)
