"""``chattui doctor --live``: the whole chain, from the clock to the Chat app.

Exit status: 2 where a file could not be read, 1 where a check fails or a file cannot be used, 3
where nobody is signed in and all else is well, else 0.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from chattui.cli import ask, output
from chattui.cli.work import session_of
from chattui.health import MARKS, STEPS, Check, State, examine, summary
from chattui.problem import Exit, Problem, ProblemError
from chattui.safe_text import cells, safe_text
from chattui.words import t

if TYPE_CHECKING:
    from chattui.cli.doctor import Survey
    from chattui.clientfile import OAuthClient
    from chattui.clientfile.model import Diagnosis
    from chattui.context import Context
    from chattui.session import Session
    from chattui.surroundings import Surroundings
    from chattui.vault import AccountEntry

COLORS = {State.PASSED: "32", State.FAILED: "31", State.UNCERTAIN: "33"}
NARROWEST = 40
WIDEST = 100


def run_live(args: argparse.Namespace, around: Surroundings) -> int:
    """Diagnose the files that were named, and examine the chain."""
    from chattui.cli.dispatch import context_of
    from chattui.cli.doctor import Survey, print_text

    _check(args)
    context = context_of(args)
    survey = Survey(args.files, around)
    diagnoses = list(survey.counted(survey.diagnoses()))
    survey.clear_progress()
    if args.format == "text" and args.files:
        print_text(diagnoses, survey, told=False)
        sys.stdout.write("\n")
    for problem in survey.problems:
        output.show_problem(problem)
    account, checks = asyncio.run(_examine(args, context, _client_of(diagnoses)))
    if args.format == "json":
        from chattui.clientfile.report import json_report

        output.write_json(json_report(diagnoses) | {"live": as_json(account, checks)})
    else:
        output.write_line("")
        output.write_line(summary(checks))
    return status(survey, checks, signed_in=account is not None)


def _check(args: argparse.Namespace) -> None:
    """Raise ProblemError for options that do not go together."""
    if args.admin and not args.live:
        raise _wrong(t("--admin belongs to --live."))
    if args.fix or args.dry_run or args.yes or args.tui:
        raise _wrong(t("--live only looks, and goes with neither --fix nor --tui."))
    if args.format == "sarif":
        raise _wrong(t("SARIF is about files: --live prints text or json."))


def _wrong(message: str) -> ProblemError:
    remedy = t("`chattui doctor --help` shows what it takes.")
    return ProblemError(Problem("cli.usage", message, remedy=remedy, exit=Exit.USAGE))


def _client_of(diagnoses: list[Diagnosis]) -> OAuthClient | None:
    """The client of the only usable file that was named."""
    clients = [d.client for d in diagnoses if d.usable and d.client is not None]
    return clients[0] if len(clients) == 1 else None


async def _examine(
    args: argparse.Namespace, context: Context, client: OAuthClient | None
) -> tuple[AccountEntry | None, list[Check]]:
    """Who it was about, and the settled checks in their order; text is printed on the way."""
    async with session_of(context) as session:
        account = await _account(session)
        if account is not None or (client is None and (await session.index()).clients):
            # What keeps it closed is told by the checks that need it.
            with contextlib.suppress(ProblemError):
                await ask.open_vault(session)
        page = Page(context.surroundings)
        if args.format == "text":
            page.head(account, context.endpoints.emulator)
        found: dict[str, Check] = {}
        async for check in examine(session, account, client=client, admin=args.admin):
            if check.settled:
                found[check.id] = check
                if args.format == "text":
                    page.show_finished(found)
    return account, [found[step] for step in STEPS]


async def _account(session: Session) -> AccountEntry | None:
    """The account that is named or the default; None where nobody is signed in."""
    try:
        return await session.account()
    except ProblemError as error:
        if error.problem.code != "accounts.none":
            raise
    return None


class Page:
    """The rows on standard output, in their order, each as soon as those before it are there."""

    def __init__(self, around: Surroundings) -> None:
        self._color = around.terminal_out and around.color
        self._width = max(NARROWEST, min(output.width_of(sys.stdout), WIDEST))
        self._next = 0

    def head(self, account: AccountEntry | None, emulator: str) -> None:
        """Who is looked at, and where."""
        email = safe_text(account.email, limit=200) if account else t("Nobody is signed in")
        place = t("the emulator {host}", host=emulator) if emulator else t("Google")
        output.write_line(f"{email} · {place}")
        output.write_line("")

    def show_finished(self, found: dict[str, Check]) -> None:
        """Print what can be printed now."""
        while self._next < len(STEPS) and STEPS[self._next] in found:
            for line in self._lines(found[STEPS[self._next]]):
                output.write_line(line)
            self._next += 1
        sys.stdout.flush()

    def _lines(self, check: Check) -> list[str]:
        import textwrap

        from chattui.health import titles

        wide = max(cells(title) for title in titles().values())
        title = check.title + " " * (wide - cells(check.title))
        indent = " " * (wide + 4)
        room = self._width - len(indent)
        wrap: Callable[[str], list[str]] = textwrap.TextWrapper(
            room, break_long_words=False, break_on_hyphens=False
        ).wrap
        lines = [line for words in (check.words, *check.advice) for line in wrap(words)]
        if check.advice and check.problem and check.problem.link:
            lines.append(check.problem.link)
        mark = self._mark(check.state)
        return [f"{mark} {title}  {lines[0]}", *(indent + line for line in lines[1:])]

    def _mark(self, state: State) -> str:
        code = COLORS.get(state, "2")
        return f"\x1b[{code}m{MARKS[state]}\x1b[0m" if self._color else MARKS[state]


def status(survey: Survey, checks: list[Check], *, signed_in: bool) -> Exit:
    """The exit status, of files and checks together."""
    if survey.status == Exit.USAGE:
        return Exit.USAGE
    if survey.status != Exit.DONE or any(check.state is State.FAILED for check in checks):
        return Exit.FAILED
    return Exit.DONE if signed_in else Exit.NOT_SIGNED_IN


def as_json(account: AccountEntry | None, checks: list[Check]) -> dict[str, Any]:
    """What ``--format json`` prints under ``live``; `code` is the problem's stable name."""
    return {
        "account": safe_text(account.email) if account else None,
        "checks": [
            {
                "id": check.id,
                "state": check.state.value,
                "code": check.problem.code if check.problem else "",
                "message": check.words,
                "remedy": check.problem.remedy if check.problem else "",
                "link": check.problem.link if check.problem else "",
                "seconds": round(check.seconds, 3),
            }
            for check in checks
        ],
    }
