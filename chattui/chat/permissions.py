"""Who may do what in a named space: Google's permission settings, as levels and in words.

The names are those of the discovery document, ``PermissionSettings``; each setting is a triple of
owners, managers and members, and Chat's own pages offer three of the eight combinations.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from chattui.chat.models import part_of
from chattui.chat.roles import ROLES
from chattui.problem import Exit, Problem
from chattui.safe_text import safe_text
from chattui.words import t

OWNERS: Final = "owners"
MANAGERS: Final = "managers"
EVERYONE: Final = "everyone"
LEVELS: Final = (OWNERS, MANAGERS, EVERYONE)
"""Each includes those before it: ``managers`` are the owners and the managers."""

POST: Final = "postMessages"
"""Given by Google, and only changed by the kind of space that was chosen when it was made."""
VIEW_MEMBERS: Final = "viewSpaceMembership"
"""Only changed together with the access permission setting of the same meaning."""
SETTABLE: Final = (
    "manageMembersAndGroups",
    "modifySpaceDetails",
    "toggleHistory",
    "useAtMentionAll",
    "manageApps",
    "manageWebhooks",
    "replyMessages",
    VIEW_MEMBERS,
)
"""What can be changed, in the order in which it is shown and sent."""

_FLAGS = ("managersAllowed", "assistantManagersAllowed", "membersAllowed")
_FLAGS_OF = {
    OWNERS: (True, False, False),
    MANAGERS: (True, True, False),
    EVERYONE: (True, True, True),
}
_FLAG_OF = dict(zip(ROLES, _FLAGS, strict=True))
_LEVEL_OF = {flags: level for level, flags in _FLAGS_OF.items()}


def setting_of(level: str) -> dict[str, bool]:
    """Google's PermissionSetting for a level; KeyError where there is none of that name."""
    return dict(zip(_FLAGS, _FLAGS_OF[level], strict=True))


def level_of(setting: Mapping[str, Any]) -> str:
    """The level of Google's PermissionSetting; "" for none and for a combination without name."""
    return _LEVEL_OF.get(_flags(setting), "")


def levels_of(space: Mapping[str, Any]) -> dict[str, str]:
    """The levels of Google's Space by name, of all that can be changed; "" where it has no name."""
    settings = part_of(space, "permissionSettings")
    return {name: level_of(part_of(settings, name)) for name in SETTABLE if name in settings}


def is_left_out(role: str, setting: Mapping[str, Any]) -> bool:
    """Whether Google's PermissionSetting surely keeps members with this role from it; not where
    the role or the setting says nothing."""
    flag = _FLAG_OF.get(role)
    return flag is not None and any(_flags(setting)) and setting.get(flag) is not True


def may_words(setting: Mapping[str, Any]) -> str:
    """Who has the permission, in words, whatever the combination."""
    words = {
        (True, False, False): t("Owners"),
        (True, True, False): t("Owners and managers"),
        (True, True, True): t("Owners, managers and all members"),
        (True, False, True): t("Owners and members, but not managers"),
        (False, True, False): t("Managers, but not owners"),
        (False, True, True): t("Managers and members, but not owners"),
        (False, False, True): t("Members, but neither owners nor managers"),
    }
    return words.get(_flags(setting), t("Nobody"))


def level_words(level: str) -> str:
    """A level in words; "" for one that is not known."""
    return may_words(setting_of(level)) if level in LEVELS else ""


def permission_words(name: str) -> str:
    """What a permission allows, in words; the name itself where it is a new one of Google's."""
    words = {
        POST: t("Post messages"),
        "replyMessages": t("Reply to messages"),
        "manageMembersAndGroups": t("Add and remove members and groups"),
        "modifySpaceDetails": t("Change the name and the description"),
        "toggleHistory": t("Turn history on and off"),
        "useAtMentionAll": t("Mention everyone with @all"),
        "manageApps": t("Add and remove apps"),
        "manageWebhooks": t("Add and remove webhooks"),
        VIEW_MEMBERS: t("See who is a member"),
    }
    return words.get(name) or safe_text(name, limit=60)


def _with_words(name: str) -> str:
    return t("{name} ({words})", name=name, words=permission_words(name))


def check_permissions(wanted: Mapping[str, str], prefix: str) -> list[Problem]:
    """What is wrong with ``{name: level}``; the codes begin with `prefix`."""
    found = []
    for name, level in wanted.items():
        if name == POST:
            found.append(
                Problem(
                    f"{prefix}.post_is_fixed",
                    t("Who may post messages cannot be changed through Google's API."),
                    t("It follows from whether the space was made for announcements."),
                    t("Change it on the space's page of settings in Google Chat."),
                    exit=Exit.USAGE,
                )
            )
        elif name not in SETTABLE:
            found.append(
                Problem(
                    f"{prefix}.permission_unknown",
                    t("“{name}” is no permission of a space.", name=safe_text(name, limit=60)),
                    t("There are: {names}.", names=", ".join(map(_with_words, SETTABLE))),
                    t("Write one of these."),
                    exit=Exit.USAGE,
                )
            )
        elif level not in LEVELS:
            found.append(
                Problem(
                    f"{prefix}.level_unknown",
                    t("“{level}” does not say who may do it.", level=safe_text(level, limit=60)),
                    t("It is about the permission {name}.", name=name),
                    t("Write owners, managers or everyone."),
                    exit=Exit.USAGE,
                )
            )
    return found


def _flags(setting: Mapping[str, Any]) -> tuple[bool, bool, bool]:
    owners, managers, members = (setting.get(flag) is True for flag in _FLAGS)
    return owners, managers, members
