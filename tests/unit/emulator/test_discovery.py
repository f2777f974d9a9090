"""The emulator's methods and messages against the discovery documents that Google's client has."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import googleapiclient
import pytest

from chattui.emulator import schema
from chattui.emulator.call import Method
from chattui.emulator.methods import METHODS

DOCUMENTS = Path(googleapiclient.__file__).parent / "discovery_cache/documents"


@cache
def document(api: str) -> dict[str, Any]:
    version = {"calendar": "v3", "sheets": "v4"}.get(api, "v1")
    found: dict[str, Any] = json.loads((DOCUMENTS / f"{api}.{version}.json").read_text())
    return found


def methods_of(resources: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for resource in resources.values():
        yield from resource.get("methods", {}).values()
        yield from methods_of(resource.get("resources", {}))


def described(method: Method) -> dict[str, Any]:
    """What Google says of `method`."""
    every = methods_of(document(method.id.partition(".")[0])["resources"])
    return next(one for one in every if one["id"] == method.id)


def placeholders(path: str) -> str:
    """A path without the names of what stands in it."""
    return re.sub(r"\{[^}]*\}", "{}", path.lstrip("/"))


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.id)
def test_a_method_is_called_as_google_says(method: Method) -> None:
    google = described(method)
    assert method.verb == google["httpMethod"]
    # Calendar alone gives its paths without what all of them begin with.
    flat = google.get("flatPath") or f"calendar/v3/{google['path']}"
    assert placeholders(method.path) == placeholders(flat)
    parameters = {
        name for name, one in google["parameters"].items() if one.get("location") == "query"
    }
    assert set(method.query) <= parameters
    assert ("useAdminAccess" in method.query) is ("useAdminAccess" in parameters)
    assert {*method.scopes, *method.admin_scopes} <= set(google["scopes"])
    api, _, message = method.message.rpartition(".")
    assert message == google.get("request", {}).get("$ref", "")
    assert api in {"", method.id.partition(".")[0]}


KINDS = {"string": "string", "bool": "boolean", "int32": "integer"}


@pytest.mark.parametrize("message", sorted(schema.MESSAGES))
def test_a_message_has_the_fields_that_google_says(message: str) -> None:
    api, _, plain = message.rpartition(".")
    schemas = document(api or "chat")["schemas"]
    # The people of an event are a schema without a name.
    google = schemas[plain] if plain in schemas else schemas["Event"]["properties"]["organizer"]
    for name, kind in schema.MESSAGES[message].items():
        given = google["properties"][name]
        if kind == "any":
            assert "$ref" in given or given["type"] in {"array", "object"}, name
        elif kind == "calendar.Person":
            assert given["properties"].keys() == schema.MESSAGES[kind].keys()
        elif kind.startswith("["):
            assert given["type"] == "array", name
        elif kind in KINDS:
            assert given["type"] == KINDS[kind], name
        elif kind in schema.ENUMS:
            assert given["enum"] == schema.ENUMS[kind].split(), name
        else:
            assert "$ref" in given, name
