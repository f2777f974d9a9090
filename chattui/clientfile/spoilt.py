"""Text that a program put into the lines of a file: numbers, signs of a mail or diff, conflicts.

Imported only where a file cannot be read as JSON.
"""

from __future__ import annotations

import re

from chattui.words import t

_MOST = 20_000
_NUMBER = re.compile(r"[ \t]{0,9}[0-9]{1,6}(?:[\t :|.\u2502]|$)")
_CONFLICT = re.compile(r"(?:<{7}|={7}|>{7}|\|{7})(?![<=>|])")


def is_conflict(text: str, start: int) -> bool:
    """Whether the line of `start` is a mark that git put in where it could not merge."""
    return _CONFLICT.match(text, text.rfind("\n", 0, start) + 1) is not None


def about_conflict() -> tuple[str, str]:
    """The message and the remedy for such a mark."""
    return (
        t("Git put both sides of a conflict into the file, and nobody chose between them."),
        t("Keep the lines of one side, and delete those of the other and the three marks."),
    )


def about_unexpected(text: str, start: int) -> tuple[str, str]:
    """The message and the remedy for a character at `start` that JSON has no place for."""
    if is_conflict(text, start):
        return about_conflict()
    return (
        t("JSON has no place for this character here."),
        t("Look at this place and in front of it: something is missing or too many."),
    )


def about_beginning(text: str) -> tuple[str, str]:
    """The message and the remedy for JSON without a beginning that can be read as one."""
    lines = [line for line in text[:_MOST].splitlines() if line.strip()]
    if len(lines) > 2 and "{" in lines[0]:
        if all(_NUMBER.match(line) for line in lines[:-1]):
            return (
                t("The number of each line was copied with it."),
                t("Copy the file again without the numbers, as `cat` without -n shows it."),
            )
        if lines[0][0] in ">|+-" and all(line[0] == lines[0][0] for line in lines):
            return (
                t(
                    "Every line begins with {sign}, as in a mail or a diff.",
                    sign=lines[0][0],
                ),
                t("Delete this sign, which is not part of the file, from each line."),
            )
    return (
        t("The beginning of the file is missing."),
        t("Copy or download the file again, from its first character on."),
    )
