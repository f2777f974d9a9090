"""Run the app on this terminal, and leave the terminal as it was found."""

from __future__ import annotations

import asyncio
import gc
import os
import threading
from typing import TYPE_CHECKING

from chattui.problem import Exit, Problem, ProblemError
from chattui.words import t

SECONDS_TO_LEAVE = 3.0
SECONDS_TO_PAINT = 0.5
"""After these the first page is there, and nothing was typed or pasted yet."""

if TYPE_CHECKING:
    from pathlib import Path

    from chattui.context import Context
    from chattui.session import Session
    from chattui.vault import Index


def run_doctor(context: Context, path: Path | None = None) -> int:
    """Open the app at the doctor's page, about `path` where there is one."""
    return run(context, start="doctor", subject=path)


def run(
    context: Context,
    *,
    start: str = "",
    subject: Path | None = None,
    session: Session | None = None,
) -> int:
    """Open the app and give the exit status.

    `start` is "", ``setup`` (the first-run guide) or ``doctor`` (about `subject`).
    The session is closed at the end. Raises ProblemError where there is no terminal, or the list
    of accounts cannot be read.
    """
    if not (context.surroundings.terminal_in and context.surroundings.terminal_error):
        raise ProblemError(_no_terminal())
    if context.surroundings.ssh:
        # Read when textual is imported. The mode would stay on in the local terminal when the
        # link drops, and make it print codes for keys.
        os.environ.setdefault("TEXTUAL_DISABLE_KITTY_KEY", "1")
    leaving: list[threading.Timer] = []
    reports: list[str] = []
    index, trouble = _index(context, rebuilt=not start)
    try:
        status = asyncio.run(
            _run(context, index, trouble, start, subject, session, leaving, reports)
        )
    finally:
        gc.enable()  # it may have ended before its first paint
        for timer in leaving:
            timer.cancel()
    for report in filter(None, reports):
        from chattui.tui.crash_offer import offer_report

        offer_report(report)
    return status


def _index(context: Context, *, rebuilt: bool) -> tuple[Index, Problem | None]:
    """The list of accounts; or an empty one, and what is wrong with it where a page mends that."""
    from chattui.vault import Index, read_index

    try:
        return read_index(context), None
    except ProblemError as error:
        from chattui.tui.screens.rebuild import REBUILT

        if not rebuilt or error.problem.code not in REBUILT:
            raise
        return Index(), error.problem


def _leave_soon(status: int) -> threading.Timer:
    """End the process in `SECONDS_TO_LEAVE`, unless cancelled.

    The terminal is restored already, and asyncio waits without limit for threads that look up a
    name or wait for a keyring. Every write of state is atomic, so nothing is lost.
    """
    timer = threading.Timer(SECONDS_TO_LEAVE, os._exit, [status])
    timer.daemon = True
    timer.start()
    return timer


def _collect_from_now_on() -> None:
    """Garbage is looked for among what comes after the first paint. What was imported until then
    stays for good, and to go through it holds up the screen for 50 ms each time."""
    gc.freeze()
    gc.enable()


def _forbid_core_dumps() -> None:
    """No dump of what is typed and pasted, also before the vault is opened."""
    from chattui.vault import core_dumps

    core_dumps.forbid_core_dumps()


def _no_terminal() -> Problem:
    return Problem(
        "app.no_terminal",
        t("The app needs a terminal."),
        t("Its input or its error output is a pipe or a file."),
        t("For scripts there are commands: `chattui --help` lists them."),
        exit=Exit.USAGE,
    )


async def _run(
    context: Context,
    index: Index,
    trouble: Problem | None,
    start: str,
    subject: Path | None,
    given: Session | None,
    leaving: list[threading.Timer],
    reports: list[str],
) -> int:
    gc.disable()
    asyncio.get_running_loop().call_later(SECONDS_TO_PAINT, _collect_from_now_on)
    from chattui.session import Session
    from chattui.tui.app import ChattuiApp
    from chattui.tui.hangup import watched_terminal

    async with given or Session(context) as session:
        app = ChattuiApp(session, index, start=start, subject=subject)
        app.trouble = trouble

        def leave(status: int) -> None:
            app.exit(return_code=status)

        with watched_terminal(leave):
            if not context.surroundings.debug:
                asyncio.get_running_loop().call_later(SECONDS_TO_PAINT, _forbid_core_dumps)
            await app.run_async()
        leaving.append(_leave_soon(app.return_code or 0))
        reports.append(app.last_report)
    return app.return_code or 0
