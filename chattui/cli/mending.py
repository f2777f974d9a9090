"""``chattui doctor --fix``: shows what would be changed, asks, writes, and looks again."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, TextIO

from chattui.cli import ask, output
from chattui.clientfile.mending import DiffLine, Mending, diff, mend
from chattui.clientfile.report import text_report, wrap
from chattui.problem import ProblemError
from chattui.safe_text import cells, safe_text
from chattui.words import t, tn

if TYPE_CHECKING:
    import argparse

    from chattui.cli.doctor import Survey
    from chattui.clientfile.model import Diagnosis

_COLORS = {"-": "31", "+": "32", "@": "2", " ": "0"}


class Mender:
    """Mends one file after the other, and says what it does.

    What it says goes to standard output, where that takes text and whoever is asked can see it.
    Else it goes to standard error, and standard output gets the state after the mending alone.
    """

    def __init__(self, args: argparse.Namespace, survey: Survey) -> None:
        self._survey = survey
        self._around = survey.around
        self._yes: bool = args.yes
        self._dry_run: bool = args.dry_run
        asks = not (args.yes or args.dry_run) and ask.can_ask(self._around)
        self.on_stdout = args.format == "text" and (self._around.terminal_out or not asks)
        self._first = True

    def mend(self, diagnosis: Diagnosis) -> Diagnosis:
        """Mend the file, if there is something to mend and it is wanted: how it is afterwards."""
        self._survey.clear_progress()
        if not self._first:
            self._tell("")
        self._first = False
        self._report(diagnosis)
        mending = mend(diagnosis)
        if mending is None:
            if diagnosis.findings:
                self._tell("", t("Nothing of this can be mended without a person."))
            return diagnosis
        self._show(mending)
        if self._dry_run:
            self._tell("", t("Nothing was written: this is a dry run."))
            return diagnosis
        wanted = self._agreed(mending)
        return diagnosis if wanted is None else self._write(wanted)

    def _agreed(self, mending: Mending) -> Mending | None:
        """What the person wants to be written; None where nothing."""
        if not self._yes and not ask.can_ask(self._around):
            if not any(problem.code == "cli.needs_yes" for problem in self._survey.problems):
                self._survey.problems.append(ask.needs_yes())
            self._tell("", t("Nothing was written."))
            return None
        if mending.dropped and not self._yes and not self._ask(_drop_question(mending)):
            kept = mend(mending.diagnosis, drop=False)
            if kept is None:
                self._tell(t("Nothing was written."))
                return None
            self._tell("", t("Without leaving anything out:"))
            self._show(kept)
            mending = kept
        if self._yes or self._ask(self._write_question(mending)):
            return mending
        self._tell(t("Nothing was written."))
        return None

    def _ask(self, question: str) -> bool:
        """Ask on standard error, once all that it is about has been drawn."""
        self._tell("")
        self._stream().flush()
        return ask.confirm(self._around, question, yes=False, needed=True)

    def _write_question(self, mending: Mending) -> str:
        path = safe_text(mending.diagnosis.path, limit=300)
        if mending.only_mode:
            return t("Change the mode of {path}?", path=path)
        if mending.rebuilt:
            from chattui.clientfile.mending.writing import target_of

            target = safe_text(target_of(mending, mending.diagnosis.path), limit=300)
            return t("Write the new file {path}?", path=target)
        return t("Write this to {path}? The file as it is now is kept beside it.", path=path)

    def _write(self, mending: Mending) -> Diagnosis:
        from chattui.clientfile.mending.writing import write_mending
        from chattui.clientfile.reading import diagnose_file

        path = mending.diagnosis.path
        try:
            # What cannot be shown is not done: a full disk below standard output is met here.
            self._stream().flush()
            written = write_mending(mending, path)
            # By the name that was given, so that a document names the file as the caller does.
            after = diagnose_file(_beside(path, written.path) if mending.rebuilt else path)
        except ProblemError as error:
            self._survey.problems.append(error.problem)
            return mending.diagnosis
        self._tell("", *self._wrapped("✓ ", _what_was_written(mending, path, written.backup)), "")
        self._report(after)
        left = len(after.findings)
        if left:
            self._tell(
                "",
                tn(
                    "What is left needs a person: {count} finding.",
                    "What is left needs a person: {count} findings.",
                    left,
                ),
            )
        return after

    # Words

    def _show(self, mending: Mending) -> None:
        if mending.rebuilt:
            name = safe_text(os.path.basename(mending.mended.path), limit=300)
            self._tell("", *self._wrapped("", t("A new file beside it, {name}:", name=name)))
        else:
            self._tell("", t("What would be changed:"))
        for change in mending.changes:
            self._tell(*self._wrapped("  · ", change.words))
        lines = diff(mending)
        if lines:
            self._tell("")
        margin = max((len(str(line.number)) for line in lines), default=1)
        for line in lines:
            self._tell(*self._diff_line(line, margin))

    def _diff_line(self, line: DiffLine, margin: int) -> list[str]:
        if line.sign == "@":
            return [self._paint("@", " " * (margin + 3) + " ⋮")]
        head = f"{line.sign} {line.number:>{margin}} │ "
        room = max(self._columns() - len(head) - 2, 20)
        rest = " " * (margin + 2) + " │ "
        return [
            "  " + self._paint(line.sign, (rest if number else head) + piece)
            for number, piece in enumerate(_pieces(line.text, room))
        ]

    def _stream(self) -> TextIO:
        return sys.stdout if self.on_stdout else sys.stderr

    def _columns(self) -> int:
        return output.width_of(self._stream())

    def _color(self) -> bool:
        around = self._around
        return around.color and (around.terminal_out if self.on_stdout else around.terminal_error)

    def _paint(self, sign: str, text: str) -> str:
        return f"\x1b[{_COLORS[sign]}m{text}\x1b[0m" if self._color() and sign != " " else text

    def _wrapped(self, start: str, words: str) -> list[str]:
        return wrap(start, words, self._columns())

    def _report(self, diagnosis: Diagnosis) -> None:
        self._stream().write(text_report(diagnosis, self._color(), self._columns()))

    def _tell(self, *lines: str) -> None:
        self._stream().write("".join(f"{line}\n" for line in lines))


def _pieces(text: str, room: int) -> list[str]:
    """A line in pieces of at most `room` columns."""
    pieces = [""]
    taken = 0
    for char in text:
        wide = cells(char)
        if taken + wide > room:
            pieces.append("")
            taken = 0
        pieces[-1] += char
        taken += wide
    return pieces


def _beside(path: str, written: str) -> str:
    """`written` as it is named from where `path` is; in full where a link led elsewhere."""
    folder, name = os.path.split(written)
    if os.path.realpath(os.path.dirname(path)) != folder:
        return written
    return os.path.join(os.path.dirname(path), name)


def _drop_question(mending: Mending) -> str:
    names = ", ".join(mending.dropped)
    return tn(
        "Leave out {names}, which does not belong into a client file?",
        "Leave out {names}, which do not belong into a client file?",
        len(mending.dropped),
        names=names,
    )


def _what_was_written(mending: Mending, path: str, backup: str) -> str:
    shown = safe_text(path, limit=300)
    if mending.only_mode:
        return t("Only you can read and change {path} now.", path=shown)
    if mending.rebuilt:
        return t("The new file is written; {path} keeps its content.", path=shown)
    return t(
        "{path} is mended. As it was, it is kept in {backup}, which holds its secrets too.",
        path=shown,
        backup=safe_text(_beside(path, backup), limit=300),
    )
