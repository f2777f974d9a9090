"""Writing answers as Google does: default values left out, and the ``fields`` parameter."""

from __future__ import annotations

import json
import re
from typing import Any

from chattui.emulator.errors import Json, invalid, pretty

Mask = dict[str, "Mask"]


def without_defaults(value: Json) -> Json:
    """`value` without members that are false, zero, empty or None, at any depth.

    Protobuf JSON has no defaults on the wire; an empty message is kept by Google, but none of
    those that the emulator sends can be told from an absent one.
    """
    kept: Json = {}
    for name, item in value.items():
        if isinstance(item, dict):
            item = without_defaults(item)
        elif isinstance(item, list):
            item = [without_defaults(one) if isinstance(one, dict) else one for one in item]
        if item:
            kept[name] = item
    return kept


def encode(value: object, params: dict[str, str]) -> bytes:
    """`value` as the body of an answer, filtered by ``fields`` and laid out by ``prettyPrint``."""
    if params.get("fields"):
        value = _select(value, parse_fields(params["fields"]))
    if params.get("prettyPrint", "true").lower() == "false":
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        return text.encode("utf-8", "replace")
    return pretty(value) + b"\n"


def parse_fields(text: str) -> Mask:
    """A partial mask such as ``spaces(name,spaceType),nextPageToken``, ``a/b``, ``a.b``."""
    tokens = re.findall(r"[^,/()\s]+|[,/()]", text.replace(".", "/"))
    mask, rest = _parse_list(tokens)
    if rest or not mask:
        raise invalid(f"Invalid field selection {text}")
    return mask


def _parse_list(tokens: list[str]) -> tuple[Mask, list[str]]:
    mask: Mask = {}
    while tokens and tokens[0] not in {")", ",", "/", "("}:
        where = mask.setdefault(tokens[0], {})
        tokens = tokens[1:]
        while len(tokens) > 1 and tokens[0] == "/" and tokens[1] not in ",/()":
            where = where.setdefault(tokens[1], {})
            tokens = tokens[2:]
        if tokens and tokens[0] == "(":
            inner, tokens = _parse_list(tokens[1:])
            if not inner or not tokens or tokens[0] != ")":
                return {}, tokens
            where.update(inner)
            tokens = tokens[1:]
        if not tokens or tokens[0] != ",":
            break
        tokens = tokens[1:]
        if not tokens:
            return {}, tokens
    return mask, tokens


def _select(value: Any, mask: Mask) -> Any:
    if not mask or mask.get("*") == {}:
        return value
    if isinstance(value, list):
        return [_select(one, mask) for one in value]
    if not isinstance(value, dict):
        return value
    inner = mask.get("*", {})
    return {
        name: _select(item, mask.get(name, inner))
        for name, item in value.items()
        if name in mask or "*" in mask
    }
