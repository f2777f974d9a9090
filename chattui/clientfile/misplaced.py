"""What stands where a client id or a client secret belongs, in words.

Imported only where a value is neither. No sentence holds any of the value.
"""

from __future__ import annotations

import re

from chattui.clientfile import values
from chattui.clientfile.kinds import API_KEY
from chattui.words import t

_FRONT = r"[0-9]{1,21}(?:-[0-9a-z_]{1,64})?"


_LONGEST = 300
"""How many characters a value may have, to be compared with what else it may be."""


def _copy_id() -> str:
    return t(
        "A client_id has the form NUMBER-….apps.googleusercontent.com. Copy it from "
        "Google Auth platform › Clients."
    )


def _without_quotes() -> str:
    return t("Delete them: the quotes of JSON around the value are enough.")


def about_client_id(text: str) -> tuple[str, str]:
    """The message and the remedy for a `text` that is no client id, though it is ASCII."""
    lower = text.lower()
    if len(text) > _LONGEST:
        return t("The client_id is much longer than one."), _copy_id()
    if values.is_masked(text):
        return t("The client_id was masked or shortened."), _copy_id()
    found = _about_id_itself(text, lower)
    if found is not None:
        return found
    message = _other_thing(text) or _other_thing_for_id(text, lower)
    return message or t("The client_id does not look like one."), _copy_id()


def _about_id_itself(text: str, lower: str) -> tuple[str, str] | None:
    """What is wrong where the client id is there, but not as it should be written."""
    is_id = values.CLIENT_ID.fullmatch
    if is_id(lower):
        return (
            t("The client_id has capital letters, and those of Google have none."),
            t("Write it in lower case, or copy it again."),
        )
    if re.match(r"[a-z]+://", lower) and is_id(lower.partition("://")[2].rstrip("/")):
        return t("The client_id has a scheme in front of it."), t("Delete what is in front of it.")
    if is_id(lower.rstrip("/.,;")):
        return t("A character too many stands behind the client_id."), t("Delete it.")
    if is_id(lower.strip("'\"`<>()[]")):
        return (
            t("There are quotes or brackets within the value of the client_id."),
            _without_quotes(),
        )
    if is_id(lower.removesuffix(values.ENDING)):
        return t("The client_id has its ending twice."), t("Delete one of the two endings.")
    if re.fullmatch(rf"com\.googleusercontent\.apps\.{_FRONT}", lower):
        return (
            t("The client_id is written backwards, as an app for iOS or Android has it."),
            t("Write it as NUMBER-….apps.googleusercontent.com."),
        )
    return _about_ending(text, lower)


def _about_ending(text: str, lower: str) -> tuple[str, str] | None:
    if re.fullmatch(r"[0-9]{1,21}-[0-9a-z_]{20,64}", lower):
        return (
            t("The client_id lacks its ending."),
            t("Put {ending} behind it.", ending=values.ENDING),
        )
    if re.fullmatch(rf"{_FRONT}\.[a-z.]{{1,40}}", lower) and _is_nearly_ending(lower):
        return (
            t("The ending of the client_id is not written right."),
            t("It ends in {ending}.", ending=values.ENDING),
        )
    if values.CLIENT_ID.search(text):
        return (
            t("Something stands in front of the client_id or behind it."),
            t("Leave nothing but the client_id between the quotes."),
        )
    return None


def _is_nearly_ending(lower: str) -> bool:
    """Whether what follows the number is Google's ending cut short, or with a slip in it."""
    ending = "." + lower.partition(".")[2]
    return values.ENDING.startswith(ending) or "googleuser" in ending or "usercontent" in ending


def _other_thing(text: str) -> str:
    """What `text` is, where it is another thing of Google's, in either place."""
    if API_KEY.fullmatch(text):
        return t("This is an API key.")
    if text.startswith("ya29."):
        return t("This is an access token, which a program got from a sign-in.")
    if text.startswith("1//"):
        return t("This is a refresh token, which a program got from a sign-in.")
    if text.startswith(("4/0", "4/1")):
        return t("This is an authorization code, which serves once and for minutes.")
    if "-----BEGIN" in text:
        return _private_key()
    if re.fullmatch(r"[^@\s]+@[^@\s]+gserviceaccount\.com", text):
        return t("This is the address of a service account.")
    if re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", text):
        return t("This is an e-mail address.")
    if re.match(r"[a-z]+://", text):
        return t("This is an address of the web.")
    return ""


def _private_key() -> str:
    return t("This is a private key, as service accounts have one.")


def _other_thing_for_id(text: str, lower: str) -> str:
    if re.fullmatch(r"1[0-9]{20}", text):
        return t("This is the number of a service account, and no client_id.")
    if re.fullmatch(r"[0-9]{6,14}", text):
        return t("This is the number of a project, and no client_id.")
    if re.fullmatch(r"1:[0-9]+:(?:web|android|ios):[0-9a-f]+", lower):
        return t("This is the id of an app in Firebase, and no client_id.")
    if re.fullmatch(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", lower):
        return t("This is an id as other providers give them, and Google does not.")
    if re.fullmatch(r"[a-z][a-z0-9-]{4,28}[a-z0-9]", text) and "-" in text:
        return t("This is perhaps the id of a project, and no client_id.")
    return ""


def about_client_secret(text: str) -> tuple[str, str]:
    """The message and the remedy for a `text` that is no client secret, though it is ASCII.

    The remedy is empty where only a new secret helps.
    """
    bare = text.strip("'\"`<>()[],;")
    if bare != text and values.SECRET.fullmatch(bare):
        return (
            t("There are quotes, brackets or a comma within the value of the client_secret."),
            _without_quotes(),
        )
    if text.startswith("GOCSPX-GOCSPX-"):
        return (
            t("The client_secret has its beginning twice."),
            t("Delete one of the two GOCSPX-."),
        )
    return _about_secret(text), ""


def _about_secret(text: str) -> str:
    if len(text) > _LONGEST:
        private = text.startswith("-----BEGIN")
        return _private_key() if private else t("The client_secret is much longer than one.")
    if found := _other_thing(text):
        return found
    if text.lower() == "gocspx-":
        return t("Only the beginning of the client_secret is there.")
    if text.lower().startswith("gocspx-") and not text.startswith("GOCSPX-"):
        return t("The client_secret has lost its capital letters: it begins with GOCSPX-.")
    if len(text) < 24 and re.fullmatch(r"[\w-]+", text):
        return t(
            "The client_secret has {count} characters, and those of Google have 24 or 35.",
            count=len(text),
        )
    if len(text) > 64:
        return t("The client_secret is much longer than one.")
    return t("The client_secret does not look like one.")
