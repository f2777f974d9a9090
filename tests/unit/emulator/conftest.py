"""One running emulator for all unit tests, put back to its beginning before each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from chattui.emulator import Emulator
from chattui.emulator.clients import INSTALLED_ID, OWN_SECRETS
from chattui.emulator.scopes import AUTH

Json = dict[str, Any]
REDIRECT = "http://127.0.0.1:53682/"
CHAT_SCOPES = ("chat.spaces", "chat.memberships", "chat.delete")


class Google:
    """A client that does what programs do to Google, step by step, on an emulator."""

    client_id = INSTALLED_ID
    secret = OWN_SECRETS[INSTALLED_ID]

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url
        self.http = httpx.Client(base_url=base_url, trust_env=False)

    def control(self, route: str, **body: Any) -> Json:
        """The answer of ``POST /_emulator/{route}``, which must not fail."""
        reply = self.http.post(f"/_emulator/{route}", json=body)
        assert reply.status_code == 200, reply.text
        answer: Json = reply.json()
        return answer

    def requests(self, method: str = "") -> list[Json]:
        """What the emulator has recorded, of one method or of all."""
        params = {"method": method} if method else {}
        entries: list[Json] = self.http.get("/_emulator/requests", params=params).json()["requests"]
        return entries

    def authorize(self, **changes: str | None) -> httpx.Response:
        """The answer to an authorization request; None leaves a parameter out."""
        params: dict[str, str | None] = {
            "client_id": self.client_id,
            "redirect_uri": REDIRECT,
            "response_type": "code",
            "scope": "openid email " + " ".join(AUTH + s for s in CHAT_SCOPES),
            "state": "st/ate=1",
            **changes,
        }
        given = {name: value for name, value in params.items() if value is not None}
        return self.http.get("/o/oauth2/v2/auth", params=given)

    def consent(self, email: str = "ada@example.com", **changes: str | None) -> dict[str, str]:
        """The query of the redirect after `email` has granted all, without a page."""
        self.control("settings", auto_consent=email)
        reply = self.authorize(**changes)
        self.control("settings", auto_consent="")
        assert reply.status_code == 302, reply.text
        return query_of(reply)

    def token(self, **form: str | None) -> httpx.Response:
        """The token endpoint's answer to `form` and our client's id and secret."""
        given = {"client_id": self.client_id, "client_secret": self.secret, **form}
        data = {name: value for name, value in given.items() if value is not None}
        return self.http.post("/token", data=data)

    def exchange(self, spent: str, /, **form: str | None) -> httpx.Response:
        """The token endpoint's answer to a code."""
        return self.token(
            **{"grant_type": "authorization_code", "code": spent, "redirect_uri": REDIRECT, **form}
        )

    def sign_in(self, email: str = "ada@example.com", *scopes: str, **changes: str | None) -> Json:
        """The token response for `email`, with the short or full `scopes` (or the usual ones)."""
        if scopes:
            changes["scope"] = " ".join(s if s == "openid" else AUTH + s for s in scopes)
        reply = self.exchange(self.consent(email, **changes)["code"])
        assert reply.status_code == 200, reply.text
        tokens: Json = reply.json()
        return tokens

    def user(self, email: str = "ada@example.com", *scopes: str) -> User:
        """`email`, signed in."""
        return User(self, self.sign_in(email, *scopes)["access_token"])

    def expire(self, seconds: float = 3600) -> None:
        """Move the emulator's clock."""
        self.control("clock", advance_seconds=seconds)


class User:
    """Somebody who is signed in and calls the Chat API."""

    def __init__(self, google: Google, access_token: str) -> None:
        self.google = google
        self.access_token = access_token

    def call(self, verb: str, path: str, body: Json | None = None, **params: Any) -> httpx.Response:
        """The answer to one call of the Chat API; `path` is what follows ``/v1/``."""
        return self.ask(verb, f"/v1/{path}", body, **params)

    def ask(self, verb: str, path: str, body: Json | None = None, **params: Any) -> httpx.Response:
        """The answer to one call of any API; `path` is all of it."""
        return self.google.http.request(
            verb,
            path,
            json=body,
            params={name: str(value) for name, value in params.items()},
            headers={"Authorization": f"Bearer {self.access_token}"},
        )

    def fetch(self, address: str) -> httpx.Response:
        """The answer to a GET of what follows ``/v1/``, with its query as it stands."""
        bearer = {"Authorization": f"Bearer {self.access_token}"}
        return self.google.http.get(f"/v1/{address}", headers=bearer)

    def get(self, path: str, **params: Any) -> Json:
        """What a GET answers, which must not fail."""
        reply = self.call("GET", path, **params)
        assert reply.status_code == 200, reply.text
        answer: Json = reply.json()
        return answer

    def setup(self, *emails: str, kind: str = "SPACE", **space: Any) -> Json:
        """A new space with the people of `emails`."""
        if kind == "SPACE":
            space.setdefault("displayName", "A space")
        reply = self.call("POST", "spaces:setup", setup_body(*emails, kind=kind, **space))
        assert reply.status_code == 200, reply.text
        made: Json = reply.json()
        return made

    def emails(self, space: Json, **params: Any) -> list[str]:
        """The addresses of who members.list shows."""
        found = self.get(f"{space['name']}/members", **params).get("memberships", [])
        return [m["member"]["email"] for m in found if "member" in m]


def setup_body(*emails: str, kind: str = "SPACE", **space: Any) -> Json:
    """The body of spaces.setup."""
    memberships = [{"member": {"name": f"users/{e}", "type": "HUMAN"}} for e in emails]
    return {"space": {"spaceType": kind, **space}, "memberships": memberships}


def query_of(reply: httpx.Response) -> dict[str, str]:
    """The query of the address that `reply` redirects to."""
    return dict(parse_qsl(urlsplit(reply.headers["location"]).query))


def failure(reply: httpx.Response) -> tuple[int, str, str]:
    """The code, status and message of an API error, whose HTTP status must be the same."""
    error = reply.json()["error"]
    assert error["code"] == reply.status_code
    return error["code"], error["status"], error["message"]


@pytest.fixture(scope="session")
def running() -> Iterator[Google]:
    with Emulator(people=40, spaces=2500) as emulator:
        google = Google(emulator.base_url)
        yield google
        google.http.close()


@pytest.fixture
def google(running: Google) -> Google:
    """A client of an emulator where nothing has happened yet."""
    running.control("reset")
    return running


@pytest.fixture
def ada(google: Google) -> User:
    """Ada, signed in with the usual scopes."""
    return google.user()
