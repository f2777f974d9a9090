"""Why a redirect could not be used, in words. Imported only where one is odd."""

from __future__ import annotations

import re

from chattui.clientfile import values
from chattui.clientfile.lookalikes import in_ascii
from chattui.safe_text import is_safe
from chattui.words import t

_HERE = r"(?:localhost|127\.0\.0\.1|\[::1\])"


def as_meant(text: str) -> str:
    """`text` without invisible characters, and with the letters that others only look like."""
    return in_ascii("".join(char for char in text[:2000] if is_safe(char)))


def oddity(text: str) -> str:
    """Why Google does not register `text`, or nothing here can serve it; empty where neither."""
    text = text[:2000]
    lower = text.lower()
    if not text:
        return t("This redirect is empty.")
    if not values.is_clean(text):
        return ""  # the characters themselves are reported
    if "://" not in text:
        return _without_scheme(lower)
    if values.is_placeholder(text) or re.search(r"[<>{}$]", text):
        return t("This redirect is a placeholder that was never filled in.")
    if "*" in text:
        return t("This redirect has a wildcard, and Google compares redirects letter by letter.")
    if "#" in text:
        return t("This redirect has a part behind #, which Google does not allow.")
    if "@" in lower.partition("://")[2].partition("/")[0] or "\\" in text:
        return t("This redirect hides where it leads, with an @ or a backslash.")
    if re.match(rf"https://{_HERE}(?:[:/?]|$)", lower):
        return t(
            "An https redirect to this machine needs a certificate, which no program here has."
        )
    if not lower.startswith("https://"):
        return t("This redirect has a scheme of its own, as apps on telephones register one.")
    return ""


def _without_scheme(lower: str) -> str:
    if re.match(rf"{_HERE}(?:[:/]|$)", lower):
        return t("The http:// in front of this redirect is missing.")
    if values.is_placeholder(lower):
        return t("This redirect is a placeholder that was never filled in.")
    if lower == "postmessage":
        return t("This redirect is for a button on a web page, and not for a program here.")
    if lower.startswith("com.googleusercontent.apps."):
        return t("This redirect has a scheme of its own, as apps on telephones register one.")
    return t("This redirect is no address.")


def unencrypted(text: str) -> tuple[str, str]:
    """The message and the remedy for a redirect by http that does not serve here."""
    rest = text.lower().partition("//")[2]
    if re.match(rf"{_HERE}(?:[:/#?]|$)", rest):
        if "#" in text:
            return (
                t("This redirect has a part behind #, which Google does not allow."),
                t("Delete the # and what is behind it."),
            )
        if "*" in text:
            return (
                t("This redirect has a wildcard, and Google compares redirects letter by letter."),
                t('Write the port, as in "http://localhost:8080/", or leave it out.'),
            )
        return (
            t("This redirect to this machine is written in a way that cannot be used."),
            t('Write it as "http://localhost:8080/".'),
        )
    if rest.startswith(("0.0.0.0", "*")):  # noqa: S104 nothing is bound
        return (
            t("This redirect names every machine, and none that a browser could go to."),
            t('Write it as "http://localhost:8080/".'),
        )
    return (
        t("This redirect is not encrypted and does not lead to this machine."),
        t("Delete it, or register one that begins with https."),
    )
