"""What the commands that act share: a session, and how waiting and lesser troubles are told."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from chattui.cli import output
from chattui.problem import ProblemError
from chattui.words import tn

if TYPE_CHECKING:
    from chattui.context import Context
    from chattui.session import Session
    from chattui.vault import AccountEntry, Index


@contextlib.asynccontextmanager
async def session_of(context: Context) -> AsyncIterator[Session]:
    """A session; at its end, what could not be kept on this machine is told."""
    from chattui.session import Session

    async with Session(context) as session:
        try:
            yield session
        finally:
            for problem in session.unsaved():
                output.warn(problem)


def name_of(account: AccountEntry, index: Index) -> str:
    """What --account takes for it: its address, or its key where several have that address."""
    try:
        index.find_account(account.email)
    except ProblemError:
        return account.key
    return account.email


def tell(event: object) -> None:
    """Say that a request waits, and why; other events need no words."""
    from chattui.chat.events import Waiting

    if isinstance(event, Waiting):
        pause = tn(
            "Trying again in {count} second.",
            "Trying again in {count} seconds.",
            max(1, round(event.seconds)),
        )
        output.say(f"{event.reason.message} {pause}")
