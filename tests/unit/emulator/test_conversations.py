"""Finding a conversation by its people, and a first message in a space."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.emulator.conftest import Google, User, failure

GRACE, ALAN, EDSGER = (f"{name}@example.com" for name in ("grace", "alan", "edsger"))


@pytest.fixture
def writer(google: Google) -> User:
    return google.user("ada@example.com", "chat.spaces", "chat.memberships", "chat.messages.create")


def chats(user: User, *emails: str, **params: Any) -> list[Any]:
    names = "&".join(f"users=users/{email}" for email in emails)
    path = f"spaces:findGroupChats?{names}&" + "&".join(f"{n}={v}" for n, v in params.items())
    reply = user.fetch(path)
    assert reply.status_code == 200, reply.text
    found: list[Any] = reply.json().get("spaces", [])
    return found


def test_a_direct_message_is_found_from_both_ends(google: Google, writer: User) -> None:
    reply = writer.call("GET", "spaces:findDirectMessage", name=f"users/{GRACE}")
    assert failure(reply)[:2] == (404, "NOT_FOUND")
    made = writer.setup(GRACE, kind="DIRECT_MESSAGE")
    assert writer.get("spaces:findDirectMessage", name=f"users/{GRACE}") == made
    back = google.user(GRACE).get("spaces:findDirectMessage", name="users/ada@example.com")
    assert back["name"] == made["name"]
    unknown = writer.call("GET", "spaces:findDirectMessage", name="users/nobody@example.com")
    assert failure(unknown)[0] == 400


def test_the_direct_message_with_the_app(writer: User) -> None:
    assert writer.call("GET", "spaces:findDirectMessage", name="users/app").status_code == 404
    made = writer.setup(kind="DIRECT_MESSAGE", singleUserBotDm=True)
    assert writer.get("spaces:findDirectMessage", name="users/app") == made


def test_group_chats_of_exactly_these_people(writer: User) -> None:
    both = writer.setup(GRACE, ALAN, kind="GROUP_CHAT")
    again = writer.setup(GRACE, ALAN, kind="GROUP_CHAT")
    writer.setup(GRACE, ALAN, EDSGER, kind="GROUP_CHAT")
    named = [{"name": both["name"]}, {"name": again["name"]}]
    assert chats(writer, ALAN, GRACE) == named
    assert chats(writer, ALAN, GRACE, pageSize=1) == named[:1]
    assert chats(writer, ALAN) == []
    (full, _) = chats(writer, ALAN, GRACE, spaceView="SPACE_VIEW_EXPANDED")
    assert full["spaceType"] == "GROUP_CHAT"


def test_the_whole_of_a_group_chat_needs_a_scope(google: Google) -> None:
    user = google.user("ada@example.com", "chat.memberships.readonly")
    reply = user.call("GET", "spaces:findGroupChats", spaceView="SPACE_VIEW_EXPANDED")
    assert failure(reply)[0] == 403
    assert user.call("GET", "spaces:findGroupChats", spaceView="LARGE").status_code == 400


def test_a_message_is_made_once_for_a_request_id(google: Google, writer: User) -> None:
    space = writer.setup(GRACE)["name"]
    first = writer.call("POST", f"{space}/messages", {"text": "Hello"}, requestId="r-1").json()
    assert first["name"].startswith(f"{space}/messages/")
    assert first["sender"]["email"] == "ada@example.com"
    google.control("clock", advance_seconds=1)
    second = writer.call("POST", f"{space}/messages", {"text": "Again"}, requestId="r-1")
    assert second.json() == first
    grace = google.user(GRACE, "chat.messages.create")
    google.control("clock", advance_seconds=1)
    reply = grace.call("POST", f"{space}/messages", {"text": "Hello"}, requestId="r-1")
    assert failure(reply)[:2] == (409, "ALREADY_EXISTS")


@pytest.mark.parametrize(
    ("text", "params", "status"),
    [
        ("x" * 32_000, {}, 200),
        ("x" * 32_001, {}, 400),
        ("ä" * 16_001, {}, 400),
        ("", {}, 400),
        ("x", {"messageId": "custom"}, 400),
        ("x", {"messageId": "client-" + "a" * 57}, 400),
        ("x", {"messageId": "client-first"}, 200),
        ("x", {"messageReplyOption": "LOUD"}, 400),
    ],
)
def test_what_a_message_may_be(
    writer: User, text: str, params: dict[str, str], status: int
) -> None:
    space = writer.setup(GRACE)["name"]
    assert writer.call("POST", f"{space}/messages", {"text": text}, **params).status_code == status


def test_one_message_a_second_and_space(google: Google, writer: User) -> None:
    space = writer.setup(GRACE)["name"]
    params = {"messageId": "client-one"}
    assert writer.call("POST", f"{space}/messages", {"text": "a"}, **params).status_code == 200
    assert failure(writer.call("POST", f"{space}/messages", {"text": "b"}))[0] == 429
    google.control("clock", advance_seconds=1)
    assert failure(writer.call("POST", f"{space}/messages", {"text": "b"}, **params))[0] == 409


def test_only_who_may_post_posts(google: Google, writer: User) -> None:
    space = writer.setup(GRACE, predefinedPermissionSettings="ANNOUNCEMENT_SPACE")["name"]
    grace = google.user(GRACE, "chat.messages.create")
    assert failure(grace.call("POST", f"{space}/messages", {"text": "a"}))[0] == 403
