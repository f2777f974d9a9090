"""The control routes, and who may use them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from chattui.emulator.clients import INSTALLED_ID, TV_ID, WEB_ID
from tests.unit.emulator.conftest import Google, User


def test_requests_are_recorded_oldest_first_without_secrets(google: Google) -> None:
    tokens = google.sign_in()
    ada = User(google, tokens["access_token"])
    space = ada.setup()["name"]
    ada.call("GET", space)
    entries = google.requests()
    assert [entry["method"] for entry in entries] == [
        "oauth2.authorize",
        "oauth2.token",
        "chat.spaces.setup",
        "chat.spaces.get",
    ]
    assert entries[1]["grant_type"] == "authorization_code"
    assert entries[3]["space"] == space
    assert entries[3]["person"] == "ada@example.com"
    assert all(entry["status"] in {200, 302} and entry["ms"] >= 0 for entry in entries)
    text = json.dumps(entries)
    secrets = (tokens["access_token"], tokens["refresh_token"], google.secret, "4/0A")
    assert not any(secret in text for secret in secrets)


def test_settings_are_shown_and_changed_all_or_none(google: Google) -> None:
    changed = google.control("settings", token_lifetime=5, quota_scale=2)["settings"]
    assert (changed["token_lifetime"], changed["quota_scale"]) == (5, 2)
    reply = google.http.post("/_emulator/settings", json={"token_lifetime": 9, "nonsense": 1})
    assert reply.status_code == 400
    assert "'nonsense'" in reply.json()["error"]
    assert google.http.get("/_emulator/settings").json()["settings"]["token_lifetime"] == 5


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("token_lifetime", "60"),
        ("token_lifetime", -1),
        ("token_lifetime", True),
        ("publishing_status", "draft"),
        ("quota_scale", 0),
        ("quota_scale", True),
        ("quota_scale", "1"),
        ("show_people", 1),
        ("blocked", "ada@example.com"),
        ("blocked", [1]),
        ("grant", "chat.spaces"),
        ("auto_consent", None),
        ("apply", 1),
    ],
)
def test_settings_of_the_wrong_kind(google: Google, name: str, value: Any) -> None:
    reply = google.http.post("/_emulator/settings", json={name: value})
    assert reply.status_code == 400
    assert f"'{name}'" in reply.json()["error"]


def test_an_infinite_quota_scale_is_refused(google: Google) -> None:
    reply = google.http.post("/_emulator/settings", content=b'{"quota_scale": Infinity}')
    assert reply.status_code == 400


@pytest.mark.parametrize(
    "body",
    [b"{", b"[]", b'{"seconds": 1}', b'{"advance_seconds": "1"}', b'{"advance_seconds": 1e300}'],
)
def test_clocks_that_cannot_be(google: Google, body: bytes) -> None:
    assert google.http.post("/_emulator/clock", content=body).status_code == 400


def test_the_clock_is_in_every_answer(google: Google) -> None:
    before = google.control("clock")["now"]
    google.expire(400 * 86400)
    after = google.control("clock")["now"]
    assert int(after[:4]) > int(before[:4])
    assert after[:4] in google.http.get("/v1/spaces").headers["date"]


def test_reset_forgets_everything(google: Google, ada: User) -> None:
    ada.setup(displayName="Gone")
    google.expire(100)
    google.control("settings", chat_turned_on=False)
    google.control("faults", status=500)
    google.control("reset")
    state = google.http.get("/_emulator/state").json()
    assert state["spaces"] == []
    assert state["faults_waiting"] == 0
    assert state["issued"] == {"codes": 0, "refresh_tokens": 0, "access_tokens": 0}
    assert google.requests() == []
    assert ada.call("GET", "spaces").status_code == 401


def test_the_state_shows_spaces_and_people(google: Google, ada: User) -> None:
    ada.setup("grace@example.com", displayName="Seen")
    state = google.http.get("/_emulator/state").json()
    assert state["spaces"][0]["displayName"] == "Seen"
    assert len(state["spaces"][0]["members"]) == 2
    assert (state["more_people"], state["more_spaces"]) == (40, 2500)
    assert {"howard@example.com", "hedy@partner.example"} <= {p["email"] for p in state["people"]}


def test_client_files(google: Google) -> None:
    own = google.http.get("/_emulator/client_file").json()["installed"]
    assert own["client_id"] == INSTALLED_ID
    assert own["token_uri"] == f"{google.base_url}/token"
    assert own["auth_uri"] == f"{google.base_url}/o/oauth2/auth"
    reply = google.http.get("/_emulator/client_file", params={"google": "true"})
    assert list(reply.json()["installed"]) == [
        "client_id",
        "project_id",
        "auth_uri",
        "token_uri",
        "auth_provider_x509_cert_url",
        "client_secret",
        "redirect_uris",
    ]
    assert "\n" not in reply.text
    assert reply.json()["installed"]["token_uri"] == "https://oauth2.googleapis.com/token"
    web = google.http.get("/_emulator/client_file", params={"kind": "web"}).json()["web"]
    assert web["client_id"] == WEB_ID
    assert web["redirect_uris"]
    tv = google.http.get("/_emulator/client_file", params={"kind": "tv"}).json()
    assert tv["installed"]["client_id"] == TV_ID
    assert tv["installed"].keys() == own.keys()
    assert google.http.get("/_emulator/client_file", params={"kind": "ios"}).status_code == 400


def test_revoking_somebody_unknown(google: Google) -> None:
    for email in ("nobody@example.com", 5):
        reply = google.http.post("/_emulator/revoke", json={"email": email})
        assert reply.status_code == 400


def test_an_unknown_route_names_the_known_ones(google: Google) -> None:
    reply = google.http.get("/_emulator/nothing")
    assert reply.status_code == 404
    assert "POST /_emulator/faults" in reply.json()["error"]


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "[::1", "", "10.0.0.1"])
@pytest.mark.parametrize("path", ["/_emulator/requests", "/v1/spaces", "/o/oauth2/auth"])
def test_another_host_is_refused(google: Google, host: str, path: str) -> None:
    reply = google.http.get(path, headers={"Host": host})
    assert reply.status_code == 403
    assert "127.0.0.1 and localhost only" in reply.text


@pytest.mark.parametrize("host", ["localhost:1234", "127.0.0.1", "LOCALHOST"])
def test_a_forwarded_port_is_served(google: Google, host: str) -> None:
    reply = google.http.get("/_emulator/settings", headers={"Host": host})
    assert reply.status_code == 200


def test_pages_of_other_sites_cannot_control(google: Google) -> None:
    for origin in ("https://evil.example", "null"):
        reply = google.http.post("/_emulator/reset", headers={"Origin": origin})
        assert reply.status_code == 403
    for header in (
        {"Origin": "http://localhost:3000"},
        {"Origin": google.base_url + ".evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ):
        assert google.http.post("/_emulator/reset", headers=header).status_code == 403
    own = google.http.post("/_emulator/reset", headers={"Origin": google.base_url})
    assert own.status_code == 200
