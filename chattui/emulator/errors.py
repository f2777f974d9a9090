"""Google's three ways to say no: the API envelope, the OAuth JSON, and the HTML page."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from json.encoder import encode_basestring
from typing import Any

from chattui.emulator import invented
from chattui.emulator.services import CHAT, Service

Json = dict[str, Any]


STATUSES = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    409: "ALREADY_EXISTS",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    501: "UNIMPLEMENTED",
    503: "UNAVAILABLE",
    504: "DEADLINE_EXCEEDED",
}
_SIGN_IN_HELP = (
    " Expected OAuth 2 access token, login cookie or other valid authentication credential. See"
    " https://developers.google.com/identity/sign-in/web/devconsole-project."
)


@dataclass(slots=True, eq=False)
class ApiError(Exception):
    """An error of an API in the envelope ``{"error": {code, message, status, details}}``."""

    code: int
    message: str
    details: tuple[Json, ...] = ()
    status: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    reason: str = ""
    """The reason in the ``errors`` of APIs that have them."""

    def body(self) -> Json:
        """The envelope; `details` is left out where there are none."""
        error: Json = {
            "code": self.code,
            "message": self.message,
            "status": self.status or STATUSES.get(self.code, "UNKNOWN"),
        }
        if self.details:
            error["details"] = list(self.details)
        return {"error": error}


@dataclass(slots=True, eq=False)
class OAuthError(Exception):
    """An error of the token endpoint and its neighbours (RFC 6749 section 5.2)."""

    code: int
    error: str
    description: str = ""
    more: dict[str, str] = field(default_factory=dict)

    def body(self) -> Json:
        """The JSON object; the description is left out where Google sends none."""
        body: Json = {"error": self.error} if self.error else {}
        if self.description:
            body["error_description"] = self.description
        return body | self.more


@dataclass(slots=True, eq=False)
class PageError(Exception):
    """An error page of accounts.google.com: shown to the person, never redirected."""

    code: int
    error: str
    text: str = ""


def error_info(reason: str, **metadata: str) -> Json:
    """A ``google.rpc.ErrorInfo`` of the domain googleapis.com."""
    return {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": reason,
        "domain": "googleapis.com",
        "metadata": metadata,
    }


def _help(description: str, url: str) -> Json:
    link = {"description": description, "url": url}
    return {"@type": "type.googleapis.com/google.rpc.Help", "links": [link]}


def _about(reason: str, rpc: str, service: Service) -> Json:
    """An ErrorInfo about one RPC, such as ``CreateSpace``, of `service`."""
    return error_info(reason, service=service.host, method=service.rpcs + rpc)


def no_credentials(rpc: str, service: Service = CHAT) -> ApiError:
    """No access token came with the request."""
    message = "Request is missing required authentication credential." + _SIGN_IN_HELP
    info = _about("CREDENTIALS_MISSING", rpc, service)
    headers = {"www-authenticate": 'Bearer realm="https://accounts.google.com/"'}
    return ApiError(401, message, (info,), headers=headers)


def bad_credentials(rpc: str, *, expired: bool, service: Service = CHAT) -> ApiError:
    """The access token is not, or no longer, one of ours."""
    message = "Request had invalid authentication credentials." + _SIGN_IN_HELP
    reason = invented.EXPIRED_REASON if expired else "ACCESS_TOKEN_TYPE_UNSUPPORTED"
    info = _about(reason, rpc, service)
    challenge = 'Bearer realm="https://accounts.google.com/", error="invalid_token"'
    return ApiError(401, message, (info,), headers={"www-authenticate": challenge})


def scope_insufficient(rpc: str, service: Service = CHAT) -> ApiError:
    """The token lacks every scope that the method takes."""
    return ApiError(
        403,
        "Request had insufficient authentication scopes.",
        (_about("ACCESS_TOKEN_SCOPE_INSUFFICIENT", rpc, service),),
        headers={
            "www-authenticate": 'Bearer realm="https://accounts.google.com/",'
            ' error="insufficient_scope"'
        },
    )


def service_disabled(project: str, service: Service = CHAT) -> ApiError:
    """The API is not enabled in the client's project."""
    host = service.host
    url = f"https://console.developers.google.com/apis/api/{host}/overview?project={project}"
    message = (
        f"{service.title} has not been used in project {project} before or it is disabled. Enable"
        f" it by visiting {url} then retry. If you enabled this API recently, wait a few minutes"
        " for the action to propagate to our systems and retry."
    )
    info = error_info(
        "SERVICE_DISABLED",
        consumer=f"projects/{project}",
        service=host,
        containerInfo=project,
        activationUrl=url,
        serviceTitle=service.title,
    )
    localized = {
        "@type": "type.googleapis.com/google.rpc.LocalizedMessage",
        "locale": "en-US",
        "message": message,
    }
    return ApiError(
        403, message, (info, localized, _help("Google developers console API activation", url))
    )


