"""The OAuth routes: consent, token, revocation, tokeninfo, userinfo, certificates."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from chattui.emulator import device_page, devices, invented, tokens
from chattui.emulator.assertions import EMAIL
from chattui.emulator.authorize import (
    check_request,
    denial_address,
    granted_scopes,
    success_address,
)
from chattui.emulator.directory import Person
from chattui.emulator.errors import Json, OAuthError, PageError, bad_credentials
from chattui.emulator.grants import AccessToken, AuthRequest
from chattui.emulator.identity import may_see_identity, tokeninfo, userinfo
from chattui.emulator.messages import Answer, Incoming, html, oauth_json, redirect
from chattui.emulator.pages import consent_page, security_headers
from chattui.emulator.policy import check_person

if TYPE_CHECKING:
    from chattui.emulator.world import World


def authorize(world: World, incoming: Incoming) -> Answer:
    """The consent page, or the redirect where somebody consents automatically."""
    request = check_request(incoming.query, world.clients, world.settings)
    if person := world.auto_person():
        check_person(world.settings, person, request.scopes)
        if world.settings.refuse_consent:
            return redirect(denial_address(request))
        wanted = world.settings.grant
        chosen = request.scopes if wanted is None else wanted
        return redirect(_consent(world, request, person, granted_scopes(request, chosen)))
    if "none" in request.prompt:
        raise PageError(400, "invalid_request", invented.PROMPT_NONE)
    request_id = secrets.token_urlsafe(24)
    world.wait_for_consent(request_id, request)
    people = world.directory.accounts()
    hinted = world.directory.find(request.login_hint.lower()) if request.login_hint else None
    if hinted and hinted not in people:
        people.insert(0, hinted)
    chosen_email = (hinted or people[0]).email
    page = consent_page(request, request_id, people, chosen_email)
    return html(200, page, security_headers(request.redirect_uri))


def consent(world: World, incoming: Incoming) -> Answer:
    """The answer to the consent page's form: a redirect with a code, or with access_denied."""
    form = parse_qs(incoming.body.decode("utf-8", "replace"))
    request = world.pending.pop(form.get("request", [""])[0], None)
    if request is None:
        raise PageError(400, "invalid_request", invented.STALE_CONSENT)
    if form.get("action") != ["allow"]:
        return redirect(denial_address(request))
    person = world.directory.by_email(form.get("account", [""])[0])
    if person is None:
        raise PageError(400, "invalid_request", invented.MISSING_PARAMETER.format(name="account"))
    check_person(world.settings, person, request.scopes)
    return redirect(
        _consent(world, request, person, granted_scopes(request, form.get("scope", [])))
    )


def _consent(world: World, request: AuthRequest, person: Person, scopes: tuple[str, ...]) -> str:
    code, granted = world.grants.issue_code(request, person, scopes)
    return success_address(request, person, code, granted)


def token(world: World, incoming: Incoming) -> Answer:
    """The token endpoint."""
    form = tokens.read_form(incoming.header("content-type"), incoming.body)
    authorization = incoming.header("authorization")
    return oauth_json(200, tokens.answer(world, form, authorization, incoming.entry))


def revoke(world: World, incoming: Incoming) -> Answer:
    """Revocation (RFC 7009), which ends everything the person granted to the project."""
    if not world.grants.revoke_token(_parameter(incoming, "token")):
        raise OAuthError(400, "invalid_token", "Token expired or revoked")
    return oauth_json(200, {})


def show_tokeninfo(world: World, incoming: Incoming) -> Answer:
    """What an access token is good for."""
    access = _live(world, _parameter(incoming, "access_token"))
    if access is None:
        raise OAuthError(400, "invalid_token", "Invalid Value")
    return oauth_json(200, tokeninfo(access, world.clock))


def show_userinfo(world: World, incoming: Incoming) -> Answer:
    """Who the bearer is: OpenID Connect's userinfo and its two older addresses."""
    old = incoming.path.startswith("/oauth2/")
    scheme, _, text = incoming.header("authorization").partition(" ")
    bearer = text.strip() if scheme.lower() == "bearer" else _parameter(incoming, "access_token")
    access = _live(world, bearer)
    if access is None:
        if old:
            raise bad_credentials("GetUserInfo", expired=False)
        raise OAuthError(401, "invalid_request", invented.USERINFO_UNAUTHORIZED)
    if not may_see_identity(access):
        raise OAuthError(403, "insufficient_scope", invented.USERINFO_SCOPE)
    version = 2 if incoming.path.startswith("/oauth2/v2/") else 3
    return oauth_json(200, userinfo(access, version=version))


def certificates(world: World, incoming: Incoming) -> Answer:
    """The keys that ID tokens are signed with, as certificates (v1) or as a key set (v3)."""
    key = world.signing_key
    body: Json = key.certificates if incoming.path == "/oauth2/v1/certs" else key.key_set
    return oauth_json(200, body)


def service_certificates(world: World, incoming: Incoming) -> Answer:
    """The certificate of the service account, where its key file says that it is."""
    if incoming.path_params["email"] != EMAIL:
        raise PageError(404, "not_found", "The requested URL was not found on this server.")
    return oauth_json(200, world.service_key.certificates)


def _live(world: World, text: str) -> AccessToken | None:
    access = world.grants.access(text)
    return access if access and world.grants.is_live(access) else None


def _parameter(incoming: Incoming, name: str) -> str:
    form = tokens.read_form(incoming.header("content-type"), incoming.body)
    return incoming.params.get(name) or form.get(name, "")


def device_code(world: World, incoming: Incoming) -> Answer:
    """Codes for a device and for its person."""
    form = tokens.read_form(incoming.header("content-type"), incoming.body)
    return oauth_json(200, devices.new_code(world, form))


Handler = Callable[["World", Incoming], Answer]

ROUTES: tuple[tuple[str, str, str, Handler], ...] = (
    ("/o/oauth2/auth", "GET", "oauth2.authorize", authorize),
    ("/o/oauth2/v2/auth", "GET", "oauth2.authorize", authorize),
    ("/signin/oauth/consent", "POST", "oauth2.consent", consent),
    ("/token", "POST", "oauth2.token", token),
    ("/device/code", "POST", "oauth2.device", device_code),
    ("/device", "GET", "oauth2.device_page", device_page.show),
    ("/device", "POST", "oauth2.device_page", device_page.answer),
    ("/revoke", "GET POST", "oauth2.revoke", revoke),
    ("/tokeninfo", "GET POST", "oauth2.tokeninfo", show_tokeninfo),
    ("/v1/userinfo", "GET POST", "oauth2.userinfo", show_userinfo),
    ("/oauth2/v2/userinfo", "GET POST", "oauth2.userinfo", show_userinfo),
    ("/oauth2/v3/userinfo", "GET POST", "oauth2.userinfo", show_userinfo),
    ("/oauth2/v1/certs", "GET", "oauth2.certs", certificates),
    ("/oauth2/v3/certs", "GET", "oauth2.certs", certificates),
    ("/robot/v1/metadata/x509/{email}", "GET", "oauth2.certs", service_certificates),
)
"""Path, verbs, the name in records and faults, and the handler."""
