"""Deleting the plain client file, only where the vault holds exactly what is in it."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path

import pytest

from chattui.clientfile import OAuthClient, diagnose_file
from chattui.clientfile.discard import discard_file
from chattui.problem import ProblemError

DOCUMENT = {
    "installed": {
        "client_id": "123456789012-abcdefghijklmnopqrstuvwxyz012345.apps.googleusercontent.com",
        "project_id": "project",
        "auth_uri": "https://accounts.google.com/o/oauth2/auth",
        "token_uri": "https://oauth2.googleapis.com/token",
        "client_secret": "GOCSPX-0123456789abcdefghijklmnopqr",
        "redirect_uris": ["http://localhost"],
    }
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A sound client file."""
    path = tmp_path / "client.json"
    path.write_text(json.dumps(DOCUMENT))
    path.chmod(0o600)
    return path


@pytest.fixture
def kept(path: Path) -> OAuthClient:
    """What the vault holds of it."""
    client = diagnose_file(path).client
    assert client is not None
    return client


def test_the_same_client_is_deleted(path: Path, kept: OAuthClient) -> None:
    discard_file(path, kept)
    assert not path.exists()


def test_another_secret_keeps_the_file(path: Path, kept: OAuthClient) -> None:
    path.write_text(path.read_text().replace("GOCSPX-0", "GOCSPX-1"))
    with pytest.raises(ProblemError) as caught:
        discard_file(path, kept)
    assert caught.value.problem.code == "clientfile.changed"
    assert path.exists()


def test_a_file_that_is_no_client_any_more_stays(path: Path, kept: OAuthClient) -> None:
    path.write_text("{}")
    with pytest.raises(ProblemError) as caught:
        discard_file(path, kept)
    assert caught.value.problem.code == "clientfile.changed"
    assert path.exists()


def test_a_link_is_not_followed(path: Path, kept: OAuthClient, tmp_path: Path) -> None:
    link = tmp_path / "link.json"
    link.symlink_to(path)
    with pytest.raises(ProblemError) as caught:
        discard_file(link, kept)
    assert caught.value.problem.code == "clientfile.is_link"
    assert path.exists()
    assert link.is_symlink()


def test_a_file_that_is_gone_is_a_problem(path: Path, kept: OAuthClient) -> None:
    path.unlink()
    with pytest.raises(ProblemError):
        discard_file(path, kept)


def test_what_cannot_be_deleted_is_told(
    path: Path, kept: OAuthClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(name: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr("chattui.clientfile.discard.os.unlink", refuse)
    with pytest.raises(ProblemError) as caught:
        discard_file(path, kept)
    assert caught.value.problem.code == "clientfile.not_deleted"
