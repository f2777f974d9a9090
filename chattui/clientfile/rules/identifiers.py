"""CS201 to CS206, and CS219: the client id, the project's id, and the types of all fields."""

from __future__ import annotations

from collections.abc import Iterator

from chattui.clientfile import values
from chattui.clientfile.kinds import CLIENT_FIELDS
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
    "revoke_uri",
    "token_info_uri",
    "universe_domain",
)
LIST_FIELDS = ("redirect_uris", "javascript_origins")


def is_missing(node: Node | None) -> bool:
    """Whether a field is not there, null or empty."""
    return node is None or node.kind == NULL or (node.kind == STRING and not node.text.strip())


def lacks(document: Document, name: str) -> bool:
    """Whether a client has no value for the field `name`, under this name or a similar one."""
    if not is_missing(document.field(name)):
        return False
    fields = document.fields
    if fields is None or all(key.text in CLIENT_FIELDS for key, _ in fields.members):
        return fields is not None
    from chattui.clientfile.fieldnames import alias_of

    return alias_of(fields, name) is None


@rule("CS201", Severity.ERROR, needs="client", after=("CS107",))
def no_client_id(document: Document) -> Iterator[Mark]:
    """The client id is missing or empty.

    It is the name by which Google knows the client: `NUMBER-….apps.googleusercontent.com`. Without
    it Google's consent page says "Error 400: invalid_request, Missing required parameter:
    client_id". It is no secret, and the console shows it at any time.
    """
    if lacks(document, "client_id"):
        node = document.field("client_id") or document.fields
        assert node is not None
        yield Mark(
            t("The client_id is missing."),
            t("Copy the Client ID from Google Auth platform › Clients."),
            span_of(node),
            path_of(document, "client_id"),
        )


