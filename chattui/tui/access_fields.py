"""The lines of a form about who may find a space, who may join, and who sees its members."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from chattui.chat.audiences import DISCOVER, JOIN, VIEW, audience_of, principals_of, who_may
from chattui.chat.models import Space
from chattui.tui.widgets.audience_field import AudienceField
from chattui.words import t

if TYPE_CHECKING:
    from textual.widget import Widget

    from chattui.chat.edits import SpaceEdit

SAME = "same"


def access_fields() -> list[Widget]:
    """Who may find the space, and who may join it."""
    return [
        AudienceField(t("Who may find"), (("", t("Those who were added")),), "find"),
        AudienceField(t("Who may join"), ((SAME, t("The same")), ("", t("Nobody"))), "join"),
    ]


def view_field() -> Widget:
    """Who sees the members beside those that are some: only where all members do."""
    return AudienceField(t("Seen also by"), (("", t("Nobody else")),), "view")


def _now(space: Space) -> dict[str, str]:
    """The audience of each field, by its name; Google's own pages give one at most."""
    audiences = {
        "find": who_may(space.raw, DISCOVER),
        "join": who_may(space.raw, JOIN),
        "view": principals_of(space.raw, VIEW),
    }
    return {name: next(iter(found), "") for name, found in audiences.items()}


def show_access(form: Widget, space: Space) -> None:
    """Fill in what is so now."""
    now = _now(space)
    if now["join"] == now["find"]:
        now["join"] = SAME
    for name, audience in now.items():
        for field in form.query(f"#{name}-row").results(AudienceField):
            field.value = audience


def with_access(form: Widget, space: Space, edit: SpaceEdit) -> SpaceEdit:
    """`edit` with what the fields say otherwise than it is."""
    now, said = _now(space), {}
    for name in now:
        for field in form.query(f"#{name}-row").results(AudienceField):
            said[name] = field.value
    if "find" in said:
        together = said["join"] == SAME
        wanted = said["find"], said["find"] if together else said["join"]
        if wanted != (now["find"], now["join"]):
            if together and said["find"] != audience_of(space.raw):
                edit = replace(edit, audience=said["find"])
            else:
                edit = replace(edit, discover=wanted[0], join=wanted[1])
    shown = [field for field in form.query("#view-row") if not field.has_class("hidden")]
    if shown and said["view"] != now["view"]:
        edit = replace(edit, view=said["view"])
    return edit
