"""What can be made of the files of other programs, and why nothing of the rest."""

from __future__ import annotations

import io
import json
import os
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from google.oauth2.credentials import Credentials
from hypothesis import given, settings
from hypothesis import strategies as st

from chattui.oauth import foreign_stores
from chattui.oauth.foreign_clients import client_of, with_client
from chattui.oauth.foreign_files import ForeignGrant, Place, from_bytes, look_at
from chattui.problem import Exit, Problem
from chattui.secret import Secret
from tests.unit.oauth.conftest import make_client
from tests.unit.oauth.foreign import (
    ADA,
    AUTHORIZED_USER,
    CLIENT,
    CLIENT_ID,
    FILES,
    GOG,
    SCOPE,
    SECRET,
    TOKEN,
    database,
    seal_as_gws,
    write,
)

Caught = Callable[[Callable[[], object]], Problem]


def code_of(found: ForeignGrant) -> str:
    return found.problem.code if found.problem else ""


@pytest.mark.parametrize("name", FILES)
def test_the_files_of_every_program_are_read(tmp_path: Path, name: str) -> None:
    value, kind, email, scopes = FILES[name]
    found = look_at(write(tmp_path / "saved.json", value))
    assert (found.kind, found.email, found.scopes, code_of(found)) == (kind, email, scopes, "")
    assert (found.client_id, found.client_secret) == (CLIENT_ID, Secret(SECRET))
    assert found.refresh_token == Secret(TOKEN)
    assert not {SECRET, TOKEN} & set(repr(found).split("'"))
    assert client_of(found).kind == "installed"


def test_what_google_auth_itself_writes_is_read(tmp_path: Path) -> None:
    made: Any = Credentials(  # type: ignore[no-untyped-call]
        "ya29.x",
        refresh_token=TOKEN,
        token_uri="https://oauth2.googleapis.com/token",
        client_id=CLIENT_ID,
        client_secret=SECRET,
        scopes=[SCOPE],
        account=ADA,
    )
    found = look_at(write(tmp_path / "token.json", made.to_json().encode()))
    assert (found.refresh_token, found.email, found.scopes) == (Secret(TOKEN), ADA, (SCOPE,))
    assert (found.kind, code_of(found)) == ("google_auth_token", "")


SPOILT: dict[str, tuple[object, str]] = {
    "empty": (b"", "not_a_sign_in"),
    "a web page": (b"<!DOCTYPE html><p>Sign in</p>", "not_a_sign_in"),
    "cut off": (json.dumps(AUTHORIZED_USER).encode()[:90], "not_a_sign_in"),
    "a list": ([AUTHORIZED_USER], "not_a_sign_in"),
    "deep": (b'{"a":' * 200_000, "not_a_sign_in"),
    "binary": (bytes(range(256)) * 9, "not_a_sign_in"),
    "a client": ({"installed": CLIENT}, "not_a_sign_in"),
    "a key": ({"type": "service_account", "private_key": "x"}, "not_a_sign_in"),
    "an access token alone": ({"token": "ya29.x", "expiry": "2026"}, "not_a_sign_in"),
    "a token that is a number": ({**AUTHORIZED_USER, "refresh_token": 7}, "not_a_sign_in"),
    "two sign-ins": (
        {"a": AUTHORIZED_USER, "b": {**AUTHORIZED_USER, "refresh_token": "1//0other"}},
        "several",
    ),
    "a newline in the token": ({**AUTHORIZED_USER, "refresh_token": "1//0a\nb"}, "damaged_token"),
    "a space in the token": ({**AUTHORIZED_USER, "refresh_token": "1//0a b"}, "damaged_token"),
    "an escape in the token": ({**AUTHORIZED_USER, "refresh_token": "1\x1b]52"}, "damaged_token"),
    "a token without end": ({**AUTHORIZED_USER, "refresh_token": "1" * 20_000}, "damaged_token"),
    "another server": (
        {**AUTHORIZED_USER, "token_uri": "https://oauth2.googleapis.com.evil.example/token"},
        "foreign_endpoint",
    ),
    "another universe": (
        {**AUTHORIZED_USER, "universe_domain": "apis-berlin-build0.goog"},
        "foreign_endpoint",
    ),
    "no client": ({"refresh_token": TOKEN, "access_token": "ya29.x"}, "no_client"),
    "no secret": ({**AUTHORIZED_USER, "client_secret": ""}, "no_client"),
    "no id of Google's": ({**AUTHORIZED_USER, "client_id": "me.example"}, "bad_client"),
    "a template": ({**AUTHORIZED_USER, "client_secret": "YOUR_CLIENT_SECRET"}, "bad_client"),
    "gcloud's own": (
        {**AUTHORIZED_USER, "client_id": "32555940559.apps.googleusercontent.com"},
        "public_client",
    ),
    "gcloud's for adc": (
        {
            **AUTHORIZED_USER,
            "client_id": "764086051850-6qr4p6gpi6hn506pt8ejuq83di341hur.apps.googleusercontent.com",
        },
        "public_client",
    ),
}


