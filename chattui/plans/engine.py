"""Carrying out a plan, row by row, so that it can be stopped or killed at any moment."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chattui.chat.api import ChatClient
    from chattui.chat.retry import Patience
    from chattui.plans.journal import Journal
    from chattui.plans.pace import Pace


async def carry_out(
    plan_id: str,
    journal: Journal,
    chat: ChatClient,
    pace: Pace,
    *,
    patience: Patience | None = None,
    width: int = 8,
    clock: Callable[[], float] = time.time,
) -> AsyncGenerator[object, None]:
    """Carry out what is left of a plan that the journal holds, telling `Began`, `RowEnded`,
    `Pacing`, `Waiting` and `Ended`."""
    raise NotImplementedError
    yield
