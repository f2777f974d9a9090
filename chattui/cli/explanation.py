"""``chattui doctor --explain``: the page of a rule, the list of rules, a library's message."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, NoReturn

from chattui.cli import output
from chattui.clientfile.model import Severity
from chattui.clientfile.report import wrap
from chattui.clientfile.rules import explain
from chattui.clientfile.rules.registry import catalogue
from chattui.problem import Exit, Problem, ProblemError
from chattui.safe_text import safe_text
from chattui.words import t

if TYPE_CHECKING:
    from chattui.clientfile.messages import Explanation

ALL = "all"
_CODE = re.compile(r"CS[0-9]+", re.IGNORECASE)


def explain_words(words: str) -> int:
    """Explain a code, a library's message, or list all codes; raises ProblemError for others."""
    asked = words.strip()
    width = output.width_of(sys.stdout)
    if asked.casefold() == ALL:
        for code, severity, title, _ in catalogue():
            sign = "✗" if severity == Severity.ERROR else "!"
            lines = wrap(f"{sign} {code}  ", title.strip(), width)
            sys.stdout.write("\n".join(lines) + "\n")
        return Exit.DONE
    if _CODE.fullmatch(asked):
        page = explain(asked) or _unknown_code(asked)
        paragraphs = [_wrapped(paragraph, width) for paragraph in page.strip().split("\n\n")]
        sys.stdout.write("\n\n".join(paragraphs) + "\n")
        return Exit.DONE
    from chattui.clientfile.messages import explain_message

    explanation = explain_message(words)
    if explanation is None:
        raise ProblemError(_unknown_message())
    sys.stdout.write("\n".join(_page(explanation, width)) + "\n")
    return Exit.DONE


def _page(explanation: Explanation, width: int) -> list[str]:
    lines = [
        *wrap("", t("This is a message of {program}.", program=explanation.origin), width),
        "",
        *wrap("  ", explanation.meaning, width),
        *(wrap("  ", explanation.cause, width) if explanation.cause else []),
        *(wrap("  → ", explanation.remedy, width) if explanation.remedy else []),
    ]
    if explanation.code:
        more = t(
            "In a file it is found as {code}: `chattui doctor --explain {code}` tells more.",
            code=explanation.code,
        )
        lines += ["", *wrap("", more, width)]
    return lines


def _wrapped(paragraph: str, width: int) -> str:
    """A paragraph in lines of the terminal's width; what is indented stays as it is."""
    if any(line.startswith(" ") for line in paragraph.split("\n")):
        return paragraph
    return "\n".join(wrap("", paragraph.replace("\n", " "), width))


def _unknown_code(code: str) -> NoReturn:
    raise ProblemError(
        Problem(
            "doctor.unknown_code",
            t("There is no rule {code}.", code=safe_text(code, limit=40)),
            remedy=t("`chattui doctor --explain all` lists them."),
            exit=Exit.USAGE,
        )
    )


def _unknown_message() -> Problem:
    """What was given may hold a secret, and is not repeated."""
    return Problem(
        "doctor.unknown_message",
        t("This is neither a code nor a message that is known here."),
        remedy=t("`chattui doctor --explain all` lists the codes, such as CS204."),
        exit=Exit.USAGE,
    )
