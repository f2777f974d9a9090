"""Which files are worth a diagnosis, told by their first bytes: cheap enough for a whole disk.

Whoever is let through here by mistake costs a diagnosis and no more; its kind decides.
"""

from __future__ import annotations

import os

HEAD = 1 << 14
"""How many bytes are looked at. A client file has about 500, the longest token file about 5,000."""

_PACKED_LIMIT = 1 << 16
_STRAY_LIMIT = 1 << 14
_STRAY_BEFORE = 300
_GZIP, _ZIP = b"\x1f\x8b", b"PK\x03\x04"
_BASE64 = (b"eyJ", b"ewo", b"ewp", b"ewk", b"eyA", b"ew0", b"H4sI", b"77u/", b"//57", b"UEsD")
"""How a JSON object, gzip, a byte order mark or zip begins in base64."""

_BASE64_BYTES = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=-_ \t\r\n"
_NAMED = (b"base64", b"data:")
_JAVA = b"\xac\xed\x00\x05"
_WORDS = (
    b"client_",
    b"_token",
    b"_uri",
    b"private_key",
    b"aiza",
    b"credential",
    b"_account",
    b"google_app_id",
    b"gcm_sender_id",
    b"googleusercontent",
    b"project_info",
    b'"installed"',
    b"clientid",
    b"clientsecret",
)
"""One of these stands in every file that this is about, in lower case."""

_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_JSON_STARTS = (b"{", b"[", b'"', b"'", b"\xe2\x80", b"\xef\xbc", b"\xef\xbd")
"""The last three begin typographic and full-width quotation marks and brackets."""

_DOCUMENTATION = (b'"""', b"'''")
_SOURCES = frozenset(
    """
    .adoc .bash .bat .c .cc .cfg .cjs .conf .cpp .cs .css .csv .fish .go .h .hpp .htm .html .ini
    .java .js .jsx .kt .log .lua .md .mjs .php .pl .ps1 .py .pyi .rb .rs .rst .scala .scss .sh .sql
    .svg .swift .tex .toml .ts .tsx .vue .xml .yaml .yml .zsh
    """.split()  # noqa: SIM905
)
"""Texts that may well speak of a client file, and are none."""

_ARCHIVES = frozenset({".apk", ".docx", ".egg", ".epub", ".jar", ".odt", ".whl", ".xlsx"})
"""What else is a zip archive."""


def is_meant(name: str) -> bool:
    """Whether `name` is what Google's console calls a client file, whatever is in it."""
    lower = name.lower()
    return lower.startswith("client_secret") and lower.endswith(".json")


def is_worth_a_look(head: bytes, size: int, name: str) -> bool:
    """Whether a file of `size` bytes that begins with `head` may be a credential file."""
    if head.startswith((_GZIP, _ZIP)):
        return size <= _PACKED_LIMIT and _may_hold_one(head, name)
    if head.startswith((_JAVA, b"bplist")):
        return any(word in head for word in (b"StoredCredential", b"CLIENT_ID", b"GOOGLE_APP_ID"))
    for mark in _MARKS:
        head = head.removeprefix(mark)
    text = head.replace(b"\0", b"").lstrip()  # UTF-16, UTF-32, or padding
    packed = text.rpartition(b"base64")[2].lstrip(b":,") if text.startswith(_NAMED) else text
    if packed.startswith(_BASE64):
        return size <= _PACKED_LIMIT and not packed.translate(None, _BASE64_BYTES)
    if text.startswith(_JSON_STARTS):
        return not text.startswith(_DOCUMENTATION) and _speaks_of_it(text.lower())
    if text.startswith(b"<"):
        return b"<plist" in text and _speaks_of_it(text.lower())
    # JSON with something before it, or an API key alone
    if size > _STRAY_LIMIT or os.path.splitext(name)[1].lower() in _SOURCES:
        return False
    begins = b"{" in text[:_STRAY_BEFORE] or b'":' in text[:_STRAY_BEFORE]
    return b"AIza" in text or (begins and _speaks_of_it(text.lower()))


def _speaks_of_it(lower: bytes) -> bool:
    return any(map(lower.__contains__, _WORDS))


def _may_hold_one(head: bytes, name: str) -> bool:
    """Whether an archive may hold a credential file: of gzip the beginning is looked at."""
    inner, ending = os.path.splitext(name)
    if head.startswith(_ZIP):
        return ending.lower() not in _ARCHIVES and (b".json" in head or head.count(_ZIP) == 1)
    import zlib

    try:
        start = zlib.decompressobj(wbits=31).decompress(head, HEAD)
    except zlib.error:
        return True  # damaged: the diagnosis gets at more of it
    return not start.startswith(_GZIP) and is_worth_a_look(start, len(head), inner)
