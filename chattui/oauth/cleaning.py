"""What terminals, mail and chat programs do to an address, undone."""

from __future__ import annotations

import re

RAW_LIMIT = 16 * 1024
"""Characters that are looked at; the quoting around a redirect is a small part of it."""

_INVISIBLE = re.compile("[\\s\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")
_BEFORE_LINES = " \t>|\u2502\u2503"
_AFTER_LINES = " \t\u2502\u2503"
"""What mail programs and panes put before and after each line."""
_QUOTES = str.maketrans("", "", '<>"`\\\u00ab\u00bb\u2018\u2019\u201a\u201c\u201d\u201e')
"""Marks that no address holds unescaped, so that they are quoting wherever they stand."""

_ENDS = ".,;:!?)]}'*"
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]{0,40}://", re.IGNORECASE)
"""Bounded: a search for any length takes seconds on 16,000 letters, for each line that comes."""
_WITHOUT_SCHEME = re.compile(r"(?:127\.0\.0\.1|localhost|\[::1\]|accounts\.google\.com)(?=[:/?])")
_CODE = re.compile(r"(?:4(?:/|%2F)[0-9A-Za-z_/%-]{8,}|[0-9A-Za-z_/%-]{20,})\Z")


def clean(text: str, prefix: str = "") -> str:
    """`text` as one address or query, without white space, quoting and what stands around it.

    `prefix` is the address that is expected, without its scheme: words before it are dropped.
    """
    lines = (line.lstrip(_BEFORE_LINES).rstrip(_AFTER_LINES) for line in text.splitlines())
    text = _INVISIBLE.sub("", "".join(lines))
    text = text.translate(_QUOTES).replace("&amp;", "&")
    text = _unlinked(text)
    around = 0
    while around < len(text) // 2 and text[around] == text[-1 - around] and text[around] in "*_~'|":
        around += 1
    text = text[around : len(text) - around]
    text = text.partition("|")[0].lstrip("*'([{|").rstrip(_ENDS)
    return _from_address(text, prefix)


def _unlinked(text: str) -> str:
    """The target of a Markdown link; its label often is the same address, cut short."""
    _, mark, target = text.partition("](")
    return target if mark else text


def _from_address(text: str, prefix: str) -> str:
    head = text.partition("=")[0]
    if prefix:
        at = text.find(prefix)
        before = text[: max(at, 0)].lower()
        if 0 <= at < len(head) and (before.endswith("http://") or "://" not in before):
            return "http://" + text[at:]
    found = _ADDRESS.search(head)
    if found:
        return text[_scheme_start(head, found) :]
    bare = _WITHOUT_SCHEME.search(head)
    return "http://" + text[bare.start() :] if bare else text


def _scheme_start(head: str, found: re.Match[str]) -> int:
    """Where the scheme begins: words run into it once white space is gone (``here:http://``)."""
    scheme = found.group().lower()
    for known in ("https://", "http://"):
        if scheme.endswith(known):
            return found.end() - len(known)
    return found.start()


def starts_as_address(cleaned: str) -> bool:
    """Whether this is a full address rather than a query alone."""
    return _ADDRESS.match(cleaned) is not None


def looks_like_code(cleaned: str) -> bool:
    """Whether this could be an authorization code by itself (Google's begin with ``4/``)."""
    return _CODE.match(cleaned) is not None
