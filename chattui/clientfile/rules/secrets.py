"""CS211 to CS217, and CS220: the client secret, and a service account's private key."""

from __future__ import annotations

from collections.abc import Iterator

from chattui.clientfile import values
from chattui.clientfile.model import Document, Kind, Severity
from chattui.clientfile.rules.identifiers import lacks
from chattui.clientfile.rules.registry import Mark, path_of, rule, span_of
from chattui.words import t


def _add_secret() -> str:
    return t(
        "Google's console shows a secret only once: choose Add secret in Google Auth platform › "
        "Clients, and put the new one here."
    )


def _about_secret(document: Document, message: str, remedy: str = "") -> Mark:
    node = document.field("client_secret") or document.fields
    assert node is not None
    return Mark(message, remedy or _add_secret(), span_of(node), path_of(document, "client_secret"))


@rule("CS211", Severity.ERROR, needs="client", after=("CS107",))
def no_client_secret(document: Document) -> Iterator[Mark]:
    """The client secret is missing or empty.

    Google refuses the exchange with "client_secret is missing", after the person has consented;
    google-auth-oauthlib says `KeyError: 'client_secret'`. Clients of the types Android, Chrome
    extension and UWP have none. Since 2025 the console shows a secret only once: add another one.
    """
    if not lacks(document, "client_secret"):
        return
    if document.field("redirect_uris") is None and document.field("client_id") is not None:
        yield _about_secret(
            document,
            t(
                "The client_secret is missing, as in the files of clients for Android, Chrome "
                "extensions and Windows apps, which cannot be used here."
            ),
            t(
                "Make a client of the type Desktop app in Google Auth platform › Clients; where "
                "this is one, choose Add secret on its page, and put the new one here."
            ),
        )
    else:
        yield _about_secret(document, t("The client_secret is missing."))


@rule("CS212", Severity.ERROR, needs="client", after=("CS216",))
def client_secret_placeholder(document: Document) -> Iterator[Mark]:
    """The client secret is a placeholder of a template that nobody filled in.

    Google answers "The provided client secret is invalid" to it, after the person has consented.
    Put the real secret in its place. The console shows it only once, when it is made: where it is
    lost, choose Add secret. Where a program should have filled it in, look whether its variable was
    set.
    """
    text = values.without_space(document.text_of("client_secret") or "")
    if text and values.is_placeholder(text):
        yield _about_secret(
            document, t("The client_secret is a placeholder that was never filled in.")
        )


@rule("CS215", Severity.ERROR, needs="client", after=("CS206", "CS212"))
def client_secret_form(document: Document) -> Iterator[Mark]:
    """The client secret does not have the form of one.

    It has 35 characters, the first seven of which are `GOCSPX-`; older ones have 24. Only letters,
    digits, `-` and `_` are in it. Perhaps a piece was lost, or another thing stands in its place:
    the message says what, where that can be told.
    """
    text = document.text_of("client_secret") or ""
    plain = values.without_space(text)
    if not plain or not values.is_clean(text) or values.is_masked(plain):
        return
    odd = plain.startswith(("AIza", "ya29", "GOCSPX-GOCSPX-"))
    odd = odd or (plain.lower().startswith("gocspx-") and not plain.startswith("GOCSPX-"))
    if odd or not values.SECRET.fullmatch(plain):
        from chattui.clientfile.misplaced import about_client_secret

        message, remedy = about_client_secret(plain)
        yield _about_secret(document, message, remedy)


@rule("CS216", Severity.ERROR, needs="client")
def client_secret_masked(document: Document) -> Iterator[Mark]:
    """The client secret was masked: stars or dots, and perhaps its last four characters.

    Since 2025 Google's console shows a secret only once, and later its last four characters. The
    file cannot be downloaded again with it: choose Add secret on the client's page, and put the new
    one into the file at once.
    """
    text = document.text_of("client_secret") or ""
    if values.is_masked(values.without_space(text)):
        yield _about_secret(document, t("The client_secret was masked, and is not the real one."))


@rule("CS217", Severity.WARNING, needs="client", after=("CS206", "CS212", "CS215"))
def client_secret_length(document: Document) -> Iterator[Mark]:
    """The client secret begins like a newer one, but has not the length that those have.

    All that were seen have 35 characters. Perhaps a part of it was not copied, or something was
    copied with it. Google takes it or does not: where it says "The provided client secret is
    invalid", copy it again, or choose Add secret.
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


@rule("CS220", Severity.ERROR, needs="fields", after=("CS111",))
def service_account_fields(document: Document) -> Iterator[Mark]:
    """A service-account key lacks what signing needs: its address or its whole private key.

    The private key is a PEM block with line ends escaped as `\\n`. Environment variables and YAML
    often lose or double them. A key cannot be downloaded again: where it is damaged, make a new one
    under IAM › Service accounts › Keys, and delete the old one there.
    """
    if document.kind != Kind.SERVICE_ACCOUNT or document.fields is None:
        return
    from chattui.clientfile.accounts import about_private_key

    remedy = t("Make a new key in the console: IAM › Service accounts › Keys › Add key.")
    if found := about_private_key(document.text_of("private_key") or ""):
        node = document.field("private_key") or document.fields
        yield Mark(found[0], found[1] or remedy, span_of(node), path_of(document, "private_key"))
    if "@" not in (document.text_of("client_email") or ""):
        node = document.field("client_email") or document.fields
        message = t("The client_email is missing, or is no address.")
        yield Mark(message, remedy, span_of(node), path_of(document, "client_email"))
