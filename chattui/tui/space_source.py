"""Where Home's list comes from: the account's own spaces, or all of the organisation."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from chattui.chat.models import Space

if TYPE_CHECKING:
    from chattui.chat.events import Tell
    from chattui.session import Session
    from chattui.vault import AccountEntry

Pages = AsyncIterator[tuple[list[Space], int | None]]
"""Pages of spaces, each with the whole number where Google tells it."""


async def own_spaces(session: Session, account: AccountEntry, tell: Tell) -> Pages:
    """The spaces that the account is in; they are kept for the next start."""
    async for page in session.fresh_spaces(account, tell):
        yield page, None


async def all_spaces(session: Session, account: AccountEntry, tell: Tell) -> Pages:
    """The named spaces of the organisation, with administrator access."""
    from chattui.chat.queries import AdminQuery

    chat = (await session.chat(account)).as_admin().telling(tell)
    async for page in chat.search_spaces(AdminQuery().text()):
        yield page.spaces, page.total
