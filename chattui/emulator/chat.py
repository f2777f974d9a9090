"""The Chat methods that the emulator has, and the order in which Google refuses a call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from chattui.emulator import invented, members, space_patch, space_search, spaces
from chattui.emulator.assertions import SERVICE_ACCOUNT
from chattui.emulator.call import Call, Method
from chattui.emulator.errors import (
    ApiError,
    Json,
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
from chattui.emulator.policy import is_gone
from chattui.emulator.quota import (
    MEMBERSHIP_READS,
    MEMBERSHIP_WRITES,
    READS_IN_SPACE,
    SPACE_READS,
    SPACE_WRITES,
    WRITES_IN_SPACE,
)
from chattui.emulator.schema import read_body, read_bool
from chattui.emulator.scopes import AUTH
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


def _scopes(*names: str) -> tuple[str, ...]:
    return tuple(f"{AUTH}chat.{name}" for name in names)


_PAGE = ("pageSize", "pageToken", "filter")
_SPACE = "/v1/spaces/{space}"
_MEMBERS = f"{_SPACE}/members"
_MEMBER = f"{_MEMBERS}/{{member}}"

METHODS: Final = (
    Method(
        "chat.spaces.create",
        "POST",
        "/v1/spaces",
        "CreateSpace",
        _scopes("spaces.create", "spaces", "import"),
        (SPACE_WRITES,),
        spaces.create,
        query=("requestId",),
        message="Space",
        root="space",
    ),
    Method(
        "chat.spaces.setup",
        "POST",
        "/v1/spaces:setup",
        "SetUpSpace",
        _scopes("spaces.create", "spaces"),
        (SPACE_WRITES,),
        spaces.setup,
        message="SetUpSpaceRequest",
    ),
    Method(
        "chat.spaces.list",
        "GET",
        "/v1/spaces",
        "ListSpaces",
        _scopes("spaces.readonly", "spaces"),
        (SPACE_READS,),
        spaces.list_spaces,
        query=_PAGE,
    ),
    Method(
        "chat.spaces.search",
        "GET",
        "/v1/spaces:search",
        "SearchSpaces",
        _scopes("spaces.readonly", "spaces"),
        (SPACE_READS,),
        space_search.search,
        admin_scopes=_scopes("admin.spaces.readonly", "admin.spaces"),
        query=("useAdminAccess", "query", "pageSize", "pageToken"),
    ),
    Method(
        "chat.spaces.get",
        "GET",
        _SPACE,
        "GetSpace",
        _scopes("spaces.readonly", "spaces"),
        (SPACE_READS, READS_IN_SPACE),
        spaces.get,
        admin_scopes=_scopes("admin.spaces.readonly", "admin.spaces"),
        query=("useAdminAccess",),
    ),
    Method(
        "chat.spaces.patch",
        "PATCH",
        _SPACE,
        "UpdateSpace",
        _scopes("spaces", "import"),
        (SPACE_WRITES, WRITES_IN_SPACE),
        space_patch.patch,
        admin_scopes=_scopes("admin.spaces"),
        query=("useAdminAccess", "updateMask"),
        message="Space",
        root="space",
    ),
    Method(
        "chat.spaces.delete",
        "DELETE",
        _SPACE,
        "DeleteSpace",
        _scopes("delete", "import"),
        (SPACE_WRITES, WRITES_IN_SPACE),
        spaces.delete,
        admin_scopes=_scopes("admin.delete"),
        query=("useAdminAccess",),
    ),
    Method(
        "chat.spaces.members.create",
        "POST",
        _MEMBERS,
        "CreateMembership",
        _scopes("memberships", "memberships.app", "import"),
        (MEMBERSHIP_WRITES,),
        members.create,
        admin_scopes=_scopes("admin.memberships"),
        query=("useAdminAccess",),
        message="Membership",
        root="membership",
    ),
    Method(
        "chat.spaces.members.list",
        "GET",
        _MEMBERS,
        "ListMemberships",
        _scopes("memberships.readonly", "memberships", "import"),
        (MEMBERSHIP_READS, READS_IN_SPACE),
        members.list_members,
        admin_scopes=_scopes("admin.memberships.readonly", "admin.memberships"),
        query=("useAdminAccess", "showGroups", "showInvited", *_PAGE),
    ),
    Method(
        "chat.spaces.members.get",
        "GET",
        _MEMBER,
        "GetMembership",
        _scopes("memberships.readonly", "memberships"),
        (MEMBERSHIP_READS, READS_IN_SPACE),
        members.get,
        admin_scopes=_scopes("admin.memberships.readonly", "admin.memberships"),
        query=("useAdminAccess",),
    ),
    Method(
        "chat.spaces.members.patch",
        "PATCH",
        _MEMBER,
        "UpdateMembership",
        _scopes("memberships", "import"),
        (MEMBERSHIP_WRITES,),
        members.patch,
        admin_scopes=_scopes("admin.memberships"),
        query=("useAdminAccess", "updateMask"),
        message="Membership",
        root="membership",
    ),
    Method(
        "chat.spaces.members.delete",
        "DELETE",
        _MEMBER,
        "DeleteMembership",
        _scopes("memberships", "memberships.app", "import"),
        (MEMBERSHIP_WRITES,),
        members.delete,
        admin_scopes=_scopes("admin.memberships"),
        query=("useAdminAccess",),
    ),
)


def call_method(
    world: World,
    method: Method,
    authorization: str,
    params: dict[str, str],
    path: dict[str, str],
    body: bytes,
    entry: Json,
) -> bytes:
    """The body of the answer; raises `ApiError`. What is worth recording goes into `entry`."""
    token = _sign_in(world, method, authorization, params)
    entry["person"] = token.person.email
    admin = "useAdminAccess" in method.query and read_bool(params, "useAdminAccess")
    if not set(token.scopes) & set(method.admin_scopes if admin else method.scopes):
        raise scope_insufficient(method.rpc)
    if token.person is SERVICE_ACCOUNT:
        raise app_sign_in()
    settings, project = world.settings, token.client.project
    if not settings.chat_api_enabled:
        raise service_disabled(project)
    _check_query(method, params)
    message = read_body(body, method.message, method.root) if method.message else {}
    request_id = params.get("requestId") or message.get("requestId")
    if request_id:
        entry["request_id"] = request_id
    world.quotas.take(method.quotas, project, path.get("space", ""))
    if method.writes and not settings.chat_app_configured:
        raise app_not_found()
    if not settings.chat_turned_on:
        raise chat_turned_off()
    if admin and token.person.email not in settings.admins:
        raise ApiError(403, invented.NOT_ADMINISTRATOR)
    scopes = frozenset(token.scopes)
    call = Call(world, token.person, token.client, scopes, params, path, message, admin)
    return encode(without_defaults(method.run(call)), params)


def _sign_in(
    world: World, method: Method, authorization: str, params: dict[str, str]
) -> AccessToken:
    scheme, _, text = authorization.partition(" ")
    if scheme.lower() != "bearer":
        text = params.get("access_token") or params.get("oauth_token", "")
    if not text.strip():
        raise no_credentials(method.rpc)
    token = world.grants.access(text.strip())
    if token is None or not world.grants.is_live(token):
        raise bad_credentials(method.rpc, expired=token is not None)
    if is_gone(world.settings, token.person):
        raise bad_credentials(method.rpc, expired=False)
    return token


def _check_query(method: Method, params: dict[str, str]) -> None:
    unknown = [n for n in params if n not in SYSTEM_PARAMETERS and n not in method.query]
    if unknown:
        texts = [invented.UNKNOWN_QUERY.format(name=name) for name in unknown]
        raise invalid("\n".join(texts), *(("", text) for text in texts))
