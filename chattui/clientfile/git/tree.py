"""Whether a file lies in a git work tree, and whether git has it or would take it.

git is not run: the configuration of a repository that somebody else made may name any program.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cached_property

from chattui.clientfile.bounded import read_some
from chattui.clientfile.git.files import CONFIG_LIMIT, IGNORE_LIMIT, Index, is_true, read_config
from chattui.clientfile.git.ignore import Effort, Pattern, TooMuchError, patterns_of

EFFORT = 100_000
"""Steps that one answer may take: a tenth of a second."""

TRACKED, OPEN, IGNORED, UNTOLD = "tracked", "open", "ignored", ""


def is_git_dir(folder: str) -> bool:
    """Whether `folder` is what ``.git`` is in a work tree, or a bare repository."""
    if not os.path.lexists(os.path.join(folder, "HEAD")):
        return False
    common = _common_dir(folder)
    return all(os.path.isdir(os.path.join(common, name)) for name in ("objects", "refs"))


def repository_at(folder: str) -> Repository | None:
    """The repository whose ``.git`` lies in `folder`; None where there is none that git takes."""
    git_dir = os.path.join(folder, ".git")
    if not os.path.isdir(git_dir):
        words = read_some(git_dir, CONFIG_LIMIT)
        if not words.startswith(b"gitdir: "):
            return None
        git_dir = os.path.join(folder, os.fsdecode(words[8:].rstrip(b"\r\n")))
    return Repository(folder, git_dir) if is_git_dir(git_dir) else None


def _common_dir(git_dir: str) -> str:
    """The folder that linked work trees share."""
    words = read_some(os.path.join(git_dir, "commondir"), CONFIG_LIMIT)
    return os.path.join(git_dir, os.fsdecode(words.rstrip(b"\r\n"))) if words else git_dir


class Repository:
    """One work tree, with what was read of it."""

    def __init__(self, folder: str, git_dir: str) -> None:
        self._folder = folder
        self._git_dir = git_dir
        self._index: Index | None = None
        self._lists: dict[str, list[Pattern]] = {}
        self._too_much = False
        self._ignored: dict[bytes, bool] = {}

    @cached_property
    def _settings(self) -> tuple[str, bool, tuple[str, str]]:
        """The top, whether case counts not, and the ignore files for everywhere.

        Read when they are asked for: of repositories inside of others, only one matters.
        """
        folder, git_dir = self._folder, self._git_dir
        common = _common_dir(git_dir)
        config = read_config([*_global_configs(), os.path.join(common, "config")])
        if is_true(config.get("extensions.worktreeconfig", "")):
            config |= read_config([os.path.join(git_dir, "config.worktree")])
        top = folder
        if common == git_dir and "core.worktree" in config:
            top = os.path.realpath(os.path.join(git_dir, config["core.worktree"]))
        elif common == git_dir and is_true(config.get("core.bare", "")):
            top = ""
        everywhere = (
            os.path.join(common, "info", "exclude"),
            os.path.join(folder, _excludes_file(config)),
        )
        return top, is_true(config.get("core.ignorecase", "")), everywhere

    @property
    def top(self) -> str:
        """The folder that the work tree begins at; empty where there is no work tree."""
        return self._settings[0]

    @property
    def _fold(self) -> bool:
        return self._settings[1]

    @property
    def _everywhere(self) -> tuple[str, str]:
        return self._settings[2]

    def status_of(self, path: str) -> str:
        """`TRACKED`, `OPEN`, `IGNORED`; `UNTOLD` outside, or where the patterns are too much."""
        if not self.top or not path.startswith(self.top.rstrip("/") + "/"):
            return UNTOLD
        name = os.fsencode(path[len(self.top.rstrip("/")) + 1 :])
        if self._index is None:
            self._index = Index(self._git_dir)
        if self._index.has(name):
            return TRACKED
        if self._too_much:
            return UNTOLD
        try:
            return IGNORED if self._ignores(name, Effort(EFFORT)) else OPEN
        except TooMuchError:
            self._too_much = True
            return UNTOLD

    def _ignores(self, name: bytes, effort: Effort) -> bool:
        """Whether `name` or a folder on the way is ignored; what is in such a folder is, too."""
        at = name.find(b"/")
        while at >= 0:
            folder = name[:at]
            if folder not in self._ignored:
                self._ignored[folder] = self._decide(folder, True, effort)
            if self._ignored[folder]:
                return True
            at = name.find(b"/", at + 1)
        return self._decide(name, False, effort)

    def _decide(self, name: bytes, is_folder: bool, effort: Effort) -> bool:
        """What the ignore files say of `name`: the first that says anything decides."""
        last = self._folded(name.rpartition(b"/")[2])
        for patterns, below in self._lists_for(name, effort):
            for pattern in patterns:
                effort.spend(1)
                if pattern.folders_only and not is_folder:
                    continue
                if pattern.matches(last if pattern.by_name else below, effort):
                    return not pattern.negative
        return False

    def _lists_for(self, name: bytes, effort: Effort) -> Iterator[tuple[list[Pattern], bytes]]:
        """The lists that `name` is looked up in, the nearest first, and what it is called there."""
        at = len(name)
        while at > 0:
            at = name.rfind(b"/", 0, at)
            place = os.fsdecode(name[: max(at, 0)])
            file = os.path.join(self.top, place, ".gitignore")
            yield self._list(file, effort, follow=False), self._folded(name[at + 1 :])
        for file in self._everywhere:
            yield self._list(file, effort, follow=True), self._folded(name)

    def _folded(self, name: bytes) -> bytes:
        return name.lower() if self._fold else name

    def _list(self, file: str, effort: Effort, *, follow: bool) -> list[Pattern]:
        if file not in self._lists:
            data = read_some(file, IGNORE_LIMIT, follow=follow)
            self._lists[file] = patterns_of(data, effort, fold=self._fold)
        return self._lists[file]


def _global_configs() -> list[str]:
    """Where git's configuration of the machine and of the person is, by git's own variables."""
    environ = os.environ
    paths = []
    if not is_true(environ.get("GIT_CONFIG_NOSYSTEM", "")):
        paths.append(environ.get("GIT_CONFIG_SYSTEM", "/etc/gitconfig"))
    if "GIT_CONFIG_GLOBAL" in environ:
        paths.append(environ["GIT_CONFIG_GLOBAL"])
    else:
        paths += [os.path.join(_user_config(), "config"), os.path.expanduser("~/.gitconfig")]
    return paths


def _user_config() -> str:
    base = os.environ.get("XDG_CONFIG_HOME") or os.path.expanduser("~/.config")
    return os.path.join(base, "git")


def _excludes_file(config: dict[str, str]) -> str:
    named = config.get("core.excludesfile")
    return os.path.join(_user_config(), "ignore") if named is None else os.path.expanduser(named)