@rule("CS202", Severity.ERROR, needs="fields")
def wrong_type(document: Document) -> Iterator[Mark]:
    """A field has a value of the wrong type, such as a number in place of a text.

    The redirect URIs and JavaScript origins are lists of texts, every other field is a text. Typed
    languages refuse the whole file, others fail later in a place that does not tell why. Put texts
    into double quotes, and lists into square brackets.
    """
    for name in TEXT_FIELDS:
        node = document.field(name)
        missing = name in ("client_id", "client_secret") and is_missing(node)
        if node is not None and node.kind != STRING and not missing:
            yield Mark(
                t("The value of {name} is not a text.", name=name),
                t("Put the value into double quotes, or delete the member where it is null."),
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
    """The client id is a placeholder of a template, or an example of some documentation.

    Google answers "Error 401: invalid_client, The OAuth client was not found" to it. Copy the real
    one from Google Auth platform › Clients. Where a program should have filled it in, look whether
    its variable was set.
    """
    text = values.without_space(document.text_of("client_id") or "")
    node = document.field("client_id")
    if text and node is not None and values.is_placeholder(text) and not values.is_masked(text):
        yield Mark(
            t("The client_id is an example of some documentation.")
            if values.CLIENT_ID.fullmatch(text)
            else t("The client_id is a placeholder that was never filled in."),
            t("Copy the Client ID from Google Auth platform › Clients in its place."),
            span_of(node),
            path_of(document, "client_id"),
        )


@rule("CS204", Severity.ERROR, needs="client", after=("CS203", "CS206"))
def client_id_form(document: Document) -> Iterator[Mark]:
    """The client id does not have the form of one.

    It is `NUMBER-….apps.googleusercontent.com`: the number of the project, 32 characters, and the
    ending. Clients from before 2014 have the number and the ending alone. Often it is there, but
    something was added, cut off or changed on the way, or another id stands in its place: the
    message says which. Google answers "Error 401: invalid_client" to all of them.
    """
    text = values.without_space(document.text_of("client_id") or "")
    node = document.field("client_id")
    if not text or node is None or not (values.is_clean(text) or values.is_masked(text)):
        return
    if not values.CLIENT_ID.fullmatch(text):
        from chattui.clientfile.misplaced import about_client_id

        message, remedy = about_client_id(text)
        yield Mark(message, remedy, span_of(node), path_of(document, "client_id"))


@rule("CS205", Severity.WARNING, needs="client")
def project_placeholder(document: Document) -> Iterator[Mark]:
    """The project id is a placeholder, or is none.

    Signing in works without it. chattui shows it, and the links into Google's console are made with
    it; gws wants one. Project ids have 6 to 30 small letters, digits and hyphens: the console shows
    the one of your project at the top of every page.
    """
    text = document.text_of("project_id")
    node = document.field("project_id")
    if text is None or node is None or not values.is_clean(text):
        return
    bare = values.without_space(text)
    if values.is_project_placeholder(bare):
        message = t("The project_id is a placeholder that was never filled in.")
    elif not bare:
        message = t("The project_id is empty.")
    elif bare.isdecimal():
        message = t("The project_id is the number of the project, and not its id.")
    elif not _is_project(bare):
        message = t("The project_id does not look like one.")
    else:
        return
    yield Mark(
        message,
        t("Copy the project's id from Google's console, or delete this member."),
        span_of(node),
        path_of(document, "project_id"),
    )


def _is_project(text: str) -> bool:
    """Whether `text` has the characters of a project's id; old ones begin with a domain."""
    plain = text.rpartition(":")[2].replace("-", "")
    return plain.isalnum() and text == text.lower() and "@" not in text


@rule("CS206", Severity.ERROR, needs="client")
def swapped(document: Document) -> Iterator[Mark]:
    """The client id and the client secret are in each other's place, or one stands in both.

    A program that takes the file as it is shows the secret in the address of the consent page,
    where browsers, proxies and their logs keep it. Put each in its own place. Where a program
    already used the file so, choose Add secret in Google Auth platform › Clients, and disable the
    old one.
    """
    client_id = values.without_space(document.text_of("client_id") or "")
    secret = values.without_space(document.text_of("client_secret") or "")
    node = document.field("client_id")
    id_is_secret = values.NEW_SECRET.fullmatch(client_id) is not None
    secret_is_id = values.CLIENT_ID.fullmatch(secret) is not None
    if node is None or not (id_is_secret or secret_is_id) or values.is_placeholder(client_id):
        return
    name = "client_id"
    if (id_is_secret and secret_is_id) or not (client_id and secret):
        message = t("The client_id and the client_secret are in each other's place.")
        remedy = t("Swap the two values.")
    elif secret_is_id:
        name, node = "client_secret", document.field("client_secret") or node
        message = t("The client_secret is a client_id, and the secret is not in the file.")
        remedy = t("Choose Add secret in Google Auth platform › Clients, and put it here.")
    else:
        message = t("The client_id is a client secret, and the id is not in the file.")
        remedy = t("Copy the Client ID from Google Auth platform › Clients in its place.")
    yield Mark(message, remedy, span_of(node), path_of(document, name))


@rule("CS219", Severity.WARNING, needs="client", after=("CS203",))
def client_id_length(document: Document) -> Iterator[Mark]:
    """The part of the client id behind the number has not the 32 characters that all others have.

    All that were seen have 32 small letters and digits between the number and the ending. Perhaps a
    piece was lost or doubled when it was copied. Google knows the client or does not: where it says
    "The OAuth client was not found", copy the id again.
    """
    text = values.without_space(document.text_of("client_id") or "")
    node = document.field("client_id")
    if node is None or not values.CLIENT_ID.fullmatch(text):
        return
    count = len(text.removesuffix(values.ENDING).partition("-")[2])
    if count not in (0, values.HASH_LENGTH):
        yield Mark(
            t(
                "The client_id has {count} characters behind its number, where others have "
                "{usual}.",
                count=count,
                usual=values.HASH_LENGTH,
            ),
            t("Copy the Client ID again from Google Auth platform › Clients."),
            span_of(node),
            path_of(document, "client_id"),
        )
