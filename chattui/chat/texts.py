"""Whether Google takes a name, a description, guidelines or a message, and why not.

The limits are those of the discovery document (chat v1, revision 20261107). Every function gives
problems whose codes begin with `prefix` (``creation``, ``edit``), warnings among them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from chattui.problem import Exit, Problem
from chattui.safe_text import is_safe, safe_text
from chattui.words import t

NAME_LIMIT: Final = 128
DESCRIPTION_WARNING: Final = 150
"""Characters that older clients of Google's allow."""
DESCRIPTION_LIMIT: Final = 4096
GUIDELINES_LIMIT: Final = 5000
MESSAGE_LIMIT: Final = 32_000
"""Bytes of a message in UTF-8."""


def wrong(code: str, message: str, cause: str = "", remedy: str = "") -> Problem:
    """A mistake, which stands in the way."""
    return Problem(code, message, cause, remedy, exit=Exit.USAGE)


def warning(code: str, message: str, cause: str = "") -> Problem:
    """Something to weigh, which stands in nobody's way (`is_warning`)."""
    return Problem(code, message, cause, exit=Exit.DONE)


def is_warning(problem: Problem) -> bool:
    """Whether a problem that was found stands in nobody's way."""
    return problem.exit is Exit.DONE


def check_name(name: str, prefix: str) -> Iterator[Problem]:
    """The display name of a space; whether there has to be one is another's question."""
    if len(name) > NAME_LIMIT:
        yield wrong(
            f"{prefix}.name_too_long",
            t("The name has {length} characters.", length=len(name)),
            t("Google allows {limit}.", limit=NAME_LIMIT),
            t("Shorten it."),
        )
    if not is_safe(name):
        yield _unsafe(
            f"{prefix}.name_unsafe",
            t("The name holds an invisible character: {name}", name=safe_text(name, limit=200)),
        )


def check_description(text: str, prefix: str) -> Iterator[Problem]:
    """The description of a space: more than some of Google's programs show is a warning."""
    if not _safe_lines(text):
        message = t("The description holds an invisible character.")
        yield _unsafe(f"{prefix}.description_unsafe", message)
    if len(text) > DESCRIPTION_LIMIT:
        yield wrong(
            f"{prefix}.description_too_long",
            t("The description has {length} characters.", length=len(text)),
            t("Google allows {limit}.", limit=DESCRIPTION_LIMIT),
            t("Shorten it."),
        )
    elif len(text) > DESCRIPTION_WARNING:
        yield warning(
            f"{prefix}.description_long",
            t("The description is longer than {limit} characters.", limit=DESCRIPTION_WARNING),
            t("Google allows it, but some of its own programs only show that much."),
        )


def check_guidelines(text: str, prefix: str) -> Iterator[Problem]:
    """The guidelines of a space."""
    if not _safe_lines(text):
        message = t("The guidelines hold an invisible character.")
        yield _unsafe(f"{prefix}.guidelines_unsafe", message)
    if len(text) > GUIDELINES_LIMIT:
        yield wrong(
            f"{prefix}.guidelines_too_long",
            t("The guidelines have {length} characters.", length=len(text)),
            t("Google allows {limit}.", limit=GUIDELINES_LIMIT),
            t("Shorten them."),
        )


def check_message(text: str, prefix: str) -> Iterator[Problem]:
    """A message to be posted."""
    if not _safe_lines(text):
        message = t("The message holds an invisible character.")
        yield _unsafe(f"{prefix}.message_unsafe", message)
    length = len(text.encode("utf-8", "replace"))
    if length > MESSAGE_LIMIT:
        yield wrong(
            f"{prefix}.message_too_long",
            t("The message has {length} bytes.", length=format(length, ",")),
            t("Google allows {limit}.", limit=format(MESSAGE_LIMIT, ",")),
            t("Shorten it."),
        )


def _unsafe(code: str, message: str) -> Problem:
    return wrong(
        code,
        message,
        t("Control, direction and zero-width characters make a text show as something else."),
        t("Type it anew instead of pasting it."),
    )


def _safe_lines(text: str) -> bool:
    lines = text.replace("\r\n", "\n").replace("\t", " ").split("\n")
    return all(is_safe(line) for line in lines)
