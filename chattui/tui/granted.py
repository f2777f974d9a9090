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


def in_words(scopes: Iterable[str]) -> list[str]:
    """What these scopes allow, one line each; those that serve no purpose of ours by name."""
    granted = tuple(s for s in scopes if s not in IDENTITY_SCOPES)
    serving = [p for p in PURPOSES if satisfied(p.scopes, granted)]
    rest = [s for s in granted if not any(satisfied(p.scopes, (s,)) for p in serving)]
    return [p.label for p in serving] + [safe_text(short_name(s), limit=80) for s in rest]


def switched_off(requested: Iterable[str], granted: Iterable[str]) -> list[str]:
    """What was asked for and not granted, and what does not work for that."""
    asked, have = tuple(requested), tuple(granted)
    return [
        p.off_words
        for p in PURPOSES
        if satisfied(p.scopes, asked) and not satisfied(p.scopes, have)
    ]


def short_words(scopes: Iterable[str]) -> str:
    """The same on one line."""
    lines = in_words(scopes)
    return " · ".join(lines) if lines else t("nothing but telling who you are")
