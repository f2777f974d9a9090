"""What the doctor's command needs for more than one sound file: folders, problems, a summary."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from chattui.cli import output
from chattui.problem import Exit, Problem
from chattui.safe_text import safe_text
from chattui.words import t, tn

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chattui.cli.doctor import Survey
    from chattui.clientfile.model import Diagnosis

_COPY = re.compile(r"(.+)\.bak(\.[0-9]+)?", re.DOTALL)
MOST_TOLD = 20
"""How many problems are told one by one."""


def search_folder(survey: Survey, folder: str) -> Iterator[Diagnosis]:
    """Every credential file below `folder`; that there is none is a problem.

    What a mending kept is counted apart: it is as wrong as it was, and nothing is to be done.
    """
    from chattui.clientfile.searching import search

    before = survey.looked_at
    found = unread = False
    for event in search(folder):
        survey.looked_at = before + event.looked_at
        if event.problem is not None:
            survey.add(event.problem)
            unread = event.looked_at == 0
        elif event.diagnosis is not None:
            found = True
            if _is_copy(event.diagnosis.path):
                survey.copies += 1
            else:
                yield event.diagnosis
        survey.show_progress()
    if not (found or unread):
        survey.problems.append(_none_in(folder, survey.looked_at - before))


def _is_copy(path: str) -> bool:
    """Whether a file that a search found is what was kept of the one that stands beside it."""
    copy = _COPY.fullmatch(path)
    return copy is not None and os.path.exists(copy[1])


def copies_in_words(survey: Survey) -> str:
    """What is to be known of the copies that a search came by."""
    return tn(
        "{count} copy (.bak) of a mended file was passed over. It holds the same secrets: delete "
        "it when it is no longer needed.",
        "{count} copies (.bak) of mended files were passed over. They hold the same secrets: "
        "delete them when they are no longer needed.",
        survey.copies,
    )


def summary(survey: Survey) -> str:
    """One line about all files."""
    usable, unusable, unread = survey.usable, survey.unusable, survey.unread
    if unread:
        return t(
            "{files} files: {usable} can be used, {unusable} cannot, {unread} could not be read.",
            files=format(usable + unusable + unread, ","),
            usable=format(usable, ","),
            unusable=format(unusable, ","),
            unread=format(unread, ","),
        )
    return t(
        "{files} files: {usable} can be used, {unusable} cannot.",
        files=format(usable + unusable, ","),
        usable=format(usable, ","),
        unusable=format(unusable, ","),
    )


def tell_problems(survey: Survey) -> None:
    """What could not be read or written, on standard error."""
    for problem in survey.problems[:MOST_TOLD]:
        output.show_problem(problem)
    left = len(survey.problems) - MOST_TOLD
    if left > 0:
        output.say(
            tn("✗ {count} more of these is not shown.", "✗ {count} more are not shown.", left)
        )


def tell_stop(survey: Survey) -> None:
    """Say how far it came, after ctrl-c."""
    survey.clear_progress()
    output.say("")
    if len(survey.files) == 1 and survey.looked_at < 2:
        output.say(t("Stopped."))
        return
    output.say(
        tn(
            "Stopped after {count} file or folder was looked at.",
            "Stopped after {count} files and folders were looked at.",
            survey.looked_at,
        )
    )
    if survey.usable + survey.unusable:
        output.say(summary(survey))


def _none_in(folder: str, looked_at: int) -> Problem:
    return Problem(
        "doctor.none_in_folder",
        t("In {folder} there is no credential file.", folder=safe_text(folder, limit=300)),
        tn(
            "{count} file or folder was looked at.",
            "{count} files and folders were looked at.",
            looked_at,
        ),
        t("Name another folder, or the file itself."),
        exit=Exit.USAGE,
    )


_OF_NEW_FILES = frozenset({"CS007", "CS008", "CS021", "CS214"})
"""The findings of archives, other texts and saved tokens, which a mending may leave as they are."""


def _is_rebuilt(diagnosis: Diagnosis) -> bool:
    """Whether a mending writes a new file beside this one."""
    if any(finding.code == "CS214" and finding.fixable for finding in diagnosis.findings):
        return True  # a saved token always stays
    from chattui.clientfile.mending import mend

    mending = mend(diagnosis)
    return mending is not None and mending.rebuilt


def what_fix_does(diagnosis: Diagnosis) -> str:
    """A line that says how much of it can be mended; something of it can."""
    fixable = {finding.code for finding in diagnosis.findings if finding.fixable}
    count = sum(finding.fixable for finding in diagnosis.findings)
    if not fixable.isdisjoint(_OF_NEW_FILES) and _is_rebuilt(diagnosis):
        words = t("`chattui doctor --fix` writes a client file beside it.")
    elif count == len(diagnosis.findings):
        words = tn("`chattui doctor --fix` mends it.", "`chattui doctor --fix` mends all.", count)
    else:
        words = t(
            "`chattui doctor --fix` mends {count} of {all}.",
            count=count,
            all=len(diagnosis.findings),
        )
    return f"\n{words}\n"
