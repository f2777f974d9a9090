"""Plans of people in spaces: add, remove and roles.

They read what is there first and raise ProblemError with everything that is wrong at once. What
would change nothing is no row, but counted in the plan's warnings.
"""

from __future__ import annotations

from collections.abc import Sequence

from chattui.chat.api import ChatClient
from chattui.chat.models import Membership
from chattui.chat.roles import MEMBER, OWNER, rank
from chattui.plans.acting import Acting
from chattui.plans.allowed import warn_of_refusals
from chattui.plans.already import Already, not_an_owner, warn_of_owners
from chattui.plans.checks import (
    check_other_apps,
    check_targets,
    check_wanted,
    each_once,
    known_targets,
    names_of,
)
from chattui.plans.directory import Reads
from chattui.plans.here import Here, look_into
from chattui.plans.making import Maker, mistake, names, refuse
from chattui.plans.model import Action, Kind, Plan
from chattui.plans.outside import about_outsiders
from chattui.plans.present import Present
from chattui.plans.roster import wanted_from_space
from chattui.plans.syncing import plan_sync
from chattui.plans.wanted import Target, Wanted
from chattui.problem import Problem
from chattui.words import t, tn

__all__ = ["plan_add", "plan_remove", "plan_roles", "plan_sync", "wanted_from_space"]


async def plan_add(
    chat: ChatClient,
    acting: Acting,
    targets: Sequence[Target],
    wanted: Sequence[Wanted],
    *,
    now: float,
    reads: Reads | None = None,
    kind: Kind = Kind.ADD_MEMBERS,
) -> Plan:
    """Add all of `wanted` to each of `targets`, then give them the roles that they name.

    Who is a member already keeps a higher role.
    """
    present = Present(chat, acting, reads)
    problems = [*check_wanted(wanted), *check_other_apps(wanted)]
    wanted = each_once(wanted)
    targets = await known_targets(present, targets, problems)
    problems += check_targets(targets, wanted, acting)
    who = await names_of(present.reads, wanted, problems)
    refuse(problems)
    places = await look_into(present, targets, wanted, who, problems, thorough=False)
    refuse(problems)
    maker, already = Maker(kind, acting, now), Already()
    for here in places:
        for each in wanted:
            _add(maker, already, here, each, who[each.key])
    maker.warnings += [*about_outsiders(acting, wanted, targets), *already.adding()]
    if unasked := sum(here.unasked for here in places):
        maker.warn(
            "unasked",
            tn(
                "{count} of them may be a member already.",
                "{count} of them may be members already.",
                unasked,
            ),
            t("Google hides addresses; who is a member already is found out as they are added."),
        )
    await warn_of_refusals(maker, present, places)
    return maker.plan(_add_title(maker, wanted, targets))


def _add(maker: Maker, already: Already, here: Here, each: Wanted, who: str) -> None:
    member = here.member(each)
    if member is None:
        added = maker.add(here.target, each, who)
        if each.role not in {"", MEMBER}:
            maker.role(here.target, each, each.role, None, (added,))
    elif member.state == "INVITED":
        already.invited.append(each.label)
    elif each.role and rank(each.role) < rank(member.role):
        maker.role(here.target, each, each.role, member)
    else:
        already.members.append(each.label)
        if each.role and each.role != member.role:
            already.higher.append(each.label)


async def plan_remove(
    chat: ChatClient,
    acting: Acting,
    targets: Sequence[Target],
    wanted: Sequence[Wanted],
    *,
    now: float,
    reads: Reads | None = None,
    kind: Kind = Kind.REMOVE_MEMBERS,
) -> Plan:
    """Take all of `wanted` out of each of `targets`; the invited are not invited any more."""
    present = Present(chat, acting, reads)
    wanted = each_once([Wanted(w.address, "", w.kind, w.line) for w in wanted])
    problems = list(check_wanted(wanted))
    targets = await known_targets(present, targets, problems)
    problems += check_targets(targets, wanted, acting, adds=False)
    who = await names_of(present.reads, wanted, problems)
    refuse(problems)
    places = await look_into(present, targets, wanted, who, problems)
    refuse(problems)
    maker, already = Maker(kind, acting, now), Already()
    for here in places:
        for each in _me_last(acting, here, wanted):
            member = here.member(each)
            if member is None:
                already.strangers.append(each.label)
            else:
                after = maker.rows_in(here.target.space) if acting.is_member(member) else ()
                maker.remove(here.target, member, each.label, after, each.line)
    maker.warnings += already.removing()
    gone = {here.target.space: list(here.members.values()) for here in places}
    warn_of_owners(maker, acting, places, gone)
    return maker.plan(_remove_title(*_concerned(maker, Action.REMOVE_MEMBER, wanted, targets)))


