"""Questions to a person at a terminal; where there is none, the answer must be an option."""

from __future__ import annotations

import asyncio
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
    import argparse

    from chattui.context import Context
    from chattui.session import Session
    from chattui.surroundings import Surroundings
    from chattui.vault import Vault

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
    return _answer().casefold() in {"y", "yes"}


def agreed(args: argparse.Namespace, context: Context, question: str, otherwise: str) -> bool:
    """Whether to go on: ``--yes``, or a person says so; where not, `otherwise` is told.

    Raises ProblemError where nobody can be asked.
    """
    yes = confirm(context.surroundings, question, yes=args.yes, needed=True)
    if not yes:
        output.say(otherwise)
    return yes


def line(question: str) -> str:
    """What a person types as the answer; only where `can_ask`."""
    sys.stderr.write(question + " ")
    sys.stderr.flush()
    return _answer()


def _answer() -> str:
    with _interruptible():
        try:
            return sys.stdin.readline().strip()
        except UnicodeDecodeError:
            raise ProblemError(_not_text()) from None


def needs_yes() -> Problem:
    """Something that cannot be undone has to be asked for, and nobody is there to be asked."""
    return Problem(
        "cli.needs_yes",
        t("This needs a yes, and nobody is at the terminal to give it."),
        remedy=t("Add --yes, or --dry-run to see what would happen."),
        exit=Exit.USAGE,
    )


async def open_vault(session: Session) -> Vault:
    """Open the vault, asking for its passphrase where it has one and a person is there.

    What is odd about it is told once.
    """
    if session.vault_is_open:
        return await session.vault()
    vault = await _opened(session)
    for notice in vault.notices:
        output.warn(notice)
    return vault


async def _opened(session: Session) -> Vault:
    from chattui.cli import keyring_wait

    try:
        return await keyring_wait.open_vault(session)
    except ProblemError as error:
        problem = error.problem
        asked = problem.code in {"vault.passphrase_needed", "vault.new_passphrase_needed"}
        if not asked or not terminal_for_passphrase():
            raise
    if problem.code == "vault.new_passphrase_needed":
        for words in filter(None, (problem.message, problem.cause, problem.remedy)):
            output.say(words)
        output.say(t("Nobody can recover the passphrase: if it is lost, you sign in again."))
        return await session.vault(new_passphrase())
    if await asyncio.to_thread(_has_other_ways, session.context):
        output.say(problem.cause)  # why none of them opened it
    return await open_by_passphrase(session)


def _has_other_ways(context: Context) -> bool:
    """Whether the sealed file is to open without a passphrase, by a keyring or an ssh-agent."""
    from chattui.vault import vault_status

    return any(slot.kind != "passphrase" for slot in vault_status(context).slots)


async def open_by_passphrase(session: Session) -> Vault:
    """Open the sealed file with a passphrase that is typed; three may be tried."""
    for _ in range(ATTEMPTS - 1):
        try:
            return await session.vault(passphrase(t("Passphrase of the vault: ")))
        except ProblemError as error:
            if error.problem.code != "vault.wrong_passphrase":
                raise
            output.show_problem(error.problem)
    return await session.vault(passphrase(t("Passphrase of the vault: ")))


def terminal_for_passphrase() -> bool:
    """Whether a passphrase can be typed; getpass asks on the controlling terminal, so standard
    input may be a pipe."""
    try:
        with open("/dev/tty", "rb"):
            return True
    except OSError:
        return sys.stdin is not None and sys.stdin.isatty()


def new_passphrase(file: str = "") -> Secret:
    """A new passphrase: the first line of `file` where one is named, else typed twice.

    Raises ProblemError where neither is possible.
    """
    if file:
        from chattui.vault.passphrase import read_passphrase, shared_passphrase_file

        for notice in shared_passphrase_file(file):
            output.warn(notice)
        return read_passphrase(file)
    if not terminal_for_passphrase():
        raise ProblemError(_nobody_chooses())
    for _ in range(ATTEMPTS):
        first = passphrase(
            t(
                "New passphrase for the sealed file, at least {count} characters: ",
                count=SHORTEST_PASSPHRASE,
            )
        )
        if len(first.reveal()) < SHORTEST_PASSPHRASE:
            output.say(t("Too short: at least {count} characters.", count=SHORTEST_PASSPHRASE))
            continue
        if first == passphrase(t("The same once more: ")):
            return first
        output.say(t("The two differ."))
    raise no_passphrase()


def no_passphrase() -> ProblemError:
    """Nobody gave one, although it was asked for."""
    return ProblemError(
        Problem(
            "vault.no_passphrase",
            t("No passphrase was given, so nothing was opened or stored."),
            remedy=t("Try again, or name a file that holds one with --passphrase-file."),
            exit=Exit.USAGE,
        )
    )


def _nobody_chooses() -> Problem:
    return Problem(
        "vault.no_new_passphrase",
        t("A new passphrase is needed, and nobody is at the terminal to choose one."),
        remedy=t("Name a file whose first line is the new one with --new-passphrase-file."),
        exit=Exit.USAGE,
    )


def passphrase(prompt: str) -> Secret:
    """What a person types unseen on the controlling terminal."""
    import getpass

    try:
        with _interruptible():
            return Secret(getpass.getpass(prompt))
    except EOFError:
        raise no_passphrase() from None
    except UnicodeDecodeError:  # its text has what was typed
        raise ProblemError(_not_text()) from None


def _not_text() -> Problem:
    """What was typed cannot be read: nobody could say later what it was."""
    return Problem(
        "cli.typed_not_text",
        t("What was typed is not UTF-8 text, so nothing was done."),
        t("The terminal sends letters in another encoding than this login is set to."),
        t("Set the terminal to UTF-8, or name a file with --passphrase-file."),
        exit=Exit.USAGE,
    )


@contextlib.contextmanager
def _interruptible() -> Iterator[None]:
    """Ctrl-C ends a question at once: asyncio's own handler only cancels the task, which cannot
    notice before the answer is there."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
