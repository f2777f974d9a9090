"""The columns of a list of members."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from chattui.cli.space_rows import timestamp

if TYPE_CHECKING:
    from chattui.chat.models import Membership

USUAL = ("email", "name", "role", "state", "kind", "member", "affiliation")
IN_TEXT = ("email", "name", "role", "state", "kind", "affiliation")
COLUMNS = (*USUAL, "since")

Known = Mapping[str, tuple[str, str]]
"""Name and address by ``users/ID``."""


def email_of(member: Membership, known: Known) -> str:
    """The address of a member, as far as it is known."""
    return member.email or known.get(member.user_name, ("", ""))[1]


def name_of(member: Membership, known: Known) -> str:
    """The name of a member, as far as it is known; of a Google group its id."""
    return member.display_name or known.get(member.user_name, ("", ""))[0] or member.group_name


def member_rows(
    members: Iterable[Membership], known: Known, *, for_scripts: bool
) -> list[dict[str, str]]:
    """A row for each member: in words for a person, in Google's own values for a script."""
    return [
        {
            "email": email_of(member, known),
            "name": name_of(member, known) or ("" if for_scripts else _id_alone(member, known)),
            "role": member.role if for_scripts else member.role_words,
            "state": member.state if for_scripts else member.state_words,
            "kind": member.kind if for_scripts else member.kind_words,
            "member": member.name,
            "affiliation": member.affiliation if for_scripts else affiliation_words(member),
            "since": timestamp(member.created),
        }
        for member in members
    ]


def _id_alone(member: Membership, known: Known) -> str:
    """The id of whom nothing else is known."""
    return "" if email_of(member, known) else member.user_name


def affiliation_words(member: Membership) -> str:
    """Where a person belongs, in words."""
    from chattui.words import t

    words = {
        "INTERNAL": t("of the organisation"),
        "EXTERNAL": t("from outside"),
        "MANAGED_EXTERNAL": t("from outside, managed"),
    }
    return words.get(member.affiliation, "")


def member_documents(members: Iterable[Membership], known: Known) -> list[dict[str, Any]]:
    """Google's Memberships with "email" (and "displayName") beside them where known."""
    return [
        {**member.raw, **({"email": email} if (email := email_of(member, known)) else {})}
        for member in members
    ]
