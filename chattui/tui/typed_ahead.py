"""Keys that are typed before what the last one opens is there: held, and given to it then.

A key opens a page, a filter or a question; over a slow line the next ones arrive with it, often in
one packet. Textual gives each at once to whatever has the focus, which is still what was there
before. Here a key that may change something is dealt with by everybody who could, and what it
opened is mounted and has the focus, before the next one goes on. Letters that a field writes down
change nothing but its text, and follow each other without a wait.
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING, Final

from textual import events
from textual.app import App

if TYPE_CHECKING:
    from textual.message_pump import MessagePump

    from chattui.tui.app import ChattuiApp

LIMIT_SECONDS: Final = 1.0
"""A key is held no longer, whatever keeps a page from opening."""


class TypedAhead:
    """The keys and pastes of one app on their way."""

    def __init__(self, app: ChattuiApp) -> None:
        self._app = app
        self._held: deque[events.Event] = deque()
        self._last: MessagePump | None = None
        """What the last key was given to, where nobody knows yet what it does."""
        self._turn = 0
        self._is_climbing = False
        self._giving_up: asyncio.TimerHandle | None = None

    async def take(self, event: events.Event) -> None:
        """Give `event` on, now or as soon as the one before it is dealt with; but for an Enter
        that comes late."""
        if isinstance(event, events.Key) and self._app.late_enter.is_it(event):
            return
        self._held.append(event)
        if not self._is_climbing:
            await self._go_through()

    async def _go_through(self) -> None:
        """Give on what is held, as far as nothing has to be waited for."""
        while self._held:
            if not self._is_quiet():
                self._wait()
                return
            await self._give(self._held.popleft())

    async def _give(self, event: events.Event) -> None:
        app = self._app
        field = app.focused
        is_text = isinstance(event, events.Paste) or (
            isinstance(event, events.Key)
            and field is not None
            and field.check_consume_key(event.key, event.character)
        )
        if not is_text:
            self._last = field or (app.screen if app.screen_stack else None)
        await App.on_event(app, event)

    def _is_quiet(self) -> bool:
        """Whether the last key is dealt with, and what has the focus is ready."""
        app = self._app
        if self._last is not None:
            if not (_is_idle(self._last, app) and app._message_queue.empty()):
                return False
            self._last = None
        return not app.screen_stack or (app.focused or app.screen)._mounted_event.is_set()

    def _wait(self) -> None:
        self._is_climbing = True
        self._turn += 1
        loop = asyncio.get_running_loop()
        self._giving_up = loop.call_later(LIMIT_SECONDS, self._give_up, self._turn)
        self._climb(self._turn, self._last)

    def _climb(self, turn: int, node: MessagePump | None) -> None:
        """Wait for what `node` was given before, then for those above it: a key that it has no use
        for goes there."""
        app = self._app
        while node is not None and node is not app:
            if node.call_later(self._climb, turn, node._parent):
                return
            node = node._parent  # it is gone
        app.call_later(self._wait_for_page, turn)

    def _wait_for_page(self, turn: int) -> None:
        """Wait until the page on top is mounted and has set the focus, which the app does."""
        app = self._app
        page = app.screen if app.screen_stack else app
        if not page.call_later(app.call_later, self._release, turn):
            app.call_later(self._release, turn)

    def _give_up(self, turn: int) -> None:
        self._app.call_later(self._release, turn)

    async def _release(self, turn: int) -> None:
        """Give the next key on, whatever it finds there, and those after it in turn."""
        if turn != self._turn or not self._is_climbing:
            return
        self._is_climbing = False
        if self._giving_up is not None:
            self._giving_up.cancel()
        self._last = None
        await self._give(self._held.popleft())
        await self._go_through()


def _is_idle(node: MessagePump | None, app: App[int]) -> bool:
    """Whether `node` and all above it, but for the app itself, wait for work or are gone."""
    while node is not None and node is not app:
        if not (node._message_queue.empty() or node._closed):
            return False
        node = node._parent
    return True
