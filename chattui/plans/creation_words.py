"""What making one space does, in words: its settings and its people, as its request has them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from chattui.chat.audiences import audience_of, audience_words
from chattui.chat.methods import MEMBERS_LIST
from chattui.chat.models import part_of
from chattui.chat.new_space import NewSpace
from chattui.chat.preview import sentences
from chattui.oauth.scopes import satisfied
from chattui.plans.model import Plan, Row
from chattui.words import t


def creation_words(plan: Plan, row: Row, scopes: tuple[str, ...]) -> Iterator[str]:
    """The sentences about `row`, the only one of `plan` that makes a space."""
    space = part_of(row.body, "space")
    listed = row.body.get("memberships", ())
    people = tuple(_who(one) for one in listed if isinstance(one, Mapping))
    kept = {"HISTORY_ON": True, "HISTORY_OFF": False}
    new = NewSpace(
        space_type=str(space.get("spaceType", "")),
        display_name=str(space.get("displayName", "")),
        history=kept.get(str(space.get("spaceHistoryState"))),
        external=space.get("externalUserAllowed") is True,
        announcement=space.get("predefinedPermissionSettings") == "ANNOUNCEMENT_SPACE",
        with_app=space.get("singleUserBotDm") is True,
    )
    blind = not satisfied((MEMBERS_LIST.scope,), scopes)
    said = sentences(new, plan.email, people, blind)
    if audience := audience_of(space):
        said.insert(-1, t("It can be found by {who}.", who=audience_words(audience)))
    yield from said


def _who(membership: Mapping[str, Any]) -> str:
    group = part_of(membership, "groupMember").get("name")
    return str(group or part_of(membership, "member").get("name", "")).removeprefix("users/")
