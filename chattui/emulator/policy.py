"""Who may use the emulated app at all: its audience, its test users, the administrator's word."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from chattui.emulator import invented
from chattui.emulator.directory import DOMAIN, Person
from chattui.emulator.errors import PageError
from chattui.emulator.scopes import IDENTITY, full
from chattui.emulator.settings import Settings

_PAGES: Final = {
    "access_denied": (
        403,
        "Access blocked: chattui emulator has not completed the Google verification process",
    ),
    "org_internal": (
        403,
        "Access blocked: chattui emulator can only be used within its organization",
    ),
    "admin_policy_enforced": (400, invented.POLICY_ENFORCED),
}


def blocked(error: str) -> PageError:
    """The page that says that the app is closed, by its error's name."""
    code, text = _PAGES[error]
    return PageError(code, error, text)


def check_person(settings: Settings, person: Person, scopes: Iterable[str]) -> None:
    """Raise the page that Google shows instead of consent to a person who may not consent."""
    if settings.consent_blocked:
        raise blocked(settings.consent_blocked)
    if is_gone(settings, person):
        raise PageError(403, "access_denied", invented.ACCOUNT_CLOSED)
    if settings.audience == "internal" and person.domain != DOMAIN:
        raise blocked("org_internal")
    testing = settings.publishing_status == "testing" and not set(scopes) <= IDENTITY
    if testing and settings.test_users is not None and person.email not in settings.test_users:
        raise blocked("access_denied")
    if restricted(settings, scopes):
        raise blocked("admin_policy_enforced")


def restricted(settings: Settings, scopes: Iterable[str]) -> bool:
    """Whether an administrator has restricted one of `scopes`."""
    return bool({full(name) for name in settings.restricted_scopes} & set(scopes))


def is_gone(settings: Settings, person: Person) -> bool:
    """Whether the account is suspended or deleted."""
    return person.email in settings.suspended or person.email in settings.deleted_people
