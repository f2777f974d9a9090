"""The device flow: what may come of asking for a code, and of waiting for the answer."""

from __future__ import annotations

import re
import urllib.request
from contextlib import closing
from urllib.parse import urlencode

from tests.outcomes.rows import ADA, HEDY, Row, Said, fault, settings

QUICK = settings(device_interval=0)
WIDE = settings(device_scopes=["openid", "email", "chat.spaces", "chat.memberships"])
"""As if Google's list had grown: by the default one a Chat scope is refused."""

SIGNED_IN = Said(0, words=f"Signed in as {ADA}.", kept=True, seen=f"You are signed in as {ADA}.")
WRONG_TYPE = Said(1, "oauth.device_client_type", "TVs and Limited Input devices")


def polled(status: int, error: str, description: str, code: str, words: str, end: int = 1) -> Row:
    """An answer to each poll."""
    plan = fault(
        "oauth2.token",
        grant_type="device_code",
        times=9,
        status=status,
        error=error,
        message=description,
    )
    return Row(f"{error} {description}".strip(), Said(end, code, words), (WIDE, plan))


ROWS = (
    Row("everything is granted", SIGNED_IN, (WIDE,)),
    Row(
        "some scopes are granted",
        Said(
            4,
            words="Not granted: chat.memberships.",
            kept=True,
            seen="Members cannot be seen or changed",
            offers="m Grant it now",
        ),
        (WIDE, settings(grant=["chat.spaces"])),
    ),
    Row(
        "not at once",
        SIGNED_IN,
        (WIDE, fault("oauth2.token", times=2, status=428, error="authorization_pending")),
    ),
    Row(
        "Google is down for a moment",
        SIGNED_IN,
        (WIDE, fault("oauth2.token", grant_type="device_code", status=503)),
    ),
    Row("a test user", SIGNED_IN, (WIDE, settings(publishing_status="testing", test_users=[ADA]))),
    Row(
        "the person refuses",
        Said(3, "oauth.denied", "Access was not allowed."),
        (WIDE, settings(refuse_consent=True)),
    ),
    Row(
        "another organization",
        Said(3, "oauth.refused_by_policy", "that organisation"),
        (WIDE, settings(audience="internal", auto_consent=HEDY)),
    ),
    Row(
        "a restricted scope",
        Said(3, "oauth.refused_by_policy", "administrator"),
        (WIDE, settings(restricted_scopes=["chat.spaces"])),
    ),
    Row("a Chat scope", Said(3, "oauth.device_scope_refused", "--flow paste")),
    Row("a client for desktops", WRONG_TYPE, (WIDE,), client="installed"),
    Row(
        "a client for desktops, where those may",
        SIGNED_IN,
        (WIDE, settings(device_client_types=["tv", "installed"])),
        client="installed",
    ),
    Row("a web client", WRONG_TYPE, (WIDE,), client="web"),
    Row(
        "too many codes",
        Said(1, "oauth.device_rate_limited", "Wait a few minutes"),
        (fault("oauth2.device", status=403, error_code="rate_limit_exceeded"),),
    ),
    Row(
        "an unknown client",
        Said(1, "oauth.client_not_found", "client_id"),
        (
            fault(
                "oauth2.device",
                status=401,
                error="invalid_client",
                message="The OAuth client was not found.",
            ),
        ),
    ),
    Row(
        "a deleted client",
        Said(1, "oauth.client_deleted", "within 30 days"),
        (WIDE, settings(client_status="deleted")),
    ),
    Row(
        "a disabled client",
        Said(1, "oauth.client_disabled", "Enable it"),
        (WIDE, settings(client_status="disabled")),
    ),
    Row(
        "this machine's clock is ahead",
        Said(1, "oauth.clock", "Set the clock"),
        (WIDE, settings(clock_skew_seconds=-7200)),
    ),
    polled(400, "expired_token", "Bad Request", "oauth.device_expired", "new code", 3),
    polled(400, "invalid_grant", "Bad Request", "oauth.device_code_used", "new code", 3),
    polled(
        401,
        "invalid_client",
        "The provided client secret is invalid.",
        "oauth.client_secret_wrong",
        "Add a new secret",
    ),
    polled(
        400, "invalid_request", "client_secret is missing.", "oauth.client_secret_missing", "Add"
    ),
    polled(400, "unsupported_grant_type", "", "oauth.grant_type_refused", "changed on the way"),
)


PAGE = (
    ("allow", SIGNED_IN),
    ("cancel", Said(3, "oauth.denied", "Access was not allowed.")),
)


def press_button(url: str, user_code: str, action: str) -> None:
    """Type `user_code` in at `url` as Ada, and press a button on the page that follows."""
    page = _post(url, {"user_code": user_code})
    hidden = re.search(r'name="request" value="([^"]+)"', page)
    assert hidden
    boxes = re.findall(r'name="scope" value="([^"]+)"', page)
    answer = {"request": hidden[1], "action": action, "account": ADA, "scope": boxes}
    _post(url, answer)


def _post(url: str, form: dict[str, str | list[str]]) -> str:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    data = urlencode(form, doseq=True).encode()
    with closing(opener.open(url, data, timeout=10)) as reply:
        text: str = reply.read().decode()
    return text
