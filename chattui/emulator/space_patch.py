"""spaces.patch: which fields may be updated, and which of them together (discovery document)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields

from chattui.emulator import invented
from chattui.emulator.access import check_access, check_audience
from chattui.emulator.call import Call
from chattui.emulator.errors import ApiError, Json, denied, invalid
from chattui.emulator.schema import ACCESS_PERMISSIONS, PERMISSIONS, camel, snake
from chattui.emulator.space_model import ASSISTANT, GROUP_CHAT, MANAGER, SPACE, Space
from chattui.emulator.spaces import check_name, check_texts

_ACCESS = "accessSettings.accessPermissionSettings"
_PERMISSION_PATHS = tuple(f"permissionSettings.{name}" for name in PERMISSIONS[:-1])
_ACCESS_PATHS = (_ACCESS, *(f"{_ACCESS}.{name}" for name in ACCESS_PERMISSIONS))
_PLAIN = ("displayName", "spaceType", "spaceDetails")
_ALONE = ("spaceHistoryState", "accessSettings.audience")
_VIEW_PAIR = {"permissionSettings.viewSpaceMembership", f"{_ACCESS}.viewSpaceMembershipSetting"}
"""These two name one thing, and are the one pair that may cross its families."""


def read_mask(text: str) -> list[str]:
    """The paths of an updateMask in camelCase, each once; raises where there is none."""
    paths = [camel(path.strip()) for path in text.split(",") if path.strip()]
    if not paths:
        raise invalid(invented.NO_MASK, ("update_mask", invented.NO_MASK))
    return list(dict.fromkeys(paths))


def patch(call: Call) -> Json:
    """spaces.patch."""
    mask = read_mask(call.params.get("updateMask", ""))
    _check_mask(mask, admin=call.admin)
    space = call.space()
    before = {field.name: getattr(space, field.name) for field in fields(space)}
    try:
        for path in mask:
            _PATCHES[_family(path)](call, space, path, mask)
        check_access(space)
    except ApiError:
        for name, value in before.items():
            setattr(space, name, value)
        raise
    return call.world.store.space_json(space)


def _family(path: str) -> str:
    if path in _PERMISSION_PATHS:
        return "permissionSettings"
    return _ACCESS if path in _ACCESS_PATHS else path


def _check_mask(mask: list[str], *, admin: bool) -> None:
    for path in mask:
        known = path in (*_PLAIN, *_ALONE, *_PERMISSION_PATHS, *_ACCESS_PATHS)
        barred = admin and path.startswith(("spaceType", "spaceHistoryState", "accessSettings"))
        if not known or barred:
            text = invented.BAD_MASK.format(path=_path_words(path))
            raise invalid(text, ("update_mask", text))
    for path, other in (sorted(_VIEW_PAIR), sorted(_VIEW_PAIR, reverse=True)):
        if path in mask and other not in mask:
            text = invented.PAIRED_MASK.format(path=_path_words(path), other=_path_words(other))
            raise invalid(text, ("update_mask", text))
    families = {_family(path) for path in mask}
    for path in mask:
        lonely = _family(path) not in _PLAIN and len(families) > 1
        if lonely and set(mask) != _VIEW_PAIR:
            text = invented.LONELY_MASK.format(path=_path_words(path))
            raise invalid(text, ("update_mask", text))


def _path_words(path: str) -> str:
    return ".".join(snake(part) for part in path.split("."))


def _require_role(call: Call, space: Space, *roles: str) -> None:
    own = call.own_membership(space)
    if not call.admin and not (own and own.role in roles):
        raise denied()


def _require_named(space: Space) -> None:
    if space.type != SPACE:
        raise invalid(invented.ONLY_NAMED_UPDATED)


def _display_name(call: Call, space: Space, path: str, mask: list[str]) -> None:
    if "spaceType" not in mask:
        _require_named(space)
    call.require(space, "modifySpaceDetails")
    space.display_name = check_name(call, call.body.get("displayName", ""), but=space)


def _space_type(call: Call, space: Space, path: str, mask: list[str]) -> None:
    wanted = call.body.get("spaceType", "")
    changeable = space.type in {GROUP_CHAT, SPACE}
    if wanted != SPACE or not changeable or "displayName" not in mask:
        raise invalid(invented.SPACE_TYPE_CHANGE)
    check_name(call, call.body.get("displayName", ""), but=space)
    if space.type == GROUP_CHAT:
        space.type = SPACE
        space.members[call.person.id].role = MANAGER


def _space_details(call: Call, space: Space, path: str, mask: list[str]) -> None:
    _require_named(space)
    call.require(space, "modifySpaceDetails")
    details = call.body.get("spaceDetails", {})
    check_texts(call, details)
    # Both are replaced: what the request leaves out is emptied.
    space.description = details.get("description", "")
    space.guidelines = details.get("guidelines", "")


def _history(call: Call, space: Space, path: str, mask: list[str]) -> None:
    call.require(space, "toggleHistory")
    state = call.body.get("spaceHistoryState", "")
    if state not in {"HISTORY_ON", "HISTORY_OFF"}:
        raise invalid(invented.BAD_MASK.format(path="space_history_state"))
    space.history = state


def _audience(call: Call, space: Space, path: str, mask: list[str]) -> None:
    _require_named(space)
    _require_role(call, space, MANAGER)
    audience = call.body.get("accessSettings", {}).get("audience", "")
    check_audience(audience)
    space.audience = audience


def _access_permissions(call: Call, space: Space, path: str, mask: list[str]) -> None:
    _require_named(space)
    _require_role(call, space, MANAGER, ASSISTANT)
    given = call.body.get("accessSettings", {}).get("accessPermissionSettings", {})
    if path == _ACCESS:
        space.access_permissions = given
    else:
        name = path.rpartition(".")[2]
        space.access_permissions = space.access_permissions | {name: given.get(name, {})}


def _permissions(call: Call, space: Space, path: str, mask: list[str]) -> None:
    _require_named(space)
    _require_role(call, space, MANAGER)
    name = path.rpartition(".")[2]
    given = call.body.get("permissionSettings", {}).get(name, {})
    space.permissions = space.permissions | {name: given}


_PATCHES: dict[str, Callable[[Call, Space, str, list[str]], None]] = {
    "displayName": _display_name,
    "spaceType": _space_type,
    "spaceDetails": _space_details,
    "spaceHistoryState": _history,
    "accessSettings.audience": _audience,
    _ACCESS: _access_permissions,
    "permissionSettings": _permissions,
}
