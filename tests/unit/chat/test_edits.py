"""Changing a space: only what changes, in the groups that Google demands, and the way back."""

from __future__ import annotations

from typing import Any

import pytest

from chattui.chat.api import ChatClient
from chattui.chat.audiences import DISCOVER, JOIN, who_may
from chattui.chat.edits import SpaceEdit, check_edit, external_problem, patches
from chattui.chat.models import Space
from chattui.chat.permissions import EVERYONE, MANAGERS, OWNERS, SETTABLE, VIEW_MEMBERS, levels_of
from chattui.chat.texts import is_warning
from chattui.problem import Exit
from tests.unit.chat.harness import Google, MakeChat, added

pytestmark = pytest.mark.anyio

ACCESS = "access_settings.access_permission_settings"
DEFAULT = "audiences/default"
NAMED = {
    "spaceType": "SPACE",
    "displayName": "Launch team",
    "spaceDetails": {"description": "What we launch", "guidelines": "Be kind"},
    "spaceHistoryState": "HISTORY_ON",
}
FULL = SpaceEdit(
    display_name="Landing team",
    description="Where we land",
    guidelines="",
    history=False,
    audience=DEFAULT,
    view=DEFAULT,
    permissions={"manageApps": OWNERS, "replyMessages": MANAGERS, VIEW_MEMBERS: EVERYONE},
)
MASKS = [
    "display_name,space_details",
    "space_history_state",
    "access_settings.audience",
    "permission_settings.manageApps,permission_settings.replyMessages",
    f"permission_settings.viewSpaceMembership,{ACCESS}.viewSpaceMembershipSetting",
]


def space(**more: Any) -> Space:
    return Space.from_json({"name": "spaces/AAAA", **NAMED, **more})


def masks(edit: SpaceEdit, of: Space, *, admin: bool = False) -> list[str]:
    return [patch.mask for patch in patches(edit, of, admin=admin)]


async def carry_out(chat: ChatClient, google: Google, edit: SpaceEdit, name: str) -> Space:
    now = await chat.get_space(name)
    for patch in patches(edit, now):
        google.control("clock", advance_seconds=2)
        await chat.patch_space(name, patch.body, patch.mask)
    return await chat.get_space(name)


async def test_google_takes_every_request_of_an_edit_and_of_the_way_back(
    google: Google, make_chat: MakeChat
) -> None:
    chat = await make_chat()
    name = (await chat.create_space(NAMED, "r")).name
    before = await chat.get_space(name)
    todo = patches(FULL, before)
    assert [patch.mask for patch in todo] == MASKS
    after = await carry_out(chat, google, FULL, name)
    assert patches(FULL, after) == ()
    assert after.display_name == "Landing team"
    assert after.raw["spaceDetails"] == {"description": "Where we land"}
    assert after.raw["accessSettings"]["audience"] == DEFAULT
    assert levels_of(after.raw)["manageApps"] == OWNERS
    for patch in reversed(todo):
        google.control("clock", advance_seconds=2)
        await chat.patch_space(name, patch.before, patch.mask)
    again = dict((await chat.get_space(name)).raw)
    left = again.pop("accessSettings", {})
    assert "audience" not in left
    was = {key: value for key, value in before.raw.items() if key != "accessSettings"}
    assert again == was


async def test_a_group_chat_becomes_a_space(google: Google, make_chat: MakeChat) -> None:
    chat = await make_chat()
    people = added("grace@example.com", "alan@example.com")
    name = (await chat.setup_space({"spaceType": "GROUP_CHAT"}, people, "r")).name
    edit = SpaceEdit(to_space="Launch team", description="What we launch")
    first, second = patches(edit, await chat.get_space(name))
    assert (first.mask, second.mask) == ("space_type,display_name", "space_details")
    assert "“Launch team”" in first.words
    assert not first.before
    after = await carry_out(chat, google, edit, name)
    assert (after.space_type, after.display_name) == ("SPACE", "Launch team")


