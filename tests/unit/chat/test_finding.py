"""Searching and finding spaces, posting, and sending a request only once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import httpx
import pytest

from chattui.chat.api import ChatClient
from chattui.chat.errors import Refused
from chattui.chat.models import Space
from chattui.chat.queries import QUERY_LIMIT, AdminQuery, UserQuery, order_by
from chattui.chat.texts import is_warning
from chattui.problem import ProblemError
from tests.unit.chat.harness import ME, Google, MakeChat, added, scripted

pytestmark = pytest.mark.anyio

NAMED = {"spaceType": "SPACE", "displayName": "Launch team"}
MARCH = datetime(2026, 3, 1, tzinfo=UTC)
ORGANISATION = 'customer = "customers/my_customer" AND space_type = "SPACE"'


async def found_by(chat: ChatClient, query: str, order: str = "") -> list[Space]:
    pages = chat.search_spaces(query, order_by=order)
    return [space async for page in pages for space in page.spaces]


async def test_spaces_are_found_by_the_words_of_their_names(make_chat: MakeChat) -> None:
    chat = await make_chat()
    for name in ("Launch team", "Landing team", "Lunch"):
        await chat.create_space({**NAMED, "displayName": name}, name)
    query = UserQuery(('lau"n', "land\\i"))
    found = await found_by(chat, query.text(), order_by("created"))
    assert {space.display_name for space in found} == set()
    query = UserQuery(("Lau", "land"))
    found = await found_by(chat, query.text(), order_by("created"))
    assert {space.display_name for space in found} == {"Launch team", "Landing team"}
    assert all(space.raw for space in found)


@pytest.mark.parametrize("column", ["members", "active", "created"])
async def test_an_administrator_orders_what_is_found(
    google: Google, make_chat: MakeChat, column: str
) -> None:
    google.control("settings", admins=[ME])
    chat = await make_chat("chat.spaces", "chat.admin.spaces")
    for number, name in enumerate(("A", "B")):
        people = added(*(f"person{i:03}@example.com" for i in range(number)))
        await chat.setup_space({**NAMED, "displayName": name}, people, name)
        google.control("clock", advance_seconds=60)
    orders = [order_by(column, descending=down, admin=True) for down in (True, False)]
    query = AdminQuery(external=False, created_after=MARCH).text()
    lists = [await found_by(chat.as_admin(), query, order) for order in orders]
    assert [space.name for space in lists[0]] == [space.name for space in reversed(lists[1])]
    assert len(lists[0]) == 2


@pytest.mark.parametrize(
    ("query", "text"),
    [
        (UserQuery(), 'space_type = "SPACE"'),
        (UserQuery(("Fun Eve",)), 'display_name:"Fun Eve" AND space_type = "SPACE"'),
        (
            UserQuery(("a", "b", "a", " "), external=True),
            '(display_name:"a" OR display_name:"b") AND external_user_allowed = "true" AND'
            ' space_type = "SPACE"',
        ),
        (AdminQuery(), ORGANISATION),
        (
            AdminQuery(
                ('say "x"',),
                external=False,
                history=True,
                active_after=MARCH,
                active_before=MARCH + timedelta(days=1),
                created_before=MARCH.astimezone(timezone(timedelta(hours=2))),
            ),
            f'{ORGANISATION} AND display_name:"say x" AND external_user_allowed = "false"'
            ' AND space_history_state = "HISTORY_ON"'
            ' AND (last_active_time > "2026-03-01T00:00:00+00:00"'
            ' AND last_active_time < "2026-03-02T00:00:00+00:00")'
            ' AND create_time < "2026-03-01T00:00:00+00:00"',
        ),
        (AdminQuery(history=False), f'{ORGANISATION} AND space_history_state = "HISTORY_OFF"'),
    ],
)
def test_a_query_is_written_as_google_reads_it(query: UserQuery | AdminQuery, text: str) -> None:
    assert query.text() == text


def test_what_is_wrong_with_a_query_is_told() -> None:
    long = ("x" * QUERY_LIMIT,)
    assert [p.code for p in UserQuery(("", '"')).problems()] == ["search.name_missing"]
    assert [p.code for p in UserQuery(long).problems()] == ["search.too_long"]
    assert [p.code for p in AdminQuery(long).problems()] == ["search.too_long"]
    assert AdminQuery(active_before=MARCH).problems() == UserQuery(("a",)).problems() == ()
    (empty,) = AdminQuery(created_after=MARCH, created_before=MARCH).problems()
    assert is_warning(empty)


def test_orders_that_google_has_not_are_none() -> None:
    assert order_by("members") == order_by("created", descending=False) == order_by("name") == ""
    assert order_by("created") == "create_time DESC"
    assert order_by("active", descending=False, admin=True) == "last_active_time ASC"


async def test_odd_answers_of_a_search_are_no_spaces() -> None:
    answer = {"results": [7, {}, {"space": 7}, {"space": NAMED}], "totalSize": "many"}
    chat, _ = scripted(httpx.Response(200, json=answer))
    pages = [page async for page in chat.search_spaces("q")]
    assert [(len(page.spaces), page.total) for page in pages] == [(3, None)]
    old, _ = scripted(httpx.Response(200, json={"spaces": [NAMED], "totalSize": 1}))
    assert [space.label for space in await found_by(old, "q")] == ["Launch team"]


async def test_a_direct_message_is_found_or_not(make_chat: MakeChat) -> None:
    chat = await make_chat()
    assert await chat.find_direct_message("grace@example.com") is None
    body = {"spaceType": "DIRECT_MESSAGE", "singleUserBotDm": False}
    made = await chat.setup_space(body, added("grace@example.com"), "r")
    found = await chat.find_direct_message("users/grace@example.com")
    assert found is not None
    assert found.name == made.name
    with pytest.raises(ProblemError) as caught:
        await chat.find_direct_message("nobody@example.com")
    assert caught.value.problem.code == "chat.unknown_person"


async def test_group_chats_are_found_in_full_where_that_is_granted(make_chat: MakeChat) -> None:
    chat = await make_chat()
    people = ["grace@example.com", "alan@example.com"]
    made = await chat.setup_space({"spaceType": "GROUP_CHAT"}, added(*people), "r")
    found = [s async for page in chat.find_group_chats(people) for s in page]
    assert [(s.name, s.space_type) for s in found] == [(made.name, "GROUP_CHAT")]
    names = await make_chat("chat.memberships.readonly")
    found = [s async for page in names.find_group_chats(people) for s in page]
    assert [(s.name, s.space_type) for s in found] == [(made.name, "")]
    assert [page async for page in chat.find_group_chats(people[:1])] == [[]]


async def test_a_message_is_posted_once_for_one_request_id(
    google: Google, make_chat: MakeChat
) -> None:
    chat = await make_chat("chat.spaces", "chat.messages.create")
    name = (await chat.create_space(NAMED, "r")).name
    google.fault("spaces.messages.create", status=503)
    first = await chat.post_message(name, "Hello", "m")
    await google.sleep(2)  # one message a second for each space
    again = await chat.post_message(name, "Hello", "m")
    assert first["name"] == again["name"]
    assert google.statuses("spaces.messages.create") == [503, 200, 200]


async def test_once_means_once(google: Google, make_chat: MakeChat) -> None:
    chat = (await make_chat()).once()
    google.fault("spaces.list", status=429, times=2, retry_after=7)
    for _ in range(2):
        with pytest.raises(Refused) as caught:
            await chat.space_pages().__anext__()
        assert caught.value.reply.status == 429
        assert caught.value.reply.headers["retry-after"] == "7"
    assert google.slept == []
    assert caught.value.problem.code == "chat.quota"


async def test_a_half_answer_is_refused_with_what_came_of_it() -> None:
    chat, _ = scripted(httpx.Response(200, text='{"name": "spaces/AA'))
    with pytest.raises(Refused) as caught:
        await chat.create_space(NAMED, "r")
    assert (caught.value.problem.code, caught.value.reply.status) == ("chat.bad_answer", 200)
