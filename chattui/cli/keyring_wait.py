"""A keyring that asks its person: half a minute, counted down, with what can be done instead.

Nothing is chosen in its place: a sealed file is offered only where nothing is kept yet and
config.toml names no keyring, and only Enter takes it.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from chattui.cli import output
from chattui.cli.progress import ProgressLine
from chattui.words import t

if TYPE_CHECKING:
    from chattui.session import Session
    from chattui.vault import Vault

SECONDS = 30.0
"""How long a keyring is given while somebody may be unlocking it."""
PATIENCE = 1.0
"""Seconds before anything is said; a keyring that is well answers within one."""
TICK = 0.25


async def open_vault(session: Session) -> Vault:
    """`session.vault`, waiting for a keyring longer, and visibly, where a person is there.

    Ctrl-C ends the wait and the command. Raises ProblemError as `session.vault` does.
    """
    from chattui.cli.ask import can_ask

    if not can_ask(session.context.surroundings):
        return await session.vault()
    from chattui.vault.keyring_guard import give_up

    ends = time.monotonic() + SECONDS
    opening = asyncio.ensure_future(session.vault(keyring_seconds=SECONDS))
    try:
        await asyncio.wait({opening}, timeout=PATIENCE)
        if not opening.done():
            await _count_down(session, opening, ends)
        return await opening
    finally:
        give_up()  # or the thread that waits would keep the process from ending
        await asyncio.wait({opening})
        _ = opening.cancelled() or opening.exception()  # where nobody awaits it any more


async def _count_down(session: Session, opening: asyncio.Future[Vault], ends: float) -> None:
    from chattui.vault.keyring_guard import give_up, waited_for

    index = await session.index()
    free = not (index.settled or session.context.keyring)
    line, told = ProgressLine(), ""
    with _enter(give_up if free else None):
        try:
            while not opening.done():
                fault = waited_for()
                if fault is not None and fault.cause != told:
                    line.clear()
                    output.say(fault.cause)
                    if not told:
                        _tell_what_else(free)
                    told = fault.cause
                if fault is not None:
                    left = max(0, round(ends - time.monotonic()))
                    line.draw(t("Waiting for the keyring: {seconds} s left.", seconds=left))
                await asyncio.wait({opening}, timeout=TICK)
        finally:
            line.clear()


def _tell_what_else(free: bool) -> None:
    from chattui.vault.keyring_words import UNLOCK

    output.say(
        t(
            "Answer it on the desktop of this machine, or unlock it in another login, which for"
            " gnome-keyring is:"
        )
    )
    output.say_whole(UNLOCK)
    if free:
        output.say(t("Enter takes a sealed file instead; Ctrl-C ends the command."))
    else:
        output.say(t("Ctrl-C ends the command; nothing is kept anywhere else meanwhile."))


@contextmanager
def _enter(pressed: Callable[[], None] | None) -> Iterator[None]:
    """While it lasts, a line on the terminal calls `pressed`, where there is something to call."""
    if pressed is None:
        yield
        return
    loop, stdin = asyncio.get_running_loop(), sys.stdin

    def read() -> None:
        stdin.readline()
        pressed()

    loop.add_reader(stdin.fileno(), read)
    try:
        yield
    finally:
        loop.remove_reader(stdin.fileno())
