"""What a file was packed in is told, and what is in it is read: bounded, whatever it says."""

from __future__ import annotations

import base64
import bz2
import gzip
import json
import time
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable

import pytest

from chattui.clientfile import Kind, diagnose_bytes, diagnose_text
from chattui.clientfile.encoding import Trouble, decode
from chattui.clientfile.unpacking import MOST_BYTES
from tests.unit.clientfile.cases import GOOD, SECRET, TEXT, client
from tests.unit.clientfile.cases.contents import ARCHIVE, ENCODED, PACKED, encrypted, zipped
from tests.unit.clientfile.test_masking import assert_hidden, everything_shown

JAVA = b"\xac\xed\x00\x05sr\x00\x11java.util.HashMap"
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(40)


def thrice(pack: Callable[[bytes], bytes], data: bytes) -> bytes:
    """`data`, packed three times over."""
    return pack(pack(pack(data)))


@pytest.mark.parametrize(
    ("data", "layers"),
    [
        (GOOD, ()),
        (PACKED, ("gzip",)),
        (gzip.compress(GOOD[:200], mtime=0) + gzip.compress(GOOD[200:], mtime=0), ("gzip",)),
        (PACKED + bytes(40), ("gzip",)),
        (ARCHIVE, ("zip",)),
        (zipped(("a/", b""), ("__MACOSX/._a.json", b"x"), ("a/b.JSON", GOOD)), ("zip",)),
        (zipped(("readme.txt", b"hello"), ("client.json", GOOD)), ("zip",)),
        (zipped(("package.json", b'{"name": "x"}'), ("client.json", GOOD)), ("zip",)),
        (zipped(("readme", b"hello"), ("secret", GOOD)), ("zip",)),
        (zipped(("only", GOOD)), ("zip",)),
        (zipped(("a.json", GOOD), method=zipfile.ZIP_STORED), ("zip",)),
        (zipped(("a.json", GOOD), ("b.json", PICTURE), ("c.json", b"[]")), ("zip",)),
        (ENCODED, ("base64",)),
        (b"  " + ENCODED + b"\n\n", ("base64",)),
        (b'"' + ENCODED + b'"', ("base64",)),
        (base64.encodebytes(GOOD).replace(b"\n", b"\r\n"), ("base64",)),
        (ENCODED.decode().encode("utf-16"), ("base64",)),
        (base64.b64encode(TEXT.encode("utf-16")), ("base64",)),
        (base64.b64encode(b"\xef\xbb\xbf" + GOOD), ("base64",)),
        (base64.b64encode(PACKED), ("base64", "gzip")),
        (base64.b64encode(ARCHIVE), ("base64", "zip")),
        (base64.b64encode(GOOD + bytes(3)), ("base64", "padding")),
        (gzip.compress(ENCODED, mtime=0), ("gzip", "base64")),
        (thrice(base64.b64encode, GOOD), ("base64",) * 3),
        (thrice(gzip.compress, GOOD), ("gzip",) * 3),
        (GOOD + bytes(1), ("padding",)),
        (bytes(1) + GOOD, ("padding",)),
        (bytes(4096) + GOOD + bytes(4096), ("padding",)),
        (bytes(64) + TEXT.encode("utf-16-le"), ("padding",)),
        (TEXT.encode("utf-16-be") + bytes(10), ("padding",)),
        (TEXT.encode("utf-16") + bytes(6), ("padding",)),
        (bytes(8) + TEXT.encode("utf-32-be"), ("padding",)),
        (json.dumps(TEXT).encode(), ("string",)),
        (json.dumps(json.dumps(TEXT)).encode(), ("string",) * 2),
        (json.dumps(TEXT)[1:-1].encode(), ("string",)),
        (json.dumps(TEXT, indent=2)[:-1].encode(), ("string",)),
        (b"'" + json.dumps(TEXT)[1:-1].encode() + b"'", ("string",)),
        (base64.b64encode(json.dumps(TEXT).encode()), ("base64", "string")),
    ],
)
def test_a_client_file_is_found_below_its_layers(data: bytes, layers: tuple[str, ...]) -> None:
    found = diagnose_bytes(data)
    assert found.kind == Kind.INSTALLED
    assert found.document.decoded.layers == layers
    assert found.document.decoded.trouble == ""
    assert found.document.text.strip("\ufeff") == TEXT
    assert found.usable is (layers == ())
    codes = {"gzip": "CS007", "zip": "CS007", "base64": "CS008", "padding": "CS009"}
    expected = {codes.get(layer, "CS033") for layer in layers}
    told = {finding.code for finding in found.findings}
    assert told - {"CS001", "CS002"} == expected
    assert_hidden([SECRET], everything_shown(data))


