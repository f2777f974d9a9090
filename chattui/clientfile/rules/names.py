"""CS030 and CS031: names that stand twice, which JSON permits and nobody should rely on."""

from __future__ import annotations

from collections.abc import Iterator

from chattui.clientfile.kinds import CLIENT_FIELDS
from chattui.clientfile.model import Document, Severity
from chattui.clientfile.rules.identifiers import TEXT_FIELDS
from chattui.clientfile.rules.registry import Mark, path_of, rule, span_of
from chattui.clientfile.tree import Node, says_the_same
from chattui.words import t

_KNOWN = CLIENT_FIELDS.union(TEXT_FIELDS)


def known_name(name: str) -> str:
    """The field that Go and .NET take `name` for, whatever its case; empty where there is none.

    They take the long s and the sign of Kelvin for s and k, as `str.casefold` does.
    """
    folded = name.casefold()
    return folded if folded in _KNOWN else ""


def _repeated(document: Document, *, same: bool) -> Iterator[tuple[Node, tuple[str, ...]]]:
    """The second of two equal names in the objects that matter, by whether the values agree."""
    places = [(document.root, ())] if document.root is not None else []
    if document.fields is not None and document.fields is not document.root:
        places.append((document.fields, path_of(document)))  # type: ignore[arg-type]
    for node, path in places:
        seen: dict[str, Node] = {}
        for key, value in node.members:
            name = known_name(key.text) if node is document.fields else ""
            first = seen.setdefault(name or key.text, value)
            if first is not value and says_the_same(first, value) is same:
                yield key, (*path, key.text)


def _remedy(key: Node, usual: str) -> str:
    name = known_name(key.text)
    if not name:
        return usual
    return t('Keep one alone, and call it "{name}".', name=name)


@rule("CS030", Severity.ERROR, needs="sound")
def contradicting_names(document: Document) -> Iterator[Mark]:
    """A name stands twice in the same object, with different values.

    Readers differ in which one they take (RFC 8259, section 4), so that one program may send the
    client's secret where another does not. Go and .NET take `Token_URI` for `token_uri`, too. Two
    versions of the file were put together. Delete the one that is wrong.
    """
    for key, path in _repeated(document, same=False):
        yield Mark(
            t("This name stands twice, with different values."),
            _remedy(key, t("Delete the one that is wrong.")),
            span_of(key),
            path,
        )


@rule("CS031", Severity.WARNING, needs="sound")
def repeated_names(document: Document) -> Iterator[Mark]:
    """A name stands twice in the same object, with the same value.

    Every reader comes to the same value, but strict ones refuse the file. Two versions of it were
    put together. Delete one of the two.
    """
    for key, path in _repeated(document, same=True):
        yield Mark(
            t("This name stands twice, with the same value."),
            _remedy(key, t("Delete one of the two.")),
            span_of(key),
            path,
        )
