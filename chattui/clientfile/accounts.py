"""What is wrong with the private key of a service account. Imported only for such a key."""

from __future__ import annotations

import re

from chattui.clientfile import values
from chattui.words import t

_PEM = re.compile(
    r"\s*-----BEGIN (?:RSA |EC )?PRIVATE KEY-----\s[A-Za-z0-9+/=\s]{100,}"
    r"-----END (?:RSA |EC )?PRIVATE KEY-----\s*"
)


_LONGEST = 20_000
"""How many characters a key may have: those of Google have 1,700, the longest in use 13,000."""


def about_private_key(text: str) -> tuple[str, str] | None:
    """The message and the remedy for a key that cannot sign; None where it is whole.

    The remedy is empty where only a new key helps.
    """
    if len(text) > _LONGEST:
        return t("The private_key is much longer than one."), ""
    if "-----BEGIN" not in text:
        if not text.strip():
            return t("The private_key is missing."), ""
        if values.is_placeholder(text) or values.is_masked(text):
            return t("The private_key is a placeholder, or was masked."), ""
        return t("The private_key is no key in PEM form."), ""
    if "\\n" in text and _PEM.fullmatch(text.replace("\\n", "\n")):
        return (
            t("The line ends of the private_key are escaped twice."),
            t("Write one backslash in front of every n in the private_key, in place of two."),
        )
    if "ENCRYPTED" in text[:60]:
        return t("The private_key is encrypted, and Google's keys are not."), ""
    if "PRIVATE KEY" not in text[:60]:
        return t("The private_key is another sort of PEM block, such as a public key."), ""
    if not text.rstrip().endswith("-----"):
        return t("The end of the private_key is missing."), ""
    if _PEM.fullmatch(text) is None:
        return t("The private_key is no whole key in PEM form."), ""
    if "\n" not in text.strip():
        return (
            t("The line ends of the private_key were lost."),
            t("Copy the key again from its own file, with every \\n in it."),
        )
    return None
