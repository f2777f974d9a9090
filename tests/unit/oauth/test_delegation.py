"""Acting for a person: the assertion, the token, each scope by itself, the account that is kept."""

from __future__ import annotations

import asyncio
import http.server
import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from chattui import endpoints as hosts
from chattui.emulator import Emulator
from chattui.endpoints import GOOGLE
from chattui.oauth import delegation
from chattui.oauth.delegated import as_signed_in, delegate
from chattui.oauth.delegation import (
    assertion,
    checked_subject,
    probe,
    scope_line,
    token_for,
)
from chattui.oauth.refresh import fresh_token
from chattui.oauth.scopes import PREFIX
from chattui.oauth.service_account import ServiceAccountKey, key_from_text, store_key
from chattui.oauth.tokens import VaultTokens
from chattui.problem import Exit, Problem, ProblemError
from chattui.secret import Secret
from chattui.vault import AccountEntry, Vault
from tests.unit.oauth.conftest import Google

ADA = "ada@example.com"
SPACES, MEMBERS = PREFIX + "chat.spaces", PREFIX + "chat.memberships"
START = time.time()
JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"

Caught = Callable[[Callable[[], object]], Problem]


@pytest.fixture(scope="module")
def shared() -> Iterator[Emulator]:
    with Emulator() as emulator:
        yield emulator


@pytest.fixture
def google(shared: Emulator, own_home: Path) -> Google:
    """The emulator of this module, as new, with an administrator who has authorized spaces."""
    made = Google(shared, own_home)
    made.control("reset", {"nothing": 0})
    made.control("settings", {"delegated_scopes": [SPACES]})
    return made


@pytest.fixture
def key(google: Google) -> ServiceAccountKey:
    return key_from_text(Secret(google.emulator.key_file(True)))


def assertions(google: Google) -> list[dict[str, Any]]:
    return google.requests(JWT_BEARER)


def certificate(key: ServiceAccountKey) -> bytes:
    """A self-signed certificate with the public half of `key`, as Google publishes one."""
    import datetime

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

    private = serialization.load_pem_private_key(key.private_key.reveal().encode(), None)
    assert isinstance(private, RSAPrivateKey)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "test")])
    start = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(1)
        .not_valid_before(start)
        .not_valid_after(start + datetime.timedelta(days=3650))
        .sign(private, hashes.SHA256())
    )
    return made.public_bytes(serialization.Encoding.PEM)


def test_googles_own_library_takes_the_assertion(key: ServiceAccountKey) -> None:
    from google.auth import jwt

    now = time.time()
    signed = assertion(key, ADA, (SPACES, MEMBERS, SPACES), GOOGLE, now).reveal()
    claims = jwt.decode(  # type: ignore[no-untyped-call]
        signed, certs={key.key_id: certificate(key)}, audience="https://oauth2.googleapis.com/token"
    )
    assert claims == {
        "iss": key.client_email,
        "sub": ADA,
        "scope": f"{SPACES} {MEMBERS}",
        "aud": "https://oauth2.googleapis.com/token",
        "iat": int(now),
        "exp": int(now) + 3600,
    }
    header = jwt.decode_header(signed)  # type: ignore[no-untyped-call]
    assert header == {"typ": "JWT", "alg": "RS256", "kid": key.key_id}


def test_it_is_what_googles_own_credentials_would_send(key: ServiceAccountKey) -> None:
    from google.auth import jwt
    from google.oauth2.service_account import Credentials

    from chattui.oauth.service_account import key_to_document

    theirs = Credentials.from_service_account_info(  # type: ignore[no-untyped-call]
        json.loads(key_to_document(key).reveal()), scopes=[SPACES, MEMBERS], subject=ADA
    )._make_authorization_grant_assertion()
    ours = assertion(key, ADA, (SPACES, MEMBERS), GOOGLE, 1_800_000_000.0).reveal()
    decoded = [
        jwt.decode(text, verify=False)  # type: ignore[no-untyped-call]
        for text in (theirs, ours)
    ]
    for claims in decoded:
        del claims["iat"], claims["exp"]
    assert decoded[0] == decoded[1]


