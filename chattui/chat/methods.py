"""The methods of the Chat API that are used: their names, and the least scope for each.

From the discovery document (chat v1, revision 20261107), for a signed-in person, and for one with
administrator access: ``useAdminAccess`` exists on exactly nine methods.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

_PREFIX = "https://www.googleapis.com/auth/"


@dataclass(frozen=True, slots=True)
class Method:
    """One method: its id, and the least scope that allows it."""

    id: str
    scope: str
    writes: bool = False
    admin_scope: str = ""
    """The least scope with ``useAdminAccess=true``; "" where Google has no such parameter."""

    def needs(self, *, admin: bool) -> str:
        """The least scope for it, with administrator access where it takes that."""
        return self.admin_scope if admin and self.admin_scope else self.scope


def _method(name: str, scope: str, admin: str = "", *, writes: bool = False) -> Method:
    return Method(
        f"chat.spaces.{name}",
        f"{_PREFIX}chat.{scope}",
        writes,
        f"{_PREFIX}chat.admin.{admin}" if admin else "",
    )


SPACES_CREATE: Final = _method("create", "spaces.create", writes=True)
SPACES_SETUP: Final = _method("setup", "spaces.create", writes=True)
SPACES_GET: Final = _method("get", "spaces.readonly", "spaces.readonly")
SPACES_LIST: Final = _method("list", "spaces.readonly")
SPACES_SEARCH: Final = _method("search", "spaces.readonly", "spaces.readonly")
SPACES_FIND_DIRECT_MESSAGE: Final = _method("findDirectMessage", "spaces.readonly")
SPACES_FIND_GROUP_CHATS: Final = _method("findGroupChats", "memberships.readonly")
SPACES_PATCH: Final = _method("patch", "spaces", "spaces", writes=True)
SPACES_DELETE: Final = _method("delete", "delete", "delete", writes=True)
MEMBERS_CREATE: Final = _method("members.create", "memberships", "memberships", writes=True)
MEMBERS_GET: Final = _method("members.get", "memberships.readonly", "memberships.readonly")
MEMBERS_LIST: Final = _method("members.list", "memberships.readonly", "memberships.readonly")
MEMBERS_PATCH: Final = _method("members.patch", "memberships", "memberships", writes=True)
MEMBERS_DELETE: Final = _method("members.delete", "memberships", "memberships", writes=True)
MESSAGES_CREATE: Final = _method("messages.create", "messages.create", writes=True)

APP_MEMBERSHIP_SCOPE: Final = f"{_PREFIX}chat.memberships.app"
"""Enough to add and remove the client's own Chat app, and nobody else."""

METHODS: Final = {
    method.id: method
    for method in (
        SPACES_CREATE,
        SPACES_SETUP,
        SPACES_GET,
        SPACES_LIST,
        SPACES_SEARCH,
        SPACES_FIND_DIRECT_MESSAGE,
        SPACES_FIND_GROUP_CHATS,
        SPACES_PATCH,
        SPACES_DELETE,
        MEMBERS_CREATE,
        MEMBERS_GET,
        MEMBERS_LIST,
        MEMBERS_PATCH,
        MEMBERS_DELETE,
        MESSAGES_CREATE,
    )
}
