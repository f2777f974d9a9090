"""Taking a file's content out of what it is packed in: gzip, zip, base64, a JSON string.

Whatever the archive says of itself, no more than `MOST_BYTES` of a layer are unpacked, and no
more than `MOST_LAYERS` layers.
"""

from __future__ import annotations

import binascii
import re
import zlib
from dataclasses import replace
from io import BytesIO
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from chattui.clientfile.encoding import (
    GZIP,
    JAVA_SERIALIZED,
    ZIP,
    Decoded,
    Trouble,
    decode_plain,
)
from chattui.clientfile.faults import Reading
from chattui.clientfile.tree import STRING

if TYPE_CHECKING:
    from zipfile import ZipFile, ZipInfo

MOST_BYTES = 1 << 20
"""How many bytes are unpacked of one layer."""
MOST_LAYERS = 3
_MOST_PARTS = 8
"""How many archives behind one another are read as one, which gzip allows."""
_MOST_FILES = 50
"""How many files of an archive are looked into."""

_BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_"
_SHORTEST = 16
_INNER_STARTS = (b"{", b"[", b"<", b'"', b"-----BEGIN")
_MARKS = b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"
_PACKED = (GZIP, ZIP, JAVA_SERIALIZED)
_NAMES_OF_FIELDS = (
    b"client_id",
    b"client_secret",
    b"private_key",
    b"refresh_token",
    b"access_token",
    b"installed",
)
_JUNK = ("__macosx/", ".ds_store", "thumbs.db", "desktop.ini")
_ESCAPED_START = re.compile(r'\{(?:\s|\\[nrt]){0,40}\\"')
_JSON_START = re.compile(r'[\s"\\]{0,100}[{\[]')
_BARE_QUOTE = re.compile(r'(?<!\\)"')
_QUOTED = re.compile(r'(?<=")\{(?:\s|\\[nrt]){0,40}\\"(?:[^"\\]|\\.)*\}(?=")', re.DOTALL)
"""An object in a string of another text, such as an .env or a script, its quotes escaped."""
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)
_PLAIN_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}


class Layer(NamedTuple):
    """What one layer is called, what is in it as far as it could be taken out, and the trouble."""

    name: str
    inside: bytes | None
    trouble: str = ""


def unpack(data: bytes, decoded: Decoded) -> Decoded:
    """The text below all layers of `data`, which as it is gives `decoded`; never raises."""
    layers = decoded.layers
    trouble = ""
    count = 0
    while (layer := _outermost(data, decoded)) is not None:
        count += 1
        if count > MOST_LAYERS:
            return Decoded("", "binary", layers=layers, trouble=Trouble.TOO_MANY)
        trouble = trouble or layer.trouble
        layers = (*layers, layer.name)
        if layer.inside is None:
            return Decoded("", "binary", layers=layers, trouble=trouble)
        data = layer.inside
        decoded = decode_plain(data)
        layers += decoded.layers
    if layers == decoded.layers:
        return decoded
    if decoded.encoding == "binary" and decoded.start[:4] != JAVA_SERIALIZED:
        trouble = trouble or Trouble.NOTHING
    return replace(decoded, layers=layers, trouble=trouble)


def _outermost(data: bytes, decoded: Decoded) -> Layer | None:
    if data.startswith(GZIP):
        return _gzip(data)
    if data.startswith((ZIP, b"PK\x05\x06")):
        return _zip(data)
    return _base64(decoded.text)


def _gzip(data: bytes) -> Layer:
    """What gzip packed; as much of it as is whole where the archive is not (RFC 1952)."""
    found = bytearray()
    for _ in range(_MOST_PARTS):
        packed = zlib.decompressobj(wbits=31)
        # In pieces, since what comes before an error in the same piece is lost; the checksum and
        # the length, its last eight bytes, have a piece of their own.
        size = len(data)
        edges = [*range(0, max(1, size - 8), 1024), max(1, size - 8), size]
        for start, end in pairwise(edges):
            try:
                found += packed.decompress(data[start:end], MOST_BYTES + 1 - len(found))
            except zlib.error:
                return _as_far_as(found, Trouble.DAMAGED)
            if len(found) > MOST_BYTES or packed.unconsumed_tail:
                return Layer("gzip", None, Trouble.TOO_LARGE)
            if packed.eof:
                break
        if not packed.eof:
            return _as_far_as(found, Trouble.TRUNCATED)
        data = packed.unused_data + data[end:]
        if not data.startswith(GZIP):
            return Layer("gzip", bytes(found))
    return Layer("gzip", None, Trouble.SEVERAL)


def _as_far_as(found: bytearray, trouble: str) -> Layer:
    return Layer("gzip", bytes(found) or None, trouble)


def _zip(data: bytes) -> Layer:
    """The only file of a zip archive that may be a credential file."""
    from zipfile import BadZipFile, ZipFile

    try:
        with ZipFile(BytesIO(data)) as archive:
            return _only_file(archive)
    except BadZipFile:
        # The list of its files stands at its end, so that a part of one has none.
        return Layer(
            "zip", None, Trouble.DAMAGED if b"PK\x05\x06" in data[-70_000:] else Trouble.TRUNCATED
        )
    except Exception:  # zipfile raises a dozen other kinds for a list that is broken
        return Layer("zip", None, Trouble.DAMAGED)


