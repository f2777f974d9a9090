"""spaces.members: create, list, get, patch and delete."""

from __future__ import annotations

from collections.abc import Iterator

from chattui.emulator import invented
from chattui.emulator.call import Call
from chattui.emulator.clock import rfc3339
from chattui.emulator.errors import (
    ApiError,
    Json,
    bad_user_name,
    denied,
    invalid,
    scope_insufficient,
)
from chattui.emulator.filters import matches, page, parse_filter
from chattui.emulator.schema import read_bool
from chattui.emulator.scopes import AUTH
from chattui.emulator.space_model import (
    APP_ID,
    APP_USER_ID,
    ASSISTANT,
    DIRECT_MESSAGE,
    INVITED,
    JOINED,
    MANAGER,
    MEMBER,
    NO_ROLE,
    NOT_A_MEMBER,
    SPACE,
    Member,
    Space,
)
from chattui.emulator.space_patch import read_mask
from chattui.emulator.spaces import known_group

_FILTER_FIELDS = {"role": (MEMBER, MANAGER, ASSISTANT), "member.type": ("HUMAN", "BOT")}
_ADMIN_TERMS = (("member.type", "=", "HUMAN"), ("member.type", "!=", "BOT"))


def create(call: Call) -> Json:
    """members.create: a person, a Google Group, or the calling app."""
    wanted = call.body
    if ("member" in wanted) == ("groupMember" in wanted):
        raise invalid(invented.MEMBERSHIP_SHAPE)
    about_app = wanted.get("member", {}).get("name") == f"users/{APP_ID}"
    _require_people_scope(call, about_app, "CreateMembership")
    if about_app and call.admin:
        raise invalid(invented.ADMIN_APP)
    space = call.space()
    call.require(space, "manageApps" if about_app else "manageMembersAndGroups")
    if about_app:
        member = Member(APP_ID, "bot", created=call.world.clock.now())
    elif "groupMember" in wanted:
        if space.type != SPACE:
            raise invalid(invented.GROUPS_IN_SPACES)
        group = known_group(wanted["groupMember"])
        member = Member(group, "group", NO_ROLE, created=call.world.clock.now())
    else:
        member = _human(call, space, wanted["member"])
    existing = space.members.get(member.id)
    if existing is None:
        space.members[member.id] = member
    elif call.world.settings.existing_member == "conflict":
        raise ApiError(409, invented.MEMBER_EXISTS)
    return call.world.store.member_json(space, existing or member)


def _human(call: Call, space: Space, user: Json) -> Member:
    if space.type == DIRECT_MESSAGE:
        raise invalid(invented.NO_MEMBERS_IN_DM)
    if user.get("type", "HUMAN") == "BOT":
        raise bad_user_name()
    person = call.person_named(user.get("name", ""))
    kept_out = person.external and (call.admin or not space.external)
    if call.blocks(person) or kept_out:
        raise denied()
    state = INVITED if call.invites(person) else JOINED
    return Member(person.id, state=state, created=call.world.clock.now())


def _require_people_scope(call: Call, about_app: bool, rpc: str) -> None:
    """``chat.memberships.app`` is for the calling app alone."""
    people = {AUTH + "chat.memberships", AUTH + "chat.admin.memberships", AUTH + "chat.import"}
    if not about_app and not call.scopes & people:
        raise scope_insufficient(rpc)


def list_members(call: Call) -> Json:
    """members.list: who has joined; groups and the invited only where they are asked for."""
    text = call.params.get("filter", "")
    show_groups, show_invited = (
        read_bool(call.params, name) for name in ("showGroups", "showInvited")
    )
    terms = parse_filter(text, _FILTER_FIELDS, negatable="member.type") if text else []
    if call.admin and not any(len(g) == 1 and g[0] in _ADMIN_TERMS for g in terms):
        raise invalid(invented.ADMIN_FILTER)
    space = call.space()
    call.require(space, "viewSpaceMembership")

    def is_shown(item: tuple[int, Member]) -> bool:
        member = item[1]
        if member.kind == "bot" and call.admin:
            return False
        if member.kind == "group" and not show_groups:
            return False
        if member.state == INVITED and not show_invited:
            return False
        values = {"role": member.role, "member.type": _type_words(member)}
        return matches(terms, values.__getitem__)

    def after(place: int) -> Iterator[tuple[int, Member]]:
        numbered = enumerate(list(space.members.values()))
        return (item for item in numbered if item[0] > place and is_shown(item))

    flags = f"{show_groups} {show_invited} {call.admin}"
    identity = f"members {space.id} {call.person.id} {text} {flags}"
    found, token = page(call.params, identity, after, lambda item: item[0])
    memberships = [call.world.store.member_json(space, member) for _, member in found]
    return {"memberships": memberships, "nextPageToken": token}


def _type_words(member: Member) -> str:
    return {"human": "HUMAN", "bot": "BOT"}.get(member.kind, "")


def get(call: Call) -> Json:
    """members.get, by id, address, or ``app``."""
    space = call.space()
    member = _member(call, space)
    if member.id != call.person.id:
        call.require(space, "viewSpaceMembership")
    return call.world.store.member_json(space, member)


def patch(call: Call) -> Json:
    """members.patch: the role of a person in a named space, by one of its managers."""
    for path in read_mask(call.params.get("updateMask", "")):
        if path not in {"role", "*"}:
            text = invented.BAD_MASK.format(path=path)
            raise invalid(text, ("update_mask", text))
    role = call.body.get("role", "")
    if role not in {MEMBER, MANAGER, ASSISTANT}:
        raise invalid(invented.BAD_ROLE)
    space = call.space()
    own = call.own_membership(space)
    if not call.admin and not (own and own.role == MANAGER):
        raise denied()
    member = _member(call, space)
    if space.type != SPACE or member.kind != "human":
        raise invalid(invented.ROLES_IN_SPACES)
    if role != MANAGER:
        _check_last_owner(call, space, member)
    member.role = role
    return call.world.store.member_json(space, member)


def delete(call: Call) -> Json:
    """members.delete: answers with the membership that has ended."""
    about_app = call.path["member"] in {APP_ID, APP_USER_ID}
    _require_people_scope(call, about_app, "DeleteMembership")
    space = call.space()
    if space.type == DIRECT_MESSAGE and not about_app:
        raise invalid(invented.NO_MEMBERS_IN_DM)
    member = _member(call, space)
    own = call.own_membership(space)
    if member.role == MANAGER and not call.admin and not (own and own.role == MANAGER):
        raise denied()
    if member.id != call.person.id:
        call.require(space, "manageApps" if about_app else "manageMembersAndGroups")
    _check_last_owner(call, space, member)
    del space.members[member.id]
    member.state = NOT_A_MEMBER
    ended = {"deleteTime": rfc3339(call.world.clock.now())}
    return call.world.store.member_json(space, member) | ended


def _check_last_owner(call: Call, space: Space, member: Member) -> None:
    last = member.role == MANAGER and not space.has_other_owner(member)
    if last and space.type == SPACE and not call.world.settings.last_owner_may_leave:
        raise ApiError(400, invented.LAST_OWNER, status="FAILED_PRECONDITION")


def _member(call: Call, space: Space) -> Member:
    wanted = call.path["member"]
    if "@" in wanted:
        person = call.world.directory.by_email(wanted)
        wanted = person.id if person else ""
    member = space.members.get(APP_ID if wanted == APP_USER_ID else wanted)
    if member is None:
        raise ApiError(404, invented.ENTITY_NOT_FOUND)
    if call.admin and member.kind == "bot":
        raise invalid(invented.ADMIN_APP)
    return member
