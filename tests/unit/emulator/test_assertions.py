"""The service account: its key, the JWT bearer grant, and delegation; google-auth is the client."""

from __future__ import annotations

import base64
import functools
import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from google.auth.exceptions import RefreshError
from google.auth.transport.requests import AuthorizedSession, Request
from google.oauth2 import service_account
from requests import Session

from chattui.emulator.assertions import (
    CLIENT_ID,
    EMAIL,
    GRANT_TYPE,
    UNAUTHORIZED,
    UNAUTHORIZED_SHORT,
    UNREASONABLE,
)
from chattui.emulator.identity import SigningKey
from chattui.emulator.scopes import AUTH
from tests.unit.emulator.conftest import Google, User, failure

Json = dict[str, Any]
SPACES = AUTH + "chat.spaces"
MEMBERSHIPS = AUTH + "chat.memberships"
AUDIENCE = "https://oauth2.googleapis.com/token"


class Robot:
    """A program with the service account's key."""

    def __init__(self, google: Google) -> None:
        self.google = google
        self.key: Json = google.http.get("/_emulator/service_account_key").json()

    def credentials(
        self, *scopes: str, subject: str | None = "ada@example.com"
    ) -> service_account.Credentials:
        """google-auth's own, which signs and sends by itself."""
        return service_account.Credentials.from_service_account_info(  # type: ignore[no-untyped-call,no-any-return]
            self.key, scopes=list(scopes or (SPACES,)), subject=subject
        )

    def claims(self, **changes: Any) -> Json:
        """The claims of a good JWT, with `changes`; None leaves a claim out."""
        now = int(time.time())
        claims = {
            "iss": EMAIL,
            "sub": "ada@example.com",
            "scope": SPACES,
            "aud": AUDIENCE,
            "iat": now,
            "exp": now + 3600,
            **changes,
        }
        return {name: value for name, value in claims.items() if value is not None}

    def sign(self, claims: Json, alg: str = "RS256") -> str:
        """A JWT as google-auth signs it."""
        from google.auth import jwt

        signer = _signer(self.key["private_key_id"], self.key["private_key"])
        header = {"alg": alg, "kid": self.key["private_key_id"]}
        made = jwt.encode(signer, claims, header=header)  # type: ignore[no-untyped-call]
        return bytes(made).decode()

    def send(self, assertion: str) -> httpx.Response:
        """The token endpoint's answer."""
        form = {"grant_type": GRANT_TYPE, "assertion": assertion}
        return self.google.http.post("/token", data=form)


@functools.cache
def _signer(key_id: str, pem: str) -> Any:
    """Loading a key checks it, which takes longer than everything else here."""
    from google.auth import crypt

    return crypt.RSASigner.from_string(pem, key_id)  # type: ignore[no-untyped-call]


@pytest.fixture
def robot(google: Google) -> Robot:
    google.control("settings", delegated_scopes=["openid", "email", "chat.spaces"])
    return Robot(google)


@pytest.fixture
def transport() -> Iterator[Request]:
    session = Session()
    session.trust_env = False
    yield Request(session)
    session.close()


def refusal(reply: httpx.Response) -> tuple[int, str, str]:
    """Status, error and description."""
    body = reply.json()
    return reply.status_code, body["error"], body["error_description"]


def test_the_key_file_is_one_of_googles(google: Google) -> None:
    own = google.http.get("/_emulator/service_account_key")
    assert own.json()["token_uri"] == f"{google.base_url}/token"
    key = google.http.get("/_emulator/service_account_key", params={"google": "true"})
    assert list(key.json()) == [
        *("type", "project_id", "private_key_id", "private_key", "client_email", "client_id"),
        *("auth_uri", "token_uri", "auth_provider_x509_cert_url", "client_x509_cert_url"),
        "universe_domain",
    ]
    assert key.json()["token_uri"] == AUDIENCE
    assert key.json()["client_id"] == CLIENT_ID
    assert key.json()["private_key"] == own.json()["private_key"]
    assert key.text.startswith('{\n  "type": "service_account"')


def test_the_certificate_is_where_the_key_file_says(robot: Robot) -> None:
    from google.auth import jwt

    certificates = robot.google.http.get(robot.key["client_x509_cert_url"]).json()
    token = robot.sign(robot.claims())
    claims = jwt.decode(token, certs=certificates, audience=AUDIENCE)  # type: ignore[no-untyped-call]
    assert claims["iss"] == EMAIL
    other = robot.key["client_x509_cert_url"].replace("chattui%40", "other%40")
    assert robot.google.http.get(other).status_code == 404


