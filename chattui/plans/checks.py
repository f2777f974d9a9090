"""What is wrong with the people and spaces that a plan is asked for: all of it at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from chattui.chat.addresses import why_not_address
from chattui.chat.models import DIRECT_MESSAGE, GROUP_CHAT, SPACE
from chattui.plans.acting import Acting
from chattui.plans.directory import Reads, groups_not_granted
from chattui.plans.making import mistake, names
from chattui.plans.present import Present, is_of_one_space, several
from chattui.plans.wanted import APP, GROUP, PERSON, Target, Wanted
from chattui.problem import Problem, ProblemError
from chattui.words import t, tn


def each_once(wanted: Sequence[Wanted]) -> tuple[Wanted, ...]:
    """`wanted` in its order, each once: the first counts."""
    found: dict[str, Wanted] = {}
    for each in wanted:
        found.setdefault(each.key, each)
    return tuple(found.values())


def at_line(line: int, message: str) -> str:
    """`message` with the line that it is about; without one where there is none."""
    return t("Line {line}: {message}", line=line, message=message) if line else message


def check_wanted(wanted: Sequence[Wanted]) -> Iterator[Problem]:
    """What is wrong with a list of people: nobody, bad addresses, two roles for one person."""
    if not wanted:
        yield mistake("nobody", t("Nobody is named."), "", t("Name at least one person."))
    roles: dict[str, Wanted] = {}
    for each in wanted:
        named = "/" in each.address or each.address == "app"
        if not named and (reason := why_not_address(each.address)):
            message = t("“{address}” cannot be an e-mail address.", address=each.label)
            remedy = t("Correct it or leave it out.")
            yield mistake("bad_address", at_line(each.line, message), reason, remedy)
        if each.role and each.kind != PERSON:
            message = t("{name} cannot have a role.", name=each.label)
            yield mistake(
                "role_of_group", at_line(each.line, message), t("Only people have roles.")
            )
        before = roles.setdefault(each.key, each)
        if before.role != each.role:
            message = t("{name} is named with two roles.", name=each.label)
            yield mistake("two_roles", at_line(each.line, message), "", t("Leave one of them out."))


def check_targets(
    targets: Sequence[Target], wanted: Sequence[Wanted], acting: Acting, *, adds: bool = True
) -> Iterator[Problem]:
    """What cannot be done in these spaces; `adds` says that somebody may be added."""
    if not targets:
        yield mistake("no_space", t("No space is named."), "", t("Name at least one space."))
    direct = [each.label for each in targets if each.space_type == DIRECT_MESSAGE]
    if direct:
        yield mistake(
            "direct_message",
            tn(
                "{count} of them is a direct message: {names}.",
                "{count} of them are direct messages: {names}.",
                len(direct),
                names=names(direct),
            ),
            t("Nobody can be added to a direct message or taken out of it."),
            t("Leave it out, or make a group chat or a space."),
        )
    chats = [each.label for each in targets if each.space_type == GROUP_CHAT]
    if chats and any(each.role not in {"", "ROLE_MEMBER"} for each in wanted):
        yield mistake(
            "no_roles",
            t("There are no roles in group chats: {names}.", names=names(chats)),
            t("Everybody is a member in them."),
            t("Leave the role out, or make it a space."),
        )
    elsewhere = [e.label for e in targets if e.space_type not in {"", SPACE, DIRECT_MESSAGE}]
    if adds and elsewhere and any(each.kind == GROUP for each in wanted):
        yield mistake(
            "no_groups",
            t(
                "Google groups can be in named spaces only, and not in {names}.",
                names=names(elsewhere),
            ),
        )
    yield from _check_app(wanted, acting)


def _check_app(wanted: Sequence[Wanted], acting: Acting) -> Iterator[Problem]:
    if acting.admin and any(each.kind == APP for each in wanted):
        yield mistake(
            "app_as_admin",
            t("Apps can be neither added nor removed with administrator access."),
            t("Google allows it to people for themselves only."),
            t("Leave the app out, or do it without administrator access."),
        )


def check_other_apps(wanted: Sequence[Wanted]) -> Iterator[Problem]:
    """Apps other than the client's own cannot be added."""
    for each in wanted:
        if each.kind == APP and each.address != "app":
            message = t("Another app, {name}, cannot be added.", name=each.label)
            yield mistake(
                "other_app",
                at_line(each.line, message),
                t("Google lets an app add itself only."),
                t("Add it in Google Chat, and leave it out here."),
            )


async def known_targets(
    present: Present, targets: Sequence[Target], problems: list[Problem]
) -> tuple[Target, ...]:
    """`targets`, each once and with what was not known; `problems` gains those of the spaces that
    cannot be read. Raises ProblemError for what hits all of them alike."""

    async def look(target: Target) -> Target | None:
        try:
            return await present.target(target)
        except ProblemError as error:
            if not is_of_one_space(error.problem):
                raise
            problems.append(in_space(target, error.problem))
            return None

    once = tuple({target.space: target for target in targets}.values())
    if all(target.space_type and target.label for target in once):
        return once
    return tuple(filter(None, await present.each(once, look)))


def in_space(target: Target, problem: Problem) -> Problem:
    """`problem` with the space in which it was met."""
    from dataclasses import replace

    label = target.label or target.space
    return replace(problem, message=t("{space}: {message}", space=label, message=problem.message))


async def names_of(
    reads: Reads, wanted: Sequence[Wanted], problems: list[Problem]
) -> Mapping[str, str]:
    """Google's names of all of `wanted`, by their keys; groups are looked up. `problems` gains
    those of groups that are not known."""
    from dataclasses import replace

    found = {each.key: each.who for each in wanted}
    directory = reads.directory

    async def look(each: Wanted) -> None:
        try:
            if directory is None:
                raise ProblemError(groups_not_granted(each.address))
            found[each.key] = await directory.group_id(each.address)
        except ProblemError as error:
            problem = error.problem
            problems.append(replace(problem, message=at_line(each.line, problem.message)))

    groups = [each for each in wanted if each.kind == GROUP and "@" in each.address]
    if groups:
        await several(groups, look, reads.tell)
    return found
