"""How far one is with each step, by what is known, and how that is known, in words."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from chattui.guide.facts import STEPS_BY_CHECK, Facts
from chattui.guide.model import Standing
from chattui.oauth.endings import is_testing
from chattui.oauth.scopes import IDENTITY_SCOPES, short_name
from chattui.safe_text import safe_text, short_id
from chattui.words import t, tn

if TYPE_CHECKING:
    from chattui.vault import AccountEntry, ClientEntry

DAY = 86_400.0
PERSONAL = frozenset({"gmail.com", "googlemail.com"})
CLIENT_KINDS = frozenset({"installed", "web"})
LASTING = frozenset({"workspace-account", "chat-api", "chat-app"})
"""Steps of which Google's last word still holds; clients and sign-ins can be gone since."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a step."""

    standing: Standing = Standing.OPEN
    words: str = ""
    is_optional: bool = False


def known_of(step_id: str, facts: Facts) -> Known:
    """What is known of a step; OPEN without words where nothing is."""
    known = _RULES[step_id](facts)
    if known.words:
        return known
    at = facts.ticks.checked.get(facts.project, {}).get(step_id)
    if at is not None and step_id in LASTING:
        return _done(t("Google said so, {when}.", when=facts.when(at)))
    found = facts.check(_CHECKS.get(step_id, ""))
    return Known(words=found.words) if found else known  # why it could not be told


def _done(words: str) -> Known:
    return Known(Standing.DONE, words)


def _checked(facts: Facts, name: str) -> Known | None:
    """What a live check said, where it came to a result."""
    found = facts.check(name)
    if found is None:
        return None
    from chattui.health import State  # only where something was asked: the checks import much

    if found.state not in {State.PASSED, State.FAILED}:
        return None
    standing = Standing.DONE if found.state is State.PASSED else Standing.TROUBLE
    return Known(standing, found.words)


def _clients(facts: Facts) -> list[ClientEntry]:
    return [client for client in facts.clients if client.kind in CLIENT_KINDS]


def _people(facts: Facts) -> list[AccountEntry]:
    """Those who signed in themselves."""
    return [account for account in facts.accounts if account.kind == "user"]


def _delegated(facts: Facts) -> AccountEntry | None:
    """The account that a service account acts for, where nothing else is known of."""
    acted_for = [account for account in facts.accounts if account.kind == "delegation"]
    return acted_for[0] if acted_for and not _clients(facts) else None


def _email(account: AccountEntry) -> str:
    return safe_text(account.email, limit=80)


def _not_needed(facts: Facts) -> Known | None:
    """Where a service account acts, or is there to act: no consent, no client."""
    if not facts.clients or _clients(facts):
        return None
    account = _delegated(facts)
    words = (
        t("Not needed: a service account acts for {email}.", email=_email(account))
        if account
        else t("Not needed with the key of a service account.")
    )
    return Known(Standing.OPEN, words, is_optional=True)


def _workspace_account(facts: Facts) -> Known:
    if told := _checked(facts, "workspace"):
        return told
    if facts.created_at:
        return _by_creation(facts)
    if not facts.accounts:
        return Known()
    account = facts.accounts[0]
    if account.email.casefold().rpartition("@")[2] in PERSONAL:
        words = t("{email} is a personal account, of no organisation.", email=_email(account))
        return Known(Standing.TROUBLE, words)
    if account.kind == "delegation":
        return _done(
            t(
                "{email} belongs to the organisation that authorized the service account.",
                email=_email(account),
            )
        )
    return Known()


def _project(facts: Facts) -> Known:
    if not facts.clients:
        return Known()
    client = (_clients(facts) or facts.clients)[0]
    name = safe_text(client.name, limit=60)
    if not facts.project:
        return _done(t("The client {name} was made in one.", name=name))
    if client.kind not in CLIENT_KINDS:
        return _done(
            t(
                "{project}: the service account of the key {name} is of it.",
                project=facts.project,
                name=name,
            )
        )
    return _done(
        t("{project}: the client {name} was made in it.", project=facts.project, name=name)
    )


def _chat_api(facts: Facts) -> Known:
    if told := _checked(facts, "api"):
        return told
    if facts.listed_at:
        return _done(t("Google listed the spaces, {when}.", when=facts.when(facts.listed_at)))
    return _by_creation(facts)


