"""The rows that make one new space: the space with its first people, and all that comes after."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from chattui.chat.edits import SpaceEdit, patches
from chattui.chat.models import DIRECT_MESSAGE, Space
from chattui.chat.new_space import NewSpace, check, check_request_id
from chattui.chat.roles import MEMBER, OWNER
from chattui.chat.setup import first_and_later, membership_body, space_body
from chattui.chat.texts import is_warning
from chattui.plans.acting import Acting
from chattui.plans.checks import (
    at_line,
    check_other_apps,
    check_targets,
    check_wanted,
    each_once,
    names_of,
)
from chattui.plans.directory import Reads
from chattui.plans.making import Maker, mistake, request_id
from chattui.plans.model import Action
from chattui.plans.outside import about_outsiders
from chattui.plans.wanted import APP, GROUP, PERSON, Target, Wanted
from chattui.problem import Problem
from chattui.words import t

if TYPE_CHECKING:
    from chattui.plans.creating import SpaceWanted


@dataclass(frozen=True, slots=True)
class Ready:
    """A space that is checked, with everybody under Google's names."""

    new: NewSpace
    """With all people and groups that can come with the space itself."""
    others: tuple[Wanted, ...]
    """Who can only be added afterwards: the app, and people named by their ids."""
    roles: tuple[Wanted, ...]
    line: int
    request_id: str

    @property
    def label(self) -> str:
        """What to call it, safe to show."""
        return Space.from_json(space_body(self.new, "")).label


async def settled(
    acting: Acting,
    wanted: SpaceWanted,
    reads: Reads,
    problems: list[Problem],
    maker: Maker,
) -> Ready:
    """`wanted` with its groups looked up; `problems` and the warnings of `maker` gain what is to be
    said about it."""
    everybody = _everybody(wanted)
    wrong = [
        *check_request_id(wanted.request_id),
        *(check_wanted(everybody) if everybody else ()),
        *check_other_apps(everybody),
    ]
    who = await names_of(reads, everybody, wrong)
    people = [each for each in everybody if not acting.is_address(each.address)]
    ready = _sorted(wanted, people, who)
    target = Target("", ready.label, ready.new.space_type, ready.new.external)
    if ready.new.space_type == DIRECT_MESSAGE:
        wrong += _in_direct_message(ready)
    else:
        wrong += check_targets([target], people, acting)
    # Where somebody could not be read, the number of people says nothing.
    about_number = {"creation.direct_message_members", "creation.group_chat_members"}
    # Whom one names among the members and again as an owner is not named by mistake.
    members = {address.casefold() for address in wanted.new.members}
    others = (a for a in _addresses(wanted.people) if a.casefold() not in members)
    named = (*wanted.new.members, *others)
    found = check(replace(ready.new, members=tuple(named)), acting.email)
    known = {"creation.bad_address"} | (about_number if wrong else set())
    wrong += [each for each in found if not is_warning(each) and each.code not in known]
    problems += [_at(wanted.line, problem) for problem in dict.fromkeys(wrong)]
    maker.warnings += [_at(wanted.line, problem) for problem in found if is_warning(problem)]
    maker.warnings += about_outsiders(acting, people, [target])
    return ready


def _addresses(wanted: Iterable[Wanted]) -> list[str]:
    return [each.address for each in wanted if each.kind == PERSON and "@" in each.address]


def _at(line: int, problem: Problem) -> Problem:
    return replace(problem, message=at_line(line, problem.message)) if line else problem


def _everybody(wanted: SpaceWanted) -> list[Wanted]:
    """All people of a space, each once; a role beside one of the names counts."""
    new = wanted.new
    plain = [Wanted(address, line=wanted.line) for address in new.members]
    plain += [Wanted(name, kind=GROUP, line=wanted.line) for name in new.groups]
    named = {each.key for each in wanted.people}
    return [*wanted.people, *(each for each in plain if each.key not in named)]


def _sorted(wanted: SpaceWanted, people: Sequence[Wanted], who: Mapping[str, str]) -> Ready:
    once = each_once(people)
    groups = [who[each.key] for each in once if each.kind == GROUP]
    known = [name for name in groups if name.startswith("groups/")]
    new = replace(wanted.new, members=tuple(_addresses(once)), groups=tuple(known))
    others = (w for w in once if w.kind == APP or (w.kind == PERSON and "/" in w.address))
    roles = (w for w in once if w.kind == PERSON and w.role not in {"", MEMBER})
    return Ready(new, tuple(others), tuple(roles), wanted.line, wanted.request_id)


def _in_direct_message(ready: Ready) -> list[Problem]:
    if not (ready.roles or ready.others):
        return []
    return [
        mistake(
            "direct_message",
            t("A direct message has no roles, and nobody comes into it later."),
            t("It is between two people, or with the app."),
            t("Leave them out, or make a space."),
        )
    ]


def make_rows(maker: Maker, acting: Acting, ready: Ready) -> None:
    """The space itself, then who comes later, roles, permissions and the first message."""
    new = ready.new
    body = space_body(new, acting.email)
    first, later = first_and_later(new, acting.email)
    made = maker.row(
        Action.CREATE_SPACE,
        "",
        ready.label,
        body={"space": body, "memberships": [membership_body(who) for who in first]},
        line=ready.line,
        request_id=ready.request_id or request_id(),
    )
    target = Target(f"row:{made}", ready.label, new.space_type)
    added: dict[str, int] = {}
    for each in (*(_later(who, ready.line) for who in later), *ready.others):
        added[each.who.casefold()] = maker.add(target, each, each.who, (made,))
    for each in sorted(ready.roles, key=lambda each: each.role != OWNER):
        after = added.get(each.who.casefold(), made)
        maker.role(target, each, each.role, None, (after,))
    _settings(maker, target, body, new, made)
    if new.message:
        maker.row(
            Action.POST_MESSAGE,
            target.space,
            target.label,
            body={"text": new.message},
            after=(made,),
            line=ready.line,
            request_id=request_id(),
        )


def _later(who: str, line: int) -> Wanted:
    if who.startswith("groups/"):
        return Wanted(who, kind=GROUP, line=line)
    return Wanted(who.removeprefix("users/"), line=line)


def _settings(
    maker: Maker, target: Target, body: Mapping[str, object], new: NewSpace, made: int
) -> None:
    """Permissions, which Google takes of a space that is there only."""
    edit, after = SpaceEdit(permissions=dict(new.permissions)), made
    for patch in patches(edit, Space.from_json(body)):
        after = maker.row(
            Action.EDIT_SPACE,
            target.space,
            target.label,
            body=patch.body,
            mask=patch.mask,
            before=patch.before,
            after=(after,),
        )
