"""Credential files are found by their content, in any tree, and nothing stops the search."""

from __future__ import annotations

import base64
import gzip
import io
import os
import socket
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from chattui.clientfile import Kind, diagnose_bytes, searching, sniffing
from chattui.clientfile.model import Diagnosis
from chattui.clientfile.searching import Found, search
from chattui.clientfile.sniffing import is_worth_a_look
from chattui.problem import Exit
from chattui.safe_text import is_safe
from tests.unit.clientfile.cases import BAD_AND_GOOD, GOOD, Case, key, web

ROOT = os.geteuid() == 0
API_KEY = b"AIza" + b"Sy" * 17 + b"x"


def made(path: Path, data: bytes = GOOD) -> Path:
    """A file that only its owner may read."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    path.chmod(0o600)
    return path


def found(folder: Path) -> list[str]:
    """The names of what is found, from `folder` on."""
    return [os.path.relpath(one.path, folder) for one in diagnoses(folder)]


def diagnoses(folder: Path) -> list[Diagnosis]:
    """All that is found; nothing may be unreadable."""
    events = list(search(str(folder)))
    assert [event.problem for event in events if event.problem] == []
    return [event.diagnosis for event in events if event.diagnosis]


def problems(folder: Path | str) -> list[tuple[str, str]]:
    """The codes and words of what could not be read."""
    return [
        (event.problem.code, f"{event.problem.message} {event.problem.cause}")
        for event in search(str(folder))
        if event.problem
    ]


def test_files_are_found_by_their_content_in_order(tmp_path: Path) -> None:
    for name in ("b/x", "a.bin", "b.json", "a/deep/er/no-name", "B", "a/é \udcff"):
        made(tmp_path / name)
    made(tmp_path / "c" / "notes.txt", b"nothing")
    made(tmp_path / "c" / "data.json", b'{"client_name": 1}')
    names = ["B", "a/deep/er/no-name", "a/é \udcff", "a.bin", "b/x", "b.json"]
    assert found(tmp_path) == names
    assert all(one.usable for one in diagnoses(tmp_path))


def packed() -> dict[str, bytes]:
    """A client file in all that it comes packed in."""
    whole, named = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("secret", GOOD)
    with zipfile.ZipFile(named, "w") as archive:
        archive.writestr("README", "x")
        archive.writestr("client.json", GOOD)
    return {
        "gz": gzip.compress(GOOD, mtime=0),
        "gz2": gzip.compress(GOOD, mtime=0) + b"\0",
        "zip": whole.getvalue(),
        "zip2": named.getvalue(),
        "base64": base64.b64encode(GOOD),
        "base64_lines": base64.encodebytes(GOOD),
        "data": b"data:application/json;base64," + base64.b64encode(GOOD),
        "utf16": GOOD.decode().encode("utf-16"),
        "utf32": GOOD.decode().encode("utf-32-be"),
        "bom": b"\xef\xbb\xbf" + GOOD,
        "padded": GOOD + b"\0" * 4000,
        "stray": b"HTTP/1.1 200 OK\n\n" + GOOD,
        "cut": GOOD[14:],
        "single": GOOD.replace(b'"', b"'"),
        "typographic": GOOD.decode().replace('"', "“").encode(),
        "wide": GOOD.decode().replace("{", "\uff5b", 1).encode(),
        "web": web(),
        "key": key(),
        "api_key": API_KEY,
        "token": b'{"refresh_token": "1//0a", "client_id": "x", "client_secret": "y"}',
        "java": b"\xac\xed\x00\x05sr\x00\x10com.google.StoredCredential",
        "plist": b"<?xml?><plist><dict><key>CLIENT_ID</key></dict></plist>",
    }


@pytest.mark.parametrize("name", sorted(packed()))
def test_whatever_it_is_packed_in(name: str, tmp_path: Path) -> None:
    made(tmp_path / name, packed()[name])
    assert found(tmp_path) == [name]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.py", b'CLIENT = {"installed": {"client_id": "x", "client_secret": "y"}}'),
        ("b", b'"""Speaks of a client file."""\nCLIENT = ' + GOOD),
        ("c.md", b"# A client file\n\n```json\n" + GOOD + b"\n```\n"),
        ("d.txt", b"x" * 400 + GOOD),
        ("e.html", b"<html>client_secret</html>"),
        ("f.json", b'{"web": {"port": 80}}'),
        ("g.bin", b"\x7fELF" + GOOD),
        ("h.json", b" " * 20_000 + b"{}"),
        ("i.1.gz", gzip.compress(b".TH x\nclient_id", mtime=0)),
        ("j.gz", gzip.compress(gzip.compress(b"x", mtime=0), mtime=0)),
        ("k.whl", packed()["zip2"]),
        ("l.zip", packed()["zip2"] + b" " * 70_000),
        ("m", base64.b64encode(b"{" + b"x" * 60_000)),
        ("n.bplist", b"bplist00"),
        ("o", b""),
        ("p.log", b'{"x": ' + b'"client_id' * 200_000),
        ("q.json", b"\n\t "),
    ],
)
def test_what_is_no_credential_file(name: str, data: bytes, tmp_path: Path) -> None:
    made(tmp_path / name, data)
    assert found(tmp_path) == []


@pytest.mark.parametrize("data", [b"", b"<html>", b"hello", b"{}", b"\0\1\2", b" " * (1 << 21)])
def test_a_name_that_means_a_client_file(data: bytes, tmp_path: Path) -> None:
    made(tmp_path / "Client_Secret_12-ab.apps.json", data)
    made(tmp_path / "other.json", data)
    (diagnosis,) = diagnoses(tmp_path)
    assert not diagnosis.usable
    assert diagnosis.path.endswith("apps.json")


def test_nothing_that_has_a_kind_is_passed_over() -> None:
    cases = [case for pair in BAD_AND_GOOD.values() for part in pair for case in part]
    passed = set()
    for case in cases:
        data = case.data if isinstance(case, Case) else case
        kind = diagnose_bytes(data).kind
        counts = kind not in searching.NO_CREDENTIALS and len(data) < 1 << 20
        if counts and not is_worth_a_look(data[: sniffing.HEAD], len(data), "x"):
            passed.add((kind, data[:12]))
    # Too little is in these to tell them from the settings of any program.
    assert all(kind in (Kind.WEB, Kind.JAVA_STORED_CREDENTIAL) for kind, _ in passed), passed


def test_what_programs_keep_is_left_out(tmp_path: Path) -> None:
    for name in (".git", "node_modules", "__pycache__", "a/.venv", "a/.cache"):
        made(tmp_path / name / "key")
    for sign in ("pyvenv.cfg", "CACHEDIR.TAG"):
        made(tmp_path / sign[:3] / "deep" / "key")
        made(tmp_path / sign[:3] / sign, b"")
    assert found(tmp_path) == []
    assert found(tmp_path / "node_modules") == ["key"]
    assert found(tmp_path / "pyv") == ["deep/key"]


def test_links(tmp_path: Path) -> None:
    top = tmp_path / "top"
    made(tmp_path / "elsewhere" / "key")
    made(top / "a" / "key")
    (top / "folder").symlink_to(tmp_path / "elsewhere")
    (top / "loop").symlink_to(top)
    (top / "circle").symlink_to("circle")
    (top / "dangling").symlink_to("nothing")
    (top / "inside").symlink_to("a/key")
    (top / "outside").symlink_to(tmp_path / "elsewhere" / "key")
    (top / "device").symlink_to("/dev/zero")
    os.link(top / "a" / "key", top / "second")
    assert found(top) == ["a/key", "outside", "second"]
    assert {finding.code for finding in diagnoses(top)[1].findings} == {"CS506"}
    (tmp_path / "link").symlink_to(top)
    assert found(tmp_path / "link") == ["a/key", "outside", "second"]


def test_what_is_no_regular_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(tmp_path / "client_secret.json")
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket")
        assert found(tmp_path) == []


@pytest.mark.parametrize("name", ["a\nb", "\x1b]52;c;eHg=\x07", "\u202egnp.\udcff", "-", "{x}"])
def test_hostile_names(name: str, tmp_path: Path) -> None:
    made(tmp_path / name / name)
    assert found(tmp_path) == [f"{name}/{name}"]
    for problem in problems(tmp_path / name / name):
        assert is_safe(problem[1])


def test_deep_folders(tmp_path: Path) -> None:
    made(tmp_path / "/".join("d" * 500) / "key")
    (one,) = found(tmp_path)
    assert one.count("/") == 500


def test_paths_that_grow_too_long(tmp_path: Path) -> None:
    here = os.open(tmp_path, os.O_RDONLY)
    for _ in range(25):
        os.mkdir("n" * 200, dir_fd=here)
        here, above = os.open("n" * 200, os.O_RDONLY, dir_fd=here), here
        os.close(above)
    os.close(here)
    made(tmp_path / "z")
    events = list(search(str(tmp_path)))
    (problem,) = [event.problem for event in events if event.problem]
    assert "longer than" in problem.cause
    assert [event.diagnosis.path for event in events if event.diagnosis] == [str(tmp_path / "z")]


def test_what_may_not_be_read_does_not_stop_the_search(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(tmp_path / "closed" / "key")
    made(tmp_path / "secret")
    made(tmp_path / "z")
    if ROOT:  # who may read everything
        refuse(monkeypatch, str(tmp_path / "closed"), str(tmp_path / "secret"))
    else:
        (tmp_path / "closed").chmod(0)
        (tmp_path / "secret").chmod(0)
    events = list(search(str(tmp_path)))
    told = [event.problem for event in events if event.problem]
    assert [problem.message for problem in told] == [
        f"{tmp_path}/closed cannot be read.",
        f"{tmp_path}/secret cannot be read.",
    ]
    assert all("no permission" in problem.cause for problem in told)
    assert {problem.exit for problem in told} == {Exit.USAGE}
    assert [event.diagnosis.path for event in events if event.diagnosis] == [f"{tmp_path}/z"]
    (tmp_path / "closed").chmod(0o700)


def refuse(monkeypatch: pytest.MonkeyPatch, *paths: str) -> None:
    """Let the operating system refuse `paths`, as it refuses who is not root."""
    for name in ("open", "scandir"):
        real = getattr(os, name)

        def refusing(path: str, *rest: object, _real: object = real) -> object:
            if path in paths:
                raise PermissionError(13, "Permission denied")
            return _real(path, *rest)  # type: ignore[operator]

        monkeypatch.setattr(os, name, refusing)


@pytest.mark.parametrize("name", ["nothing", "file", "a\0b", "n" * 300])
def test_a_folder_that_cannot_be_searched(name: str, tmp_path: Path) -> None:
    made(tmp_path / "file")
    ((code, _),) = problems(str(tmp_path / name))
    assert code == "clientfile.unreadable"


def test_what_the_kernel_shows_is_not_searched(tmp_path: Path) -> None:
    ((code, words),) = problems("/proc")
    assert code == "clientfile.not_searched"
    assert "kernel" in words


def test_the_kernel_below_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made(tmp_path / "mounted" / "key")
    other = os.stat("/proc").st_dev

    class Entry:
        """A folder that something is mounted on."""

        def __init__(self, entry: os.DirEntry[str]) -> None:
            self.name, self.path = entry.name, entry.path
            self.is_dir = entry.is_dir

        def stat(self, *, follow_symlinks: bool = True) -> os.stat_result:
            """As of the kernel's own."""
            values = list(os.lstat(self.path))
            values[2] = other
            return os.stat_result(values)

    whole = searching.entries_of
    monkeypatch.setattr(
        searching, "entries_of", lambda folder: [Entry(entry) for entry in whole(folder)]
    )
    assert found(tmp_path) == []


