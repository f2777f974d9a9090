"""What each action on a space takes of scopes, as a person or as an administrator, and why it is
off where that was not granted; the clients that act as the one or the other."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from chattui.chat import methods
from chattui.oauth.purposes import purpose
from chattui.oauth.scopes import missing
from chattui.tui.granted import why_off

if TYPE_CHECKING:
    from chattui.chat.api import ChatClient
    from chattui.plans.acting import Acting
    from chattui.tui.account_page import AccountPage

PURPOSES = {
    "see": ("see", "admin_spaces"),
    "members": ("members", "admin_members"),
    "add": ("members", "admin_members"),
    "remove": ("members", "admin_members"),
    "role": ("members", "admin_members"),
    "sync": ("members", "admin_members"),
    "edit": ("edit", "admin_spaces"),
    "delete": ("delete", "admin_delete"),
    "people": ("people", "people"),
}
"""The purpose that an action serves, as a person and as an administrator."""
_READS = {"see": methods.SPACES_GET, "members": methods.MEMBERS_LIST}


def _admin(page: AccountPage[Any]) -> bool:
    return page.chattui.admin


def _purpose(page: AccountPage[Any], action: str) -> str:
    return PURPOSES[action][_admin(page)]


def off_reason(page: AccountPage[Any], action: str) -> str:
    """Why `action`, or seeing something, is not granted; "" where it is, or takes nothing."""
    if action not in PURPOSES:
        return ""
    if action in _READS:
        needs: tuple[str, ...] = (_READS[action].needs(admin=_admin(page)),)
    else:
        needs = purpose(_purpose(page, action)).scopes
    if not missing(needs, page.account.scopes):
        return ""
    return why_off(page.account, _purpose(page, action))


def lacking(page: AccountPage[Any], actions: Iterable[str]) -> tuple[str, ...]:
    """The scopes that these actions would need and that are not granted."""
    wanted = [a for a in actions if off_reason(page, a)]
    scopes = (s for action in wanted for s in purpose(_purpose(page, action)).scopes)
    return missing(dict.fromkeys(scopes), page.account.scopes)


async def chat_of(page: AccountPage[Any]) -> ChatClient:
    """The Chat API as the account of `page`, with administrator access where it is switched on."""
    chat = await page.session.chat(page.account)
    return chat.as_admin(_admin(page))


async def look_up(page: AccountPage[Any], ids: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Name and address of each of `ids` (``users/ID``) that the directory knows."""
    found = await page.session.people(page.account, tuple(ids))
    return {one: (person.name, person.email) for one, person in found.items()}


def acting(page: AccountPage[Any], *, plain: bool = False) -> Acting:
    """Who acts, with which rights, for a plan that is about to be made; `plain` for what Google
    lets nobody do as administrator."""
    from chattui.plans.acting import acting_as
    from chattui.tui.flow import client_entry

    entry = client_entry(page.chattui, page.account.client_key)
    return acting_as(page.account, entry, admin=_admin(page) and not plain)