@pytest.mark.parametrize("name", SPOILT)
def test_what_cannot_be_taken_over_is_told_with_a_way_on(tmp_path: Path, name: str) -> None:
    value, code = SPOILT[name]
    problem = look_at(write(tmp_path / "saved.json", value)).problem
    assert problem is not None
    assert (problem.code, problem.exit) == (f"import.{code}", Exit.USAGE)
    assert problem.cause
    assert problem.remedy
    assert not any(secret in str(problem) for secret in (SECRET, TOKEN, "1//0"))


def test_the_client_of_gcloud_is_refused_with_what_gcloud_can_do(tmp_path: Path) -> None:
    value, _ = SPOILT["gcloud's own"]
    problem = look_at(write(tmp_path / "adc.json", value)).problem
    assert problem is not None
    assert "of gcloud" in problem.message
    assert "--client-id-file" in problem.remedy


def test_only_regular_files_are_read(tmp_path: Path, problem: Caught) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path, code in (("pipe", "not_a_file"), ("", "not_a_file"), ("gone", "unreadable")):
        caught = problem(lambda path=path: look_at(tmp_path / path))  # type: ignore[misc]
        assert (caught.code, caught.exit) == (f"clientfile.{code}", Exit.USAGE)


def test_standard_input_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    data = io.BytesIO(json.dumps(AUTHORIZED_USER).encode())
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=data, closed=False))
    assert look_at("-").refresh_token == Secret(TOKEN)


@settings(deadline=None, max_examples=60)
@given(
    st.recursive(
        st.none() | st.booleans() | st.text(),
        lambda v: (
            st.lists(v)
            | st.dictionaries(
                st.sampled_from(
                    [
                        "refresh_token",
                        "client_id",
                        "client_secret",
                        "email",
                        "scopes",
                        "id_token",
                        "token_uri",
                        "universe_domain",
                        "data",
                        "x",
                    ]
                ),
                v,
            )
        ),
        max_leaves=12,
    )
)
def test_no_content_is_a_surprise(value: Any) -> None:
    found = from_bytes(json.dumps(value).encode(), Place("", "x"))
    assert found.problem or found.refresh_token


def test_a_client_is_named_for_a_token_that_has_none(tmp_path: Path) -> None:
    found = look_at(write(tmp_path / "saved.json", {"refresh_token": TOKEN, "email": ADA}))
    client = make_client()
    bare = with_client(found, client)
    assert (found.kind, code_of(found)) == ("gog_export", "import.no_client")
    assert (bare.client_id, code_of(bare)) == (client.client_id, "")
    mine = make_client()
    own = look_at(write(tmp_path / "own.json", AUTHORIZED_USER))
    assert code_of(with_client(own, mine)) == "import.other_client"
    web = client_of(with_client(own, _like(own, "web")))
    assert (web.kind, web.client_secret) == ("web", Secret(SECRET))
    spoilt = look_at(write(tmp_path / "spoilt.json", []))
    assert with_client(spoilt, mine) is spoilt


def _like(found: ForeignGrant, kind: str) -> Any:
    from dataclasses import replace

    return replace(make_client(kind), client_id=found.client_id)


@pytest.mark.parametrize(
    ("file", "client"),
    [
        ("credentials.json", CLIENT),
        ("credentials-work.json", CLIENT),
        ("credentials-work.json", {"web": {**CLIENT, "redirect_uris": ["http://localhost:1"]}}),
    ],
)
def test_gogs_export_finds_its_client(tmp_path: Path, file: str, client: object) -> None:
    write(tmp_path / "data" / file, client)
    name = "default" if file == "credentials.json" else "Work"
    path = write(tmp_path / "out.json", {**GOG, "client": name})
    place = Place("gog", str(path), clients=(str(tmp_path / "none"), str(tmp_path / "data")))
    found = look_at(place)
    assert (found.kind, found.email, found.scopes) == ("gog_export", ADA, (SCOPE,))
    assert (found.client_id, code_of(found)) == (CLIENT_ID, "")
    assert client_of(found).redirect_uris == (("http://localhost:1",) if "web" in client else ())  # type: ignore[operator]


@pytest.mark.parametrize("name", ["../../etc/x", "a/b", "", "nobody", "a" * 99])
def test_a_client_name_leads_nowhere_else(tmp_path: Path, name: str) -> None:
    (tmp_path / "data").mkdir()
    write(tmp_path / "data" / "credentials-a", CLIENT)
    path = write(tmp_path / "out.json", {**GOG, "client": name})
    found = look_at(Place("gog", str(path), clients=(str(tmp_path / "data"),)))
    assert code_of(found) == "import.no_client"


def test_a_client_file_beside_that_is_another_one_is_let_alone(tmp_path: Path) -> None:
    other = {"installed": {**CLIENT, "client_id": "7-x.apps.googleusercontent.com"}}
    path = write(tmp_path / "oauth2.txt", FILES["GAM oauth2.txt"][0])
    place = Place("gam", str(path), clients=(str(write(tmp_path / "c.json", other)),))
    assert look_at(place).client is None
    write(tmp_path / "c.json", {"installed": {**CLIENT, "project_id": "gam-project"}})
    assert client_of(look_at(place)).project_id == "gam-project"
    write(tmp_path / "c.json", b"no json")
    assert look_at(place).client is None


