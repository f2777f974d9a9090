"""The requests that an edit of a space takes, one function for each group of fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from chattui.chat.audiences import (
    DISCOVER,
    JOIN,
    VIEW,
    audience_of,
    audience_words,
    is_set_apart,
    principals_of,
    setting_for,
    who_may,
)
from chattui.chat.models import Space, part_of
from chattui.chat.permissions import (
    EVERYONE,
    SETTABLE,
    VIEW_MEMBERS,
    level_of,
    level_words,
    permission_words,
    setting_of,
)
from chattui.chat.space_edit import Patch, SpaceEdit
from chattui.safe_text import safe_text
from chattui.words import t

_ACCESS = "access_settings.access_permission_settings"


def all_patches(edit: SpaceEdit, space: Space, *, admin: bool) -> Iterator[Patch]:
    """One patch for each request, in their order. With administrator access only what Google
    takes then; `check_edit` tells of the others."""
    if edit.to_space is not None and not admin:
        yield _to_space(edit.to_space)
    yield from _name_and_details(edit, space)
    if not admin:
        yield from _history(edit, space)
        yield from _audience(edit, space)
        yield from _access(_with_audience(edit, space), space)
    yield from _permissions(edit, space)
    if not admin:
        yield from _view(edit, space)


def _to_space(name: str) -> Patch:
    body = {"spaceType": "SPACE", "displayName": name}
    words = t("Turn the group chat into the space “{name}”.", name=safe_text(name))
    return Patch(body, "space_type,display_name", words)


def _text(raw: Mapping[str, Any], key: str) -> str:
    value = raw.get(key)
    return value if isinstance(value, str) else ""


def _name_and_details(edit: SpaceEdit, space: Space) -> Iterator[Patch]:
    """The name and both details in one request: Google wants both details or none."""
    body: dict[str, Any] = {}
    before: dict[str, Any] = {}
    said, mask = [], []
    name = _text(space.raw, "displayName")
    if edit.display_name is not None and edit.display_name != name:
        body["displayName"], before["displayName"] = edit.display_name, name
        mask.append("display_name")
        said.append(t("Change the name to “{name}”.", name=safe_text(edit.display_name)))
    now = part_of(space.raw, "spaceDetails")
    old = {key: _text(now, key) for key in ("description", "guidelines")}
    new = dict(old)
    if edit.description is not None and edit.description != old["description"]:
        new["description"] = edit.description
        said.append(t("Change the description.") if edit.description else _no_description())
    if edit.guidelines is not None and edit.guidelines != old["guidelines"]:
        new["guidelines"] = edit.guidelines
        said.append(t("Change the guidelines.") if edit.guidelines else _no_guidelines())
    if new != old:
        body["spaceDetails"], before["spaceDetails"] = new, old
        mask.append("space_details")
    if mask:
        yield Patch(body, ",".join(mask), " ".join(said), before)


def _no_description() -> str:
    return t("Take the description away.")


def _no_guidelines() -> str:
    return t("Take the guidelines away.")


def _history(edit: SpaceEdit, space: Space) -> Iterator[Patch]:
    if edit.history is None or edit.history == space.history:
        return
    state = "HISTORY_ON" if edit.history else "HISTORY_OFF"
    words = t("Turn history on.") if edit.history else t("Turn history off.")
    key = "spaceHistoryState"
    before = {} if space.history is None else {key: _text(space.raw, key)}
    yield Patch({key: state}, "space_history_state", words, before)


def _audience(edit: SpaceEdit, space: Space) -> Iterator[Patch]:
    old = audience_of(space.raw)
    if edit.audience is None or edit.audience == old:
        return
    words = (
        t("Let it be found and joined by {audience}.", audience=audience_words(edit.audience))
        if edit.audience
        else t("Let it be found by those alone who were added.")
    )
    yield Patch(
        _audience_body(edit.audience), "access_settings.audience", words, _audience_body(old)
    )


def _audience_body(name: str) -> dict[str, Any]:
    # An empty audience, not a missing accessSettings: the field in the mask says that it goes.
    return {"accessSettings": {"audience": name} if name else {}}


def _with_audience(edit: SpaceEdit, space: Space) -> SpaceEdit:
    """`edit`, whose audience stands for who may find and join the space also where that was set
    apart: a space that is to be private is found by nobody then."""
    if edit.audience is None or not is_set_apart(space.raw):
        return edit
    return replace(edit, discover=edit.audience, join=edit.audience)


def _access(edit: SpaceEdit, space: Space) -> Iterator[Patch]:
    """Who may find it and who may join: Google takes both of them together, and nothing else.
    Where one audience stood for both so far, both are sent."""
    both = who_may(space.raw, DISCOVER) != principals_of(space.raw, DISCOVER)
    body: dict[str, Any] = {}
    before: dict[str, Any] = {}
    said = []
    for setting, wanted in ((DISCOVER, edit.discover), (JOIN, edit.join)):
        old = who_may(space.raw, setting)
        changes = wanted is not None and old != ((wanted,) if wanted else ())
        if changes or both:
            new = wanted if wanted is not None else next(iter(old), "")
            body[setting] = setting_for(new)
            before[setting] = {"principals": [{"audience": {"name": name}} for name in old]}
        if changes:
            said.append(_access_words(setting, audience_words(wanted or "")))
    if said:
        mask = ",".join(f"{_ACCESS}.{setting}" for setting in body)
        yield Patch(_access_body(body), mask, " ".join(said), _access_body(before))


def _access_words(setting: str, who: str) -> str:
    if setting == DISCOVER:
        return t("Who may find it: {who}.", who=who)
    return t("Who may join: {who}.", who=who)


def _access_body(settings: Mapping[str, Any]) -> dict[str, Any]:
    return {"accessSettings": {"accessPermissionSettings": dict(settings)}}


def _permissions(edit: SpaceEdit, space: Space) -> Iterator[Patch]:
    now = part_of(space.raw, "permissionSettings")
    changed = {
        name: edit.permissions[name]
        for name in SETTABLE
        if name in edit.permissions and name != VIEW_MEMBERS
        if level_of(part_of(now, name)) != edit.permissions[name]
    }
    if not changed:
        return
    yield Patch(
        {"permissionSettings": {name: setting_of(level) for name, level in changed.items()}},
        ",".join(f"permission_settings.{name}" for name in changed),
        " ".join(_permission_sentence(name, level) for name, level in changed.items()),
        {"permissionSettings": {name: dict(part_of(now, name)) for name in changed}},
    )


def _permission_sentence(name: str, level: str) -> str:
    return t("{permission}: {who}.", permission=permission_words(name), who=level_words(level))


def _view(edit: SpaceEdit, space: Space) -> Iterator[Patch]:
    """Who sees the members: Google wants the permission and the audience at once, the audience
    only where all members may, and none where they may not."""
    setting = part_of(part_of(space.raw, "permissionSettings"), VIEW_MEMBERS)
    old_audiences = principals_of(space.raw, VIEW)
    level = edit.permissions.get(VIEW_MEMBERS) or (EVERYONE if edit.view else level_of(setting))
    audience = edit.view
    if audience is None:
        audience = old_audiences[0] if old_audiences and level == EVERYONE else ""
    same = old_audiences == ((audience,) if audience else ())
    if not level or (level == level_of(setting) and same):
        return
    said = [_permission_sentence(VIEW_MEMBERS, level)]
    if audience:
        said.append(t("So may {who}.", who=audience_words(audience)))
    body = {"permissionSettings": {VIEW_MEMBERS: setting_of(level)}}
    old: dict[str, Any] = {"permissionSettings": {VIEW_MEMBERS: dict(setting)}}
    was = {"principals": [{"audience": {"name": name}} for name in old_audiences]}
    yield Patch(
        body | _access_body({VIEW: setting_for(audience)}),
        f"permission_settings.{VIEW_MEMBERS},{_ACCESS}.{VIEW}",
        " ".join(said),
        old | _access_body({VIEW: was if old_audiences else {}}),
    )
