"""Requests to the Chat API and their answers: paging, patience, administrator access, refusals."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeGuard

from chattui.chat.errors import Refused, problem_from
from chattui.chat.events import Tell
from chattui.chat.methods import Method
from chattui.chat.retry import Patience, patiently
from chattui.net import Client, Reply, TokenSource

Params = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Wire:
    """How requests are sent, as one account. Every method raises ProblemError, and `Refused`
    where an answer came."""

    client: Client
    tokens: TokenSource
    patience: Patience
    tell: Tell
    admin: bool = False

    def as_admin(self, on: bool) -> Wire:
        """The same with administrator access, or without."""
        return replace(self, admin=on)

    def telling(self, tell: Tell) -> Wire:
        """The same, whose waiting `tell` hears of."""
        return replace(self, tell=tell)

    def once(self) -> Wire:
        """The same, which sends every request once."""
        return replace(self, patience=replace(self.patience, tries=1))

    def with_admin(self, method: Method) -> bool:
        """Whether `method` is sent with ``useAdminAccess``."""
        return self.admin and bool(method.admin_scope)

    async def pages(
        self, method: Method, path: str, size: int, params: Params = ()
    ) -> AsyncIterator[Mapping[str, Any]]:
        """The answers to a listing, page by page, `size` things each."""
        token, seen = "", set[str]()
        while True:
            more = [("pageToken", token)] if token else []
            sent = [("pageSize", str(size)), *params, *more]
            document = await self.again(method, "GET", path, sent)
            yield document
            following = document.get("nextPageToken")
            if following in (None, ""):
                return
            if not _is_word(following) or following in seen:
                # Where there is more, a list is not over; and a page that leads back to an
                # earlier one would never end.
                raise nothing(method)
            seen.add(token := following)

    async def again(
        self,
        method: Method,
        verb: str,
        path: str,
        params: Params = (),
        body: Mapping[str, Any] | None = None,
    ) -> Mapping[str, Any]:
        """The answer to a request that may be sent more than once without harm."""
        admin = self.with_admin(method)
        reply = await patiently(
            lambda: self._send(admin, verb, path, params, body),
            lambda failed: problem_from(failed, method.id, admin=admin),
            self.patience,
            self.tell,
        )
        return _document(reply, method, admin)

    async def write(
        self,
        method: Method,
        verb: str,
        path: str,
        params: Params = (),
        body: Mapping[str, Any] | None = None,
    ) -> Mapping[str, Any]:
        """The answer to a request that is sent once, whatever comes of it."""
        admin = self.with_admin(method)
        return _document(await self._send(admin, verb, path, params, body), method, admin)

    async def _send(
        self, admin: bool, verb: str, path: str, params: Params, body: Mapping[str, Any] | None
    ) -> Reply:
        url = f"{self.client.endpoints.chat}/v1/{path}"
        query = [*params, ("useAdminAccess", "true")] if admin else params
        return await self.client.send(verb, url, params=query, body=body, tokens=self.tokens)


def _is_word(value: object) -> TypeGuard[str]:
    """Whether it can be part of an address; httpx takes none of more than 65,536 characters."""
    sound = isinstance(value, str) and value.isascii() and value.isprintable()
    return isinstance(value, str) and sound and len(value) <= 16_384


def nothing(method: Method) -> Refused:
    """What to raise where an answer holds nothing of use."""
    empty = Reply(200, {}, b"")
    return Refused(problem_from(empty, method.id), empty)


def _document(reply: Reply, method: Method, admin: bool) -> Mapping[str, Any]:
    document = reply.json() if reply.status == 200 else None
    if isinstance(document, dict):
        return document
    raise Refused(problem_from(reply, method.id, admin=admin), reply)