def _by_creation(facts: Facts) -> Known:
    if not facts.created_at:
        return Known()
    return _done(t("A space was created from here, {when}.", when=facts.when(facts.created_at)))


def _chat_app(facts: Facts) -> Known:
    return _checked(facts, "app") or _by_creation(facts)


def _consent(facts: Facts) -> Known:
    if skipped := _not_needed(facts):
        return skipped
    if not _clients(facts):
        return Known()
    return _done(t("There is a client, and Google makes none before."))


def _audience(facts: Facts) -> Known:
    if skipped := _not_needed(facts):
        return skipped
    people = _people(facts)
    if not people:
        return Known()
    account = people[0]
    ends = account.refresh_expires_at or math.inf
    if account.how == "import" or not _beyond_identity(account):
        # When it began is not known; who somebody is may be told for longer than seven days.
        return _done(
            t(
                "{email} was let in; whether for seven days only is not known.",
                email=_email(account),
            )
        )
    if is_testing(account) and ends <= facts.now:
        words = t("In Testing: the sign-in of {email} lasted seven days.", email=_email(account))
        return Known(Standing.OPEN, words)
    if is_testing(account):
        left = math.ceil((ends - facts.now) / DAY)
        words = tn(
            "In Testing: the sign-in of {email} ends within {count} day.",
            "In Testing: the sign-in of {email} ends in {count} days.",
            left,
            email=_email(account),
        )
        return Known(Standing.OPEN, words)
    return _done(t("{email} was let in, and not for seven days only.", email=_email(account)))


def _scopes(facts: Facts) -> Known:
    if skipped := _not_needed(facts):
        return skipped
    people = _people(facts)
    granted = _beyond_identity(people[0]) if people else []
    if not granted:
        return Known()
    return _done(t("Granted: {scopes}.", scopes=_names(granted)))


def _beyond_identity(account: AccountEntry) -> list[str]:
    return [scope for scope in account.scopes if scope not in IDENTITY_SCOPES]


def _names(scopes: Iterable[str]) -> str:
    return ", ".join(safe_text(short_name(scope), limit=80) for scope in scopes)


def _client(facts: Facts) -> Known:
    if skipped := _not_needed(facts):
        return skipped
    if told := _checked(facts, "client"):
        return told
    clients = _clients(facts)
    if not clients:
        return Known()
    return _done(t("{client}, in the vault.", client=short_id(clients[0].client_id)))


def _file(facts: Facts) -> Known:
    if not facts.clients:
        return Known()
    return _done(t("It was imported, {when}.", when=facts.when(facts.clients[0].added_at)))


def _import(facts: Facts) -> Known:
    if not facts.clients:
        return Known()
    name = safe_text(facts.clients[0].name, limit=60)
    return _done(t("The vault holds it as {name}.", name=name))


def _sign_in(facts: Facts) -> Known:
    for name in ("grant", "scopes"):
        told = _checked(facts, name)
        if told is not None and told.standing is Standing.TROUBLE:
            return told
    if told := _checked(facts, "grant"):
        return told
    if not facts.accounts and _not_needed(facts):
        return Known(
            words=t("A key acts for people once it is authorized: `chattui guide delegation`.")
        )
    if not facts.accounts:
        return Known()
    account = facts.accounts[0]
    ends = account.refresh_expires_at
    if ends is not None and ends <= facts.now:
        words = t("The sign-in of {email} has ended.", email=_email(account))
        return Known(Standing.TROUBLE, words)
    if account.kind == "delegation":
        return _done(t("A service account acts for {email}.", email=_email(account)))
    return _done(t("{email} is signed in.", email=_email(account)))


_CHECKS: Final = {step: check for check, step in STEPS_BY_CHECK.items()}

_RULES: Final[dict[str, Callable[[Facts], Known]]] = {
    "workspace-account": _workspace_account,
    "project": _project,
    "chat-api": _chat_api,
    "chat-app": _chat_app,
    "consent": _consent,
    "audience": _audience,
    "scopes": _scopes,
    "client": _client,
    "file": _file,
    "import": _import,
    "sign-in": _sign_in,
    "first-space": _by_creation,
}
