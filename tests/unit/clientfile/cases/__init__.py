"""For every rule: bytes that it must find something in, and bytes that it must not."""

from __future__ import annotations

from tests.unit.clientfile.cases import (
    contents,
    custody,
    endpoints,
    fields,
    kinds,
    redirects,
    syntax,
    wrapper,
)
from tests.unit.clientfile.cases.made import (
    CLIENT_ID,
    FIELDS,
    GOOD,
    PEM,
    SECRET,
    TEXT,
    TOKEN,
    Case,
    Cases,
    client,
    key,
    web,
)

_PARTS = (contents, custody, endpoints, fields, kinds, redirects, syntax, wrapper)

BAD_AND_GOOD: Cases = {code: cases for part in _PARTS for code, cases in part.CASES.items()}

__all__ = [
    "BAD_AND_GOOD",
    "CLIENT_ID",
    "FIELDS",
    "GOOD",
    "PEM",
    "SECRET",
    "TEXT",
    "TOKEN",
    "Case",
    "client",
    "key",
    "web",
]
