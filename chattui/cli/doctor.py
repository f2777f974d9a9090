"""``chattui doctor``: says what files are, what is wrong with them, and mends them.

What a run on one sound file does not need (folders, summaries, mending, the pages of the rules,
SARIF, the app) is imported where it is used: starting is half of the time.
"""

from __future__ import annotations

import gc
import os
import sys
from typing import TYPE_CHECKING

from chattui.cli import output
from chattui.cli.options import add_shared_options
from chattui.problem import Exit, Problem, ProblemError
from chattui.words import t

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Iterator

    from chattui.cli.options import Parser
    from chattui.cli.progress import ProgressLine
    from chattui.clientfile.model import Diagnosis
    from chattui.surroundings import Surroundings

STANDARD_INPUT = "-"
GARBAGE = 200_000
"""How many new objects there may be before unreachable ones are looked for."""


class Survey:
    """What one run looks at, how far it is, and its exit status."""

    def __init__(self, files: list[str], around: Surroundings) -> None:
        self.files = files
        self.around = around
        self.problems: list[Problem] = []
        self.usable = 0
        self.unusable = 0
        self.unread = 0
        self.looked_at = 0
        self.copies = 0
        self._line: ProgressLine | None = None

    @property
    def status(self) -> Exit:
        """Of what was looked at so far: as the contract of the command line has it."""
        if any(problem.exit == Exit.USAGE for problem in self.problems):
            return Exit.USAGE
        return Exit.FAILED if self.problems or self.unusable else Exit.DONE

    def diagnoses(self) -> Iterator[Diagnosis]:
        """Every file that was named, and every credential file in every folder that was named."""
        from chattui.clientfile.reading import diagnose_file
        from chattui.clientfile.whereabouts import Folders

        folders = Folders()
        for file in self.files:
            if file != STANDARD_INPUT and os.path.isdir(file):
                from chattui.cli.survey import search_folder

                yield from search_folder(self, file)
                continue
            self.looked_at += 1
            try:
                diagnosis = diagnose_file(file, folders=folders)
            except ProblemError as error:
                self.add(error.problem)
            else:
                yield diagnosis
            if len(self.files) > 1:
                self.show_progress()

    def counted(self, diagnoses: Iterable[Diagnosis]) -> Iterator[Diagnosis]:
        """The same, counted by whether they can be used."""
        for diagnosis in diagnoses:
            self.usable += diagnosis.usable
            self.unusable += not diagnosis.usable
            yield diagnosis

    def add(self, problem: Problem) -> None:
        """Note what could not be read."""
        self.unread += 1
        self.problems.append(problem)

    def show_progress(self) -> None:
        """Draw how far it is, where a person sees it."""
        if not self.around.terminal_error:
            return
        if self._line is None:
            from chattui.cli.progress import ProgressLine

            self._line = ProgressLine()
        self._line.show(self.looked_at, self.usable + self.unusable)

    def clear_progress(self) -> None:
        """Take that off the screen."""
        if self._line is not None:
            self._line.clear()


def add_arguments(parser: Parser) -> None:
    """The arguments of ``chattui doctor``."""
    parser.add_argument(
        "files",
        nargs="*",
        metavar="FILE",
        help=t("a file, or a folder to search for credential files; - reads standard input"),
    )
    parser.add_argument(
        "--format", choices=("text", "json", "sarif"), default="text", help=t("how to print")
    )
    parser.add_argument(
        "--fix",
        action="store_true",
        help=t("mend what can be mended without changing what it means; asks before it writes"),
    )
    parser.add_argument(
        "--dry-run", action="store_true", help=t("with --fix: only show what would be changed")
    )
    parser.add_argument("--yes", action="store_true", help=t("with --fix: do not ask"))
    parser.add_argument(
        "--explain",
        metavar="CODE",
        default="",
        help=t(
            "explain a code such as CS204, a library's error message, or what Google's error page"
            " says; all lists the codes"
        ),
    )
    parser.add_argument(
        "--tui", action="store_true", help=t("open the app at the doctor, about the file")
    )
    parser.add_argument(
        "--live",
        action="store_true",
        help=t("examine the whole chain, from the clock to the Chat app; changes nothing"),
    )
    parser.add_argument(
        "--admin", action="store_true", help=t("with --live: administrator privileges as well")
    )
    add_shared_options(parser, account=True)


