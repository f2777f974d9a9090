"""Domain-wide delegation: a service account's key asks for a token in the name of a person.

RFC 7523 in Google's dialect (reference section 7.9). There is no consent and no refresh token:
each access token is asked for anew, by an assertion that the key signs.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from chattui.oauth.answer_fields import date_in, json_object, scopes_in, seconds_in, text_in
from chattui.oauth.answers import bad_answer, safe_again
from chattui.oauth.delegation_problems import (
    SCOPE_CODES,
    delegation_problem,
    subject_refused,
)
from chattui.oauth.exchange import DEFAULT_LIFETIME
from chattui.oauth.service_account import ServiceAccountKey, signer
from chattui.problem import Problem, ProblemError
from chattui.safe_text import is_safe
from chattui.secret import Secret
from chattui.words import t

if TYPE_CHECKING:
    import requests

    from chattui.context import Context
    from chattui.endpoints import Endpoints
    from chattui.vault.grant import Grant

GRANT_TYPE = "urn:ietf:params:oauth:grant-type:jwt-bearer"
LIFETIME = 3600
"""Seconds of an assertion, the most that Google takes."""

AT_ONCE = 4
"""How many scopes are tried at the same time."""

PAUSES = (1.0, 2.0)
"""Seconds before an assertion is sent once more, where Google's service does not answer properly:
nothing is changed by it, and google-auth repeats as often."""

REQUEST_SECONDS = 8.0
OVERALL_SECONDS = 12.0
"""Over all attempts: less than the 15 s that others wait for the lock of a refresh."""

REPEATED = frozenset({408, 429, 500, 502, 503, 504})

LONGEST_ADDRESS = 254


@dataclass(frozen=True, slots=True)
class Probed:
    """Whether the administrator has authorized one scope; `problem` says why not."""

    scope: str
    authorized: bool
    problem: Problem | None


def admin_path() -> str:
    """Where in the Admin console the administrator authorizes the scopes."""
    return t(
        "Security › Access and data control › API controls › Manage Domain Wide Delegation ›"
        " Add new"
    )


def scope_line(scopes: Iterable[str]) -> str:
    """The exact line for the field "OAuth scopes (comma-delimited)" of the Admin console."""
    return ",".join(dict.fromkeys(scopes))


def checked_subject(subject: str) -> str:
    """The address of the person to act for; raises ProblemError ``oauth.subject_no_address``."""
    address = subject.strip()
    name, at, domain = address.rpartition("@")
    sound = name and at and domain and len(address) <= LONGEST_ADDRESS and is_safe(address)
    if not sound or "@" in name or any(char.isspace() for char in address):
        raise ProblemError(subject_refused(subject))
    return address


def assertion(
    key: ServiceAccountKey, subject: str, scopes: Iterable[str], endpoints: Endpoints, now: float
) -> Secret:
    """The signed request of `key` to act for `subject`, made at `now`. Blocking.

    Raises ProblemError ``oauth.key_damaged`` where the key cannot sign.
    """
    from google.auth import jwt

    pen = signer(key)
    if pen is None:
        raise ProblemError(
            Problem(
                "oauth.key_damaged",
                t("The service account's key in the vault cannot sign."),
                t("Its private key is damaged."),
                t("Import the key file again."),
            )
        )
    claims = {
        "iss": key.client_email,
        "sub": subject,
        "scope": " ".join(dict.fromkeys(scopes)),
        "aud": endpoints.token,
        "iat": int(now),
        "exp": int(now) + LIFETIME,
    }
    return Secret(jwt.encode(pen, claims).decode("ascii"))  # type: ignore[no-untyped-call]


def token_for(
    context: Context,
    key: ServiceAccountKey,
    subject: str,
    scopes: tuple[str, ...],
    *,
    clock: Callable[[], float] = time.time,
    sleep: Callable[[float], None] = time.sleep,
) -> Grant:
    """An access token to act for `subject`, as a grant without a refresh token. Blocking.

    Raises ProblemError; one scope that is not authorized fails them all.
    """
    from chattui.vault.grant import Grant

    started = clock()
    signed = assertion(key, subject, scopes, context.endpoints, started)
    status, date, body = _send(context.endpoints, signed, sleep)
    if status != 200 or "error" in body:
        raise ProblemError(delegation_problem(status, body, date, clock(), key, subject))
    access = text_in(body, "access_token")
    if not access or str(body.get("token_type", "")).lower() != "bearer":
        raise ProblemError(bad_answer())
    return Grant(
        refresh_token=None,
        access_token=Secret(access),
        access_expires_at=started + (seconds_in(body, "expires_in") or DEFAULT_LIFETIME),
        scopes=scopes_in(body, scopes),
    )


def _send(
    endpoints: Endpoints, signed: Secret, sleep: Callable[[float], None]
) -> tuple[int, float | None, Mapping[str, Any]]:
    """Status, date and body of the last answer to an assertion."""
    from chattui import net

    fields = {"grant_type": GRANT_TYPE, "assertion": signed.reveal()}
    deadline = time.monotonic() + OVERALL_SECONDS
    failure: Problem | None = None
    session = net.requests_session(endpoints)

    def ask() -> requests.Response:
        left = max(1.0, min(REQUEST_SECONDS, deadline - time.monotonic()))
        return session.post(endpoints.token, data=fields, allow_redirects=False, timeout=left)

    try:
        reply = ask()
        for pause in PAUSES:
            if reply.status_code not in REPEATED or time.monotonic() + pause >= deadline:
                break
            sleep(pause)
            reply = ask()
    except OSError as error:  # every exception of requests is one
        failure = safe_again(net.network_problem(error, endpoints.token))
    finally:
        session.close()
    if failure:
        # Raised outside the handler: what requests raised quotes the request.
        raise ProblemError(failure)
    return reply.status_code, date_in(reply.headers), json_object(reply.content)


async def probe(
    context: Context, key: ServiceAccountKey, subject: str, scopes: Iterable[str]
) -> AsyncIterator[Probed]:
    """Try each scope by itself, a few at a time, and tell of each as its answer comes.

    One scope that is not authorized would fail a whole set. Raises ProblemError where the answer
    is not about the scope, so that the others would fail the same way.
    """
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(scope: str) -> Probed:
        async with gate:
            try:
                await asyncio.to_thread(token_for, context, key, subject, (scope,))
            except ProblemError as error:
                if error.problem.code not in SCOPE_CODES:
                    raise
                return Probed(scope, False, error.problem)
            return Probed(scope, True, None)

    tasks = [asyncio.ensure_future(one(scope)) for scope in dict.fromkeys(scopes)]
    try:
        for finished in asyncio.as_completed(tasks):
            yield await finished
    finally:
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError, ProblemError):
                await task
