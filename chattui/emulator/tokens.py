"""The token endpoint: code exchange and refresh, with the client's three ways to show itself."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote_plus

from chattui.emulator import assertions, devices, invented
from chattui.emulator.clients import Client
from chattui.emulator.errors import Json, OAuthError
from chattui.emulator.grants import AccessToken, Code, RefreshToken
from chattui.emulator.identity import id_token
from chattui.emulator.messages import Incoming
from chattui.emulator.policy import restricted
from chattui.emulator.scopes import OPENID, in_token_order, normal

if TYPE_CHECKING:
    from chattui.emulator.world import World


def read_form(content_type: str, body: bytes) -> dict[str, str]:
    """The parameters of a body, form-encoded or JSON; Google takes both."""
    if content_type.partition(";")[0].strip().lower() == "application/json":
        try:
            values = json.loads(body)
        except (ValueError, RecursionError):
            values = None
        if not isinstance(values, dict):
            raise OAuthError(400, "invalid_request", invented.BAD_TOKEN_BODY)
        return {str(name): value for name, value in values.items() if isinstance(value, str)}
    pairs = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)
    form: dict[str, str] = {}
    for name, value in pairs:
        if name in form:
            text = invented.REPEATED_PARAMETER.format(name=name)
            raise OAuthError(400, "invalid_request", text)
        form[name] = value
    return form


def grant_type(incoming: Incoming) -> str:
    """What a token request is about, empty where its body cannot be read."""
    try:
        form = read_form(incoming.header("content-type"), incoming.body)
    except OAuthError:
        return ""
    return form.get("grant_type", "")


def client_credentials(authorization: str, form: dict[str, str]) -> tuple[str, str]:
    """Client id and secret from HTTP Basic (RFC 6749 section 2.3.1) or from the body."""
    scheme, _, encoded = authorization.partition(" ")
    if scheme.lower() != "basic":
        return form.get("client_id", ""), form.get("client_secret", "")
    try:
        text = base64.b64decode(encoded, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        text = ""
    client_id, _, secret = text.partition(":")
    return unquote_plus(client_id), unquote_plus(secret)


def answer(world: World, form: dict[str, str], authorization: str, entry: Json) -> Json:
    """The token response (RFC 6749 section 5.1) to a checked or refused request."""
    wanted = form.get("grant_type", "")
    if wanted == assertions.GRANT_TYPE:
        return assertions.answer(world, _required(form, "assertion"), entry)
    if wanted not in {"authorization_code", "refresh_token", *devices.GRANT_TYPES}:
        text = invented.BAD_GRANT_TYPE.format(value=wanted)
        raise OAuthError(400, "unsupported_grant_type", text)
    client = world.clients.authenticate(*client_credentials(authorization, form))
    if wanted == "authorization_code":
        return _exchange(world, client, form)
    if wanted in devices.GRANT_TYPES:
        code = _required(form, devices.GRANT_TYPES[wanted])
        return _device(world, devices.poll(world, client, code))
    return _refresh(world, client, form)


def _required(form: dict[str, str], name: str) -> str:
    if not form.get(name):
        text = invented.MISSING_TOKEN_PARAMETER.format(name=name)
        raise OAuthError(400, "invalid_request", text)
    return form[name]


def _exchange(world: World, client: Client, form: dict[str, str]) -> Json:
    code = world.grants.code(_required(form, "code"))
    request = code.request
    if request.client is not client:
        raise OAuthError(400, "invalid_grant", "Bad Request")
    if form.get("redirect_uri", "") != request.redirect_uri:
        raise OAuthError(400, "redirect_uri_mismatch", "Bad Request")
    _check_verifier(code, form.get("code_verifier", ""))
    code.spent = True
    refresh = None
    if request.offline:
        refresh = world.grants.issue_refresh(client, code.person, code.scopes)
    access = world.grants.issue_access(client, code.person, code.scopes, offline=request.offline)
    return _response(world, access, refresh, fresh=True, nonce=request.nonce)


def _device(world: World, request: devices.DeviceRequest) -> Json:
    person, client, scopes = request.person, request.client, request.granted
    assert person is not None
    refresh = world.grants.issue_refresh(client, person, scopes)
    access = world.grants.issue_access(client, person, scopes, offline=True)
    return _response(world, access, refresh, fresh=True)


def _check_verifier(code: Code, verifier: str) -> None:
    challenge = code.request.challenge
    if not challenge:
        return
    if not verifier:
        raise OAuthError(400, "invalid_grant", "Missing code verifier.")
    if code.request.challenge_method == "S256":
        digest = hashlib.sha256(verifier.encode()).digest()
        verifier = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    if not hmac.compare_digest(verifier.encode(), challenge.encode()):
        raise OAuthError(400, "invalid_grant", "Invalid code verifier.")


def _refresh(world: World, client: Client, form: dict[str, str]) -> Json:
    refresh = world.grants.refresh(_required(form, "refresh_token"), client)
    _check_account(world, refresh)
    if world.settings.rapt_required:
        raise OAuthError(
            400,
            "invalid_grant",
            "reauth related error (invalid_rapt)",
            {"error_subtype": "invalid_rapt"},
        )
    scopes = refresh.scopes
    if asked := {normal(scope) for scope in form.get("scope", "").split()}:
        if not asked <= set(scopes):
            raise OAuthError(400, "invalid_scope", "Bad Request")
        scopes = in_token_order(asked)
    access = world.grants.issue_access(client, refresh.person, scopes, offline=True)
    return _response(world, access, refresh, fresh=False)


def _check_account(world: World, refresh: RefreshToken) -> None:
    email = refresh.person.email
    if email in world.settings.deleted_people:
        raise OAuthError(400, "invalid_grant", invented.ACCOUNT_DELETED)
    if email in world.settings.suspended:
        raise OAuthError(400, "invalid_grant", "Token has been expired or revoked.")
    if restricted(world.settings, refresh.scopes):
        raise OAuthError(400, "admin_policy_enforced", invented.POLICY_ENFORCED)


def _response(
    world: World, access: AccessToken, refresh: RefreshToken | None, *, fresh: bool, nonce: str = ""
) -> Json:
    now = world.clock.now()
    answered: Json = {
        "access_token": access.text,
        "expires_in": int(access.ends - now + 0.5),
    }
    if refresh is not None and fresh:
        answered["refresh_token"] = refresh.text
    answered["scope"] = " ".join(access.scopes)
    answered["token_type"] = "Bearer"  # noqa: S105 the type's name, no token
    if OPENID in access.scopes:
        answered["id_token"] = id_token(world.signing_key, world.clock, access, nonce)
    if refresh is not None and refresh.ends:
        # 604799 where the grant is fresh: the second has begun.
        answered["refresh_token_expires_in"] = max(0, int(refresh.ends - now - 0.001))
    return answered