def test_google_auth_acts_for_a_person(robot: Robot, transport: Request) -> None:
    credentials = robot.credentials(SPACES, "openid", AUTH + "userinfo.email")
    credentials.refresh(transport)  # type: ignore[no-untyped-call]
    with AuthorizedSession(credentials, auth_request=transport) as session:  # type: ignore[no-untyped-call]
        session.trust_env = False
        body = {"space": {"spaceType": "SPACE", "displayName": "By delegation"}}
        made = session.post(f"{robot.google.base_url}/v1/spaces:setup", json=body)
        assert made.status_code == 200
        who = session.get(f"{robot.google.base_url}/v1/userinfo").json()
    assert who["email"] == "ada@example.com"
    ada = robot.google.user()
    assert ada.get(made.json()["name"])["displayName"] == "By delegation"
    (entry,) = robot.google.requests("oauth2.token")[:1]
    assert (entry["grant_type"], entry["subject"]) == (GRANT_TYPE, "ada@example.com")
    assert entry["scope"].split()[0] == SPACES


def test_the_answer_has_no_refresh_token(robot: Robot) -> None:
    reply = robot.send(robot.sign(robot.claims()))
    assert reply.json().keys() == {"access_token", "expires_in", "token_type"}
    assert reply.json()["expires_in"] == 3599


def test_one_scope_that_is_not_authorized_fails_them_all(robot: Robot, transport: Request) -> None:
    with pytest.raises(RefreshError) as raised:
        robot.credentials(SPACES, MEMBERSHIPS).refresh(transport)  # type: ignore[no-untyped-call]
    assert raised.value.args[0] == f"unauthorized_client: {UNAUTHORIZED}"
    robot.google.control("settings", delegated_scopes=None)
    reply = robot.send(robot.sign(robot.claims()))
    assert refusal(reply) == (401, "unauthorized_client", UNAUTHORIZED)
    robot.google.control("settings", delegated_scopes=["chat.spaces", MEMBERSHIPS])
    robot.credentials(SPACES, MEMBERSHIPS).refresh(transport)  # type: ignore[no-untyped-call]


def test_a_service_account_that_acts_for_nobody_is_no_person(
    robot: Robot, transport: Request
) -> None:
    credentials = robot.credentials(subject=None)
    credentials.refresh(transport)  # type: ignore[no-untyped-call]
    reply = User(robot.google, str(credentials.token)).call("GET", "spaces")
    code, status, message = failure(reply)
    assert (code, status) == (403, "PERMISSION_DENIED")
    assert message.startswith("This method doesn't support app authentication")


BAD_CLAIMS: dict[str, tuple[Json, str]] = {
    "iss of nobody's kind": ({"iss": "ada@example.com"}, "No valid verifier found for issuer"),
    "no iss": ({"iss": None}, "No valid verifier found for issuer"),
    "another service account": (
        {"iss": "x@y.iam.gserviceaccount.com"},
        "Invalid grant: account not found",
    ),
    "aud": ({"aud": "https://oauth2.googleapis.com/"}, "Invalid JWT: Failed audience check."),
    "no aud": ({"aud": None}, "Invalid JWT: Failed audience check."),
    "no iat": ({"iat": None}, UNREASONABLE),
    "exp as text": ({"exp": "9999999999"}, UNREASONABLE),
    "a flag as time": ({"iat": True}, UNREASONABLE),
    "no such person": ({"sub": "nobody@example.com"}, "Invalid email or User ID"),
    "no address": ({"sub": "ada"}, "Not a valid email"),
}


@pytest.mark.parametrize("case", BAD_CLAIMS)
def test_claims_that_are_refused(robot: Robot, case: str) -> None:
    changes, said = BAD_CLAIMS[case]
    status, error, description = refusal(robot.send(robot.sign(robot.claims(**changes))))
    assert (status, error) == (400, "invalid_grant")
    assert description.endswith(said)


@pytest.mark.parametrize(
    ("issued", "lasts", "good"),
    [
        (0, 3600, True),
        (295, 3600, True),
        (310, 3600, False),
        (-3590, 3600, True),
        (-7200, 3600, False),
        (-3610, 3600, False),
        (0, 3601, False),
        (0, 0, False),
        (200, -100, False),
    ],
)
def test_the_times_of_a_jwt(robot: Robot, issued: int, lasts: int, good: bool) -> None:
    begins = int(time.time()) + issued
    reply = robot.send(robot.sign(robot.claims(iat=begins, exp=begins + lasts)))
    if good:
        assert reply.status_code == 200
    else:
        assert refusal(reply) == (400, "invalid_grant", UNREASONABLE)


