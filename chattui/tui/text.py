"""The one way from a string to something that a widget draws.

Textual reads a plain `str` as markup: ``[/`` in a space's name would end the app, and
``[@click=…]`` would become a live link. `plain` never does.
"""

from __future__ import annotations

from textual.content import Content

from chattui.problem import Problem
from chattui.safe_text import safe_text


def plain(text: str) -> Content:
    """`text`, safe to draw, read as no markup."""
    return Content(safe_text(text, lines=True))


def styled(text: str, style: str) -> Content:
    """`text` in one style (a literal of ours), read as no markup."""
    return Content.styled(safe_text(text, lines=True), style)


def problem_text(problem: Problem) -> Content:
    """A problem in words: what happened, why, what to do next, and where."""
    parts = [Content.styled(f"✗ {safe_text(problem.message)}", "bold $text-error")]
    parts += [plain(line) for line in (problem.cause, problem.remedy) if line]
    if problem.link:
        parts.append(styled(problem.link, "underline"))
    return Content("\n").join(parts)
