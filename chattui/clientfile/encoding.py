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
GZIP = b"\x1f\x8b"
ZIP = b"PK\x03\x04"
JAVA_SERIALIZED = b"\xac\xed\x00\x05"
"""Java's object serialization: magic number and version 5 (the JDK's protocol, section 6.4.2)."""

_BINARY_STARTS = (
    JAVA_SERIALIZED,
    GZIP,
    ZIP,
    b"PK\x05\x06",  # a zip archive of nothing
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",  # JPEG
    b"bplist",
    b"SQLite format 3",
    b"\x7fELF",
)
_TEXT_CONTROLS = frozenset(b"\t\n\r\x0b\x0c\x1b")
_ASCII = bytes(range(0x80))
_WINDOWS_ONLY = bytes(range(0x80, 0xA0))
_BRACKETS = frozenset("{[")


class Trouble:
    """What can go wrong in unpacking."""

    TRUNCATED = "truncated"
    DAMAGED = "damaged"
    """A checksum does not fit, or what is packed is not what the format allows."""
    ENCRYPTED = "encrypted"
    SEVERAL = "several"
    """Several files may be the one that is meant."""
    NOTHING = "nothing"
    """No file in it may be meant, or what is in it is no text."""
    TOO_LARGE = "too_large"
    TOO_MANY = "too_many"
    """It is packed in more layers than are looked into."""
    METHOD = "method"
    """It is packed in a way that is not read here."""


@dataclass(frozen=True, slots=True, eq=False)
class Decoded:
    """The text of a file, and how it was found."""

    text: str = field(repr=False)
    encoding: str
    """``utf-8``, ``utf-16-le`` and so on, ``latin-1``, ``cp1252``, or ``binary`` without text."""
    mark: int = 0
    """How many bytes the byte order mark takes."""
    damage: int = -1
    """The byte offset of the first byte that `encoding` does not allow, else -1."""
    damage_at: int = 0
    """The offset of the same place in `text`."""
    layers: tuple[str, ...] = ()
    """What was unpacked to get at the text, outermost first: ``gzip``, ``zip``, ``base64``,
    ``padding`` (NUL bytes around it) and ``string`` (a JSON string that holds the JSON)."""
    trouble: str = ""
    """What went wrong in unpacking, a `Trouble`; empty where nothing did."""
    start: bytes = field(default=b"", repr=False)
    """The first bytes of what is binary, below the layers."""

    @property
    def strict(self) -> bool:
        """Whether this is UTF-8 throughout, a byte order mark apart (RFC 8259, section 8.1)."""
        return self.encoding == "utf-8" and self.damage < 0 and not self.layers


_WIDTHS = {"utf-16": 2, "utf-32": 4}
"""How many bytes a character has at least."""


def decode(data: bytes) -> Decoded:
    """The text of `data`, unpacked where it is packed; never raises."""
    decoded = decode_plain(data)
    text = decoded.text
    if text[:1] in _BRACKETS or text.lstrip()[:1] in _BRACKETS:
        return decoded
    from chattui.clientfile.unpacking import unpack

    return unpack(data, decoded)


def decode_plain(data: bytes) -> Decoded:
    """The text of `data` as it is, NUL bytes around it apart; never raises."""
    if data.startswith(_BINARY_STARTS):
        return Decoded("", "binary", start=data[:8])
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _without_padding(_decode(data, encoding, len(mark)), 0)
    # Four at a time, so that the zero bytes of UTF-16 and UTF-32 keep their places.
    padding = (len(data) - len(data.lstrip(b"\0"))) & ~3 if data[:4] == bytes(4) else 0
    body = data[padding:]
    encoding = _without_mark(body[:64])
    if encoding == "utf-8":
        bare = body.strip(b"\0")
        if not bare or _is_binary(bare[:4096]):
            layers = ("padding",) if data and not bare else ()
            return Decoded("", "binary" if bare else "utf-8", layers=layers, start=data[:8])
    return _without_padding(_decode(body, encoding, 0), padding)


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
    if over := len(body) % _WIDTHS.get(encoding[:6], 1):
        # A shell or an editor that took it for UTF-8 wrote a line end behind it.
        body = body[:-over] if not body[-over:].strip(b"\r\n\t \0") else body
    try:
        return Decoded(body.decode(encoding), encoding, mark)
    except UnicodeDecodeError as error:
        damage = error.start
    before = len(body[:damage].decode(encoding, "replace"))
    if encoding == "utf-8" and mark == 0 and not _mostly_valid(body):
        # Every byte is one character in either, so that offsets stay what they are.
        windows = len(body) != len(body.translate(None, _WINDOWS_ONLY))
        text = _from_windows(body) if windows else body.decode("latin-1")
        return Decoded(text, "cp1252" if windows else "latin-1", 0, damage, damage_at=damage)
    return Decoded(body.decode(encoding, "replace"), encoding, mark, mark + damage, before)


def _from_windows(body: bytes) -> str:
    """Windows-1252, with the five bytes that it leaves free taken as Latin-1 has them."""
    return body.decode("latin-1").translate(
        {
            code: ord(bytes([code]).decode("cp1252"))
            for code in _WINDOWS_ONLY
            if code not in b"\x81\x8d\x8f\x90\x9d"
        }
    )


def _mostly_valid(body: bytes) -> bool:
    """Whether the text is UTF-8 with some bytes broken, rather than in another encoding."""
    high = len(body.translate(None, _ASCII))
    broken = body.decode("utf-8", "replace").count("\ufffd")
    return broken * 2 < high


def _without_padding(decoded: Decoded, left_out: int) -> Decoded:
    """`decoded` without NULs around its text, `left_out` bytes of which were dropped before."""
    text = decoded.text
    if not left_out and not text.startswith("\0") and not text.endswith("\0"):
        return decoded
    bare = text.lstrip("\0")
    dropped = len(text) - len(bare)
    return Decoded(
        bare.rstrip("\0"),
        decoded.encoding,
        decoded.mark,
        decoded.damage if decoded.damage < 0 else decoded.damage + left_out,
        max(0, decoded.damage_at - dropped),
        layers=("padding",),
    )
