"""What Google gives device codes for, and what is said before one is asked for in vain."""

from __future__ import annotations

from collections.abc import Iterable

from chattui.oauth.answers import CLIENTS_PAGE
from chattui.oauth.scopes import EMAIL, OPENID, PREFIX, PROFILE, short_name, with_identity
from chattui.problem import Exit, Problem
from chattui.safe_text import safe_text
from chattui.words import t

DEVICE_SCOPES = frozenset(
    {
        OPENID,
        EMAIL,
        PROFILE,
        PREFIX + "drive.appdata",
        PREFIX + "drive.file",
        PREFIX + "youtube",
        PREFIX + "youtube.readonly",
    }
)
"""Google's closed list (limited-input-device page, "Allowed scopes"); none of Chat is in it."""

_OWN_NAMES = {EMAIL: "email", PROFILE: "profile"}
"""The list names these two as OpenID Connect does."""


def not_for_devices(scopes: Iterable[str]) -> tuple[str, ...]:
    """Those of `scopes`, in full, that Google's list does not have."""
    return tuple(scope for scope in with_identity(scopes) if scope not in DEVICE_SCOPES)


def device_names(scopes: Iterable[str]) -> str:
    """`scopes` as the device endpoint is asked for them: separated by spaces, as listed."""
    return " ".join(_OWN_NAMES.get(scope, scope) for scope in scopes)


def device_refusal(scopes: Iterable[str]) -> Problem | None:
    """Why Google will give no device code for `scopes`; None where its list has all of them.

    To be shown before anything is sent: ``oauth.device_scopes`` (exit 2).
    """
    outside = not_for_devices(scopes)
    if not outside:
        return None
    names = ", ".join(short_name(scope) for scope in outside)
    return Problem(
        "oauth.device_scopes",
        t("Google gives no device code for these scopes: {scopes}.", scopes=safe_text(names)),
        t(
            "Its list of scopes for device codes is short, and no scope of Google Chat is on it."
            " Nothing was sent."
        ),
        t(
            "Sign in with `chattui login --flow paste`, which works over ssh too. Where only the"
            " identity is needed, `chattui login --flow device --scope email` asks for a code."
        ),
        "https://developers.google.com/identity/protocols/oauth2/limited-input-device",
        Exit.USAGE,
    )


def web_refusal() -> Problem:
    """Why a web client gets no device code; to be shown before anything is sent."""
    return Problem(
        "oauth.device_web_client",
        t("Google gives no device code to a web client."),
        t("Only clients of the type TVs and Limited Input devices get one. Nothing was sent."),
        t(
            "Create a client of that type in Google Auth platform › Clients and import its file,"
            " or sign in with `chattui login --flow paste`."
        ),
        CLIENTS_PAGE,
        Exit.USAGE,
    )