async def test_access_is_given_apart_and_taken_away(google: Google, make_chat: MakeChat) -> None:
    chat = await make_chat()
    name = (await chat.create_space(NAMED, "r")).name
    both = SpaceEdit(discover=DEFAULT, join=DEFAULT, view=DEFAULT)
    after = await carry_out(chat, google, both, name)
    assert patches(both, after) == ()
    none = SpaceEdit(discover="", join="", permissions={VIEW_MEMBERS: MANAGERS})
    assert masks(none, after) == [
        f"{ACCESS}.discoverSpaceSetting,{ACCESS}.joinSpaceSetting",
        f"permission_settings.viewSpaceMembership,{ACCESS}.viewSpaceMembershipSetting",
    ]
    closed = await carry_out(chat, google, none, name)
    assert patches(none, closed) == ()
    assert levels_of(closed.raw)[VIEW_MEMBERS] == MANAGERS


async def test_one_audience_is_taken_apart(google: Google, make_chat: MakeChat) -> None:
    chat = await make_chat()
    name = (await chat.create_space({**NAMED, "accessSettings": {"audience": DEFAULT}}, "r")).name
    edit = SpaceEdit(join="")
    (patch,) = patches(edit, await chat.get_space(name))
    assert patch.words == "Who may join: only those who were added."
    after = await carry_out(chat, google, edit, name)
    assert [who_may(after.raw, setting) for setting in (DISCOVER, JOIN)] == [(DEFAULT,), ()]
    google.control("clock", advance_seconds=2)
    back = await chat.patch_space(name, patch.before, patch.mask)
    assert patches(SpaceEdit(discover=DEFAULT, join=DEFAULT), back) == ()
    assert not check_edit(SpaceEdit(join=DEFAULT), after)
    google.control("clock", advance_seconds=2)
    private = await carry_out(chat, google, SpaceEdit(audience=""), name)
    assert private.raw["accessSettings"] == {"accessState": "PRIVATE"}
    assert patches(SpaceEdit(audience=""), private) == ()
    (problem,) = check_edit(SpaceEdit(discover=""), back)
    assert problem.code == "edit.join_without_discover"


def test_nothing_is_sent_for_what_is_so_already() -> None:
    same = SpaceEdit("Launch team", "What we launch", "Be kind", history=True, audience="")
    assert patches(same, space()) == ()
    assert patches(SpaceEdit(), space()) == ()
    assert masks(SpaceEdit(guidelines="Be brief"), space()) == ["space_details"]
    (patch,) = patches(SpaceEdit(guidelines="Be brief"), space())
    assert patch.body == {
        "spaceDetails": {"description": "What we launch", "guidelines": "Be brief"}
    }
    assert patch.before == {"spaceDetails": NAMED["spaceDetails"]}
    (patch,) = patches(SpaceEdit(history=True), space(spaceHistoryState="NEW_STATE"))
    assert (patch.words, patch.before) == ("Turn history on.", {})


def test_who_sees_the_members_keeps_an_audience_where_everyone_may() -> None:
    audience = {"principals": [{"audience": {"name": "audiences/7"}}]}
    access = {"accessPermissionSettings": {"viewSpaceMembershipSetting": audience}}
    narrow = {VIEW_MEMBERS: {"managersAllowed": True}}
    edit = SpaceEdit(permissions={VIEW_MEMBERS: EVERYONE})
    (patch,) = patches(edit, space(accessSettings=access, permissionSettings=narrow))
    kept = patch.body["accessSettings"]["accessPermissionSettings"]["viewSpaceMembershipSetting"]
    assert kept == audience
    assert "audiences/7" in patch.words
    assert patches(SpaceEdit(view=""), space()) == ()


def test_with_administrator_access_only_what_google_takes_is_sent() -> None:
    assert masks(FULL, space(), admin=True) == [MASKS[0], MASKS[3]]
    found = [p.code for p in check_edit(FULL, space(), admin=True)]
    assert found == ["edit.not_as_admin"]
    plain = SpaceEdit(display_name="x", permissions={"manageApps": OWNERS})
    assert check_edit(plain, space(), admin=True) == ()


