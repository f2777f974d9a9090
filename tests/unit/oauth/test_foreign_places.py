"""Where the sign-ins of other programs are looked for."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from chattui.oauth import foreign_places
from chattui.oauth.foreign_files import ForeignGrant, Place, look_at
from chattui.oauth.foreign_places import everything, nothing_found, place_of, places
from chattui.problem import Problem, ProblemError
from tests.unit.oauth.foreign import ADA, AUTHORIZED_USER, CLIENT, FILES, database, write

GAM = FILES["GAM oauth2.txt"][0]


def found(program: str, environ: Mapping[str, str], home: Path) -> list[tuple[str, str]]:
    """The places below `home`, and the account of each."""
    return [(os.path.relpath(p.path, home), p.account) for p in places(program, environ)]


def test_gcloud(tmp_path: Path) -> None:
    folder = tmp_path / ".config/gcloud"
    write(folder / "application_default_credentials.json", AUTHORIZED_USER)
    write(folder / "legacy_credentials" / ADA / "adc.json", AUTHORIZED_USER)
    database(folder / "credentials.db", {ADA: AUTHORIZED_USER, "grace@example.com": {}})
    expected = [
        (".config/gcloud/application_default_credentials.json", ""),
        (f".config/gcloud/legacy_credentials/{ADA}/adc.json", ADA),
        (".config/gcloud/credentials.db", "grace@example.com"),
    ]
    assert found("gcloud", {"HOME": str(tmp_path)}, tmp_path) == expected
    elsewhere = {"HOME": "/nowhere", "CLOUDSDK_CONFIG": str(folder)}
    assert found("gcloud", elsewhere, tmp_path) == expected
    (folder / "credentials.db").write_bytes(b"no database")
    assert found("gcloud", elsewhere, tmp_path) == expected[:2]


def test_gws(tmp_path: Path) -> None:
    folder = tmp_path / ".config/gws"
    write(folder / "credentials.enc", b"sealed")
    write(folder / "profiles/work/credentials.json", AUTHORIZED_USER)
    environ = {"HOME": str(tmp_path)}
    expected = [
        (".config/gws/credentials.enc", ""),
        (".config/gws/profiles/work/credentials.json", ""),
    ]
    assert found("gws", environ, tmp_path) == expected
    named = write(tmp_path / "named.json", AUTHORIZED_USER)
    environ |= {
        "GOOGLE_WORKSPACE_CLI_CREDENTIALS_FILE": str(named),
        "GOOGLE_WORKSPACE_CLI_CONFIG_DIR": str(folder),
    }
    assert found("gws", environ, tmp_path) == [("named.json", ""), *expected]


def test_gog_keeps_nothing_in_a_file(tmp_path: Path) -> None:
    assert places("gog", {"HOME": str(tmp_path)}) == ()
    problem = nothing_found("gog", {})
    assert problem.code == "import.sealed"
    assert "gog auth tokens export EMAIL --out FILE" in problem.remedy


@pytest.mark.parametrize(
    "variables",
    [
        {},
        {"XDG_DATA_HOME": "{home}/.local/share"},
        {"XDG_DATA_HOME": "relative", "XDG_CONFIG_HOME": "relative"},
        {"GOG_DATA_DIR": "{home}/.local/share/gogcli"},
        {"GOG_HOME": "{home}/gog"},
        {"GOG_CONFIG_DIR": "{home}/.local/share/gogcli"},
    ],
)
def test_gogs_client_is_found(tmp_path: Path, variables: dict[str, str]) -> None:
    folder = "gog/data" if "GOG_HOME" in variables else ".local/share/gogcli"
    write(tmp_path / folder / "credentials.json", CLIENT)
    environ = {name: text.format(home=tmp_path) for name, text in variables.items()}
    path = write(tmp_path / "out.json", {"email": ADA, "refresh_token": "1//0x"})
    assert look_at(place_of("gog", str(path), {"HOME": str(tmp_path), **environ})).problem is None


CONFIG = """
[DEFAULT]
config_dir = {home}/.gam
oauth2_txt = oauth2.txt
section =
[staff]
domain = example.com
[foo]
config_dir = 'foo'
oauth2_txt = "mine.txt"
[goo]
config_dir = ~/goo
client_secrets_json = c.json
"""


def test_gam_and_its_sections(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    environ = {"HOME": str(tmp_path)}
    for name in (".gam/oauth2.txt", ".gam/foo/mine.txt", "goo/oauth2.txt"):
        write(tmp_path / name, GAM)
    assert found("gam", environ, tmp_path) == [(".gam/oauth2.txt", "")]
    write(tmp_path / ".gam/gam.cfg", CONFIG.format(home=tmp_path).encode())
    write(tmp_path / "goo/c.json", {"installed": {**CLIENT, "project_id": "goo"}})
    listed = places("gam", environ)
    assert [os.path.relpath(place.path, tmp_path) for place in listed] == [
        ".gam/oauth2.txt",
        ".gam/foo/mine.txt",
        "goo/oauth2.txt",
    ]
    client = look_at(listed[2]).client
    assert client is not None
    assert client.project_id == "goo"
    moved = {"HOME": "/nowhere", "GAMCFGDIR": str(tmp_path / ".gam")}
    assert len(places("gam", moved)) == 3


@pytest.mark.parametrize("text", [b"no section", b"[a\n", b"\xff\x00", b"[a]\nb\n" * 9])
def test_a_gam_config_that_is_none_is_no_obstacle(tmp_path: Path, text: bytes) -> None:
    write(tmp_path / ".gam/gam.cfg", text)
    write(tmp_path / ".gam/oauth2.txt", GAM)
    write(tmp_path / "old/o.txt", GAM)
    environ = {"HOME": str(tmp_path), "OLDGAMPATH": str(tmp_path / "old"), "OAUTHFILE": "o.txt"}
    assert found("gam", environ, tmp_path) == [(".gam/oauth2.txt", ""), ("old/o.txt", "")]


@pytest.mark.parametrize("program", ["gcloud", "gws", "gam"])
def test_where_was_looked_is_told(tmp_path: Path, program: str) -> None:
    environ = {"HOME": str(tmp_path)}
    assert places(program, environ) == ()
    problem = nothing_found(program, environ)
    assert problem.code == "import.nothing_found"
    assert str(tmp_path) in problem.cause
    assert problem.remedy


@pytest.mark.parametrize(
    ("platform", "program", "path"),
    [
        ("win32", "gcloud", "roaming/gcloud/application_default_credentials.json"),
        ("win32", "gws", "roaming/gws/credentials.json"),
        ("darwin", "gws", "Library/Application Support/gws/credentials.json"),
        ("darwin", "gcloud", ".config/gcloud/application_default_credentials.json"),
    ],
)
def test_other_systems(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, platform: str, program: str, path: str
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    write(tmp_path / path, AUTHORIZED_USER)
    environ = {"HOME": str(tmp_path), "APPDATA": str(tmp_path / "roaming")}
    assert found(program, environ, tmp_path) == [(path, "")]
    assert foreign_places._gog_folders(environ)


def test_everything_is_told_once_and_what_cannot_be_read_with_the_reason(tmp_path: Path) -> None:
    folder = tmp_path / ".config/gcloud"
    write(folder / "application_default_credentials.json", AUTHORIZED_USER)
    write(folder / "legacy_credentials" / ADA / "adc.json", AUTHORIZED_USER)
    with write(tmp_path / ".gam/oauth2.txt", b"").open("wb") as file:
        file.truncate(1 << 30)
    first, other = everything({"HOME": str(tmp_path)})
    assert (first.problem, first.client_id) == (None, AUTHORIZED_USER["client_id"])
    assert other.problem is not None
    assert other.place is not None
    assert other.place.path == str(tmp_path / ".gam/oauth2.txt")


def test_a_file_that_goes_meanwhile_hides_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / ".config/gcloud"
    write(folder / "application_default_credentials.json", AUTHORIZED_USER)
    write(tmp_path / ".gam/oauth2.txt", b"{}")

    def look(place: Place) -> ForeignGrant:
        if "gam" in place.path:
            raise ProblemError(Problem("test.gone", "It is gone."))
        return look_at(place)

    monkeypatch.setattr(foreign_places, "look_at", look)
    first, gone = everything({"HOME": str(tmp_path)})
    assert first.problem is None
    assert (gone.problem and gone.problem.code, gone.place is not None) == ("test.gone", True)
