"""Every rule for a new space, before anything is sent."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chattui.chat.new_space import NewSpace, check, people_to_add
from chattui.chat.texts import is_warning
from chattui.problem import Exit
from chattui.safe_text import is_safe

ME = "ada@example.com"
SPACE = NewSpace("SPACE", "Launch team")
GROUP = NewSpace("GROUP_CHAT", members=("grace@example.com", "alan@example.com"))
DM = NewSpace("DIRECT_MESSAGE", members=("grace@example.com",))
CROWD = tuple(f"person{i:03}@example.com" for i in range(400))
MANY = CROWD[:50]


def codes(new: NewSpace, acting: str = ME) -> list[str]:
    return [problem.code.removeprefix("creation.") for problem in check(new, acting)]


@pytest.mark.parametrize(
    "new",
    [
        SPACE,
        GROUP,
        DM,
        replace(SPACE, display_name="x" * 128, description="d" * 150, guidelines="g" * 5000),
        replace(SPACE, display_name="👩‍🚀 Launch 🚀️", description="Line 1\r\nLine 2\n\tLine 3"),
        replace(SPACE, history=False, external=True, announcement=True, members=MANY),
        replace(SPACE, audience="audiences/default", groups=("groups/1",), message="Hello\nall"),
        replace(SPACE, permissions=(("manageApps", "owners"),)),
        replace(GROUP, members=CROWD[:399]),
        replace(DM, with_app=True, members=()),
        replace(GROUP, history=True, external=True),
        replace(SPACE, display_name="[/] [@click=app.quit()]x[/]"),
    ],
)
def test_what_is_sound_passes(new: NewSpace) -> None:
    assert codes(new) == []


@pytest.mark.parametrize(
    ("new", "code"),
    [
        (replace(SPACE, space_type="HOLOGRAM"), "type_unknown"),
        (replace(SPACE, display_name=""), "name_missing"),
        (replace(SPACE, display_name=" \u3000 "), "name_missing"),
        (replace(SPACE, display_name="x" * 129), "name_too_long"),
        (replace(SPACE, display_name="a\x1b]52;c;x\x07"), "name_unsafe"),
        (replace(SPACE, display_name="a\nb"), "name_unsafe"),
        (replace(SPACE, display_name="a\u202eb"), "name_unsafe"),
        (replace(SPACE, display_name="a\u200bb"), "name_unsafe"),
        (replace(SPACE, description="a\x07"), "description_unsafe"),
        (replace(SPACE, guidelines="a\u2066"), "guidelines_unsafe"),
        (replace(SPACE, description="d" * 4097), "description_too_long"),
        (replace(SPACE, guidelines="g" * 5001), "guidelines_too_long"),
        (replace(SPACE, audience="everyone"), "audience_unknown"),
        (replace(SPACE, audience="audiences/a/b"), "audience_unknown"),
        (replace(SPACE, permissions=(("manageFun", "owners"),)), "permission_unknown"),
        (replace(SPACE, permissions=(("manageApps", "some"),)), "level_unknown"),
        (replace(SPACE, permissions=(("postMessages", "owners"),)), "post_is_fixed"),
        (replace(SPACE, groups=("eng@example.com",)), "bad_group"),
        (replace(SPACE, with_app=True), "app_not_allowed"),
        (replace(SPACE, message="é" * 16_001), "message_too_long"),
        (replace(SPACE, message="a\x07"), "message_unsafe"),
        (replace(GROUP, groups=("groups/1",)), "groups_not_allowed"),
        (replace(GROUP, audience="audiences/default"), "settings_not_allowed"),
        (replace(GROUP, members=CROWD), "too_many_members"),
        (replace(DM, with_app=True), "direct_message_members"),
        (replace(SPACE, members=("grace",)), "bad_address"),
        (replace(GROUP, display_name="x"), "name_not_allowed"),
        (replace(GROUP, announcement=True), "announcement_not_allowed"),
        (replace(GROUP, members=("grace@example.com",)), "group_chat_members"),
        (replace(GROUP, members=("grace@example.com", "Grace@example.com")), "group_chat_members"),
        (replace(GROUP, members=("grace@example.com", ME)), "group_chat_members"),
        (replace(DM, display_name="x"), "name_not_allowed"),
        (replace(DM, description="x"), "details_not_allowed"),
        (replace(DM, external=True), "external_not_allowed"),
        (replace(DM, members=()), "direct_message_members"),
        (replace(DM, members=(ME.upper(),)), "direct_message_members"),
        (replace(DM, members=MANY[:2]), "direct_message_members"),
    ],
)
def test_what_google_would_refuse_is_refused_before(new: NewSpace, code: str) -> None:
    problems = {p.code: p for p in check(new, ME)}
    found = problems[f"creation.{code}"]
    assert found.exit is Exit.USAGE
    assert not is_warning(found)
    assert is_safe(found.message)


@pytest.mark.parametrize(
    ("new", "code"),
    [
        (replace(SPACE, description="d" * 151), "description_long"),
        (replace(SPACE, members=(ME, "grace@example.com")), "acting_person"),
        (replace(SPACE, members=("Grace@example.com", "grace@example.com")), "repeated_person"),
    ],
)
def test_what_is_only_odd_is_a_warning(new: NewSpace, code: str) -> None:
    assert codes(new) == [code]
    assert is_warning(check(new, ME)[0])


def test_all_mistakes_are_told_at_once_and_warnings_last() -> None:
    new = NewSpace("SPACE", "", "d" * 151, "g" * 5001, members=(ME, "x"))
    assert codes(new) == [
        "name_missing",
        "guidelines_too_long",
        "bad_address",
        "description_long",
        "acting_person",
    ]


def test_people_are_added_once_in_their_order_and_without_oneself() -> None:
    new = replace(
        SPACE, members=("Grace@example.com", "ADA@example.com", "grace@example.com", "x@y.z")
    )
    assert people_to_add(new, ME) == ("Grace@example.com", "x@y.z")
    assert people_to_add(new) == ("Grace@example.com", "ADA@example.com", "x@y.z")
