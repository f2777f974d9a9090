"""Template: a space's settings and its people with their roles, to make other spaces from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from chattui.chat.audiences import audience_of, principals_of
from chattui.chat.models import SPACE, Membership, Space, part_of
from chattui.chat.new_space import NewSpace
from chattui.chat.permissions import POST, SETTABLE, VIEW_MEMBERS, level_of, permission_words
from chattui.chat.roles import MEMBER, ROLES
from chattui.chat.texts import DESCRIPTION_LIMIT, GUIDELINES_LIMIT
from chattui.safe_text import safe_text
from chattui.words import t, tn

PERSON: Final = "person"
GROUP: Final = "group"
APP: Final = "app"
_KINDS: Final = (PERSON, GROUP, APP)


@dataclass(frozen=True, slots=True)
class TemplatePerson:
    """Somebody who should be in the space."""

    address: str
    """An e-mail address, ``users/ID``, ``groups/ID`` or ``app`` for the client's own app."""
    role: str = MEMBER
    kind: str = PERSON
    """`PERSON`, `GROUP` (whose role is nothing but `MEMBER`) or `APP`."""


@dataclass(frozen=True, slots=True)
class Template:
    """What a space made from it is like."""

    new: NewSpace = field(default_factory=NewSpace)
    """The settings; its `members` and `groups` are empty, since `people` holds them."""
    people: tuple[TemplatePerson, ...] = ()
    left_out: tuple[str, ...] = field(default=(), compare=False)
    """What the space has and a template cannot hold, as sentences."""


def template_of(space: Space, members: Iterable[Membership] = ()) -> Template:
    """The template of `space`, as ``spaces.get`` gave it, and of these members."""
    people, strangers = _people(members)
    named = space.space_type == SPACE
    details = part_of(space.raw, "spaceDetails")
    permissions, odd = _permissions(space) if named else ((), [])
    new = NewSpace(
        space_type=space.space_type or SPACE,
        display_name=space.display_name if named else "",
        description=_text(details.get("description"), DESCRIPTION_LIMIT),
        guidelines=_text(details.get("guidelines"), GUIDELINES_LIMIT),
        history=space.history,
        external=space.external,
        announcement=space.announcement,
        audience=audience_of(space.raw) if named else "",
        with_app=space.with_app,
        permissions=permissions,
    )
    return Template(new, people, (*_left_out(space, strangers), *odd))


def _text(value: object, limit: int) -> str:
    return safe_text(value, limit=limit, lines=True) if isinstance(value, str) else ""


def _permissions(space: Space) -> tuple[tuple[tuple[str, str], ...], list[str]]:
    """The levels, and a sentence for each combination that has none."""
    settings = part_of(space.raw, "permissionSettings")
    levels, odd = [], []
    for name in SETTABLE:
        level = level_of(part_of(settings, name))
        if level:
            levels.append((name, level))
        elif name in settings:
            odd.append(
                t(
                    "The permission “{permission}” is set in a way that has no name.",
                    permission=permission_words(name),
                )
            )
    return tuple(levels), odd


def _people(members: Iterable[Membership]) -> tuple[tuple[TemplatePerson, ...], int]:
    """Those that can be named, by their role, and how many apps cannot be added by anybody."""
    found: dict[str, TemplatePerson] = {}
    apps = 0
    for member in members:
        if member.kind == APP:
            apps += 1
        elif address := member.group_name or member.email or member.user_name:
            role = member.role if member.role in ROLES and not member.group_name else MEMBER
            found.setdefault(address, TemplatePerson(address, role, member.kind))
    ranked = sorted(found.values(), key=lambda p: (_KINDS.index(p.kind), ROLES.index(p.role)))
    return tuple(ranked), apps


def _left_out(space: Space, apps: int) -> Iterator[str]:
    if apps:
        yield tn(
            "{count} app is left out: a program can add no other app than its own.",
            "{count} apps are left out: a program can add no other app than its own.",
            apps,
        )
    apart = ("discoverSpaceSetting", "joinSpaceSetting")
    audience = audience_of(space.raw)
    if any(set(principals_of(space.raw, name)) - {audience} for name in apart):
        yield t("Who may find the space apart from who may join it is left out.")
    if principals_of(space.raw, "viewSpaceMembershipSetting"):
        yield t(
            "The audience of “{permission}” is left out.",
            permission=permission_words(VIEW_MEMBERS),
        )
    posting = part_of(part_of(space.raw, "permissionSettings"), POST)
    if posting.get("membersAllowed") is not True and posting.get("managersAllowed") is False:
        yield t(
            "The permission “{permission}” is set in a way that has no name.",
            permission=permission_words(POST),
        )
