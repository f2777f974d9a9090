"""What a machine can do to the vault, made for real: nothing kept is lost, the words name the
place and the way out, and afterwards the command line goes on as before."""

from __future__ import annotations

import contextlib
import json
import os
import resource
import shutil
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

import pytest
from cryptography.hazmat.primitives.kdf import argon2
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from chattui import atomic, context
from chattui.cli import main
from chattui.problem import ProblemError
from chattui.secret import Secret
from chattui.vault import Grant, open_vault, sealed, vault
from chattui.vault.sealed import FLOOR
from tests.conftest import need

pytestmark = [
    pytest.mark.system,
    pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount and give files away"),
]

PASSPHRASE = "words of the test"
TOKEN = "ya29.kept"
KEPT = Grant(Secret("1//kept" * 20), Secret(TOKEN), time.time() + 1e6, ("openid",))
NEWER = Grant(Secret("1//newer" * 700), Secret(TOKEN), time.time() + 2e6, ("openid",))
SOMEBODY = 12345

Making = Callable[["Place"], contextlib.AbstractContextManager[object]]


class Place:
    """A home of its own in a folder that other users can reach."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.home = folder / "home"
        self.passphrase = folder / "passphrase"
        self.state = self.home / "state"
        self.sealed = self.state / "vault.sealed"
        self.index = self.state / "accounts.json"
        self.lock = self.state / "vault.lock"

    def vault(self) -> vault.Vault:
        """The vault of the home, opened anew."""
        return open_vault(context.make(), Secret(PASSPHRASE), cost=FLOOR)

    def save(self, grant: Grant = KEPT) -> None:
        """Keep `grant` for Ada, who is signed in anew where nobody is yet."""
        opened = self.vault()
        if opened.accounts():
            opened.save_grant(opened.accounts()[0].key, grant)
        else:
            client = opened.save_client("Desk", "installed", "1", "p", Secret("{}")).key
            opened.save_account("ada@example.com", "1", client, grant, consented_at=1.0)

    def load(self) -> Grant:
        """What is kept for Ada."""
        opened = self.vault()
        return opened.grant(opened.accounts()[0].key)

    def clear(self) -> None:
        """Leave the home without anything kept."""
        shutil.rmtree(self.home)
        self.home.mkdir(0o700)


@contextlib.contextmanager
def mounted(place: Place, *options: str, source: str = "tmpfs") -> Iterator[None]:
    """A file system in place of the home, with the same content."""
    inside = place.folder / "beside"
    shutil.copytree(place.home, inside, copy_function=shutil.copy2)
    subprocess.run(["mount", *options, source, str(place.home)], check=True)
    try:
        shutil.copytree(inside, place.home, dirs_exist_ok=True)
        place.home.chmod(0o700)
        yield
        shutil.rmtree(inside)
        shutil.copytree(place.home, inside)
    finally:
        subprocess.run(["umount", "-l", str(place.home)], check=True)
    shutil.rmtree(place.home)
    inside.rename(place.home)


@contextlib.contextmanager
def full(place: Place) -> Iterator[None]:
    with mounted(place, "-t", "tmpfs", "-o", "size=64k,mode=700"):
        ballast = place.home / "ballast"
        with open(ballast, "wb", buffering=0) as file, contextlib.suppress(OSError):
            while True:
                file.write(bytes(4096))
        yield
        ballast.unlink()


@contextlib.contextmanager
def no_more_files(place: Place) -> Iterator[None]:
    """A disk that has room, but no inode left for another file."""
    with mounted(place, "-t", "tmpfs", "-o", "size=1m,nr_inodes=20,mode=700"):
        made: list[Path] = []
        with contextlib.suppress(OSError):
            while True:
                path = place.home / f"filler-{len(made)}"
                path.touch()
                made.append(path)
        yield
        for path in made:
            path.unlink()


@contextlib.contextmanager
def read_only(place: Place) -> Iterator[None]:
    subprocess.run(["mount", "--bind", str(place.home), str(place.home)], check=True)
    try:
        subprocess.run(["mount", "-o", "remount,bind,ro", str(place.home)], check=True)
        yield
    finally:
        subprocess.run(["umount", "-l", str(place.home)], check=True)


@contextlib.contextmanager
def home_at(path: str, place: Place) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CHATTUI_HOME", path)
        yield


@contextlib.contextmanager
def as_somebody(place: Place, *, may_pass: bool = True) -> Iterator[None]:
    """The same home as another user of the machine sees it."""
    place.folder.chmod(0o755 if may_pass else 0o700)
    os.seteuid(SOMEBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@contextlib.contextmanager
def given_away(name: str, place: Place, *, to: int = SOMEBODY) -> Iterator[None]:
    """A file or folder belongs to another user, as after a sudo."""
    path = getattr(place, name)
    os.chown(path, to, to)
    yield
    if path.exists():
        os.chown(path, 0, 0)


@contextlib.contextmanager
def sudo_left(place: Place) -> Iterator[None]:
    """The home is mine, and the sealed file in it is root's."""
    for path in (place.passphrase, place.home, *place.home.rglob("*")):
        os.chown(path, SOMEBODY, SOMEBODY)
    with given_away("sealed", place, to=0), as_somebody(place):
        yield
    for path in (place.passphrase, place.home, *place.home.rglob("*")):
        os.chown(path, 0, 0)


