"""What direct messages and group chats are called."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from chattui import context
from chattui.chat.models import Membership, Space
from chattui.chat.space_people import (
    load_people,
    people_in,
    people_path,
    people_words,
    save_people,
)

pytestmark = pytest.mark.anyio
SPACE = Space("spaces/AAAA", "", "GROUP_CHAT")


class Chat:
    """Has these members in every space."""

    def __init__(self, *members: dict[str, str]) -> None:
        self.members = members

    async def member_pages(self, space: str, *, groups: bool) -> AsyncIterator[list[Membership]]:
        assert not groups
        for member in self.members:
            yield [Membership.from_json({"member": member})]


ME = {"name": "users/1", "email": "Ada@example.com", "displayName": "Ada"}
GRACE = {"name": "users/2", "displayName": "Grace Hopper"}
ALAN = {"name": "users/3"}


async def named(*members: dict[str, str], **known: tuple[str, str]) -> str:
    async def look_up(ids: Sequence[str]) -> dict[str, tuple[str, str]]:
        return {f"users/{key[1:]}": person for key, person in known.items()}

    chat: Any = Chat(*members)
    return await people_in(chat, SPACE, me="ada@example.com", look_up=look_up)


async def test_everybody_else_is_named() -> None:
    assert await named(ME, GRACE) == "Grace Hopper"
    assert await named(ME, ALAN, GRACE, u3=("Alan Turing", "")) == "Alan Turing, Grace Hopper"
    assert await named(ALAN, GRACE, u3=("Me", "ada@example.com")) == "Grace Hopper"


async def test_nobody_is_named_whom_google_does_not_tell() -> None:
    assert await named(ALAN) == ""
    assert await named() == ""


@pytest.mark.parametrize(
    ("names", "words"),
    [("b a", "a, b"), ("d c b a", "a, b, c and 1 other"), ("e d c b a", "a, b, c and 2 others")],
)
def test_many_people_are_counted(names: str, words: str) -> None:
    assert people_words(names.split()) == words


@pytest.mark.parametrize(
    "damage", [b"", b"[]", b'{"version": 2}', b'{"version": 1, "people": 3}', b"\xff"]
)
def test_they_are_kept_and_a_damaged_file_is_nobody(tmp_path: Path, damage: bytes) -> None:
    made = context.make({"CHATTUI_HOME": str(tmp_path)})
    people = {"spaces/AAAA": "Grace \x1b[2J", "no space": "x"}
    save_people(made, "key", people)
    path = people_path(made, "key")
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(load_people(made, "key")) == ["spaces/AAAA"]
    assert "\x1b" not in load_people(made, "key")["spaces/AAAA"]
    path.write_bytes(damage)
    assert load_people(made, "key") == {}
