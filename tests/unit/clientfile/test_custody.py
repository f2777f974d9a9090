"""How real files are kept: owners, modes, lists, links and the folders that they lie in."""

from __future__ import annotations

import os
import socket
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from chattui.clientfile import diagnose_file
from chattui.clientfile.custody import custody_of
from chattui.clientfile.model import Custody
from chattui.clientfile.whereabouts import Folders
from chattui.safe_text import is_safe
from tests.unit.clientfile.cases import GOOD

ROOT = os.geteuid() == 0
STRANGER = 4711
"""A user that no machine has."""

needs_root = pytest.mark.skipif(not ROOT, reason="only root may give files away")


@pytest.fixture(autouse=True)
def _no_sudo(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SUDO_UID", raising=False)


def made(path: Path, mode: int = 0o600) -> Path:
    """A client file at `path`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(GOOD)
    path.chmod(mode)
    return path


def kept(path: Path | str, folders: Folders | None = None) -> Custody:
    """How the file at `path` is kept."""
    found = custody_of(str(path), os.stat(path), folders or Folders())
    assert found is not None
    return found


def codes(path: Path | str) -> list[str]:
    """The codes of what the doctor finds."""
    return [finding.code for finding in diagnose_file(path).findings]


def words(path: Path | str) -> str:
    """What the one finding says."""
    (finding,) = diagnose_file(path).findings
    return f"{finding.code} {finding.message} {finding.remedy}"


def acl(path: Path, *entries: tuple[int, int, int]) -> None:
    """Give `path` an access control list of (tag, bits, id)."""
    data = b"\2\0\0\0" + b"".join(struct.pack("<HHI", *entry) for entry in sorted(entries))
    try:
        os.setxattr(path, "system.posix_acl_access", data)
    except OSError:
        pytest.skip("the file system has no access control lists")


NO_ID = 0xFFFFFFFF
OWNER, USER, GROUP, NAMED_GROUP, MASK, OTHERS = 0x01, 0x02, 0x04, 0x08, 0x10, 0x20


def listed(path: Path, bits: int, mask: int = 7, user: int = STRANGER) -> None:
    """Give `path` a list that lets one user do something."""
    acl(
        path,
        (OWNER, 7, NO_ID),
        (USER, bits, user),
        (GROUP, 0, NO_ID),
        (MASK, mask, NO_ID),
        (OTHERS, 0, NO_ID),
    )


def test_a_file_of_ones_own_is_well_kept(tmp_path: Path) -> None:
    path = made(tmp_path / "key")
    assert kept(path) == Custody(0o600)
    assert codes(path) == []


@pytest.mark.parametrize(
    ("mode", "told"),
    [(0o644, "may read the"), (0o666, "may read and change"), (0o620, "may change"), (0o711, "")],
)
def test_modes(mode: int, told: str, tmp_path: Path) -> None:
    path = made(tmp_path / "key", mode)
    assert (told in words(path)) if told else codes(path) == []


@needs_root
def test_a_file_of_another_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = made(tmp_path / "key", 0o644)
    os.chown(path, STRANGER, STRANGER)
    assert words(path).startswith(f"CS501 The file belongs to the user {STRANGER}")
    monkeypatch.setenv("SUDO_UID", str(STRANGER))
    assert codes(path) == ["CS502"]


@needs_root
def test_another_user_by_name(tmp_path: Path) -> None:
    path = made(tmp_path / "key")
    os.chown(path, 65534, 65534)
    assert "the user nobody" in words(path)


def test_of_root_and_not_to_be_changed_by_others(tmp_path: Path) -> None:
    path = made(tmp_path / "key", 0o644)
    folders = Folders()
    folders.user = STRANGER
    found = kept(path, folders)
    assert not found.settable


def test_a_file_system_without_modes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = made(tmp_path / "key", 0o644)
    device = path.stat().st_dev
    mount = f"36 35 {os.major(device)}:{os.minor(device)} / /mnt rw - {{}} /dev/sdb1 rw\n"
    monkeypatch.setattr("chattui.clientfile.mounts.MOUNTS", str(tmp_path / "mounts"))
    for kind, settable in (("vfat", False), ("ext4", True)):
        (tmp_path / "mounts").write_text("1 1 0:3 / /proc rw - proc proc rw\n" + mount.format(kind))
        folders = Folders()
        assert [kept(path, folders).settable for _ in range(2)] == [settable] * 2
        (finding,) = diagnose_file(path).findings
        assert finding.fixable is settable
        assert ("chmod" in finding.remedy) is settable


def test_nobody_is_nobody_where_users_are_mapped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chattui.clientfile.whereabouts.UID_MAP", str(tmp_path / "map"))
    monkeypatch.setattr(os, "geteuid", lambda: STRANGER)
    assert Folders().stranger(65534) == "nobody"  # no such file: a kernel without such maps
    (tmp_path / "map").write_text("         0          0 4294967295\n")
    assert Folders().stranger(65534) == "nobody"
    (tmp_path / "map").write_text("         0       1000          1\n")
    assert Folders().stranger(65534) == ""
    assert Folders().stranger(STRANGER + 1) == str(STRANGER + 1)


def test_an_access_control_list(tmp_path: Path) -> None:
    path = made(tmp_path / "key", 0o600)
    listed(path, 4)
    assert path.stat().st_mode & 0o777 == 0o770
    assert "control list lets other users read the" in words(path)
    listed(path, 6)
    assert "control list lets other users change the" in words(path)
    path.chmod(0o600)
    assert codes(path) == []


def test_a_list_that_lets_nobody_else(tmp_path: Path) -> None:
    path = made(tmp_path / "key", 0o600)
    listed(path, 6, user=os.geteuid())
    assert codes(path) == []
    for bits, mask in ((6, 1), (4, 2), (2, 5)):
        listed(path, bits, mask)
        assert codes(path) == []


def test_a_list_beside_an_open_mode(tmp_path: Path) -> None:
    path = made(tmp_path / "key", 0o600)
    acl(
        path,
        (OWNER, 7, NO_ID),
        (GROUP, 0, NO_ID),
        (NAMED_GROUP, 4, STRANGER),
        (MASK, 4, NO_ID),
        (OTHERS, 4, NO_ID),
    )
    assert "its mode is 0744" in words(path)


def test_a_system_without_lists(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "getxattr")
    assert codes(made(tmp_path / "key", 0o640)) == ["CS502"]


def test_links(tmp_path: Path, own_home: Path) -> None:
    path = made(tmp_path / "key")
    (tmp_path / "link").symlink_to("key")
    assert words(tmp_path / "link").startswith("CS506 The file is a symbolic link; what is said")
    assert str(path) in words(tmp_path / "link")
    (own_home / "link").symlink_to(path)
    assert "out of your home" in words(own_home / "link")
    made(own_home / "key")
    (own_home / "inside").symlink_to("key")
    assert "out of your home" not in words(own_home / "inside")
    (own_home / "inside").rename(tmp_path / "into")
    (tmp_path / "into").unlink()
    (tmp_path / "into").symlink_to(own_home / "key")
    assert "out of your home" not in words(tmp_path / "into")


def test_a_link_with_a_hostile_name(tmp_path: Path) -> None:
    path = made(tmp_path / "\x1b]52;c;eHg=\x07\n\u202ekey\udcff")
    (tmp_path / "link").symlink_to(path)
    assert is_safe(words(tmp_path / "link"))


def test_files_of_a_mounted_volume(tmp_path: Path) -> None:
    made(tmp_path / "..2026" / "key")
    (tmp_path / "..data").symlink_to("..2026")
    (tmp_path / "key").symlink_to("..data/key")
    assert codes(tmp_path / "key") == []


def test_a_folder_behind_a_link_counts_where_it_is(tmp_path: Path) -> None:
    path = made(tmp_path / "shared" / "key")
    (tmp_path / "shared").chmod(0o777)
    (tmp_path / "link").symlink_to("shared")
    assert words(tmp_path / "link" / "key").startswith("CS505")
    assert str(path.parent) in words(tmp_path / "link" / "key")


def test_open_files_without_a_name(tmp_path: Path) -> None:
    path = made(tmp_path / "key", 0o644)
    with path.open("rb") as file:
        by_number = f"/proc/self/fd/{file.fileno()}"
        assert codes(by_number) == ["CS502"]
        assert kept(by_number).link == ""
        path.rename(tmp_path / "other")
        assert codes(by_number) == ["CS502"]
        (tmp_path / "other").unlink()
        assert codes(by_number) == []
        assert codes(f"/dev/fd/{file.fileno()}") == []


def test_a_file_that_is_another_by_now(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, other = made(tmp_path / "shared" / "key"), made(tmp_path / "other")
    (tmp_path / "shared").chmod(0o777)
    assert custody_of(str(path), other.stat(), Folders()) == Custody(0o600)
    path.unlink()
    assert custody_of(str(path), other.stat(), Folders()) == Custody(0o600)
    monkeypatch.chdir(made(tmp_path / "gone" / "key").parent)
    (tmp_path / "gone" / "key").unlink()
    (tmp_path / "gone").rmdir()
    assert custody_of("key", other.stat(), Folders()) == Custody(0o600)


@pytest.mark.parametrize("mode", [0o777, 0o757, 0o707])
def test_a_folder_in_which_all_can_write(mode: int, tmp_path: Path) -> None:
    path = made(tmp_path / "shared" / "mine" / "key")
    (tmp_path / "shared").chmod(mode)
    assert words(path).startswith(f"CS505 Other users can write in the folder {tmp_path}/shared")
    (tmp_path / "shared").chmod(mode | 0o1000)
    assert codes(path) == []


def test_the_nearest_folder_is_told(tmp_path: Path) -> None:
    path = made(tmp_path / "a" / "b" / "key")
    for folder in (path.parents[1], path.parent):
        folder.chmod(0o777)
        assert f"{folder}, and" in words(path)


def test_a_folder_with_a_list(tmp_path: Path) -> None:
    path = made(tmp_path / "shared" / "key")
    path.parent.chmod(0o700)
    listed(path.parent, 7)
    assert codes(path) == ["CS505"]
    listed(path.parent, 5)
    assert codes(path) == []


@needs_root
def test_the_group_of_a_folder(tmp_path: Path) -> None:
    import grp

    path = made(tmp_path / "shared" / "key")
    path.parent.chmod(0o770)
    assert codes(path) == []  # root's group
    os.chown(path.parent, -1, grp.getgrnam("daemon").gr_gid)
    assert words(path).startswith("CS505 The group daemon can write")
    os.chown(path.parent, -1, STRANGER)
    assert codes(path) == []


def test_a_private_group(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import grp
    import pwd

    path = made(tmp_path / "shared" / "key")
    path.parent.chmod(0o770)
    mine = pwd.getpwuid(os.geteuid()).pw_name
    group = grp.struct_group((mine, "x", 5, []))
    monkeypatch.setattr(grp, "getgrgid", lambda number: group)
    assert codes(path) == []
    state = os.stat_result((0, 0, 0, 0, os.geteuid(), 5, 0, 0, 0, 0))
    from chattui.clientfile.whereabouts import shared_group

    assert shared_group(state) == ""
    group = grp.struct_group(("wheel", "x", 5, []))
    assert shared_group(state) == "wheel"


@needs_root
def test_a_folder_of_another_user(tmp_path: Path) -> None:
    path = made(tmp_path / "theirs" / "key")
    os.chown(path.parent, STRANGER, STRANGER)
    assert words(path).startswith(f"CS505 The folder {path.parent} belongs to the user {STRANGER}")
    os.chown(path, STRANGER, STRANGER)
    assert codes(path) == ["CS501"]


def test_what_a_web_server_hands_out(tmp_path: Path) -> None:
    path = made(tmp_path / "public_html" / "app" / "key")
    assert words(path).startswith(f"CS505 The folder {tmp_path}/public_html is one")
    assert Folders().place("/var/www/html").exposed == "web"


@pytest.mark.parametrize(
    ("name", "service"),
    [
        ("Dropbox", "Dropbox"),
        ("Dropbox (Personal)", "Dropbox"),
        ("OneDrive - Example Ltd", "OneDrive"),
        ("Library/CloudStorage/GoogleDrive-ada@example.com", "Google Drive"),
        ("Library/Mobile Documents", "iCloud Drive"),
        ("Nextcloud2", "Nextcloud"),
        ("Box Sync", "Box"),
        ("MEGA", "MEGA"),
        ("pCloudDrive", "pCloud"),
        ("Boxes", ""),
        ("dropbox", ""),
        ("src/Dropbox", ""),
    ],
)
def test_synced_folders_by_name(name: str, service: str, own_home: Path) -> None:
    path = made(own_home / name / "deep" / "key")
    found = kept(path)
    assert (found.synced, found.synced_folder) == (service, str(own_home / name) if service else "")
    assert codes(path) == (["CS504"] if service else [])


def test_homes_of_others_have_such_folders_too() -> None:
    folders = Folders()
    for place in ("/home/x/Dropbox", "/Users/x/Dropbox", "/mnt/c/Users/x/Dropbox"):
        assert folders.place(place + "/a").synced == "Dropbox"
    assert folders.place("/opt/x/Dropbox").synced == ""


@pytest.mark.parametrize("marker", [".stfolder", ".dropbox.cache", ".nextcloudsync.log"])
def test_synced_folders_by_what_lies_in_them(marker: str, tmp_path: Path) -> None:
    path = made(tmp_path / "stuff" / "deep" / "key")
    (tmp_path / "stuff" / marker).mkdir()
    assert words(path).startswith(f"CS504 The folder {tmp_path}/stuff is copied")


def test_in_a_git_work_tree(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    path = made(tmp_path / "key")
    (tmp_path / "outside").symlink_to("/")
    assert words(path).startswith(f"CS503 The file lies in the git work tree {tmp_path}")
    (tmp_path / ".gitignore").write_text("k*\n")
    assert codes(path) == []


def test_very_deep_folders(tmp_path: Path) -> None:
    folders = Folders()
    place = folders.place(str(tmp_path) + "/a" * 1900)
    assert place.exposed == ""
    assert folders.place(str(tmp_path)).repository is None


def test_what_is_no_file_with_a_place(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "s"))
        assert kept(tmp_path / "s").mode


PROGRAM = """
import sys
from chattui.clientfile.reading import diagnose_file
diagnose_file(sys.argv[1])
print(*sorted(sys.modules))
"""


def test_nothing_of_git_is_loaded_outside_of_a_work_tree(tmp_path: Path) -> None:
    path = made(tmp_path / "key")
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(path)], capture_output=True, text=True, check=True
    )
    modules = set(ran.stdout.split())
    assert "chattui.clientfile.whereabouts" in modules
    assert not modules & {"chattui.clientfile.git.tree", "pathspec", "subprocess", "pwd", "grp"}
