"""What values hold: leaves, and references among them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from chattui.programs.model import Each, Mail, Ref, Text, Value


def leaves(value: Value) -> Iterator[Value]:
    """All that is not an object or a list in `value`, with what stands in texts and mails."""
    match value:
        case Mapping():
            for item in value.values():
                yield from leaves(item)
        case list() | tuple():
            for item in value:
                yield from leaves(item)
        case Text(parts):
            yield from parts
        case Mail(to, subject, text):
            yield value
            yield from leaves((to, subject, text))
        case Each(_, item):
            yield value
            yield from leaves(item)
        case _:
            yield value


def refs_in(value: Value, column: int | None = None) -> tuple[Ref, ...]:
    """All `Ref`s in `value`, each once; with `column`, those of that column of rows."""
    if column is not None:
        return refs_in([row[column] for row in value])
    return tuple(dict.fromkeys(leaf for leaf in leaves(value) if isinstance(leaf, Ref)))
