"""Directory: names, addresses and groups that other APIs than Chat's know, where granted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Protocol

from chattui.chat.events import Tell, tell_nobody
from chattui.problem import Exit, Problem, ProblemError
from chattui.safe_text import safe_text
from chattui.words import t

if TYPE_CHECKING:
    from chattui.net import Client, TokenSource
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


class GrantedDirectory:
    """The People API and Cloud Identity, as far as an account granted them."""

    def __init__(self, client: Client, tokens: TokenSource, scopes: Sequence[str]) -> None:
        self._client = client
        self._tokens = tokens
        self._scopes = scopes

    async def addresses(self, ids: Sequence[str]) -> Mapping[str, str]:
        """The addresses that the People API gives; none where it was not granted or fails, since
        Chat itself can be asked about each."""
        from chattui.oauth.scopes import satisfied
        from chattui.workspace.people import look_up

        if not ids or not satisfied(PEOPLE_SCOPE, self._scopes):
            return {}
        try:
            people = await look_up(self._client, self._tokens, ids)
        except ProblemError:
            return {}
        return {name: person.email for name, person in people.items() if person.email}

    async def group_id(self, address: str) -> str:
        """``groups/ID`` by Cloud Identity. Raises ProblemError."""
        from chattui.oauth.scopes import satisfied
        from chattui.workspace.groups import group_id

        if not satisfied(GROUPS_SCOPE, self._scopes):
            raise ProblemError(groups_not_granted(address))
        return await group_id(self._client, self._tokens, address)


async def reads_of(
    session: Session, account: AccountEntry, *, pace: Pace | None = None, tell: Tell = tell_nobody
) -> Reads:
    """How plans of `account` read, with what it granted."""
    tokens = await session.tokens(account)
    return Reads(GrantedDirectory(await session.http(), tokens, account.scopes), pace, tell)


def groups_not_granted(address: str) -> Problem:
    """A group cannot be looked up: what to grant; exit status 3."""
    return Problem(
        "plans.groups_not_granted",
        t("The group {address} cannot be looked up.", address=safe_text(address, limit=254)),
        t("Chat takes a Google group by its id, which Cloud Identity tells; that is not granted."),
        t(
            "Allow it: `chattui login --add --scope {scope}`, or name the group as groups/ID.",
            scope="cloud-identity.groups.readonly",
        ),
        exit=Exit.NOT_SIGNED_IN,
    )
