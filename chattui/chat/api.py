"""ChatClient: the methods of the Chat API, with paging, patience and problems in words."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from chattui.chat import methods
from chattui.chat.errors import Refused
from chattui.chat.events import Tell, tell_nobody
from chattui.chat.methods import Method
from chattui.chat.models import Membership, Space, part_of
from chattui.chat.names import member_path, space_name
from chattui.chat.retry import Patience
from chattui.chat.wire import Params, Wire, nothing
from chattui.net import Client, TokenSource

PAGE_SIZE: Final = 1000
"""The most that Google gives at once, of spaces and of members."""
SEARCH_PAGE_SIZE: Final = 100
"""The most that a search gives at once, without administrator access."""
GROUP_CHATS_PAGE_SIZE: Final = 30

_NO_APPS: Final = 'member.type != "BOT"'
"""Demanded of a list with administrator access; unlike ``= "HUMAN"`` it lets groups through."""


@dataclass(frozen=True, slots=True)
class SearchPage:
    """Some of the spaces that a search found."""

    spaces: list[Space]
    total: int | None = None
    """How many there are on all pages, an estimate above 10,000; only administrators are told."""


class ChatClient:
    """The Chat API, acting as one account.

    Reads are repeated where they fail in passing; writes only where a `requestId` makes that
    harmless. Every method raises ProblemError, and `Refused` where an answer came. `tell` hears
    of waiting.
    """

    def __init__(
        self,
        client: Client,
        tokens: TokenSource,
        scopes: tuple[str, ...],
        *,
        patience: Patience | None = None,
        tell: Tell = tell_nobody,
    ) -> None:
        self.scopes = scopes
        """What this account granted."""
        self._wire = Wire(client, tokens, patience or Patience(), tell)

    @property
    def admin(self) -> bool:
        """Whether it acts with the privileges of an administrator."""
        return self._wire.admin

    @property
    def wire(self) -> Wire:
        """How its requests are sent, for the other APIs that the same account may call."""
        return self._wire

    def telling(self, tell: Tell) -> ChatClient:
        """The same client, whose waiting `tell` hears of."""
        return self._with(self._wire.telling(tell))

    def as_admin(self, on: bool = True) -> ChatClient:
        """The same client with administrator access (``useAdminAccess``) on the nine methods
        that have it: get, patch, delete and search of spaces, and all of members. Creating,
        setting up, listing and finding spaces and posting are the person's own, as before."""
        return self._with(self._wire.as_admin(on))

    def once(self) -> ChatClient:
        """The same client, which repeats no request by itself."""
        return self._with(self._wire.once())

    def _with(self, wire: Wire) -> ChatClient:
        changed = ChatClient(wire.client, wire.tokens, self.scopes)
        changed._wire = wire
        return changed

    async def space_pages(self, filter: str = "") -> AsyncIterator[list[Space]]:  # noqa: A002
        """The account's spaces, page by page; `filter` is such as ``space_type = "SPACE"``.

        Google leaves out group chats and direct messages without a message.
        """
        params = [("filter", filter)] if filter else []
        async for page in self._wire.pages(methods.SPACES_LIST, "spaces", PAGE_SIZE, params):
            yield _spaces(page.get("spaces"))

    async def search_spaces(self, query: str, *, order_by: str = "") -> AsyncIterator[SearchPage]:
        """The named spaces that match `query` (`chattui.chat.queries`): with administrator access
        those of the organisation, else those that the account can find. Page by page."""
        params = [("query", query), *([("orderBy", order_by)] if order_by else [])]
        method, size = methods.SPACES_SEARCH, PAGE_SIZE if self.admin else SEARCH_PAGE_SIZE
        async for page in self._wire.pages(method, "spaces:search", size, params):
            total, results = page.get("totalSize"), page.get("results")
            if isinstance(results, list):
                found = _spaces([part_of(r, "space") for r in results if isinstance(r, Mapping)])
            else:
                found = _spaces(page.get("spaces"))
            yield SearchPage(found, total if isinstance(total, int) else None)

    async def find_direct_message(self, user: str) -> Space | None:
        """The direct message with a person (``users/ID``, an id or an address), if there is one."""
        params = [("name", _user(user))]
        method = methods.SPACES_FIND_DIRECT_MESSAGE
        try:
            found = await self._wire.again(method, "GET", "spaces:findDirectMessage", params)
        except Refused as error:
            if error.problem.code == "chat.not_found":
                return None
            raise
        return Space.from_json(found)

    async def find_group_chats(self, users: Sequence[str]) -> AsyncIterator[list[Space]]:
        """The group chats of the account with exactly these people (at most 49), page by page.

        Without a scope that reads spaces Google gives nothing of them but ``spaces/ID``.
        """
        from chattui.oauth.scopes import satisfied

        params = [("users", _user(user)) for user in users]
        if satisfied(methods.SPACES_GET.scope, self.scopes):
            params.append(("spaceView", "SPACE_VIEW_EXPANDED"))
        method, path = methods.SPACES_FIND_GROUP_CHATS, "spaces:findGroupChats"
        async for page in self._wire.pages(method, path, GROUP_CHATS_PAGE_SIZE, params):
            yield _spaces(page.get("spaces"))

    async def get_space(self, name: str) -> Space:
        """One space."""
        path = space_name(name)
        found = Space.from_json(await self._wire.again(methods.SPACES_GET, "GET", path))
        if found.name != path:
            raise nothing(methods.SPACES_GET)  # what is done with it would be done to another
        return found

    async def create_space(self, space: Mapping[str, Any], request_id: str) -> Space:
        """Make a named space without members; the same `request_id` makes it only once."""
        params = [("requestId", request_id)]
        return await self._make(methods.SPACES_CREATE, "spaces", params, space)

    async def setup_space(
        self,
        space: Mapping[str, Any],
        memberships: Sequence[Mapping[str, Any]],
        request_id: str,
    ) -> Space:
        """Make a space with up to 49 members in one request, only once for one `request_id`."""
        body: dict[str, Any] = {"space": space, "requestId": request_id}
        if memberships:
            body["memberships"] = memberships
        return await self._make(methods.SPACES_SETUP, "spaces:setup", (), body)

    async def patch_space(self, name: str, change: Mapping[str, Any], update_mask: str) -> Space:
        """Change the fields of a space that `update_mask` names."""
        path, params = space_name(name), [("updateMask", update_mask)]
        sent = await self._wire.write(methods.SPACES_PATCH, "PATCH", path, params, change)
        return Space.from_json(sent)

    async def delete_space(self, name: str) -> None:
        """Delete a space with all that is in it."""
        await self._wire.write(methods.SPACES_DELETE, "DELETE", space_name(name))

    async def member_pages(
        self,
        space: str,
        *,
        filter: str = "",  # noqa: A002
        groups: bool = True,
        invited: bool = True,
    ) -> AsyncIterator[list[Membership]]:
        """The members of a space, page by page, with Google groups and invited people.

        With administrator access Google gives no apps, and demands that the filter says so.
        """
        if self.admin:
            filter = _without_apps(filter)  # noqa: A001
        params = [("filter", filter)] if filter else []
        params += [("showGroups", "true")] if groups else []
        params += [("showInvited", "true")] if invited else []
        path = f"{space_name(space)}/members"
        async for page in self._wire.pages(methods.MEMBERS_LIST, path, PAGE_SIZE, params):
            yield [Membership.from_json(raw) for raw in _list(page.get("memberships"))]

    async def get_member(self, space: str, member: str) -> Membership:
        """One membership; `member` is an id, ``app``, or an e-mail address as an alias."""
        path = member_path(space, member)
        found = Membership.from_json(await self._wire.again(methods.MEMBERS_GET, "GET", path))
        if not found.name.startswith(f"{space_name(space)}/members/"):
            raise nothing(methods.MEMBERS_GET)
        return found

    async def add_member(self, space: str, membership: Mapping[str, Any]) -> Membership:
        """Add or invite one person, group or app."""
        path = f"{space_name(space)}/members"
        sent = await self._wire.write(methods.MEMBERS_CREATE, "POST", path, (), membership)
        return Membership.from_json(sent)

    async def set_role(self, space: str, member: str, role: str) -> Membership:
        """Give a member another role, such as ROLE_MANAGER (an owner)."""
        path, params = member_path(space, member), [("updateMask", "role")]
        method, body = methods.MEMBERS_PATCH, {"role": role}
        return Membership.from_json(await self._wire.write(method, "PATCH", path, params, body))

    async def remove_member(self, space: str, member: str) -> None:
        """Take a member out of a space."""
        await self._wire.write(methods.MEMBERS_DELETE, "DELETE", member_path(space, member))

    async def post_message(self, space: str, text: str, request_id: str) -> Mapping[str, Any]:
        """Post a message of plain text, only once for one `request_id`; gives Google's Message."""
        path, params = f"{space_name(space)}/messages", [("requestId", request_id)]
        method = methods.MESSAGES_CREATE
        return await self._wire.again(method, "POST", path, params, {"text": text})

    async def _make(
        self, method: Method, path: str, params: Params, body: Mapping[str, Any]
    ) -> Space:
        made = Space.from_json(await self._wire.again(method, "POST", path, params, body))
        if not made.name:
            raise nothing(method)
        return made


def _list(rows: object) -> list[Any]:
    return rows if isinstance(rows, list) else []


def _spaces(rows: object) -> list[Space]:
    return [Space.from_json(raw) for raw in _list(rows)]


def _user(user: str) -> str:
    return user if user.startswith("users/") else f"users/{user}"


def _without_apps(wanted: str) -> str:
    """`wanted` with the term that administrator access demands."""
    if not wanted:
        return _NO_APPS
    if "member.type" in wanted:
        return wanted
    return f"({wanted}) AND {_NO_APPS}" if " OR " in wanted else f"{wanted} AND {_NO_APPS}"
