"""The settings of a space that a request sends, in words: all of a new one, of a change what is to
be different."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from chattui.chat.audiences import (
    DISCOVER,
    JOIN,
    VIEW,
    audience_of,
    audience_words,
    principals_of,
)
from chattui.chat.models import part_of
from chattui.chat.permissions import may_words, permission_words
from chattui.safe_text import safe_text
from chattui.words import t


def setting_words(space: Mapping[str, Any], before: Mapping[str, Any]) -> Iterator[str]:
    """What is in Google's Space `space` and not in `before`, each setting by itself."""
    yield from _texts(space, before)
    history = space.get("spaceHistoryState")
    if history and history != before.get("spaceHistoryState"):
        yield t("history is kept") if history == "HISTORY_ON" else t("history is not kept")
    if space.get("externalUserAllowed"):
        yield t("people from outside may be added")
    if space.get("predefinedPermissionSettings") == "ANNOUNCEMENT_SPACE":
        yield t("only managers post")
    yield from _access(space, before)
    permissions = part_of(space, "permissionSettings")
    for name in permissions:
        who = may_words(part_of(permissions, name))
        if part_of(permissions, name) != part_of(part_of(before, "permissionSettings"), name):
            yield t("{permission}: {who}", permission=permission_words(name), who=who)


def _texts(space: Mapping[str, Any], before: Mapping[str, Any]) -> Iterator[str]:
    details, old = part_of(space, "spaceDetails"), part_of(before, "spaceDetails")
    texts = (
        (t("name"), space.get("displayName"), before.get("displayName")),
        (t("description"), details.get("description"), old.get("description")),
        (t("guidelines"), details.get("guidelines"), old.get("guidelines")),
    )
    for label, text, text_before in texts:
        if text and text != text_before:
            yield t("{label}: {text}", label=label, text=safe_text(str(text), limit=160))
        elif text == "" and text_before:
            yield t("{label}: none any more", label=label)


def _access(space: Mapping[str, Any], before: Mapping[str, Any]) -> Iterator[str]:
    new, old = audience_of(space), audience_of(before)
    if new != old and new:
        yield t("found and joined by {who}", who=audience_words(new))
    elif new != old:
        yield t("found by nobody but those who were added")
    settings = part_of(part_of(space, "accessSettings"), "accessPermissionSettings")
    for setting in (DISCOVER, JOIN, VIEW):
        audiences = principals_of(space, setting)
        if setting in settings and audiences != principals_of(before, setting):
            yield _who(setting, ", ".join(map(audience_words, audiences)))


def _who(setting: str, who: str) -> str:
    if setting == DISCOVER:
        return t("found by {who}", who=who) if who else t("nobody finds it who was not added")
    if setting == JOIN:
        return t("joined by {who}", who=who) if who else t("nobody joins who was not added")
    return t("members seen by {who}", who=who) if who else t("members seen by no audience")
