"""Questions to a person at a terminal; where there is none, the answer must be an option."""

from __future__ import annotations

import contextlib
import signal
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from chattui.cli import output
from chattui.problem import Exit, Problem, ProblemError
from chattui.secret import Secret
from chattui.words import t

if TYPE_CHECKING:
    from chattui.session import Session
    from chattui.surroundings import Surroundings

ATTEMPTS = 3
SHORTEST_PASSPHRASE = 8


def can_ask(around: Surroundings) -> bool:
    """Whether a person is there to answer."""
    return around.terminal_in and around.terminal_error


def confirm(around: Surroundings, question: str, *, yes: bool, needed: bool) -> bool:
    """Whether to go on. Where nobody can be asked: yes, unless `needed` demands ``--yes``."""
    if yes:
        return True
    if not can_ask(around):
        if not needed:
            return True
        raise ProblemError(needs_yes())
    sys.stderr.write(question + " " + t("[y/N]") + " ")
    sys.stderr.flush()
    with _interruptible():
        return sys.stdin.readline().strip().casefold() in {"y", "yes"}


def line(question: str) -> str:
    """What a person types as the answer; only where `can_ask`."""
    sys.stderr.write(question + " ")
    sys.stderr.flush()
    with _interruptible():
        return sys.stdin.readline().strip()


def needs_yes() -> Problem:
    """Something that cannot be undone has to be asked for, and nobody is there to be asked."""
    return Problem(
        "cli.needs_yes",
        t("This needs a yes, and nobody is at the terminal to give it."),
        remedy=t("Add --yes, or --dry-run to see what would happen."),
        exit=Exit.USAGE,
    )


async def open_vault(session: Session) -> None:
    """Open the vault, asking for its passphrase where it has one and a person is there."""
    try:
        await session.vault()
        return
    except ProblemError as error:
        problem = error.problem
        asked = problem.code in {"vault.passphrase_needed", "vault.new_passphrase_needed"}
        if not asked or not _terminal_for_passphrase():
            raise
    if problem.code == "vault.new_passphrase_needed":
        output.say(problem.message)
        output.say(problem.cause)
        await session.vault(_new_passphrase())
        return
    for attempt in range(ATTEMPTS):
        try:
            await session.vault(_read(t("Passphrase of the vault: ")))
            return
        except ProblemError as error:
            if error.problem.code != "vault.wrong_passphrase" or attempt == ATTEMPTS - 1:
                raise
            output.show_problem(error.problem)


def _terminal_for_passphrase() -> bool:
    """getpass asks on the controlling terminal, so standard input may be a pipe."""
    try:
        with open("/dev/tty", "rb"):
            return True
    except OSError:
        return sys.stdin is not None and sys.stdin.isatty()


def _new_passphrase() -> Secret:
    for _ in range(ATTEMPTS):
        first = _read(t("New passphrase for the sealed file: "))
        if len(first.reveal()) < SHORTEST_PASSPHRASE:
            output.say(t("Too short: at least {count} characters.", count=SHORTEST_PASSPHRASE))
            continue
        if first == _read(t("The same once more: ")):
            return first
        output.say(t("The two differ."))
    raise _no_passphrase()


def _no_passphrase() -> ProblemError:
    return ProblemError(
        Problem(
            "vault.no_passphrase",
            t("No passphrase was given, so nothing was opened or stored."),
            remedy=t("Try again, or name a file that holds one with --passphrase-file."),
            exit=Exit.USAGE,
        )
    )


def _read(prompt: str) -> Secret:
    import getpass

    try:
        with _interruptible():
            return Secret(getpass.getpass(prompt))
    except EOFError:
        raise _no_passphrase() from None


@contextlib.contextmanager
def _interruptible() -> Iterator[None]:
    """Ctrl-C ends a question at once: asyncio's own handler only cancels the task, which cannot
    notice before the answer is there."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
