"""Who the members of a space are: Google gives mostly ids, and other APIs know the rest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from chattui.cli import output
from chattui.problem import ProblemError

if TYPE_CHECKING:
    from chattui.chat.models import Membership
    from chattui.cli.work import Work


async def known_people(work: Work, members: Iterable[Membership]) -> Mapping[str, tuple[str, str]]:
    """Names and addresses by ``users/ID``: one's own, and through the People API where granted.

    A look-up that fails is told; the list goes on without it.
    """
    from chattui.plans.directory import PEOPLE_SCOPE

    account = work.account
    known = {f"users/{account.subject}": ("", account.email)} if account.subject else {}
    unknown = [
        member.user_name
        for member in members
        if member.kind == "person"
        and member.user_name not in known
        and not (member.email and member.display_name)
    ]
    if not unknown or PEOPLE_SCOPE not in account.scopes:
        return known
    from chattui.workspace.people import look_up

    tokens = await work.session.tokens(account)
    try:
        found = await look_up(await work.session.http(), tokens, unknown)
    except ProblemError as error:
        output.warn(error.problem)
        return known
    return {**{name: (person.name, person.email) for name, person in found.items()}, **known}