@pytest.mark.parametrize(
    ("data", "trouble", "kind"),
    [
        (PACKED[:-1], Trouble.TRUNCATED, Kind.INSTALLED),
        (PACKED[:120], Trouble.TRUNCATED, Kind.INSTALLED),
        (PACKED[:11], Trouble.TRUNCATED, Kind.BINARY),
        (PACKED[:3], Trouble.TRUNCATED, Kind.BINARY),
        (PACKED[:-8] + bytes(8), Trouble.DAMAGED, Kind.INSTALLED),
        (b"\x1f\x8bhello", Trouble.DAMAGED, Kind.BINARY),
        (gzip.compress(PICTURE, mtime=0), Trouble.NOTHING, Kind.BINARY),
        (gzip.compress(JAVA, mtime=0), "", Kind.JAVA_STORED_CREDENTIAL),
        (base64.b64encode(JAVA), "", Kind.JAVA_STORED_CREDENTIAL),
        (gzip.compress(b"", mtime=0), "", Kind.EMPTY),
        (b"".join(gzip.compress(b"a", mtime=0) for _ in range(20)), Trouble.SEVERAL, Kind.BINARY),
        (gzip.compress(bytes(MOST_BYTES + 1), mtime=0), Trouble.TOO_LARGE, Kind.BINARY),
        (thrice(gzip.compress, PACKED), Trouble.TOO_MANY, Kind.BINARY),
        (thrice(base64.b64encode, ENCODED), Trouble.TOO_MANY, Kind.BINARY),
        (base64.b64encode(thrice(gzip.compress, GOOD)), Trouble.TOO_MANY, Kind.BINARY),
        (zipped(), Trouble.NOTHING, Kind.BINARY),
        (zipped(("a.json", GOOD), ("b.json", client())), Trouble.SEVERAL, Kind.BINARY),
        (zipped(("a", b"x"), ("b", b"y")), Trouble.NOTHING, Kind.BINARY),
        (zipped(*((f"{n}.json", GOOD) for n in range(60))), Trouble.SEVERAL, Kind.BINARY),
        (zipped(*((f"{n}", GOOD) for n in range(60))), Trouble.NOTHING, Kind.BINARY),
        (zipped(("a.json", bytes(MOST_BYTES + 1))), Trouble.TOO_LARGE, Kind.BINARY),
        (zipped(("a.json", GOOD), method=zipfile.ZIP_BZIP2), Trouble.METHOD, Kind.BINARY),
        (zipped(("a.json", GOOD), method=zipfile.ZIP_LZMA), Trouble.METHOD, Kind.BINARY),
        (encrypted(ARCHIVE), Trouble.ENCRYPTED, Kind.BINARY),
        (encrypted(zipped(("a.json", GOOD), ("b.json", GOOD))), Trouble.ENCRYPTED, Kind.BINARY),
        (ARCHIVE[:-30], Trouble.TRUNCATED, Kind.BINARY),
        (ARCHIVE[:-22] + ARCHIVE[-22:].replace(b"PK", b"PX"), Trouble.TRUNCATED, Kind.BINARY),
        (ENCODED.rstrip(b"=")[:201], Trouble.TRUNCATED, Kind.INSTALLED),
        (bz2.compress(GOOD), "", Kind.BINARY),
    ],
)
def test_what_goes_wrong_is_told(data: bytes, trouble: str, kind: str) -> None:
    found = diagnose_bytes(data)
    assert found.document.decoded.trouble == trouble
    assert found.kind == kind
    assert not found.usable
    assert_hidden([SECRET], everything_shown(data))
    if trouble:
        assert len([f for f in found.findings if f.code in ("CS006", "CS007", "CS008")]) == 1


