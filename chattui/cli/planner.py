"""What the commands that make plans share: as whom, how the present state is read, and files."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chattui.cli import output
from chattui.cli.work import tell
from chattui.problem import Exit, Problem, ProblemError
from chattui.safe_text import safe_text
from chattui.words import t

if TYPE_CHECKING:
    from chattui.cli.work import Work
    from chattui.plans.acting import Acting
    from chattui.plans.directory import Reads
    from chattui.plans.people_input import PeopleInput
    from chattui.plans.wanted import Target, Wanted


@dataclass(frozen=True, slots=True)
class Planner:
    """Who makes the plan, how it reads, and when (seconds since 1970)."""

    acting: Acting
    reads: Reads
    now: float


async def planner(work: Work) -> Planner:
    """What planning takes, for the account and the rights of `work`."""
    from chattui.plans.acting import acting_as
    from chattui.plans.directory import reads_of

    clients = (await work.session.index()).clients
    client = next((c for c in clients if c.key == work.account.client_key), None)
    reads = await reads_of(work.session, work.account, tell=tell)
    return Planner(acting_as(work.account, client, work.admin), reads, work.session.clock())


async def targets(work: Work, names: Sequence[str]) -> list[Target]:
    """The spaces of these names, each once, with their labels.

    Raises ProblemError for all that cannot be read, at once.
    """
    from chattui.chat.names import space_name
    from chattui.plans.wanted import Target

    found = []
    for name in dict.fromkeys(map(space_name, names)):
        found.append(Target.of(await work.chat.get_space(name)))
    return found


def read_file(name: str) -> bytes:
    """The bytes of a file, or of standard input for ``-``. Raises ProblemError (exit 2)."""
    from pathlib import Path

    try:
        return sys.stdin.buffer.read() if name == "-" else Path(name).expanduser().read_bytes()
    except OSError as error:
        raise ProblemError(
            Problem(
                "cli.unreadable",
                t("{path} could not be read.", path=safe_text(name)),
                t("The operating system said: {reason}.", reason=safe_text(error.strerror or "")),
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

    inputs = [read_people(text, role=role) for text in args.email]
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