def test_a_key_that_cannot_sign_is_told(key: ServiceAccountKey, problem: Caught) -> None:
    broken = replace(key, private_key=Secret("-----BEGIN PRIVATE KEY-----"))
    assert problem(lambda: assertion(broken, ADA, (SPACES,), GOOGLE, 0.0)).code == (
        "oauth.key_damaged"
    )


def test_a_token_comes_without_a_refresh_token(google: Google, key: ServiceAccountKey) -> None:
    grant = token_for(google.context, key, ADA, (SPACES,), clock=lambda: START)
    assert grant.refresh_token is None
    assert grant.access_token
    assert grant.scopes == (SPACES,)
    assert grant.access_expires_at == START + 3599
    (request,) = assertions(google)
    assert (request["subject"], request["scope"]) == (ADA, SPACES)


@pytest.mark.parametrize(
    ("settings", "subject", "code"),
    [
        ({"delegated_scopes": None}, ADA, "oauth.delegation_unauthorized"),
        ({"suspended": [ADA]}, ADA, "oauth.subject_suspended"),
        ({"deleted_people": [ADA]}, ADA, "oauth.subject_deleted"),
        ({"client_status": "deleted"}, ADA, "oauth.delegation_account_not_found"),
        ({"client_status": "disabled"}, ADA, "oauth.service_account_disabled"),
        ({}, "nobody@example.com", "oauth.subject_unknown"),
        ({}, "ada", "oauth.subject_no_address"),
        ({}, "", "oauth.subject_no_address"),
        ({"clock_skew_seconds": 7200}, ADA, "oauth.clock"),
        ({"clock_skew_seconds": -7200}, ADA, "oauth.clock"),
    ],
)
def test_what_the_emulator_refuses(
    google: Google,
    key: ServiceAccountKey,
    problem: Caught,
    settings: dict[str, object],
    subject: str,
    code: str,
) -> None:
    if settings:
        google.control("settings", settings)
    told = problem(lambda: token_for(google.context, key, subject, (SPACES,)))
    assert told.code == code


@pytest.mark.parametrize(
    ("skew", "words"), [(7200, "120 minutes behind"), (-7200, "120 minutes ahead")]
)
def test_the_date_of_the_answer_tells_how_far_the_clock_is_off(
    google: Google, key: ServiceAccountKey, problem: Caught, skew: int, words: str
) -> None:
    google.control("settings", {"clock_skew_seconds": skew})
    assert words in problem(lambda: token_for(google.context, key, ADA, (SPACES,))).message


def test_another_key_of_the_same_account_is_rejected(
    google: Google, key: ServiceAccountKey, problem: Caught
) -> None:
    from tests.unit.oauth.test_service_account import PEM

    rotated = replace(key, private_key=Secret(PEM))
    told = problem(lambda: token_for(google.context, rotated, ADA, (SPACES,)))
    assert told.code == "oauth.key_rejected"


def test_an_issuer_that_is_none_is_told(
    google: Google, key: ServiceAccountKey, problem: Caught
) -> None:
    gone = replace(key, client_email="sync@elsewhere.example")
    told = problem(lambda: token_for(google.context, gone, ADA, (SPACES,)))
    assert told.code == "oauth.service_account_gone"


def test_a_service_that_is_overloaded_is_asked_again(
    google: Google, key: ServiceAccountKey
) -> None:
    google.fault(status=503, times=2)
    slept: list[float] = []
    assert token_for(google.context, key, ADA, (SPACES,), sleep=slept.append).access_token
    assert slept == [1.0, 2.0]


def test_it_is_not_asked_for_ever(google: Google, key: ServiceAccountKey, problem: Caught) -> None:
    google.fault(status=503, times=9)
    told = problem(lambda: token_for(google.context, key, ADA, (SPACES,), sleep=lambda _: None))
    assert told.code == "oauth.google_unavailable"
    assert len(assertions(google)) == 3


def test_time_that_is_up_ends_the_attempts(
    google: Google, key: ServiceAccountKey, problem: Caught, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delegation, "OVERALL_SECONDS", 0.0)
    google.fault(status=503, times=9)
    told = problem(lambda: token_for(google.context, key, ADA, (SPACES,)))
    assert told.code == "oauth.google_unavailable"
    assert len(assertions(google)) == 1


