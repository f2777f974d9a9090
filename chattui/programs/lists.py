"""What is listed, as blocks: spaces, one space, a search, the members of a space."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from chattui.chat import methods
from chattui.programs.model import Block, Value
from chattui.programs.routes import block_of
from chattui.words import t

_SPACE: Final = ("name", "displayName", "spaceType", "spaceUri")
_MEMBER: Final = (
    "name",
    "member.name",
    "member.email",
    "member.displayName",
    "groupMember.name",
    "role",
    "state",
)
_KINDS: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "person": ("member.type", ("HUMAN",)),
    "app": ("member.type", ("BOT",)),
    "group": ("groupMember.name", ()),
}


@dataclass(frozen=True, slots=True)
class Listing:
    """Something that is looked at, and the scopes that it takes."""

    title: str
    blocks: tuple[Block, ...]
    scopes: tuple[str, ...]


def spaces_listed(
    *, space_type: str = "", words: Sequence[str] = (), admin: bool = False
) -> Listing:
    """The account's spaces (of one type: ``SPACE``), or with `admin` the organisation's; `words`
    that each occur in their line."""
    if admin:
        from chattui.chat.queries import AdminQuery

        return spaces_searched(AdminQuery().text(), words=words, admin=True, title=t("All spaces"))
    chosen = {"filter": f'space_type = "{space_type}"'} if space_type else {}
    block = _asked(
        methods.SPACES_LIST,
        {"pageSize": 1000, **chosen},
        _SPACE,
        pages="spaces",
        comment=t("The spaces; Google leaves out conversations in which nobody wrote."),
        label=t("Spaces"),
        words=tuple(words),
    )
    return Listing(t("My spaces"), (block,), (methods.SPACES_LIST.scope,))


def spaces_searched(
    query: str,
    *,
    order_by: str = "",
    words: Sequence[str] = (),
    admin: bool = False,
    title: str = "",
) -> Listing:
    """The spaces that Google's `query` finds."""
    order = {"orderBy": order_by} if order_by else {}
    block = _asked(
        methods.SPACES_SEARCH,
        {"query": query, **order, "pageSize": 1000 if admin else 100},
        tuple(f"space.{field}" for field in _SPACE),
        pages="results",
        admin=admin,
        comment=t("The named spaces that the query finds."),
        label=t("Spaces"),
        words=tuple(words),
    )
    needed = methods.SPACES_SEARCH.needs(admin=admin)
    return Listing(title or t("Search for spaces"), (block,), (needed,))


def chats_found(people: Sequence[str]) -> Listing:
    """The direct message with one person, or the group chats with just these."""
    users = [who if who.startswith("users/") else f"users/{who}" for who in people]
    title = t("Conversations with {people}", people=", ".join(people))
    if len(users) == 1:
        block = _asked(
            methods.SPACES_FIND_DIRECT_MESSAGE,
            {"name": users[0]},
            _SPACE,
            comment=t("The direct message with this person."),
            label=t("Direct message"),
        )
        return Listing(title, (block,), (methods.SPACES_FIND_DIRECT_MESSAGE.scope,))
    block = _asked(
        methods.SPACES_FIND_GROUP_CHATS,
        {"users": users, "spaceView": "SPACE_VIEW_EXPANDED", "pageSize": 30},
        _SPACE,
        pages="spaces",
        comment=t("The group chats with exactly these people."),
        label=t("Group chats"),
    )
    needed = (methods.SPACES_FIND_GROUP_CHATS.scope, methods.SPACES_GET.scope)
    return Listing(title, (block,), needed)


def space_shown(space: str, label: str, *, admin: bool = False) -> Listing:
    """One space and its members."""
    block = _asked(
        methods.SPACES_GET,
        {"name": space},
        (*_SPACE, "spaceDetails.description", "spaceHistoryState", "externalUserAllowed"),
        admin=admin,
        comment=t("The space itself."),
        label=t("Space"),
    )
    inside = members_listed(space, label, admin=admin)
    scopes = (methods.SPACES_GET.needs(admin=admin), *inside.scopes)
    return Listing(t("Show {space}", space=label), (block, *inside.blocks), scopes)


def members_listed(
    space: str,
    label: str,
    *,
    role: str = "",
    state: str = "",
    kind: str = "",
    outside: bool = False,
    words: Sequence[str] = (),
    admin: bool = False,
) -> Listing:
    """Who is in a space. `role` and `state` are Google's (``ROLE_MANAGER``, ``INVITED``), `kind`
    is ``person``, ``group`` or ``app``; `outside`, people of other organisations alone."""
    only: list[tuple[str, tuple[str, ...]]] = []
    only += [("role", (role,))] if role else []
    only += [("state", (state,))] if state else []
    only += [_KINDS[kind]] if kind else []
    only += [("affiliation", ("EXTERNAL", "MANAGED_EXTERNAL"))] if outside else []
    # With administrator access Google demands that a list leaves apps out.
    no_apps = {"filter": 'member.type != "BOT"'} if admin else {}
    block = _asked(
        methods.MEMBERS_LIST,
        {"parent": space, **no_apps, "pageSize": 1000, "showGroups": True, "showInvited": True},
        _MEMBER,
        pages="memberships",
        admin=admin,
        comment=t("The members, with Google groups and whoever is invited."),
        label=t("Members"),
        only=tuple(only),
        words=tuple(words),
    )
    needed = methods.MEMBERS_LIST.needs(admin=admin)
    return Listing(t("Members of {space}", space=label), (block,), (needed,))


def _asked(
    method: methods.Method,
    parameters: Mapping[str, Value],
    shows: tuple[str, ...],
    *,
    admin: bool = False,
    **fields: Any,
) -> Block:
    allowed = {"useAdminAccess": True} if admin and method.admin_scope else {}
    return block_of(method.id, parameters={**parameters, **allowed}, shows=shows, **fields)
