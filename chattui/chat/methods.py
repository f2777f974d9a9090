"""The methods of the Chat API that are used: their names, and the least scope for each.

From the discovery document (chat v1, revision 20261107), for a signed-in person.
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


SPACES_CREATE: Final = Method("chat.spaces.create", f"{_PREFIX}chat.spaces.create", writes=True)
SPACES_SETUP: Final = Method("chat.spaces.setup", f"{_PREFIX}chat.spaces.create", writes=True)
SPACES_GET: Final = Method("chat.spaces.get", f"{_PREFIX}chat.spaces.readonly")
SPACES_LIST: Final = Method("chat.spaces.list", f"{_PREFIX}chat.spaces.readonly")
SPACES_PATCH: Final = Method("chat.spaces.patch", f"{_PREFIX}chat.spaces", writes=True)
SPACES_DELETE: Final = Method("chat.spaces.delete", f"{_PREFIX}chat.delete", writes=True)
MEMBERS_CREATE: Final = Method(
    "chat.spaces.members.create", f"{_PREFIX}chat.memberships", writes=True
)
MEMBERS_GET: Final = Method("chat.spaces.members.get", f"{_PREFIX}chat.memberships.readonly")
MEMBERS_LIST: Final = Method("chat.spaces.members.list", f"{_PREFIX}chat.memberships.readonly")
MEMBERS_PATCH: Final = Method(
    "chat.spaces.members.patch", f"{_PREFIX}chat.memberships", writes=True
)
MEMBERS_DELETE: Final = Method(
    "chat.spaces.members.delete", f"{_PREFIX}chat.memberships", writes=True
)

METHODS: Final = {
    method.id: method
    for method in (
        SPACES_CREATE,
        SPACES_SETUP,
        SPACES_GET,
        SPACES_LIST,
        SPACES_PATCH,
        SPACES_DELETE,
        MEMBERS_CREATE,
        MEMBERS_GET,
        MEMBERS_LIST,
        MEMBERS_PATCH,
        MEMBERS_DELETE,
    )
}
