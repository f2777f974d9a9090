"""Spaces that nobody owns, and spaces with people from outside, found by their members."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from chattui.chat.models import Membership, Space
from chattui.plans.pace import Pace
from chattui.plans.sifting import Trait, sift
from chattui.problem import Exit, Problem, ProblemError

pytestmark = pytest.mark.anyio


def member(role: str = "ROLE_MEMBER", affiliation: str = "INTERNAL") -> dict[str, str]:
    return {"role": role, "affiliation": affiliation}


REFUSED = Problem("chat.not_allowed", "Google refuses.", "", "Ask.")
ENDED = Problem("oauth.ended", "The sign-in ended.", "", "Sign in.", exit=Exit.NOT_SIGNED_IN)
MEMBERS: dict[str, Any] = {
    "spaces/owned": [[member("ROLE_MANAGER"), member()]],
    "spaces/nobodys": [[member()], [member()]],
    "spaces/visited": [[member()], [member(affiliation="EXTERNAL")], []],
    "spaces/refused": REFUSED,
    "spaces/ended": ENDED,
}


class Chat:
    """Gives the members above, by the role that is asked for."""

    def __init__(self) -> None:
        self.pages = 0

    async def member_pages(
        self,
        space: str,
        *,
        filter: str,  # noqa: A002
        groups: bool,
        invited: bool,
    ) -> AsyncIterator[list[Membership]]:
        assert not groups
        assert not invited
        pages = MEMBERS[space]
        if isinstance(pages, Problem):
            raise ProblemError(pages)
        for page in pages:
            self.pages += 1
            found = [Membership.from_json(raw) for raw in page]
            yield [m for m in found if not filter or m.role in filter]


async def looked(
    folder: Path, trait: Trait, *names: str, external: bool = True
) -> tuple[list[str], list[str], int]:
    """Which have the trait, which could not be read, and how many pages were."""
    chat: Any = Chat()
    pace = Pace(folder / "pace.sqlite")
    spaces = [Space(f"spaces/{name}", name, "SPACE", external=external) for name in names]
    try:
        told = [one async for one in sift(chat, spaces, trait, pace=pace, project="p")]
    finally:
        await pace.close()
    assert [one.space for one in told] == spaces
    has_it = [one.space.id for one in told if one.has_it]
    return has_it, [one.space.id for one in told if one.problem], chat.pages


async def test_spaces_without_an_owner(tmp_path: Path) -> None:
    names = ("owned", "nobodys", "refused", "visited")
    found, refused, _ = await looked(tmp_path, Trait.OWNERLESS, *names)
    assert (found, refused) == (["nobodys", "visited"], ["refused"])


async def test_spaces_with_outsiders_are_read_no_further_than_the_first(tmp_path: Path) -> None:
    found, _, pages = await looked(tmp_path, Trait.OUTSIDERS, "owned", "visited")
    assert (found, pages) == (["visited"], 3)


async def test_where_no_outsider_may_be_nobody_is_asked(tmp_path: Path) -> None:
    assert await looked(tmp_path, Trait.OUTSIDERS, "visited", external=False) == ([], [], 0)


async def test_a_sign_in_that_ended_ends_it(tmp_path: Path) -> None:
    with pytest.raises(ProblemError, match=r"sign-in ended"):
        await looked(tmp_path, Trait.OWNERLESS, "ended")
