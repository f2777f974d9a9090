"""What Google answers about device codes (RFC 8628 section 3.5), and what it means to a person."""

from __future__ import annotations

import html
from collections.abc import Mapping
from enum import Enum
from typing import Any
from urllib.parse import urlsplit

from chattui.endpoints import Endpoints
from chattui.oauth.answer_fields import seconds_in, text_in
from chattui.oauth.answers import CLIENTS_PAGE, client_problem, error_of
from chattui.oauth.page_rows import AUDIENCE_PAGE
from chattui.problem import Exit, Problem, ProblemError
from chattui.safe_text import safe_text
from chattui.secret import Secret
from chattui.words import t

LONGEST_USER_CODE = 64
LONGEST_ADDRESS = 200
"""Characters. Google asks for room for 15 and 40; what is far longer is no code to type in."""

_HOSTS = frozenset({"google.com", "www.google.com", "accounts.google.com"})

DEFAULT_INTERVAL = 5.0
"""RFC 8628 section 3.2, where the answer does not say."""

DEFAULT_LIFETIME = 1800.0
LONGEST_LIFETIME = 86400.0


class Pending(Enum):
    """Answers after which polling goes on."""

    NOT_YET = "authorization_pending"
    SLOW_DOWN = "slow_down"


def read_code(
    status: int, body: object, endpoints: Endpoints
) -> tuple[Secret, str, str, float, float]:
    """``device_code``, ``user_code``, the address, and the seconds of lifetime and interval.

    Raises ProblemError: why there is no code, or ``oauth.device_bad_answer`` for an answer that
    nobody may be sent to.
    """
    if status != 200 or not isinstance(body, Mapping) or "error" in body:
        raise ProblemError(code_problem(status, body))
    device_code, user_code = text_in(body, "device_code"), text_in(body, "user_code")
    url = text_in(body, "verification_url") or text_in(body, "verification_uri")
    if not device_code or not user_code.strip() or len(user_code) > LONGEST_USER_CODE:
        raise ProblemError(_bad_code())
    if not is_googles(url, endpoints):
        raise ProblemError(_bad_address(url))
    lifetime = min(seconds_in(body, "expires_in") or DEFAULT_LIFETIME, LONGEST_LIFETIME)
    interval = max(_shortest(endpoints), _interval(body))
    return Secret(device_code), user_code, url, lifetime, interval


def _interval(body: Mapping[str, Any]) -> float:
    value = body.get("interval")
    is_nothing = value == 0 and not isinstance(value, bool)
    return 0.0 if is_nothing else seconds_in(body, "interval") or DEFAULT_INTERVAL


def _shortest(endpoints: Endpoints) -> float:
    """Seconds between polls, at least: no storm of requests, whatever the answer says."""
    return 0.05 if endpoints.emulator else 1.0


def is_googles(url: str, endpoints: Endpoints) -> bool:
    """Whether a person may be sent to `url`: Google's page for device codes, or the emulator's.

    RFC 8628 section 5.4: an address of somebody else's would ask for the password. Other pages of
    Google's hosts are everybody's own (sites.google.com) or lead on to others (/url, /amp).
    """
    if len(url) > LONGEST_ADDRESS or "\\" in url or " " in url:
        return False
    try:
        address = urlsplit(url)
        port = address.port
    except ValueError:
        return False
    if endpoints.emulator:
        return (address.scheme, address.netloc) == ("http", endpoints.emulator)
    if address.scheme != "https" or port not in {None, 443} or "@" in address.netloc:
        return False
    its_page = address.path in {"/device", "/device/"}
    return address.hostname in _HOSTS and its_page and not (address.query or address.fragment)


def code_problem(status: int, body: object) -> Problem:
    """Why the device endpoint gave no code."""
    if _is_rate_limit(body):
        return _rate_limited()
    error, description = _error(body)
    if error == "invalid_scope":
        return _scope_refused(description)
    if error == "invalid_client" and "not found" not in description.lower():
        return _wrong_type()  # no secret was sent that could be the wrong one
    return client_problem(status, body)


def pending(body: object) -> Pending | None:
    """Whether the person has not answered yet; None where this answer is the last one."""
    error, _ = _error(body)
    return Pending(error) if error in {one.value for one in Pending} else None


