"""CS401 to CS405: where Google may send the answer of a consent."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chattui.clientfile import values
from chattui.clientfile.kinds import CLIENT_FIELDS
from chattui.clientfile.model import Document, Kind, Severity
from chattui.clientfile.rules.registry import Mark, path_of, rule, span_of
from chattui.clientfile.tree import ARRAY, STRING, Node
from chattui.words import t

_PORT = (
    r"[1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]"  # 65535
)
LOOPBACK = re.compile(
    rf"http://(?:localhost|127\.0\.0\.1|\[::1\])(?::(?:{_PORT}))?(?:/[^\s@\\#?*]*)?", re.IGNORECASE
)
"""A redirect to this machine (RFC 8252, section 7.3)."""

OUT_OF_BAND = "urn:ietf:wg:oauth:2.0:oob"


def _numbered(document: Document) -> list[tuple[int, Node]]:
    """The redirects that are texts, and which place in the list each has."""
    node = document.field("redirect_uris")
    items = enumerate(node.items if node is not None else ())
    return [(number, item) for number, item in items if item.kind == STRING]


def _leads_here(item: Node) -> bool:
    """Whether a redirect leads to this machine, were it not for characters told by other rules."""
    text = values.without_space(item.text)
    if not values.is_clean(text):
        from chattui.clientfile.redirecting import as_meant

        text = as_meant(text)
    return LOOPBACK.fullmatch(text) is not None


def _oddity(item: Node) -> str:
    """Why Google or a program here could not use a redirect, in words; empty where it could."""
    text = item.text.strip()
    if _leads_here(item) or text.lower().startswith((OUT_OF_BAND, "http:")):
        return ""  # http to elsewhere and out-of-band redirects have rules of their own
    if re.fullmatch(r"https://[^\s/@\\#?*:<>{}$]+(?::[0-9]{1,5})?(?:/[^\s\\#*]*)?", text) and not (
        "localhost" in text or "127.0.0.1" in text
    ):
        return ""
    from chattui.clientfile.redirecting import oddity

    return oddity(text)


@rule("CS401", Severity.ERROR, needs="client", after=("CS107",))
def no_loopback(document: Document) -> Iterator[Mark]:
    """A web client has no redirect that leads to this machine.

    Google sends the answer only to redirect URIs that are registered for a web client. For chattui
    that has to be one such as `http://localhost:8080/`, else Google says "Error 400:
    redirect_uri_mismatch". A client of the type Desktop app needs none registered, and is the
    better choice.
    """
    node = document.field("redirect_uris")
    if document.kind != Kind.WEB or (node is not None and node.kind != ARRAY):
        return
    redirects = _numbered(document)
    if any(_leads_here(item) for _, item in redirects):
        return
    place, path = node or document.fields, path_of(document, "redirect_uris")
    assert place is not None
    if node is None and (key := _alias(document)) is not None:
        yield Mark(
            t("The redirects of this web client have another name in Google's files."),
            t('Call the member "redirect_uris", and write its value as a list.'),
            span_of(key),
            path_of(document, key.text),
        )
        return
    message = t("This web client has no redirect that leads to this machine.")
    near = next((entry for entry in redirects if _is_near(entry[1])), None)
    if near is not None:
        from chattui.clientfile.redirecting import unencrypted

        number, place = near
        reason = _oddity(place) or unencrypted(place.text.strip())[0]
        path = _path(document, number)
        message = t(
            "This web client has no redirect that leads to this machine. {reason}", reason=reason
        )
    yield Mark(
        message,
        t(
            "Make a client of the type Desktop app, or add http://localhost:8080/ to its "
            "redirect URIs in Google Auth platform › Clients and to this file."
        ),
        span_of(place),
        path,
    )


def _alias(document: Document) -> Node | None:
    """The name under which the redirects stand, where it is another than Google's."""
    fields = document.fields
    if fields is None or all(key.text in CLIENT_FIELDS for key, _ in fields.members):
        return None
    from chattui.clientfile.fieldnames import alias_of

    return alias_of(fields, "redirect_uris")


def _is_near(item: Node) -> bool:
    return any(name in item.text.lower() for name in ("localhost", "127.0.0.1", "[::1]"))


@rule("CS402", Severity.WARNING, needs="client", after=("CS107", "CS211"))
def no_redirects(document: Document) -> Iterator[Mark]:
    """redirect_uris is missing or empty.

    A desktop app needs none registered, so that chattui works without. Some libraries fail: Go says
    "missing redirect URL in the client_credentials.json", Google's local-auth for Node "does not
    define a valid redirect URI". Add the list that Google's own files have.
    """
    node, fields = document.field("redirect_uris"), document.fields
    empty = node is None or (node.kind == ARRAY and not node.items)
    if not empty or document.kind != Kind.INSTALLED or fields is None:
        return
    if node is None and _alias(document) is not None:
        return
    yield Mark(
        t("The redirect_uris are missing. chattui does not need them, other programs do."),
        t('Add "redirect_uris": ["http://localhost"], as Google\'s own files have it.'),
        span_of(node or fields),
        path_of(document, "redirect_uris"),
    )


@rule("CS403", Severity.WARNING, needs="client", after=("CS401",))
def out_of_band(document: Document) -> Iterator[Mark]:
    """A redirect is "urn:ietf:wg:oauth:2.0:oob", which Google ended in 2023.

    Files from before 2022 have it. chattui does not use it. Programs that take the first redirect
    of the list meet "Error 400: invalid_request": delete it, and keep `http://localhost`.
    """
    for number, item in _numbered(document):
        if item.text.strip().lower().startswith(OUT_OF_BAND):
            yield Mark(
                t("Google ended this way of showing a code in 2023."),
                t('Delete it, and keep "http://localhost".'),
                span_of(item),
                path_of(document, "redirect_uris", str(number)),
            )


@rule("CS404", Severity.WARNING, needs="client", after=("CS401",))
def unencrypted_redirect(document: Document) -> Iterator[Mark]:
    """A redirect leads to another machine by http, without encryption.

    Google refuses such redirects for web clients, localhost apart, since anybody on the way could
    read the code. Delete it, or register one that begins with https.
    """
    for number, item in _numbered(document):
        text = item.text.strip()
        if text.lower().startswith("http:") and not _leads_here(item):
            from chattui.clientfile.redirecting import unencrypted

            message, remedy = unencrypted(text)
            yield Mark(message, remedy, span_of(item), _path(document, number))


@rule("CS405", Severity.WARNING, needs="client", after=("CS401",))
def odd_redirect(document: Document) -> Iterator[Mark]:
    """A redirect is written in a way that Google does not register, or that nothing here can serve.

    Google takes no wildcards, no fragments and no addresses without a scheme. `https://localhost`
    needs a certificate, which no program on a desktop has. chattui leaves such redirects alone and
    uses another of the list: write it right, or delete it.
    """
    for number, item in _numbered(document):
        if reason := _oddity(item):
            yield Mark(
                reason,
                t('Write it as "http://localhost:8080/", or delete it.'),
                span_of(item),
                _path(document, number),
            )


def _path(document: Document, number: int) -> tuple[str, ...]:
    return path_of(document, "redirect_uris", str(number))
