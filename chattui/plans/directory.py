"""Directory: names, addresses and groups that other APIs than Chat's know, where granted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Protocol

from chattui.chat.events import Tell, tell_nobody

if TYPE_CHECKING:
    from chattui.plans.pace import Pace
    from chattui.session import Session
    from chattui.vault import AccountEntry

PEOPLE_SCOPE: Final = "https://www.googleapis.com/auth/directory.readonly"
GROUPS_SCOPE: Final = "https://www.googleapis.com/auth/cloud-identity.groups.readonly"


class Directory(Protocol):
    """What can be looked up beside the Chat API."""

    async def addresses(self, ids: Sequence[str]) -> Mapping[str, str]:
        """The e-mail addresses of ``users/ID``, as far as they are known."""

    async def group_id(self, address: str) -> str:
        """``groups/ID`` of a Google group. Raises ProblemError where it is not known."""


@dataclass(frozen=True, slots=True)
class Reads:
    """How the present state is read while a plan is made."""

    directory: Directory | None = None
    """None: neither addresses nor groups can be looked up."""
    pace: Pace | None = None
    """Keeps many reads within Google's limits."""
    tell: Tell = field(default=tell_nobody)
    """Hears `Looked` and waiting."""


async def reads_of(
    session: Session, account: AccountEntry, *, pace: Pace | None = None, tell: Tell = tell_nobody
) -> Reads:
    """How plans of `account` read, with what it granted."""
    raise NotImplementedError
