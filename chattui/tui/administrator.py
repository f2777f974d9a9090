"""Administrator access: switched on for every page, where the account was granted what it takes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from chattui.oauth.purposes import purpose
from chattui.oauth.scopes import satisfied
from chattui.tui.page import Page

if TYPE_CHECKING:
    from chattui.tui.app import ChattuiApp
    from chattui.vault import AccountEntry

READS = ("chat.admin.spaces.readonly", "chat.admin.memberships.readonly")
"""The least with which the organisation's spaces can be listed, and their members seen."""
PURPOSES = ("admin_spaces", "admin_members", "admin_delete")


def is_granted(account: AccountEntry) -> bool:
    """Whether `account` granted any scope that administrator access works with."""
    return any(satisfied(scope, account.scopes) for scope in (*READS, "chat.admin.delete"))


def wanted_scopes() -> tuple[str, ...]:
    """What is asked for so that everything works: spaces, members and deleting."""
    return tuple(scope for name in PURPOSES for scope in purpose(name).scopes)


def switch(app: ChattuiApp) -> None:
    """Switch administrator access on or off; where it was not granted, say what to grant."""
    if app.account is None or not app.offers("administrator"):
        return
    if not app.admin and not is_granted(app.account):
        from chattui.tui.screens.administrator import AdministratorPage

        app.push_screen(AdministratorPage(app.account), lambda on: set_admin(app, on=bool(on)))
        return
    set_admin(app, on=not app.admin)


def set_admin(app: ChattuiApp, *, on: bool) -> None:
    """Switch it, and let the page on top tell."""
    if on == app.admin:
        return
    app.admin = on
    app.standing = replace(app.standing, admin=on)
    screen: Any = app.screen
    if isinstance(screen, Page):
        screen.refresh_standing()
