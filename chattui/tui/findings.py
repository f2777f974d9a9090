"""Findings of the doctor, in words and marks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from chattui.tui.text import plain, styled
from chattui.words import t, tn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chattui.clientfile import Finding


def mark(severity: str) -> str:
    """The sign of a severity; the word stands beside it."""
    return "✗" if severity == "error" else "!"


def finding_text(finding: Finding) -> Content:
    """One finding with its remedy."""
    style = "bold $text-error" if finding.severity == "error" else "bold $text-warning"
    where = t(", line {line}", line=finding.line) if finding.line else ""
    head = styled(f"{mark(finding.severity)} {finding.code}{where}", style)
    body = Content.assemble(head, "  ", plain(finding.message))
    return Content("\n").join([body, plain(finding.remedy)]) if finding.remedy else body


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
