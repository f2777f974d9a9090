"""Administrator access: on exactly the nine methods that have it, and what its refusals mean."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import httpx
import pytest

from chattui.chat import methods
from chattui.chat.api import ChatClient
from chattui.chat.errors import Refused, problem_from, scope_missing
from chattui.net import Reply
from chattui.problem import ProblemError
from tests.unit.chat.harness import ME, Google, MakeChat, added, scripted

pytestmark = pytest.mark.anyio

NAMED = {"spaceType": "SPACE", "displayName": "Launch team"}
ADMIN = ("chat.admin.spaces", "chat.admin.memberships", "chat.admin.delete")


async def _all(pages: AsyncIterator[Any]) -> list[Any]:
    return [page async for page in pages]


CALLS: dict[str, Callable[[ChatClient], Awaitable[object]]] = {
    "create": lambda c: c.create_space(NAMED, "r"),
    "setup": lambda c: c.setup_space(NAMED, [], "r"),
    "list": lambda c: _all(c.space_pages()),
    "findDirectMessage": lambda c: c.find_direct_message(ME),
    "findGroupChats": lambda c: _all(c.find_group_chats([ME])),
    "messages.create": lambda c: c.post_message("AAAA", "Hello", "r"),
    "search": lambda c: _all(c.search_spaces("q", order_by="create_time DESC")),
    "get": lambda c: c.get_space("AAAA"),
    "patch": lambda c: c.patch_space("AAAA", {}, "display_name"),
    "delete": lambda c: c.delete_space("AAAA"),
    "members.create": lambda c: c.add_member("AAAA", {}),
    "members.list": lambda c: _all(c.member_pages("AAAA")),
    "members.get": lambda c: c.get_member("AAAA", ME),
    "members.patch": lambda c: c.set_role("AAAA", ME, "ROLE_MANAGER"),
    "members.delete": lambda c: c.remove_member("AAAA", ME),
}


@pytest.mark.parametrize("name", CALLS)
async def test_the_flag_is_sent_where_google_has_it(name: str) -> None:
    method = methods.METHODS[f"chat.spaces.{name}"]
    named = f"spaces/AAAA/members/{ME}" if name == "members.get" else "spaces/AAAA"
    chat, sent = scripted(httpx.Response(200, json={"name": named}))
    admin = chat.as_admin()
    assert (chat.admin, admin.admin, admin.as_admin(False).admin) == (False, True, False)
    for client in (chat, admin, admin.once(), admin.as_admin(False)):
        await CALLS[name](client)
    flags = [request.url.params.get("useAdminAccess") for request in sent]
    flag = "true" if method.admin_scope else None
    assert flags == [None, flag, flag, None]
    assert (sent[0].method != "GET") is method.writes


def test_the_methods_are_those_of_the_discovery_document() -> None:
    assert {f"chat.spaces.{name}" for name in CALLS} == set(methods.METHODS)
    assert sum(bool(method.admin_scope) for method in methods.METHODS.values()) == 9


@pytest.mark.parametrize(
    ("given", "sent_filter"),
    [
        ("", 'member.type != "BOT"'),
        ('role = "ROLE_MANAGER"', 'role = "ROLE_MANAGER" AND member.type != "BOT"'),
        ('role = "A" OR role = "B"', '(role = "A" OR role = "B") AND member.type != "BOT"'),
        ('member.type = "HUMAN"', 'member.type = "HUMAN"'),
    ],
)
async def test_a_list_of_members_has_the_filter_that_is_demanded(
    given: str, sent_filter: str
) -> None:
    chat, sent = scripted(httpx.Response(200, json={}))
    await _all(chat.as_admin().member_pages("AAAA", filter=given))
    await _all(chat.member_pages("AAAA", filter=given))
    assert [request.url.params.get("filter", "") for request in sent] == [sent_filter, given]


async def test_an_administrator_works_on_a_space_of_others(
    google: Google, make_chat: MakeChat
) -> None:
    google.control("settings", admins=[ME])
    chat = await make_chat("chat.spaces", *ADMIN)
    name = (
        await chat.setup_space(NAMED, added("grace@example.com", "emily@example.com"), "r")
    ).name
    admin = chat.as_admin()
    await admin.add_member(name, {"groupMember": {"name": "groups/01opuxuh1emulat"}})
    found = [m for page in await _all(admin.member_pages(name)) for m in page]
    assert {m.kind for m in found} == {"person", "group"}
    assert "INVITED" in {m.state for m in found}
    assert (await admin.get_space(name)).display_name == "Launch team"
    assert (await admin.set_role(name, "grace@example.com", "ROLE_MANAGER")).role_words == "Owner"
    await admin.remove_member(name, ME)
    await admin.patch_space(name, {"displayName": "Landing"}, "display_name")
    query = 'customer = "customers/my_customer" AND space_type = "SPACE"'
    pages = await _all(admin.search_spaces(query))
    assert [(s.name, s.display_name) for s in pages[0].spaces] == [(name, "Landing")]
    assert pages[0].total == 1
    await google.sleep(2)  # one change a second for each space
    await admin.delete_space(name)
    assert google.spaces() == []


async def test_who_is_no_administrator_is_told_what_it_takes(
    google: Google, make_chat: MakeChat
) -> None:
    google.control("settings", admins=[])
    chat = await make_chat("chat.spaces", *ADMIN)
    made = await chat.create_space(NAMED, "r")
    with pytest.raises(Refused) as caught:
        await chat.as_admin().get_space(made.name)
    assert (caught.value.problem.code, caught.value.reply.status) == ("chat.not_admin", 403)
    assert "Manage Chat and Spaces conversations" in caught.value.problem.remedy


async def test_an_admin_scope_that_is_missing_is_named(make_chat: MakeChat) -> None:
    chat = (await make_chat("chat.spaces")).as_admin()
    with pytest.raises(ProblemError) as caught:
        await chat.get_space("AAAA")
    assert caught.value.problem == scope_missing("chat.spaces.get", admin=True)
    assert "chat.admin.spaces.readonly" in caught.value.problem.remedy


def test_the_ambiguous_answer_has_words_for_both() -> None:
    said = "Permission denied to perform the requested action on the specified resource"
    body = b'{"error": {"code": 403, "message": "%s"}}' % said.encode()
    reply = Reply(403, {}, body)
    alone = problem_from(reply, "chat.spaces.get")
    admin = problem_from(reply, "chat.spaces.get", admin=True)
    assert alone.code == admin.code == "chat.not_allowed_or_absent"
    assert "administrator" in admin.message
    assert "administrator" not in alone.message
    assert not alone.link
    assert admin.link