@pytest.mark.parametrize(
    ("edit", "kind", "codes"),
    [
        (SpaceEdit(), "SPACE", []),
        (FULL, "SPACE", []),
        (SpaceEdit(description="x" * 150), "SPACE", []),
        (SpaceEdit(description="x" * 151), "SPACE", ["description_long"]),
        (SpaceEdit(description="x" * 4097), "SPACE", ["description_too_long"]),
        (SpaceEdit(guidelines="x" * 5001), "SPACE", ["guidelines_too_long"]),
        (SpaceEdit(display_name=" "), "SPACE", ["name_missing"]),
        (SpaceEdit(display_name="x" * 129), "SPACE", ["name_too_long"]),
        (SpaceEdit(display_name="a\x1bb"), "SPACE", ["name_unsafe"]),
        (SpaceEdit(display_name="x"), "GROUP_CHAT", ["not_a_named_space"]),
        (SpaceEdit(permissions={"manageApps": OWNERS}), "DIRECT_MESSAGE", ["not_a_named_space"]),
        (SpaceEdit(history=True), "GROUP_CHAT", []),
        (SpaceEdit(to_space="x"), "GROUP_CHAT", []),
        (SpaceEdit(to_space="x"), "SPACE", ["not_a_group_chat"]),
        (SpaceEdit(to_space="x", display_name="y"), "GROUP_CHAT", ["two_names"]),
        (SpaceEdit(audience="everyone"), "SPACE", ["audience_unknown"]),
        (SpaceEdit(discover="", join=DEFAULT), "SPACE", ["join_without_discover"]),
        (SpaceEdit(join=DEFAULT), "SPACE", ["join_without_discover"]),
        (SpaceEdit(audience="", join=DEFAULT), "SPACE", ["access_twice"]),
        (
            SpaceEdit(view=DEFAULT, permissions={VIEW_MEMBERS: OWNERS}),
            "SPACE",
            ["view_needs_everyone"],
        ),
        (SpaceEdit(permissions={"fun": OWNERS}), "SPACE", ["permission_unknown"]),
        (SpaceEdit(permissions={"manageApps": "x"}), "SPACE", ["level_unknown"]),
        (SpaceEdit(permissions={"postMessages": OWNERS}), "SPACE", ["post_is_fixed"]),
    ],
)
def test_what_google_would_refuse_is_refused_before(
    edit: SpaceEdit, kind: str, codes: list[str]
) -> None:
    found = check_edit(edit, space(spaceType=kind))
    assert [p.code.removeprefix("edit.") for p in found] == codes
    assert all(p.exit is (Exit.DONE if is_warning(p) else Exit.USAGE) for p in found)


def test_every_request_says_what_it_does() -> None:
    words = [patch.words for patch in patches(FULL, space())]
    assert words == [
        "Change the name to “Landing team”. Change the description. Take the guidelines away.",
        "Turn history off.",
        "Let it be found and joined by the organisation's default audience.",
        "Add and remove apps: Owners. Reply to messages: Owners and managers.",
        "See who is a member: Owners, managers and all members."
        " So may the organisation's default audience.",
    ]
    removed = SpaceEdit(description="", guidelines="x", audience="", discover=DEFAULT)
    access = {"audience": "audiences/7"}
    words = [patch.words for patch in patches(removed, space(accessSettings=access))]
    assert words[0] == "Take the description away. Change the guidelines."
    assert words[1] == "Let it be found by those alone who were added."
    assert words[2].startswith("Who may find it:")


def test_the_setting_for_outsiders_is_told_to_be_fixed() -> None:
    assert external_problem().code == "edit.external_is_fixed"
    assert not any("external" in name for name in SpaceEdit.__dataclass_fields__)
    assert len(SETTABLE) == 8
