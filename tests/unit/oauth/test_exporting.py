"""An account given to another program: what is in the file, and how it is written."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from google.auth.transport.requests import Request
from google.oauth2.credentials import Credentials

from chattui.oauth import exporting
from chattui.oauth.exporting import authorized_user, write_export
from chattui.oauth.identity import from_tokeninfo
from chattui.problem import Exit, Problem
from chattui.secret import Secret
from chattui.vault import Vault
from tests.unit.oauth.conftest import Google
from tests.unit.oauth.test_importing import ADA, CHAT, sign_in

Caught = Callable[[Callable[[], object]], Problem]
TEXT = Secret('{"type": "authorized_user"}\n')


def test_googles_own_library_reads_it_and_refreshes(
    google: Google, vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It takes the token endpoint from a constant, as it should, so that is the emulator's here."""
    endpoint = google.context.endpoints.token
    monkeypatch.setattr("google.oauth2.credentials._GOOGLE_OAUTH2_TOKEN_ENDPOINT", endpoint)
    path = tmp_path / "ada.json"
    write_export(path, authorized_user(vault, sign_in(google, vault)))
    credentials: Any = Credentials.from_authorized_user_file(path)  # type: ignore[no-untyped-call]
    credentials.refresh(Request())
    assert credentials.token.startswith("ya29.")
    assert credentials.account == ADA
    told = from_tokeninfo(Secret(credentials.token), google.context.endpoints)
    assert told is not None
    assert CHAT in told.scopes
    assert google.requests("refresh_token")[-1]["status"] == 200


def test_what_cannot_be_exported_is_told(google: Google, vault: Vault, problem: Caught) -> None:
    account = sign_in(google, vault)
    caught = problem(lambda: authorized_user(vault, replace(account, kind="delegation")))
    assert (caught.code, caught.exit) == ("export.not_a_user", Exit.USAGE)
    vault.save_grant(account.key, replace(vault.grant(account.key), refresh_token=None))
    caught = problem(lambda: authorized_user(vault, account))
    assert (caught.code, caught.exit) == ("oauth.grant_ended", Exit.NOT_SIGNED_IN)


def test_a_file_is_its_owners_alone(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        write_export(tmp_path / "ada.json", TEXT)
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "ada.json").stat().st_mode) == 0o600
    assert json.loads((tmp_path / "ada.json").read_text())["type"] == "authorized_user"


@pytest.mark.parametrize("kind", ["file", "link", "dangling", "folder"])
def test_nothing_is_written_over(tmp_path: Path, problem: Caught, kind: str) -> None:
    path, other = tmp_path / "ada.json", tmp_path / "other"
    other.write_text("precious")
    if kind == "folder":
        path.mkdir()
    elif kind == "file":
        path.write_text("precious")
    else:
        path.symlink_to(other if kind == "link" else tmp_path / "gone")
    caught = problem(lambda: write_export(path, TEXT))
    assert (caught.code, caught.exit) == ("export.exists", Exit.USAGE)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["ada.json", "other"]
    assert other.read_text() == "precious"


@pytest.mark.parametrize(
    ("path", "code"), [("gone/ada.json", "export.no_folder"), ("a\0b", "disk.failed")]
)
def test_where_nothing_can_be_written(
    tmp_path: Path, problem: Caught, path: str, code: str
) -> None:
    assert problem(lambda: write_export(os.path.join(tmp_path, path), TEXT)).code == code
    assert list(tmp_path.iterdir()) == []


def test_half_a_file_is_not_left(
    full_disk: Path, fill: Callable[[Path], Path], problem: Caught
) -> None:
    fill(full_disk)
    path = full_disk / "ada.json"
    assert problem(lambda: write_export(path, Secret("x" * 9999))).code == "disk.full"
    assert not path.exists()


def test_what_is_written_lasts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    monkeypatch.setattr("os.fsync", lambda _: done.append("file"))
    monkeypatch.setattr(exporting, "sync_folder", lambda _: done.append("folder"))
    write_export(tmp_path / "ada.json", TEXT)
    assert done == ["file", "folder"]
