"""What is said of an error of our own: where it happened, never with what values.

Textual's own report prints local variables, and Rich's prints the message of the exception:
either may hold a token.
"""

from __future__ import annotations

import asyncio
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chattui.log import note
from chattui.problem import Problem
from chattui.safe_text import safe_text
from chattui.words import t

if TYPE_CHECKING:
    from rich.text import Text

    from chattui.tui.page import Page

REPORT_FILE = "error-report.txt"
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
        t("What was stored is intact. Try again; ^r copies a report, which holds no secret."),
    )


def report(error: BaseException, *, ended: bool = True) -> str:
    """An error in lines to print after the terminal is restored, or to copy where the app goes on.

    Where it happened, by which versions, and nothing that a variable held.
    """
    words = t("chattui met an error of its own and stopped. What was stored is intact.")
    lines = [words if ended else t("chattui met an error of its own and went on.")]
    seen: set[int] = set()
    link: BaseException | None = error
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        lines.append("")
        if ended:
            note("own_error", kind=type(link).__qualname__, at="".join(places(link)[-1:]))
        lines += [f"  {safe_text(place)}" for place in places(link)]
        lines.append(f"  {safe_text(type(link).__qualname__)}")
        link = link.__cause__ or link.__context__
    return "\n".join(
        [*lines, "", _versions(), t("Please report these lines; they hold no secret.")]
    )


def _versions() -> str:
    import platform
    from importlib.metadata import version

    from chattui import __version__

    return t(
        "chattui {chattui}, textual {textual}, Python {python}, {system}",
        chattui=__version__,
        textual=version("textual"),
        python=platform.python_version(),
        system=platform.system(),
    )


def keep_report(folder: Path, text: str) -> Path | None:
    """Write a report into `folder`, for its owner only; None where the disk does not take it."""
    from chattui.atomic import write_atomically
    from chattui.problem import ProblemError

    path = folder / REPORT_FILE
    try:
        write_atomically(path, f"{text}\n".encode())
    except ProblemError:
        return None
    return path


def kept_words(folder: Path, text: str) -> str:
    """Keep a report of an app that ended, and say where; "" where it could not be kept."""
    from chattui.disk import shown

    path = keep_report(folder, text)
    return t("They are also in {path}, to copy from.", path=shown(path)) if path else ""


def last_words(folder: Path, text: str) -> Text:
    """What an app that ended leaves on the terminal: its report, and where that is kept."""
    from rich.text import Text

    return Text(f"{text}\n{kept_words(folder, text)}")


async def copy_report(page: Page[Any], error: BaseException) -> None:
    """Offer the report of an error that the app survived: to the clipboard, and as a file."""
    from chattui.disk import shown

    text = report(error, ended=False)
    page.app.copy_to_clipboard(text)
    path = await asyncio.to_thread(keep_report, page.session.context.paths.state, text)
    if path is None:
        page.notice.say(t("✓ The report was sent to your terminal's clipboard."))
    else:
        page.notice.say(
            t(
                "✓ The report was sent to your terminal's clipboard; it is also in {path}.",
                path=shown(path),
            )
        )