def app_not_found() -> ApiError:
    """The Chat app is not configured in the console; what every write then answers."""
    return ApiError(
        404,
        "Google Chat app not found. To create a Chat app, you must turn on the Chat API and"
        " configure the app in the Google Cloud console.",
        (_help(invented.APP_NOT_FOUND_HELP, invented.APP_NOT_FOUND_LINK),),
    )


def app_sign_in() -> ApiError:
    """A service account that acts for nobody: the methods here are for people."""
    return ApiError(
        403,
        "This method doesn't support app authentication with a service account. Authenticate with"
        " a user account.",
    )


def chat_turned_off() -> ApiError:
    """The Chat service is off for the person's account."""
    return ApiError(
        400,
        "Google Chat is turned off. To use Chat API, turn on Google Chat.",
        status="FAILED_PRECONDITION",
    )


def denied() -> ApiError:
    """The one answer for a space that is unknown and for one that the caller may not touch."""
    return ApiError(
        403,
        "Permission denied to perform the requested action on the specified resource, or the"
        " resource doesn't exist.",
    )


def bad_user_name() -> ApiError:
    """A malformed user name, and equally a sound address that belongs to nobody."""
    return ApiError(
        400,
        "Missing or malformed user resource name in the request. Human user resource name must"
        " follow this format: users/{user}. App user resource name must be set as users/app.",
    )


def invalid(message: str, *violations: tuple[str, str]) -> ApiError:
    """INVALID_ARGUMENT, with ``google.rpc.BadRequest`` field violations where there are any."""
    if not violations:
        return ApiError(400, message)
    found = [
        {"field": where, "description": text} if where else {"description": text}
        for where, text in violations
    ]
    details = {"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": found}
    return ApiError(400, message, (details,))


def quota_exceeded(
    project: str,
    metric: str,
    limit: str,
    value: int,
    unit: str,
    service: Service = CHAT,
) -> ApiError:
    """RESOURCE_EXHAUSTED in the shape that Google's API front end gives it."""
    consumer = f"project_number:{project}"
    message = (
        f"Quota exceeded for quota metric '{metric}' and limit '{limit}' of service"
        f" '{service.host}' for consumer '{consumer}'."
    )
    info = error_info(
        "RATE_LIMIT_EXCEEDED",
        consumer=f"projects/{project}",
        quota_limit=limit.title().replace(" ", ""),
        quota_limit_value=str(value),
        quota_location="global",
        quota_metric=f"{service.host}/{metric.lower().replace(' ', '_')}",
        quota_unit=unit,
        service=service.host,
    )
    link = _help(
        "Request a higher quota limit.",
        "https://cloud.google.com/docs/quotas/help/request_increase",
    )
    return ApiError(service.quota_status, message, (info, link))


def pretty(body: object) -> bytes:
    """Google's two-space layout, which is what its servers send unless asked otherwise."""
    return _laid_out(body, "\n").encode("utf-8", "replace")


def _laid_out(value: object, newline: str) -> str:
    """What ``json.dumps(value, indent=2)`` gives, in a third of its time."""
    if isinstance(value, str):
        return encode_basestring(value)
    inner = newline + "  "
    if isinstance(value, dict) and value:
        parts = [f"{encode_basestring(k)}: {_laid_out(v, inner)}" for k, v in value.items()]
        return f"{{{inner}{f',{inner}'.join(parts)}{newline}}}"
    if isinstance(value, (list, tuple)) and value:
        return f"[{inner}{f',{inner}'.join([_laid_out(one, inner) for one in value])}{newline}]"
    return json.dumps(value)
