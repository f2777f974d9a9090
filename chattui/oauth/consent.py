"""The consent request: what the browser is sent to, and what the answer must match."""

from __future__ import annotations

import os
import secrets
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from chattui.endpoints import Endpoints
from chattui.oauth.scopes import with_identity
from chattui.secret import Secret

if TYPE_CHECKING:
    from google_auth_oauthlib.flow import Flow

    from chattui.clientfile import OAuthClient

STATE_BYTES = 32
VERIFIER_BYTES = 64


def new_state() -> Secret:
    """A one-time state of 256 bits (RFC 9700 section 4.7), `STATE_LENGTH` characters long."""
    return Secret(secrets.token_urlsafe(STATE_BYTES))


STATE_LENGTH = 43
"""Characters of `STATE_BYTES` in base64url without padding."""


def new_verifier() -> Secret:
    """A one-time PKCE verifier of 512 bits in 86 characters (RFC 7636 section 4.1: 43 to 128)."""
    return Secret(secrets.token_urlsafe(VERIFIER_BYTES))


@dataclass(frozen=True, slots=True)
class Consent:
    """One consent request. Only an answer with its `state`, at its `redirect_uri`, counts."""

    client: OAuthClient
    scopes: tuple[str, ...]
    redirect_uri: str
    state: Secret
    verifier: Secret
    url: str = field(repr=False)
    """The address of the consent page; it holds the state and the challenge, not the verifier."""


def make_consent(
    client: OAuthClient,
    scopes: Iterable[str],
    redirect_uri: str,
    endpoints: Endpoints,
    login_hint: str = "",
    *,
    incremental: bool = False,
) -> Consent:
    """Build a consent request for `scopes` and the identity. Blocking: its imports take a while.

    Authorization code with PKCE S256 (RFC 7636), offline access and a forced consent page, since
    Google gives a web client a refresh token only then. With `incremental`, what was granted before
    stays part of the grant beside `scopes` (``include_granted_scopes``).
    """
    wanted = with_identity(scopes)
    state, verifier = new_state(), new_verifier()
    flow = open_flow(client, redirect_uri, verifier, endpoints, scopes=list(wanted))
    more = {"login_hint": login_hint} if login_hint else {}
    if incremental:
        more["include_granted_scopes"] = "true"
    try:
        with transport_allowed(endpoints):
            url, _ = flow.authorization_url(
                state=state.reveal(), access_type="offline", prompt="consent", **more
            )
    finally:
        flow.oauth2session.close()
    return Consent(client, wanted, redirect_uri, state, verifier, url)


def open_flow(
    client: OAuthClient,
    redirect_uri: str,
    verifier: Secret,
    endpoints: Endpoints,
    scopes: list[str] | None = None,
) -> Flow:
    """google-auth-oauthlib's flow, with our endpoints in place of the file's. Blocking.

    Whoever opens it closes its ``oauth2session``.
    """
    from google_auth_oauthlib.flow import Flow

    from chattui import net

    net.quiet_logs()
    config: dict[str, Any] = {
        client.kind: {
            "client_id": client.client_id,
            "client_secret": client.client_secret.reveal(),
            "auth_uri": endpoints.authorize,
            "token_uri": endpoints.token,
            "redirect_uris": [redirect_uri],
        }
    }
    return Flow.from_client_config(
        config,
        scopes=scopes,
        redirect_uri=redirect_uri,
        code_verifier=verifier.reveal(),
        autogenerate_code_verifier=False,
    )


INSECURE_VARIABLE = "OAUTHLIB_INSECURE_TRANSPORT"
_insecure_lock = threading.Lock()
_insecure_users = 0
_insecure_before: str | None = None


@contextmanager
def transport_allowed(endpoints: Endpoints) -> Iterator[None]:
    """Let oauthlib speak http while this lasts, and only where `endpoints` are an emulator's.

    oauthlib asks its environment for that. The first to come sets it, the last to go restores it,
    so that no child inherits it afterwards and nobody waits for another's request.
    """
    global _insecure_users, _insecure_before
    if not endpoints.emulator:
        yield
        return
    with _insecure_lock:
        if _insecure_users == 0:
            _insecure_before = os.environ.get(INSECURE_VARIABLE)
            os.environ[INSECURE_VARIABLE] = "1"
        _insecure_users += 1
    try:
        yield
    finally:
        with _insecure_lock:
            _insecure_users -= 1
            if _insecure_users == 0:
                if _insecure_before is None:
                    os.environ.pop(INSECURE_VARIABLE, None)
                else:
                    os.environ[INSECURE_VARIABLE] = _insecure_before
