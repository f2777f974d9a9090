"""Plans that make, change and delete spaces."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from chattui.chat.api import ChatClient
from chattui.chat.models import SPACE, Space
from chattui.chat.new_space import NewSpace
from chattui.plans.acting import Acting
from chattui.plans.checks import in_space
from chattui.plans.directory import Reads
from chattui.plans.making import Maker, mistake, names, refuse
from chattui.plans.model import Action, Kind, Plan
from chattui.plans.new_spaces import make_rows, settled
from chattui.plans.present import Present, is_of_one_space
from chattui.plans.wanted import Target, Wanted
from chattui.problem import Problem, ProblemError
from chattui.safe_text import safe_text
from chattui.words import t, tn

if TYPE_CHECKING:
    from chattui.chat.edits import SpaceEdit
    from chattui.chat.template import Template


@dataclass(frozen=True, slots=True)
class SpaceWanted:
    """A space that is to be made, with the people who should be in it."""

    new: NewSpace = field(default_factory=NewSpace)
    """Its members and groups are wanted as well, without a role."""
    people: tuple[Wanted, ...] = ()
    line: int = 0
    """The line of the input that it comes from; 0 for none."""
    request_id: str = ""
    """A requestId that somebody chose; "" for a random one."""

    @classmethod
    def of(cls, template: Template) -> SpaceWanted:
        """The space that a template describes."""
        people = (Wanted(each.address, each.role, each.kind) for each in template.people)
        plain = (replace(w, role="") if w.role == "ROLE_MEMBER" else w for w in people)
        return cls(template.new, tuple(plain))


async def plan_create(
    acting: Acting,
    spaces: Sequence[SpaceWanted | NewSpace],
    *,
    now: float,
    reads: Reads | None = None,
) -> Plan:
    """Make `spaces`: each with up to 49 people in one request, the others, roles, permissions and a
    message after it. Sends nothing but look-ups of Google groups.

    Google makes spaces for people only, so that this is never done with administrator access.
    """
    acting = replace(acting, admin=False)
    wanted = [each if isinstance(each, SpaceWanted) else SpaceWanted(each) for each in spaces]
    maker, problems = Maker(Kind.CREATE_SPACES, acting, now), list[Problem]()
    if not wanted:
        problems.append(_no_space())
    problems += _same_names(wanted)
    ready = [await settled(acting, each, reads or Reads(), problems, maker) for each in wanted]
    refuse(problems)
    for each in ready:
        make_rows(maker, acting, each)
    return maker.plan(
        tn(
            "Make {name}",
            "Make {count} spaces",
            len(ready),
            name=ready[0].label,
        )
    )


def _same_names(wanted: Sequence[SpaceWanted]) -> list[Problem]:
    """Google wants the names of an organisation's spaces to differ."""
    seen: dict[str, SpaceWanted] = {}
    found = []
    for each in wanted:
        name = each.new.display_name.strip().casefold()
        if not name:
            continue
        before = seen.setdefault(name, each)
        if before is not each:
            message = t("“{name}” is to be made twice.", name=safe_text(each.new.display_name))
            cause = t("Google wants the names of spaces to differ.")
            if each.line:
                cause = t(
                    "Lines {one} and {other} have the same name; Google wants them to differ.",
                    one=before.line,
                    other=each.line,
                )
            found.append(mistake("same_name", message, cause, t("Change one of the names.")))
    return found


async def plan_edit(
    chat: ChatClient,
    acting: Acting,
    spaces: Space | Sequence[Space],
    edit: SpaceEdit,
    *,
    now: float,
    reads: Reads | None = None,
) -> Plan:
    """Change one or more spaces; one row for each request that Google demands, each after the one
    before it. What is so already is left out."""
    from chattui.chat.edits import check_edit
    from chattui.chat.texts import is_warning

    several = [spaces] if isinstance(spaces, Space) else list(spaces)
    maker, problems = Maker(Kind.EDIT_SPACES, acting, now), list[Problem]()
    if not several:
        problems.append(_no_space())
    if len(several) > 1 and (edit.display_name is not None or edit.to_space is not None):
        problems.append(_one_name())
    present = Present(chat, acting, reads)
    fresh = await _fresh(present, several, problems)
    for space in fresh:
        for found in check_edit(edit, space, admin=acting.admin):
            told = in_space(Target.of(space), found) if len(several) > 1 else found
            (maker.warnings if is_warning(found) else problems).append(told)
    refuse(problems)
    changed = [space.label for space in fresh if _edit_rows(maker, space, edit, acting)]
    in_rows = {row.space for row in maker.rows}
    so = [space.label for space in fresh if space.name not in in_rows]
    if so:
        maker.warn(
            "already_so",
            tn(
                "{count} space is so already: {names}.",
                "{count} spaces are so already: {names}.",
                len(so),
                names=names(so),
            ),
            tn("Nothing is sent for it.", "Nothing is sent for them.", len(so)),
        )
    named = changed or so
    return maker.plan(tn("Change {name}", "Change {count} spaces", len(named), name=named[0]))


def _edit_rows(maker: Maker, space: Space, edit: SpaceEdit, acting: Acting) -> bool:
    """The rows that change one space, each after the one before it; whether there are any."""
    from chattui.chat.edits import patches

    after: tuple[int, ...] = ()
    for patch in patches(edit, space, admin=acting.admin):
        number = maker.row(
            Action.EDIT_SPACE,
            space.name,
            space.label,
            body=patch.body,
            mask=patch.mask,
            before=patch.before,
            after=after,
        )
        after = (number,)
    return bool(after)


async def _fresh(present: Present, spaces: Sequence[Space], problems: list[Problem]) -> list[Space]:
    """The spaces as they are now: a list and the cache leave out what is compared."""

    async def look(space: Space) -> Space | None:
        try:
            return await present.space(space.name)
        except ProblemError as error:
            if not is_of_one_space(error.problem):
                raise
            known = Target.of(space) if space.space_type else Target(space.name)
            problems.append(in_space(known, error.problem))
            return None

    once = list({space.name: space for space in spaces}.values())
    return [space for space in await present.each(once, look) if space]


def plan_delete(acting: Acting, spaces: Sequence[Space], *, now: float) -> Plan:
    """Delete named spaces with all that is in them."""
    maker = Maker(Kind.DELETE_SPACES, acting, now)
    problems = [] if spaces else [_no_space()]
    others = [space.label for space in spaces if space.space_type != SPACE]
    if others:
        problems.append(
            mistake(
                "only_named",
                t("Only named spaces can be deleted, and not: {names}.", names=names(others)),
                t("Group chats and direct messages have no owner who could."),
                t("Leave them out."),
            )
        )
    refuse(problems)
    once = list({space.name: space for space in spaces}.values())
    for space in once:
        maker.row(Action.DELETE_SPACE, space.name, space.label, before={"name": space.name})
    maker.warn(
        "no_way_back",
        t("What is deleted cannot be brought back."),
        t("All messages, files and tasks in it go with it, for everybody."),
    )
    return maker.plan(tn("Delete {name}", "Delete {count} spaces", len(once), name=once[0].label))


def _no_space() -> Problem:
    return mistake("no_space", t("No space is named."), "", t("Name at least one space."))


def _one_name() -> Problem:
    return mistake(
        "same_name",
        t("Several spaces cannot have one name."),
        t("Google wants the names of spaces to differ."),
        t("Change the names one by one."),
    )