def test_gclouds_database_is_read(tmp_path: Path) -> None:
    rows: dict[str, object] = {
        ADA: AUTHORIZED_USER,
        "robot@x": {"type": "service_account", "private_key": "x"},
    }
    path = str(database(tmp_path / "credentials.db", rows))
    before = sorted(os.listdir(tmp_path))
    found = look_at(Place("gcloud", path, ADA.upper()))
    assert (found.kind, found.email, code_of(found)) == ("gcloud_database", ADA, "")
    assert found.refresh_token == Secret(TOKEN)
    assert code_of(look_at(path)) == "import.several"
    assert code_of(look_at(Place("gcloud", path, "robot@x"))) == "import.not_a_sign_in"
    assert code_of(look_at(Place("gcloud", path, "eve@x"))) == "import.database"
    assert sorted(os.listdir(tmp_path)) == before
    assert foreign_stores.accounts_in(Path(path).read_bytes()) == (ADA, "robot@x")
    assert foreign_stores.accounts_in(b"no database") == ()


def test_a_database_with_a_log_of_its_own_is_read(tmp_path: Path) -> None:
    path = database(tmp_path / "credentials.db", {ADA: AUTHORIZED_USER})
    with sqlite3.connect(path) as made:
        made.execute("PRAGMA journal_mode = WAL")
    made.close()
    assert path.read_bytes()[18:20] == b"\x02\x02"
    assert code_of(look_at(path)) == ""


ENDLESS = (
    "CREATE VIEW credentials AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM n)"
    " SELECT x AS account_id, x AS value FROM n"
)


@pytest.mark.parametrize(
    ("sql", "cause"),
    [
        (ENDLESS, "no table of credentials"),
        ("CREATE TABLE other (x)", "no table of credentials"),
        ("CREATE VIRTUAL TABLE credentials USING fts5(account_id, value)", "no table of"),
        ("CREATE TABLE credentials (account_id TEXT, x TEXT)", "damaged"),
        (
            "CREATE TABLE credentials (account_id TEXT, value/**/AS(zeroblob(900000000)));"
            "INSERT INTO credentials VALUES ('ada@example.com')",
            "damaged",
        ),
    ],
)
def test_another_database_is_told(tmp_path: Path, sql: str, cause: str) -> None:
    problem = look_at(database(tmp_path / "x.db", {}, sql)).problem
    assert problem is not None
    assert (problem.code, cause in problem.cause) == ("import.database", True)


def test_a_value_that_never_ends_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(foreign_stores, "_MOST_STEPS", 0)
    rows: dict[str, object] = {f"{n}@example.com": AUTHORIZED_USER for n in range(200)}
    assert code_of(look_at(database(tmp_path / "x.db", rows))) == "import.database"


@pytest.mark.parametrize("cut", [16, 99, 5000])
def test_a_damaged_database_is_told(tmp_path: Path, cut: int) -> None:
    whole = database(tmp_path / "x.db", {ADA: AUTHORIZED_USER}).read_bytes()
    assert code_of(look_at(write(tmp_path / "cut.db", whole[:cut]))) == "import.database"


def test_a_huge_database_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(foreign_stores, "LARGEST_DATABASE", 4096)
    path = database(tmp_path / "x.db", {ADA: AUTHORIZED_USER})
    assert code_of(look_at(path)) == "import.database"


def test_gws_is_opened_where_its_key_lies_beside(tmp_path: Path) -> None:
    path = seal_as_gws(tmp_path, AUTHORIZED_USER)
    place = Place("gws", str(path), clients=(str(tmp_path / "client_secret.json"),))
    write(tmp_path / "client_secret.json", {"installed": {**CLIENT, "project_id": "mine"}})
    found = look_at(place)
    assert (found.refresh_token, client_of(found).project_id) == (Secret(TOKEN), "mine")


@pytest.mark.parametrize("key", [b"", b"!", b"QUJD", b"A" * 43 + b"="])
def test_gws_stays_shut_without_its_key(tmp_path: Path, key: bytes) -> None:
    path = seal_as_gws(tmp_path, AUTHORIZED_USER)
    write(tmp_path / ".encryption_key", key)
    problem = look_at(path).problem
    assert problem is not None
    assert problem.code == "import.sealed"
    assert "gws auth export --unmasked" in problem.remedy
    assert code_of(look_at(write(tmp_path / "credentials.enc", b"short"))) == "import.sealed"


def test_an_address_of_googles_own_in_another_spelling_serves(tmp_path: Path) -> None:
    value = {**AUTHORIZED_USER, "token_uri": "HTTPS://OAUTH2.googleapis.com/token"}
    assert look_at(write(tmp_path / "saved.json", value)).problem is None
