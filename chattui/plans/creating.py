"""Plans that make, change and delete spaces."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from chattui.chat.api import ChatClient
from chattui.chat.models import Space
from chattui.chat.new_space import NewSpace
from chattui.plans.acting import Acting
from chattui.plans.directory import Reads
from chattui.plans.model import Plan
from chattui.plans.wanted import Wanted

if TYPE_CHECKING:
    from chattui.chat.edits import SpaceEdit


@dataclass(frozen=True, slots=True)
class SpaceWanted:
    """A space that is to be made, with the people who should be in it."""

    new: NewSpace = field(default_factory=NewSpace)
    """Its members are wanted as well, without a role."""
    people: tuple[Wanted, ...] = ()
    line: int = 0
    """The line of the input that it comes from; 0 for none."""
    request_id: str = ""
    """A requestId that somebody chose; "" for a random one."""


async def plan_create(
    acting: Acting,
    spaces: Sequence[SpaceWanted | NewSpace],
    *,
    now: float,
    reads: Reads | None = None,
) -> Plan:
    """Make `spaces`: each with up to 49 people in one request, the others, roles and a message
    after it. Sends nothing but look-ups of Google groups."""
    raise NotImplementedError


async def plan_edit(
    chat: ChatClient,
    acting: Acting,
    spaces: Space | Sequence[Space],
    edit: SpaceEdit,
    *,
    now: float,
) -> Plan:
    """Change one or more spaces; one row for each request that Google demands."""
    raise NotImplementedError


def plan_delete(acting: Acting, spaces: Sequence[Space], *, now: float) -> Plan:
    """Delete spaces with all that is in them."""
    raise NotImplementedError
