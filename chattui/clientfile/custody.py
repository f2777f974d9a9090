"""Who can get at a file, gathered here and judged by the rules.

Nothing is run, every read is bounded, and what cannot be told is left unsaid.
"""

from __future__ import annotations

import os
import stat

from chattui.clientfile.model import Custody
from chattui.clientfile.whereabouts import Folders

_OF_THE_KERNEL = ("/proc/", "/dev/")
"""Links below these stand for an open file; nobody made them."""

_MOUNTED = "..data/"
"""How links in a Kubernetes volume begin, which swaps its files all at once that way."""


def custody_of(path: str, state: os.stat_result, folders: Folders) -> Custody | None:
    """How the file that was opened as `path`, with `state`, is kept.

    None for a file without a name, such as what a shell gives as ``/dev/fd/63``.
    """
    if state.st_nlink == 0:
        return None
    custody = Custody(
        mode=stat.S_IMODE(state.st_mode),
        owner=folders.stranger(state.st_uid),
        settable=folders.may_set_mode(state),
    )
    try:
        where, link = _real_place(path, folders)
        found = os.lstat(where)
    except (OSError, ValueError):
        return custody
    if (found.st_dev, found.st_ino) != (state.st_dev, state.st_ino):
        return custody
    place = folders.place(os.path.dirname(where))
    git = place.repository.status_of(where) if place.repository else ""
    return custody._replace(
        acl=folders.acl(where) if custody.mode & 0o060 else -1,
        git=git if git in ("open", "tracked") else "",
        work_tree=place.repository.top if place.repository else "",
        synced=place.synced,
        synced_folder=place.synced_folder,
        exposed=place.exposed,
        exposed_folder=place.exposed_folder,
        exposed_to=place.exposed_to,
        link=where if link else "",
        link_leaves_home=link and folders.leaves_home(path, where),
    )


def _real_place(path: str, folders: Folders) -> tuple[str, bool]:
    """Where the file itself is, and whether `path` is a link to it that somebody made."""
    path = os.path.abspath(path)
    if path.startswith(_OF_THE_KERNEL):
        return os.path.realpath(path), False
    folder, name = os.path.split(path)
    where = os.path.join(folders.real(folder), name)
    if not stat.S_ISLNK(os.lstat(where).st_mode):
        return where, False
    return os.path.realpath(where), not os.readlink(where).startswith(_MOUNTED)
