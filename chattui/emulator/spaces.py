"""spaces.create, setup, list, get and delete."""

from __future__ import annotations

from dataclasses import dataclass

from chattui.emulator import invented
from chattui.emulator.access import check_new_access
from chattui.emulator.call import Call
from chattui.emulator.directory import GROUPS, Person
from chattui.emulator.errors import (
    ApiError,
    Json,
    bad_user_name,
    denied,
    invalid,
    scope_insufficient,
)
from chattui.emulator.filters import matches, page, parse_filter
from chattui.emulator.scopes import AUTH
from chattui.emulator.space_model import (
    APP_ID,
    DIRECT_MESSAGE,
    GROUP_CHAT,
    INVITED,
    JOINED,
    MANAGER,
    MEMBER,
    NO_ROLE,
    SPACE,
    Member,
    Space,
)

LARGEST_SETUP = 49
NAME_LIMIT, GUIDELINES_LIMIT = 128, 5000
_TYPES = (SPACE, GROUP_CHAT, DIRECT_MESSAGE)


def create(call: Call) -> Json:
    """spaces.create: a named space with the caller in it, or a group chat in import mode."""
    wanted = call.body
    if echo := _echo(call, "create", call.params.get("requestId", "")):
        return echo
    _check_details(call, wanted)
    imported = wanted.get("importMode", False)
    if imported and AUTH + "chat.import" not in call.scopes:
        raise scope_insufficient("CreateSpace")
    if wanted["spaceType"] != SPACE and not (imported and wanted["spaceType"] == GROUP_CHAT):
        raise invalid(invented.CREATE_TYPE)
    space = _new_space(call, wanted)
    space.import_mode = imported
    if not imported:
        _join(call, space, call.person, MANAGER)
    return _keep(call, space, "create", call.params.get("requestId", ""), wanted)


def setup(call: Call) -> Json:
    """spaces.setup: a space of any type with its first members in one request."""
    wanted: Json = call.body.get("space", {})
    memberships: list[Json] = call.body.get("memberships", [])
    request_id: str = call.body.get("requestId", "")
    if echo := _echo(call, "setup", request_id):
        return echo
    _check_details(call, wanted)
    if len(memberships) > LARGEST_SETUP:
        raise invalid(invented.TOO_MANY_MEMBERSHIPS)
    asked = _asked(call, memberships, wanted["spaceType"])
    if wanted["spaceType"] == DIRECT_MESSAGE:
        return _setup_direct_message(call, wanted, asked, request_id)
    if wanted["spaceType"] == GROUP_CHAT and len(asked.people) < 2:
        raise invalid(invented.TOO_FEW_MEMBERSHIPS)
    space = _new_space(call, wanted)
    _join(call, space, call.person, MANAGER if space.type == SPACE else MEMBER)
    for person in asked.people:
        # Who blocks the caller, or may not be in this space, is left out without a word.
        if not call.blocks(person) and (space.external or not person.external):
            _join(call, space, person, MEMBER)
    for group in asked.groups:
        space.members[group] = Member(group, "group", NO_ROLE, created=space.created)
    return _keep(call, space, "setup", request_id, wanted)


def list_spaces(call: Call) -> Json:
    """spaces.list: the caller's spaces; conversations nobody has written in are left out."""
    store, settings = call.world.store, call.world.settings
    text = call.params.get("filter", "")
    terms = parse_filter(text, {"spaceType": _TYPES}) if text else []
    if len(terms) > 1:
        raise invalid(invented.BAD_FILTER.format(value=text))

    def is_shown(space: Space) -> bool:
        spoken = space.type == SPACE or space.has_messages or settings.list_empty_conversations
        return spoken and not space.import_mode and matches(terms, lambda _: space.type)

    found, token = page(
        call.params,
        f"spaces {call.person.id} {text}",
        lambda after: filter(is_shown, store.of(call.person, after)),
        lambda space: space.sequence,
    )
    spaces = [store.space_json(space, listed=True) for space in found]
    return {"spaces": spaces, "nextPageToken": token}


def get(call: Call) -> Json:
    """spaces.get."""
    return call.world.store.space_json(call.space())


def delete(call: Call) -> Json:
    """spaces.delete: a named space with everything in it, by one of its managers."""
    space = call.space()
    if space.type != SPACE:
        raise invalid(invented.ONLY_NAMED_DELETED)
    own = call.own_membership(space)
    if not call.admin and not (own and own.role == MANAGER):
        raise denied()
    call.world.store.delete(space)
    return {}


def check_name(call: Call, name: str, but: Space | None = None) -> str:
    """The display name without outer white space; refused where empty, too long, or taken."""
    name = name.strip()
    if not name:
        raise invalid(invented.NO_DISPLAY_NAME)
    if len(name) > NAME_LIMIT:
        raise invalid(invented.LONG_DISPLAY_NAME)
    if call.world.store.has_name(name, but):
        raise ApiError(409, invented.DUPLICATE_NAME)
    return name


