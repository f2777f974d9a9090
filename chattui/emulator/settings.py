"""What tests and demos may change about the emulator, each by its name."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Final

DEVICE_SCOPES: Final = (
    *("openid", "email", "profile"),
    *("drive.appdata", "drive.file", "youtube", "youtube.readonly"),
)
"""The closed list of Google's page on the flow for TVs and limited-input devices."""

CLIENT_TYPES: Final = ("tv", "installed", "web")
_OR_NONE: Final = frozenset({"grant", "test_users", "delegated_scopes"})
_MAY_BE_NEGATIVE: Final = frozenset({"clock_skew_seconds"})


class SettingError(ValueError):
    """A setting that does not exist, or a value that it does not take."""


@dataclass(slots=True)
class Settings:
    """The switches of ``POST /_emulator/settings``; the defaults are what Google mostly does."""

    token_lifetime: int = 3599
    """Seconds that an access token lives."""
    code_lifetime: int = 600
    """Seconds that an authorization code lives."""
    publishing_status: str = "production"
    """``testing`` adds refresh_token_expires_in: 604799, and ends refresh tokens after 7 days."""
    quota_scale: float = 1.0
    """Multiplies every quota, those of a space and second too; none falls below one."""
    quota_speed: float = 1.0
    """How many times as fast quotas refill: with 1000 a minute's lasts 60 ms, and a second's 1."""
    show_people: bool = True
    """Whether answers carry people's displayName and email; Google does both."""
    strict_clients: bool = False
    """Whether only the emulator's own clients are known."""
    chat_api_enabled: bool = True
    chat_app_configured: bool = True
    chat_turned_on: bool = True
    people_api_enabled: bool = True
    cloud_identity_enabled: bool = True
    calendar_api_enabled: bool = True
    sheets_api_enabled: bool = True
    gmail_api_enabled: bool = True
    calendar_turned_on: bool = True
    """Whether people have the Calendar service at all; their administrator may turn it off."""
    gmail_turned_on: bool = True
    auto_consent: str = ""
    """The address that answers every consent request at once; empty shows the page."""
    grant: list[str] | None = None
    """The scopes, full or short, that automatic consent grants; None grants all."""
    latency_ms: int = 0
    """How long every answer is held back."""
    description_limit: int = 4096
    """Characters of a space's description: 4096 by discovery, 150 by an older client."""
    blocked: list[str] = field(default_factory=list)
    """More people who block everyone, beside the one of the directory."""
    no_auto_accept: list[str] = field(default_factory=list)
    """More people who are invited rather than added."""
    admins: list[str] = field(default_factory=lambda: ["ada@example.com"])
    """People with the administrator privilege that useAdminAccess requires."""
    existing_member: str = "conflict"
    """members.create of a member: ``conflict`` (409) or ``return`` (the membership)."""
    last_owner_may_leave: bool = True
    """Whether the last owner of a space may leave it, be removed, or become less."""
    list_empty_conversations: bool = False
    """Whether spaces.list shows group chats and direct messages without a message."""
    client_status: str = "active"
    """``deleted`` or ``disabled`` lets every client fail that way."""
    consent_blocked: str = ""
    """``access_denied`` (not a test user), ``org_internal`` or ``admin_policy_enforced``."""
    refuse_consent: bool = False
    """Whether the person of `auto_consent` refuses instead."""
    audience: str = "external"
    """``internal`` refuses people of other organizations (org_internal)."""
    test_users: list[str] | None = None
    """Who may consent while the publishing status is ``testing``; None lets everybody."""
    restricted_scopes: list[str] = field(default_factory=list)
    """Scopes, full or short, that an administrator restricts (admin_policy_enforced)."""
    suspended: list[str] = field(default_factory=list)
    """People whose accounts are suspended: no sign-in, no refresh, no call, no delegation."""
    deleted_people: list[str] = field(default_factory=list)
    """People whose accounts are deleted."""
    rapt_required: bool = False
    """Whether a refresh asks for re-authentication (invalid_rapt)."""
    clock_skew_seconds: int = 0
    """How far Google's clock is ahead of this machine's, or behind where it is negative: in the
    ``Date`` header, in ID tokens, and in what it thinks of a JWT's ``iat`` and ``exp``."""
    device_client_types: list[str] = field(default_factory=lambda: ["tv"])
    """The types of client that may use the device flow: ``tv``, ``installed``, ``web``. With
    ``installed`` the clients of users' own may, whose types the emulator cannot know."""
    device_scopes: list[str] = field(default_factory=lambda: list(DEVICE_SCOPES))
    """The scopes, full or short, that the device flow is for; the default is Google's list."""
    device_lifetime: int = 1800
    """Seconds that a device code lives."""
    device_interval: int = 5
    """Seconds between two polls of a device."""
    delegated_scopes: list[str] | None = None
    """What the administrator authorized for the emulator's service account, full or short; None
    where it is not in the Admin console's list at all."""
    web_redirect_uris: list[str] = field(
        default_factory=lambda: ["http://localhost:8080/", "http://127.0.0.1:8080/callback"]
    )
    """The redirects that the emulator's own web client has registered."""

    def apply(self, changes: dict[str, Any]) -> None:
        """Take `changes` over, all or none; raises `SettingError` naming the bad one."""
        known = {f.name for f in fields(self)}
        for name, value in changes.items():
            if name not in known:
                raise SettingError(f"There is no setting named {name!r}.")
            if not _fits(name, value, getattr(Settings(), name)):
                raise SettingError(f"The setting {name!r} does not take {value!r}.")
        for name, value in changes.items():
            setattr(self, name, value)

    def as_json(self) -> dict[str, Any]:
        """Every setting by its name."""
        return asdict(self)


_CHOICES: Final = {
    "publishing_status": ("production", "testing"),
    "existing_member": ("conflict", "return"),
    "audience": ("external", "internal"),
    "client_status": ("active", "deleted", "disabled"),
    "consent_blocked": ("", "access_denied", "org_internal", "admin_policy_enforced"),
}


def _fits(name: str, value: object, default: object) -> bool:
    if name in _CHOICES:
        return value in _CHOICES[name]
    if name in {"quota_scale", "quota_speed"}:
        return type(value) in {int, float} and 0 < float(str(value)) < math.inf
    if name in _OR_NONE and value is None:
        return True
    if isinstance(default, bool):
        return isinstance(value, bool)
    if isinstance(default, int):
        is_number = isinstance(value, int) and not isinstance(value, bool)
        return is_number and (name in _MAY_BE_NEGATIVE or int(str(value)) >= 0)
    if isinstance(default, str):
        return isinstance(value, str)
    if name == "device_client_types":
        return isinstance(value, list) and all(one in CLIENT_TYPES for one in value)
    return isinstance(value, list) and all(isinstance(one, str) for one in value)
