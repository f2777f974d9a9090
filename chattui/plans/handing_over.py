"""Handing over: what one person owns is owned by another, without a moment without an owner."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from chattui.chat.api import ChatClient
from chattui.chat.models import Membership
from chattui.chat.roles import MEMBER, OWNER
from chattui.plans.acting import Acting
from chattui.plans.checks import in_space, known_targets
from chattui.plans.directory import Reads
from chattui.plans.making import Maker, mistake, names, refuse
from chattui.plans.model import Kind, Plan
from chattui.plans.outside import about_outsiders
from chattui.plans.people import found_spaces, nowhere
from chattui.plans.present import Present, is_of_one_space
from chattui.plans.roster import name_of
from chattui.plans.wanted import Target, Wanted
from chattui.problem import Problem, ProblemError
from chattui.words import t, tn


@dataclass(frozen=True, slots=True)
class _Owned:
    """A space that is to be handed over."""

    target: Target
    old: Membership | None
    """None where the person does not own it."""
    new: Membership | None
    may: bool = True
    """Whether the acting person may give roles there."""


async def hand_over(
    chat: ChatClient,
    acting: Acting,
    people: tuple[Wanted, Wanted],
    spaces: Sequence[Target] | None,
    *,
    now: float,
    remove: bool,
    reads: Reads | None,
) -> Plan:
    """The plan by which the second of `people` owns what the first one owns."""
    old, new = people
    if old.key == new.key:
        raise ProblemError(_same_person())
    maker = Maker(Kind.HAND_OVER, acting, now)
    problems: list[Problem] = []
    present = Present(chat, acting, reads)
    if spaces is None:
        found = await found_spaces(chat, acting, old.address, reads, maker.warnings)
        owned = [f.target for f in found if f.membership.role == OWNER]
        if not owned:
            raise ProblemError(_owns_nothing(old, maker.warnings))
    else:
        if not spaces:
            problems.append(mistake("no_space", t("No space is named.")))
        owned = list(await known_targets(present, spaces, problems))
    looked = await _look(present, owned, old, new, problems)
    refuse(problems)
    for each in looked:
        _rows(maker, each, old, new, remove=remove)
    maker.warnings += _left_out(looked, old, new)
    maker.warnings += about_outsiders(acting, [new], [each.target for each in looked])
    return maker.plan(_title([each.target for each in looked if _can(each)], old, new))


def _title(targets: Sequence[Target], old: Wanted, new: Wanted) -> str:
    """What the plan does; a single space is named, as the rows do not say which it is."""
    if len(targets) == 1:
        space = targets[0].label or targets[0].space
        return t("Hand over {space} of {old} to {new}", space=space, old=old.label, new=new.label)
    return tn(
        "Hand over {count} space of {old} to {new}",
        "Hand over {count} spaces of {old} to {new}",
        len(targets),
        old=old.label,
        new=new.label,
    )


def _can(each: _Owned) -> bool:
    invited = each.new is not None and each.new.state == "INVITED"
    return each.old is not None and each.may and not invited


async def _look(
    present: Present, targets: Sequence[Target], old: Wanted, new: Wanted, problems: list[Problem]
) -> list[_Owned]:
    acting = present.acting

    async def look(target: Target) -> _Owned | None:
        try:
            had = (await present.member(target.space, old.address)).membership
            if had is None or had.role != OWNER:
                return _Owned(target, None, None)
            may = acting.admin or acting.is_member(had)
            if not may:
                may = any(map(acting.is_member, await present.owners(target.space)))
            got = (await present.member(target.space, new.address)).membership
            if got is not None and name_of(got) == name_of(had):
                problems.append(_same_person())  # by another address of theirs
            return _Owned(target, had, got, may)
        except ProblemError as error:
            if not is_of_one_space(error.problem):
                raise
            problems.append(in_space(target, error.problem))
            return None

    return [each for each in await present.each(targets, look) if each]


def _rows(maker: Maker, each: _Owned, old: Wanted, new: Wanted, *, remove: bool) -> None:
    if not _can(each) or each.old is None:
        return
    target = each.target
    after: tuple[int, ...] = ()
    if each.new is None:
        after = (maker.add(target, new, new.who),)
    if each.new is None or each.new.role != OWNER:
        after = (maker.role(target, replace(new, role=OWNER), OWNER, each.new, after),)
    if remove:
        maker.remove(target, each.old, old.label, after)
    else:
        maker.role(target, old, MEMBER, each.old, after)


def _left_out(looked: Sequence[_Owned], old: Wanted, new: Wanted) -> list[Problem]:
    """Spaces that stay as they are, and why."""
    told = Maker(Kind.HAND_OVER, Acting("", ""), 0.0)
    others = [each.target.label for each in looked if each.old is None]
    if others:
        told.warn(
            "no_owner_there",
            tn(
                "{name} does not own {count} of them: {names}.",
                "{name} does not own {count} of them: {names}.",
                len(others),
                name=old.label,
                names=names(others),
            ),
            t("Nothing is sent for it."),
        )
    owned = [each for each in looked if each.old is not None]
    if barred := [each.target.label for each in owned if not each.may]:
        told.warn(
            "not_an_owner",
            tn(
                "You do not own {count} of them yourself: {names}.",
                "You do not own {count} of them yourself: {names}.",
                len(barred),
                names=names(barred),
            ),
            t("Only an owner gives roles; nothing is sent for it."),
            t("Do it with administrator access, or as {name}.", name=old.label),
        )
    waiting = [e.target.label for e in owned if e.may and not _can(e)]
    if waiting:
        told.warn(
            "role_of_invited",
            tn(
                "{name} has not accepted {count} invitation yet: {names}.",
                "{name} has not accepted {count} invitations yet: {names}.",
                len(waiting),
                name=new.label,
                names=names(waiting),
            ),
            t("Only members can be owners; nothing is sent for it."),
        )
    return told.warnings


def _same_person() -> Problem:
    return mistake("same_person", t("Both are the same person."), "", t("Name somebody else."))


def _owns_nothing(old: Wanted, told: Sequence[Problem]) -> Problem:
    return replace(
        nowhere(old, told),
        code="plans.owns_nothing",
        message=t("{name} owns no space that was found.", name=old.label),
    )
