"""chattui accounts import, export and rename, as a script or a person runs them."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path
from typing import Any

import pytest

from chattui.oauth import foreign_files
from chattui.problem import Exit, Problem, ProblemError
from tests.unit.cli.conftest import ADA, Desk
from tests.unit.oauth.foreign import AUTHORIZED_USER, GOG, database, seal_as_gws, write

pytestmark = pytest.mark.usefixtures("shelf")
GRACE = "grace@example.com"
_ELSEWHERE = (
    *("CLOUDSDK_CONFIG", "GAMCFGDIR", "GAMUSERCONFIGDIR", "OLDGAMPATH", "GOG_HOME", "GOG_DATA_DIR"),
    *("GOG_CONFIG_DIR", "GOOGLE_WORKSPACE_CLI_CONFIG_DIR", "GOOGLE_WORKSPACE_CLI_CREDENTIALS_FILE"),
)


@pytest.fixture
def home(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The home that other programs keep their files in."""
    for name in _ELSEWHERE:
        monkeypatch.delenv(name, raising=False)
    return own_home


@pytest.fixture
def saved(signed_in: Desk, tmp_path: Path) -> tuple[Desk, dict[str, str]]:
    """A desk where nobody is signed in any more, and what another program has of Ada."""
    path = tmp_path / "ada.json"
    assert signed_in.run("accounts", "export", ADA, "--to", str(path)).status == Exit.DONE
    signed_in.run("accounts", "remove", ADA, "--yes")
    signed_in.run("clients", "remove", "desk", "--yes")
    return signed_in, json.loads(path.read_text())


def test_it_goes_out_and_comes_back(signed_in: Desk, tmp_path: Path) -> None:
    path = tmp_path / "ada.json"
    ran = signed_in.run("accounts", "export", ADA, "--to", str(path))
    assert (ran.status, ran.out) == (Exit.DONE, "")
    assert "can act as ada@example.com" in " ".join(ran.err.split())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    printed = signed_in.run("accounts", "export", ADA)
    assert json.loads(printed.out) == json.loads(path.read_text())
    assert "1//" not in printed.err
    again = signed_in.run("accounts", "export", ADA, "--to", str(path), "--format", "json")
    assert again.json["problem"]["code"] == "export.exists"
    signed_in.run("accounts", "remove", ADA, "--yes")
    ran = signed_in.run("accounts", "import", str(path), "--yes", "--format", "json")
    assert (ran.status, ran.json["dryRun"]) == (Exit.DONE, False)
    assert (ran.json["imported"]["email"], ran.json["imported"]["how"]) == (ADA, "import")
    assert ran.json["imported"]["consentedAt"] is None
    assert not any(secret in ran.out + ran.err for secret in ("1//", "GOCSPX-", "ya29."))
    assert signed_in.json("token")["account"] == ADA
    listed = signed_in.run("accounts", "list", "--columns", "email,how").out
    assert listed.split() == ["EMAIL", "HOW", ADA, "imported"]


def test_an_export_can_be_rehearsed(signed_in: Desk, tmp_path: Path) -> None:
    path = tmp_path / "ada.json"
    told = signed_in.json("accounts", "export", ADA, "--to", str(path), "--dry-run")
    assert (told["exported"]["email"], told["dryRun"], path.exists()) == (ADA, True, False)
    ran = signed_in.run("accounts", "export", ADA, "--dry-run")
    assert (ran.out, "Nothing was exported" in ran.err) == ("", True)
    assert signed_in.run("accounts", "export", "eve").status == Exit.USAGE


def test_an_export_into_a_work_tree_is_told(signed_in: Desk, tmp_path: Path) -> None:
    for name in ("objects", "refs"):
        (tmp_path / ".git" / name).mkdir(parents=True)
    (tmp_path / ".git/HEAD").write_text("ref: refs/heads/main\n")
    ran = signed_in.run("accounts", "export", ADA, "--to", str(tmp_path / "ada.json"))
    assert (ran.status, "in the git work tree" in " ".join(ran.err.split())) == (Exit.DONE, True)


