"""What the device endpoint answers, as data."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from chattui import endpoints
from chattui.oauth.device_answers import is_googles, read_code
from chattui.oauth.device_scopes import DEVICE_SCOPES, device_names, device_refusal
from chattui.oauth.scopes import DEFAULT_SCOPES, EMAIL, KNOWN_SCOPES, OPENID, PREFIX, PROFILE
from chattui.problem import Exit, Problem

EMULATOR = endpoints.emulator("127.0.0.1:8085")
Caught = Callable[[Callable[[], object]], Problem]

# As Google's page on limited-input devices shows it.
ANSWER: dict[str, Any] = {
    "device_code": "4/4-GMMhmHCXhWEzkobqIHGG_EnNYYsAkukHspeYUk9E8",
    "user_code": "GQVQ-JKEC",
    "verification_url": "https://www.google.com/device",
    "expires_in": 1800,
    "interval": 5,
}
# As RFC 8628 section 3.2 shows it.
RFC: dict[str, Any] = {
    "device_code": "GmRhmhcxhwAzkoEqiMEg_DnyEysNkuNhszIySk9eS",
    "user_code": "WDJB-MJHT",
    "verification_uri": "https://www.google.com/device",
    "verification_uri_complete": "https://example.com/device?user_code=WDJB-MJHT",
    "expires_in": 1800,
    "interval": 5,
}


@pytest.mark.parametrize("answer", [ANSWER, RFC])
def test_both_spellings_of_the_address_are_read(answer: dict[str, Any]) -> None:
    secret, user_code, url, lifetime, interval = read_code(200, answer, endpoints.GOOGLE)
    assert secret.reveal() == answer["device_code"]
    assert user_code == answer["user_code"]
    assert url == "https://www.google.com/device"
    assert (lifetime, interval) == (1800, 5)


@pytest.mark.parametrize(
    ("changes", "lifetime", "interval"),
    [
        ({"expires_in": "900", "interval": "7"}, 900, 7),
        ({"interval": None}, 1800, 5),
        ({"interval": 0}, 1800, 1),
        ({"interval": -3}, 1800, 5),
        ({"interval": 0.001}, 1800, 1),
        ({"interval": True}, 1800, 5),
        ({"interval": False}, 1800, 5),
        ({"expires_in": None}, 1800, 5),
        ({"expires_in": 1e300}, 1800, 5),
        ({"expires_in": 1e9}, 86400, 5),
    ],
)
def test_times_that_cannot_be_meant_are_bounded(
    changes: dict[str, Any], lifetime: float, interval: float
) -> None:
    read = read_code(200, ANSWER | changes, endpoints.GOOGLE)
    assert read[3:] == (lifetime, interval)


def test_a_code_of_the_widest_letters_is_left_as_it_is() -> None:
    wide = "W" * 15
    assert read_code(200, ANSWER | {"user_code": wide}, endpoints.GOOGLE)[1] == wide
    mixed = "aB cD-eF"
    assert read_code(200, ANSWER | {"user_code": mixed}, endpoints.GOOGLE)[1] == mixed


@pytest.mark.parametrize(
    "changes",
    [
        {"device_code": ""},
        {"device_code": None},
        {"device_code": "line\nbreak"},
        {"user_code": ""},
        {"user_code": "   "},
        {"user_code": 7},
        {"user_code": "\x1b[31mRED"},
        {"user_code": "\u202eABCD"},
        {"user_code": "A" * 65},
        {"verification_url": ""},
        {"verification_url": None},
        {"verification_url": "http://www.google.com/device"},
        {"verification_url": "https://www.google.com.evil.example/device"},
        {"verification_url": "https://evilgoogle.com/device"},
        {"verification_url": "https://www.google.com@evil.example/device"},
        {"verification_url": "https://ada@www.google.com/device"},
        {"verification_url": "https://www.google.com:8443/device"},
        {"verification_url": "https://www.google.com:x/device"},
        {"verification_url": "https://evil.example\\.google.com/device"},
        {"verification_url": "https://www.google.com/a b"},
        {"verification_url": "https://www.google.com/" + "a" * 200},
        {"verification_url": "https:///device"},
        {"verification_url": "https://[::1/device"},
        {"verification_url": "javascript:alert(1)"},
        {"verification_url": "http://127.0.0.1:8085/device"},
    ],
)
def test_an_answer_that_nobody_may_be_sent_to(problem: Caught, changes: dict[str, Any]) -> None:
    found = problem(lambda: read_code(200, ANSWER | changes, endpoints.GOOGLE))
    assert found.code == "oauth.device_bad_answer"
    assert all(text.isprintable() for text in (found.message, found.cause, found.remedy))


@pytest.mark.parametrize(
    ("url", "where", "sound"),
    [
        ("https://www.google.com/device", endpoints.GOOGLE, True),
        ("https://google.com/device", endpoints.GOOGLE, True),
        ("https://www.google.com:443/device", endpoints.GOOGLE, True),
        ("https://WWW.GOOGLE.COM/device", endpoints.GOOGLE, True),
        ("https://accounts.google.com/device", endpoints.GOOGLE, True),
        ("https://www.google.com/device/", endpoints.GOOGLE, True),
        ("https://sites.google.com/device", endpoints.GOOGLE, False),
        ("https://www.google.com/url?q=https://example.com", endpoints.GOOGLE, False),
        ("https://www.google.com/amp/s/example.com", endpoints.GOOGLE, False),
        ("https://www.google.com/device?continue=https://example.com", endpoints.GOOGLE, False),
        ("https://www.google.com/devices", endpoints.GOOGLE, False),
        ("https://www.google.com/device/../url", endpoints.GOOGLE, False),
        ("http://127.0.0.1:8085/device", EMULATOR, True),
        ("http://127.0.0.1:8086/device", EMULATOR, False),
        ("https://127.0.0.1:8085/device", EMULATOR, False),
        ("https://www.google.com/device", EMULATOR, False),
    ],
)
def test_whose_address_it_is(url: str, where: endpoints.Endpoints, sound: bool) -> None:
    assert is_googles(url, where) is sound


WRONG_TYPE = {
    "error": "invalid_client",
    "error_description": (
        "Only clients of type \u0026#39;TVs and Limited Input devices\u0026#39; can use the OAuth"
        " 2.0 flow for TV and Limited-Input Device Applications. Please create and use an"
        " appropriate client."
    ),
}


@pytest.mark.parametrize(
    ("status", "body", "code", "said"),
    [
        (401, WRONG_TYPE, "oauth.device_client_type", "Google Auth platform › Clients"),
        (401, {"error": "invalid_client"}, "oauth.device_client_type", "TVs and Limited"),
        (
            401,
            {"error": "invalid_client", "error_description": "The OAuth client was not found."},
            "oauth.client_not_found",
            "console",
        ),
        (
            400,
            {
                "error": "invalid_scope",
                "error_description": f"Invalid device flow scope: {PREFIX}chat.spaces",
            },
            "oauth.device_scope_refused",
            "chat.spaces",
        ),
        (400, {"error": "invalid_scope"}, "oauth.device_scope_refused", "--flow paste"),
        (403, {"error_code": "rate_limit_exceeded"}, "oauth.device_rate_limited", "few minutes"),
        (403, {"error": "rate_limit_exceeded"}, "oauth.device_rate_limited", "few minutes"),
        (403, {"error_code": ["rate"]}, "oauth.bad_answer", "network"),
        (403, {"error": "org_internal"}, "oauth.refused_by_policy", "internal"),
        (400, {"error": "admin_policy_enforced"}, "oauth.refused_by_policy", "administrator"),
        (401, {"error": "deleted_client"}, "oauth.client_deleted", "30 days"),
        (401, {"error": "disabled_client"}, "oauth.client_disabled", "console"),
        (503, None, "oauth.google_unavailable", "minute"),
        (200, {"error": "odd\x1b[31m"}, "oauth.token_refused", "doctor"),
        (200, None, "oauth.bad_answer", "network"),
        (200, [], "oauth.bad_answer", "network"),
        (404, "text", "oauth.bad_answer", "network"),
    ],
)
def test_why_there_is_no_code(
    problem: Caught, status: int, body: object, code: str, said: str
) -> None:
    found = problem(lambda: read_code(status, body, endpoints.GOOGLE))
    assert found.code == code
    told = " ".join((found.message, found.cause, found.remedy))
    assert said in told
    assert told.isprintable()
    assert "&#39;" not in told


def test_no_scope_of_chat_is_on_googles_list() -> None:
    asked = {scope for scope in KNOWN_SCOPES if "chat" in scope}
    assert len(asked) > 20
    assert not asked & DEVICE_SCOPES
    assert len(DEVICE_SCOPES) == 7


def test_a_refusal_names_what_is_not_on_the_list_and_the_other_ways() -> None:
    refused = device_refusal((OPENID, EMAIL, *DEFAULT_SCOPES, "odd\x1b[31m"))
    assert refused is not None
    assert (refused.code, refused.exit) == ("oauth.device_scopes", Exit.USAGE)
    assert "chat.spaces, chat.memberships, odd" in refused.message
    assert refused.message.isprintable()
    assert "email" not in refused.message
    assert "Nothing was sent." in refused.cause
    assert "--flow paste" in refused.remedy


@pytest.mark.parametrize(
    "scopes", [(), (OPENID,), ("email", "profile"), (EMAIL, PROFILE), (PREFIX + "drive.file",)]
)
def test_what_is_on_the_list_is_not_refused(scopes: tuple[str, ...]) -> None:
    assert device_refusal(scopes) is None


def test_the_scopes_are_named_as_on_the_list() -> None:
    assert device_names((OPENID, EMAIL, PROFILE, PREFIX + "drive.file")) == (
        f"openid email profile {PREFIX}drive.file"
    )