@pytest.mark.parametrize("skew", [-400, 3700])
def test_a_clock_that_is_wrong(robot: Robot, transport: Request, skew: int) -> None:
    robot.google.control("settings", clock_skew_seconds=skew)
    with pytest.raises(RefreshError, match="reasonable timeframe"):
        robot.credentials().refresh(transport)  # type: ignore[no-untyped-call]


@pytest.mark.parametrize("subject", ["", " ada@example.com", 5, None])
def test_subjects_that_are_none(robot: Robot, subject: Any) -> None:
    claims = robot.claims() | {"sub": subject}
    expected = (400, "invalid_request", "Invalid impersonation prn email address")
    assert refusal(robot.send(robot.sign(claims))) == expected


@pytest.mark.parametrize("scope", ["", None, SPACES + "s", "chat.spaces", 5])
def test_scopes_that_are_none(robot: Robot, scope: Any) -> None:
    expected = (400, "invalid_scope", "Invalid OAuth scope or ID token audience provided.")
    assert refusal(robot.send(robot.sign(robot.claims(scope=scope)))) == expected


def test_people_who_cannot_be_acted_for(robot: Robot) -> None:
    def answer(email: str) -> tuple[int, str, str]:
        return refusal(robot.send(robot.sign(robot.claims(sub=email))))

    outside = (401, "unauthorized_client", UNAUTHORIZED_SHORT)
    assert answer("hedy@partner.example") == outside
    robot.google.control("settings", auto_consent="somebody@gmail.com")
    robot.google.authorize()
    assert answer("somebody@gmail.com") == outside
    robot.google.control("settings", suspended=["ada@example.com"])
    assert answer("ada@example.com") == (403, "access_denied", "Account restricted")
    robot.google.control("settings", deleted_people=["grace@example.com"])
    assert answer("grace@example.com") == (400, "invalid_grant", "The account has been deleted")


def test_a_suspended_persons_token_ends(robot: Robot) -> None:
    token = robot.send(robot.sign(robot.claims())).json()["access_token"]
    ada = User(robot.google, token)
    assert ada.call("GET", "spaces").status_code == 200
    robot.google.control("settings", suspended=["ada@example.com"])
    assert ada.call("GET", "spaces").status_code == 401


def test_an_account_that_is_deleted_or_disabled(robot: Robot) -> None:
    robot.google.control("settings", client_status="deleted")
    reply = robot.send(robot.sign(robot.claims()))
    assert refusal(reply) == (400, "invalid_grant", "Invalid grant: account not found")
    robot.google.control("settings", client_status="disabled")
    reply = robot.send(robot.sign(robot.claims()))
    assert refusal(reply) == (401, "disabled_client", "The OAuth client was disabled.")


def test_a_signature_of_another_key_or_algorithm(robot: Robot) -> None:
    bad = (400, "invalid_grant", "Invalid JWT Signature.")
    assert refusal(robot.send(SigningKey().sign(robot.claims()))) == bad
    assert refusal(robot.send(robot.sign(robot.claims(), alg="HS256"))) == bad
    head, _, tail = robot.sign(robot.claims()).split(".")
    other = base64.urlsafe_b64encode(json.dumps(robot.claims(sub="grace@example.com")).encode())
    changed = f"{head}.{other.decode().rstrip('=')}.{tail}"
    assert refusal(robot.send(changed)) == bad


@pytest.mark.parametrize(
    "damage",
    [
        lambda jwt: jwt.replace(".", "", 1),
        lambda jwt: "e30." + jwt.split(".", 1)[1] + ".x",
        lambda jwt: "é30." + jwt.split(".", 1)[1],
        lambda jwt: "W10." + jwt.split(".", 1)[1],
        lambda jwt: "eyJ." + jwt.split(".", 1)[1],
        lambda jwt: "." + jwt.split(".", 1)[1],
        lambda jwt: jwt[:-1] + "*",
    ],
)
def test_what_is_no_jwt(robot: Robot, damage: Callable[[str], str]) -> None:
    status, error, _ = refusal(robot.send(damage(robot.sign(robot.claims()))))
    assert (status, error) == (400, "invalid_grant")
    assert refusal(robot.send(""))[:2] == (400, "invalid_request")
