"""A fresh access token, refreshed once for all processes that want it."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from chattui.log import note
from chattui.oauth.answer_fields import date_in, json_object, scopes_in, seconds_in, text_in
from chattui.oauth.answers import bad_answer, client_problem, error_of, safe_again
from chattui.oauth.endings import grant_ended, newer_end
from chattui.oauth.exchange import DEFAULT_LIFETIME
from chattui.oauth.keeping import load_client
from chattui.problem import Exit, Problem, ProblemError
from chattui.secret import Secret
from chattui.words import t

if TYPE_CHECKING:
    from chattui.clientfile import OAuthClient
    from chattui.context import Context
    from chattui.endpoints import Endpoints
    from chattui.vault import AccountEntry, Vault
    from chattui.vault.grant import Grant

REQUEST_SECONDS = 10.0
REFRESH_SECONDS = 12.0
"""Over all attempts: less than the 15 s that others wait for the lock."""

Answer = tuple[int, bytes, float | None]
"""Status, body, and what its Date header says, in seconds since 1970."""

_UNWRITABLE = frozenset({"disk.read_only", "disk.denied", "disk.full"})


@dataclass(frozen=True, slots=True)
class AccessToken:
    """An access token, its end in seconds since 1970, and what it allows.

    `unsaved` says why the vault could not keep it, where it could not: it works all the same, and
    the next process has to refresh once more.
    """

    value: Secret
    expires_at: float
    scopes: tuple[str, ...]
    unsaved: Problem | None = None


def fresh_token(
    context: Context,
    vault: Vault,
    account_key: str,
    *,
    rejected: Secret | None = None,
    min_seconds: float = 60,
) -> AccessToken:
    """A token of the account that lives for `min_seconds` more and is not `rejected`. Blocking.

    Whoever has the account's refresh lock looks again before asking Google, so that one request
    serves all (section 2.3 of the measurements: without looking again, each one asks). Raises
    ProblemError, ``oauth.grant_ended`` (exit 3) where somebody has to sign in again.
    """
    kept = _usable(vault.grant(account_key), rejected, min_seconds)
    note("access", kept=bool(kept), rejected=bool(rejected))
    if kept:
        return kept
    with _alone(vault, account_key):
        grant = vault.grant(account_key)
        return _usable(grant, rejected, min_seconds) or _refreshed(
            context, vault, account_key, grant
        )


@contextlib.contextmanager
def _alone(vault: Vault, account_key: str) -> Iterator[None]:
    """Hold the account's refresh lock.

    Where nothing can be written there is no lock to take, and no grant that two could write over
    each other: the token is then refreshed for this run alone, and told as unsaved.
    """
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(vault.refresh_lock(account_key))
        except ProblemError as error:
            if error.problem.code not in _UNWRITABLE:
                raise
        yield


def _usable(grant: Grant, rejected: Secret | None, min_seconds: float) -> AccessToken | None:
    token = grant.access_token
    if not token or token == rejected or grant.access_expires_at - time.time() < min_seconds:
        return None
    return AccessToken(token, grant.access_expires_at, grant.scopes)


def _refreshed(context: Context, vault: Vault, account_key: str, grant: Grant) -> AccessToken:
    account = vault.find_account(account_key)
    if account.kind == "delegation":
        return _minted(context, vault, account, grant)
    if not grant.refresh_token:
        raise ProblemError(
            Problem(
                "oauth.grant_ended",
                t("The sign-in of {email} has ended.", email=account.email),
                t("The vault holds no refresh token for it."),
                t("Sign in again with `chattui login`."),
                exit=Exit.NOT_SIGNED_IN,
            )
        )
    client = load_client(vault, account.client_key)
    started = time.time()
    status, body, google_now = ask_google(client, grant.refresh_token, context.endpoints)
    error, description, subtype = error_of(body)
    if error == "invalid_grant":
        raise ProblemError(grant_ended(account, description, subtype, time.time(), google_now))
    if status != 200 or error:
        raise ProblemError(client_problem(status, body))
    access = text_in(body, "access_token")
    if not access:
        raise ProblemError(bad_answer())
    new_token = Secret(text_in(body, "refresh_token"))
    lifetime = seconds_in(body, "refresh_token_expires_in")
    renewed = replace(
        grant,
        access_token=Secret(access),
        access_expires_at=started + (seconds_in(body, "expires_in") or DEFAULT_LIFETIME),
        # Google normally sends no new refresh token: the old one goes on.
        refresh_token=new_token or grant.refresh_token,
        scopes=scopes_in(body, grant.scopes),
    )
    ends_at = newer_end(
        account.refresh_expires_at,
        started + lifetime if lifetime else None,
        started,
        same_token=not new_token or new_token == grant.refresh_token,
    )
    unsaved = _save(vault, account_key, renewed, ends_at)
    return AccessToken(Secret(access), renewed.access_expires_at, renewed.scopes, unsaved)


def _minted(context: Context, vault: Vault, account: AccountEntry, grant: Grant) -> AccessToken:
    """The token of an account that a service account acts for: there is nothing to refresh."""
    from chattui.oauth.delegated import minted

    renewed = minted(context, vault, account, grant)
    assert renewed.access_token is not None
    unsaved = _save(vault, account.key, renewed)
    return AccessToken(renewed.access_token, renewed.access_expires_at, renewed.scopes, unsaved)


def _save(
    vault: Vault, account_key: str, grant: Grant, ends_at: float | None = None
) -> Problem | None:
    try:
        vault.save_grant(account_key, grant, refresh_expires_at=ends_at)
    except ProblemError as error:
        if error.problem.code.startswith("accounts."):
            raise  # it was removed meanwhile
        return error.problem
    with contextlib.suppress(ProblemError):  # only the note of when it was used
        vault.touch(account_key)
    return None


def ask_google(
    client: OAuthClient, refresh_token: Secret, endpoints: Endpoints
) -> tuple[int, Mapping[str, Any], float | None]:
    """Status, body and date of the last answer to google-auth's refresh, which repeats on 5xx.

    Blocking; raises ProblemError where no answer came.

    The answer itself is looked at, because google-auth's exceptions keep only some of it.
    """
    from google.auth.transport.requests import Request

    from chattui import net

    session = net.requests_session(endpoints)
    send = Request(session)
    deadline = time.monotonic() + REFRESH_SECONDS
    answers: list[Answer] = []

    def request(**arguments: Any) -> Any:
        left = deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("the time for a refresh is over")
        answers.clear()
        response = send(**arguments, timeout=min(REQUEST_SECONDS, left))
        answers.append((response.status, response.data, date_in(response.headers)))
        return response

    try:
        failure = _refresh(client, refresh_token, endpoints, request, answers)
    finally:
        session.close()
    if failure or not answers:
        raise ProblemError(failure or bad_answer())
    status, data, date = answers[-1]
    return status, json_object(data), date


def _refresh(
    client: OAuthClient,
    refresh_token: Secret,
    endpoints: Endpoints,
    request: Callable[..., Any],
    answers: list[Answer],
) -> Problem | None:
    """Let google-auth refresh through `request`; the problem where no answer came of it."""
    from google.auth.exceptions import GoogleAuthError
    from google.oauth2.credentials import Credentials

    from chattui import net

    try:
        credentials: Any = Credentials(  # type: ignore[no-untyped-call]
            token=None,
            refresh_token=refresh_token.reveal(),
            token_uri=endpoints.token,
            client_id=client.client_id,
            client_secret=client.client_secret.reveal(),
        )
        credentials.refresh(request)
    except (GoogleAuthError, OSError) as error:
        return None if answers else safe_again(net.network_problem(error, endpoints.token))
    except Exception:  # google-auth on an answer of another shape: too deep, a lifetime of 1e308
        return None if answers else bad_answer()
    return None
