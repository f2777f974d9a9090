"""What the commands that make plans share: as whom, how the present state is read, and files."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from chattui.cli import output
from chattui.cli.progress import ProgressLine
from chattui.cli.work import tell
from chattui.problem import Exit, Problem, ProblemError
from chattui.safe_text import safe_text
from chattui.words import t

if TYPE_CHECKING:
    from chattui.chat.models import Space
    from chattui.cli.work import Work
    from chattui.plans.acting import Acting
    from chattui.plans.directory import Reads
    from chattui.plans.people_input import PeopleInput
    from chattui.plans.wanted import Target, Wanted
    from chattui.session import Session
    from chattui.vault import AccountEntry


READS_AT_ONCE: Final = 8


@dataclass(frozen=True, slots=True)
class Planner:
    """Who makes the plan, how it reads, and when (seconds since 1970)."""

    acting: Acting
    reads: Reads
    now: float


@asynccontextmanager
async def planning(
    session: Session, account: AccountEntry, admin: bool = False, *, reads: bool = True
) -> AsyncIterator[Planner]:
    """What planning takes, for an account and its rights; how much was looked at is shown meanwhile
    where a terminal is. Without `reads` nothing is read, and the vault stays closed."""
    from chattui.plans.acting import acting_as
    from chattui.plans.directory import Reads, reads_of

    clients = (await session.index()).clients
    client = next((c for c in clients if c.key == account.client_key), None)
    looking = Looking()
    how = Reads(tell=looking.hear)
    if reads:
        pace = session.plans().pace
        how = await reads_of(session, account, pace=pace, tell=looking.hear)
    try:
        yield Planner(acting_as(account, client, admin), how, session.clock())
    finally:
        looking.clear()


class Looking:
    """Tells how much of what is there has been looked at, in place on a terminal."""

    def __init__(self) -> None:
        self._line = ProgressLine() if sys.stderr.isatty() else None
        self._number = 0

    def hear(self, event: object) -> None:
        """Take in what planning tells."""
        from chattui.plans.present import Looked

        if not isinstance(event, Looked):
            tell(event)
            return
        if self._line is None:
            return
        number = format(event.number, ",")
        if event.of is None:
            self._line.update(t("Looking at what is there: {number}.", number=number))
        else:
            words = t(
                "Looking at what is there: {number} of {of}.",
                number=number,
                of=format(event.of, ","),
            )
            self._line.update(words)

    def clear(self) -> None:
        """Take it off the screen."""
        if self._line is not None:
            self._line.clear()


def targets(names: Sequence[str]) -> list[Target]:
    """The spaces of these names, each once; planning reads what they are called.

    Raises ProblemError (exit 2) for what is no name of a space.
    """
    from chattui.chat.names import space_name
    from chattui.plans.wanted import Target

    return [Target(name) for name in dict.fromkeys(map(space_name, names))]


async def read_spaces(work: Work, names: Sequence[str]) -> list[Space]:
    """The spaces of these names, each once. Raises ProblemError for all that cannot be read."""
    from chattui.chat.names import space_name

    turns = asyncio.Semaphore(READS_AT_ONCE)

    async def read(name: str) -> Space | Problem:
        async with turns:
            try:
                return await work.chat.get_space(name)
            except ProblemError as error:
                return _about(name, error.problem)

    found = await asyncio.gather(*map(read, dict.fromkeys(map(space_name, names))))
    problems = [each for each in found if isinstance(each, Problem)]
    if problems:
        raise ProblemError(*problems)
    return [each for each in found if not isinstance(each, Problem)]


def _about(name: str, problem: Problem) -> Problem:
    """`problem` with the space that it is about, since several were asked for."""
    return replace(problem, message=f"{name}: {problem.message}")


def read_file(name: str) -> bytes:
    """The bytes of a file, or of standard input for ``-``; one more than are read of a list, where
    there are more. Raises ProblemError (exit 2)."""
    import errno
    import os
    from pathlib import Path

    from chattui.plans.decoding import SIZE_LIMIT

    most = SIZE_LIMIT + 1  # /dev/zero has no end
    try:
        if name == "-":
            if sys.stdin is None:
                raise OSError(errno.EBADF, os.strerror(errno.EBADF))
            return sys.stdin.buffer.read(most)
        with Path(name).expanduser().open("rb") as file:
            return file.read(most)
    except (OSError, ValueError, RuntimeError) as error:  # a NUL in the name; ~ of nobody
        raise ProblemError(
            Problem(
                "cli.unreadable",
                t("{path} could not be read.", path=safe_text(name)),
                t(
                    "The operating system said: {reason}.",
                    reason=safe_text(getattr(error, "strerror", "") or str(error)),
                ),
                t("Name a file that you may read, or - for standard input."),
                exit=Exit.USAGE,
            )
        ) from None


async def wanted_people(args: argparse.Namespace, *, role: str = "") -> list[Wanted]:
    """Everybody that the command names: addresses, ``--group``, ``--app`` and ``--file``.

    How a file was read is said. Raises ProblemError (exit 2) with everything that is wrong, by
    line, and where nobody is named.
    """
    from chattui.plans.people_input import read_people
    from chattui.plans.wanted import APP, GROUP, Wanted

    inputs = [read_people(text, role=role) for text in getattr(args, "email", [])]
    if getattr(args, "file", None):
        read = read_people(await asyncio.to_thread(read_file, args.file), role=role)
        say_shape(read)
        inputs.append(read)
    people = [wanted for read in inputs for wanted in read.wanted]
    for text in getattr(args, "group", []):
        read = read_people(text)
        inputs.append(read)
        people += [Wanted(each.address, kind=GROUP) for each in read.wanted]
    if getattr(args, "app", False):
        people.append(Wanted("app", kind=APP))
    problems = [problem for read in inputs for problem in read.problems]
    if problems:
        raise ProblemError(*problems)
    if not people:
        raise ProblemError(_nobody())
    return list({wanted.key: wanted for wanted in people}.values())


def say_shape(read: PeopleInput) -> None:
    """How a list was read, with its first and last people, so that a wrong column is seen."""
    output.say(read.shape)
    if read.repeated:
        shown = ", ".join(safe_text(text) for text in read.repeated[:3])
        output.say(t("Named more than once, and taken once: {names}", names=shown))


def _nobody() -> Problem:
    return Problem(
        "cli.nobody",
        t("Nobody is named."),
        remedy=t("Name people by their e-mail addresses, or a list of them with --file."),
        exit=Exit.USAGE,
    )


def person_of(text: str) -> str:
    """The one address that `text` names, or ``users/ID``. Raises ProblemError (exit 2)."""
    from chattui.chat.new_space import bad_address
    from chattui.chat.people import parse_people

    if text.startswith("users/") and text[6:].isascii() and text[6:].isalnum():
        return text
    read = parse_people(text)
    if len(read.people) == 1 and not read.bad:
        return read.people[0]
    raise ProblemError(bad_address(text, read.bad[0].reason if read.bad else ""))
