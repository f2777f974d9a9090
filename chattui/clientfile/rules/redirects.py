"""CS401 to CS404: where Google may send the answer of a consent."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chattui.clientfile.model import Document, Kind, Severity
from chattui.clientfile.rules.registry import Mark, path_of, rule, span_of
from chattui.clientfile.tree import ARRAY, STRING, Node
from chattui.words import t

LOOPBACK = re.compile(
    r"http://(?:localhost|127\.0\.0\.1|\[::1\])(?::[0-9]{1,5})?(?:/[^\s@\\#?]*)?", re.IGNORECASE
)
"""A redirect to this machine (RFC 8252, section 7.3)."""

OUT_OF_BAND = "urn:ietf:wg:oauth:2.0:oob"


def _redirects(document: Document) -> list[Node]:
    node = document.field("redirect_uris")
    return [item for item in node.items if item.kind == STRING] if node is not None else []


@rule("CS401", Severity.ERROR, needs="client", after=("CS107",))
def no_loopback(document: Document) -> Iterator[Mark]:
    """A web client has no redirect that leads to this machine.

    Google sends the answer only to redirect URIs that are registered for a web client. For chattui
    that has to be one such as `http://localhost:8080/`. A client of the type Desktop app needs none
    registered, and is the better choice.
    """
    node = document.field("redirect_uris")
    if document.kind != Kind.WEB or (node is not None and node.kind != ARRAY):
        return
    if not any(LOOPBACK.fullmatch(item.text.strip()) for item in _redirects(document)):
        place = node or document.fields
        assert place is not None
        yield Mark(
            t("This web client has no redirect that leads to this machine."),
            t(
                "Make a client of the type Desktop app, or add http://localhost:8080/ to its "
                "redirect URIs in Google Auth platform › Clients and download the file again."
            ),
            span_of(place),
            path_of(document, "redirect_uris"),
        )


@rule("CS402", Severity.WARNING, needs="client", after=("CS211",))
def no_redirects(document: Document) -> Iterator[Mark]:
    """redirect_uris is missing or empty.

    A desktop app needs none registered, so that chattui works without; some libraries fail.
    """
    node = document.field("redirect_uris")
    empty = node is None or (node.kind == ARRAY and not node.items)
    if empty and document.kind == Kind.INSTALLED and document.fields is not None:
        yield Mark(
            t("The redirect_uris are missing. chattui does not need them, other programs do."),
            t('Add "redirect_uris": ["http://localhost"], as Google\'s own files have it.'),
            span_of(node or document.fields),
            path_of(document, "redirect_uris"),
            fixable=True,
        )


@rule("CS403", Severity.WARNING, needs="client")
def out_of_band(document: Document) -> Iterator[Mark]:
    """A redirect is "urn:ietf:wg:oauth:2.0:oob", which Google ended in 2023.

    Files from before 2022 have it. chattui does not use it; programs that take the first redirect
    of the list meet "Error 400: invalid_request".
    """
    for number, item in enumerate(_redirects(document)):
        if item.text.strip().lower().startswith(OUT_OF_BAND):
            yield Mark(
                t("Google ended this way of showing a code in 2023."),
                t('Delete it, and keep "http://localhost".'),
                span_of(item),
                path_of(document, "redirect_uris", str(number)),
                fixable=True,
            )


@rule("CS404", Severity.WARNING, needs="client")
def unencrypted_redirect(document: Document) -> Iterator[Mark]:
    """A redirect leads to another machine by http, without encryption.

    Google refuses such redirects for web clients, localhost apart; anybody on the way could read
    the code.
    """
    for number, item in enumerate(_redirects(document)):
        text = item.text.strip().lower()
        if text.startswith("http://") and not LOOPBACK.fullmatch(text):
            yield Mark(
                t("This redirect is not encrypted and does not lead to this machine."),
                t("Delete it, or register one that begins with https."),
                span_of(item),
                path_of(document, "redirect_uris", str(number)),
            )
