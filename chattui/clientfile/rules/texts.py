"""CS208, CS209 and CS213: characters that no value of a client file has."""

from __future__ import annotations

from collections.abc import Iterator

from chattui.clientfile import values
from chattui.clientfile.model import Document, Severity
from chattui.clientfile.rules.endpoints import FIELDS as ADDRESSES
from chattui.clientfile.rules.identifiers import LIST_FIELDS, TEXT_FIELDS
from chattui.clientfile.rules.members import NEEDED
from chattui.clientfile.rules.registry import Mark, path_of, rule, span_of
from chattui.clientfile.tree import STRING, Node
from chattui.words import t


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


@rule("CS208", Severity.ERROR, needs="fields")
def invisible_characters(document: Document) -> Iterator[Mark]:
    """A field holds a control, bidi or zero-width character.

    Such characters come along when text is copied from a web page, a chat or a PDF. They cannot be
    seen, and Google does not take them; in a terminal they can do harm. Delete them, or copy the
    value again, best with the console's own button for copying.
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

    All values of Google's are ASCII. An editor or a translation put the character in, or somebody
    who wants it to be taken for another: a Cyrillic letter in a host name leads somewhere else.
    Write the letter that the message names, or copy the value again.
    """
    for path, node in _texts(document):
        char = values.look_alike(values.without_space(node.text))
        if not char or path[-1] in ADDRESSES:
            continue
        if path[-1] in NEEDED and (values.is_masked(node.text) or values.is_placeholder(node.text)):
            continue
        from chattui.clientfile.lookalikes import ascii_of

        code, plain = f"{ord(char):04X}", ascii_of(char)
        if plain:
            yield Mark(
                t(
                    "The character U+{code} in this value is not ASCII; it looks like {letter}.",
                    code=code,
                    letter=plain,
                ),
                t("Write {letter} in its place, or copy the value again.", letter=plain),
                span_of(node),
                path,
            )
        else:
            yield Mark(
                t("The character U+{code} in this value is not ASCII.", code=code),
                t("Replace it by the letter that is meant, or copy the value again."),
                span_of(node),
                path,
            )


@rule("CS213", Severity.ERROR, needs="fields")
def white_space(document: Document) -> Iterator[Mark]:
    """White space stands in or around a value.

    It came along when the value was copied, or a terminal broke a long line. Google takes it for a
    part of the value, and answers "invalid_client" or "redirect_uri_mismatch". No value of a client
    file has any: delete it.
    """
    for path, node in _texts(document):
        bare = values.without_space(node.text)
        if bare and bare != node.text and not values.is_placeholder(node.text):
            yield Mark(
                t("White space stands in this value."),
                t("Delete the white space."),
                span_of(node),
                path,
            )
