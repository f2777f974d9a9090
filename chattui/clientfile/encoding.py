"""From bytes to text: which encoding a file has, and whether it is the one that JSON allows."""

from __future__ import annotations

from dataclasses import dataclass, field

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_BINARY_STARTS = (
    b"\xac\xed\x00\x05",  # Java serialization
    b"\x1f\x8b",  # gzip
    b"PK\x03\x04",  # zip
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",  # JPEG
    b"bplist",
    b"SQLite format 3",
    b"\x7fELF",
)
JAVA_SERIALIZED = _BINARY_STARTS[0]
"""Java's object serialization: magic number and version 5 (the JDK's protocol, section 6.4.2)."""

_TEXT_CONTROLS = frozenset(b"\t\n\r\x0b\x0c\x1b")


@dataclass(frozen=True, slots=True, eq=False)
class Decoded:
    """The text of a file, and how it was found."""

    text: str = field(repr=False)
    encoding: str
    """``utf-8``, ``utf-16-le`` and so on, ``latin-1``, or ``binary``, whose text is empty."""
    mark: int = 0
    """How many bytes the byte order mark takes."""
    damage: int = -1
    """The byte offset of the first byte that `encoding` does not allow, else -1."""
    damage_at: int = 0
    """The offset of the same place in `text`."""

    @property
    def strict(self) -> bool:
        """Whether this is UTF-8 throughout, a byte order mark apart (RFC 8259, section 8.1)."""
        return self.encoding == "utf-8" and self.damage < 0


def decode(data: bytes) -> Decoded:
    """The text of `data`; never raises."""
    if data.startswith(_BINARY_STARTS):
        return Decoded("", "binary")
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decode(data, encoding, len(mark))
    encoding = _without_mark(data[:64])
    if encoding == "utf-8" and _is_binary(data[:4096]):
        return Decoded("", "binary")
    return _decode(data, encoding, 0)


def _without_mark(start: bytes) -> str:
    """The encoding that the NULs between ASCII letters show (RFC 4627, section 3)."""
    if len(start) < 4 or 0 not in start:
        return "utf-8"
    nulls = [start[place::4].count(0) * 4 >= len(start) - 3 for place in range(4)]
    patterns = {
        (False, True, True, True): "utf-32-le",
        (True, True, True, False): "utf-32-be",
        (False, True, False, True): "utf-16-le",
        (True, False, True, False): "utf-16-be",
    }
    return patterns.get((nulls[0], nulls[1], nulls[2], nulls[3]), "utf-8")


def _is_binary(start: bytes) -> bool:
    """Whether this is no text at all; what begins as JSON is text, whatever else is in it."""
    if start.lstrip(b" \t\r\n")[:1] in (b"{", b"[", b'"', b"<"):
        return False
    controls = sum(byte < 0x20 and byte not in _TEXT_CONTROLS for byte in start)
    return 0 in start or controls * 20 > len(start)


def _decode(data: bytes, encoding: str, mark: int) -> Decoded:
    body = data[mark:]
    try:
        return Decoded(body.decode(encoding), encoding, mark)
    except UnicodeDecodeError as error:
        damage = error.start
    before = len(body[:damage].decode(encoding, "replace"))
    if encoding == "utf-8" and mark == 0 and not _mostly_valid(body):
        return Decoded(body.decode("latin-1"), "latin-1", 0, damage, damage_at=damage)
    return Decoded(body.decode(encoding, "replace"), encoding, mark, mark + damage, before)


def _mostly_valid(body: bytes) -> bool:
    """Whether the text is UTF-8 with some bytes broken, rather than in another encoding."""
    high = sum(byte >= 0x80 for byte in body)
    broken = body.decode("utf-8", "replace").count("\ufffd")
    return broken * 2 < high
