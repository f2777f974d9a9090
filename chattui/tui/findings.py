"""Findings of the doctor, in words and marks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from chattui.tui.text import plain, styled
from chattui.words import t, tn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chattui.clientfile import Diagnosis, Finding


def mark(severity: str) -> str:
    """The sign of a severity; the word stands beside it."""
    return "✗" if severity == "error" else "!"


def severity_words(severity: str) -> str:
    """The word for a severity."""
    return t("error") if severity == "error" else t("warning")


def where_words(finding: Finding) -> str:
    """Where a finding is: its line, or what about the file itself it means."""
    if finding.span is not None:
        return t("line {line}", line=finding.line)
    places = {
        "CS501": t("its owner"),
        "CS502": t("its mode"),
        "CS503": t("its folder"),
        "CS504": t("its folder"),
        "CS505": t("its folder"),
        "CS506": t("its path"),
    }
    return places.get(finding.code) or t("the file")


def _style(finding: Finding) -> str:
    return "bold $text-error" if finding.severity == "error" else "bold $text-warning"


def finding_text(finding: Finding) -> Content:
    """One finding with its remedy."""
    where = where_words(finding)
    head = styled(f"{mark(finding.severity)} {finding.code} · {where}", _style(finding))
    body = Content.assemble(head, "  ", plain(finding.message))
    return Content("\n").join([body, plain(finding.remedy)]) if finding.remedy else body


def advice_text(finding: Finding, *, key: bool = True) -> Content:
    """One finding in full: what, how bad and where, why, and what to do.

    `key` is whether the key that mends it works here.
    """
    severity, where = severity_words(finding.severity), where_words(finding)
    head = f"{mark(finding.severity)} {finding.code} · {severity} · {where}"
    shown = key and finding.fixable
    mends = styled(" · " + t("f mends it"), "bold $text-success") if shown else ""
    lines = [Content.assemble(styled(head, _style(finding)), mends), plain(finding.message)]
    if finding.remedy:
        lines.append(Content.assemble("→ ", plain(finding.remedy)))
    return Content("\n").join(lines)


def advice_to_copy(finding: Finding, name: str) -> str:
    """The same for the clipboard: a line that names file and place, the words, and the remedy."""
    head = t(
        "{name}, {where}: {code} ({severity})",
        name=name,
        where=where_words(finding),
        code=finding.code,
        severity=severity_words(finding.severity),
    )
    return "\n".join(line for line in (head, finding.message, finding.remedy) if line)


def verdict(diagnosis: Diagnosis) -> Content:
    """Whether the file can be used, and how much there is to say about it."""
    count = count_words(diagnosis.findings)
    if diagnosis.usable:
        sign, style, words = "✓", "bold $text-success", t("It can be used to sign in.")
    elif diagnosis.usable_for == "delegation":
        sign, style = "!", "bold $text-warning"
        words = t("It can be used for delegation, not to sign in.")
    else:
        sign, style, words = "✗", "bold $text-error", t("It cannot be used to sign in.")
    return Content.assemble(styled(f"{sign} {words}", style), " ", plain(count))


def count_words(findings: Sequence[Finding]) -> str:
    """How many findings, and how many of them stand in the way."""
    errors = sum(1 for finding in findings if finding.severity == "error")
    warnings = len(findings) - errors
    if not findings:
        return t("Nothing is wrong with it.")
    if not errors:
        return tn(
            "{count} thing is worth knowing; it does not stand in the way.",
            "{count} things are worth knowing; they do not stand in the way.",
            warnings,
        )
    return tn("{count} thing stands in the way.", "{count} things stand in the way.", errors)


def mendable_words() -> str:
    """Where there is a way on for a file that cannot be used as it is."""
    return t("d opens the doctor, where f mends what can be mended without guessing.")
