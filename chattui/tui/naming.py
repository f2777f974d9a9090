"""The people in direct messages and group chats, looked up beside the page that shows them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from typing import TYPE_CHECKING, Any

from chattui.chat.space_people import load_people, people_in, save_people
from chattui.oauth.purposes import purpose
from chattui.oauth.scopes import satisfied
from chattui.problem import Exit, ProblemError

if TYPE_CHECKING:
    from chattui.chat.models import Space
    from chattui.tui.account_page import AccountPage

AT_A_TIME = 4


async def known_people(page: AccountPage[Any]) -> dict[str, str]:
    """Who is in the nameless spaces of the page's account, as last looked up."""
    return await asyncio.to_thread(load_people, page.session.context, page.account.key)


async def look_up_people(
    page: AccountPage[Any], spaces: Iterable[Space]
) -> AsyncIterator[dict[str, str]]:
    """Who is in these spaces, a few at a time; "" for a space whose members Google does not tell.

    All of them are kept at the end. Raises ProblemError where it is no use to go on.
    """
    if not page.session.vault_is_open:
        return
    wanted = list(spaces)
    chat = await page.session.chat(page.account)
    look_up = None
    if satisfied(purpose("people").scopes, page.account.scopes):
        from chattui.tui import space_rights

        async def look_up(ids: Iterable[str]) -> dict[str, tuple[str, str]]:
            return await space_rights.look_up(page, ids)

    async def one(space: Space) -> str:
        try:
            return await people_in(chat, space, me=page.account.email, look_up=look_up)
        except ProblemError as error:
            if error.problem.exit is Exit.NOT_SIGNED_IN:
                raise
            return ""

    found: dict[str, str] = {}
    for at in range(0, len(wanted), AT_A_TIME):
        some = wanted[at : at + AT_A_TIME]
        words = await asyncio.gather(*map(one, some))
        told = {space.name: said for space, said in zip(some, words, strict=True)}
        found |= told
        yield told
    if found:
        kept = await known_people(page)
        kept |= {space: words for space, words in found.items() if words}
        await asyncio.to_thread(save_people, page.session.context, page.account.key, kept)
