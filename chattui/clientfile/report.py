"""A diagnosis in words for a terminal, and as the JSON that scripts read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from chattui.clientfile.model import Diagnosis, Finding, Kind, Severity
from chattui.safe_text import cells, safe_text
from chattui.words import t

if TYPE_CHECKING:
    from chattui.clientfile.masking import MaskedText

SCHEMA = "chattui.doctor/1"
COLUMNS = 80
"""Columns of a report that goes to no terminal."""
FEWEST = 40
MOST = 100
"""Columns of the words; a line of the file may be as wide as the terminal."""

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


def text_report(diagnosis: Diagnosis, color: bool, columns: int = COLUMNS) -> str:
    """The report for a person: the heading, and for each finding its place, words and remedy.

    No line is wider than `columns`, but for a name or an address that is too long to be broken.
    """
    columns = max(columns, FEWEST)
    paint = _painter(color)
    lines = [*_heading(diagnosis, columns), *_verdict(diagnosis, columns, paint)]
    masked = None
    if diagnosis.document.text and any(finding.span for finding in diagnosis.findings):
        from chattui.clientfile.masking import MaskedText

        masked = MaskedText(diagnosis.document)
    margin = len(str(max((finding.line for finding in diagnosis.findings), default=1)))
    for finding in diagnosis.findings:
        lines.append("")
        lines.extend(_head(finding, columns, paint))
        lines.extend(wrap("  ", finding.message, columns))
        if masked is not None and finding.span is not None:
            lines.extend(_excerpt(finding, finding.span, masked, margin, columns, paint))
        lines.extend(wrap("  → ", finding.remedy, columns))
    return "\n".join(lines) + "\n"


def _heading(diagnosis: Diagnosis, columns: int) -> list[str]:
    """The file and what it is; on two lines where one is too short, so that no path is broken."""
    name = t("standard input") if diagnosis.path == "-" else safe_text(diagnosis.path, limit=4096)
    kind = kind_in_words(diagnosis.kind)
    heading = t("{file} · {kind}", file=name, kind=kind)
    return [heading] if cells(heading) <= columns else [name, f"  {kind}"]


class _Painter:
    def __init__(self, color: bool) -> None:
        self._color = color

    def __call__(self, style: str, text: str) -> str:
        return f"\x1b[{_COLORS[style]}m{text}\x1b[0m" if self._color else text


def _painter(color: bool) -> _Painter:
    return _Painter(color)


def _verdict(diagnosis: Diagnosis, columns: int, paint: _Painter) -> list[str]:
    if diagnosis.usable:
        sign, style, words = "✓", "good", t("It can be used to sign in.")
    elif diagnosis.usable_for == "delegation":
        sign, style = "!", Severity.WARNING
        words = t("It can be used for delegation, not to sign in.")
    else:
        sign, style, words = "✗", Severity.ERROR, t("It cannot be used to sign in.")
    return _below(sign, " ", words, columns, style, paint)


def _head(finding: Finding, columns: int, paint: _Painter) -> list[str]:
    sign = "✗" if finding.severity == Severity.ERROR else "!"
    if finding.span is None:
        place = t("the file")
    else:
        place = t("line {line}, column {column}", line=finding.line, column=finding.column)
    severity = t("error") if finding.severity == Severity.ERROR else t("warning")
    words = t("{severity} · {place}", severity=severity, place=place)
    return _below(f"{sign} {finding.code}", "  ", words, columns, finding.severity, paint)


def _below(sign: str, gap: str, words: str, columns: int, style: str, paint: _Painter) -> list[str]:
    """`words` below a painted `sign`."""
    first, *rest = wrap(sign + gap, words, columns)
    return [paint(style, sign) + first[len(sign) :], *rest]


def _excerpt(
    finding: Finding,
    span: tuple[int, int],
    masked: MaskedText,
    margin: int,
    columns: int,
    paint: _Painter,
) -> list[str]:
    """The line of the file, and below it the carets; wide characters have two."""
    bar = f"  {finding.line:>{margin}} │ "
    room = columns - len(bar)
    shown, left, right = window(*masked.excerpt(span, room), room)
    blank = " " * (margin + 2) + " │ "
    carets = " " * left + paint(finding.severity, "^" * (right - left))
    return [paint("dim", bar) + shown, paint("dim", blank) + carets]


def wrap(start: str, words: str, columns: int) -> list[str]:
    """`words` in lines of at most `columns` where they can be broken, below `start`."""
    columns = min(columns, MOST)
    lines = [start]
    empty = True
    for word in words.split(" "):
        if not empty and cells(lines[-1]) + cells(word) > columns:
            lines.append(" " * len(start))
        lines[-1] += word + " "
        empty = False
    return [line.rstrip() for line in lines]


def window(line: str, left: int, right: int, columns: int) -> tuple[str, int, int]:
    """The part of a line around the characters from `left` to `right`, and the columns they are in.

    The part is at most `columns` wide on a terminal, and what is cut off at either side is an
    ellipsis. Wide characters count as two columns.
    """
    # A place behind the end of the line has a column too.
    line += " " * (left + 1 - len(line))
    while left and not cells(line[left]):  # a mark is shown on the character before it
        left -= 1
    if len(line) <= 2 * columns and cells(line) <= columns:
        start, stop = 0, len(line)
    else:
        start = _reach(line, left, -1, columns // 3)
        stop = _reach(line, left, 1, columns - cells(line[start:left]))
        start = _reach(line, left, -1, columns - cells(line[left:stop]))
        # The ellipsis takes the place of a character, not of a mark on one.
        while start and not cells(line[start]):
            start += 1
        while stop < len(line) and not cells(line[stop - 1]):
            stop -= 1
    shown = line[start:stop]
    if start:
        shown = "…" + " " * (cells(shown[0]) - 1) + shown[1:]
    if stop < len(line):
        shown = shown[:-1] + " " * (cells(shown[-1]) - 1) + "…"
    first = cells(line[start:left])
    last = cells(line[start : min(max(right, left + 1), stop)])
    return shown.rstrip(), first, max(first + 1, last)


def _reach(line: str, place: int, step: int, room: int) -> int:
    """How far one can go from `place` in `line` within `room` columns."""
    while 0 <= place + min(step, 0) < len(line):
        wide = cells(line[place + min(step, 0)])
        if wide > room:
            break
        room -= wide
        place += step
    return place
