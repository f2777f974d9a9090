"""A diagnosis in words for a terminal, and as the JSON that scripts read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from chattui.clientfile.model import Diagnosis, Finding, Kind, Severity
from chattui.safe_text import safe_text
from chattui.words import t

if TYPE_CHECKING:
    from chattui.clientfile.masking import MaskedText

SCHEMA = "chattui.doctor/1"
WIDTH = 76
"""Columns of a line of the file that are shown around a finding."""

_COLORS = {Severity.ERROR: "31", Severity.WARNING: "33", "good": "32", "dim": "2", "code": "1"}


def kind_in_words(kind: str) -> str:
    """What a kind is, for a heading."""
    words = {
        Kind.INSTALLED: t("a client file of a desktop app"),
        Kind.WEB: t("a client file of a web application"),
        Kind.INNER_CLIENT: t("the inside of a client file"),
        Kind.SERVICE_ACCOUNT: t("a service account's key"),
        Kind.AUTHORIZED_USER: t("a saved sign-in, not a client file"),
        Kind.GOOGLE_AUTH_TOKEN: t("a saved token, not a client file"),
        Kind.OAUTH2CLIENT_TOKEN: t("a saved token, not a client file"),
        Kind.NODE_TOKEN: t("a saved token, not a client file"),
        Kind.GO_TOKEN: t("a saved token, not a client file"),
        Kind.TOKEN_RESPONSE: t("a saved token, not a client file"),
        Kind.JAVA_STORED_CREDENTIAL: t("a saved token, not a client file"),
        Kind.FIREBASE_ANDROID: t("an Android app's google-services.json"),
        Kind.FIREBASE_IOS_PLIST: t("an iOS app's GoogleService-Info.plist"),
        Kind.IOS_PLIST: t("an iOS client's property list"),
        Kind.EXTERNAL_ACCOUNT: t("a workload identity configuration"),
        Kind.IMPERSONATED_SERVICE_ACCOUNT: t("credentials for impersonation"),
        Kind.API_KEY: t("an API key"),
        Kind.HTML: t("a web page"),
        Kind.OTHER_JSON: t("JSON, but not a client file"),
        Kind.NOT_JSON: t("not JSON"),
        Kind.EMPTY: t("an empty file"),
        Kind.BINARY: t("a binary file"),
    }
    return words[kind]


def json_report(diagnoses: Iterable[Diagnosis]) -> dict[str, object]:
    """The document that ``chattui doctor --format json`` prints."""
    return {
        "schema": SCHEMA,
        "files": [
            {
                "path": safe_text(diagnosis.path),
                "kind": diagnosis.kind,
                "usable": diagnosis.usable,
                "usable_for": diagnosis.usable_for,
                "findings": [finding.as_json() for finding in diagnosis.findings],
            }
            for diagnosis in diagnoses
        ],
    }


def masked_lines(diagnosis: Diagnosis) -> list[str]:
    """The file's lines with secrets masked as their lengths, safe to draw."""
    from chattui.clientfile.masking import MaskedText

    return MaskedText(diagnosis.document).lines()


def marked_lines(diagnosis: Diagnosis) -> tuple[list[str], dict[Finding, tuple[int, int, int]]]:
    """`masked_lines`, and where in them each finding with a place is.

    A place is the line's number from 1 and the half-open range of columns from 0.
    """
    from chattui.clientfile.masking import MaskedText

    masked = MaskedText(diagnosis.document)
    places = {f: masked.locate(f.span) for f in diagnosis.findings if f.span is not None}
    return masked.lines(), places


def text_report(diagnosis: Diagnosis, color: bool) -> str:
    """The report for a person: the heading, and for each finding its place, words and remedy."""
    paint = _painter(color)
    name = t("standard input") if diagnosis.path == "-" else safe_text(diagnosis.path, limit=300)
    lines = [t("{file} · {kind}", file=name, kind=kind_in_words(diagnosis.kind))]
    lines.append(_verdict(diagnosis, paint))
    masked = None
    if diagnosis.document.text and any(finding.span for finding in diagnosis.findings):
        from chattui.clientfile.masking import MaskedText

        masked = MaskedText(diagnosis.document)
    for finding in diagnosis.findings:
        lines.append("")
        lines.extend(_finding(finding, masked, paint))
    return "\n".join(lines) + "\n"


class _Painter:
    def __init__(self, color: bool) -> None:
        self._color = color

    def __call__(self, style: str, text: str) -> str:
        return f"\x1b[{_COLORS[style]}m{text}\x1b[0m" if self._color else text


def _painter(color: bool) -> _Painter:
    return _Painter(color)


def _verdict(diagnosis: Diagnosis, paint: _Painter) -> str:
    if diagnosis.usable:
        return paint("good", "✓ ") + t("It can be used to sign in.")
    if diagnosis.usable_for == "delegation":
        return paint(Severity.WARNING, "! ") + t("It can be used for delegation, not to sign in.")
    return paint(Severity.ERROR, "✗ ") + t("It cannot be used to sign in.")


def _finding(finding: Finding, masked: MaskedText | None, paint: _Painter) -> list[str]:
    sign = "✗" if finding.severity == Severity.ERROR else "!"
    if finding.span is None:
        place = t("the file")
    else:
        place = t("line {line}, column {column}", line=finding.line, column=finding.column)
    severity = t("error") if finding.severity == Severity.ERROR else t("warning")
    lines = [
        paint(finding.severity, f"{sign} {finding.code}")
        + "  "
        + t("{severity} · {place}", severity=severity, place=place),
        *wrap("  ", finding.message),
    ]
    if masked is not None and finding.span is not None:
        number, left, right = masked.locate(finding.span)
        shown, left, right = window(masked.line(number), left, right)
        margin = f"{number:>5}"
        lines.append(paint("dim", f"{margin} │ ") + shown)
        caret = " " * left + "^" * max(1, right - left)
        lines.append(paint("dim", " " * len(margin) + " │ ") + paint(finding.severity, caret))
    lines.extend(wrap("  → ", finding.remedy))
    return lines


def wrap(start: str, words: str, width: int = WIDTH) -> list[str]:
    """`words` in lines of at most `width` columns where they can be broken, below `start`."""
    lines = [start]
    for word in words.split(" "):
        if len(lines[-1]) + len(word) > width and lines[-1].strip() not in ("", "→"):
            lines.append(" " * len(start))
        lines[-1] += word + " "
    return [line.rstrip() for line in lines]


def window(line: str, left: int, right: int, width: int = WIDTH) -> tuple[str, int, int]:
    """The part of a long line around the columns from `left` to `right`, and where they are in it.

    What is cut off at either side is an ellipsis.
    """
    if len(line) <= width:
        return line, left, min(right, max(len(line), left + 1))
    start = max(0, min(left - width // 3, len(line) - width))
    stop = min(len(line), start + width)
    shown = line[start:stop]
    if start:
        shown = "…" + shown[1:]
    if stop < len(line):
        shown = shown[:-1] + "…"
    return shown, left - start, max(left - start + 1, min(right, stop) - start)
