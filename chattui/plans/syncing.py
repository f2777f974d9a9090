"""Sync: make the members of a space those of a list or of another space.

The acting person and the last owner stay unless it is said that they go; apps are left alone, and
so are Google groups where the list names none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from chattui.chat.api import ChatClient
from chattui.chat.models import Membership
from chattui.chat.roles import MEMBER, OWNER
from chattui.plans.acting import Acting
from chattui.plans.already import Already
from chattui.plans.checks import (
    check_other_apps,
    check_targets,
    check_wanted,
    each_once,
    known_targets,
    names_of,
)
from chattui.plans.directory import Reads
from chattui.plans.making import Maker, refuse
from chattui.plans.model import Kind, Plan
from chattui.plans.outside import about_outsiders
from chattui.plans.present import Present
from chattui.plans.roster import Roster, name_of
from chattui.plans.wanted import APP, GROUP, PERSON, Target, Wanted
from chattui.words import t, tn


async def plan_sync(
    chat: ChatClient,
    acting: Acting,
    target: Target,
    wanted: Sequence[Wanted],
    *,
    now: float,
    add: bool = True,
    remove: bool = True,
    roles: bool = True,
    remove_me: bool = False,
    remove_last_owner: bool = False,
    reads: Reads | None = None,
) -> Plan:
    """Make the membership of `target` that of `wanted`.

    Without `add`, `remove` or `roles` that part is left out; who is added gets the role that is
    wanted for them. An invitation counts as a membership. Nobody is removed whose address is hidden
    while it is not clear who of `wanted` they may be.
    """
    present = Present(chat, acting, reads)
    problems = [*check_wanted(wanted), *check_other_apps(_others(wanted))]
    wanted = each_once(wanted)
    targets = await known_targets(present, [target], problems)
    problems += check_targets(targets, wanted if add else (), acting)
    who = await names_of(present.reads, wanted, problems)
    refuse(problems)
    target = targets[0]
    roster = Roster(target.space, await present.members(target.space), present)
    acting = await roster.find_me()
    change = await _compare(roster, wanted, who, remove=remove, remove_me=remove_me)
    change.limit(add=add, remove=remove, roles=roles)
    maker = Maker(Kind.SYNC_MEMBERS, acting, now)
    _keep_some(maker, change, roster, remove_me=remove_me, remove_last_owner=remove_last_owner)
    await _name_surplus(change, roster)
    _rows(maker, target, change, who, roster)
    maker.warnings += *about_outsiders(acting, change.missing, targets), *change.already.roles()
    return maker.plan(
        tn(
            "Match {space} to a list of {count} member",
            "Match {space} to a list of {count} members",
            len(wanted),
            space=target.label,
        )
    )


async def _name_surplus(change: _Change, roster: Roster) -> None:
    """Who is to go is named, and not told by an id."""
    if not all(roster.address_of(m) for m in change.surplus if m.kind == PERSON):
        await roster.look_up()


def _others(wanted: Sequence[Wanted]) -> list[Wanted]:
    """An exported list names other apps too: they stay where they are, and are no mistake."""
    return [each for each in wanted if each.kind != APP]


@dataclass(slots=True)
class _Change:
    """What is to be different in one space."""

    acting: Acting
    missing: list[Wanted] = field(default_factory=list)
    other_role: list[tuple[Wanted, Membership]] = field(default_factory=list)
    surplus: list[Membership] = field(default_factory=list)
    kept_hidden: int = 0
    already: Already = field(default_factory=Already)

    def limit(self, *, add: bool, remove: bool, roles: bool) -> None:
        """Leave the parts out that nobody asked for."""
        parts_asked: tuple[tuple[list[Any], bool], ...] = (
            (self.missing, add),
            (self.surplus, remove),
            (self.other_role, roles),
            (self.already.invited, roles),
        )
        for parts, asked in parts_asked:
            if not asked:
                parts.clear()
        self.kept_hidden = self.kept_hidden if remove else 0

    def owners_after(self, roster: Roster) -> set[str]:
        """Who owns the space afterwards, by `name_of` or address."""
        after = {name_of(member) for member in roster.owners if member.state == "JOINED"}
        after -= {name_of(member) for member in self.surplus}
        for wanted, member in self.other_role:
            (after.add if wanted.role == OWNER else after.discard)(name_of(member))
        return after | {wanted.who for wanted in self.missing if wanted.role == OWNER}


async def _compare(
    roster: Roster,
    wanted: Sequence[Wanted],
    who: Mapping[str, str],
    *,
    remove: bool,
    remove_me: bool,
) -> _Change:
    """Who is missing, has another role, and is there although nobody wants them."""
    change = _Change(roster.acting)
    found = {each.key: _known(roster, each, who) for each in wanted}
    if open_ := [each for each in wanted if found[each.key] is None]:
        await roster.look_up()
        found |= {each.key: _known(roster, each, who) for each in open_}
    open_ = [each for each in open_ if found[each.key] is None and each.kind != GROUP]
    leaving = [
        member
        for member in _surplus(roster, wanted, found)
        if remove and (remove_me or not roster.acting.is_member(member))
    ]
    if not (roster.hidden or leaving):
        # Else somebody who seems to be too many may be wanted under another address of theirs.
        open_ = [each for each in open_ if each.kind == APP]
    members = await roster.find_all(open_)
    found |= {each.key: member for each, member in zip(open_, members, strict=True)}
    for each in wanted:
        _sort(change, each, found[each.key])
    change.surplus = _surplus(roster, wanted, found)
    if roster.unsure:
        hidden = set(map(name_of, roster.hidden))
        seen = [member for member in change.surplus if name_of(member) not in hidden]
        change.kept_hidden = len(change.surplus) - len(seen)
        change.surplus = seen
    return change


def _known(roster: Roster, wanted: Wanted, who: Mapping[str, str]) -> Membership | None:
    if wanted.kind == PERSON:
        return roster.known(wanted.address)
    return roster.known(who[wanted.key])


def _sort(change: _Change, each: Wanted, member: Membership | None) -> None:
    if member is None:
        if each.kind != APP or each.address == "app":
            change.missing.append(each)
    elif not each.role or each.role == member.role:
        pass
    elif member.state == "INVITED":
        # An invited person has no role yet, or is a member to be.
        if each.role != MEMBER:
            change.already.invited.append(each.label)
    else:
        change.other_role.append((each, member))


def _surplus(
    roster: Roster, wanted: Sequence[Wanted], found: Mapping[str, Membership | None]
) -> list[Membership]:
    """Members that nobody wants; groups only where some are named, apps never."""
    kinds = {PERSON, GROUP} if any(each.kind == GROUP for each in wanted) else {PERSON}
    used = {name_of(member) for member in found.values() if member}
    return [m for m in roster.members if m.kind in kinds and name_of(m) not in used]


def _keep_some(
    maker: Maker, change: _Change, roster: Roster, *, remove_me: bool, remove_last_owner: bool
) -> None:
    """Leave out of the change whom nobody said to remove, and say so."""
    acting = change.acting
    if change.kept_hidden:
        maker.warn(
            "kept_hidden",
            tn(
                "{count} member whose address Google hides stays.",
                "{count} members whose addresses Google hides stay.",
                change.kept_hidden,
            ),
            t("Google did not say clearly which of the wanted addresses are theirs."),
            t("Remove them by name where they should go."),
        )
    people = [member for member in roster.members if member.kind == PERSON]
    gone = {name_of(member) for member in change.surplus}
    if len(gone) > 2 and gone.issuperset(map(name_of, people)):
        maker.warn(
            "nobody_stays",
            t("Nobody who is in the space now is in the list."),
            t("It may be the list of another space."),
        )
    mine = [member for member in change.surplus if acting.is_member(member)]
    if mine and not remove_me:
        change.surplus = [member for member in change.surplus if member not in mine]
        maker.warn(
            "kept_yourself",
            t("You stay in the space, although the list does not name you."),
            t("Whoever leaves a space may change nothing in it any more."),
        )
    owners = [member for member in roster.owners if member.state == "JOINED"]
    if owners and not change.owners_after(roster):
        _keep_last_owner(maker, change, roster, owners, remove_last_owner)


def _keep_last_owner(
    maker: Maker, change: _Change, roster: Roster, owners: list[Membership], remove: bool
) -> None:
    last = next((member for member in owners if change.acting.is_member(member)), owners[0])
    label = roster.address_of(last) or last.label
    if remove:
        maker.warn(
            "last_owner",
            t("The space is left without an owner: {name} was the last.", name=label),
            t("Then only an administrator can give it one."),
        )
        return
    change.surplus = [member for member in change.surplus if member is not last]
    change.other_role = [pair for pair in change.other_role if pair[1] is not last]
    maker.warn(
        "kept_last_owner",
        t("{name} stays an owner, although the list says otherwise.", name=label),
        t("The space would have no owner any more."),
        t("Name another owner in the list."),
    )


def _rows(
    maker: Maker, target: Target, change: _Change, who: Mapping[str, str], roster: Roster
) -> None:
    """Adds, then promotions, then what takes something away; the acting person last."""
    acting = change.acting
    promoted: list[int] = []
    for each in change.missing:
        added = maker.add(target, each, who[each.key])
        if each.role not in {"", MEMBER}:
            number = maker.role(target, each, each.role, None, (added,))
            promoted += [number] if each.role == OWNER else []
    for each, member in change.other_role:
        if each.role == OWNER:
            promoted.append(maker.role(target, each, OWNER, member))

    def after(member: Membership) -> tuple[int, ...]:
        if acting.is_member(member):
            return maker.rows_in(target.space)
        return tuple(promoted) if member.role == OWNER else ()

    lowered = [pair for pair in change.other_role if pair[0].role != OWNER]
    for mine in (False, True):
        for each, member in lowered:
            if acting.is_member(member) is mine:
                maker.role(target, each, each.role, member, after(member))
        for member in change.surplus:
            if acting.is_member(member) is mine:
                label = roster.address_of(member) or member.label
                maker.remove(target, member, label, after(member))
