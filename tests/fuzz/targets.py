"""What must hold of the doctor for any bytes at all. Each target raises AssertionError if not."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from chattui.clientfile import (
    diagnose_bytes,
    json_report,
    marked_lines,
    masked_lines,
    text_report,
)
from chattui.clientfile.reader import read
from chattui.clientfile.tree import MAX_DEPTH, Lines, Node, to_python
from chattui.safe_text import is_safe
from tests.fuzz.seeds import SECRETS

PIECE = 5
_PIECES = {secret[at : at + PIECE] for secret in SECRETS for at in range(len(secret) - PIECE + 1)}
_WORD = re.compile("[a-z]+|[A-Z]+|[0-9]+|[A-Z][a-z]+")
_CODE_POINT = re.compile("U\\+[0-9A-F]{4,6}")
"""How what is invisible is drawn: its digits are none of the file's."""
PIECES = frozenset(piece for piece in _PIECES if not _WORD.fullmatch(piece))
"""Pieces of the seeds' secrets that must not be shown; one that is a word says nothing of them."""


def reader_target(data: bytes) -> None:
    """The reader gives what `json` gives, and refuses what it refuses, with a place."""
    try:
        text = data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        text = data.decode("utf-8", "replace")
    reading = read(text)
    for fault in reading.faults:
        assert fault.count >= len(fault.places) >= 1
        for start, end in fault.places:
            assert 0 <= start <= end <= len(text)
    if reading.root is not None:
        _check_places(reading.root, len(text))
    try:
        expected = strict(text)
    except (ValueError, RecursionError):
        assert reading.faults, "accepts what json refuses"
        return
    if depth_of(text) <= MAX_DEPTH:
        assert not reading.faults, "refuses what json accepts"
        assert reading.root is not None
        assert same(to_python(reading.root), expected), "reads something else than json"


def doctor_target(data: bytes) -> None:
    """All reports of any bytes are made, name places within the text, and show no secret."""
    found = diagnose_bytes(data, "file.json")
    text = found.document.text
    lines = Lines(text)
    for finding in found.findings:
        assert 1 <= finding.line <= len(lines)
        start, end = lines.range_of(finding.line)
        assert 1 <= finding.column <= end - start + 1
        if finding.span is not None:
            assert 0 <= finding.span[0] < finding.span[1] <= len(text) + 1
    drawn, places = marked_lines(found)
    assert drawn == masked_lines(found)
    assert len(drawn) == len(lines)
    for line, left, right in places.values():
        assert 1 <= line <= len(drawn)
        assert 0 <= left < right
    report = text_report(found, color=False)
    printed = json.dumps(json_report([found]), ensure_ascii=False)
    for shown in (*drawn, *report.split("\n"), printed):
        assert is_safe(shown), "something unsafe would be drawn"
        shown = _CODE_POINT.sub(" ", shown)
        pieces = {shown[at : at + PIECE] for at in range(len(shown) - PIECE + 1)}
        assert not pieces & PIECES, "a piece of a secret is shown"


def mend_target(data: bytes) -> None:
    """Mending never raises; what it gives holds the same, is JSON where it says so, and shows no
    secret."""
    from chattui.clientfile.mending import diff, mend

    found = diagnose_bytes(data, "file.json")
    mending = mend(found)
    if mending is None:
        return
    for line in diff(mending):
        assert is_safe(line.text)
        pieces = {line.text[at : at + PIECE] for at in range(len(line.text) - PIECE + 1)}
        assert not pieces & PIECES, "a piece of a secret is shown"
    if mending.only_mode:
        return
    if not mending.mended.document.faults and mending.mended.document.root is not None:
        strict(mending.data.decode("utf-8"))
    if not mending.rebuilt:
        for name in ("client_id", "client_secret"):
            before, after = found.document.text_of(name), mending.mended.document.text_of(name)
            if before is not None:
                assert bare(before) == bare(after), f"{name} is another"


TARGETS: dict[str, Callable[[bytes], None]] = {
    "reader": reader_target,
    "doctor": doctor_target,
    "mend": mend_target,
}


def strict(text: str) -> object:
    """What RFC 8259 makes of a text; raises ValueError where it is not JSON."""

    def refuse(name: str) -> object:
        raise ValueError(name)

    def number(digits: str) -> float | int:
        return int(digits) if len(digits) <= 4300 else float(digits)

    return json.loads(text, parse_constant=refuse, parse_int=number)


def same(one: object, other: object) -> bool:
    """Whether two values are equal, and of the same types all through."""
    return repr(one) == repr(other)


def depth_of(text: str) -> int:
    """How many brackets are open at once, at most."""
    depth = most = 0
    for match in re.finditer(r'"(?:[^"\\]|\\.)*"|[{\[]|[}\]]', text):
        depth += (match[0] in "{[") - (match[0] in "}]")
        most = max(most, depth)
    return most


def bare(text: str | None) -> str | None:
    """A value without what mending may take out of it: white space and what cannot be seen."""
    if text is None:
        return None
    return "".join(char for char in text if is_safe(char) and not char.isspace())


def _check_places(node: Node, size: int) -> None:
    assert 0 <= node.start <= node.end <= size
    for key, value in node.members:
        assert 0 <= key.start <= key.end <= size
        _check_places(value, size)
    for item in node.items:
        _check_places(item, size)