def _only_file(archive: ZipFile) -> Layer:
    files = [
        info
        for info in archive.infolist()
        if not info.is_dir() and not _is_junk(info.filename.lower())
    ]
    named = [info for info in files if info.filename.lower().endswith(".json")]
    if len(named) != 1 and len(files) > 1:
        likely = named or files
        if any(info.flag_bits & 1 for info in likely):
            return Layer("zip", None, Trouble.ENCRYPTED)
        if len(likely) > _MOST_FILES:
            return Layer("zip", None, Trouble.SEVERAL if named else Trouble.NOTHING)
        named = [info for info in likely if _looks_like_credentials(archive, info)]
    elif not named:
        named = files
    if len(named) != 1:
        return Layer("zip", None, Trouble.SEVERAL if named else Trouble.NOTHING)
    if named[0].flag_bits & 1:
        return Layer("zip", None, Trouble.ENCRYPTED)
    if named[0].compress_type not in (0, 8):  # others take memory as the archive likes
        return Layer("zip", None, Trouble.METHOD)
    return _contents(archive, named[0])


def _is_junk(name: str) -> bool:
    return name.startswith(_JUNK) or name.rpartition("/")[2] in _JUNK


def _looks_like_credentials(archive: ZipFile, info: ZipInfo) -> bool:
    """Whether the beginning of a file names a field of credentials."""
    if info.compress_type not in (0, 8):
        return False
    with archive.open(info) as file:
        start = file.read(MOST_BYTES // _MOST_FILES)
    return any(name in start for name in _NAMES_OF_FIELDS)


def _contents(archive: ZipFile, info: ZipInfo) -> Layer:
    from zipfile import BadZipFile

    found = bytearray()
    try:
        with archive.open(info) as file:
            while part := file.read(4096):
                found += part
                if len(found) > MOST_BYTES:
                    return Layer("zip", None, Trouble.TOO_LARGE)
    except (BadZipFile, zlib.error):
        return Layer("zip", bytes(found) or None, Trouble.DAMAGED)
    except EOFError:
        return Layer("zip", bytes(found) or None, Trouble.TRUNCATED)
    return Layer("zip", bytes(found))


def _base64(text: str) -> Layer | None:
    """What a whole text is in base64 of either alphabet (RFC 4648), where it looks so inside."""
    if not text.isascii():
        return None
    plain = text.strip().strip("\"'`")
    if plain[:5].lower() == "data:":
        plain = plain.partition(",")[2]
    elif plain[:7].lower() == "base64:":
        plain = plain[7:]
    packed = "".join(plain.split()).encode().rstrip(b"=")
    if len(packed) < _SHORTEST or not _is_base64(packed):
        return None
    # One letter behind a group of four is no whole byte: the end is missing.
    whole = packed[: len(packed) - 1] if len(packed) % 4 == 1 else packed
    inside = _decoded(whole)
    if not _looks_unpacked(inside, MOST_LAYERS):
        return None
    return Layer("base64", inside, Trouble.TRUNCATED if len(whole) < len(packed) else "")


def _is_base64(packed: bytes) -> bool:
    return not packed.translate(None, _BASE64)


def _decoded(packed: bytes) -> bytes:
    plain = packed.replace(b"-", b"+").replace(b"_", b"/")
    return binascii.a2b_base64(plain + b"=" * (-len(packed) % 4))


def _looks_unpacked(inside: bytes, layers: int) -> bool:
    """Whether bytes begin like a credential file, or like something that one is packed in."""
    start = inside[:64]
    if start.startswith(_PACKED):
        return True
    if any(byte < 0x20 and byte not in b"\t\r\n\0" for byte in start):
        return False
    if start.lstrip(_MARKS).startswith(_INNER_STARTS):
        return True
    packed = b"".join(start.split())
    if not layers or len(packed) < _SHORTEST or not _is_base64(packed):
        return False
    return _looks_unpacked(_decoded(packed[: len(packed) & ~3]), layers - 1)


def without_string(decoded: Decoded, reading: Reading) -> Decoded | None:
    """The JSON that stands inside a JSON string, or that has a string's escapes; else None."""
    inside = ""
    bare = decoded.text.strip().strip("\"'`")
    if reading.root is not None and reading.root.kind == STRING and reading.sound:
        inside = reading.root.text
    elif _is_escaped(bare):
        inside = _ESCAPE.sub(_unescaped, bare)
    elif reading.root is not None and (quoted := _QUOTED.match(decoded.text, reading.root.start)):
        inside = _ESCAPE.sub(_unescaped, quoted[0])
    if not _JSON_START.match(inside):
        return None
    layers = (*decoded.layers, "string")
    return replace(decoded, text=inside, layers=layers, damage_at=0)


def _is_escaped(text: str) -> bool:
    """Whether all quotes of an object are escaped, as where a string's own quotes were cut off."""
    return _ESCAPED_START.match(text) is not None and not _BARE_QUOTE.search(text)


def _unescaped(match: re.Match[str]) -> str:
    code, char = match.groups()
    return chr(int(code, 16)) if code else _PLAIN_ESCAPES.get(char, char)
