"""The ``errors`` of Calendar's and Gmail's answers: domain, reason, message.

So the older of Google's APIs tell errors apart; in discovery v3 and v1 alike. What the front end
refuses (sign-in, scopes, an API that is not enabled, quotas) carries ``status`` and ``details``
beside them; what Calendar itself refuses carries neither.
"""

from __future__ import annotations

from typing import Final

from chattui.emulator.errors import ApiError, Json
from chattui.emulator.services import CALENDAR, Service

_OF_REASON: Final = {
    "ACCESS_TOKEN_SCOPE_INSUFFICIENT": ("global", "insufficientPermissions"),
    "SERVICE_DISABLED": ("usageLimits", "accessNotConfigured"),
    "RATE_LIMIT_EXCEEDED": ("usageLimits", "rateLimitExceeded"),
}
_OF_CODE: Final = {
    400: "badRequest",
    401: "authError",
    403: "forbidden",
    404: "notFound",
    409: "duplicate",
    429: "rateLimitExceeded",
    500: "backendError",
    503: "backendError",
}


def refused(code: int, reason: str, message: str, status: str = "") -> ApiError:
    """An error of Calendar or Gmail with the ``reason`` of its ``errors``."""
    return ApiError(code, message, reason=reason, status=status)


def with_errors(body: Json, service: Service, reason: str = "") -> Json:
    """The envelope `body` as `service` sends it: as it stands, or with ``errors``."""
    if not service.old_errors:
        return body
    error = dict(body["error"])
    details = error.get("details", [])
    domain, known = _OF_REASON.get(
        details[0].get("reason", "") if details else "",
        ("global", _OF_CODE.get(error["code"], "unknown")),
    )
    one: Json = {"domain": domain, "reason": reason or known, "message": error["message"]}
    if error["code"] == 401:
        one |= {"locationType": "header", "location": "Authorization"}
    if service is CALENDAR and not details:
        error.pop("status", None)
    return {"error": error | {"errors": [one]}}
