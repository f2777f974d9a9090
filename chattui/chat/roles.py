"""Roles of members: as Google names them, as people call them, and as files write them.

Google's names mislead: ROLE_MANAGER is what Chat's own interface calls Owner, and
ROLE_ASSISTANT_MANAGER what it calls Manager (discovery document, ``Membership.role``).
"""

from __future__ import annotations

from typing import Final

from chattui.problem import Exit, Problem, ProblemError
from chattui.safe_text import safe_text
from chattui.words import t

OWNER: Final = "ROLE_MANAGER"
MANAGER: Final = "ROLE_ASSISTANT_MANAGER"
MEMBER: Final = "ROLE_MEMBER"
ROLES: Final = (OWNER, MANAGER, MEMBER)
"""From the most rights to the least."""

_PLAIN: Final = {OWNER: "owner", MANAGER: "manager", MEMBER: "member"}
_OWNER_WORDS: Final = (
    "eigentümer eigentümerin eigentuemer inhaber inhaberin besitzer besitzerin propriétaire"
    " proprietaire propietario propietaria proprietario proprietaria proprietário proprietária"
    " eigenaar ägare ejer eier omistaja właściciel wlasciciel владелец オーナー 所有者 拥有者"
    " 擁有者"
)
_MANAGER_WORDS: Final = "managerin gestionnaire gestor gestora menedżer менеджер マネージャー"
_MEMBER_WORDS: Final = (
    "mitglied mitglieder teilnehmer teilnehmerin membre miembro membro lid medlem jäsen"
    " członek czlonek участник メンバー 成员 成員"
)
_MEANT: Final = {
    **{plain: role for role, plain in _PLAIN.items()},
    **{f"{plain}s": role for role, plain in _PLAIN.items()},
    **{role.casefold(): role for role in ROLES},
    # As Google and other programs write it, which is not Chat's “Manager”.
    "assistant_manager": MANAGER,
    "assistant manager": MANAGER,
    # As a table in another language has it, whose headings are understood too.
    **dict.fromkeys(_OWNER_WORDS.split(), OWNER),
    **dict.fromkeys(_MANAGER_WORDS.split(), MANAGER),
    **dict.fromkeys(_MEMBER_WORDS.split(), MEMBER),
}


def role_from_words(text: str) -> str:
    """The role that `text` names: ``owner``, ``manager``, ``member`` or Google's own name.

    Raises ProblemError (``chat.role_unknown``, exit status 2).
    """
    role = _MEANT.get(text.strip().casefold())
    if role is None:
        raise ProblemError(
            Problem(
                "chat.role_unknown",
                t("“{text}” is no role.", text=safe_text(text.strip(), limit=40)),
                t("The roles are owner, manager and member, as Chat's own pages call them."),
                t("Write one of these three."),
                exit=Exit.USAGE,
            )
        )
    return role


def is_role(text: str) -> bool:
    """Whether `text` names a role, as `role_from_words` reads it."""
    return text.strip().casefold() in _MEANT


def role_words(role: str) -> str:
    """A role as Chat's own interface calls it; "" for one that is not known, or none."""
    words = {OWNER: t("Owner"), MANAGER: t("Manager"), MEMBER: t("Member")}
    return words.get(role, "")


def plain_role(role: str) -> str:
    """``owner``, ``manager`` or ``member``, for files and scripts; "" where there is none."""
    return _PLAIN.get(role, "")


def rank(role: str) -> int:
    """For sorting: owners first, those without a role last."""
    return ROLES.index(role) if role in ROLES else len(ROLES)
