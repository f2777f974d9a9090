"""Files by their bytes, in every encoding: what is decoded of each is kept in `golden`."""

from __future__ import annotations

import json
import zlib
from base64 import b64encode, urlsafe_b64encode

from tests.unit.clientfile.cases.contents import zipped

_PLAIN = '{"a": "\u00e9"}'
_WIDE = [_PLAIN.encode(f"utf-{size}-{order}") for size in (16, 32) for order in ("le", "be")]
_MARKED = [("\ufeff" + _PLAIN).encode(f"utf-{n}-{o}") for n in (16, 32) for o in ("le", "be")]
_ENCODED = [_PLAIN.encode(), b"\xef\xbb\xbf" + _PLAIN.encode(), *_WIDE, *_MARKED]


def _gzip(data: bytes) -> bytes:
    """A gzip archive with `data` as it is, the same bytes wherever it is made."""
    size = len(data).to_bytes(4, "little")
    stored = b"\x01" + size[:2] + bytes(byte ^ 0xFF for byte in size[:2]) + data
    start = b"\x1f\x8b\x08" + bytes(6) + b"\xff"
    return start + stored + zlib.crc32(data).to_bytes(4, "little") + size


def _zip(*files: tuple[str, bytes]) -> bytes:
    return zipped(*files, method=0)


_OBJECT = b'{"client_id": "\xc3\xa9", "b": [1, 2, 3], "c": "xyzxyzxyz"}'
_BASE64 = b64encode(_OBJECT)
_PACKED = [
    *(
        _gzip(_OBJECT),
        _gzip(_OBJECT[:9]) * 2,
        urlsafe_b64encode(_OBJECT),
    ),
    *(
        _gzip(b"x") * 7,
        _gzip(b"x") * 8,
        _gzip(_BASE64),
    ),
    *(_zip(("a.json", _OBJECT)), _zip(("a", _OBJECT)), _zip(("a", b"x"), ("b", _OBJECT))),
    *(_zip(("a/Thumbs.db", b"x"), ("b", _OBJECT)), _zip(("desktop.ini", b"x"), ("b", b"{}"))),
    *(_zip(("a", b"x"), ("b", b"y")), _zip(("a.json", _OBJECT), ("b.json", _OBJECT)), _zip()),
    *(
        _zip(("a.json", b"x"), ("b.json", b'{"refresh_token"')),
        _zip(("a", b"{}"), ("b.json", b"[]")),
    ),
    *(
        _zip((".DS_Store", b"x"), ("b", b"1")),
        _zip(("__MACOSX/a.json", b"x"), ("a.json", b"{}")),
    ),
]
BYTES: list[bytes] = [
    *(
        b"",
        b" ",
        b"\n",
        b"\0",
        b"\0\0\0",
        bytes(4),
        bytes(5),
        bytes(64),
        b"a",
        b"ab",
        b"abc",
        b"{",
        b"[",
    ),
    *_ENCODED,
    *(data[:-1] for data in _ENCODED),
    *(data + b"\0" for data in _ENCODED),
    *(data + bytes(4) for data in _ENCODED),
    *(b"\0" + data for data in _ENCODED),
    *(bytes(4) + data for data in _ENCODED),
    *(bytes(7) + data + bytes(7) for data in _ENCODED),
    *(data[:3] for data in _ENCODED),
    *(data[:4] for data in _ENCODED),
    *(data[:8] + b"\xff" + data[8:] for data in _ENCODED),
    *(data[:8] + b"\xd8\xdc" + data[8:] for data in _ENCODED),
    *(b'{"a": "' + bytes([byte]) + b'"}' for byte in range(0x7F, 0x100)),
    *(b'{"\xc3\xa9\xc3\xa9": "' + bytes([byte]) * 2 + b'"}' for byte in (0x81, 0x93, 0xA9, 0xE9)),
    *(b'{"\xc3\xa9\xc3\xa9\xc3\xa9": "' + bytes([byte]) * 3 + b'"}' for byte in (0x81, 0x93, 0xE9)),
    *(b'{"\xc3\xa9": "\xe9", "\xe9": 1}', b'{"\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9": "\xe9"}'),
    *(bytes([byte]) * 3 + b"x" * 50 for byte in range(0x20)),
    *(b"x" * 50 + bytes([byte]) * 3 for byte in (0, 1, 8, 9, 10, 11, 12, 13, 14, 27, 31)),
    *(b"\x01" * count + b"x" * 38 for count in (1, 2, 3)),
    *(start + b"\x01" * 9 for start in (b"{", b" [", b'\t"', b"\r\n<", b"x", b"", b"\x0b{")),
    *(
        start + b" and more"
        for start in (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"bplist", b"\x7fELF")
    ),
    *(
        b"SQLite format 3\0 and more",
        b"\xac\xed\x00\x05sr",
        b"PK\x05\x06",
        b"PK\x03\x04",
        b"\x1f\x8b",
    ),
    *(b"PK\x05\x06" + b"x" * 99, b"\0a" * 3, b" \n" + "{\u00e9".encode("latin-1")),
    *(b'{"a": 1\0}', b'{"a": "\0\0\0"}', b"a\0b\0c\0d\0", b"\0a\0b\0c\0d", b"a\0\0\0", b"\0\0\0a"),
    *(b"{\0\0\0\x41\x04\0\0", b"{\0\x41\x04}\0", b"\0{\x04\x41\0}", b"\0\0\0{\0\0\x04\x41"),
    *_PACKED,
    *(data[:-1] for data in _PACKED),
    *(data[: len(data) // 2] for data in _PACKED),
    *(data[:30] + b"\xff" + data[31:] for data in _PACKED),
    *(data + b"x" for data in _PACKED),
    *(
        b64encode(start + b'{"a": 1, "b": 2}')
        for start in (b"", b"\xef\xbb\xbf", b" ", b"x", b"\x01")
    ),
    *(
        b64encode(b"-----BEGIN PRIVATE KEY"),
        b64encode(b"<html></html>"),
        b64encode(b"[1, 2, 3, 4]"),
    ),
    *(b64encode(b'{"a": "bcd"}'), b64encode(b'{"a": "b"}'), b64encode(b'{"a": "bc"}')[:15]),
    *(
        b"data:x/y;base64," + _BASE64,
        b"DATA:," + _BASE64,
        b"data:a,b," + _BASE64,
        b"base64:" + _BASE64,
    ),
    *(
        b"'" + _BASE64 + b"'",
        b"`" + _BASE64 + b"`\n",
        _BASE64 + b"=",
        b" \n" + _BASE64,
        b'"' + _BASE64,
    ),
    *(
        json.dumps(text).encode()
        for text in ('{"a": 1}', "[1]", " {", "x", '"{\\"a\\": 1}"', "{\n\t1}")
    ),
]
"""Files by their bytes: every encoding, cut off, damaged, padded."""
