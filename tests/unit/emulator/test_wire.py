"""Writing answers: defaults left out, partial answers."""

from __future__ import annotations

import json
from typing import Any

import pytest

from chattui.emulator.errors import ApiError, pretty
from chattui.emulator.wire import encode, parse_fields, without_defaults


def test_defaults_are_not_on_the_wire() -> None:
    value = {"a": False, "b": 0, "c": "", "d": {"e": None, "f": {}}, "g": [], "h": [{"i": 0}]}
    assert without_defaults(value) == {"h": [{}]}
    assert without_defaults({"a": 1, "b": {"c": "x", "d": ""}}) == {"a": 1, "b": {"c": "x"}}


@pytest.mark.parametrize(
    ("text", "mask"),
    [
        ("a", {"a": {}}),
        ("a,b/c", {"a": {}, "b": {"c": {}}}),
        ("a(b,c/d),e", {"a": {"b": {}, "c": {"d": {}}}, "e": {}}),
        ("a.b,c(d.e)", {"a": {"b": {}}, "c": {"d": {"e": {}}}}),
        ("*", {"*": {}}),
        ("a/*/b", {"a": {"*": {"b": {}}}}),
    ],
)
def test_field_masks(text: str, mask: dict[str, Any]) -> None:
    assert parse_fields(text) == mask


@pytest.mark.parametrize("text", ["(", "a(", "a)", "a,", ",a", "a()", "a//b", "a(b))"])
def test_field_masks_that_cannot_be_read(text: str) -> None:
    with pytest.raises(ApiError):
        parse_fields(text)


def test_selecting_and_layout() -> None:
    value = {"spaces": [{"name": "n", "x": {"y": 1, "z": 2}}], "nextPageToken": "t"}
    compact = {"prettyPrint": "false"}
    assert encode(value, compact | {"fields": "spaces/x/z"}) == b'{"spaces":[{"x":{"z":2}}]}'
    assert encode(value, compact | {"fields": "*/name"}) == (
        b'{"spaces":[{"name":"n"}],"nextPageToken":"t"}'
    )
    assert encode({"a": "é"}, {}) == '{\n  "a": "é"\n}\n'.encode()


def test_answers_are_laid_out_as_json_with_two_spaces() -> None:
    value = {"a": ["x", 1, 2.5, True, None, {}, [], {"b\n": "ä\u2028\x1b"}], "c": {"d": "e"}}
    assert pretty(value).decode() == json.dumps(value, indent=2, ensure_ascii=False)
    assert pretty("\ud800") == b'"?"'
