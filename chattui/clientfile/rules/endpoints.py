"""CS301 to CS304: the addresses in the file, compared with Google's and never followed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chattui.clientfile import values
from chattui.clientfile.model import Document, Severity
from chattui.clientfile.rules.registry import Mark, path_of, rule, span_of
from chattui.clientfile.tree import STRING
from chattui.words import t

HOSTS = frozenset(
    {
        "accounts.google.com",
        "oauth2.googleapis.com",
        "oauth2.mtls.googleapis.com",
        "www.googleapis.com",
    }
)
"""The hosts of Google's authorization and certificates, now and in files of earlier years."""

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

FIELDS = ("auth_uri", "token_uri", "auth_provider_x509_cert_url", "client_x509_cert_url")
_ADDRESS = re.compile(r"(?P<scheme>[a-z][a-z0-9+.-]*)://(?P<rest>[^/?#\\]*)(?P<path>.*)", re.DOTALL)
_PATH = re.compile(r"/[A-Za-z0-9._~%@/-]*")


def foreign(address: str) -> str:
    """Why `address` does not lead to Google, in words; empty where it does."""
    match = _ADDRESS.fullmatch(address.lower())
    if match is None:
        return t("It is no address that begins with https.")
    host, _, port = match["rest"].rpartition("@")[2].partition(":")
    if host not in HOSTS or "@" in match["rest"]:
        return _elsewhere(host, disguised="@" in match["rest"])
    if match["scheme"] != "https":
        return t("It is not encrypted: it begins with http in place of https.")
    if port not in ("", "443"):
        return t("It leads to a port that is not Google's.")
    return "" if _PATH.fullmatch(match["path"]) else t("Its path has characters of no address.")


def _elsewhere(host: str, *, disguised: bool) -> str:
    from chattui.clientfile.masking import shown_host

    shown = shown_host(host)
    if disguised:
        return t("What stands before the @ is a disguise: it leads to {host}.", host=shown)
    if "google" in host:
        return t("It leads to {host}, which only looks like Google's.", host=shown)
    return t("It leads to {host}.", host=shown)


@rule("CS301", Severity.ERROR, needs="fields")
def foreign_endpoint(document: Document) -> Iterator[Mark]:
    """An address in the file is not Google's.

    Whoever follows it hands the authorization code and the client's secret to a stranger. chattui
    never does: it knows Google's addresses. Throw the file away, and ask whoever gave it to you.
    """
    for name in FIELDS:
        node = document.field(name)
        if node is None or node.kind != STRING:
            continue
        reason = foreign(values.without_space(node.text)) if values.is_clean(node.text) else ""
        if reason:
            yield Mark(
                t("The {name} is not Google's. {reason}", name=name, reason=reason),
                t(
                    "Do not use this file. Download your own from Google Auth platform › Clients; "
                    "chattui does not follow this address."
                ),
                span_of(node),
                path_of(document, name),
            )


@rule("CS302", Severity.WARNING, needs="client")
def no_endpoint(document: Document) -> Iterator[Mark]:
    """auth_uri or token_uri is missing.

    chattui does not need them, since it knows Google's addresses, but google-auth-oauthlib says
    "Client secrets is not in the correct format" without them.
    """
    for name in KNOWN:
        if document.field(name) is None and document.fields is not None:
            yield Mark(
                t("The {name} is missing. chattui does not need it, other programs do.", name=name),
                t("Add it as Google's own files have it: {address}", address=KNOWN[name][0]),
                span_of(document.fields),
                path_of(document, name),
                fixable=True,
            )


@rule("CS303", Severity.WARNING, needs="client", after=("CS301",))
def odd_endpoint(document: Document) -> Iterator[Mark]:
    """auth_uri or token_uri is on a host of Google's, but not an address that its files have.

    chattui does not follow it. Other programs do, and fail.
    """
    for name, known in KNOWN.items():
        text = document.text_of(name)
        node = document.field(name)
        if not text or node is None or not values.is_clean(text):
            continue
        if values.without_space(text) not in known:
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
    Chat.
    """
    text = document.text_of("universe_domain")
    node = document.field("universe_domain")
    if text is not None and node is not None and text != "googleapis.com":
        yield Mark(
            t("The universe_domain is not googleapis.com."),
            t("Use a file of Google's public cloud: others have no Google Chat."),
            span_of(node),
            path_of(document, "universe_domain"),
        )
