"""What is mended is written whole or not at all, and what was there is kept beside it."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from chattui.clientfile import diagnose_bytes, diagnose_file
from chattui.clientfile.mending import Mending, mend
from chattui.clientfile.mending import writing as module
from chattui.clientfile.mending.writing import ABANDONED_SECONDS, target_of, write_mending
from chattui.clientfile.model import Custody
from chattui.problem import Problem
from tests.unit.clientfile.cases import GOOD, SECRET, TOKEN

BROKEN = GOOD[:-2] + b",}}"
SAVED = repr(TOKEN | {"client_secret": SECRET}).replace("'", '"').encode()
Caught = Callable[[Callable[[], object]], Problem]


def a_file(folder: Path, data: bytes = BROKEN, mode: int = 0o600, name: str = "my.json") -> Path:
    """A file with this content and mode."""
    path = folder / name
    path.write_bytes(data)
    path.chmod(mode)
    return path


def mending_of(path: Path) -> Mending:
    """What can be mended in the file."""
    mending = mend(diagnose_file(path))
    assert mending is not None
    return mending


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_the_new_content_and_the_copy_are_for_their_owner_alone(tmp_path: Path) -> None:
    path = a_file(tmp_path, mode=0o644)
    mending = mending_of(path)
    assert target_of(mending, str(path)) == str(path)
    written = write_mending(mending, str(path))
    assert written == (str(path), f"{path}.bak")
    assert path.read_bytes() == GOOD
    assert Path(written.backup).read_bytes() == BROKEN
    assert (mode_of(path), mode_of(Path(written.backup))) == (0o600, 0o600)
    assert names(tmp_path) == ["my.json", "my.json.bak"]
    assert diagnose_file(path).usable


def test_a_narrower_mode_stays(tmp_path: Path) -> None:
    path = a_file(tmp_path, mode=0o400)
    write_mending(mending_of(path), str(path))
    assert mode_of(path) == 0o400


def test_a_copy_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "my.json.bak").write_text("first")
    os.symlink("nowhere", tmp_path / "my.json.bak.2")
    path = a_file(tmp_path)
    assert write_mending(mending_of(path), str(path)).backup == f"{path}.bak.3"
    assert (tmp_path / "my.json.bak").read_text() == "first"
    assert not (tmp_path / "nowhere").exists()


def test_no_more_names_for_a_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, problem: Caught
) -> None:
    monkeypatch.setattr(module, "MOST_NAMES", 2)
    (tmp_path / "my.json.bak").touch()
    path = a_file(tmp_path)
    assert problem(lambda: write_mending(mending_of(path), str(path))).code == (
        "clientfile.too_many_copies"
    )
    assert path.read_bytes() == BROKEN
    assert names(tmp_path) == ["my.json", "my.json.bak"]


def test_a_link_is_followed_and_stays_a_link(tmp_path: Path) -> None:
    place = tmp_path / "place"
    place.mkdir()
    path = a_file(place)
    link = tmp_path / "link.json"
    link.symlink_to(path)
    mending = mending_of(link)
    assert target_of(mending, str(link)) == str(path)
    assert write_mending(mending, str(link)) == (str(path), f"{path}.bak")
    assert link.is_symlink()
    assert path.read_bytes() == GOOD
    assert names(tmp_path) == ["link.json", "place"]


def test_links_in_a_circle_and_folders_are_refused(tmp_path: Path, problem: Caught) -> None:
    mending = mending_of(a_file(tmp_path))
    (tmp_path / "one").symlink_to("two")
    (tmp_path / "two").symlink_to("one")
    assert problem(lambda: write_mending(mending, str(tmp_path / "one"))).code == (
        "clientfile.not_mended"
    )
    (tmp_path / "folder").mkdir()
    assert problem(lambda: write_mending(mending, str(tmp_path / "folder"))).code == (
        "clientfile.not_a_file"
    )
    os.mkfifo(tmp_path / "pipe")
    assert problem(lambda: write_mending(mending, str(tmp_path / "pipe"))).code == (
        "clientfile.not_a_file"
    )


@pytest.mark.parametrize("now", [BROKEN + b" ", BROKEN[:-1], b"", GOOD])
def test_a_file_that_changed_meanwhile_is_left_alone(
    now: bytes, tmp_path: Path, problem: Caught
) -> None:
    path = a_file(tmp_path)
    mending = mending_of(path)
    path.write_bytes(now)
    found = problem(lambda: write_mending(mending, str(path)))
    assert found.code == "clientfile.changed_meanwhile"
    assert path.read_bytes() == now
    assert names(tmp_path) == ["my.json"]


def test_a_file_that_changes_while_the_copy_is_made_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, problem: Caught
) -> None:
    path = a_file(tmp_path)
    mending = mending_of(path)
    link = os.link

    def linked(*args: object, **named: object) -> None:
        link(*args, **named)  # type: ignore[arg-type]
        path.write_bytes(b"saved by an editor")

    monkeypatch.setattr(os, "link", linked)
    found = problem(lambda: write_mending(mending, str(path)))
    assert found.code == "clientfile.changed_meanwhile"
    assert path.read_bytes() == b"saved by an editor"
    assert names(tmp_path) == ["my.json"]


def test_a_file_that_is_gone(tmp_path: Path, problem: Caught) -> None:
    path = a_file(tmp_path)
    mending = mending_of(path)
    path.unlink()
    assert target_of(mending, str(path)) == str(path)
    found = problem(lambda: write_mending(mending, str(path)))
    assert found.code == "clientfile.not_mended"
    assert "no file" in found.cause


def test_only_the_mode(tmp_path: Path) -> None:
    path = a_file(tmp_path, GOOD, 0o664)
    mending = mending_of(path)
    assert mending.only_mode
    before = path.stat()
    assert write_mending(mending, str(path)) == (str(path), "")
    after = path.stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
    assert mode_of(path) == 0o600
    assert names(tmp_path) == ["my.json"]


def test_only_the_mode_of_a_file_larger_than_what_is_read(tmp_path: Path) -> None:
    path = a_file(tmp_path, GOOD + b" " * (1 << 20), 0o644)
    mending = mending_of(path)
    assert mending.only_mode
    write_mending(mending, str(path))
    assert mode_of(path) == 0o600
    assert path.stat().st_size > 1 << 20


def test_a_client_file_is_made_beside_the_token(tmp_path: Path) -> None:
    path = a_file(tmp_path, SAVED, 0o640, "token.json")
    mending = mending_of(path)
    assert mending.rebuilt
    beside = tmp_path / "client_secret_token.json"
    assert target_of(mending, str(path)) == str(beside)
    assert write_mending(mending, str(path)) == (str(beside), "")
    assert diagnose_file(beside).usable
    assert mode_of(beside) == 0o600
    assert path.read_bytes() == SAVED
    assert mode_of(path) == 0o600, "a token that others can read is left to its owner"


def test_a_client_file_that_is_there_already_is_not_made_again(tmp_path: Path) -> None:
    path = a_file(tmp_path, SAVED, name="token.json")
    mending = mending_of(path)
    first = write_mending(mending, str(path))
    assert target_of(mending, str(path)) == first.path
    assert write_mending(mending, str(path)) == first
    assert names(tmp_path) == ["client_secret_token.json", "token.json"]


def test_another_file_of_that_name_stays(tmp_path: Path) -> None:
    path = a_file(tmp_path, SAVED, name="token.json")
    (tmp_path / "client_secret_token.json").write_text("mine")
    (tmp_path / "client_secret_token-2.json").mkdir()
    mending = mending_of(path)
    third = str(tmp_path / "client_secret_token-3.json")
    assert target_of(mending, str(path)) == third
    assert write_mending(mending, str(path)) == (third, "")
    assert (tmp_path / "client_secret_token.json").read_text() == "mine"


def test_a_folder_that_is_gone(tmp_path: Path, problem: Caught) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    path = a_file(folder, SAVED, name="token.json")
    mending = mending_of(path)
    path.unlink()
    folder.rmdir()
    for work in (target_of, write_mending):
        found = problem(lambda work=work: work(mending, str(path)))  # type: ignore[misc]
        assert found.code == "clientfile.not_mended"


def test_no_more_names_beside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, problem: Caught
) -> None:
    monkeypatch.setattr(module, "MOST_NAMES", 2)
    path = a_file(tmp_path, SAVED, 0o644, name="token.json")
    (tmp_path / "client_secret_token.json").symlink_to("nowhere")
    mending = mending_of(path)
    for work in (target_of, write_mending):
        assert problem(lambda work=work: work(mending, str(path))).code == (  # type: ignore[misc]
            "clientfile.too_many_copies"
        )
    assert mode_of(path) == 0o644
    assert names(tmp_path) == ["client_secret_token.json", "token.json"]


@pytest.mark.parametrize("number", [errno.EPERM, errno.EOPNOTSUPP, errno.EMLINK])
def test_a_file_system_without_hard_links(
    number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def link(*args: object, **named: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "link", link)
    (tmp_path / "my.json.bak").write_text("first")
    path = a_file(tmp_path)
    assert write_mending(mending_of(path), str(path)).backup == f"{path}.bak.2"
    assert Path(f"{path}.bak.2").read_bytes() == BROKEN
    assert path.read_bytes() == GOOD
    assert names(tmp_path) == ["my.json", "my.json.bak", "my.json.bak.2"]


def test_a_name_that_was_taken_for_nothing_is_given_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, problem: Caught
) -> None:
    def refuse(*args: object, **named: object) -> None:
        raise PermissionError(errno.EPERM, "no")

    monkeypatch.setattr(os, "link", refuse)
    monkeypatch.setattr(os, "rename", refuse)
    path = a_file(tmp_path)
    assert problem(lambda: write_mending(mending_of(path), str(path))).code == (
        "clientfile.not_mended"
    )
    assert names(tmp_path) == ["my.json"]


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.EROFS, "read-only"),
        (errno.ENOSPC, "room"),
        (errno.EDQUOT, "quota"),
        (errno.EACCES, "permission"),
        (errno.EPERM, "permission"),
        (errno.EIO, "operating system says"),
        (None, "operating system says"),
    ],
)
def test_what_the_system_refuses_is_said(
    number: int | None,
    words: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    problem: Caught,
) -> None:
    path = a_file(tmp_path)
    mending = mending_of(path)

    def write(descriptor: int, data: bytes) -> int:
        raise OSError("odd") if number is None else OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "write", write)
    found = problem(lambda: write_mending(mending, str(path)))
    assert found.code == "clientfile.not_mended"
    assert words in found.cause
    assert found.remedy
    monkeypatch.undo()
    assert path.read_bytes() == BROKEN
    assert names(tmp_path) == ["my.json"]


def test_a_name_too_long_for_a_copy(tmp_path: Path, problem: Caught) -> None:
    path = a_file(tmp_path, name="x" * 250 + ".json")
    found = problem(lambda: write_mending(mending_of(path), str(path)))
    assert "too long" in found.cause
    assert path.read_bytes() == BROKEN
    assert len(names(tmp_path)) == 1


def test_a_full_disk(full_disk: Path, fill: Callable[[Path], Path], problem: Caught) -> None:
    path = a_file(full_disk)
    mending = mending_of(path)
    ballast = fill(full_disk)
    assert "room" in problem(lambda: write_mending(mending, str(path))).cause
    assert path.read_bytes() == BROKEN
    ballast.unlink()
    write_mending(mending, str(path))
    assert names(full_disk) == ["my.json", "my.json.bak"]


def test_the_folder_cannot_be_synced_on_every_file_system(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = a_file(tmp_path)
    mending = mending_of(path)
    sync = os.fsync

    def files_only(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "no")
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", files_only)
    write_mending(mending, str(path))
    assert path.read_bytes() == GOOD


@pytest.mark.skipif(os.geteuid() != 0, reason="gives a file away")
def test_root_leaves_a_file_to_its_owner(tmp_path: Path) -> None:
    path = a_file(tmp_path, mode=0o644)
    os.chown(path, 4321, 4322)
    written = write_mending(mending_of(path), str(path))
    for name in written:
        found = os.stat(name)
        assert (found.st_uid, found.st_gid, stat.S_IMODE(found.st_mode)) == (4321, 4322, 0o600)


@pytest.mark.skipif(os.geteuid() != 0, reason="gives a file to a group")
def test_a_file_stays_with_its_group(tmp_path: Path) -> None:
    path = a_file(tmp_path)
    os.chown(path, -1, 4322)
    for name in write_mending(mending_of(path), str(path)):
        assert os.stat(name).st_gid == 4322


def test_no_link_is_followed_when_a_copy_gets_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = a_file(tmp_path)
    asked: list[object] = []
    link = os.link

    def noted(*names: str, **how: Any) -> None:
        asked.append(how["follow_symlinks"])
        link(*names, **how)

    monkeypatch.setattr(os, "link", noted)
    write_mending(mending_of(path), str(path))
    assert asked == [False]


@pytest.mark.parametrize(("whose", "of_folder"), [(1, 0), (0, 1)])
def test_what_belongs_to_another_user_is_refused(
    whose: int, of_folder: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, problem: Caught
) -> None:
    path = a_file(tmp_path)
    mending = mending_of(path)
    you = os.geteuid() + 77
    find = os.fstat

    def found(descriptor: int) -> os.stat_result:
        result: list[int] = [int(part) for part in find(descriptor)]
        another = of_folder if stat.S_ISDIR(result[0]) else whose
        result[4] = you + another
        return os.stat_result(result)

    monkeypatch.setattr(os, "geteuid", lambda: you)
    monkeypatch.setattr(os, "fstat", found)
    assert problem(lambda: write_mending(mending, str(path))).code == "clientfile.foreign_file"
    assert names(tmp_path) == ["my.json"]


def test_what_a_killed_process_left_is_removed_after_an_hour(tmp_path: Path) -> None:
    old, new = tmp_path / ".chattui-mending-a.tmp", tmp_path / ".chattui-mending-b.tmp"
    for left in (old, new):
        left.write_text(SECRET)
    then = new.stat().st_mtime - ABANDONED_SECONDS - 60
    os.utime(old, (then, then))
    path = a_file(tmp_path)
    write_mending(mending_of(path), str(path))
    assert names(tmp_path) == [new.name, "my.json", "my.json.bak"]


class Killed(BaseException):
    """Stands for SIGKILL: from here on nothing works, so that no tidying up takes place."""


CALLS = ("open", "fstat", "read", "write", "fsync", "close", "link", "unlink", "rename", "fchmod")


def run_until(monkeypatch: pytest.MonkeyPatch, point: int, work: Callable[[], object]) -> bool:
    """Do the work up to its call number `point` of the system; whether it came to its end."""
    made = 0
    with monkeypatch.context() as patched:

        def dying(call: Callable[..., object]) -> Callable[..., object]:
            def wrapped(*args: object, **named: object) -> object:
                nonlocal made
                made += 1
                if made >= point:
                    raise Killed
                return call(*args, **named)

            return wrapped

        for name in CALLS:
            patched.setattr(os, name, dying(getattr(os, name)))
        try:
            work()
        except Killed:
            return False
    return True


@pytest.mark.parametrize("links", [True, False])
def test_killed_at_any_call_nothing_is_lost(
    links: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not links:

        def link(*args: object, **named: object) -> None:
            raise OSError(errno.EPERM, "no")

        monkeypatch.setattr(os, "link", link)
    point = 0
    done = False
    replaced = kept = 0
    while not done:
        point += 1
        folder = tmp_path / str(point)
        folder.mkdir()
        path = a_file(folder, mode=0o644)
        mending = mending_of(path)
        done = run_until(monkeypatch, point, lambda: write_mending(mending, str(path)))  # noqa: B023
        now, copy = path.read_bytes(), Path(f"{path}.bak")
        assert now in (BROKEN, GOOD)
        if copy.exists():
            assert copy.read_bytes() == BROKEN or (not links and now == BROKEN)
            assert mode_of(copy) == 0o600
            kept += 1
        if now == GOOD:
            assert copy.read_bytes() == BROKEN
            assert mode_of(path) == 0o600
            replaced += 1
        for left in folder.iterdir():
            assert left in (path, copy) or mode_of(left) == 0o600
    assert point > 15
    assert 1 < replaced < kept < point
    assert names(folder) == ["my.json", "my.json.bak"]


def test_nothing_of_the_file_is_in_the_problem(tmp_path: Path, problem: Caught) -> None:
    path = a_file(tmp_path)
    mending = mending_of(path)
    path.write_bytes(GOOD)
    assert SECRET[8:] not in repr(problem(lambda: write_mending(mending, str(path))))
    assert SECRET[8:] not in repr(mending)


def test_a_mode_that_cannot_be_changed_is_no_mending() -> None:
    fixed = Custody(0o644)._replace(settable=False)
    assert mend(diagnose_bytes(GOOD, "my.json", custody=fixed)) is None
