"""Who is in the conversations that have no name: in words, and kept like the last known spaces."""

from __future__ import annotations

import json
import stat
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from chattui import context as contexts
from chattui.chat.cache import remove_cache
from chattui.chat.space_people import (
    load_people,
    people_in,
    people_path,
    people_words,
    save_people,
)
from chattui.context import Context
from tests.unit.chat.harness import ME, Google, MakeChat, added

pytestmark = pytest.mark.anyio

KNOWN = {"spaces/AAAA": "Grace Hopper"}


@pytest.fixture
def context(own_home: Path) -> Context:
    return contexts.make()


def test_names_are_kept_for_their_owner_alone_and_forgotten_with_the_account(
    context: Context,
) -> None:
    save_people(context, "ada", KNOWN)
    assert load_people(context, "ada") == KNOWN
    path = people_path(context, "ada")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    remove_cache(context, "ada")
    assert not path.exists()
    assert load_people(context, "ada") == {}


@pytest.mark.parametrize(
    "content", ["", "[]", "[" * 100_000, '{"version": 1}', '{"version": 2, "people": {}}']
)
def test_a_damaged_file_is_empty(context: Context, content: str) -> None:
    path = people_path(context, "ada")
    path.parent.mkdir(parents=True)
    path.write_text(content)
    assert load_people(context, "ada") == {}


def test_what_is_no_name_of_a_space_is_left_out_and_texts_are_made_safe(context: Context) -> None:
    save_people(context, "ada", KNOWN)
    path = people_path(context, "ada")
    document = json.loads(path.read_bytes())
    document["people"] |= {"spaces/../x": "x", "spaces/B": 7, "spaces/C": "\x1b[2J"}
    path.write_text(json.dumps(document))
    assert load_people(context, "ada") == {**KNOWN, "spaces/C": "␛[2J"}


def test_people_are_named_and_counted() -> None:
    assert people_words([]) == ""
    assert people_words(["b", "A"]) == "A, b"
    assert people_words(["a", "b", "c", "d"]) == "a, b, c and 1 other"
    assert people_words(f"{n}" for n in range(9)) == "0, 1, 2 and 6 others"


@pytest.mark.parametrize("show_people", [True, False])
async def test_who_is_in_a_conversation(
    google: Google, make_chat: MakeChat, show_people: bool
) -> None:
    google.control("settings", show_people=show_people)
    chat = await make_chat()
    people = added("grace@example.com", "alan@example.com")
    space = await chat.setup_space({"spaceType": "GROUP_CHAT"}, people, "r")
    state = google.http.get("/_emulator/state").json()["people"]
    known = {f"users/{p['id']}": (p["name"], p["email"]) for p in state}

    async def look_up(ids: Sequence[str]) -> Mapping[str, tuple[str, str]]:
        return {one: known[one] for one in ids}

    assert await people_in(chat, space, me=ME, look_up=look_up) == "Alan Turing, Grace Hopper"
    alone = await people_in(chat, space, me=ME)
    assert alone == ("Alan Turing, Grace Hopper" if show_people else "")
