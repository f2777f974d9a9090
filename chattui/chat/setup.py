"""Google's Space and Memberships for a `NewSpace`: the bodies of spaces.setup and spaces.create."""

from __future__ import annotations

from typing import Any

from chattui.chat.models import DIRECT_MESSAGE
from chattui.chat.new_space import MEMBERS_LIMIT, NewSpace, is_consumer, people_to_add


def space_body(new: NewSpace, acting: str) -> dict[str, Any]:
    """Google's Space, as `acting` (an address) asks for it; without the permissions that only an
    edit can change."""
    space: dict[str, Any] = {"spaceType": new.space_type}
    if new.display_name:
        space["displayName"] = new.display_name
    texts = {"description": new.description, "guidelines": new.guidelines}
    if details := {name: text for name, text in texts.items() if text}:
        space["spaceDetails"] = details
    if new.history is not None:
        space["spaceHistoryState"] = "HISTORY_ON" if new.history else "HISTORY_OFF"
    if new.external and not is_consumer(acting):
        space["externalUserAllowed"] = True
    if new.announcement:
        space["predefinedPermissionSettings"] = "ANNOUNCEMENT_SPACE"
    if new.audience:
        space["accessSettings"] = {"audience": new.audience}
    if new.space_type == DIRECT_MESSAGE:
        space["singleUserBotDm"] = new.with_app
    return space


def membership_body(who: str) -> dict[str, Any]:
    """Google's Membership for ``users/ADDRESS`` or an address, ``groups/ID`` or ``users/app``."""
    if who.startswith("groups/"):
        return {"groupMember": {"name": who}}
    name = who if who.startswith("users/") else f"users/{who}"
    return {"member": {"name": name, "type": "BOT" if name == "users/app" else "HUMAN"}}


def first_and_later(new: NewSpace, acting: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Who comes with the space itself (at most `MEMBERS_LIMIT`), and who is added afterwards:
    groups, which count for many, and then people in their order; ``groups/ID``, ``users/ADDRESS``.
    """
    groups = tuple(dict.fromkeys(new.groups))
    people = tuple(f"users/{address}" for address in people_to_add(new, acting))
    everyone = (*groups, *people)
    return everyone[:MEMBERS_LIMIT], everyone[MEMBERS_LIMIT:]
