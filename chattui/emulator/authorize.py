"""The authorization endpoint: checking a request as Google does, and the redirect back.

Whatever is wrong with a request is shown on a page (`PageError`) and never redirected; only
the person's refusal is sent to the redirect address.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final
from urllib.parse import quote, urlsplit

from chattui.emulator import invented
from chattui.emulator.clients import Client, Clients
from chattui.emulator.directory import Person
from chattui.emulator.errors import PageError
from chattui.emulator.grants import AuthRequest
from chattui.emulator.policy import blocked
from chattui.emulator.scopes import HIDDEN, IDENTITY, WORDS, full, normal
from chattui.emulator.settings import Settings
from chattui.endpoints import ISSUER

OUT_OF_BAND: Final = ("urn:ietf:wg:oauth:2.0:oob", "urn:ietf:wg:oauth:2.0:oob:auto", "oob")
_CHALLENGE = re.compile(r"[A-Za-z0-9._~-]{43,128}")
_LOOPBACK = re.compile(r"(?:127\.0\.0\.1|localhost|\[::1\])(?::[0-9]*)?")
"""The whole of an address's host and port: what stands there gets into a header."""


def check_request(
    pairs: list[tuple[str, str]], clients: Clients, settings: Settings
) -> AuthRequest:
    """The request in the query `pairs`; raises `PageError` as Google's page would show it."""
    params: dict[str, str] = {}
    for name, value in pairs:
        if name in params:
            raise _bad_request(invented.REPEATED_PARAMETER, name=name)
        params[name] = value
    client = _client(params, clients, settings)
    redirect_uri = _redirect(params.get("redirect_uri", ""), client)
    response_type = params.get("response_type", "")
    if not response_type:
        raise _bad_request(invented.MISSING_PARAMETER, name="response_type")
    if response_type != "code":
        raise _bad_request(invented.BAD_RESPONSE_TYPE, value=response_type)
    challenge, challenge_method = _challenge(params)
    prompt = tuple(params.get("prompt", "").split())
    bad = [word for word in prompt if word not in {"none", "consent", "select_account"}]
    if bad or ("none" in prompt and len(prompt) > 1):
        raise _bad_request(invented.BAD_PROMPT, value=params["prompt"])
    return AuthRequest(
        client=client,
        redirect_uri=redirect_uri,
        scopes=_scopes(params.get("scope", "")),
        state=params.get("state"),
        challenge=challenge,
        challenge_method=challenge_method,
        offline=params.get("access_type") == "offline",
        prompt=prompt,
        include_granted=params.get("include_granted_scopes") == "true",
        nonce=params.get("nonce", ""),
        login_hint=params.get("login_hint", ""),
    )


def _bad_request(text: str, **values: str) -> PageError:
    return PageError(400, "invalid_request", text.format(**values))


def _client(params: dict[str, str], clients: Clients, settings: Settings) -> Client:
    client_id = params.get("client_id", "")
    if not client_id:
        raise _bad_request(invented.MISSING_PARAMETER, name="client_id")
    client = clients.find(client_id)
    if client is None:
        raise PageError(401, "invalid_client", "The OAuth client was not found.")
    status = settings.client_status
    if status != "active":
        raise PageError(401, f"{status}_client", f"The OAuth client was {status}.")
    if settings.consent_blocked:
        raise blocked(settings.consent_blocked)
    return client


def _redirect(uri: str, client: Client) -> str:
    if not uri:
        raise _bad_request(invented.MISSING_PARAMETER, name="redirect_uri")
    if uri in OUT_OF_BAND:
        raise _bad_request(invented.OOB_BLOCKED)
    # That a TV client's redirect is refused too is the emulator's guess: it has no use for one.
    allowed = is_loopback(uri) if client.kind == "installed" else uri in client.redirect_uris
    if not allowed:
        text = invented.REDIRECT_MISMATCH.format(uri=uri)
        raise PageError(400, "redirect_uri_mismatch", text)
    return uri


def is_loopback(uri: str) -> bool:
    """Whether `uri` is a redirect to this machine that an installed client may use.

    Any port and path will do (RFC 8252 section 7.3); a fragment or user name will not.
    """
    if not uri.isascii() or not uri.isprintable() or " " in uri:
        return False
    try:
        parts = urlsplit(uri)
        _ = parts.port
    except ValueError:
        return False
    return (
        parts.scheme == "http"
        and _LOOPBACK.fullmatch(parts.netloc.lower()) is not None
        and "#" not in uri
    )


def _challenge(params: dict[str, str]) -> tuple[str, str]:
    challenge = params.get("code_challenge", "")
    method = params.get("code_challenge_method", "plain")
    if not challenge:
        return "", ""
    if method not in {"S256", "plain"}:
        raise _bad_request(invented.BAD_CHALLENGE_METHOD, value=method)
    if not _CHALLENGE.fullmatch(challenge):
        raise _bad_request(invented.BAD_CHALLENGE)
    return challenge, method


def _scopes(text: str) -> tuple[str, ...]:
    scopes = tuple(dict.fromkeys(normal(scope) for scope in text.split()))
    if not scopes:
        raise _bad_request(invented.MISSING_PARAMETER, name="scope")
    if hidden := [scope for scope in scopes if scope in HIDDEN]:
        text = f"Some requested scopes cannot be shown: [{', '.join(hidden)}]"
        raise PageError(400, "invalid_scope", text)
    if bad := [scope for scope in scopes if scope not in WORDS]:
        valid = [scope for scope in scopes if scope in WORDS]
        text = (
            "Some requested scopes were invalid."
            f" {{valid=[{', '.join(valid)}], invalid=[{', '.join(bad)}]}}"
        )
        raise PageError(400, "invalid_scope", text)
    return scopes


def granted_scopes(request: AuthRequest, chosen: Iterable[str]) -> tuple[str, ...]:
    """What is granted where the person ticked `chosen` (full or short): identity always is."""
    ticked = {full(scope) for scope in chosen}
    return tuple(scope for scope in request.scopes if scope in ticked or scope in IDENTITY)


def success_address(request: AuthRequest, person: Person, code: str, scopes: Iterable[str]) -> str:
    """Where a consent redirects to; slashes and colons stay as they are, as with Google."""
    values = {"state": request.state} if request.state is not None else {}
    values |= {"iss": ISSUER, "code": code, "scope": " ".join(scopes), "authuser": "0"}
    if person.domain:
        values["hd"] = person.domain
    values["prompt"] = "none" if request.prompt == ("none",) else "consent"
    return _with_query(request.redirect_uri, values)


def denial_address(request: AuthRequest) -> str:
    """Where a refusal redirects to: ``error=access_denied``, without a description."""
    values = {"state": request.state} if request.state is not None else {}
    return _with_query(request.redirect_uri, values | {"error": "access_denied"})


def _with_query(uri: str, values: dict[str, str]) -> str:
    query = "&".join(f"{name}={quote(value, safe='/:')}" for name, value in values.items())
    if not urlsplit(uri).path:
        head, mark, tail = uri.partition("?")
        uri = f"{head}/{mark}{tail}"
    return f"{uri}{'&' if '?' in uri else '?'}{query}"
