"""The references that values hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from chattui.programs.model import Each, Mail, Ref, Text, Value


def refs_in(value: Value, column: int | None = None) -> tuple[Ref, ...]:
    """All `Ref`s in `value`, each once; with `column`, those of that column of rows."""
    if column is not None:
        return refs_in([row[column] for row in value])
    return tuple(dict.fromkeys(_refs(value)))


def _refs(value: Value) -> Iterator[Ref]:
    match value:
        case Ref():
            yield value
        case Text(parts):
            yield from (part for part in parts if isinstance(part, Ref))
        case Mail(_, subject, text):
            yield from _refs([subject, text])
        case Each(_, item):
            yield from _refs(item)
        case Mapping():
            for each in value.values():
                yield from _refs(each)
        case str():
            return
        case Sequence():
            for each in value:
                yield from _refs(each)