def test_progress_is_told(tmp_path: Path) -> None:
    for number in range(600):
        (tmp_path / f"{number:03}").touch()
    events = list(search(str(tmp_path)))
    assert [event.looked_at for event in events] == [250, 500, 600]
    assert {event.folder for event in events} == {str(tmp_path)}
    assert events[-1] == Found(None, None, 600, str(tmp_path))


def test_a_search_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "MOST", 10)
    for number in range(30):
        made(tmp_path / f"{number:02}")
    events = list(search(str(tmp_path)))
    assert sum(event.diagnosis is not None for event in events) == 10
    assert events[-1].problem is not None
    assert events[-1].problem.code == "clientfile.search_ended"


def test_a_search_can_be_left(tmp_path: Path) -> None:
    for number in range(30):
        made(tmp_path / f"{number:02}")
    events = search(str(tmp_path))
    assert isinstance(events, Iterator)
    assert next(events).looked_at == 1
    events.close()  # type: ignore[attr-defined]


def test_a_tree_that_changes_meanwhile(tmp_path: Path) -> None:
    for name in ("a", "b", "c/key", "d/key"):
        made(tmp_path / name)
    told = []
    for event in search(str(tmp_path)):
        if event.diagnosis:
            told.append(os.path.relpath(event.diagnosis.path, tmp_path))
            (tmp_path / "b").unlink(missing_ok=True)
            made(tmp_path / f"new{len(told)}")
            if (tmp_path / "d").exists():
                (tmp_path / "d" / "key").unlink()
                (tmp_path / "d").rmdir()
        assert event.problem is None
    assert told == ["a", "c/key"]


def test_custody_is_told_of_every_file(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    for name in ("a", "b", "sub/c"):
        made(tmp_path / name)
    made(tmp_path / ".gitignore", b"a\n")
    codes = [[finding.code for finding in one.findings] for one in diagnoses(tmp_path)]
    assert codes == [[], ["CS503"], ["CS503"]]


def test_a_damaged_archive_is_worth_a_look() -> None:
    head = b"\x1f\x8b" + b"\xff" * 30
    assert is_worth_a_look(head, len(head), "x")
