"""What scopes allow, and what they leave switched off, in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from chattui.oauth.scopes import IDENTITY_SCOPES, PURPOSES, Purpose, purpose, satisfied, short_name
from chattui.safe_text import safe_text
from chattui.tui.asking import DELEGATED
from chattui.words import t

if TYPE_CHECKING:
    from chattui.tui.flow import Finished
    from chattui.vault import AccountEntry


def purposes_of(scopes: Iterable[str]) -> tuple[Purpose, ...]:
    """The purposes that these scopes serve."""
    granted = tuple(scopes)
    return tuple(p for p in PURPOSES if satisfied(p.scopes, granted))


def _short_labels() -> dict[str, str]:
    return {
        "create": t("create spaces"),
        "see": t("see spaces"),
        "members": t("manage members"),
        "edit": t("change spaces"),
        "delete": t("delete spaces"),
        "read_messages": t("read messages"),
        "post_messages": t("post messages"),
        "admin_spaces": t("manage all spaces as administrator"),
        "admin_members": t("manage all members as administrator"),
        "admin_delete": t("delete any space as administrator"),
        "calendar": t("Calendar"),
        "sheets": t("Sheets"),
        "gmail": t("send mail"),
        "groups": t("look up groups"),
        "people": t("look up people"),
    }


def in_words(scopes: Iterable[str]) -> list[str]:
    """What these scopes allow, one line each; those that serve no purpose of ours by name."""
    return [p.label for p in purposes_of(scopes)] + _others(scopes)


def short_words(scopes: Iterable[str]) -> str:
    """The same on one line."""
    labels = _short_labels()
    parts = [labels.get(p.id, p.label) for p in purposes_of(scopes)] + _others(scopes)
    return " · ".join(parts) if parts else t("only telling who you are")


def _others(scopes: Iterable[str]) -> list[str]:
    granted = tuple(s for s in scopes if s not in IDENTITY_SCOPES)
    serving = purposes_of(granted)
    rest = [s for s in granted if not any(satisfied(p.scopes, (s,)) for p in serving)]
    return [safe_text(short_name(s), limit=80) for s in rest]


def switched_off(requested: Iterable[str], granted: Iterable[str]) -> list[str]:
    """What was asked for and not granted, and what does not work for that."""
    have = purposes_of(granted)
    return [p.off_words for p in purposes_of(requested) if p not in have]


def allows(account: AccountEntry, name: str) -> bool:
    """Whether `account` granted what a purpose (its id) needs."""
    return satisfied(purpose(name).scopes, account.scopes)


def off_words(name: str) -> str:
    """What does not work where a purpose (its id) was not granted."""
    return purpose(name).off_words


def why_off(account: AccountEntry, name: str) -> str:
    """Why what serves a purpose (its id) is switched off, and how `account` comes to allow it."""
    if account.kind == DELEGATED:
        remedy = t("An administrator authorizes it for the service account.")
    else:
        remedy = t("m asks Google to allow it.")
    return f"{off_words(name)} {remedy}"


def granted_words(finished: Finished) -> str:
    """What came of asking for more."""
    still = switched_off(finished.signed_in.requested, finished.account.scopes)
    if still:
        return t("Google was not allowed all of it: {off}", off=" ".join(still))
    return t("✓ Google allows it now.")


def allowed_words(account: AccountEntry) -> str:
    """What the sign-in allows of the main job, what it does not, and which key changes that."""
    can = _listed(account, True)
    cannot = _listed(account, False)
    if len(purposes_of(account.scopes)) == len(PURPOSES):
        return t("This sign-in allows all that chattui can do.")
    if not can:
        return t("This sign-in allows nothing yet. m asks Google to allow more.")
    if not cannot:
        return t("Allowed: {can}. m asks Google for more than that.", can=can)
    return t("Allowed: {can}. Not yet: {cannot} (m).", can=can, cannot=cannot)


def _listed(account: AccountEntry, granted: bool) -> str:
    verbs = {
        "create": t("make"),
        "see": t("see"),
        "edit": t("change"),
        "delete": t("delete"),
    }
    found = [verb for name, verb in verbs.items() if allows(account, name) == granted]
    parts = [t("{verbs} spaces", verbs=", ".join(found))] if found else []
    parts += [t("manage members")] if allows(account, "members") == granted else []
    return "; ".join(parts)
