"""What tests of the Chat API do to the emulator, and clients that never really wait."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

from chattui import endpoints, net
from chattui.chat.api import ChatClient
from chattui.chat.retry import Patience
from chattui.emulator import Emulator
from chattui.oauth.scopes import DEFAULT_SCOPES, expand
from chattui.secret import Secret

ME = "ada@example.com"
_VERIFIER = "v" * 64
_REDIRECT = "http://127.0.0.1:9/"


class OneToken:
    """A token source that has one token, and nothing better when that is refused."""

    def __init__(self, token: str) -> None:
        self._token = Secret(token)
        self.refused = 0

    async def token(self, rejected: Secret | None = None) -> Secret:
        """The one token."""
        self.refused += rejected is not None
        return self._token


@dataclass
class Google:
    """The emulator, with what tests do to it and read from it."""

    emulator: Emulator
    http: httpx.Client
    slept: list[float] = field(default_factory=list)
    told: list[object] = field(default_factory=list)

    def control(self, route: str, **body: Any) -> Any:
        """Send a control request."""
        answer = self.http.post(f"/_emulator/{route}", json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def fault(self, method: str, **plan: Any) -> None:
        """Let the next calls of ``chat.METHOD`` fail."""
        self.control("faults", method=f"chat.{method}", **plan)

    def statuses(self, method: str) -> list[int]:
        """The statuses of all calls of ``chat.METHOD``, oldest first."""
        requests = self.http.get("/_emulator/requests").json()["requests"]
        return [r["status"] for r in requests if r["method"] == f"chat.{method}"]

    def spaces(self) -> list[dict[str, Any]]:
        """The spaces that there are, with their members."""
        found: list[dict[str, Any]] = self.http.get("/_emulator/state").json()["spaces"]
        return found

    def access_token(self, scopes: tuple[str, ...]) -> str:
        """An access token of ``ada@example.com``, by the emulator's automatic consent."""
        client = json.loads(self.emulator.client_file(google=False))["installed"]
        digest = hashlib.sha256(_VERIFIER.encode()).digest()
        asked = {
            "client_id": client["client_id"],
            "redirect_uri": _REDIRECT,
            "response_type": "code",
            "scope": " ".join(("openid", "email", *scopes)),
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
            "access_type": "offline",
        }
        redirect = self.http.get("/o/oauth2/v2/auth", params=asked)
        code = parse_qs(urlsplit(redirect.headers["location"]).query)["code"][0]
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": _REDIRECT,
            "code_verifier": _VERIFIER,
            "client_id": client["client_id"],
            "client_secret": client["client_secret"],
        }
        answer = self.http.post("/token", data=form)
        assert answer.status_code == 200, answer.text
        token: str = answer.json()["access_token"]
        return token

    async def sleep(self, seconds: float) -> None:
        """Instead of sleeping: the emulator's clock goes on by as much."""
        self.slept.append(seconds)
        self.control("clock", advance_seconds=seconds)

    def chat(self, client: net.Client, *scopes: str, token: str = "") -> ChatClient:
        """The Chat API as ada with some scopes, short or full; the default ones without any."""
        granted = expand(scopes) if scopes else DEFAULT_SCOPES
        tokens = OneToken(token or self.access_token(granted))
        patience = Patience(sleep=self.sleep, dice=lambda: 1.0)
        return ChatClient(client, tokens, granted, patience=patience, tell=self.told.append)


MakeChat = Callable[..., Awaitable[ChatClient]]


def person(email: str) -> dict[str, Any]:
    """Google's Membership for someone who is to be added."""
    return {"member": {"name": f"users/{email}", "type": "HUMAN"}}


def added(*emails: str) -> list[dict[str, Any]]:
    """Google's Memberships for people who are to be added."""
    return [person(email) for email in emails]


def scripted(*answers: httpx.Response) -> tuple[ChatClient, list[httpx.Request]]:
    """A client whose answers are given, the last one for ever, and what it sent."""
    sent: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        given = answers[min(len(sent), len(answers)) - 1]
        return httpx.Response(given.status_code, headers=given.headers, content=given.content)

    http = httpx.AsyncClient(transport=httpx.MockTransport(answer))
    client = net.Client(http, endpoints.GOOGLE)
    return ChatClient(client, OneToken("ya29.secret"), (), patience=Patience(tries=1)), sent
