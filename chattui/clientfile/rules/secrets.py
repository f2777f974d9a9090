"""CS211 to CS217, and CS220: the client secret, and a service account's private key."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chattui.clientfile import values
from chattui.clientfile.model import Document, Kind, Severity
from chattui.clientfile.rules.identifiers import is_missing
from chattui.clientfile.rules.registry import Mark, path_of, rule, span_of
from chattui.words import t

_PEM = re.compile(
    r"\s*-----BEGIN (?:RSA |EC )?PRIVATE KEY-----\s+[A-Za-z0-9+/=\s]{100,}"
    r"-----END (?:RSA |EC )?PRIVATE KEY-----\s*"
)


def _add_secret() -> str:
    return t(
        "Google's console shows a secret only once: choose Add secret in Google Auth platform › "
        "Clients, and put the new one here."
    )


def _about_secret(document: Document, message: str) -> Mark:
    node = document.field("client_secret") or document.fields
    assert node is not None
    return Mark(message, _add_secret(), span_of(node), path_of(document, "client_secret"))


@rule("CS211", Severity.ERROR, needs="client")
def no_client_secret(document: Document) -> Iterator[Mark]:
    """The client secret is missing or empty.

    Google refuses the exchange with "client_secret is missing", after the person has consented;
    google-auth-oauthlib says `KeyError: 'client_secret'`. Clients of the types Android, Chrome
    extension and UWP have none. Since 2025 the console shows a secret only once: add another one.
    """
    if not is_missing(document.field("client_secret")):
        return
    if document.field("redirect_uris") is None and document.field("client_id") is not None:
        yield _about_secret(
            document,
            t(
                "The client_secret is missing, as in the files of clients for Android, Chrome "
                "extensions and Windows apps, which cannot be used here."
            ),
        )
    else:
        yield _about_secret(document, t("The client_secret is missing."))


@rule("CS212", Severity.ERROR, needs="client", after=("CS216",))
def client_secret_placeholder(document: Document) -> Iterator[Mark]:
    """The client secret is a placeholder of a template that nobody filled in."""
    text = values.without_space(document.text_of("client_secret") or "")
    if text and not values.is_masked(text) and values.is_placeholder(text):
        yield _about_secret(
            document, t("The client_secret is a placeholder that was never filled in.")
        )


@rule("CS215", Severity.ERROR, needs="client", after=("CS206", "CS212"))
def client_secret_form(document: Document) -> Iterator[Mark]:
    """The client secret does not have the form of one.

    It has 35 characters, the first seven of which are `GOCSPX-`; older ones have 24. Only letters,
    digits, `-` and `_` are in it.
    """
    text = document.text_of("client_secret") or ""
    plain = values.without_space(text)
    if not plain or not values.is_clean(text) or values.is_masked(plain):
        return
    if not values.SECRET.fullmatch(plain):
        yield _about_secret(document, t("The client_secret does not look like one."))


@rule("CS216", Severity.ERROR, needs="client")
def client_secret_masked(document: Document) -> Iterator[Mark]:
    """The client secret was masked: stars or dots, and perhaps its last four characters.

    Since 2025 Google's console shows a secret only once, and later its last four characters. The
    file cannot be downloaded again with it: add another secret.
    """
    text = document.text_of("client_secret") or ""
    if values.is_masked(values.without_space(text)):
        yield _about_secret(document, t("The client_secret was masked, and is not the real one."))


@rule("CS217", Severity.WARNING, needs="client", after=("CS212", "CS215"))
def client_secret_length(document: Document) -> Iterator[Mark]:
    """The client secret begins like a newer one, but has not the length that those have.

    All that were seen have 35 characters. Perhaps a part of it was not copied.
    """
    text = values.without_space(document.text_of("client_secret") or "")
    if values.NEW_SECRET.fullmatch(text) and len(text) != values.NEW_SECRET_LENGTH:
        yield _about_secret(
            document,
            t(
                "The client_secret has {count} characters, where such secrets have {usual}.",
                count=len(text),
                usual=values.NEW_SECRET_LENGTH,
            ),
        )


@rule("CS220", Severity.ERROR, needs="fields")
def service_account_fields(document: Document) -> Iterator[Mark]:
    """A service-account key lacks what signing needs: its address or its whole private key.

    The private key is a PEM block with line ends escaped as `\\n`. A key cannot be downloaded
    again: make a new one under IAM › Service accounts › Keys.
    """
    if document.kind != Kind.SERVICE_ACCOUNT or document.fields is None:
        return
    remedy = t("Make a new key in the console: IAM › Service accounts › Keys › Add key.")
    if not _PEM.fullmatch(document.text_of("private_key") or ""):
        node = document.field("private_key") or document.fields
        message = t("The private_key is missing, or is no whole key in PEM form.")
        yield Mark(message, remedy, span_of(node), path_of(document, "private_key"))
    if "@" not in (document.text_of("client_email") or ""):
        node = document.field("client_email") or document.fields
        message = t("The client_email is missing, or is no address.")
        yield Mark(message, remedy, span_of(node), path_of(document, "client_email"))
