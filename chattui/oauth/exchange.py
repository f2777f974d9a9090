"""The exchange: an authorization code for tokens."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from chattui.endpoints import Endpoints
from chattui.log import note
from chattui.oauth.answer_fields import scopes_in, seconds_in, text_in
from chattui.oauth.answers import bad_answer, exchange_problem
from chattui.oauth.consent import Consent, open_flow, transport_allowed
from chattui.oauth.identity import Identity, from_id_token, from_userinfo
from chattui.problem import Problem, ProblemError
from chattui.secret import Secret
from chattui.words import t

if TYPE_CHECKING:
    import requests

DEFAULT_LIFETIME = 3599.0
"""Seconds of an access token where the answer does not say; Google's are that long."""


@dataclass(frozen=True, slots=True)
class TokenSet:
    """What a code was exchanged for. Times are seconds since 1970.

    `refresh_expires_at` is set only where Google says so: seven days for a client of an External
    app in Testing, or a time that the person chose.
    """

    access_token: Secret
    refresh_token: Secret
    expires_at: float
    scopes: tuple[str, ...]
    refresh_expires_at: float | None
    id_email: str
    id_subject: str
    issued_at: float = 0.0


def exchange(consent: Consent, code: Secret, endpoints: Endpoints) -> TokenSet:
    """Exchange `code` for tokens and find out whose they are. Blocking.

    Raises ProblemError; what was granted may be less than `consent.scopes`, which is no failure.
    """
    started = time.time()
    body = _fetch(consent, code, endpoints)
    return read_tokens(body, consent.client.client_id, consent.scopes, endpoints, started)


def read_tokens(
    body: Mapping[str, Any],
    client_id: str,
    requested: tuple[str, ...],
    endpoints: Endpoints,
    started: float,
) -> TokenSet:
    """The tokens in an answer to a request that was `started` then, and whose they are. Blocking.

    Raises ProblemError; asks the userinfo endpoint only where no ID token names an address.
    """
    access, refresh = text_in(body, "access_token"), text_in(body, "refresh_token")
    if not access or str(body.get("token_type", "")).lower() != "bearer":
        raise ProblemError(bad_answer())
    if not refresh:
        raise ProblemError(
            Problem(
                "oauth.no_refresh_token",
                t("Google gave access for an hour only."),
                t("No refresh token came with it, so that it could not be kept."),
                t("Remove this app from the account's connections, then sign in again."),
                "https://myaccount.google.com/connections",
            )
        )
    identity = _identity(body, client_id, Secret(access), endpoints)
    refresh_lifetime = seconds_in(body, "refresh_token_expires_in")
    note("granted", ends_in=refresh_lifetime, asked=len(requested))
    return TokenSet(
        access_token=Secret(access),
        refresh_token=Secret(refresh),
        expires_at=started + (seconds_in(body, "expires_in") or DEFAULT_LIFETIME),
        scopes=scopes_in(body, requested),
        refresh_expires_at=started + refresh_lifetime if refresh_lifetime else None,
        id_email=identity.email,
        id_subject=identity.subject,
        issued_at=started,
    )


def _identity(
    body: Mapping[str, Any], client_id: str, access: Secret, endpoints: Endpoints
) -> Identity:
    id_token = text_in(body, "id_token")
    named = from_id_token(id_token, client_id, time.time()) if id_token else None
    return named or from_userinfo(access, endpoints)


def _fetch(consent: Consent, code: Secret, endpoints: Endpoints) -> Mapping[str, Any]:
    """The token endpoint's answer, by google-auth-oauthlib.

    The flow is opened without scopes, so that oauthlib does not raise where fewer were granted
    than asked for; and the answer is read before oauthlib sees it, because it drops
    ``error_subtype`` and turns the rest into exceptions of many kinds.
    """
    from chattui import net

    flow = open_flow(consent.client, consent.redirect_uri, consent.verifier, endpoints)
    answer: dict[str, Any] = {}

    def read(response: requests.Response) -> requests.Response:
        try:
            body = json.loads(response.content)
        except (ValueError, RecursionError):
            body = None
        if response.status_code != 200 or not isinstance(body, dict) or "error" in body:
            raise ProblemError(exchange_problem(response.status_code, body))
        answer.update(body)
        return response

    failure: Problem | None = None
    try:
        net.prepare_session(flow.oauth2session, endpoints)
        flow.oauth2session.register_compliance_hook("access_token_response", read)
        with transport_allowed(endpoints):
            flow.fetch_token(code=code.reveal(), include_client_id=True)
    except ProblemError as error:
        failure = error.problem
    except OSError as error:  # every exception of requests is one
        failure = _network(net.network_problem(error, endpoints.token))
    except Exception:  # oauthlib's and its callers' own, on an answer that they cannot read
        failure = bad_answer()
    finally:
        flow.oauth2session.close()
    if failure:
        # Raised outside the handler: what oauthlib raised quotes the request and the answer.
        raise ProblemError(failure)
    return answer


def _network(problem: Problem) -> Problem:
    if problem.code != "net.lost_answer":
        return problem
    return replace(
        problem,
        cause=t("The code works once, and may have been used up by the request that was lost."),
        remedy=t("Sign in again."),
    )
