"""What is so for every file in a folder: who can write there, and what copies it elsewhere."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chattui.clientfile.git.tree import Repository

UID_MAP = "/proc/self/uid_map"
_NOBODY = 65534
_ACL = "system.posix_acl_access"
_ACL_NAMED_USER, _ACL_GROUP, _ACL_NAMED_GROUP, _ACL_MASK = 0x02, 0x04, 0x08, 0x10

_SYNC_MARKERS = (
    (".stfolder", "Syncthing"),
    (".dropbox", "Dropbox"),
    (".dropbox.cache", "Dropbox"),
    (".nextcloudsync.log", "Nextcloud"),
    (".owncloudsync.log", "ownCloud"),
    (".tmp.drivedownload", "Google Drive"),
    (".849C9593-D756-4E56-8D6E-42412F2A707B", "OneDrive"),
)
"""What services leave at the top of the folder that they copy, wherever it lies."""

_SYNC_NAMES = (
    ("Dropbox", "Dropbox"),
    ("Google Drive", "Google Drive"),
    ("GoogleDrive", "Google Drive"),
    ("OneDrive", "OneDrive"),
    ("iCloud Drive", "iCloud Drive"),
    ("iCloudDrive", "iCloud Drive"),
    ("Nextcloud", "Nextcloud"),
    ("ownCloud", "ownCloud"),
    ("Box Sync", "Box"),
    ("Box", "Box"),
    ("MEGAsync", "MEGA"),
    ("MEGA", "MEGA"),
    ("pCloudDrive", "pCloud"),
    ("pCloud Drive", "pCloud"),
    ("Proton Drive", "Proton Drive"),
)
"""What their folders are called at the top of a home or of ``CloudStorage``. An account or a number
may follow, as in ``OneDrive - Example``, ``Dropbox (Personal)`` and ``Nextcloud2``."""

_ICLOUD = ("Mobile Documents", "com~apple~CloudDocs")

_WEB_NAMES = frozenset({"public_html", "htdocs", "wwwroot"})
_WEB_PLACES = frozenset(
    {"/var/www", "/srv/www", "/srv/http", "/usr/local/www", "/usr/share/nginx/html"}
)


class Place:
    """What is so for every file in one folder; the folder above counts unless it has its own."""

    __slots__ = (
        "exposed",
        "exposed_folder",
        "exposed_to",
        "repository",
        "synced",
        "synced_folder",
    )

    def __init__(self, above: Place | None) -> None:
        self.exposed: str = above.exposed if above else ""
        self.exposed_folder: str = above.exposed_folder if above else ""
        self.exposed_to: str = above.exposed_to if above else ""
        self.synced: str = above.synced if above else ""
        self.synced_folder: str = above.synced_folder if above else ""
        self.repository: Repository | None = above.repository if above else None


class Folders:
    """What was found out about folders, kept for as long as one call looks at many files."""

    def __init__(self) -> None:
        self.user = os.geteuid()
        self._home = os.path.realpath(os.path.expanduser("~"))
        self._places: dict[str, Place] = {}
        self._real: dict[str, str] = {}
        self._modeless: frozenset[int] | None = None
        self._strangers: dict[int, str] = {0: "", self.user: ""}
        if self.user == 0 and os.environ.get("SUDO_UID", "").isdecimal():
            self._strangers[int(os.environ["SUDO_UID"])] = ""

    def real(self, folder: str) -> str:
        """`folder` without symbolic links on the way."""
        if folder not in self._real:
            self._real[folder] = os.path.realpath(folder)
        return self._real[folder]

    def leaves_home(self, path: str, where: str) -> bool:
        """Whether `path` lies in the home of the one who asks, and `where` it leads does not."""
        home = self._home.rstrip("/") + "/"
        return f"{self.real(os.path.dirname(os.path.abspath(path)))}/".startswith(
            home
        ) and not where.startswith(home)

    def stranger(self, user: int) -> str:
        """The name of `user`; empty for root, for the one who asks, and where it means nobody."""
        if user not in self._strangers:
            self._strangers[user] = "" if user == _NOBODY and _is_mapped() else _user_name(user)
        return self._strangers[user]

    def may_set_mode(self, state: os.stat_result) -> bool:
        """Whether the one who asks can keep others out by the mode of a file."""
        if self.user not in (0, state.st_uid):
            return False
        if not state.st_mode & 0o066:
            return True
        if self._modeless is None:
            from chattui.clientfile.mounts import WITHOUT_MODES, devices_of

            self._modeless = devices_of(WITHOUT_MODES)
        return state.st_dev not in self._modeless

    def acl(self, path: str) -> int:
        """What an access control list lets others do at `path`, as bits; -1 without such a list."""
        try:
            data = os.getxattr(path, _ACL)
        except (OSError, AttributeError):  # macOS has no such call
            return -1
        mask, granted = 7, 0
        for at in range(4, len(data) - 7, 8):
            tag, bits = (int.from_bytes(data[at + i : at + i + 2], "little") for i in (0, 2))
            if tag == _ACL_MASK:
                mask = bits
            elif tag in (_ACL_GROUP, _ACL_NAMED_GROUP) or (
                tag == _ACL_NAMED_USER
                and self.stranger(int.from_bytes(data[at + 4 : at + 8], "little"))
            ):
                granted |= bits
        return granted & mask

    def place(self, folder: str) -> Place:
        """What is so for the files in `folder`, which is a real path."""
        missing: list[str] = []
        here = folder
        while here not in self._places:
            missing.append(here)
            if here == (here := os.path.dirname(here)):
                break
        above = self._places.get(here)
        while missing:
            here = missing.pop()
            above = self._places[here] = self._look(here, Place(above))
        assert above is not None
        return above

    def _look(self, folder: str, place: Place) -> Place:
        self._look_for_writers(folder, place)
        self._look_for_sync(folder, place)
        if os.path.lexists(os.path.join(folder, ".git")):
            from chattui.clientfile.git.tree import repository_at

            place.repository = repository_at(folder) or place.repository
        elif os.path.lexists(os.path.join(folder, "HEAD")):
            from chattui.clientfile.git.tree import is_git_dir

            if is_git_dir(folder):
                place.repository = None
        return place

    def _look_for_writers(self, folder: str, place: Place) -> None:
        who, name = self._writers_of(folder)
        if not who and (folder in _WEB_PLACES or os.path.basename(folder) in _WEB_NAMES):
            who = "web"
        if who:
            place.exposed, place.exposed_folder, place.exposed_to = who, folder, name

    def _writers_of(self, folder: str) -> tuple[str, str]:
        """Who else can put files in `folder`, and their name; empty where that is nobody."""
        try:
            state = os.lstat(folder)
        except OSError:
            return "", ""
        owner = self.stranger(state.st_uid)
        if owner:
            return "owner", owner
        if state.st_mode & stat.S_ISVTX:
            return "", ""  # only the owner of a file can move it, as in /tmp
        if state.st_mode & 0o002:
            return "everyone", ""
        if state.st_mode & 0o020:
            acl = self.acl(folder)
            if acl >= 0:
                return "everyone" if acl & 2 else "", ""
            group = shared_group(state)
            return "group" if group else "", group
        return "", ""

    def _look_for_sync(self, folder: str, place: Place) -> None:
        above, name = os.path.split(folder)
        service = "iCloud Drive" if name in _ICLOUD else ""
        if not service and self._is_home(above):
            service = next((told for begins, told in _SYNC_NAMES if _is_named(name, begins)), "")
        if not service:
            service = next(
                (
                    told
                    for marker, told in _SYNC_MARKERS
                    if os.path.lexists(os.path.join(folder, marker))
                ),
                "",
            )
        if service:
            place.synced, place.synced_folder = service, folder

    def _is_home(self, folder: str) -> bool:
        above, name = os.path.split(folder)
        return (
            folder == self._home or name == "CloudStorage" or above in ("/home", "/Users")
            or os.path.basename(above) == "Users"
        )  # fmt: skip


def _is_named(name: str, begins: str) -> bool:
    rest = name.removeprefix(begins)
    return rest != name and rest.lstrip("0123456789 ")[:1] in ("", "-", "(")


def _is_mapped() -> bool:
    """Whether this is a container that maps users, where 65534 stands for all that it lacks."""
    try:
        with open(UID_MAP, encoding="ascii") as file:
            return file.read(200).split() != ["0", "0", "4294967295"]
    except (OSError, ValueError):
        return False


def _user_name(user: int) -> str:
    import pwd

    try:
        return pwd.getpwuid(user).pw_name
    except KeyError:
        return str(user)


def shared_group(state: os.stat_result) -> str:
    """The name of the folder's group; empty for root's, for a user's private one, and unnamed."""
    if state.st_gid == 0:
        return ""
    import grp

    try:
        name = grp.getgrgid(state.st_gid).gr_name
    except KeyError:
        return ""
    return "" if name == _user_name(state.st_uid) else name
