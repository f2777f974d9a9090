"""Calling an API method, in the order in which Google refuses a call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from chattui.emulator import invented
from chattui.emulator.assertions import SERVICE_ACCOUNT
from chattui.emulator.call import Call, Method
from chattui.emulator.errors import (
    ApiError,
    app_not_found,
    app_sign_in,
    bad_credentials,
    chat_turned_off,
    invalid,
    no_credentials,
    scope_insufficient,
    service_disabled,
)
from chattui.emulator.grants import AccessToken
from chattui.emulator.messages import Incoming
from chattui.emulator.policy import is_gone
from chattui.emulator.schema import read_body, read_bool
from chattui.emulator.services import CHAT
from chattui.emulator.wire import encode, without_defaults

if TYPE_CHECKING:
    from chattui.emulator.world import World

SYSTEM_PARAMETERS: Final = {"$.xgafv", "$alt", "$prettyPrint"} | {
    "access_token",
    "alt",
    "callback",
    "fields",
    "key",
    "oauth_token",
    "prettyPrint",
    "quotaUser",
    "uploadType",
    "upload_protocol",
}
"""The query parameters that every Google API takes, by the discovery document."""


def call_method(world: World, method: Method, incoming: Incoming) -> bytes:
    """The body of the answer; raises `ApiError`. What is worth recording goes into the entry."""
    params, path, entry = incoming.params, incoming.path_params, incoming.entry
    token = _sign_in(world, method, incoming.header("authorization"), params)
    entry["person"] = token.person.email
    admin = "useAdminAccess" in method.query and read_bool(params, "useAdminAccess")
    if admin:
        entry["admin"] = True
    if not set(token.scopes) & set(method.admin_scopes if admin else method.scopes):
        raise scope_insufficient(method.rpc, method.service)
    if token.person is SERVICE_ACCOUNT:
        raise app_sign_in()
    project = token.client.project
    if not getattr(world.settings, method.service.setting):
        raise service_disabled(project, method.service)
    _check_query(method, params)
    message = read_body(incoming.body, method.message, method.root) if method.message else {}
    request_id = params.get("requestId") or message.get("requestId")
    if request_id:
        entry["request_id"] = request_id
    world.quotas.take(method.quotas, project, path.get("space", ""), token.person.id)
    if method.service is CHAT:
        _check_chat(world, method, token, admin=admin)
    world.store.version += method.writes
    if method.writes and method.service is CHAT:
        name = token.person.name
        entry["shown_as"] = invented.SHOWN_AS_ADMINISTRATOR if admin else name
    call = Call(
        world,
        token.person,
        token.client,
        frozenset(token.scopes),
        params,
        incoming.query,
        path,
        message,
        admin,
        method.writes,
    )
    answer = method.run(call)
    return encode(answer if method.service.sends_defaults else without_defaults(answer), params)


def _check_chat(world: World, method: Method, token: AccessToken, *, admin: bool) -> None:
    """What Chat refuses beside other APIs: no app, Chat turned off, no administrator."""
    settings = world.settings
    if method.writes and not settings.chat_app_configured:
        raise app_not_found()
    if not settings.chat_turned_on:
        raise chat_turned_off()
    if admin and token.person.email not in settings.admins:
        raise ApiError(403, invented.NOT_ADMINISTRATOR)


def _sign_in(
    world: World, method: Method, authorization: str, params: dict[str, str]
) -> AccessToken:
    scheme, _, text = authorization.partition(" ")
    if scheme.lower() != "bearer":
        text = params.get("access_token") or params.get("oauth_token", "")
    service = method.service
    if not text.strip():
        raise no_credentials(method.rpc, service)
    token = world.grants.access(text.strip())
    if token is None or not world.grants.is_live(token):
        raise bad_credentials(method.rpc, expired=token is not None, service=service)
    if is_gone(world.settings, token.person):
        raise bad_credentials(method.rpc, expired=False, service=service)
    token.used += 1
    return token


def _check_query(method: Method, params: dict[str, str]) -> None:
    unknown = [n for n in params if n not in SYSTEM_PARAMETERS and n not in method.query]
    if unknown:
        texts = [invented.UNKNOWN_QUERY.format(name=name) for name in unknown]
        raise invalid("\n".join(texts), *(("", text) for text in texts))
