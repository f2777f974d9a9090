"""ChatClient: the methods of the Chat API, with paging, patience and problems in words."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any, Final

from chattui.chat import methods
from chattui.chat.errors import problem_from
from chattui.chat.events import Tell, tell_nobody
from chattui.chat.methods import Method
from chattui.chat.models import Membership, Space
from chattui.chat.names import member_path, space_name
from chattui.chat.retry import Patience, patiently
from chattui.net import Client, Reply, TokenSource
from chattui.problem import ProblemError

PAGE_SIZE: Final = 1000
"""The most that Google gives at once, of spaces and of members."""

Params = Sequence[tuple[str, str]]


class ChatClient:
    """The Chat API, acting as one account.

    Reads are repeated where they fail in passing; writes only where a `requestId` makes that
    harmless. Every method raises ProblemError. `tell` hears of waiting.
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
        self._client = client
        self._tokens = tokens
        self._patience = patience or Patience()
        self._tell = tell

    def telling(self, tell: Tell) -> ChatClient:
        """The same client, whose waiting `tell` hears of."""
        return ChatClient(
            self._client, self._tokens, self.scopes, patience=self._patience, tell=tell
        )

    async def space_pages(self, filter: str = "") -> AsyncIterator[list[Space]]:  # noqa: A002
        """The account's spaces, page by page; `filter` is such as ``space_type = "SPACE"``.

        Google leaves out group chats and direct messages without a message.
        """
        params = [("filter", filter)] if filter else []
        async for page in self._pages(methods.SPACES_LIST, "spaces", params, "spaces"):
            yield [Space.from_json(raw) for raw in page]

    async def get_space(self, name: str) -> Space:
        """One space."""
        return Space.from_json(await self._read(methods.SPACES_GET, space_name(name)))

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
        sent = await self._write(methods.SPACES_PATCH, "PATCH", path, params, change)
        return Space.from_json(sent)

    async def delete_space(self, name: str) -> None:
        """Delete a space with all that is in it."""
        await self._write(methods.SPACES_DELETE, "DELETE", space_name(name))

    async def member_pages(
        self,
        space: str,
        *,
        filter: str = "",  # noqa: A002
        groups: bool = True,
        invited: bool = True,
    ) -> AsyncIterator[list[Membership]]:
        """The members of a space, page by page, with Google groups and invited people."""
        params = [("filter", filter)] if filter else []
        params += [("showGroups", "true")] if groups else []
        params += [("showInvited", "true")] if invited else []
        path = f"{space_name(space)}/members"
        async for page in self._pages(methods.MEMBERS_LIST, path, params, "memberships"):
            yield [Membership.from_json(raw) for raw in page]

    async def get_member(self, space: str, member: str) -> Membership:
        """One membership; `member` is an id, ``app``, or an e-mail address as an alias."""
        path = member_path(space, member)
        return Membership.from_json(await self._read(methods.MEMBERS_GET, path))

    async def add_member(self, space: str, membership: Mapping[str, Any]) -> Membership:
        """Add or invite one person, group or app."""
        path = f"{space_name(space)}/members"
        sent = await self._write(methods.MEMBERS_CREATE, "POST", path, (), membership)
        return Membership.from_json(sent)

    async def set_role(self, space: str, member: str, role: str) -> Membership:
        """Give a member another role, such as ROLE_MANAGER (an owner)."""
        path, params = member_path(space, member), [("updateMask", "role")]
        sent = await self._write(methods.MEMBERS_PATCH, "PATCH", path, params, {"role": role})
        return Membership.from_json(sent)

    async def remove_member(self, space: str, member: str) -> None:
        """Take a member out of a space."""
        await self._write(methods.MEMBERS_DELETE, "DELETE", member_path(space, member))

    async def _pages(
        self, method: Method, path: str, params: Params, key: str
    ) -> AsyncIterator[list[Any]]:
        token, seen = "", set[str]()
        while True:
            more = [("pageToken", token)] if token else []
            size = ("pageSize", str(PAGE_SIZE))
            document = await self._read(method, path, [size, *params, *more])
            rows = document.get(key)
            yield rows if isinstance(rows, list) else []
            following = document.get("nextPageToken")
            if not isinstance(following, str) or not following:
                return
            if following in seen:
                # A page that leads back to an earlier one would never end.
                raise ProblemError(problem_from(_NOTHING, method.id))
            seen.add(token := following)

    async def _read(self, method: Method, path: str, params: Params = ()) -> Mapping[str, Any]:
        return await self._again(method, "GET", path, params, None)

    async def _make(
        self, method: Method, path: str, params: Params, body: Mapping[str, Any]
    ) -> Space:
        made = Space.from_json(await self._again(method, "POST", path, params, body))
        if not made.name:
            raise ProblemError(problem_from(_NOTHING, method.id))
        return made

    async def _again(
        self, method: Method, verb: str, path: str, params: Params, body: Mapping[str, Any] | None
    ) -> Mapping[str, Any]:
        reply = await patiently(
            lambda: self._send(verb, path, params, body),
            lambda failed: problem_from(failed, method.id),
            self._patience,
            self._tell,
        )
        return _document(reply, method)

    async def _write(
        self,
        method: Method,
        verb: str,
        path: str,
        params: Params = (),
        body: Mapping[str, Any] | None = None,
    ) -> Mapping[str, Any]:
        return _document(await self._send(verb, path, params, body), method)

    async def _send(
        self, verb: str, path: str, params: Params, body: Mapping[str, Any] | None
    ) -> Reply:
        url = f"{self._client.endpoints.chat}/v1/{path}"
        return await self._client.send(verb, url, params=params, body=body, tokens=self._tokens)


_NOTHING = Reply(200, {}, b"")


def _document(reply: Reply, method: Method) -> Mapping[str, Any]:
    document = reply.json() if reply.status == 200 else None
    if isinstance(document, dict):
        return document
    raise ProblemError(problem_from(reply, method.id))
