"""Where Home's list comes from: the account's own spaces, or all of the organisation."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import TYPE_CHECKING

from chattui.chat.models import Space
from chattui.tui.space_list import lean

if TYPE_CHECKING:
    from chattui.chat.events import Tell
    from chattui.session import Session
    from chattui.vault import AccountEntry

Pages = AsyncIterator[tuple[list[Space], int | None]]
"""Pages of spaces, each with the whole number where Google tells it."""

Keep = Callable[[Space], Space]
"""Makes of a space that came what is kept of it."""


async def own_spaces(session: Session, account: AccountEntry, tell: Tell, keep: Keep) -> Pages:
    """The spaces that the account is in, as `keep` makes them; the next start has them at once."""
    async for page in session.fresh_spaces(account, tell, keep):
        yield page, None


async def all_spaces(
    session: Session, account: AccountEntry, tell: Tell, keep: Keep = lean
) -> Pages:
    """The named spaces of the organisation as `keep` makes them, with administrator access."""
    from chattui.chat.queries import AdminQuery

    chat = (await session.chat(account)).as_admin().telling(tell)
    async for page in chat.search_spaces(AdminQuery().text()):
        yield [keep(space) for space in page.spaces], page.total
