"""Writing ``accounts.json``, and reading it strictly: every value has its type, or the place is
named."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import fields
from functools import lru_cache
from typing import Any

from chattui.safe_text import safe_text
from chattui.vault.index import HOW, SCHEMA, AccountEntry, ClientEntry, Index, Pointer, Side

KEY = re.compile(r"[0-9a-f]{16}")
VAULT_ID = re.compile(r"[0-9a-f]{32}")
ITEM = re.compile(r"(?:client|grant):[0-9a-f]{16}")
END_OF_TIMES = 253_402_300_800
"""Seconds from 1970 to the year 10,000, which no calendar of ours can show."""
KINDS = ("", "keyring", "file")
MOST_PARTS = 9999
"""Of an item in a keyring, each of 1,200 characters: a keyring is asked for every one of them."""


class Damage(Exception):
    """The index is not what chattui writes; the text names the place."""


class Newer(Exception):
    """The index is of a schema that this version does not know."""


@lru_cache(maxsize=2)
def parse(data: bytes) -> Index:
    """The index in `data`; raises Damage or Newer. A writer reads the same list several times,
    and taking a long one apart takes longer than reading it."""
    try:
        raw = json.loads(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise Damage(f"byte {error.start}") from None
    except json.JSONDecodeError as error:
        raise Damage(f"line {error.lineno}, column {error.colno}") from None
    except (ValueError, RecursionError):
        raise Damage("/") from None
    top = _Object(raw, "")
    schema = top.whole("schema")
    if schema > SCHEMA:
        raise Newer
    if schema != SCHEMA:
        raise Damage("/schema")
    vault = _Object(top.raw("vault"), "/vault")
    index = Index(
        vault_id=vault.matching("id", VAULT_ID, empty=True),
        kind=vault.one_of("kind", KINDS),
        backend=vault.text("backend"),
        default=None if top.raw("default") is None else top.matching("default", KEY),
        clients=tuple(_client(o) for o in top.objects("clients")),
        accounts=tuple(_account(o) for o in top.objects("accounts")),
        items=_items(_Object(top.raw("items"), "/items")),
        stale=_stale(top),
        generation=vault.whole("generation") if "generation" in vault.members else 0,
        side=_side(top),
        slot_keyrings=vault.texts("slot_keyrings") if "slot_keyrings" in vault.members else (),
    )
    _check_keys(index)
    return index


def _check_keys(index: Index) -> None:
    keys = [a.key for a in index.accounts]
    if len(set(keys)) < len(keys):
        raise Damage("/accounts")
    if len({c.key for c in index.clients}) < len(index.clients):
        raise Damage("/clients")
    if index.default is not None and index.default not in keys:
        raise Damage("/default")
    if index.kind and not index.vault_id:
        raise Damage("/vault/id")


class _Object:
    """A JSON object whose members are taken with their types checked."""

    def __init__(self, value: Any, place: str) -> None:
        if not isinstance(value, dict):
            raise Damage(place or "/")
        self.members: dict[str, Any] = value
        self.place = place

    def at(self, name: str) -> str:
        return f"{self.place}/{name}"

    def raw(self, name: str) -> Any:
        if name not in self.members:
            raise Damage(self.at(name))
        return self.members[name]

    def text(self, name: str) -> str:
        value = self.raw(name)
        if not isinstance(value, str):
            raise Damage(self.at(name))
        # Whoever edited the file may not draw with it.
        return safe_text(value)

    def matching(self, name: str, pattern: re.Pattern[str], *, empty: bool = False) -> str:
        value = self.text(name)
        if not (pattern.fullmatch(value) or (empty and not value)):
            raise Damage(self.at(name))
        return value

    def one_of(self, name: str, values: tuple[str, ...]) -> str:
        value = self.text(name)
        if value not in values:
            raise Damage(self.at(name))
        return value

    def whole(self, name: str, least: int = 0, most: int = 2**53 - 1) -> int:
        value = self.raw(name)
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise Damage(self.at(name))
        return value

    def time(self, name: str) -> float:
        value = self.raw(name)
        if not isinstance(value, int | float) or isinstance(value, bool):
            raise Damage(self.at(name))
        if not 0 <= value < END_OF_TIMES:
            raise Damage(self.at(name))
        return float(value)

    def time_or_none(self, name: str) -> float | None:
        return None if self.raw(name) is None else self.time(name)

    def yes_or_no(self, name: str) -> bool:
        value = self.raw(name)
        if not isinstance(value, bool):
            raise Damage(self.at(name))
        return value

    def objects(self, name: str) -> list[_Object]:
        value = self.raw(name)
        if not isinstance(value, list):
            raise Damage(self.at(name))
        return [_Object(v, f"{self.at(name)}/{i}") for i, v in enumerate(value)]

    def texts(self, name: str) -> tuple[str, ...]:
        value = self.raw(name)
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            raise Damage(self.at(name))
        return tuple(safe_text(v) for v in value)


def _client(o: _Object) -> ClientEntry:
    return ClientEntry(
        key=o.matching("key", KEY),
        name=o.text("name"),
        kind=o.text("kind"),
        client_id=o.text("client_id"),
        project_id=o.text("project_id"),
        added_at=o.time("added_at"),
    )


def _account(o: _Object) -> AccountEntry:
    return AccountEntry(
        key=o.matching("key", KEY),
        email=o.text("email"),
        subject=o.text("subject"),
        client_key=o.matching("client_key", KEY),
        scopes=o.texts("scopes"),
        kind=o.text("kind"),
        consented_at=o.time("consented_at"),
        refresh_expires_at=o.time_or_none("refresh_expires_at"),
        last_used_at=o.time_or_none("last_used_at"),
        name=o.text("name") if "name" in o.members else "",
        how=o.one_of("how", ("", *HOW)) if "how" in o.members else "",
    )


def _pointer(o: _Object) -> Pointer:
    return Pointer(o.whole("generation"), o.whole("parts", least=1, most=MOST_PARTS))


def _items(o: _Object) -> dict[str, Pointer]:
    for name in o.members:
        if not ITEM.fullmatch(name):
            raise Damage(o.at(safe_text(name, limit=60)))
    return {name: _pointer(_Object(value, o.at(name))) for name, value in o.members.items()}


def _stale(o: _Object) -> tuple[tuple[str, Pointer], ...]:
    return tuple((one.matching("name", ITEM), _pointer(one)) for one in o.objects("stale"))


def _side(top: _Object) -> Side | None:
    if top.members.get("side") is None:
        return None
    o = _Object(top.raw("side"), "/side")
    return Side(
        kind=o.one_of("kind", KINDS[1:]),
        backend=o.text("backend"),
        leaving=o.yes_or_no("leaving"),
        items=_items(_Object(o.raw("items"), "/side/items")),
        stale=_stale(o),
    )


def entry_of(kind: str, said: Mapping[str, Any]) -> AccountEntry | ClientEntry | None:
    """The entry that an item of `kind`, "grant" or "client", says of itself; None where that is
    not what an index could say."""
    try:
        members = _Object(dict(said), "")
        return _account(members) if kind == "grant" else _client(members)
    except Damage:
        return None


def to_bytes(index: Index) -> bytes:
    """The text of ``accounts.json``."""
    accounts = [_members(a) for a in index.accounts]
    for account in accounts:
        del account["where"]
    side = index.side
    value = {
        "schema": SCHEMA,
        "vault": {
            "id": index.vault_id,
            "kind": index.kind,
            "backend": index.backend,
            "generation": index.generation,
            "slot_keyrings": list(index.slot_keyrings),
        },
        "default": index.default,
        "clients": [_members(c) for c in index.clients],
        "accounts": accounts,
        "items": _items_value(index.items),
        "stale": _stale_value(index.stale),
        "side": None
        if side is None
        else {
            "kind": side.kind,
            "backend": side.backend,
            "leaving": side.leaving,
            "items": _items_value(side.items),
            "stale": _stale_value(side.stale),
        },
    }
    return _lines("{", (f'"{name}": {_value(part)}' for name, part in value.items()), "}\n").encode(
        "ascii"
    )


def _value(value: object) -> str:
    """JSON with a line for each account and item: whole indentation takes ten times as long."""
    if value and isinstance(value, list):
        return _lines("[", map(json.dumps, value), "]")
    if value and isinstance(value, dict):
        pairs = (f"{json.dumps(name)}: {json.dumps(part)}" for name, part in value.items())
        return _lines("{", pairs, "}")
    return json.dumps(value)


def _lines(start: str, lines: Iterable[str], end: str) -> str:
    return start + "\n" + ",\n".join(lines) + "\n" + end


def _members(entry: AccountEntry | ClientEntry | Pointer) -> dict[str, Any]:
    return {field.name: getattr(entry, field.name) for field in fields(entry)}


def _items_value(items: Mapping[str, Pointer]) -> dict[str, Any]:
    return {name: _members(pointer) for name, pointer in items.items()}


def _stale_value(stale: tuple[tuple[str, Pointer], ...]) -> list[dict[str, Any]]:
    return [{"name": name, **_members(pointer)} for name, pointer in stale]
