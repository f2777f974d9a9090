"""Reading JSON requests as Google's front end does: by message type, unknown names refused.

The field types are those of Chat's discovery document, revision 20261107; messages of other APIs
have the API before their names, such as ``gmail.Message``. Both ``displayName``
and ``display_name`` are taken, as in every protobuf JSON reader.
"""

from __future__ import annotations

import json
import re
from typing import Any, Final

from chattui.emulator import invented, schema_more
from chattui.emulator.errors import ApiError, Json, invalid
from chattui.emulator.services import CALENDAR, CHAT, GMAIL, SHEETS

_SPACE_TYPES = "SPACE_TYPE_UNSPECIFIED SPACE GROUP_CHAT DIRECT_MESSAGE"
ENUMS: Final = {
    "Space.SpaceType": _SPACE_TYPES,
    "Space.Type": "TYPE_UNSPECIFIED ROOM DM",
    "Space.SpaceThreadingState": "SPACE_THREADING_STATE_UNSPECIFIED THREADED_MESSAGES"
    " GROUPED_MESSAGES UNTHREADED_MESSAGES",
    "HistoryState": "HISTORY_STATE_UNSPECIFIED HISTORY_OFF HISTORY_ON",
    "Space.PredefinedPermissionSettings": "PREDEFINED_PERMISSION_SETTINGS_UNSPECIFIED"
    " COLLABORATION_SPACE ANNOUNCEMENT_SPACE",
    "Space.AccessSettings.AccessState": "ACCESS_STATE_UNSPECIFIED PRIVATE DISCOVERABLE",
    "Membership.MembershipState": "MEMBERSHIP_STATE_UNSPECIFIED JOINED INVITED NOT_A_MEMBER",
    "Membership.MembershipRole": "MEMBERSHIP_ROLE_UNSPECIFIED ROLE_MEMBER ROLE_MANAGER"
    " ROLE_ASSISTANT_MANAGER",
    "Membership.Affiliation": "AFFILIATION_UNSPECIFIED INTERNAL EXTERNAL MANAGED_EXTERNAL",
    "User.Type": "TYPE_UNSPECIFIED HUMAN BOT",
}
"""The values of each enum, by its name in error messages."""
PERMISSIONS: Final = (
    "manageMembersAndGroups",
    "modifySpaceDetails",
    "toggleHistory",
    "useAtMentionAll",
    "manageApps",
    "manageWebhooks",
    "replyMessages",
    "viewSpaceMembership",
    "postMessages",
)
ACCESS_PERMISSIONS: Final = (
    "discoverSpaceSetting",
    "joinSpaceSetting",
    "viewSpaceMembershipSetting",
)
MESSAGES: Final[dict[str, dict[str, str]]] = {
    "Space": {
        "name": "string",
        "type": "Space.Type",
        "spaceType": "Space.SpaceType",
        "singleUserBotDm": "bool",
        "threaded": "bool",
        "displayName": "string",
        "externalUserAllowed": "bool",
        "spaceThreadingState": "Space.SpaceThreadingState",
        "spaceDetails": "SpaceDetails",
        "spaceHistoryState": "HistoryState",
        "importMode": "bool",
        "importModeExpireTime": "string",
        "createTime": "string",
        "lastActiveTime": "string",
        "adminInstalled": "bool",
        "membershipCount": "MembershipCount",
        "accessSettings": "AccessSettings",
        "spaceUri": "string",
        "customer": "string",
        "predefinedPermissionSettings": "Space.PredefinedPermissionSettings",
        "permissionSettings": "PermissionSettings",
    },
    "SpaceDetails": {"description": "string", "guidelines": "string"},
    "MembershipCount": {"joinedDirectHumanUserCount": "int32", "joinedGroupCount": "int32"},
    "AccessSettings": {
        "accessState": "Space.AccessSettings.AccessState",
        "audience": "string",
        "accessPermissionSettings": "AccessPermissionSettings",
    },
    "AccessPermissionSettings": dict.fromkeys(ACCESS_PERMISSIONS, "AccessPermissionSetting"),
    "AccessPermissionSetting": {"principals": "[Principal]"},
    "Principal": {"audience": "Audience"},
    "Audience": {"name": "string"},
    "PermissionSettings": dict.fromkeys(PERMISSIONS, "PermissionSetting"),
    "PermissionSetting": {
        "managersAllowed": "bool",
        "assistantManagersAllowed": "bool",
        "membersAllowed": "bool",
    },
    "Membership": {
        "name": "string",
        "state": "Membership.MembershipState",
        "role": "Membership.MembershipRole",
        "member": "User",
        "groupMember": "Group",
        "createTime": "string",
        "deleteTime": "string",
        "affiliation": "Membership.Affiliation",
    },
    "User": {
        "name": "string",
        "displayName": "string",
        "domainId": "string",
        "type": "User.Type",
        "isAnonymous": "bool",
        "email": "string",
        "avatarUrl": "string",
    },
    "Group": {"name": "string"},
    "Message": {
        "name": "string",
        "text": "string",
        "formattedText": "string",
        "argumentText": "string",
        "fallbackText": "string",
        "createTime": "string",
        "thread": "Thread",
        "clientAssignedMessageId": "string",
        "silent": "bool",
    },
    "Thread": {"name": "string", "threadKey": "string"},
    "SetUpSpaceRequest": {"space": "Space", "requestId": "string", "memberships": "[Membership]"},
}
"""The kind of each field by message; brackets are a list."""
MESSAGES.update(schema_more.MESSAGES)
ENUMS.update(schema_more.ENUMS)
_KINDS = {"string": (str, "TYPE_STRING"), "bool": (bool, "TYPE_BOOL"), "int32": (int, "TYPE_INT32")}
_TYPES: Final = {
    "calendar": CALENDAR.types,
    "sheets": SHEETS.types,
    "gmail": GMAIL.types,
}