async def plan_roles(
    chat: ChatClient,
    acting: Acting,
    targets: Sequence[Target],
    wanted: Sequence[Wanted],
    *,
    now: float,
    reads: Reads | None = None,
) -> Plan:
    """Give all of `wanted`, who are members, the roles that they name."""
    present = Present(chat, acting, reads)
    problems = list(check_wanted(wanted))
    problems += [_no_role(each) for each in wanted if not each.role]
    wanted = each_once(wanted)
    targets = await known_targets(present, targets, problems)
    problems += check_targets(targets, wanted, acting, adds=False)
    refuse(problems)
    places = await look_into(present, targets, wanted, {w.key: w.who for w in wanted}, problems)
    refuse(problems)
    maker, already = Maker(Kind.SET_ROLES, acting, now), Already()
    gone: dict[str, list[Membership]] = {}
    for here in places:
        gone[here.target.space] = _roles(maker, already, here, acting, wanted)
    maker.warnings += [*already.roles(), *not_an_owner(acting, places)]
    warn_of_owners(maker, acting, places, gone)
    return maker.plan(_roles_title(*_concerned(maker, Action.SET_ROLE, wanted, targets)))


def _roles(
    maker: Maker, already: Already, here: Here, acting: Acting, wanted: Sequence[Wanted]
) -> list[Membership]:
    """The rows of one space, owners first and then the others; gives the owners that it loses."""
    promoted: list[int] = []
    lost: list[Membership] = []
    for each in sorted(_me_last(acting, here, wanted), key=lambda each: each.role != OWNER):
        member = here.member(each)
        if member is None:
            already.strangers.append(each.label)
        elif member.state == "INVITED":
            already.invited.append(each.label)
        elif member.role == each.role:
            already.so.append(each.label)
        elif each.role == OWNER:
            promoted.append(maker.role(here.target, each, OWNER, member))
        else:
            after = tuple(promoted) if member.role == OWNER else ()
            if acting.is_member(member):
                after = maker.rows_in(here.target.space)
            maker.role(here.target, each, each.role, member, after)
            lost += [member] if member.role == OWNER else []
    # Somebody who becomes an owner makes up for one who was.
    return [] if promoted else lost


def _me_last(acting: Acting, here: Here, wanted: Sequence[Wanted]) -> list[Wanted]:
    """`wanted` with the acting person at the end: after that they may change nothing there."""

    def is_me(each: Wanted) -> bool:
        member = here.member(each)
        return acting.is_address(each.address) or bool(member and acting.is_member(member))

    return sorted(wanted, key=is_me)


def _no_role(wanted: Wanted) -> Problem:
    return mistake(
        "no_role",
        t("No role is named for {name}.", name=wanted.label),
        "",
        t("Name one: owner, manager or member."),
    )


def _concerned(
    maker: Maker, action: Action, wanted: Sequence[Wanted], targets: Sequence[Target]
) -> tuple[Sequence[Wanted], Sequence[Target]]:
    """Who is in rows that do `action`, and where anything is done; all that was asked for where
    nothing is."""
    who = {row.who_label for row in maker.rows if row.action is action}
    spaces = {row.space for row in maker.rows}
    people = [each for each in wanted if each.label in who]
    return people or wanted, [target for target in targets if target.space in spaces] or targets


def _add_title(maker: Maker, wanted: Sequence[Wanted], targets: Sequence[Target]) -> str:
    """What is sent, and not what was asked for: who is a member already is not counted."""
    actions = {row.action for row in maker.rows}
    if actions == {Action.SET_ROLE}:
        return _roles_title(*_concerned(maker, Action.SET_ROLE, wanted, targets))
    wanted, targets = _concerned(maker, Action.ADD_MEMBER, wanted, targets)
    if len(targets) == 1:
        return tn(
            "Add {name} to {space}",
            "Add {count} members to {space}",
            len(wanted),
            name=wanted[0].label,
            space=targets[0].label,
        )
    return tn(
        "Add {name} to {spaces} spaces",
        "Add {count} members to {spaces} spaces",
        len(wanted),
        name=wanted[0].label,
        spaces=format(len(targets), ","),
    )


def _remove_title(wanted: Sequence[Wanted], targets: Sequence[Target]) -> str:
    if len(targets) == 1:
        return tn(
            "Remove {name} from {space}",
            "Remove {count} members from {space}",
            len(wanted),
            name=wanted[0].label,
            space=targets[0].label,
        )
    return tn(
        "Remove {name} from {spaces} spaces",
        "Remove {count} members from {spaces} spaces",
        len(wanted),
        name=wanted[0].label,
        spaces=format(len(targets), ","),
    )


def _roles_title(wanted: Sequence[Wanted], targets: Sequence[Target]) -> str:
    return tn(
        "Change the role of {name} in {spaces}",
        "Change the roles of {count} members in {spaces}",
        len(wanted),
        name=wanted[0].label,
        spaces=names(target.label for target in targets),
    )
