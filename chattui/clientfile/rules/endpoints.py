"""CS301 to CS305: the addresses in the file, compared with Google's and never followed."""

from __future__ import annotations

from collections.abc import Iterator

from chattui.clientfile import values
from chattui.clientfile.kinds import CLIENT_FIELDS
from chattui.clientfile.model import Document, Severity
from chattui.clientfile.rules.registry import Mark, path_of, rule, span_of
from chattui.clientfile.tree import STRING, Node
from chattui.words import t

KNOWN = {
    "auth_uri": (
        "https://accounts.google.com/o/oauth2/auth",
        "https://accounts.google.com/o/oauth2/v2/auth",
    ),
    "token_uri": (
        "https://oauth2.googleapis.com/token",
        "https://oauth2.mtls.googleapis.com/token",
        "https://accounts.google.com/o/oauth2/token",
        "https://www.googleapis.com/oauth2/v3/token",
        "https://www.googleapis.com/oauth2/v4/token",
    ),
}
"""What Google wrote into its files over the years (reference, section 6.1)."""

FIELDS = (
    "auth_uri",
    "token_uri",
    "auth_provider_x509_cert_url",
    "client_x509_cert_url",
    "revoke_uri",
    "token_info_uri",
)
"""The members that programs follow: Google's libraries of today or of earlier years."""

MOST = 1000
"""How many members are looked at for addresses under names of their own."""

_USUAL = frozenset(
    {
        *KNOWN["auth_uri"],
        *KNOWN["token_uri"],
        "https://www.googleapis.com/oauth2/v1/certs",
        "https://accounts.google.com/o/oauth2/revoke",
        "https://oauth2.googleapis.com/revoke",
        "https://oauth2.googleapis.com/tokeninfo",
        "https://www.googleapis.com/oauth2/v3/tokeninfo",
    }
)


def foreign(address: str) -> str:
    """Why `address` does not lead to Google, in words; empty where it does."""
    if address in _USUAL:
        return ""
    from chattui.clientfile.addresses import foreign as why

    reason = why(address)
    return reason.words if reason is not None else ""


def _addresses(document: Document) -> Iterator[tuple[str, Node, Node]]:
    """The members that programs follow, by what each is meant to be; the last of a name wins."""
    fields = document.fields
    for name in FIELDS:
        if (node := document.field(name)) is not None:
            yield name, Node("", 0, 0, name), node
    if fields is None or not any(_is_unknown(key) for key, _ in fields.members[:MOST]):
        return
    from chattui.clientfile.fieldnames import alias_of

    aliases = {id(alias_of(fields, name)): name for name in FIELDS}
    for key, value in fields.members[:MOST]:
        if id(key) in aliases:
            yield aliases[id(key)], key, value


_ENDINGS = ("uri", "url", "endpoint")


def _is_unknown(key: Node) -> bool:
    """Whether a name is that of an address, and none that Google's files have."""
    name = key.text
    if name in FIELDS or name in CLIENT_FIELDS:
        return False
    return name.strip().casefold().endswith(_ENDINGS)


@rule("CS301", Severity.ERROR, needs="fields")
def foreign_endpoint(document: Document) -> Iterator[Mark]:
    """An address in the file is not Google's.

    Whoever follows it hands the authorization code and the client's secret to a stranger: most
    libraries do, without a word. chattui never does, since it knows Google's addresses. Where the
    address leads elsewhere, throw the file away and ask whoever gave it to you; where it is only
    written wrong, copy the right one from the remedy.
    """
    for name, key, node in _addresses(document):
        bare = values.without_space(node.text)
        if node.kind != STRING or bare in _USUAL or values.invisible(node.text):
            continue
        from chattui.clientfile.addresses import foreign as why

        if (reason := why(bare)) is None:
            continue
        if reason.slip and name in KNOWN:
            remedy = t("Write {address} in its place.", address=KNOWN[name][0])
        elif reason.slip:
            remedy = t("Delete this member: nothing here needs it.")
        else:
            remedy = t(
                "Do not use this file. Make a client of your own in Google Auth platform › "
                "Clients; chattui does not follow this address."
            )
        yield Mark(
            t("The {name} is not Google's. {reason}", name=name, reason=reason.words),
            remedy,
            span_of(node),
            path_of(document, key.text),
        )