def flipped(archive: bytes, at: int) -> bytes:
    """An archive with one byte of it changed."""
    return archive[:at] + bytes([archive[at] ^ 0xFF]) + archive[at + 1 :]


def test_a_damaged_zip_archive_gives_what_is_whole_of_it() -> None:
    stored = zipped(("a.json", GOOD), method=zipfile.ZIP_STORED)
    found = diagnose_bytes(flipped(stored, stored.index(b"demo-project")))
    assert found.document.decoded.trouble == Trouble.DAMAGED
    assert found.kind in (Kind.INSTALLED, Kind.BINARY)
    packed = diagnose_bytes(flipped(ARCHIVE, ARCHIVE.index(b"client_secret.json") + 18))
    assert packed.document.decoded.trouble == Trouble.DAMAGED


def test_every_damage_to_an_archive_is_survived() -> None:
    for archive in (PACKED, ARCHIVE, zipped(("a.json", GOOD), ("b.json", GOOD[:90]), ("c", b"z"))):
        for at in range(len(archive)):
            found = diagnose_bytes(flipped(archive, at))
            assert found.findings or found.usable
            diagnose_bytes(archive[:at])


def test_a_bomb_takes_neither_time_nor_memory() -> None:
    packed = zlib.compressobj(9, wbits=31)
    bomb = b"".join(packed.compress(bytes(1 << 20)) for _ in range(200)) + packed.flush()
    archive = zipped(("a.json", b" " * (50 << 20)))
    for data in (bomb, archive, gzip.compress(bomb, mtime=0), base64.b64encode(bomb)):
        tracemalloc.start()
        began = time.process_time()
        found = diagnose_bytes(data)
        took = time.process_time() - began
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert found.document.decoded.trouble == Trouble.TOO_LARGE
        assert most < 16 << 20
        assert took < 5


@pytest.mark.parametrize(
    "text",
    ["hello", "YWJjZGVmZ2hpamtsbW5vcA==", SECRET, "a" * 40, "ключ" * 8, "data:x"],
)
def test_text_that_is_no_base64_stays_as_it_is(text: str) -> None:
    decoded = decode(text.encode())
    assert (decoded.text, decoded.layers) == (text, ())


def test_windows_1252_is_told_from_latin_1() -> None:
    smart = decode(TEXT.replace('"', "\u201c").encode("cp1252"))
    assert smart.encoding == "cp1252"
    assert smart.text == TEXT.replace('"', "\u201c")
    assert_hidden([SECRET], everything_shown(TEXT.replace('"', "\u201c").encode("cp1252")))
    assert_hidden([SECRET], everything_shown(TEXT.replace("demo", "d\xe9mo").encode("latin-1")))
    odd = decode(b'{"a": "\x81\x93\xe9"}')
    assert odd.text == '{"a": "\x81\u201c\xe9"}'
    plain = decode('{"a": "é"}'.encode("latin-1"))
    assert (plain.encoding, plain.text) == ("latin-1", '{"a": "é"}')


def test_a_byte_that_is_damaged_is_counted_from_the_beginning_of_the_file() -> None:
    decoded = decode(bytes(8) + b'{"a": "\xc3\xa9\xff"}' + bytes(3))
    assert decoded.damage == 8 + 9
    assert decoded.text[decoded.damage_at] == "\ufffd"


def test_what_is_too_large_to_read_is_told_once() -> None:
    large = gzip.compress(GOOD + b" " * (3 << 20), 0, mtime=0)
    assert [finding.code for finding in diagnose_bytes(large).findings] == ["CS005"]


def test_strings_within_strings_are_taken_apart_three_times() -> None:
    text = TEXT
    for _ in range(5):
        text = json.dumps(text)
    found = diagnose_text(text)
    assert found.document.decoded.layers == ("string",) * 3
    assert "CS033" in {finding.code for finding in found.findings}
    assert_hidden([SECRET], everything_shown(text.encode()))