@contextlib.contextmanager
def mode(name: str, bits: int, place: Place) -> Iterator[None]:
    path = getattr(place, name)
    before = path.stat().st_mode
    path.chmod(bits)
    yield
    path.chmod(before)


@contextlib.contextmanager
def replaced(name: str, by: Callable[[Path, Path], object], place: Place) -> Iterator[None]:
    """What is kept at a path is moved aside, and something else stands there."""
    path: Path = getattr(place, name)
    aside = place.folder / "aside"
    path.rename(aside)
    by(path, aside)
    yield
    if path.is_dir() and not path.is_symlink():
        path.rmdir()
    else:
        path.unlink(missing_ok=True)
    aside.rename(path)


@contextlib.contextmanager
def bytes_of(name: str, change: Callable[[bytes], bytes], place: Place) -> Iterator[None]:
    path: Path = getattr(place, name)
    before = path.read_bytes()
    path.write_bytes(change(before))
    changed = path.read_bytes()
    yield
    assert path.read_bytes() == changed, "what is damaged is left as it is"
    path.write_bytes(before)


HOLDER = """
import fcntl, sys
file = open(sys.argv[1], "a")
fcntl.flock(file, fcntl.LOCK_EX)
print("held", flush=True)
sys.stdin.read()
"""


@contextlib.contextmanager
def lock_held(place: Place) -> Iterator[int]:
    """Another process holds the lock; whoever waits is told after a moment."""
    holder = subprocess.Popen(
        [sys.executable, "-S", "-c", HOLDER, str(place.lock)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    with holder, pytest.MonkeyPatch.context() as patch:
        assert holder.stdout
        assert holder.stdout.readline() == "held\n"
        patch.setattr(vault, "lock", partial(atomic.lock, seconds=0.05))
        yield holder.pid
        assert holder.stdin
        holder.stdin.close()


@contextlib.contextmanager
def limit(which: int, most: int, place: Place) -> Iterator[None]:
    """A limit of this process, as a login or a container sets it."""
    before = resource.getrlimit(which)
    resource.setrlimit(which, (most, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(which, before)


@contextlib.contextmanager
def clock_back(place: Place) -> Iterator[None]:
    """The clock was a year ahead when everything was written, and is right again."""
    ahead = time.time() + 366 * 86_400
    place.vault().touch(place.vault().accounts()[0].key)
    for path in (place.state, *place.state.iterdir()):
        os.utime(path, (ahead, ahead))
    yield


@contextlib.contextmanager
def left_by_a_killed_writer(place: Place) -> Iterator[None]:
    left = place.state / ".vault.sealed.0011223344556677.tmp"
    left.write_bytes(b"half of it")
    yield
    assert not left.exists()


def empty_file(path: Path, aside: Path) -> None:
    path.touch()


def link(path: Path, aside: Path) -> None:
    path.symlink_to(aside)


def nothing(path: Path, aside: Path) -> None:
    """Nothing stands there."""


def another_vault(path: Path, aside: Path) -> None:
    slots = ({"type": "of-another-vault"},)
    path.write_bytes(sealed.seal("ab" * 16, 1, slots, bytes(32), {}))


@dataclass(frozen=True, slots=True)
class Fault:
    """One row: how it is made, what is tried, and what is told."""

    make: Making
    code: str = ""
    """The problem that the trial ends with; empty where it succeeds all the same."""
    names: str = "{sealed}"
    """What the message must name."""
    fix: str = ""
    """What the remedy must say."""
    act: Callable[[Place], object] = lambda place: place.save(NEWER)
    before: Callable[[Place], object] = lambda place: place.save()
    reads: bool = True
    """Whether `chattui token` serves while it lasts."""


def _first(place: Place) -> None:
    place.save()


stops = partial(Fault, reads=False)

FAULTS: dict[str, Fault] = {
    "the disk is full": Fault(full, "disk.full", fix="Free some space"),
    "the disk is full at the first start": stops(
        full, "disk.full", "{state}", "Free some space", _first, Place.clear
    ),
    "the disk has no inode left": Fault(no_more_files, "disk.full", fix="Free some space"),
    "a limit on the size of files": Fault(
        partial(limit, resource.RLIMIT_FSIZE, 512), "disk.failed", fix="Check the disk"
    ),
    "the disk is read-only": Fault(read_only, "disk.read_only", "{lock}", "CHATTUI_HOME"),
    "the disk is read-only at the first start": stops(
        read_only, "disk.read_only", "{state}", "CHATTUI_HOME", _first, Place.clear
    ),
    "no home": stops(
        partial(home_at, "/dev/null/home"), "disk.not_a_folder", "/dev/null", "CHATTUI_HOME"
    ),
    "a home on a file system of the kernel's": stops(
        partial(home_at, "/proc/home"), "disk.failed", "/proc/home", "CHATTUI_HOME"
    ),
    "others can write in the folder": Fault(
        partial(mode, "state", 0o777), "disk.folder_shared", "{state}", "chmod go-w"
    ),
    "the group can write in the folder": Fault(
        partial(mode, "state", 0o770), "disk.folder_shared", "{state}", "chmod go-w"
    ),
    "the folder belongs to another user": Fault(
        partial(given_away, "state"), "disk.folder_foreign", "{state}", "owner"
    ),
    "the home of another user": stops(as_somebody, "config.unreadable", "{home}", "CHATTUI_HOME"),
    "a folder on the way lets nobody pass": stops(
        partial(as_somebody, may_pass=False), "config.unreadable", "{home}", "CHATTUI_HOME"
    ),
    "a sealed file that sudo left": stops(sudo_left, "disk.denied", fix="ls -ld"),
    "a sealed file of another user that can be read": Fault(partial(given_away, "sealed")),
    "a sealed file that others can read": Fault(partial(mode, "sealed", 0o644)),
    "a list of accounts that others can write": Fault(partial(mode, "index", 0o666)),
    "a link in place of the sealed file": stops(
        partial(replaced, "sealed", link), "disk.symlink", fix="remove the link"
    ),
    "a link in place of the list of accounts": stops(
        partial(replaced, "index", link), "disk.symlink", "{index}", "remove the link"
    ),
    "a link in place of the lock": Fault(
        partial(replaced, "lock", link), "disk.symlink", "{lock}", "remove the link"
    ),
    "a folder in place of the sealed file": stops(
        partial(replaced, "sealed", lambda path, _: path.mkdir()),
        "disk.not_a_file",
        fix="Move it away",
    ),
    "a pipe in place of the sealed file": stops(
        partial(replaced, "sealed", lambda path, _: os.mkfifo(path)),
        "disk.not_a_file",
        fix="Move it away",
    ),
    "a pipe in place of the lock": Fault(
        partial(replaced, "lock", lambda path, _: os.mkfifo(path)),
        "disk.not_a_file",
        "{lock}",
        "Move it away",
    ),
    "a file in place of the folder": stops(
        partial(replaced, "state", empty_file), "disk.not_a_folder", "{state}", "CHATTUI_HOME"
    ),
    "a file system check left the sealed file empty": stops(
        partial(bytes_of, "sealed", lambda _: b""), "vault.damaged", fix="`chattui vault restore`"
    ),
    "a sealed file full of zeros": stops(
        partial(bytes_of, "sealed", lambda data: bytes(len(data))),
        "vault.damaged",
        fix="`chattui vault restore`",
    ),
    "the sealed file is gone": stops(
        partial(replaced, "sealed", nothing), "vault.file_gone", fix="`chattui vault restore`"
    ),
    "the sealed file of another vault": stops(
        partial(replaced, "sealed", another_vault), "vault.other_vault", fix="belong together"
    ),
    "a sealed file of a newer chattui": stops(
        partial(bytes_of, "sealed", lambda data: data[:6] + b"\2" + data[7:]),
        "vault.newer",
        fix="Update chattui",
    ),
    "a sealed file that asks for 2 TiB of memory": stops(
        partial(bytes_of, "sealed", lambda data: _with(data, b'"m":19456', b'"m":2147483648')),
        "vault.damaged",
        fix="`chattui vault restore`",
    ),
    "the list of accounts is empty": stops(
        partial(bytes_of, "index", lambda _: b""),
        "vault.index_damaged",
        "{index}",
        "`chattui vault rebuild`",
    ),
    "the list of accounts is of a newer chattui": stops(
        partial(bytes_of, "index", lambda data: data.replace(b'"schema": 1', b'"schema": 2')),
        "vault.index_newer",
        "{index}",
        "Update chattui",
    ),
    "the list of accounts is endless": stops(
        partial(bytes_of, "index", lambda _: b"[" * (16 * 1024 * 1024 + 1)),
        "disk.too_big",
        "{index}",
        "Move it aside",
    ),
    "the clock was set back": Fault(clock_back),
    "a writer was killed": Fault(left_by_a_killed_writer),
    "another process holds the lock": Fault(lock_held, "disk.locked", "{lock}", "ps -fp"),
}


def _with(data: bytes, old: bytes, new: bytes) -> bytes:
    """The file with one member of its header changed, and the length of the header put right."""
    (length,) = struct.unpack(">I", data[8:12])
    head = data[12 : 12 + length].replace(old, new)
    assert head != data[12 : 12 + length]
    return data[:8] + struct.pack(">I", len(head)) + head + data[12 + length :]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with one account: made once, copied for each fault."""
    home = tmp_path_factory.mktemp("kept") / "home"
    home.mkdir(0o700)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CHATTUI_HOME", str(home))
        Place(home.parent).save()
    return home


class Remembering:
    """Argon2id that does not derive the same key twice."""

    keys: ClassVar[dict[object, bytes]] = {}

    def __init__(self, **costs: Any) -> None:
        self.costs = costs

    def derive(self, text: bytes) -> bytes:
        known = (text, *self.costs.values())
        if known not in self.keys:
            self.keys[known] = Argon2id(**self.costs).derive(text)
        return self.keys[known]


@pytest.fixture(autouse=True, scope="module")
def derived_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(argon2, "Argon2id", Remembering)
        yield


@pytest.fixture
def place(template: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    """The copy."""
    folder = Path(tempfile.mkdtemp(prefix="fault-"))
    made = Place(folder)
    shutil.copytree(template, made.home)
    made.passphrase.write_text(PASSPHRASE + "\n")
    made.passphrase.chmod(0o600)
    monkeypatch.setenv("CHATTUI_HOME", str(made.home))
    monkeypatch.setenv("CHATTUI_PASSPHRASE_FILE", str(made.passphrase))
    yield made
    shutil.rmtree(folder)


def token(capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """The status of `chattui token`, with its words; an error of its own fails the test."""
    capsys.readouterr()
    status = main(["token"])
    out, err = capsys.readouterr()
    assert "Traceback" not in err
    assert "error of its own" not in err
    assert (out == TOKEN + "\n") == (status == 0), err
    return status, err


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault(name: str, place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    fault = FAULTS[name]
    if fault.before is Place.clear:
        place.clear()
    token(capsys)  # imports what it needs before anything is short
    with fault.make(place) as made:
        told = None
        try:
            fault.act(place)
        except ProblemError as error:
            told = error.problem
        assert (told.code if told else "") == fault.code, told
        if told:
            where = {n: getattr(place, n) for n in ("home", "state", "sealed", "index", "lock")}
            assert fault.names.format(**where) in told.message
            assert fault.fix in told.remedy
            assert told.cause
            if isinstance(made, int):
                assert str(made) in told.message
        status, words = token(capsys)
        assert (status == 0) == fault.reads, words
        assert status in {0, 1, 2, 3}
    _as_before(fault, place, capsys)


def _as_before(fault: Fault, place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """Everything is there that was, and the next save goes through."""
    if fault.before is Place.clear:
        assert token(capsys)[0] == 3
    else:
        assert place.load() == (KEPT if fault.code else NEWER)
    place.save(KEPT)
    place.save(NEWER)
    assert place.load() == NEWER
    assert token(capsys)[0] == 0
    left = {path.name for path in place.state.iterdir()}
    assert {name for name in left if name.endswith(".tmp")} == set()
    for path in place.state.iterdir():
        assert path.stat().st_mode & 0o077 == 0, path


WAYS_OUT: dict[str, tuple[Callable[[Place], object], str]] = {
    "an empty sealed file": (lambda place: place.sealed.write_bytes(b""), "restore"),
    "a sealed file with a changed byte": (
        lambda place: place.sealed.write_bytes(place.sealed.read_bytes()[:-1] + b"x"),
        "restore",
    ),
    "no sealed file": (lambda place: place.sealed.unlink(), "restore"),
    "an empty list of accounts": (lambda place: place.index.write_bytes(b""), "rebuild"),
    "half a list of accounts": (
        lambda place: place.index.write_bytes(place.index.read_bytes()[:200]),
        "rebuild",
    ),
}


@pytest.mark.parametrize("name", WAYS_OUT)
def test_the_way_out_that_is_named_leads_out(
    name: str, place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    damage, way = WAYS_OUT[name]
    place.save(KEPT)
    damage(place)
    status, words = token(capsys)
    assert status in {1, 2}
    assert f"`chattui vault {way}`" in words
    assert main(["vault", way, "--yes"]) == 0
    assert token(capsys)[0] == 0
    assert place.load() == KEPT
    place.save(NEWER)
    assert place.load() == NEWER


INJECTED = {
    # The system call, what it answers, the code, and the words of the remedy.
    "no locks, as on some network disks": ("flock", "ENOLCK", "disk.no_locks", "local disk"),
    "a quota is used up": ("fsync", "EDQUOT", "disk.full", "Free some space"),
    "a disk that cannot write": ("fsync", "EIO", "disk.failed", "CHATTUI_HOME"),
    "a folder that takes no new name": ("rename", "EPERM", "disk.denied", "ls -ld"),
}


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=[] if call == "flock" else [pytest.mark.exhaustive])
        for name, (call, *_) in INJECTED.items()
    ],
)
def test_a_system_call_that_fails(
    name: str, place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    need("strace")
    call, error, code, fix = INJECTED[name]
    before = place.sealed.read_bytes(), place.index.read_bytes()
    done = subprocess.run(
        [
            *("strace", "-f", "-qq", "-o", os.devnull, "-e", f"trace={call}"),
            *("-e", f"inject={call}:error={error}"),
            *(sys.executable, "-m", "chattui", "accounts", "remove", "ada@example.com"),
            *("--yes", "--format", "json"),
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    told = json.loads(done.stdout)["problem"]
    assert (done.returncode, told["code"]) == (1, code), done.stderr
    assert str(place.state) in told["message"]
    assert fix in told["remedy"]
    assert (place.sealed.read_bytes(), place.index.read_bytes()) == before
    assert place.load() == KEPT
    place.save(NEWER)
    assert token(capsys)[0] == 0
