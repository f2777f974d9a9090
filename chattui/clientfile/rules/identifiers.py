"""CS201 to CS209: the client id, and what holds for every field."""

from __future__ import annotations

from collections.abc import Iterator

from chattui.clientfile import values
from chattui.clientfile.model import Document, Severity
from chattui.clientfile.rules.registry import Mark, path_of, rule, span_of
from chattui.clientfile.tree import ARRAY, NULL, STRING, Node
from chattui.words import t

TEXT_FIELDS = (
    "client_id",
    "client_secret",
    "project_id",
    "auth_uri",
    "token_uri",
    "auth_provider_x509_cert_url",
    "client_x509_cert_url",
    "client_email",
    "universe_domain",
)
LIST_FIELDS = ("redirect_uris", "javascript_origins")


def _texts(document: Document) -> Iterator[tuple[tuple[str, ...], Node]]:
    """The texts of all known fields, with the paths to them."""
    for name in TEXT_FIELDS:
        node = document.field(name)
        if node is not None and node.kind == STRING:
            yield path_of(document, name), node
    for name in LIST_FIELDS:
        node = document.field(name)
        for number, item in enumerate(node.items if node is not None else ()):
            if item.kind == STRING:
                yield path_of(document, name, str(number)), item


def is_missing(node: Node | None) -> bool:
    """Whether a field is not there, null or empty."""
    return node is None or node.kind == NULL or (node.kind == STRING and not node.text.strip())


@rule("CS201", Severity.ERROR, needs="client")
def no_client_id(document: Document) -> Iterator[Mark]:
    """The client id is missing or empty.

    It is the name by which Google knows the client: `NUMBER-….apps.googleusercontent.com`.
    """
    node = document.field("client_id")
    if is_missing(node) and document.fields is not None:
        yield Mark(
            t("The client_id is missing."),
            t("Copy the Client ID from Google Auth platform › Clients, or download the file."),
            span_of(node or document.fields),
            path_of(document, "client_id"),
        )


@rule("CS202", Severity.ERROR, needs="fields")
def wrong_type(document: Document) -> Iterator[Mark]:
    """A field has a value of the wrong type, such as a number in place of a text.

    The redirect URIs and JavaScript origins are lists of texts, every other field is a text.
    """
    for name in TEXT_FIELDS:
        node = document.field(name)
        missing = name in ("client_id", "client_secret") and is_missing(node)
        if node is not None and node.kind != STRING and not missing:
            yield Mark(
                t("The value of {name} is not a text.", name=name),
                t("Put the value into double quotes, or download the file again."),
                span_of(node),
                path_of(document, name),
            )
    for name in LIST_FIELDS:
        node = document.field(name)
        if node is None:
            continue
        wrong = [node] if node.kind != ARRAY else [i for i in node.items if i.kind != STRING]
        for item in wrong[:1]:
            yield Mark(
                t("The value of {name} is not a list of texts.", name=name),
                t('Write it as a list: ["http://localhost"].'),
                span_of(item),
                path_of(document, name),
            )


@rule("CS203", Severity.ERROR, needs="client")
def client_id_placeholder(document: Document) -> Iterator[Mark]:
    """The client id is a placeholder of a template that nobody filled in."""
    text = document.text_of("client_id")
    node = document.field("client_id")
    if text and node is not None and values.is_placeholder(values.without_space(text)):
        yield Mark(
            t("The client_id is a placeholder that was never filled in."),
            t("Copy the Client ID from Google Auth platform › Clients in its place."),
            span_of(node),
            path_of(document, "client_id"),
        )


@rule("CS204", Severity.ERROR, needs="client", after=("CS203", "CS206"))
def client_id_form(document: Document) -> Iterator[Mark]:
    """The client id does not have the form of one.

    It is `NUMBER-….apps.googleusercontent.com`: the number of the project, 32 characters, and the
    ending. Clients from before 2014 have the number and the ending alone.
    """
    text = document.text_of("client_id")
    node = document.field("client_id")
    if not text or not text.strip() or node is None or not values.is_clean(text):
        return
    if not values.CLIENT_ID.fullmatch(values.without_space(text)):
        yield Mark(
            t("The client_id does not look like one."),
            t(
                "It has the form NUMBER-….apps.googleusercontent.com. Copy it again from "
                "Google Auth platform › Clients."
            ),
            span_of(node),
            path_of(document, "client_id"),
        )


@rule("CS206", Severity.ERROR, needs="client")
def swapped(document: Document) -> Iterator[Mark]:
    """The client id and the client secret are in each other's place.

    A program that takes the file as it is shows the secret in the address of the consent page.
    """
    client_id = values.without_space(document.text_of("client_id") or "")
    secret = values.without_space(document.text_of("client_secret") or "")
    node = document.field("client_id")
    if node is not None and (
        values.NEW_SECRET.fullmatch(client_id) or values.CLIENT_ID.fullmatch(secret)
    ):
        yield Mark(
            t("The client_id and the client_secret are in each other's place."),
            t("Swap the two values."),
            span_of(node),
            path_of(document, "client_id"),
        )


@rule("CS208", Severity.ERROR, needs="fields")
def invisible_characters(document: Document) -> Iterator[Mark]:
    """A field holds a control, bidi or zero-width character.

    Such characters come along when text is copied from a web page. They cannot be seen, and Google
    does not take them; in a terminal they can do harm.
    """
    for path, node in _texts(document):
        if char := values.invisible(node.text):
            yield Mark(
                t("The invisible character U+{code} is in this value.", code=f"{ord(char):04X}"),
                t("Delete the character, or copy the value again."),
                span_of(node),
                path,
            )


@rule("CS209", Severity.ERROR, needs="fields")
def look_alike_characters(document: Document) -> Iterator[Mark]:
    """A field holds a letter of another alphabet that looks like a Latin one, or another symbol.

    All values of Google's are ASCII. A Cyrillic letter in a host name leads somewhere else.
    """
    for path, node in _texts(document):
        if char := values.look_alike(values.without_space(node.text)):
            yield Mark(
                t("The character U+{code} in this value is not ASCII.", code=f"{ord(char):04X}"),
                t("Replace it by the letter that is meant, or copy the value again."),
                span_of(node),
                path,
            )


@rule("CS213", Severity.ERROR, needs="fields")
def white_space(document: Document) -> Iterator[Mark]:
    """White space stands in or around a value.

    It came along when the value was copied, and Google takes it for a part of the value.
    """
    for path, node in _texts(document):
        bare = values.without_space(node.text)
        if bare and bare != node.text and not values.is_placeholder(bare):
            yield Mark(
                t("White space stands in this value."),
                t("Delete the white space."),
                span_of(node),
                path,
                fixable=node.text.strip() == bare,
            )
