"""Sentences in which a value of a table stands."""

from __future__ import annotations

from chattui.programs.model import Text, Value


def phrase(words: str, *values: Value) -> Value:
    """`words` with each NUL in it replaced by the next of `values`; a plain string where all of
    them are known."""
    pieces = words.split("\0")
    parts: list[Value] = [pieces[0]]
    for value, piece in zip(values, pieces[1:], strict=True):
        parts += [value, piece]
    joined: list[Value] = []
    for part in parts:
        if joined and isinstance(part, str) and isinstance(joined[-1], str):
            joined[-1] += part
        elif part != "":
            joined.append(part)
    if len(joined) <= 1 and all(isinstance(part, str) for part in joined):
        return "".join(joined)
    return Text(tuple(joined))
