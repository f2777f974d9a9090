"""``chattui doctor``: says what files are, what is wrong with them, and how to mend it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from chattui.problem import Exit, Problem, ProblemError
from chattui.words import t

if TYPE_CHECKING:
    import argparse

    from chattui.clientfile.model import Diagnosis
    from chattui.surroundings import Surroundings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of ``chattui doctor``."""
    parser.add_argument(
        "files", nargs="*", metavar="FILE", help=t("a file to look at; - reads standard input")
    )
    parser.add_argument(
        "--format", choices=("text", "json"), default="text", help=t("how to print")
    )
    parser.add_argument(
        "--explain", metavar="CODE", default="", help=t("print what a code such as CS204 means")
    )


def run(args: argparse.Namespace, around: Surroundings) -> int:
    """Diagnose each file: 0 where every one is usable, 1 where one is not, 2 where one is unread.

    Offline, and without the vault.
    """
    if args.explain:
        return _explain(args.explain)
    files = args.files or ([] if around.terminal_in else ["-"])
    if not files:
        raise ProblemError(
            Problem(
                "doctor.no_file",
                t("No file was named."),
                remedy=t("Name a file: chattui doctor client_secret.json"),
                exit=Exit.USAGE,
            )
        )
    diagnoses, problems = _diagnose(files)
    if args.format == "json":
        from chattui.cli.output import write_json
        from chattui.clientfile.report import json_report

        write_json(json_report(diagnoses))
    else:
        _print_text(diagnoses, around.terminal_out and around.color)
    for problem in problems:
        words = (problem.message, problem.cause, problem.remedy)
        sys.stderr.write("✗ " + "\n  ".join(line for line in words if line) + "\n")
    if problems:
        return Exit.USAGE
    return Exit.DONE if all(diagnosis.usable for diagnosis in diagnoses) else Exit.FAILED


def _diagnose(files: list[str]) -> tuple[list[Diagnosis], list[Problem]]:
    from chattui.clientfile.reading import diagnose_file

    diagnoses: list[Diagnosis] = []
    problems: list[Problem] = []
    for file in files:
        try:
            diagnoses.append(diagnose_file(file))
        except ProblemError as error:
            problems.append(error.problem)
    return diagnoses, problems


def _print_text(diagnoses: list[Diagnosis], color: bool) -> None:
    from chattui.clientfile.report import text_report

    for number, diagnosis in enumerate(diagnoses):
        sys.stdout.write(("\n" if number else "") + text_report(diagnosis, color))


def _explain(code: str) -> int:
    from chattui.clientfile.rules import RULES, explain

    page = explain(code)
    if not page:
        from chattui.safe_text import safe_text

        raise ProblemError(
            Problem(
                "doctor.unknown_code",
                t("There is no rule {code}.", code=safe_text(code, limit=40)),
                remedy=t("Known codes: {codes}.", codes=", ".join(sorted(RULES))),
                exit=Exit.USAGE,
            )
        )
    sys.stdout.write(page)
    return Exit.DONE
