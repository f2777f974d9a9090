"""Files by their bytes, in every encoding: what is decoded of each is kept in `golden`."""

from __future__ import annotations

_PLAIN = '{"a": "\u00e9"}'
_WIDE = [_PLAIN.encode(f"utf-{size}-{order}") for size in (16, 32) for order in ("le", "be")]
_MARKED = [("\ufeff" + _PLAIN).encode(f"utf-{n}-{o}") for n in (16, 32) for o in ("le", "be")]
_ENCODED = [_PLAIN.encode(), b"\xef\xbb\xbf" + _PLAIN.encode(), *_WIDE, *_MARKED]
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
    *(b'{"a": 1\0}', b'{"a": "\0\0\0"}', b"a\0b\0c\0d\0", b"\0a\0b\0c\0d", b"a\0\0\0", b"\0\0\0a"),
    *(b"{\0\0\0\x41\x04\0\0", b"{\0\x41\x04}\0", b"\0{\x04\x41\0}", b"\0\0\0{\0\0\x04\x41"),
]
"""Files by their bytes: every encoding, cut off, damaged, padded."""
