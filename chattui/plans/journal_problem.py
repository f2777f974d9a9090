"""Why the journal of plans cannot be read or written, in words.

Codes: ``plans.disk_full``, ``plans.read_only``, ``plans.damaged``, ``plans.emptied``,
``plans.newer``, ``plans.busy``, ``plans.not_kept``, ``plans.unknown``, ``plans.unreadable``,
``plans.running``, ``plans.changed``, ``plans.other_account``, ``plans.account_gone``.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from chattui.disk import shown
from chattui.problem import Exit, Problem
from chattui.safe_text import safe_text
from chattui.words import t

if TYPE_CHECKING:
    import sqlite3

    from chattui.plans.model import Plan

_BUSY, _LOCKED, _READ_ONLY, _IO, _FULL, _CANNOT_OPEN = 5, 6, 8, 10, 13, 14
_CORRUPT, _NO_DATABASE = 11, 26
"""SQLite's result codes (sqlite.org/rescode.html), their lower eight bits."""


def code_of(error: sqlite3.Error) -> int:
    """SQLite's primary result code; 0 where there is none."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def is_damage(error: sqlite3.Error) -> bool:
    """Whether the file itself is not what SQLite wrote."""
    # A text that is none any more has no code: Python's own module says so.
    return code_of(error) in {_CORRUPT, _NO_DATABASE} or "Could not decode" in str(error)


def journal_problem(error: sqlite3.Error, path: Path) -> Problem:
    """What an error of SQLite means to a person, where the file is not damaged."""
    code, where = code_of(error), shown(path)
    if code == _FULL or (code in {_IO, _CANNOT_OPEN} and _is_full(path)):
        return Problem(
            "plans.disk_full",
            t("There is no room left on the disk for {path}.", path=where),
            t("Nothing is sent that could not be noted first; what was noted is unchanged."),
            t("Free some space there, then take the plan up again: `chattui plans resume`."),
        )
    if code == _READ_ONLY:
        return Problem(
            "plans.read_only",
            t("{path} cannot be written.", path=where),
            t("Nothing is sent that could not be noted first; what was noted is unchanged."),
            t("Make the file and its folder writable, or name another folder with CHATTUI_HOME."),
        )
    if code in {_BUSY, _LOCKED}:
        return Problem(
            "plans.busy",
            t("Another process keeps the journal of plans busy."),
            t("{path} could not be written for some seconds. Nothing was changed.", path=where),
            t("Try again; if it stays so, look for another chattui: ps -C chattui"),
        )
    return Problem(
        "plans.not_kept",
        t("The journal of plans could not be read or written."),
        t(
            "SQLite said: {words}. The file is {path}.",
            words=safe_text(str(error), limit=200),
            path=where,
        ),
        t("Check the disk and the folder, or name another folder with CHATTUI_HOME."),
    )


def _is_full(path: Path) -> bool:
    try:
        return shutil.disk_usage(path.parent).free < 65536
    except OSError:
        return False


def damaged(kept: Path) -> Problem:
    """The file was no journal any more; it lies at `kept`, and a new one is begun."""
    return Problem(
        "plans.damaged",
        t("The journal of plans was damaged, and is begun anew."),
        t(
            "What was in it is kept in {path}. Plans that were not at their end are no longer"
            " listed.",
            path=shown(kept),
        ),
        t(
            "Make such a plan again: what is already as it should be is seen, and not changed a"
            " second time."
        ),
    )


def emptied(kept: Path) -> Problem:
    """Something has emptied the file, which chattui never leaves empty; it lies at `kept`."""
    return Problem(
        "plans.emptied",
        t("The journal of plans was empty: plans may have been lost."),
        t(
            "The file was there with nothing in it, which chattui does not do. It is kept as"
            " {path}, and a new journal is begun.",
            path=shown(kept),
        ),
        t(
            "Put the file back from a backup, if there is one. Else make the plan again: what is"
            " already as it should be is seen, and not changed a second time."
        ),
    )


def newer(path: Path) -> Problem:
    """A later version of chattui has made the file."""
    return Problem(
        "plans.newer",
        t("The journal of plans is from a newer chattui."),
        t("This version does not understand {path}, and leaves it alone.", path=shown(path)),
        t("Use the newer version, or name another folder with CHATTUI_HOME."),
    )


def unknown(plan_id: str) -> Problem:
    """No such plan is kept."""
    return Problem(
        "plans.unknown",
        t("There is no plan {id}.", id=safe_text(plan_id, limit=40)),
        t("It was forgotten, or belongs to another CHATTUI_HOME. Old ones are let go by and by."),
        t("`chattui plans list` shows those that there are."),
        exit=Exit.USAGE,
    )


def unreadable(plan_id: str) -> Problem:
    """The plan is there, but its content makes no sense."""
    name = safe_text(plan_id, limit=40)
    return Problem(
        "plans.unreadable",
        t("The plan {id} cannot be read.", id=name),
        t("Its rows in the journal are not as this version of chattui writes them."),
        t("Make it again, then let this one go: `chattui plans forget {id}`.", id=name),
    )


def changed(plan_id: str) -> Problem:
    """What is kept is not what was shown and agreed to."""
    return Problem(
        "plans.changed",
        t("The plan {id} is not as it was shown; nothing was sent.", id=safe_text(plan_id)),
        t("Another plan is kept under its name, or it was changed after it was shown."),
        t("`chattui plans show {id}` shows what is kept. Make yours again.", id=safe_text(plan_id)),
    )


def account_gone(plan: Plan) -> Problem:
    """The account that made the plan is not signed in on this machine any more."""
    email = safe_text(plan.email, limit=254)
    return Problem(
        "plans.account_gone",
        t("{email} made the plan {id} and is not signed in any more.", email=email, id=plan.id),
        t("A plan is carried out by the account that it was made as, and by no other."),
        t("Sign in as {email} again with `chattui login`, or make the plan anew.", email=email),
        exit=Exit.NOT_SIGNED_IN,
    )


def other_account(plan: Plan, email: str) -> Problem:
    """The account that made the plan is another person's by now: `email` is its address."""
    return Problem(
        "plans.other_account",
        t("The plan {id} was not made by this account.", id=safe_text(plan.id, limit=40)),
        t(
            "It was made as {before}, and the sign-in that was used is {now}'s. The same address"
            " can have become another Google account.",
            before=safe_text(plan.email, limit=254),
            now=safe_text(email, limit=254),
        ),
        t("Make the plan again as whoever should carry it out."),
        exit=Exit.NOT_SIGNED_IN,
    )


def running(plan_id: str, process: int | None) -> Problem:
    """Another process carries the plan out."""
    name = safe_text(plan_id, limit=40)
    return Problem(
        "plans.running",
        t("The plan {id} is being carried out by process {pid}.", id=name, pid=process)
        if process
        else t("The plan {id} is being carried out by another process.", id=name),
        t("Two at once would change everything twice."),
        t("Wait for it to end, or stop it there; `chattui plans list` shows how far it is."),
    )
