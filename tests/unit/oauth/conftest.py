"""A client and a consent request as every test of this folder knows them."""

from __future__ import annotations

import http.client
import json
import logging
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from chattui import context
from chattui.clientfile import OAuthClient, client_from_json
from chattui.emulator import Emulator
from chattui.oauth.consent import Consent, make_consent
from chattui.oauth.scopes import DEFAULT_SCOPES, expand, with_identity
from chattui.secret import Secret
from chattui.vault import Vault, open_vault
from chattui.vault.sealed import FLOOR

STATE = "S" * 20 + "t4te_-" + "Z" * 17
VERIFIER = "v" * 86
CODE = "4/0AVMBsJhK2kq_cR-5yPwXnE7tzGQ8dLm1oVbN3sUfYaHiJxOe9rTgWpC6vDk0lZqSuMwBEA"
PORT = 53682
REDIRECT = f"http://127.0.0.1:{PORT}/oauth2/callback"


def make_client(kind: str = "installed", *redirects: str) -> OAuthClient:
    assert kind in {"installed", "web"}
    return OAuthClient(
        kind,  # type: ignore[arg-type]
        "1234-abc.apps.googleusercontent.com",
        Secret("GOCSPX-secret-of-the-client"),
        "project-1",
        redirects,
    )


def make_test_consent(redirect_uri: str = REDIRECT) -> Consent:
    return Consent(
        client=make_client(),
        scopes=with_identity(DEFAULT_SCOPES),
        redirect_uri=redirect_uri,
        state=Secret(STATE),
        verifier=Secret(VERIFIER),
        url=(
            "https://accounts.google.com/o/oauth2/v2/auth"
            f"?client_id={make_client().client_id}&state={STATE}"
        ),
    )


def google_redirect(redirect_uri: str = REDIRECT, *, state: str = STATE, code: str = CODE) -> str:
    """A redirect in the shape that was seen from Google."""
    return (
        f"{redirect_uri}?state={state}&iss=https://accounts.google.com&code={code}"
        "&scope=email%20openid%20https://www.googleapis.com/auth/chat.spaces"
        "&authuser=0&hd=example.com&prompt=consent"
    )


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


@pytest.fixture
def client() -> OAuthClient:
    return make_client()


@pytest.fixture
def consent() -> Consent:
    return make_test_consent()


class Google:
    """A running emulator, and a home whose context points at it."""

    def __init__(self, emulator: Emulator, home: Path) -> None:
        self.emulator = emulator
        self.environ = {
            "CHATTUI_HOME": str(home / "chattui"),
            "CHATTUI_EMULATOR_HOST": emulator.host,
        }
        self.context = context.make(self.environ)
        self.client = self.read_client("installed")

    def read_client(self, kind: str) -> OAuthClient:
        return client_from_json(Secret(self.emulator.client_file(True, kind=kind)))

    def control(self, name: str, body: object = None) -> Any:
        """A control route of the emulator: POST where there is a body."""
        connection = http.client.HTTPConnection(self.emulator.host, timeout=10)
        try:
            method = "GET" if body is None else "POST"
            connection.request(method, f"/_emulator/{name}", json.dumps(body) if body else None)
            reply = connection.getresponse()
            answer = reply.read()
            assert reply.status == 200, answer
            return json.loads(answer)
        finally:
            connection.close()

    def fault(self, **plan: object) -> None:
        self.control("faults", {"method": "oauth2.token", **plan})

    def requests(self, grant_type: str) -> list[dict[str, Any]]:
        entries = self.control("requests")["requests"]
        return [entry for entry in entries if entry.get("grant_type") == grant_type]

    def consent(self, *names: str) -> Consent:
        scopes = expand(names or DEFAULT_SCOPES)
        return make_consent(self.client, scopes, REDIRECT, self.context.endpoints)

    def allow(self, url: str, email: str = "ada@example.com", *scopes: str) -> str:
        """Where a browser ends that allows `scopes` (all of them, without) as `email`."""
        changes: dict[str, object] = {"auto_consent": email, "grant": list(scopes) or None}
        self.control("settings", changes)
        status, location = self.get(url)
        assert status == 302
        return location

    def get(self, url: str) -> tuple[int, str]:
        """The status of an address, and where it redirects to."""
        address = urlsplit(url)
        connection = http.client.HTTPConnection(address.netloc, timeout=10)
        try:
            connection.request("GET", f"{address.path}?{address.query}".rstrip("?"))
            reply = connection.getresponse()
            reply.read()
            return reply.status, reply.getheader("Location", "")
        finally:
            connection.close()


@pytest.fixture
def google(own_home: Path) -> Iterator[Google]:
    with Emulator() as emulator:
        yield Google(emulator, own_home)


@pytest.fixture
def vault(google: Google) -> Vault:
    """A sealed file at the least cost."""
    return open_vault(google.context, Secret("a passphrase for tests"), cost=FLOOR)


@pytest.fixture(autouse=True)
def no_secret_in_logs(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Whatever a test of this folder does, nothing secret reaches a log at debug level."""
    caplog.set_level(logging.DEBUG)
    yield
    for secret in ("ya29.", "1//0", "GOCSPX-", "4/0A", "code_verifier=", STATE, VERIFIER):
        assert secret not in caplog.text
