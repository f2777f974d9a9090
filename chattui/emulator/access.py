"""Who may find, join and look into a space: target audiences and access permission settings."""

from __future__ import annotations

from chattui.emulator import invented
from chattui.emulator.directory import AUDIENCES
from chattui.emulator.errors import Json, invalid
from chattui.emulator.space_model import SPACE, Space

_DISCOVER, _JOIN, _VIEW = (
    "discoverSpaceSetting",
    "joinSpaceSetting",
    "viewSpaceMembershipSetting",
)


def check_new_access(wanted: Json) -> None:
    """Refuse a new space's access settings where they do not fit; `wanted` is a Space."""
    access = wanted.get("accessSettings", {})
    named = wanted["spaceType"] == SPACE and not wanted.get("importMode")
    if (access.get("audience") or access.get("accessPermissionSettings")) and not named:
        raise invalid(invented.ACCESS_FORBIDDEN)
    check_audience(access.get("audience", ""))
    _check_permissions(access.get("accessPermissionSettings", {}))


def check_audience(name: str) -> None:
    """Refuse an audience that the organization does not have; empty is none."""
    if name and name not in AUDIENCES:
        raise invalid(invented.BAD_AUDIENCE.format(name=name))


def check_access(space: Space) -> None:
    """Refuse access permission settings of a changed `space` that contradict each other."""
    _check_permissions(space.access_permissions)
    viewers = space.permission_settings()["viewSpaceMembership"]
    if _audiences(space.access_permissions, _VIEW) and not viewers.get("membersAllowed"):
        raise invalid(invented.VIEW_NOT_FOR_MEMBERS)


def _check_permissions(given: Json) -> None:
    for setting in (_DISCOVER, _JOIN, _VIEW):
        for name in _audiences(given, setting):
            check_audience(name)
    if not _audiences(given, _JOIN) <= _audiences(given, _DISCOVER):
        raise invalid(invented.JOIN_WITHOUT_DISCOVER)


def _audiences(given: Json, setting: str) -> set[str]:
    principals = given.get(setting, {}).get("principals", [])
    return {one.get("audience", {}).get("name", "") for one in principals}
