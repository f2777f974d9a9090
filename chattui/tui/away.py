"""Leaving the full screen for a moment, to print something that must stay one raw line."""

from __future__ import annotations

import asyncio
import os
import select
import sys
from typing import TYPE_CHECKING, Any

from chattui.words import t

if TYPE_CHECKING:
    from textual.app import App


class Away:
    """Shows text on the main screen until enter is pressed, or until `come_back`."""

    def __init__(self) -> None:
        self._here = asyncio.Event()
        self._here.set()
        self._wake = -1

    @property
    def is_away(self) -> bool:
        """Whether the main screen is shown now."""
        return not self._here.is_set()

    async def show(self, app: App[Any], text: str) -> bool:
        """Print `text` on the main screen and wait there; False where the screen cannot be left."""
        from textual.app import SuspendNotSupported

        if self.is_away:
            return True
        self._here.clear()
        reader, self._wake = os.pipe()
        try:
            # In a batch nothing is drawn: what changes meanwhile is drawn on coming back.
            with app.batch_update(), app.suspend():
                _write(f"\n{text}\n\n{t('Press enter to go back to chattui.')}\n")
                await asyncio.to_thread(_wait_for_enter, reader)
        except SuspendNotSupported:
            return False
        finally:
            os.close(self._wake)
            os.close(reader)
            self._wake = -1
            self._here.set()
        return True

    async def come_back(self) -> None:
        """Go back to the full screen, where it was left; returns when that is shown."""
        if self._wake >= 0:
            os.write(self._wake, b"x")
        await self._here.wait()


def _write(text: str) -> None:
    stream = sys.__stderr__  # where the app draws
    if stream is not None:
        stream.write(text)
        stream.flush()


def _wait_for_enter(wake: int) -> None:
    """Return on a line, on the end of the input, or when `wake` can be read. Blocking."""
    stream = sys.__stdin__
    if stream is None:
        return
    keyboard = stream.fileno()
    ready, _, _ = select.select([keyboard, wake], [], [])
    if keyboard in ready:
        os.read(keyboard, 4096)
