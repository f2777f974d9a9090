"""The client, to the vault and back."""

from __future__ import annotations

import json

import pytest

from chattui.clientfile import (
    OAuthClient,
    client_from_json,
    client_to_json,
    diagnose_bytes,
    diagnose_text,
)
from chattui.clientfile.diagnosis import _client
from chattui.problem import ProblemError
from chattui.secret import Secret
from tests.unit.clientfile.cases import CLIENT_ID, GOOD, SECRET, TEXT, client, web


def test_a_client_comes_back_from_what_is_stored() -> None:
    kept = OAuthClient("web", CLIENT_ID, Secret(SECRET), "demo", ("http://localhost:8080/",))
    again = client_from_json(client_to_json(kept))
    assert again == kept
    assert SECRET not in repr(again)


def test_what_is_stored_is_a_client_file_of_googles() -> None:
    found = diagnose_bytes(GOOD)
    assert found.client is not None
    stored = client_to_json(found.client).reveal()
    assert json.loads(stored) == json.loads(GOOD)
    assert list(json.loads(stored)["installed"]) == list(json.loads(GOOD)["installed"])
    again = diagnose_text(stored)
    assert again.usable
    assert again.findings == ()


def test_a_client_without_a_project_or_redirects() -> None:
    kept = OAuthClient("installed", CLIENT_ID, Secret(SECRET))
    assert client_from_json(client_to_json(kept)) == kept


def test_the_client_of_a_usable_file() -> None:
    found = diagnose_bytes(web())
    assert found.client == OAuthClient(
        "web", CLIENT_ID, Secret(SECRET), "demo-project-1", ("http://localhost:8080/",)
    )
    assert diagnose_bytes(client(client_id="x")).client is None
    assert diagnose_bytes(client(redirect_uris=None, project_id=None)).client == OAuthClient(
        "installed", CLIENT_ID, Secret(SECRET)
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "{}",
        '{"other": {}}',
        '{"installed": null}',
        '{"installed": {}}',
        "[" * 9999,
        '{"installed": {"client_id": 5, "client_secret": "x"}}',
        '{"installed": "x"}',
    ],
)
def test_what_is_damaged_in_the_vault_is_refused(text: str) -> None:
    with pytest.raises(ProblemError) as caught:
        client_from_json(Secret(text))
    assert caught.value.problem.code == "clientfile.stored_damaged"
    assert caught.value.__context__ is None


def test_pasted_text_is_taken_as_it_comes() -> None:
    assert diagnose_text(f"\n  {TEXT}\r\n").usable
    assert not diagnose_text("\ud800").usable


@pytest.mark.parametrize("data", [b'{"token": "x", "scopes": []}', b'{"web": {}}', b'{"web": {'])
def test_no_client_is_made_of_what_is_none(data: bytes) -> None:
    assert _client(diagnose_bytes(data).document) is None
