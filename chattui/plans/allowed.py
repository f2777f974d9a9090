"""Whether the acting person may add anybody to a space, as far as its settings and their role tell
before anything is sent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from chattui.chat.models import part_of
from chattui.chat.permissions import is_left_out, may_words
from chattui.chat.roles import ROLES, role_words
from chattui.plans.here import Here
from chattui.plans.making import Maker, names, note
from chattui.plans.model import Action
from chattui.plans.present import Present
from chattui.problem import Problem, ProblemError
from chattui.words import t, tn

_PEOPLE: Final = "manageMembersAndGroups"
_APPS: Final = "manageApps"


@dataclass(frozen=True, slots=True)
class _Barred:
    """A permission that the acting person surely does not have in a space."""

    permission: str
    label: str
    role: str
    who: str
    """Who has it, in words."""


async def warn_of_refusals(maker: Maker, present: Present, places: Sequence[Here]) -> None:
    """Warn of the spaces in which Google will surely refuse to let the acting person add those of
    the rows. Their role is read only where not every member may; what cannot be read is left to
    Google's answer."""
    if present.acting.admin:
        return
    limited = [(here, settings) for here in places if (settings := _limited(maker, here))]

    async def look(found: tuple[Here, Mapping[str, Mapping[str, Any]]]) -> list[_Barred]:
        here, settings = found
        role = await _own_role(present, here.target.space)
        return [
            _Barred(name, here.target.label, role, may_words(setting))
            for name, setting in settings.items()
            if is_left_out(role, setting)
        ]

    seen = await present.each(limited, look)
    maker.warnings += _warnings([barred for each in seen for barred in each])


def _limited(maker: Maker, here: Here) -> Mapping[str, Mapping[str, Any]]:
    """The settings of what the rows need in a space and not everybody may, by permission."""
    rows = (maker.rows[number - 1] for number in maker.rows_in(here.target.space))
    added = [row.who for row in rows if row.action is Action.ADD_MEMBER]
    needed = dict.fromkeys(_APPS if who == "users/app" else _PEOPLE for who in added)
    settings = {name: part_of(here.target.settings, name) for name in needed}
    return {
        name: setting
        for name, setting in settings.items()
        if any(is_left_out(role, setting) for role in ROLES)
    }


async def _own_role(present: Present, space: str) -> str:
    acting = present.acting
    try:
        found = await present.member(space, acting.user_id or acting.email)
    except ProblemError:
        return ""
    mine = found.membership
    return mine.role if mine and mine.state == "JOINED" else ""


def _warnings(found: Sequence[_Barred]) -> Iterator[Problem]:
    people = [each for each in found if each.permission == _PEOPLE]
    apps = [each for each in found if each.permission == _APPS]
    if count := len(people):
        message = tn(
            "You may add nobody to {spaces}.",
            "You may add nobody to {count} of them: {spaces}.",
            count,
            spaces=names(each.label for each in people),
        )
        remedy = t("Ask an owner of the space, or do it with administrator access.")
        yield note("not_let_add", message, _cause(people), remedy)
    if count := len(apps):
        message = tn(
            "You may add no apps to {spaces}.",
            "You may add no apps to {count} of them: {spaces}.",
            count,
            spaces=names(each.label for each in apps),
        )
        yield note("not_let_add", message, _cause(apps), t("Ask an owner of the space."))


def _cause(barred: Sequence[_Barred]) -> str:
    if len(barred) > 1:
        return t("Their settings leave that to others than your role there: Google will refuse it.")
    only = barred[0]
    return t(
        "Who may: {who}. Your role there: {role}. Google will refuse it.",
        who=only.who,
        role=role_words(only.role),
    )
