"""What fuzzing begins with: a file of each kind, in each packing, and the words of JSON."""

from __future__ import annotations

import base64
import gzip
import json

from tests.unit.clientfile.cases import BAD_AND_GOOD, Case
from tests.unit.clientfile.mutations import FILES, SECRETS

__all__ = ["SECRETS", "SEEDS", "WORDS"]

_TEXT = FILES["installed"]
_CASES = [
    case.data if isinstance(case, Case) else case
    for bad, good in BAD_AND_GOOD.values()
    for case in (*bad, *good)
]
SEEDS: list[bytes] = [
    *(text.encode() for text in FILES.values()),
    *sorted({case for case in _CASES if len(case) <= 4096}),
    _TEXT.encode("utf-16"),
    _TEXT.replace('"', "\u201c").encode(),
    _TEXT.replace('"', "\x93").encode("latin-1"),
    gzip.compress(_TEXT.encode(), mtime=0),
    base64.b64encode(_TEXT.encode()),
    json.dumps(_TEXT).encode(),
    f"```json\n{_TEXT}\n```\n".encode(),
    f"CLIENT='{_TEXT}'\n".encode(),
]

WORDS: list[bytes] = [
    *(char.encode() for char in "{}[],:\"'\\/ \t\r\n#-+.0127eExu=;`\x00\x1b\x7f"),
    *(
        char.encode()
        for char in "\u201c\u201d\u2018\u200b\u202e\ufeff\u00a0\uff1a\uff0c\uff5b\u0301\U0001f600"
    ),
    *(b"{}", b"[]", b'""', b'":', b'",', b'"a"', b'"a":', b"//", b"/*", b"*/", b"\r\n", b"```"),
    *(b"true", b"false", b"null", b"True", b"None", b"NaN", b"-Infinity", b"1e999", b"-0.5e-3"),
    *(
        b"\\u0041",
        b"\\ud83d\\ude00",
        b"\\ud800",
        b"\\n",
        b'\\"',
        b"\\x41",
        b"\xff",
        b"\xc3",
        b"\x93",
    ),
    *(b'"installed"', b'"web"', b'"client_id"', b'"client_secret"', b'"redirect_uris"'),
    *(b'"type"', b'"private_key"', b'"token"', b"https://", b"http://localhost", b"<html>"),
    *(b"\xff\xfe", b"\xef\xbb\xbf", b"\x1f\x8b", b"PK\x03\x04", b"GOCSPX-", b"-----BEGIN "),
    *(b"[" * 70, b"{" * 70, b"9" * 40, b" " * 100, b"\n" * 20, b"\x00" * 16),
]
