"""Findings that have the cause of another one, which is told already.

A broken character in a value makes the value look wrong as well. Imported only for text that is
not JSON.
"""

from __future__ import annotations

from chattui.clientfile.model import Document, Finding

_OF_CAUSES = {
    "raw_control": frozenset({"CS208", "CS213"}),
    "bad_escape": frozenset(
        {"CS204", "CS205", "CS207", "CS215", "CS217", "CS218", "CS219", "CS404", "CS405"}
    ),
    "bad_number": frozenset({"CS202", "CS205"}),
    "not_a_number": frozenset({"CS202"}),
}
"""What a fault of the text brings along where it stands. Foreign addresses are always told."""

_Findings = tuple[Finding, ...]


def apart(document: Document, findings: _Findings) -> tuple[_Findings, _Findings]:
    """The findings with a cause of their own, and those that follow from a fault of the text."""
    followers = {
        finding
        for cause, codes in _OF_CAUSES.items()
        if cause in document.faults
        for finding in findings
        if finding.code in codes and _is_within(document.faults[cause].places, finding.span)
    }
    own = tuple(finding for finding in findings if finding not in followers)
    return own, tuple(finding for finding in findings if finding in followers)


def _is_within(places: list[tuple[int, int]], span: tuple[int, int] | None) -> bool:
    """Whether one of `places` begins in `span`."""
    return span is not None and any(span[0] <= start < span[1] for start, _ in places)
