"""Pointers are those of RFC 6901, and lead to what a finding is about."""

from __future__ import annotations

import json

import pytest

from chattui.clientfile import diagnose_bytes
from tests.unit.clientfile.cases import FIELDS, GOOD, SECRET, client, web
from tests.unit.clientfile.cases.made import renamed


def pointers(data: bytes) -> list[tuple[str, str]]:
    """The code and the pointer of each finding."""
    return [(found.code, found.pointer) for found in diagnose_bytes(data).findings]


@pytest.mark.parametrize(
    ("name", "pointer"),
    [
        ("tokens", "/tokens"),
        ("", "/"),
        ("a/b", "/a~1b"),
        ("m~n", "/m~0n"),
        ("~1", "/~01"),
        ("my/own~name", "/my~1own~0name"),
        ("_comment", "/_comment"),
        ("$schema", "/$schema"),
        ("//", "/~1~1"),
        ("extraKey", "/extraKey"),
        ("someURL", "/someURL"),
        ("ExtraId2", "/ExtraId2"),
        ("Extra Key", "/Extra Key"),
        ("x-extra", "/x-extra"),
        ("notiz für später", "/notiz für später"),
        (SECRET, "/…(35)"),
        ("aB3/dE5f", "/…(8)"),
        ("x" * 41, "/…(41)"),
        ("abcdefghijklmnopqrstuvwxyz", "/…(26)"),
        ("a\u202eb", "/…(3)"),
        ("eyJhbG", "/…(6)"),
    ],
)
def test_a_name_is_escaped_and_a_secret_masked(name: str, pointer: str) -> None:
    data = json.dumps(json.loads(GOOD) | {name: 1}, ensure_ascii=False)
    assert pointers(data.encode()) == [("CS105", pointer)]


def test_a_field_under_another_name() -> None:
    assert pointers(renamed("client_id", "clientId")) == [("CS207", "/installed/clientId")]
    assert pointers(client(device_authorization_endpoint="https://a.example")) == [
        ("CS305", "/installed/device_authorization_endpoint")
    ]


def test_the_place_in_a_list() -> None:
    here = "https://localhost/"
    assert pointers(web(redirect_uris=["https://a.example/", here])) == [
        ("CS401", "/web/redirect_uris/1")
    ]
    both = json.dumps({"installed": FIELDS | {"redirect_uris": [5, here]}})
    assert pointers(both.encode()) == [
        ("CS202", "/installed/redirect_uris"),
        ("CS405", "/installed/redirect_uris/1"),
    ]
