"""config.toml: what it says is used, and what it says wrongly is told with its line."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from chattui import config, context
from chattui.cli import main
from chattui.config import Config
from chattui.paths import Paths
from chattui.problem import Exit, Problem

Caught = Callable[[Callable[[], object]], Problem]


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return Paths(tmp_path, tmp_path, tmp_path)


def write(paths: Paths, text: str | bytes) -> None:
    data = text.encode() if isinstance(text, str) else text
    (paths.config / "config.toml").write_bytes(data)


@pytest.mark.parametrize("text", [None, "", "# nothing\n", "\ufeff"])
def test_nothing_is_said(paths: Paths, text: str | None) -> None:
    if text is not None:
        write(paths, text)
    assert config.load(paths) == Config()


def test_files_are_named_from_the_folder_of_the_file(
    paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", "/home/ada")
    write(paths, 'ca_file = "ca.pem"\nlog = "~/chattui.log"\n')
    assert config.load(paths) == Config(str(paths.config / "ca.pem"), "/home/ada/chattui.log")
    write(paths, "ca_file = '/etc/ca.pem'\r\n")
    assert config.load(paths).ca_file == "/etc/ca.pem"


@pytest.mark.parametrize(
    ("text", "code", "line", "words"),
    [
        ("\nca_flie = 'x'\n", "config.unknown_key", 2, "ca_flie"),
        ("[net]\nca_file = 'x'\n", "config.unknown_key", 1, "net"),
        ('log = "x"\n"a b" = 1\n', "config.unknown_key", 2, "a b"),
        ("log='x'\na.b = 1\n", "config.unknown_key", 2, "no setting a"),
        ('"a\\u0062" = 1\n', "config.unknown_key", 1, "ab"),
        ("ca_file = 3\n", "config.bad_value", 1, "ca_file"),
        ("ca_file = ''\n", "config.bad_value", 1, "ca_file"),
        ('\n\nlog = "a\\u001bb"\n', "config.bad_value", 3, "log"),
        ("keyring = ''\n", "config.bad_value", 1, "does not name a keyring"),
        ("keyring = 'KeePass'\n", "config.bad_value", 1, "does not name a keyring"),
        ("keyring = 'a..B'\n", "config.bad_value", 1, "does not name a keyring"),
        ("keyring = '.B'\n", "config.bad_value", 1, "does not name a keyring"),
        ("keyring = 'os;x.B'\n", "config.bad_value", 1, "does not name a keyring"),
        ("keyring = 'a.Ünicode'\n", "config.bad_value", 1, "does not name a keyring"),
        (f"keyring = '{'a.' * 100}B'\n", "config.bad_value", 1, "does not name a keyring"),
        ("keyring = true\n", "config.bad_value", 1, "does not name a keyring"),
        ("log = 'x'\nunlock_hours = '8'\n", "config.bad_value", 2, "not a number of hours"),
        ("unlock_hours = true\n", "config.bad_value", 1, "not a number of hours"),
        ("unlock_hours = nan\n", "config.bad_value", 1, "not a number of hours"),
        ("unlock_hours = inf\n", "config.bad_value", 1, "not a number of hours"),
        ("unlock_hours = -0.1\n", "config.bad_value", 1, "not a number of hours"),
        ("unlock_hours = 720.5\n", "config.bad_value", 1, "not a number of hours"),
        ("membership_writes = 0\n", "config.bad_value", 1, "requests a minute"),
        ("space_writes = 1_000_001\n", "config.bad_value", 1, "requests a minute"),
        ("space_writes = true\n", "config.bad_value", 1, "requests a minute"),
        ("space_writes = 60.0\n", "config.bad_value", 1, "requests a minute"),
        ("log_sheet = 7\n", "config.bad_value", 1, "a spreadsheet"),
        ('log_sheet = "\\u202e"\n', "config.bad_value", 1, "a spreadsheet"),
        ("ca_file = /etc/ca.pem\n", "config.not_toml", 1, "TOML"),
        ("log = 'x'\nca_file = 'y", "config.not_toml", 2, "TOML"),
        ("a = " + "[" * 3000, "config.not_toml", 1, "TOML"),
        ("a = " + "1" * 5000, "config.not_toml", 1, "TOML"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(
    paths: Paths, problem: Caught, text: str, code: str, line: int, words: str
) -> None:
    write(paths, text)
    told = problem(lambda: config.load(paths))
    assert (told.code, told.exit) == (code, Exit.USAGE)
    assert told.message.startswith(f"{paths.config}/config.toml, line {line}: ")
    assert words in told.message
    assert told.cause
    assert told.remedy


@pytest.mark.parametrize("content", [b"\xff\xfe", b"#" * 70_000])
def test_a_file_that_is_no_settings_is_told(paths: Paths, problem: Caught, content: bytes) -> None:
    write(paths, content)
    told = problem(lambda: config.load(paths))
    assert (told.code, told.exit) == ("config.unreadable", Exit.USAGE)


def test_so_is_one_that_cannot_be_opened(paths: Paths, problem: Caught) -> None:
    (paths.config / "config.toml").mkdir()
    told = problem(lambda: config.load(paths))
    assert told.code == "config.unreadable"
    assert "Is a directory" in told.cause


def test_a_pipe_is_not_waited_for(paths: Paths, problem: Caught) -> None:
    os.mkfifo(paths.config / "config.toml")
    told = problem(lambda: config.load(paths))
    assert (told.code, told.cause) == ("config.unreadable", "It is not a regular file.")


@pytest.mark.parametrize(
    ("owner", "mode", "cause"),
    [
        (1, 0o644, "It belongs to another user, who could change it."),
        (None, 0o646, "Every user of this machine could change it."),
    ],
)
def test_settings_that_others_could_write_are_not_used(
    paths: Paths,
    problem: Caught,
    monkeypatch: pytest.MonkeyPatch,
    owner: int | None,
    mode: int,
    cause: str,
) -> None:
    """They name whose certificates are believed, and where the log goes."""
    write(paths, "ca_file = '/etc/ca.pem'\n")
    user = os.geteuid() if owner is None else os.geteuid() + owner
    found = SimpleNamespace(st_mode=stat.S_IFREG | mode, st_uid=user, st_size=0, st_blksize=512)
    with monkeypatch.context() as patch:
        patch.setattr(os, "fstat", lambda _: found)
        told = problem(lambda: config.load(paths))
    assert (told.code, told.cause) == ("config.unreadable", cause)


@pytest.mark.parametrize(("mode", "mine"), [(0o664, True), (0o600, False)])
def test_settings_of_a_group_of_ones_own_or_of_root_are_used(
    paths: Paths, monkeypatch: pytest.MonkeyPatch, mode: int, mine: bool
) -> None:
    write(paths, "ca_file = '/etc/ca.pem'\n")
    user = os.geteuid() if mine else 0
    found = SimpleNamespace(st_mode=stat.S_IFREG | mode, st_uid=user, st_size=0, st_blksize=512)
    with monkeypatch.context() as patch:
        patch.setattr(os, "fstat", lambda _: found)
        assert config.load(paths).ca_file == "/etc/ca.pem"


@pytest.mark.parametrize("name", [*config.KEYRINGS, "keyrings.alt.file.PlaintextKeyring"])
@pytest.mark.parametrize("hours", [0, 0.5, 12, 720])
def test_a_keyring_and_a_time_reach_the_context(name: str, hours: float) -> None:
    before = context.make()
    assert (before.keyring, before.unlock_hours) == ("", 8.0)
    before.paths.config.mkdir(parents=True)
    write(before.paths, f"keyring = '{name}'\nunlock_hours = {hours}\n")
    made = context.make()
    assert (made.keyring, made.unlock_hours) == (name, hours)


def test_higher_limits_reach_the_context() -> None:
    """Google raises them for a project that asks."""
    before = context.make()
    assert (before.membership_writes, before.space_writes) == (300, 60)
    before.paths.config.mkdir(parents=True)
    write(before.paths, 'membership_writes = 600\nspace_writes = 120\nlog_sheet = "1abc"\n')
    made = context.make()
    assert (made.membership_writes, made.space_writes, made.log_sheet) == (600, 120, "1abc")


def test_it_reaches_the_endpoints() -> None:
    made = context.make()
    assert (made.endpoints.ca_file, made.log) == ("", "")
    made.paths.config.mkdir(parents=True)
    write(made.paths, "ca_file = '/a'\nlog = '/b'\n")
    made = context.make()
    assert (made.endpoints.ca_file, made.log) == ("/a", "/b")
    assert context.make({**os.environ, "CHATTUI_EMULATOR_HOST": "127.0.0.1:1"}).log == ""


def test_a_command_tells_it(capsys: pytest.CaptureFixture[str]) -> None:
    paths = context.make().paths
    paths.config.mkdir(parents=True)
    write(paths, "\nca_flie = 'x'\n")
    assert main(["accounts", "list"]) == 2
    assert "config.toml, line 2: there is no setting ca_flie." in capsys.readouterr().err