def check_texts(call: Call, details: Json) -> None:
    """Refuse a description or guidelines that are too long."""
    limit = call.world.settings.description_limit
    if len(details.get("description", "")) > limit:
        raise invalid(invented.LONG_DESCRIPTION.format(limit=limit))
    if len(details.get("guidelines", "")) > GUIDELINES_LIMIT:
        raise invalid(invented.LONG_GUIDELINES)


def _check_details(call: Call, wanted: Json) -> None:
    if wanted.get("spaceType", "") not in _TYPES:
        raise invalid(invented.NO_SPACE_TYPE)
    if wanted["spaceType"] == SPACE:
        check_name(call, wanted.get("displayName", ""))
    elif wanted.get("displayName"):
        raise invalid(invented.DISPLAY_NAME_FORBIDDEN)
    if wanted["spaceType"] == DIRECT_MESSAGE and any(wanted.get("spaceDetails", {}).values()):
        raise invalid(invented.DETAILS_FORBIDDEN)
    check_texts(call, wanted.get("spaceDetails", {}))
    check_new_access(wanted)


def _new_space(call: Call, wanted: Json) -> Space:
    space = call.world.store.new(wanted["spaceType"])
    details = wanted.get("spaceDetails", {})
    space.display_name = wanted.get("displayName", "").strip()
    space.description = details.get("description", "")
    space.guidelines = details.get("guidelines", "")
    space.external = wanted.get("externalUserAllowed", False)
    history = wanted.get("spaceHistoryState", "HISTORY_STATE_UNSPECIFIED")
    space.history = history if history != "HISTORY_STATE_UNSPECIFIED" else "HISTORY_ON"
    space.announcement = wanted.get("predefinedPermissionSettings") == "ANNOUNCEMENT_SPACE"
    access = wanted.get("accessSettings", {})
    space.audience = access.get("audience", "")
    space.access_permissions = access.get("accessPermissionSettings", {})
    return space


def _join(call: Call, space: Space, person: Person, role: str) -> None:
    invited = person.id != call.person.id and call.invites(person)
    state = INVITED if invited else JOINED
    space.members[person.id] = Member(person.id, "human", role, state, call.world.clock.now())


@dataclass(frozen=True, slots=True)
class _Asked:
    people: list[Person]
    groups: list[str]


def _asked(call: Call, memberships: list[Json], space_type: str) -> _Asked:
    """Whom `memberships` name, each once and without the caller; raises for the unknown."""
    people: dict[str, Person] = {}
    groups: dict[str, None] = {}
    for membership in memberships:
        if ("member" in membership) == ("groupMember" in membership):
            raise invalid(invented.MEMBERSHIP_SHAPE)
        if "groupMember" in membership:
            if space_type != SPACE:
                raise invalid(invented.GROUPS_IN_SPACES)
            groups[known_group(membership["groupMember"])] = None
            continue
        user = membership["member"]
        if user.get("type", "HUMAN") == "BOT":
            raise invalid(invented.MEMBER_TYPE)
        if user.get("name") == f"users/{APP_ID}":
            raise bad_user_name()
        person = call.person_named(user.get("name", ""))
        if person.id != call.person.id:
            people[person.id] = person
    return _Asked(list(people.values()), list(groups))


def known_group(group: Json) -> str:
    """The id of ``groups/{id}``, where the directory has such a group."""
    name: str = group.get("name", "")
    prefix, _, group_id = name.partition("/")
    if prefix != "groups" or group_id not in GROUPS:
        raise invalid(invented.BAD_GROUP)
    return group_id


def _setup_direct_message(call: Call, wanted: Json, asked: _Asked, request_id: str) -> Json:
    with_app = wanted.get("singleUserBotDm", False)
    if with_app and asked.people:
        raise invalid(invented.APP_DM_MEMBERSHIPS)
    if not with_app and len(asked.people) != 1:
        raise invalid(invented.DM_MEMBERSHIPS)
    store = call.world.store
    both = frozenset({call.person.id, *(person.id for person in asked.people)})
    if existing := store.direct_message(both, app=with_app):
        return store.space_json(existing)
    if any(call.blocks(person) for person in asked.people):
        raise denied()
    space = _new_space(call, wanted)
    space.app_dm = with_app
    _join(call, space, call.person, MEMBER)
    for person in asked.people:
        space.members[person.id] = Member(person.id, created=space.created)
    if with_app:
        space.members[APP_ID] = Member(APP_ID, "bot", created=space.created)
    return _keep(call, space, "setup", request_id, wanted)


def _echo(call: Call, method: str, request_id: str) -> Json | None:
    """The first answer to the same request id, as Google gives it: the request with its name."""
    if not request_id:
        return None
    earlier = call.world.request_ids.get((call.client.project, method, request_id))
    if earlier is None:
        return None
    person_id, echo = earlier
    if person_id != call.person.id:
        raise ApiError(409, invented.REQUEST_ID_TAKEN)
    return echo


def _keep(call: Call, space: Space, method: str, request_id: str, wanted: Json) -> Json:
    call.world.store.keep(space)
    if request_id:
        echo = {"name": space.name} | {k: v for k, v in wanted.items() if k != "name"}
        call.world.request_ids[(call.client.project, method, request_id)] = (call.person.id, echo)
    return call.world.store.space_json(space)
