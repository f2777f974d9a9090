"""chattui spaces edit: other settings of spaces, in as few requests as Google allows."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from chattui.cli.work import working
from chattui.problem import Exit, Problem, ProblemError
from chattui.safe_text import safe_text
from chattui.words import t

if TYPE_CHECKING:
    from chattui.chat.edits import SpaceEdit
    from chattui.context import Context


async def run(args: argparse.Namespace, context: Context) -> int:
    """Change what is named, and nothing else."""
    from chattui.chat.models import Space
    from chattui.chat.names import space_name
    from chattui.cli.plan_run import settle
    from chattui.cli.planner import planning
    from chattui.plans.creating import plan_edit

    edit = _edit(args)
    spaces = [Space.from_json({"name": space_name(space)}) for space in args.space]
    async with working(args, context) as work:
        async with planning(work.session, work.account, work.admin) as made:
            plan = await plan_edit(
                work.chat, made.acting, spaces, edit, now=made.now, reads=made.reads
            )
        return await settle(args, work.session, work.account, plan)


def _edit(args: argparse.Namespace) -> SpaceEdit:
    """What the options ask for. Raises ProblemError (exit 2)."""
    from chattui.chat.audiences import audience_name
    from chattui.chat.edits import SpaceEdit, external_problem

    if args.external is not None:
        raise ProblemError(external_problem())

    def named(audience: str | None) -> str | None:
        return None if audience is None else audience_name(audience)

    edit = SpaceEdit(
        display_name=args.name,
        description=args.description,
        guidelines=args.guidelines,
        history=None if args.history is None else args.history == "on",
        audience=named(args.audience),
        discover=named(args.who_finds),
        join=named(args.who_joins),
        view=named(args.who_sees),
        permissions=dict(map(_permission, args.permission)),
        to_space=args.to_space,
    )
    if edit == SpaceEdit():
        raise ProblemError(
            Problem(
                "cli.no_change",
                t("No change is named."),
                remedy=t("`chattui spaces edit --help` shows what can be changed."),
                exit=Exit.USAGE,
            )
        )
    return edit


def _permission(text: str) -> tuple[str, str]:
    """NAME=WHO; the name may be written with hyphens and in any case."""
    from chattui.chat.permissions import SETTABLE

    name, equals, who = text.partition("=")
    if not (name.strip() and equals and who.strip()):
        raise ProblemError(_no_permission(text))
    plain = name.strip().replace("-", "").replace("_", "").casefold()
    known = {setting.casefold(): setting for setting in SETTABLE}
    return known.get(plain, name.strip()), who.strip().casefold()


def _no_permission(text: str) -> Problem:
    return Problem(
        "cli.permission",
        t("“{text}” does not say who may do what.", text=safe_text(text, limit=80)),
        t("It is the name of a permission, “=” and who has it: owners, managers or everyone."),
        t("As in: --permission toggleHistory=managers"),
        exit=Exit.USAGE,
    )
