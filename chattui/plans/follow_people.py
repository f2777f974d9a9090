"""Guests of an event and recipients of a mail: the people of a space, as far as their addresses are
known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from chattui.plans.acting import Acting
from chattui.plans.model import Action, Plan, Row
from chattui.plans.present import Present
from chattui.plans.roster import Roster
from chattui.plans.wanted import GROUP, PERSON
from chattui.workspace.gmail import can_receive


@dataclass(frozen=True, slots=True)
class People:
    """Addresses, each once, and who is left out since none is known."""

    addresses: tuple[str, ...] = ()
    groups: int = 0
    """Google groups, which Chat names by an id only."""
    hidden: int = 0
    """People whose address Google does not show."""


async def people_in(present: Present, space: str) -> People:
    """The people of a space that is there, without the acting person. Raises ProblemError."""
    roster = Roster(space, await present.members(space), present)
    await roster.look_up()
    found, groups, hidden = list[str](), 0, 0
    for member in roster.members:
        groups += member.kind == GROUP
        if member.kind != PERSON or present.acting.is_member(member):
            continue
        address = roster.address_of(member)
        hidden += not address
        found.append(address)
    return _people(found, groups, hidden, present.acting)


def people_of(plan: Plan, made: Row, acting: Acting) -> People:
    """The people of the space that `made`, a row of `plan`, makes, without the acting person."""
    names = [_name(membership) for membership in made.body.get("memberships", ())]
    space = f"row:{made.number}"
    for row in plan.rows:
        if row.action is Action.ADD_MEMBER and row.space == space:
            # A group that was looked up is called by its address.
            group = row.who.startswith("groups/") and "@" in row.who_label
            names.append(f"users/{row.who_label}" if group else row.who)
    names = [name for name in names if name not in {"users/app", acting.user_id}]
    groups = sum(name.startswith("groups/") for name in names)
    addresses = [name.removeprefix("users/") for name in names if "@" in name]
    return _people(addresses, groups, len(names) - groups - len(addresses), acting)


def named_people(addresses: Sequence[str], acting: Acting) -> People:
    """Those who are named themselves."""
    return _people(addresses, 0, 0, acting)


def _people(addresses: Iterable[str], groups: int, hidden: int, acting: Acting) -> People:
    once: dict[str, str] = {}
    for address in addresses:
        if can_receive(address) and not acting.is_address(address):
            once.setdefault(address.casefold(), address)
    return People(tuple(once.values()), groups, hidden)


def _name(membership: object) -> str:
    body = membership if isinstance(membership, dict) else {}
    whom = body.get("member") or body.get("groupMember") or {}
    return str(whom.get("name", ""))
