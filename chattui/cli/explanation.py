"""``chattui doctor --explain``: the page of a rule, all rules, what a library or Google says."""

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
    from chattui.oauth.error_pages import ErrorPage

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
    from chattui.oauth.error_pages import find_error, find_errors

    explanation, found = explain_message(words), find_error(words)
    if found is not None:
        lines = _error_page(found, width) + _more(explanation, width)
    elif explanation is not None:
        lines = _page(explanation, width)
    elif several := find_errors(words):
        lines = [line for page in several for line in _one_of_them(page, width)]
    else:
        raise ProblemError(_unknown_message())
    sys.stdout.write("\n".join(lines) + "\n")
    return Exit.DONE


def _heading(page: ErrorPage) -> str:
    if not page.number:
        return page.code
    return t("Error {number}: {code}", number=page.number, code=page.code)


def _one_of_them(page: ErrorPage, width: int) -> list[str]:
    return [*wrap("", _heading(page), width), *wrap("  ", page.title, width)]


def _error_page(page: ErrorPage, width: int) -> list[str]:
    said = [] if page.code in page.words else wrap("  ", page.words, width)
    origin = (
        t("Google shows this in the browser. Nothing of it reaches chattui.")
        if page.browser
        else t("Google's token endpoint answers with this.")
    )
    return [
        *wrap("", _heading(page), width),
        *said,
        "",
        *wrap("", origin, width),
        "",
        *wrap("  ", page.title, width),
        *wrap("  ", page.cause, width),
        *wrap("  → ", page.remedy, width),
        *([f"    {page.link}"] if page.link else []),
    ]


def _page(explanation: Explanation, width: int) -> list[str]:
    return [
        *wrap("", t("This is a message of {program}.", program=explanation.origin), width),
        "",
        *wrap("  ", explanation.meaning, width),
        *(wrap("  ", explanation.cause, width) if explanation.cause else []),
        *(wrap("  → ", explanation.remedy, width) if explanation.remedy else []),
        *_more(explanation, width),
    ]


def _more(explanation: Explanation | None, width: int) -> list[str]:
    """Which rule finds the same in a file, where one does."""
    if explanation is None or not explanation.code:
        return []
    more = t(
        "In a file it is found as {code}: `chattui doctor --explain {code}` tells more.",
        code=explanation.code,
    )
    return ["", *wrap("", more, width)]


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
