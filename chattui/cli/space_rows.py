"""The columns of a list of spaces."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from chattui.words import t

if TYPE_CHECKING:
    from chattui.chat.models import Space

USUAL = ("name", "type", "members", "last_active", "space", "uri")
IN_TEXT = ("space", "name", "type", "members", "last_active")
COLUMNS = (*USUAL, "groups", "created", "history", "external", "description")


def space_rows(spaces: Iterable[Space], *, for_scripts: bool) -> list[dict[str, str]]:
    """A row for each space: in words for a person, in Google's own values for a script."""
    now = datetime.now(UTC).astimezone()
    return [_for_scripts(space) if for_scripts else _in_words(space, now) for space in spaces]


def _in_words(space: Space, now: datetime) -> dict[str, str]:
    from chattui.chat.when import relative_time

    return {
        **_plain(space),
        "type": space.kind_words,
        "last_active": relative_time(space.last_active, now),
        "created": relative_time(space.created, now),
        "history": space.history_words,
        "external": t("yes") if space.external else t("no"),
    }


def _for_scripts(space: Space) -> dict[str, str]:
    return {
        **_plain(space),
        "type": space.space_type,
        "last_active": timestamp(space.last_active),
        "created": timestamp(space.created),
        "history": {None: "", True: "HISTORY_ON", False: "HISTORY_OFF"}[space.history],
        "external": "true" if space.external else "false",
    }


def _plain(space: Space) -> dict[str, str]:
    from chattui.chat.models import part_of, text_of

    return {
        "name": space.label,
        "members": "" if space.member_count is None else str(space.member_count),
        "groups": str(space.group_count),
        "space": space.name,
        "uri": space.uri,
        "description": text_of(part_of(space.raw, "spaceDetails"), "description", 4096),
    }


def timestamp(when: datetime | None) -> str:
    """A time as RFC 3339 writes it, in UTC; "" for none."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if when else ""
