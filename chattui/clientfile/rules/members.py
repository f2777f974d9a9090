"""CS207 and CS218: fields of a client that stand under another name."""

from __future__ import annotations

from collections.abc import Iterator

from chattui.clientfile.kinds import CLIENT_FIELDS
from chattui.clientfile.model import Document, Kind, Severity
from chattui.clientfile.rules.registry import Mark, path_of, rule, span_of
from chattui.clientfile.tree import Node
from chattui.words import t

NEEDED = ("client_id", "client_secret")


def _aliases(document: Document) -> Iterator[tuple[str, Node]]:
    """The fields that stand under another name only, and the keys with those names."""
    fields = document.fields
    if fields is None or all(key.text in CLIENT_FIELDS for key, _ in fields.members):
        return
    from chattui.clientfile.fieldnames import FIELDS, alias_of

    for name in FIELDS:
        if (key := alias_of(fields, name)) is not None:
            yield name, key


def _marks(document: Document, aliases: Iterator[tuple[str, Node]]) -> Iterator[Mark]:
    for name, key in aliases:
        if key.text.lower() == name:
            message = t("Names in JSON are told apart by case, and this one has capital letters.")
        elif key.text.strip() == name:
            message = t("White space stands around this name.")
        elif not key.text.isascii():
            message = t("A character in this name is not ASCII, and only looks like it.")
        else:
            message = t("This field has another name in Google's files: {name}.", name=name)
        yield Mark(
            message,
            t('Call it "{name}".', name=name),
            span_of(key),
            path_of(document, key.text),
        )


@rule("CS207", Severity.ERROR, needs="client", after=("CS107",))
def other_name_of_needed(document: Document) -> Iterator[Mark]:
    """The client id or the client secret stands under another name.

    Names in JSON are told apart letter by letter: `clientId`, `Client_ID` and `client-id` are not
    `client_id`. Programs look for the name that Google's files have, and say that the field is
    missing (`KeyError: 'client_secret'`). Rename the member; its value may be right.
    """
    yield from _marks(document, ((n, k) for n, k in _aliases(document) if n in NEEDED))


@rule("CS218", Severity.WARNING, needs="client", after=("CS107",))
def other_name(document: Document) -> Iterator[Mark]:
    """A field that chattui can do without stands under another name.

    It is as good as missing for every program that reads the file. The names are those of the files
    that Google's console gives: rename the member, so that other programs find it.
    """
    yield from _marks(
        document,
        (
            (name, key)
            for name, key in _aliases(document)
            if name not in NEEDED
            and not (name == "redirect_uris" and document.kind == Kind.WEB)  # CS401 tells it
            and name != "javascript_origins"
        ),
    )
