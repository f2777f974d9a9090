"""spaces.patch: masks, what goes together, and who may."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.emulator.conftest import Google, User, failure

ACCESS = "access_settings.access_permission_settings"


@pytest.fixture
def space(google: Google, ada: User) -> str:
    google.control("settings", quota_scale=100)
    name: str = ada.setup("grace@example.com", displayName="Old")["name"]
    return name


def patch(user: User, space: str, mask: str, **body: Any) -> dict[str, Any]:
    reply = user.call("PATCH", space, body, updateMask=mask)
    assert reply.status_code == 200, reply.text
    patched: dict[str, Any] = reply.json()
    assert user.get(space) == patched
    return patched


def refusal(user: User, space: str, mask: str, **body: Any) -> tuple[int, str]:
    return failure(user.call("PATCH", space, body, updateMask=mask))[:2]


@pytest.mark.parametrize("mask", ["displayName", "display_name", "display_name, display_name"])
def test_the_name_by_either_spelling(ada: User, space: str, mask: str) -> None:
    assert patch(ada, space, mask, displayName="New")["displayName"] == "New"


def test_the_name_may_be_kept_but_not_taken(ada: User, space: str) -> None:
    assert patch(ada, space, "displayName", displayName="Old")["displayName"] == "Old"
    assert refusal(ada, space, "displayName", displayName="Space 00001")[0] == 409
    assert refusal(ada, space, "displayName", displayName=" ")[0] == 400


def test_details_are_replaced_together(ada: User, space: str) -> None:
    both = {"description": "d", "guidelines": "g"}
    assert patch(ada, space, "space_details", spaceDetails=both)["spaceDetails"] == both
    one = patch(ada, space, "spaceDetails", spaceDetails={"guidelines": "h"})
    assert one["spaceDetails"] == {"guidelines": "h"}
    assert "spaceDetails" not in patch(ada, space, "spaceDetails")
    assert refusal(ada, space, "spaceDetails", spaceDetails={"description": "x" * 4097})[0] == 400


def test_name_and_details_at_once(ada: User, space: str) -> None:
    mask = "displayName,spaceDetails"
    patched = patch(ada, space, mask, displayName="N", spaceDetails={"description": "d"})
    assert (patched["displayName"], patched["spaceDetails"]) == ("N", {"description": "d"})


def test_history(ada: User, space: str) -> None:
    patched = patch(ada, space, "spaceHistoryState", spaceHistoryState="HISTORY_OFF")
    assert patched["spaceHistoryState"] == "HISTORY_OFF"
    assert refusal(ada, space, "spaceHistoryState") == (400, "INVALID_ARGUMENT")


def test_the_audience_makes_a_space_discoverable(ada: User, space: str) -> None:
    settings = {"audience": "audiences/default"}
    patched = patch(ada, space, "access_settings.audience", accessSettings=settings)
    assert patched["accessSettings"] == {
        "accessState": "DISCOVERABLE",
        "audience": "audiences/default",
    }
    private = patch(ada, space, "access_settings.audience")
    assert private["accessSettings"] == {"accessState": "PRIVATE"}


def test_access_permissions_whole_and_in_part(ada: User, space: str) -> None:
    everybody = {"principals": [{"audience": {"name": "audiences/default"}}]}
    given = {"accessPermissionSettings": {"discoverSpaceSetting": everybody}}
    patched = patch(ada, space, ACCESS, accessSettings=given)
    assert patched["accessSettings"] == {"accessState": "DISCOVERABLE", **given}
    join = {"accessPermissionSettings": {"joinSpaceSetting": everybody}}
    both = patch(ada, space, f"{ACCESS}.joinSpaceSetting", accessSettings=join)
    permissions = both["accessSettings"]["accessPermissionSettings"]
    assert set(permissions) == {"discoverSpaceSetting", "joinSpaceSetting"}


def test_permissions(google: Google, ada: User, space: str) -> None:
    managers = {"managersAllowed": True}
    given = {"modifySpaceDetails": managers, "toggleHistory": managers}
    mask = "permission_settings.modifySpaceDetails,permission_settings.toggleHistory"
    patched = patch(ada, space, mask, permissionSettings=given)
    assert patched["permissionSettings"]["modifySpaceDetails"] == managers
    assert patched["permissionSettings"]["manageApps"]["membersAllowed"] is True
    grace = google.user("grace@example.com")
    assert refusal(grace, space, "displayName", displayName="G")[0] == 403
    assert refusal(grace, space, "spaceHistoryState", spaceHistoryState="HISTORY_OFF")[0] == 403
    assert refusal(grace, space, mask, permissionSettings=given)[0] == 403
    assert refusal(grace, space, "access_settings.audience")[0] == 403
    assert refusal(grace, space, ACCESS)[0] == 403


@pytest.mark.parametrize(
    "mask",
    [
        "",
        "*",
        "name",
        "nonsense",
        "createTime",
        "permission_settings",
        "permission_settings.postMessages",
        "space_history_state,display_name",
        "access_settings.audience,display_name",
        f"{ACCESS},access_settings.audience",
        "permission_settings.manageApps,display_name",
    ],
)
def test_masks_that_are_refused(ada: User, space: str, mask: str) -> None:
    body = {"displayName": "N", "spaceHistoryState": "HISTORY_ON"}
    assert refusal(ada, space, mask, **body) == (400, "INVALID_ARGUMENT")


def test_who_sees_members_is_set_in_both_places_at_once(ada: User, space: str) -> None:
    mask = f"permission_settings.viewSpaceMembership,{ACCESS}.viewSpaceMembershipSetting"
    own = {"managersAllowed": True}
    patched = patch(ada, space, mask, permissionSettings={"viewSpaceMembership": own})
    assert patched["permissionSettings"]["viewSpaceMembership"] == own


def test_a_group_chat_becomes_a_space(ada: User, space: str) -> None:
    chat = ada.setup("grace@example.com", "alan@example.com", kind="GROUP_CHAT")["name"]
    assert refusal(ada, chat, "displayName", displayName="N")[0] == 400
    assert refusal(ada, chat, "spaceType", spaceType="SPACE")[0] == 400
    wrong = {"spaceType": "GROUP_CHAT", "displayName": "N"}
    assert refusal(ada, chat, "spaceType,displayName", **wrong)[0] == 400
    right = {"spaceType": "SPACE", "displayName": "N"}
    patched = patch(ada, chat, "displayName,spaceType", **right)
    assert (patched["spaceType"], patched["displayName"]) == ("SPACE", "N")
    assert patch(ada, chat, "spaceType,displayName", **right)["spaceType"] == "SPACE"
    for field in ("spaceDetails", "access_settings.audience", "permission_settings.manageApps"):
        direct = ada.setup("grace@example.com", kind="DIRECT_MESSAGE")["name"]
        assert refusal(ada, direct, field)[0] == 400


def test_an_administrator_may_not_patch_everything(google: Google, space: str) -> None:
    admin = google.user("ada@example.com", "chat.admin.spaces")
    body = {"displayName": "By the administrator"}
    reply = admin.call("PATCH", space, body, updateMask="displayName", useAdminAccess="true")
    assert reply.status_code == 200
    barred = {"updateMask": "access_settings.audience", "useAdminAccess": "true"}
    assert admin.call("PATCH", space, {}, **barred).status_code == 400