_CHAT_TYPES: Final = f"type.googleapis.com/{CHAT.types}"
_LIST_VALUE: Final = "type.googleapis.com/google.protobuf.ListValue"


def snake(name: str) -> str:
    """``displayName`` as ``display_name``, the way that error messages and masks write it."""
    return re.sub("[A-Z]", lambda match: "_" + match[0].lower(), name)


def camel(name: str) -> str:
    """``display_name`` as ``displayName``."""
    return re.sub("_([a-z])", lambda match: match[1].upper(), name)


def read_body(body: bytes, message: str, root: str) -> Json:
    """The request's JSON as `message`; `root` is the field of the RPC that the body fills.

    Raises INVALID_ARGUMENT with one field violation for each thing that does not fit.
    """
    try:
        raw = json.loads(body.decode()) if body.strip() else {}
    except (ValueError, RecursionError) as error:
        detail = error.msg if isinstance(error, json.JSONDecodeError) else type(error).__name__
        raise invalid(invented.BAD_JSON.format(detail=detail)) from None
    reader = _Reader()
    value = reader.read(raw, message, root)
    if reader.violations:
        texts = "\n".join(text for _, text in reader.violations)
        raise invalid(texts, *reader.violations)
    return value if isinstance(value, dict) else {}


class _Reader:
    def __init__(self) -> None:
        self.violations: list[tuple[str, str]] = []

    def read(self, raw: Any, kind: str, path: str) -> Any:
        if raw is None:
            return None
        if kind.startswith("["):
            return self._list(raw, kind[1:-1], path)
        if kind in MESSAGES:
            return self._message(raw, kind, path)
        if kind == "any":
            return raw
        if kind == "values":
            return raw if isinstance(raw, list) else self._bad_value(raw, _LIST_VALUE, path)
        if kind in ENUMS:
            fits, name = raw in ENUMS[kind].split(), _type_url(kind)
        else:
            wanted, name = _KINDS[kind]
            fits = type(raw) is wanted and (not isinstance(raw, str) or _is_utf8(raw))
        return raw if fits else self._bad_value(raw, name, path)

    def _bad_value(self, raw: Any, kind: str, path: str) -> None:
        value = json.dumps(raw, ensure_ascii=False)
        self._violate(path, invented.BAD_VALUE.format(path=path, kind=kind, value=value))

    def _violate(self, path: str, text: str) -> None:
        self.violations.append((path, text))

    def _list(self, raw: Any, kind: str, path: str) -> list[Any]:
        # A protobuf JSON reader takes a lone value where a list is wanted.
        values = raw if isinstance(raw, list) else [raw]
        return [self.read(value, kind, f"{path}[{i}]") for i, value in enumerate(values)]

    def _message(self, raw: Any, kind: str, path: str) -> Json:
        if not isinstance(raw, dict):
            self._bad_value(raw, _type_url(kind), path)
            return {}
        read: Json = {}
        for name, value in raw.items():
            field = name if name in MESSAGES[kind] else camel(name)
            if field not in MESSAGES[kind]:
                template = invented.UNKNOWN_FIELD if path else invented.UNKNOWN_ROOT_FIELD
                self._violate(path, template.format(name=name, path=path))
                continue
            inner = f"{path}.{snake(field)}" if path else snake(field)
            result = self.read(value, MESSAGES[kind][field], inner)
            if result is not None:
                read[field] = result
        return read


def _type_url(kind: str) -> str:
    """The name of `kind` as error messages give it."""
    api, _, name = kind.partition(".")
    package = _TYPES.get(api, "")
    return f"type.googleapis.com/{package}{name}" if package else f"{_CHAT_TYPES}{kind}"


def _is_utf8(text: str) -> bool:
    """Whether `text` is without lone surrogates, which JSON can escape and UTF-8 cannot hold."""
    return text.isascii() or not any("\ud800" <= char <= "\udfff" for char in text)


def read_int(params: dict[str, str], name: str) -> int:
    """The int32 query parameter `name`, 0 where it is not given."""
    text = params.get(name, "")
    if not text:
        return 0
    if not re.fullmatch(r"-?\d{1,10}", text, re.ASCII) or not -(2**31) <= int(text) < 2**31:
        raise _bad_query(name, "TYPE_INT32", text)
    return int(text)


def read_bool(params: dict[str, str], name: str) -> bool:
    """The boolean query parameter `name`."""
    text = params.get(name, "").lower()
    if text not in {"", "true", "false"}:
        raise _bad_query(name, "TYPE_BOOL", text)
    return text == "true"


def _bad_query(name: str, kind: str, text: str) -> ApiError:
    path = snake(name)
    message = invented.BAD_VALUE.format(path=path, kind=kind, value=json.dumps(text))
    return invalid(message, (path, message))