class OneAnswer(http.server.BaseHTTPRequestHandler):
    """A token endpoint that says `said` with status 200 to whatever it is sent."""

    said = b""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Length", str(len(self.said)))
        self.end_headers()
        self.wfile.write(self.said)

    def log_message(self, *_: object) -> None:
        """Nothing is printed."""


@pytest.mark.parametrize(
    "body", [b'{"token_type": "Bearer"}', b'{"access_token": "x"}', b"[]", b"<html>"]
)
def test_an_answer_that_is_none_is_told(
    google: Google, key: ServiceAccountKey, problem: Caught, body: bytes
) -> None:
    handler = type("Handler", (OneAnswer,), {"said": body})
    server = http.server.HTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        elsewhere = hosts.emulator(f"127.0.0.1:{server.server_port}")
        context = replace(google.context, endpoints=elsewhere)
        told = problem(lambda: token_for(context, key, ADA, (SPACES,)))
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    assert told.code == "oauth.bad_answer"


def test_nobody_answers(
    google: Google, key: ServiceAccountKey, problem: Caught, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = replace(google.context.endpoints, token="http://127.0.0.1:9/token")
    away = replace(google.context, endpoints=gone)
    assert problem(lambda: token_for(away, key, ADA, (SPACES,))).code == "net.unreachable"


def test_an_answer_that_was_lost_is_no_harm(
    google: Google, key: ServiceAccountKey, problem: Caught
) -> None:
    google.fault(lost_answer=True)
    told = problem(lambda: token_for(google.context, key, ADA, (SPACES,)))
    assert told.code == "net.lost_answer"
    assert "Nothing is lost" in told.cause


def gather(google: Google, key: ServiceAccountKey, *scopes: str) -> dict[str, Any]:
    async def all_of_them() -> dict[str, Any]:
        return {p.scope: p async for p in probe(google.context, key, ADA, scopes)}

    return asyncio.run(all_of_them())


def test_each_scope_is_tried_by_itself(google: Google, key: ServiceAccountKey) -> None:
    found = gather(google, key, SPACES, MEMBERS, SPACES)
    assert {scope: p.authorized for scope, p in found.items()} == {SPACES: True, MEMBERS: False}
    assert found[SPACES].problem is None
    assert found[MEMBERS].problem.code == "oauth.delegation_unauthorized"
    assert len(assertions(google)) == 2


def test_what_is_not_about_a_scope_ends_the_trial(google: Google, key: ServiceAccountKey) -> None:
    google.control("settings", {"suspended": [ADA]})
    with pytest.raises(ProblemError) as caught:
        gather(google, key, *(f"{PREFIX}chat.{name}" for name in ("spaces", "delete", "messages")))
    assert caught.value.problem.code == "oauth.subject_suspended"


def test_few_are_tried_at_the_same_time(
    google: Google, key: ServiceAccountKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside: list[str] = []
    most = 0

    async def on_a_thread(
        work: object, context: object, key: object, who: str, scopes: Any
    ) -> None:
        nonlocal most
        inside.append(scopes[0])
        most = max(most, len(inside))
        for _ in range(5):
            await asyncio.sleep(0)  # the others may begin
        inside.remove(scopes[0])

    monkeypatch.setattr(asyncio, "to_thread", on_a_thread)
    found = gather(google, key, *(f"{PREFIX}s{number}" for number in range(40)))
    assert len(found) == 40
    assert most == 4


def test_nobody_waits_for_those_that_are_left(google: Google, key: ServiceAccountKey) -> None:
    async def first() -> str:
        answers = probe(google.context, key, ADA, (SPACES, MEMBERS))
        async for probed in answers:
            await answers.aclose()  # type: ignore[attr-defined]
            return probed.scope
        raise AssertionError("nothing came")

    assert asyncio.run(first()) in {SPACES, MEMBERS}


def test_the_line_for_the_console() -> None:
    assert scope_line((SPACES, MEMBERS, SPACES)) == f"{SPACES},{MEMBERS}"


@pytest.mark.parametrize("text", [" ada@example.com ", "Ada@Example.com", "a+b@x.example"])
def test_addresses_that_are_taken(text: str) -> None:
    assert checked_subject(text) == text.strip()


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "ada",
        "@example.com",
        "ada@",
        "a@b@c",
        "a b@c",
        "a@b c",
        "a\x1b@b",
        "a" * 251 + "@b.c",
    ],
)
def test_addresses_that_are_refused(problem: Caught, text: str) -> None:
    told = problem(lambda: checked_subject(text))
    assert (told.code, told.exit) == ("oauth.subject_no_address", Exit.USAGE)
    assert "\x1b" not in told.message


