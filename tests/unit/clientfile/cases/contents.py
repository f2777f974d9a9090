"""Bytes and encodings."""

from __future__ import annotations

from tests.unit.clientfile.cases.made import GOOD, TEXT, Cases, client

CASES: Cases = {
    "CS001": ([b"\xef\xbb\xbf" + GOOD], [GOOD]),
    "CS002": (
        [
            TEXT.encode("utf-16"),
            TEXT.encode("utf-16-le"),
            TEXT.encode("utf-16-be"),
            TEXT.encode("utf-32"),
            TEXT.encode("utf-32-be"),
        ],
        [GOOD, b"\xef\xbb\xbf" + GOOD],
    ),
    "CS003": ([client(project_id="pröjekt").decode().encode("latin-1"), GOOD + b"\xff"], [GOOD]),
    "CS004": ([b"", b" \n\t", b"\xef\xbb\xbf"], [GOOD, b"{}"]),
    "CS005": ([GOOD + b" " * (1 << 20)], [GOOD, GOOD + b" " * 1000]),
    "CS006": ([b"\x1f\x8b\x08\x00abc", b"PK\x03\x04abc", b"ab\x00c\x01"], [GOOD, b"hello"]),
    "CS010": ([b"hello there", b"*", b"client_id=5"], [GOOD, b"", b"true"]),
}
