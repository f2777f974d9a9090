"""Calls of the Workspace APIs beside Chat's, and what their refusals mean to a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Final, Self

from chattui.chat import error_words
from chattui.chat.envelope import Envelope, read_envelope
from chattui.chat.errors import Refused
from chattui.chat.events import Tell, tell_nobody
from chattui.chat.retry import Patience, patiently
from chattui.net import Client, Reply, TokenSource
from chattui.problem import Exit, Problem
from chattui.words import t

if TYPE_CHECKING:
    from chattui.chat.api import ChatClient

_QUOTA: Final = frozenset({"rateLimitExceeded", "userRateLimitExceeded", "quotaExceeded"})
"""How Calendar and Gmail say, also with 403, that it was too much at once."""


@dataclass(frozen=True, slots=True)
class Api:
    """One of Google's APIs: what its problems are called, and where it is turned on."""

    code: str
    """The first part of its problems' codes."""
    title: str
    """As the console calls it."""
    scope: str
    """The short name of the least scope."""
    link: str
    """The console's page that turns it on."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Calls of one API, as one account. Raises ProblemError, and `Refused` where an answer came."""

    api: Api
    client: Client
    tokens: TokenSource
    patience: Patience = field(default_factory=Patience)
    tell: Tell = tell_nobody

    async def get(self, url: str, params: Sequence[tuple[str, str]]) -> Mapping[str, Any]:
        """The answer to a read, a JSON object; repeated where it fails in passing."""
        reply = await patiently(
            lambda: self.client.send("GET", url, params=params, tokens=self.tokens),
            lambda failed: problem_from(failed, self.api),
            self.patience,
            self.tell,
        )
        return self._document(reply)

    async def post(
        self, url: str, params: Sequence[tuple[str, str]], body: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        """The answer to a write, a JSON object. It is sent once, whatever comes of it."""
        reply = await self.client.send("POST", url, params=params, body=body, tokens=self.tokens)
        return self._document(reply)

    def _document(self, reply: Reply) -> Mapping[str, Any]:
        document = reply.json() if reply.status == 200 else None
        if isinstance(document, dict):
            return document
        raise Refused(problem_from(reply, self.api), reply)

    def nothing(self) -> Refused:
        """What to raise where an answer holds nothing of use."""
        empty = Reply(200, {}, b"")
        return Refused(problem_from(empty, self.api), empty)


class Service:
    """What the clients of an API with several methods have in common."""

    API: ClassVar[Api]

    def __init__(
        self,
        client: Client,
        tokens: TokenSource,
        *,
        patience: Patience | None = None,
        tell: Tell = tell_nobody,
    ) -> None:
        self._caller = Caller(self.API, client, tokens, patience or Patience(), tell)

    @classmethod
    def of(cls, chat: ChatClient) -> Self:
        """That of the account that `chat` acts as, which waits and tells as `chat` does."""
        wire = chat.wire
        return cls(wire.client, wire.tokens, patience=wire.patience, tell=wire.tell)


def problem_from(reply: Reply, api: Api) -> Problem:
    """The problem that `reply` tells; never raises, whatever was answered."""
    found = read_envelope(reply)
    if reply.status == 401:
        return error_words.sign_in_ended()
    if reply.status == 429 or found.status == "RESOURCE_EXHAUSTED" or found.reasons & _QUOTA:
        return Problem(
            f"{api.code}.quota",
            t("Google asks to slow down: the quota of the {api} is used up.", api=api.title),
            t("Other programs of the same project count as well."),
            t("Wait a minute and try again."),
        )
    if reply.status >= 500 or reply.status == 408 or reply.status < 300 or not found.is_json:
        return Problem(
            f"{api.code}.unavailable",
            t("The {api} does not answer as it should.", api=api.title),
            t("The answer had the HTTP status {status}.", status=reply.status),
            t("Try again in some minutes."),
        )
    return _refused(found, api)


def _refused(found: Envelope, api: Api) -> Problem:
    scope_reasons = {"ACCESS_TOKEN_SCOPE_INSUFFICIENT", "insufficientPermissions"}
    if found.reasons & scope_reasons or found.says("insufficient authentication scopes"):
        return scope_missing(api)
    disabled_reasons = {"SERVICE_DISABLED", "accessNotConfigured"}
    if found.reasons & disabled_reasons or found.says("it is disabled. Enable it"):
        return Problem(
            f"{api.code}.api_disabled",
            t("The {api} is not turned on in the client's project.", api=api.title),
            t("Every project has to turn on each API once before it can call it."),
            t("Open the page, choose Enable, wait some minutes, and try again."),
            api.link,
        )
    return Problem(
        f"{api.code}.refused",
        t("The {api} refused the request (HTTP {status}).", api=api.title, status=found.http),
        error_words.googles_words(found),
        t("Check the account and its rights."),
    )


def scope_missing(api: Api) -> Problem:
    """This sign-in does not allow to ask `api`."""
    return Problem(
        f"{api.code}.scope_missing",
        t("This sign-in does not allow to ask the {api}.", api=api.title),
        t("A scope that Google wants for it was not asked for, or not ticked on Google's page."),
        t(
            "Allow it: `chattui login --add --scope {scope}` asks for that alone, and what was"
            " allowed before stays.",
            scope=api.scope,
        ),
        exit=Exit.NOT_SIGNED_IN,
    )
