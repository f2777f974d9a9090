"""Whether a text can be the e-mail address of a Google account, and why not."""

from __future__ import annotations

import re
from typing import Final

from chattui.safe_text import safe_text
from chattui.words import t

ADDRESS_LIMIT: Final = 254
"""Characters of an address (RFC 5321 section 4.5.3.1.3, without the angle brackets)."""
LOCAL_LIMIT: Final = 64
_LABEL_LIMIT = 63
_FULL_WIDTH_AT = "\uff20"

_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?")


def why_not_address(text: str) -> str:
    """Why `text` is not a plausible e-mail address, as a sentence; "" where it is one.

    The letters are those of RFC 5321 without quoted local parts, which Google accounts do not
    have. Whether the account exists, only Google can tell.
    """
    if not text:
        return t("There is no address.")
    plain = text.isascii() and text.isprintable()
    odd = not plain and next((c for c in text[:ADDRESS_LIMIT] if safe_text(c) != c), "")
    if odd:
        return t("It holds the invisible character U+{code}.", code=f"{ord(odd):04X}")
    if len(text) > ADDRESS_LIMIT:
        return t("It is longer than the {limit} characters of an address.", limit=ADDRESS_LIMIT)
    at_signs = text.count("@")
    if at_signs != 1:
        if at_signs:
            return t("It holds more than one “@”.")
        if _FULL_WIDTH_AT in text:
            return t("It holds the full-width “{sign}” instead of “@”.", sign=_FULL_WIDTH_AT)
        return t("It holds no “@”.")
    if any(char.isspace() for char in text):
        return t("It holds a space.")
    local, _, domain = text.partition("@")
    return _why_not_local(local) or _why_not_domain(domain)


def _why_not_local(local: str) -> str:
    if not local:
        return t("Nothing stands before the “@”.")
    if len(local) > LOCAL_LIMIT:
        return t("More than {limit} characters stand before the “@”.", limit=LOCAL_LIMIT)
    if local.startswith(".") or local.endswith(".") or ".." in local:
        return t("A dot is at the edge of what stands before the “@”, or two are side by side.")
    if not local.isascii():
        return _not_ascii(local)
    if _LOCAL.fullmatch(local) is None:
        return t("A character before the “@” does not belong in an address.")
    return ""


def _why_not_domain(domain: str) -> str:
    if not domain:
        return t("Nothing stands after the “@”.")
    if not domain.isascii():
        return _foreign_domain(domain)
    labels = domain.split(".")
    if domain.endswith("."):
        return t("It ends with a dot.")
    if len(labels) < 2:
        return t("The part after the “@” has no dot, as in example.com.")
    if any(len(label) > _LABEL_LIMIT or _LABEL.fullmatch(label) is None for label in labels):
        return t("The part after the “@” is not the name of a domain.")
    if labels[-1].isdecimal():
        return t("The part after the “@” is a number and not the name of a domain.")
    return ""


def _foreign_domain(domain: str) -> str:
    try:
        ascii_form = domain.encode("idna").decode("ascii")
    except UnicodeError:
        return _not_ascii(domain)
    return t(
        "Its domain has letters outside ASCII, which may only look like others; if it is meant,"
        " write it as {domain}.",
        domain=safe_text(ascii_form),
    )


def _not_ascii(text: str) -> str:
    odd = next(char for char in text if not char.isascii())
    return t(
        "“{char}” (U+{code}) is not a plain letter; it may only look like one.",
        char=safe_text(odd),
        code=f"{ord(odd):04X}",
    )