@rule("CS302", Severity.WARNING, needs="client", after=("CS107",))
def no_endpoint(document: Document) -> Iterator[Mark]:
    """auth_uri or token_uri is missing.

    chattui does not need them, since it knows Google's addresses. google-auth-oauthlib says "Client
    secrets is not in the correct format" without them, and gcloud and oauth2l fail later. Add them
    as the remedy writes them, or leave the file as it is where only chattui reads it.
    """
    fields = document.fields
    for name in KNOWN:
        if document.field(name) is None and fields is not None and not _is_aliased(fields, name):
            yield Mark(
                t("The {name} is missing. chattui does not need it, other programs do.", name=name),
                t("Add it as Google's own files have it: {address}", address=KNOWN[name][0]),
                span_of(fields),
                path_of(document, name),
            )


def _is_aliased(fields: Node, name: str) -> bool:
    from chattui.clientfile.fieldnames import alias_of

    return alias_of(fields, name) is not None


@rule("CS303", Severity.WARNING, needs="client", after=("CS301",))
def odd_endpoint(document: Document) -> Iterator[Mark]:
    """auth_uri or token_uri is on a host of Google's, but not an address that its files have.

    The address was changed by hand, or the two stand in each other's place. chattui does not follow
    it. Other programs do, and fail with a page that says 404, or with "invalid_request". Write what
    the remedy names.
    """
    texts = {name: values.without_space(document.text_of(name) or "") for name in KNOWN}
    swapped = texts["auth_uri"] in KNOWN["token_uri"] and texts["token_uri"] in KNOWN["auth_uri"]
    for name, known in KNOWN.items():
        node = document.field(name)
        if not texts[name] or node is None or not values.is_clean(node.text):
            continue
        if swapped:
            yield Mark(
                t("The auth_uri and the token_uri are in each other's place."),
                t("Swap the two values."),
                span_of(node),
                path_of(document, name),
            )
            return
        if texts[name] not in known:
            yield Mark(
                t("The {name} is none that Google writes into such files.", name=name),
                t("Write {address} in its place.", address=known[0]),
                span_of(node),
                path_of(document, name),
            )


@rule("CS304", Severity.ERROR, needs="fields")
def foreign_universe(document: Document) -> Iterator[Mark]:
    """The file belongs to another cloud than Google's public one.

    `universe_domain` is `googleapis.com` everywhere but in sovereign clouds, which have no Google
    Chat. google-auth sends its requests to whatever domain stands here. Where you do not know such
    a cloud, somebody changed the file: throw it away.
    """
    text = document.text_of("universe_domain")
    node = document.field("universe_domain")
    if text is not None and node is not None and values.without_space(text) != "googleapis.com":
        yield Mark(
            t("The universe_domain is not googleapis.com."),
            t("Use a file of Google's public cloud: others have no Google Chat."),
            span_of(node),
            path_of(document, "universe_domain"),
        )


@rule("CS305", Severity.WARNING, needs="fields")
def unknown_address(document: Document) -> Iterator[Mark]:
    """A member that Google's files do not have names an address that is not Google's.

    chattui does not follow it, and no library of Google's does. Perhaps another program wrote it
    into the file, or somebody hopes that a program of yours reads it. Delete it where you do not
    know what it is for.
    """
    fields = document.fields
    judged: set[int] | None = None
    for key, value in fields.members[:MOST] if fields is not None else ():
        if value.kind != STRING or not _is_unknown(key) or key.text.casefold() in CLIENT_FIELDS:
            continue
        from chattui.clientfile.addresses import is_googles

        if judged is None:
            judged = {id(name) for _, name, _ in _addresses(document)}
        bare = values.without_space(value.text)
        if "://" in bare and id(key) not in judged and not is_googles(bare):
            yield Mark(
                t("Google's files have no such member, and its address is not Google's."),
                t("Delete this member where you do not know what it is for."),
                span_of(value),
                path_of(document, key.text),
            )