def passing_problem(status: int, body: object) -> Problem | None:
    """Why Google does not answer properly at the moment; None where it does."""
    if pending(body):
        return None
    error, _ = _error(body)
    hurried = status == 429 or _is_rate_limit(body)
    if hurried or status >= 500 or error in {"server_error", "temporarily_unavailable"}:
        return client_problem(status, {"error": "temporarily_unavailable"})
    return None


def poll_problem(status: int, body: object, *, lost: bool = False) -> Problem:
    """Why a device code ended without tokens; `lost` says that an answer never arrived."""
    error, description = _error(body)
    if error == "access_denied":
        return _denied()
    if error == "expired_token":
        return expired()
    if error == "invalid_grant":
        return _code_used(lost)
    if error == "invalid_scope":
        return _scope_refused(description)
    if error == "invalid_client" and "limited" in description.lower():
        return _wrong_type()
    return client_problem(status, body)


def _is_rate_limit(body: object) -> bool:
    """Google names this one error by another field, ``error_code``."""
    fields: Mapping[str, Any] = body if isinstance(body, Mapping) else {}
    return "rate_limit_exceeded" in (fields.get("error_code"), fields.get("error"))


def _error(body: object) -> tuple[str, str]:
    """Error and description; the latter has been seen with its apostrophes as HTML."""
    error, description, _ = error_of(body)
    return error, html.unescape(description)


def expired() -> Problem:
    """Nobody typed the code in time."""
    return Problem(
        "oauth.device_expired",
        t("The device code has expired."),
        t("Nobody typed it in and allowed the access while it was good."),
        t("Sign in again; there is a new code each time."),
        exit=Exit.NOT_SIGNED_IN,
    )


def _denied() -> Problem:
    return Problem(
        "oauth.denied",
        t("Access was not allowed."),
        t(
            "Somebody typed the code in and chose not to allow; or Google did not let that account"
            " in, as it does with an app in Testing whose test users it is none of. Its answer does"
            " not tell which. Nothing was changed."
        ),
        t(
            "Sign in again and choose Allow. If Google showed an error instead of that choice, add"
            " the account in Google Auth platform › Audience › Test users."
        ),
        AUDIENCE_PAGE,
        Exit.NOT_SIGNED_IN,
    )


def _code_used(lost: bool) -> Problem:
    return Problem(
        "oauth.device_code_used",
        t("Google does not take this device code any more."),
        t("The answer to an earlier request was lost on the way, and the tokens perhaps with it.")
        if lost
        else t("It was used already, or it belongs to another client."),
        t("Sign in again; there is a new code each time."),
        exit=Exit.NOT_SIGNED_IN,
    )


def _rate_limited() -> Problem:
    return Problem(
        "oauth.device_rate_limited",
        t("Google gives this client no more device codes at the moment."),
        t("Too many were asked for in a short time."),
        t("Wait a few minutes and try again, or sign in with `chattui login --flow paste`."),
    )


def _scope_refused(description: str) -> Problem:
    return Problem(
        "oauth.device_scope_refused",
        t("Google gives no device code for one of these scopes."),
        t("Google says: {words}", words=safe_text(description, limit=300)) if description else "",
        t("Sign in with `chattui login --flow paste`, which every scope can be asked for with."),
        exit=Exit.NOT_SIGNED_IN,
    )


def _wrong_type() -> Problem:
    return Problem(
        "oauth.device_client_type",
        t("Google gives device codes only to clients of another type than this one."),
        t(
            "It wants a client of the type TVs and Limited Input devices. The files of both types"
            " look the same, so only Google can tell."
        ),
        t(
            "Create a client of that type in Google Auth platform › Clients and import its file,"
            " or sign in with `chattui login --flow paste`."
        ),
        CLIENTS_PAGE,
    )


def _bad_code() -> Problem:
    return Problem(
        "oauth.device_bad_answer",
        t("The answer to the request for a device code cannot be understood."),
        t("Something between this machine and Google may have answered in its place."),
        t("Check the network and its proxy, then sign in again."),
    )


def _bad_address(url: str) -> Problem:
    return Problem(
        "oauth.device_bad_answer",
        t("The device code came with an address that is not Google's."),
        t("It was not followed: {address}", address=safe_text(url, limit=120))
        if url
        else t("It came without any address."),
        t("Check the network and its proxy: something may have answered in Google's place."),
    )
