"""Text that holds the values of a client or a token, but is no JSON.

Imported only where a text is not JSON.
"""

from __future__ import annotations

import re

from chattui.clientfile import values
from chattui.words import t

_SETTING = re.compile(r"(?:export |set |\$env:)?\s*[\w.-]{1,64}\s*[=:]", re.IGNORECASE)
_INI = re.compile(r"\[[\w .:@-]{1,64}\][ \t\r]*\n\s*[\w.-]+\s*[=:]")
_FORM = '{"installed": {"client_id": "…", "client_secret": "…"}}'


def about_text(text: str) -> tuple[str, str] | None:
    """The message and the remedy for such a text; None where it holds nothing of the kind."""
    bare = text[:20_000].strip("\ufeff \t\r\n\"'`,;")
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
    if "{" in bare:
        return None  # JSON with text around it, which its reader tells better
    if (has_id and has_secret) or ((has_id or has_secret) and _SETTING.match(bare)):
        return t("These are the values of a client, but not in the form of a JSON file."), put
    return None