@pytest.fixture
def ada(google: Google, vault: Vault, key: ServiceAccountKey) -> AccountEntry:
    """Ada, for whom the service account acts."""
    entry = store_key(vault, key)
    return delegate(google.context, vault, entry.key, ADA, (SPACES,), START)


def test_the_account_that_is_kept(google: Google, vault: Vault, ada: AccountEntry) -> None:
    assert (ada.kind, ada.email, ada.scopes) == ("delegation", ADA, (SPACES,))
    assert ada.consented_at == START
    assert ada.refresh_expires_at is None
    assert vault.grant(ada.key).refresh_token is None


def test_what_came_of_it_in_the_form_of_a_sign_in(google: Google, ada: AccountEntry) -> None:
    signed_in = as_signed_in(ada, (SPACES, MEMBERS))
    assert (signed_in.email, signed_in.granted) == (ADA, (SPACES,))
    assert signed_in.missing == (MEMBERS,)
    assert not signed_in.tokens.access_token


def test_keeping_it_again_replaces_it(google: Google, vault: Vault, ada: AccountEntry) -> None:
    google.control("settings", {"delegated_scopes": [SPACES, MEMBERS]})
    again = delegate(
        google.context, vault, ada.client_key, "Ada@Example.com", (SPACES, MEMBERS), START
    )
    assert again.key == ada.key
    assert [a.scopes for a in vault.accounts()] == [(SPACES, MEMBERS)]


def test_nothing_is_kept_where_nothing_is_authorized(
    google: Google, vault: Vault, key: ServiceAccountKey, problem: Caught
) -> None:
    entry = store_key(vault, key)
    told = problem(lambda: delegate(google.context, vault, entry.key, ADA, (), START))
    assert (told.code, told.exit) == ("oauth.delegation_nothing", Exit.NOT_SIGNED_IN)
    assert not vault.accounts()


def test_a_token_that_ended_is_made_anew_once(
    google: Google, vault: Vault, ada: AccountEntry
) -> None:
    kept = vault.grant(ada.key)
    assert fresh_token(google.context, vault, ada.key).value == kept.access_token
    vault.save_grant(ada.key, replace(kept, access_expires_at=1.0))
    before = len(assertions(google))
    found: list[Secret] = []
    workers = [
        threading.Thread(
            target=lambda: found.append(fresh_token(google.context, vault, ada.key).value)
        )
        for _ in range(8)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(assertions(google)) == before + 1
    assert len(found) == 8
    assert all(token == found[0] for token in found)
    assert found[0] != kept.access_token
    assert vault.grant(ada.key).access_token == found[0]


def test_what_was_withdrawn_can_come_back(google: Google, vault: Vault, ada: AccountEntry) -> None:
    """An administrator may authorize again: the same run then goes on without a sign-in."""
    tokens = VaultTokens(google.context, vault, ada.key)
    rejected = asyncio.run(tokens.token())
    google.control("settings", {"delegated_scopes": None})
    with pytest.raises(ProblemError) as caught:
        asyncio.run(tokens.token(rejected))
    assert caught.value.problem.code == "oauth.delegation_unauthorized"
    google.control("settings", {"delegated_scopes": [SPACES]})
    assert asyncio.run(tokens.token(rejected)) != rejected


def test_the_same_address_signed_in_is_another_account(
    google: Google, vault: Vault, ada: AccountEntry
) -> None:
    from chattui.vault.grant import Grant

    grant = Grant(Secret("1//0refresh"), None, 0.0, (SPACES,))
    user = vault.save_account(ADA, "1", ada.client_key, grant, consented_at=START)
    assert user.key != ada.key
    assert vault.grant(ada.key).refresh_token is None
    assert [a.kind for a in vault.accounts()] == ["delegation", "user"]
