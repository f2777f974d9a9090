"""spaces.findDirectMessage and findGroupChats: a conversation by who is in it."""

from __future__ import annotations

from collections.abc import Iterator

from chattui.emulator import invented
from chattui.emulator.call import Call
from chattui.emulator.errors import ApiError, Json, invalid, scope_insufficient
from chattui.emulator.filters import page
from chattui.emulator.scopes import AUTH
from chattui.emulator.space_model import APP_ID, APP_USER_ID, GROUP_CHAT, Space

MOST_USERS = 49
DEFAULT_CHATS, MOST_CHATS = 10, 30
_APP_NAMES = (f"users/{APP_ID}", f"users/{APP_USER_ID}")
_VIEWS = (
    "",
    "SPACE_VIEW_UNSPECIFIED",
    "SPACE_VIEW_RESOURCE_NAME_ONLY",
    "SPACE_VIEW_EXPANDED",
)


def direct_message(call: Call) -> Json:
    """The direct message of the caller and the person (or the app) of ``name``; 404 if none."""
    name = call.params.get("name", "")
    with_app = name in _APP_NAMES
    people = {call.person.id} if with_app else {call.person.id, call.person_named(name).id}
    store = call.world.store
    space = store.direct_message(frozenset(people), app=with_app)
    if space is None:
        raise ApiError(404, invented.ENTITY_NOT_FOUND)
    return store.space_json(space)


def group_chats(call: Call) -> Json:
    """The group chats of exactly the caller and ``users``, as names or in full."""
    names = call.every("users")
    if len(names) > MOST_USERS:
        raise invalid(invented.TOO_MANY_USERS)
    view = call.params.get("spaceView", "")
    if view not in _VIEWS:
        raise invalid(invented.BAD_VALUE.format(path="space_view", kind="SpaceView", value=view))
    expanded = view == "SPACE_VIEW_EXPANDED"
    if expanded and not call.scopes & {AUTH + "chat.spaces", AUTH + "chat.spaces.readonly"}:
        raise scope_insufficient("FindGroupChats")
    wanted = _wanted(call, names)
    store = call.world.store

    def found(after: int) -> Iterator[Space]:
        chats = (space for space in store.of(call.person) if space.type == GROUP_CHAT)
        return (s for s in chats if s.sequence > after and wanted == _people(s))

    spaces, token = page(
        call.params,
        f"group chats {call.person.id} {sorted(wanted)} {view}",
        found,
        lambda space: space.sequence,
        DEFAULT_CHATS,
        MOST_CHATS,
    )
    listed = [store.space_json(s, listed=True) if expanded else {"name": s.name} for s in spaces]
    return {"spaces": listed, "nextPageToken": token}


def _wanted(call: Call, names: list[str]) -> set[str]:
    """The ids of everybody in the chat; nobody's where an app is named. Who blocks is left out
    where no chat has them all."""
    if any(name in _APP_NAMES for name in names):
        return set()
    people = [call.person_named(name) for name in names]
    everybody = {call.person.id, *(person.id for person in people)}
    if any(_people(space) == everybody for space in call.world.store.explicit()):
        return everybody
    blocking = {person.id for person in people if call.blocks(person)}
    return everybody - blocking


def _people(space: Space) -> set[str]:
    return {m.id for m in space.members.values() if m.kind == "human" and m.state == "JOINED"}
