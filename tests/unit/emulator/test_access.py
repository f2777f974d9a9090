"""Who may find a space and see who is in it, and what its permissions let people do."""

from __future__ import annotations

from typing import Any

import pytest

from chattui.emulator.directory import AUDIENCES
from tests.unit.emulator.conftest import Google, User, failure

GRACE = "grace@example.com"
ACCESS = "access_settings.access_permission_settings"
PAIR = f"permission_settings.viewSpaceMembership,{ACCESS}.viewSpaceMembershipSetting"
FULL = {"managersAllowed": True, "assistantManagersAllowed": True, "membersAllowed": True}
OWN = {"managersAllowed": True}


def principals(name: str) -> dict[str, Any]:
    return {"principals": [{"audience": {"name": name}}]}


@pytest.fixture
def owner(google: Google, ada: User) -> User:
    google.control("settings", quota_scale=100)
    return ada


@pytest.fixture
def space(owner: User) -> str:
    name: str = owner.setup(GRACE)["name"]
    return name


def patch(user: User, space: str, mask: str, **body: Any) -> int:
    return user.call("PATCH", space, body, updateMask=mask).status_code


@pytest.mark.parametrize("audience", AUDIENCES)
def test_a_space_is_made_for_an_audience(owner: User, audience: str) -> None:
    made = owner.setup(displayName="Open", accessSettings={"audience": audience})
    assert made["accessSettings"] == {"accessState": "DISCOVERABLE", "audience": audience}


@pytest.mark.parametrize(
    ("kind", "access"),
    [
        ("SPACE", {"audience": "audiences/unknown"}),
        ("SPACE", {"audience": "default"}),
        ("GROUP_CHAT", {"audience": "audiences/default"}),
        (
            "SPACE",
            {"accessPermissionSettings": {"joinSpaceSetting": principals("audiences/default")}},
        ),
        (
            "SPACE",
            {"accessPermissionSettings": {"discoverSpaceSetting": principals("audiences/x")}},
        ),
    ],
)
def test_access_that_a_new_space_may_not_have(
    owner: User, kind: str, access: dict[str, Any]
) -> None:
    members = [{"member": {"name": f"users/{e}@example.com"}} for e in ("grace", "alan")]
    wanted = {"spaceType": kind, "accessSettings": access}
    if kind == "SPACE":
        wanted["displayName"] = "Open"
    reply = owner.call("POST", "spaces:setup", {"space": wanted, "memberships": members})
    assert failure(reply)[:2] == (400, "INVALID_ARGUMENT")


def test_who_sees_members_is_set_in_both_places_or_not_at_all(owner: User, space: str) -> None:
    one = {"viewSpaceMembership": OWN}
    open_to_all = {"accessPermissionSettings": {"viewSpaceMembershipSetting": principals(DEFAULT)}}
    first, second = PAIR.split(",")
    assert patch(owner, space, first, permissionSettings=one) == 400
    assert patch(owner, space, second, accessSettings=open_to_all) == 400
    both = {"permissionSettings": one, "accessSettings": open_to_all}
    assert patch(owner, space, PAIR, **both) == 400
    assert owner.get(space)["permissionSettings"]["viewSpaceMembership"] == FULL
    both["permissionSettings"] = {"viewSpaceMembership": FULL}
    assert patch(owner, space, PAIR, **both) == 200


DEFAULT = "audiences/default"


def test_nobody_joins_what_they_cannot_find(owner: User, space: str) -> None:
    join = {"accessPermissionSettings": {"joinSpaceSetting": principals(DEFAULT)}}
    assert patch(owner, space, f"{ACCESS}.joinSpaceSetting", accessSettings=join) == 400
    assert owner.get(space)["accessSettings"] == {"accessState": "PRIVATE"}
    unknown = {"audience": "audiences/unknown"}
    assert patch(owner, space, "access_settings.audience", accessSettings=unknown) == 400


def test_who_may_not_see_members_sees_oneself(google: Google, owner: User, space: str) -> None:
    grace = google.user(GRACE)
    assert len(grace.get(f"{space}/members")["memberships"]) == 2
    assert patch(owner, space, PAIR, permissionSettings={"viewSpaceMembership": OWN}) == 200
    assert failure(grace.call("GET", f"{space}/members"))[0] == 403
    assert failure(grace.call("GET", f"{space}/members/ada@example.com"))[0] == 403
    assert grace.get(f"{space}/members/{GRACE}")["role"] == "ROLE_MEMBER"
    assert len(owner.get(f"{space}/members")["memberships"]) == 2


def test_permissions_are_honoured(google: Google, owner: User, space: str) -> None:
    grace = google.user(GRACE)
    alan = {"member": {"name": "users/alan@example.com", "type": "HUMAN"}}
    app = {"member": {"name": "users/app", "type": "BOT"}}

    def statuses() -> list[int]:
        return [
            grace.call("POST", f"{space}/members", alan).status_code,
            grace.call("POST", f"{space}/members", app).status_code,
            patch(grace, space, "spaceHistoryState", spaceHistoryState="HISTORY_OFF"),
            patch(grace, space, "spaceDetails", spaceDetails={"description": "x"}),
        ]

    names = ("manageMembersAndGroups", "manageApps", "toggleHistory", "modifySpaceDetails")
    mask = ",".join(f"permission_settings.{name}" for name in names)
    assert patch(owner, space, mask, permissionSettings=dict.fromkeys(names, OWN)) == 200
    assert statuses() == [403] * 4
    assert patch(owner, space, mask, permissionSettings=dict.fromkeys(names, FULL)) == 200
    assert statuses() == [200] * 4


def test_in_an_announcement_members_read(google: Google, owner: User) -> None:
    made = owner.setup(GRACE, predefinedPermissionSettings="ANNOUNCEMENT_SPACE")
    shown = owner.get(made["name"])["permissionSettings"]
    assert "membersAllowed" not in shown["postMessages"]
    assert "predefinedPermissionSettings" not in made
    grace = google.user(GRACE)
    assert len(grace.get(f"{made['name']}/members")["memberships"]) == 2
    assert patch(grace, made["name"], "spaceDetails", spaceDetails={"description": "x"}) == 403


def test_a_patch_is_carried_out_whole_or_not_at_all(owner: User, space: str) -> None:
    body = {"displayName": "New", "spaceDetails": {"description": "x" * 4097}}
    assert patch(owner, space, "displayName,spaceDetails", **body) == 400
    assert owner.get(space)["displayName"] == "A space"
