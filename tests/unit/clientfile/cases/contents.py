"""Bytes and encodings."""

from __future__ import annotations

import base64
import gzip
import io
import zipfile

from tests.unit.clientfile.cases.made import GOOD, TEXT, Cases, client


def zipped(*files: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip archive of files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        for name, data in files:
            archive.writestr(zipfile.ZipInfo(name), data, method)
    return packed.getvalue()


def encrypted(archive: bytes) -> bytes:
    """The zip archive of one file, its flag for encryption set in both of its headers."""
    changed = bytearray(archive)
    changed[6] |= 1
    changed[archive.index(b"PK\x01\x02") + 8] |= 1
    return bytes(changed)


PACKED = gzip.compress(GOOD, mtime=0)
ARCHIVE = zipped(("client_secret.json", GOOD))
ENCODED = base64.b64encode(GOOD)

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
    "CS004": ([b"", b" \n\t", b"\xef\xbb\xbf", bytes(8), bytes(4097)], [GOOD, b"{}"]),
    "CS005": ([GOOD + b" " * (1 << 20)], [GOOD, GOOD + b" " * 1000]),
    "CS006": ([b"\x7fELF\x02", b"ab\x00c\x01", b"\x89PNG"], [GOOD, b"hello", PACKED, ARCHIVE]),
    "CS007": (
        [
            PACKED,
            PACKED[:-9],
            PACKED[:-1] + b"\xff",
            gzip.compress(b"\x89PNG", mtime=0),
            gzip.compress(bytes(2 << 20), mtime=0),
            ARCHIVE,
            ARCHIVE[:-30],
            encrypted(ARCHIVE),
            zipped(),
            zipped(("a.json", GOOD), ("b.json", GOOD)),
            base64.b64encode(PACKED),
            b"\x1f\x8b\x08\x00abc",
            b"PK\x03\x04abc",
        ],
        [GOOD, ENCODED],
    ),
    "CS008": (
        [
            ENCODED,
            base64.encodebytes(GOOD),
            base64.urlsafe_b64encode(GOOD).rstrip(b"="),
            b"base64:" + ENCODED,
            b"data:application/json;base64," + ENCODED,
            ENCODED[:201],
            base64.b64encode(PACKED),
            base64.b64encode(base64.b64encode(base64.b64encode(base64.b64encode(GOOD)))),
        ],
        [GOOD, PACKED, b"YWJjZGVmZ2hpamtsbW5vcA=="],
    ),
    "CS009": (
        [GOOD + b"\0", GOOD + bytes(4000), bytes(512) + GOOD, b"\0" + GOOD + b"\0"],
        [GOOD, bytes(9), TEXT.encode("utf-16-le"), TEXT.encode("utf-32-be"), b'{"a": "\0"}'],
    ),
    "CS010": ([b"hello there", b"*", b"client_id=5"], [GOOD, b"", b"true"]),
}