def run(args: argparse.Namespace, around: Surroundings) -> int:
    """Diagnose each file: 0 where every one is usable, 1 where one is not, 2 where one is unread.

    Offline, and without the vault, but for ``--live``.
    """
    if args.explain:
        from chattui.cli.explanation import explain_words

        return explain_words(args.explain)
    if args.live or args.admin:
        from chattui.cli.live import run_live

        return run_live(args, around)
    files: list[str] = args.files or ([] if around.terminal_in or args.tui else [STANDARD_INPUT])
    _check(args, files)
    if args.tui:
        return _open_app(files)
    if not files:
        raise ProblemError(_no_file())
    survey = Survey(files, around)
    if around.terminal_in and STANDARD_INPUT in files:
        output.say(t("Paste the text, which shows as it is. Then press enter and ctrl-d."))
    before = gc.get_threshold()
    # Trees of a hundred thousand values hold no cycles: looking for some costs a third of the time.
    gc.set_threshold(GARBAGE)
    try:
        _report(args, survey)
    except KeyboardInterrupt:
        from chattui.cli.survey import tell_stop

        tell_stop(survey)
        return Exit.INTERRUPTED
    finally:
        gc.set_threshold(*before)
    if survey.problems or survey.copies:
        from chattui.cli.survey import copies_in_words, tell_problems

        if survey.copies:
            output.say(copies_in_words(survey))
        tell_problems(survey)
    return survey.status


def _check(args: argparse.Namespace, files: list[str]) -> None:
    """Raise ProblemError for options that do not go together."""
    if (args.dry_run or args.yes) and not args.fix:
        raise _wrong(t("--dry-run and --yes belong to --fix."))
    if args.fix and STANDARD_INPUT in files:
        raise ProblemError(
            Problem(
                "doctor.fix_standard_input",
                t("What comes from standard input cannot be mended."),
                t("The mended text would have to be printed, and a client file holds a secret."),
                t("Name the file: chattui doctor --fix client_secret.json"),
                exit=Exit.USAGE,
            )
        )
    if not args.tui:
        return
    if args.fix or args.format != "text":
        raise _wrong(t("--tui opens the app, and goes with neither --fix nor --format."))
    if len(files) > 1 or STANDARD_INPUT in files:
        raise _wrong(t("--tui takes one file or folder. Text can be pasted into the app."))


def _wrong(message: str) -> ProblemError:
    remedy = t("`chattui doctor --help` shows what it takes.")
    return ProblemError(Problem("cli.usage", message, remedy=remedy, exit=Exit.USAGE))


def _no_file() -> Problem:
    return Problem(
        "doctor.no_file",
        t("No file was named."),
        remedy=t("Name a file: chattui doctor client_secret.json"),
        exit=Exit.USAGE,
    )


def _open_app(files: list[str]) -> int:
    from pathlib import Path

    from chattui import context
    from chattui.tui.run import run_doctor

    return run_doctor(context.make(), Path(files[0]) if files else None)


def _report(args: argparse.Namespace, survey: Survey) -> None:
    """Look at the files and print what comes of it. Raises OSError where it cannot be printed."""
    found: Iterator[Diagnosis] = survey.diagnoses()
    told = False
    if args.fix:
        from chattui.cli.mending import Mender

        # All first: what is written must not be found by the search that is still under way.
        files = list(found)
        mender = Mender(args, survey)
        found = map(mender.mend, files)
        told = mender.on_stdout
    counted = survey.counted(found)
    if args.format == "json":
        from chattui.clientfile.report import json_report

        document = json_report(counted)
        survey.clear_progress()
        output.write_json(document)
    elif args.format == "sarif":
        from chattui.clientfile.sarif import SarifLog

        log = SarifLog()
        for diagnosis in counted:
            log.add(diagnosis)
        survey.clear_progress()
        output.write_json(log.document(survey.problems, survey.status))
    else:
        print_text(counted, survey, told=told)


def print_text(diagnoses: Iterable[Diagnosis], survey: Survey, *, told: bool) -> None:
    """Each report as soon as it is known; or none where a mending `told` them."""
    from chattui.clientfile.report import text_report

    color = survey.around.terminal_out and survey.around.color
    width = output.width_of(sys.stdout)
    for number, diagnosis in enumerate(diagnoses):
        if told:
            continue
        survey.clear_progress()
        sys.stdout.write(("\n" if number else "") + text_report(diagnosis, color, width))
        sys.stdout.write(_what_fix_does(diagnosis))
    survey.clear_progress()
    if survey.usable + survey.unusable + survey.unread > 1:
        from chattui.cli.survey import summary

        sys.stdout.write(f"\n{summary(survey)}\n")
    sys.stdout.flush()


def _what_fix_does(diagnosis: Diagnosis) -> str:
    """A line that says how much of it can be mended; empty where nothing can."""
    if diagnosis.path == STANDARD_INPUT or not any(f.fixable for f in diagnosis.findings):
        return ""
    from chattui.cli.survey import what_fix_does

    return what_fix_does(diagnosis)
