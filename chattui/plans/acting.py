"""Acting: who makes and carries out a plan, through which client, and with which privileges."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from chattui.chat.models import Membership
    from chattui.plans.model import Plan
    from chattui.vault import AccountEntry, ClientEntry

_PROJECT_NUMBER: Final = re.compile(r"(?P<number>[0-9]{6,20})-[^.]+\.apps\.googleusercontent\.com")


@dataclass(frozen=True, slots=True)
class Acting:
    """The account that acts."""

    account_key: str
    """Its key in the list of accounts."""
    email: str
    user_id: str = ""
    """``users/ID`` as Google answers with it; "" where it is not known."""
    project: str = ""
    """Whose quota is used up: the client's project number, else the client's key."""
    scopes: tuple[str, ...] = ()
    """What it granted."""
    admin: bool = False
    """Whether it acts with an administrator's privileges (``useAdminAccess``)."""

    @property
    def domain(self) -> str:
        """What stands behind the @ of its address, in small letters."""
        return self.email.rpartition("@")[2].casefold()

    def is_member(self, member: Membership) -> bool:
        """Whether `member` is the acting person."""
        if self.user_id and member.user_name == self.user_id:
            return True
        return bool(self.email) and member.email.casefold() == self.email.casefold()

    def is_address(self, address: str) -> bool:
        """Whether `address` (or ``users/ID``) is the acting person's."""
        folded = address.casefold()
        return bool(folded) and folded in {self.email.casefold(), self.user_id.casefold()}


def is_who_made(plan: Plan, account: AccountEntry) -> bool:
    """Whether `plan` was made as `account`: the same address and person at Google, or, where
    nobody said who that is, the same entry."""
    if account.email.casefold() != plan.email.casefold():
        return False
    person = _user_id(account)
    return plan.user_id == person if plan.user_id and person else account.key == plan.account


def _user_id(account: AccountEntry) -> str:
    return f"users/{account.subject}" if account.subject.isdecimal() else ""


def acting_as(account: AccountEntry, client: ClientEntry | None, admin: bool = False) -> Acting:
    """Acting as `account`, whose client is `client` (None where it is not known any more).

    An OAuth client's id begins with the number of its project (Google's own format).
    """
    found = _PROJECT_NUMBER.fullmatch(client.client_id) if client else None
    return Acting(
        account_key=account.key,
        email=account.email,
        user_id=_user_id(account),
        project=found["number"] if found else account.client_key,
        scopes=account.scopes,
        admin=admin,
    )
