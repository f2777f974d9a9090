"""Text that holds the values of a client or a token, but is no JSON.

Imported only where a text is not JSON.
"""

from __future__ import annotations

import binascii
import re

from chattui.clientfile import values
from chattui.words import t

_SETTING = re.compile(r"(?:export |set |\$env:)?\s*[\w.-]{1,64}\s*[=:]", re.IGNORECASE)
_INI = re.compile(r"\[[\w .:@-]{1,64}\][ \t\r]*\n\s*[\w.-]+\s*[=:]")
_ENCODED = re.compile(r"""[=:][ \t]{0,9}["']?((?:eyJ|ewo|ew0|eyA|ewk)[A-Za-z0-9+/_-]{40,})""")
"""The value of a setting that begins as an object in base64 does."""
_MOST = 20_000
"""How many characters of a text are looked at."""
_FORM = '{"installed": {"client_id": "…", "client_secret": "…"}}'


def about_text(text: str) -> tuple[str, str] | None:
    """The message and the remedy for such a text; None where it holds nothing of the kind."""
    bare = text[:_MOST].strip("\ufeff \t\r\n\"'`,;")
    put = t("Put the values into a file of the form {form}.", form=_FORM)
    if _INI.match(bare):
        return (
            t("These are settings in the form of INI files, as rclone and boto have them."),
            t("Give the JSON file of a client: Google Auth platform › Clients."),
        )
    if values.CLIENT_ID.fullmatch(bare):
        return t("This is a client_id alone, without its secret."), put
    if values.NEW_SECRET.fullmatch(bare):
        return t("This is a client secret alone, without its id."), put
    if bare.startswith("-----BEGIN") and "PRIVATE KEY" in bare[:60]:
        return (
            t("This is a private key alone, without the name of its service account."),
            t("Make a new key of the type JSON: IAM › Service accounts › Keys › Add key."),
        )
    if re.fullmatch(r"(?:ya29\.|1//|4/[01])[\w./%-]{6,}", bare):
        return (
            t("This is a token or an authorization code alone, and no client file."),
            t("Give the JSON file of a client: Google Auth platform › Clients."),
        )
    has_id = re.search(values.CLIENT_ID.pattern, bare) is not None
    has_secret = "GOCSPX-" in bare
    if _holds_base64(bare):
        return (
            t("A client file is in this text in base64, as in a secret of Kubernetes."),
            t("Copy that value alone, decode it with `base64 -d` into a file, and give that."),
        )
    if "{" in bare:
        return None  # JSON with text around it, which its reader tells better
    if (has_id and has_secret) or ((has_id or has_secret) and _SETTING.match(bare)):
        return t("These are the values of a client, but not in the form of a JSON file."), put
    return None


def _holds_base64(text: str) -> bool:
    """Whether the value of a setting is a JSON object with a client in base64."""
    return any(_speaks_of_client(_decoded(found[1])) for found in _ENCODED.finditer(text))


def client_within(value: str) -> tuple[str, str] | None:
    """The message and the remedy where the text of a JSON member is a client file itself."""
    if value.lstrip().startswith("{") and _speaks_of_client(value[:_MOST].encode()):
        return (
            t("A client file stands in this member, as a text."),
            t("Put it into a file of its own, without the backslash before each quote."),
        )
    if _holds_base64(f":{value[:_MOST]}"):
        return (
            t("A client file stands in this member, in base64."),
            t("Copy that value alone, decode it with `base64 -d` into a file, and give that."),
        )
    return None


def _speaks_of_client(text: bytes) -> bool:
    return any(word in text for word in (b'"installed"', b'"web"', b'"client_id"'))


def _decoded(packed: str) -> bytes:
    plain = "".join(packed.split()).replace("-", "+").replace("_", "/")
    return binascii.a2b_base64(plain[: len(plain) & ~3])
