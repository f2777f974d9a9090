"""What the commands that act share: a session, and how waiting and lesser troubles are told."""

from __future__ import annotations

import argparse
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chattui.cli import output
from chattui.words import tn

if TYPE_CHECKING:
    from chattui.chat.api import ChatClient
    from chattui.context import Context
    from chattui.session import Session
    from chattui.vault import AccountEntry


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


@dataclass(frozen=True, slots=True)
class Work:
    """What a command that asks Chat has: as whom, and with which rights."""

    session: Session
    account: AccountEntry
    chat: ChatClient
    """Tells its waiting on standard error; carries administrator access where that was asked."""
    admin: bool = False


@contextlib.asynccontextmanager
async def working(args: argparse.Namespace, context: Context) -> AsyncIterator[Work]:
    """The vault open, and Chat acting as the account, with ``--admin`` as an administrator."""
    from chattui.cli import ask

    async with session_of(context) as session:
        account = await session.account()
        if args.admin:
            from chattui.cli.admin import check_granted, say_admin

            say_admin(account)
            check_granted(args, account)
        await ask.open_vault(session)
        chat = (await session.chat(account)).telling(tell)
        if args.admin:
            chat = chat.as_admin()
        yield Work(session, account, chat, args.admin)


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
