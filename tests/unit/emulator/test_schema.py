"""Reading JSON requests as Google's front end does."""

from __future__ import annotations

from typing import Any

import pytest

from chattui.emulator.errors import ApiError
from chattui.emulator.schema import camel, read_body, snake


def violations(body: bytes, message: str = "Space", root: str = "space") -> list[tuple[str, str]]:
    with pytest.raises(ApiError) as caught:
        read_body(body, message, root)
    error = caught.value.body()["error"]
    assert (error["code"], error["status"]) == (400, "INVALID_ARGUMENT")
    found: list[dict[str, Any]] = error.get("details", [{}])[0].get("fieldViolations", [])
    return [(one.get("field", ""), one["description"]) for one in found] or [("", error["message"])]


def test_both_spellings_are_read_as_one() -> None:
    body = b'{"display_name": "A", "spaceDetails": {"guidelines": "g"}, "customer": null}'
    assert read_body(body, "Space", "space") == {
        "displayName": "A",
        "spaceDetails": {"guidelines": "g"},
    }


def test_an_empty_body_is_an_empty_message() -> None:
    assert read_body(b"", "Space", "space") == {}


def test_unknown_names_are_told_with_their_place() -> None:
    assert violations(b'{"x": 1, "spaceDetails": {"y": 2}}') == [
        (
            "space",
            "Invalid JSON payload received. Unknown name \"x\" at 'space': Cannot find field.",
        ),
        (
            "space.space_details",
            "Invalid JSON payload received. Unknown name \"y\" at 'space.space_details':"
            " Cannot find field.",
        ),
    ]


def test_unknown_names_of_setup_are_told_at_the_root_and_in_lists() -> None:
    body = b'{"x": 1, "memberships": [{}, {"member": {"mail": "a"}}]}'
    found = violations(body, "SetUpSpaceRequest", "")
    assert [place for place, _ in found if place] == ["memberships[1].member"]
    assert 'Unknown name "x": Cannot find field.' in found[0][1]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (b'{"displayName": 12}', "Invalid value at 'space.display_name' (TYPE_STRING), 12"),
        (b'{"threaded": "yes"}', "Invalid value at 'space.threaded' (TYPE_BOOL), \"yes\""),
        (
            b'{"spaceType": "ROOM"}',
            "Invalid value at 'space.space_type'"
            ' (type.googleapis.com/google.chat.v1.Space.SpaceType), "ROOM"',
        ),
        (b'{"spaceType": 1}', "Space.SpaceType), 1"),
        (b'{"spaceDetails": []}', "google.chat.v1.SpaceDetails), []"),
        (b"[]", "google.chat.v1.Space), []"),
        (b"{", "Invalid JSON payload received."),
        (b"\xff", "Invalid JSON payload received."),
        (b'{"displayName": "\xed\xa0\x80"}', "Invalid JSON payload received."),
        (b'{"displayName": "\\ud800"}', "Invalid value at 'space.display_name' (TYPE_STRING)"),
        (b"[" * 100_000, "Invalid JSON payload received."),
    ],
)
def test_values_of_the_wrong_type(body: bytes, text: str) -> None:
    assert text in violations(body)[0][1]


def test_names_in_both_spellings() -> None:
    assert snake("joinedDirectHumanUserCount") == "joined_direct_human_user_count"
    assert camel("access_settings.audience") == "accessSettings.audience"
