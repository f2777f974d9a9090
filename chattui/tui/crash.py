"""What is said of an error of our own: where it happened, never with what values.

Textual's own report prints local variables, and Rich's prints the message of the exception:
either may hold a token.
"""

from __future__ import annotations

import traceback
from pathlib import Path

from chattui.log import note
from chattui.problem import Problem
from chattui.safe_text import safe_text
from chattui.words import t

PACKAGE = Path(__file__).parent.parent


def places(error: BaseException) -> list[str]:
    """``file:line in function`` of each frame, the outermost first; of our files by short name."""
    frames = traceback.extract_tb(error.__traceback__)
    return [f"{_short(f.filename)}:{f.lineno} in {f.name}" for f in frames]


def _short(filename: str) -> str:
    path = Path(filename)
    if path.is_relative_to(PACKAGE):
        return str(path.relative_to(PACKAGE.parent))
    return "/".join(path.parts[-2:])


def own_error_problem(error: BaseException) -> Problem:
    """An error of our own as a problem, where the app can go on."""
    ours = [place for place in places(error) if place.startswith(PACKAGE.name)]
    note("own_error", kind=type(error).__name__, at=ours[-1] if ours else "-")
    where = ours[-1] if ours else t("an unknown place")
    return Problem(
        "app.own_error",
        t("chattui met an error of its own: {kind}.", kind=safe_text(type(error).__name__)),
        t("It happened at {place}.", place=safe_text(where)),
        t("What was stored is intact. Try again, and please report these lines."),
    )


def report(error: BaseException) -> str:
    """An error that ended the app, in lines to print after the terminal is restored."""
    lines = [t("chattui met an error of its own and stopped. What was stored is intact.")]
    seen: set[int] = set()
    link: BaseException | None = error
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        lines.append("")
        note("own_error", kind=type(link).__qualname__, at="".join(places(link)[-1:]))
        lines += [f"  {safe_text(place)}" for place in places(link)]
        lines.append(f"  {safe_text(type(link).__qualname__)}")
        link = link.__cause__ or link.__context__
    lines += ["", t("Please report these lines; they hold no secret.")]
    return "\n".join(lines)
