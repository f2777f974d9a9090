"""What scopes allow, in words."""

from __future__ import annotations

from collections.abc import Iterable

from chattui.oauth.scopes import IDENTITY_SCOPES, PURPOSES, Purpose, satisfied, short_name
from chattui.safe_text import safe_text
from chattui.words import t


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