@pytest.mark.parametrize("yes", [True, False])
def test_a_terminal_is_shown_a_secret_after_a_yes(
    signed_in: Desk, monkeypatch: pytest.MonkeyPatch, yes: bool
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    assert signed_in.run("accounts", "export", ADA).status == Exit.USAGE
    monkeypatch.setattr("chattui.cli.ask.confirm", lambda *_, **__: yes)
    ran = signed_in.run("accounts", "export", ADA)
    assert (ran.status, bool(ran.out)) == ((Exit.DONE, True) if yes else (Exit.FAILED, False))


def test_an_import_asks_and_can_be_rehearsed(
    saved: tuple[Desk, dict[str, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, document = saved
    path = str(write(tmp_path / "in.json", document))
    before = len(desk.requests())
    told = desk.json("accounts", "import", path, "--dry-run")
    assert told["found"]["client_id"] == document["client_id"]
    ran = desk.run("accounts", "import", path, "--dry-run")
    assert "by its own words of ada@example.com" in " ".join(ran.err.split())
    assert "revoking it in one ends it in both" in " ".join(ran.err.split())
    assert desk.run("accounts", "import", path).status == Exit.USAGE
    with monkeypatch.context() as patch:
        patch.setattr("chattui.cli.ask.confirm", lambda *_, **__: False)
        assert desk.run("accounts", "import", path).status == Exit.FAILED
    assert len(desk.requests()) == before
    assert desk.json("accounts", "list")["accounts"] == []


def gcloud(home: Path, document: dict[str, str]) -> None:
    folder = home / ".config/gcloud"
    adc = {k: v for k, v in document.items() if k != "account"}
    own = {**AUTHORIZED_USER, "client_id": "32555940559.apps.googleusercontent.com"}
    write(folder / "application_default_credentials.json", adc)
    write(folder / "legacy_credentials" / GRACE / "adc.json", own)
    database(folder / "credentials.db", {GRACE: own, "robot": {"type": "service_account"}})


def gws(home: Path, document: dict[str, str]) -> None:
    folder = home / ".config/gws"
    folder.mkdir(parents=True)
    seal_as_gws(folder, document)
    write(folder / "credentials.json", document)  # the same once more


def gam(home: Path, document: dict[str, str]) -> None:
    bare = document["client_id"].removesuffix(".apps.googleusercontent.com")
    write(home / ".gam/oauth2.txt", {**document, "client_id": bare, "token": "ya29.x"})
    write(home / ".gam/gam.cfg", b"[DEFAULT]\nconfig_dir =\n[foo]\nconfig_dir = foo\n")


@pytest.mark.parametrize(
    "program",
    [
        gcloud,
        pytest.param(gws, marks=pytest.mark.exhaustive),
        pytest.param(gam, marks=pytest.mark.exhaustive),
    ],
)
def test_a_programs_own_place_is_looked_at(
    saved: tuple[Desk, dict[str, str]], home: Path, program: Any
) -> None:
    desk, document = saved
    source = program.__name__
    none = desk.json("accounts", "import", "--from", source, "--yes", status=Exit.USAGE)
    assert none["problem"]["code"] == "import.nothing_found"
    program(home, document)
    told = desk.json("accounts", "import", "--from", source, "--yes")
    assert told["imported"]["email"] == ADA


def test_the_own_client_of_gcloud_is_refused(
    saved: tuple[Desk, dict[str, str]], home: Path
) -> None:
    desk, document = saved
    gcloud(home, document)
    (home / ".config/gcloud/application_default_credentials.json").unlink()
    told = desk.json("accounts", "import", "--from", "gcloud", "--yes", status=Exit.USAGE)
    assert told["problem"]["code"] == "import.public_client"
    path = str(home / ".config/gcloud/credentials.db")
    told = desk.json("accounts", "import", path, "--email", "robot", status=Exit.USAGE)
    assert told["problem"]["code"] == "import.not_a_sign_in"


def test_of_several_one_is_named(saved: tuple[Desk, dict[str, str]], home: Path) -> None:
    desk, document = saved
    grace = {**document, "refresh_token": "1//0grace"}
    folder = home / ".config/gcloud/legacy_credentials"
    write(folder / ADA / "adc.json", {k: v for k, v in document.items() if k != "account"})
    write(folder / GRACE / "adc.json", {**grace, "account": GRACE})
    os.mkfifo(home / ".config/gcloud/application_default_credentials.json")
    told = desk.json("accounts", "import", "--from", "gcloud", "--yes", status=Exit.USAGE)
    assert told["problem"]["code"] == "import.several"
    assert GRACE in told["problem"]["cause"]
    chosen = ("accounts", "import", "--from", "gcloud", "--yes", "--email", ADA)
    assert desk.json(*chosen)["imported"]["email"] == ADA


def test_a_file_that_cannot_be_read_hides_no_other(
    saved: tuple[Desk, dict[str, str]], home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, document = saved
    gcloud(home, document)
    real = foreign_files.look_at

    def look_at(place: Any) -> Any:
        if "legacy" in place.path:
            raise ProblemError(Problem("clientfile.unreadable", "It cannot be read."))
        return real(place)

    monkeypatch.setattr(foreign_files, "look_at", look_at)
    ran = desk.run("accounts", "import", "--from", "gcloud", "--yes")
    assert (ran.status, "! It cannot be read." in ran.err) == (Exit.DONE, True)


def test_gog_gives_it_out_itself(
    saved: tuple[Desk, dict[str, str]], home: Path, tmp_path: Path
) -> None:
    desk, document = saved
    told = desk.json("accounts", "import", "--from", "gog", status=Exit.USAGE)
    assert "gog auth tokens export" in told["problem"]["remedy"]
    path = str(write(tmp_path / "out.json", {**GOG, "refresh_token": document["refresh_token"]}))
    alone = desk.json("accounts", "import", path, "--yes", status=Exit.USAGE)
    assert alone["problem"]["code"] == "import.no_client"
    client = {k: document[k] for k in ("client_id", "client_secret")}
    write(home / ".local/share/gogcli/credentials.json", client)
    told = desk.json("accounts", "import", "--from", "gog", path, "--yes")
    assert told["imported"]["email"] == ADA


def test_a_client_can_be_named(saved: tuple[Desk, dict[str, str]], tmp_path: Path) -> None:
    desk, document = saved
    bare = {"refresh_token": document["refresh_token"], "access_token": "ya29.x"}
    path = str(write(tmp_path / "out.json", bare))
    file = write(tmp_path / "client.json", desk.emulator.client_file(google=True).encode())
    key = write(tmp_path / "key.json", desk.emulator.key_file(google=True).encode())
    start = ("accounts", "import", path, "--yes", "--client")
    told = desk.json(*start, str(key), status=Exit.USAGE)
    assert told["problem"]["code"] == "import.key_named"
    assert desk.json(*start, str(file))["imported"]["email"] == ADA
    desk.run("accounts", "remove", ADA, "--yes")
    name = desk.json("clients", "list")["clients"][0]["name"]
    assert desk.json(*start, name)["imported"]["email"] == ADA


def test_what_is_here_is_replaced_only_by_name(signed_in: Desk, tmp_path: Path) -> None:
    path = tmp_path / "ada.json"
    signed_in.run("accounts", "export", ADA, "--to", str(path))
    signed_in.sign_in()  # another refresh token
    start = ("accounts", "import", str(path), "--yes")
    ran = signed_in.run(*start, "--format", "json")
    assert (ran.status, ran.json["problem"]["code"]) == (Exit.FAILED, "import.already_here")
    assert signed_in.run(*start, "--replace").status == Exit.DONE


def test_a_sign_in_without_chat_says_how_to_come_to_it(desk: Desk, tmp_path: Path) -> None:
    desk.sign_in("openid")
    path = tmp_path / "ada.json"
    desk.run("accounts", "export", ADA, "--to", str(path))
    desk.run("accounts", "remove", ADA, "--yes")
    ran = desk.run("accounts", "import", str(path), "--yes")
    assert "chattui login --add --account ada@example.com" in " ".join(ran.err.split())
    assert "was left as it is" in " ".join(ran.err.split())


def test_something_has_to_be_named(desk: Desk) -> None:
    told = desk.json("accounts", "import", status=Exit.USAGE)
    assert told["problem"]["code"] == "import.nothing_named"
    assert desk.run("accounts", "import", "--from", "rclone").status == Exit.USAGE


def test_an_account_is_renamed_and_used_by_its_name(signed_in: Desk) -> None:
    told = signed_in.json("accounts", "rename", ADA, "work", "--dry-run")
    assert (told["account"]["name"], told["dryRun"]) == ("", True)
    ran = signed_in.run("accounts", "rename", ADA, "work")
    assert (ran.out, "is called work now" in ran.err) == ("", True)
    assert signed_in.json("token", "--account", "work")["account"] == ADA
    assert signed_in.run("accounts", "list").out.splitlines()[1].split()[:2] == [ADA, "work"]
    assert signed_in.run("accounts", "rename", "work", "a@b").status == Exit.USAGE
    ran = signed_in.run("accounts", "rename", "work", "")
    assert "has no name of its own now" in ran.err
    assert signed_in.run("token", "--account", "work").status == Exit.USAGE


def test_the_way_of_a_sign_in_is_told(signed_in: Desk) -> None:
    (account,) = signed_in.json("accounts", "list")["accounts"]
    assert (account["how"], account["name"]) == ("paste", "")
    csv = signed_in.run("accounts", "list", "--format", "csv", "--columns", "how,used,name")
    assert csv.out.splitlines()[0] == "how,used,name"
