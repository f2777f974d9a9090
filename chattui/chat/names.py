"""Resource names of the Chat API: read from what a person typed, and put into addresses."""

from __future__ import annotations

import re

from chattui.problem import Exit, Problem, ProblemError
from chattui.safe_text import safe_text
from chattui.words import t

ID_LIMIT = 128
"""Characters of one id; Google's are 11 (spaces) or 21 digits (people)."""

_ID = re.compile(rf"[A-Za-z0-9_-]{{1,{ID_LIMIT}}}")
_MEMBER = re.compile(r"[A-Za-z0-9_.+@'!#$%&*=^`{|}~-]{1,254}")


def is_space_name(name: str) -> bool:
    """Whether `name` is ``spaces/ID`` and nothing else."""
    return name.startswith("spaces/") and _ID.fullmatch(name, len("spaces/")) is not None


def space_name(text: str) -> str:
    """``spaces/ID`` from ``spaces/ID`` or an ID.

    Raises ProblemError (``chat.space_name``, exit status 2) for anything else: a slash, a dot or
    a percent sign in a name would make the request one about something else.
    """
    typed = text.strip()
    name = typed if typed.startswith("spaces/") else f"spaces/{typed}"
    if is_space_name(name):
        return name
    raise ProblemError(
        Problem(
            "chat.space_name",
            t("“{text}” is not the name of a space.", text=safe_text(typed, limit=80)),
            t("A space is named by spaces/ID or by its ID: letters, digits, “-” and “_”."),
            t("`chattui spaces list` shows the names; the ID is also the last part of its link."),
            exit=Exit.USAGE,
        )
    )


def member_path(space: str, member: str) -> str:
    """``spaces/ID/members/MEMBER`` for an address; `member` is an id, an e-mail or ``app``.

    Raises ProblemError (``chat.space_name``, ``chat.member_name``, exit status 2) for a name that
    would lead out of the path.
    """
    from urllib.parse import quote

    parent = space_name(space)
    if _MEMBER.fullmatch(member) is None or set(member) == {"."}:
        raise ProblemError(
            Problem(
                "chat.member_name",
                t("“{text}” is not the name of a member.", text=safe_text(member, limit=80)),
                t("A member is named by an e-mail address, by the digits of its id, or by “app”."),
                t("`chattui members list SPACE` shows the members and their names."),
                exit=Exit.USAGE,
            )
        )
    return f"{parent}/members/{quote(member, safe='@')}"
