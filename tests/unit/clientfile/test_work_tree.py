"""What git tracks and ignores, told without git; git itself says what must come out."""

from __future__ import annotations

import os
import random
import subprocess
import time
import tracemalloc
from pathlib import Path

import pytest

from chattui.clientfile.bounded import read_some
from chattui.clientfile.git.files import Index, read_config
from chattui.clientfile.git.ignore import Effort, Pattern, TooMuchError, patterns_of
from chattui.clientfile.git.tree import IGNORED, OPEN, TRACKED, UNTOLD, repository_at
from chattui.clientfile.whereabouts import Folders
from tests.conftest import need

NAMES = ("a", "b", "ab", "foo", "bar", "a.py", "a.json", "key 1", "é", "[x]", "x!", "#c", "A1", "-")
PIECES = (
    "a", "b", "ab", "foo", "bar", "*", "**", "?", ".py", "*.json", "[ab]", "[!a]", "[^a-z]",
    "[[:alpha:]]", "[[:digit:][:upper:]]", "[]x]", "[a", "[[:no:]]", "[[:x", "[a-", "[\\]x]",
    "\\*", "\\", "key 1", "é", "#c", "!", " ", "\\ ", "-", "[--z]", "[b-a]", "***", "[a/b]",
    "\\/", "[[::]]", "[z\\-a]", "[a\\", "[a-\\c]", "\t",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _own_git(monkeypatch: pytest.MonkeyPatch, own_home: Path) -> None:
    need("git")
    for name in list(os.environ):
        if name.startswith("GIT_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(own_home.parent))


def git(folder: Path, *arguments: str, data: bytes = b"") -> bytes:
    """What git prints."""
    identity = ("-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false")
    ran = subprocess.run(
        ["git", *identity, *arguments], cwd=folder, input=data, capture_output=True, check=False
    )
    assert ran.returncode in (0, 1), ran.stderr
    return ran.stdout


def some_pattern(chance: random.Random) -> str:
    """A line of an ignore file: sensible, odd or broken."""
    text = "".join(
        chance.choice(PIECES) + ("/" if chance.random() < 0.25 else "")
        for _ in range(chance.choice((1, 1, 1, 2, 2, 3, 4)))
    )
    before = chance.choice(("", "", "", "!", "/", "!/", "**/", "#", " "))
    return before + text + chance.choice(("", "", "", "/", "/**", " ", "\r", "\\ ", "/*"))


def ignore_file(chance: random.Random) -> bytes:
    """An ignore file, with and without a mark at its beginning and a line feed at its end."""
    lines = [some_pattern(chance) for _ in range(chance.randrange(1, 5))]
    text = "\n".join(lines) + chance.choice(("", "\n", "\n\n"))
    return chance.choice((b"", b"", b"\xef\xbb\xbf")) + text.encode()


def make_tree(top: Path, chance: random.Random) -> list[Path]:
    """A work tree of random folders, files and ignore files."""
    git(top, "init", "-q")
    folders = [top]
    for _ in range(6):
        folder = chance.choice(folders) / chance.choice(NAMES)
        folder.mkdir(exist_ok=True)
        folders.append(folder)
    files = []
    for folder in dict.fromkeys(folders):
        for name in chance.sample(NAMES, 4):
            if not (folder / name).exists():
                (folder / name).write_bytes(b"x")
                files.append(folder / name)
        if chance.random() < 0.6:
            (folder / ".gitignore").write_bytes(ignore_file(chance))
    (top / ".git" / "info" / "exclude").write_bytes(ignore_file(chance))
    return sorted(files)


def differences(top: Path, files: list[Path]) -> list[tuple[str, str, str]]:
    """What we say of each file where git says otherwise."""
    given = b"".join(b"./" + os.fsencode(path.relative_to(top)) + b"\0" for path in files)
    ignored = set(git(top, "check-ignore", "--no-index", "-z", "--stdin", data=given).split(b"\0"))
    tracked = set(git(top, "ls-files", "-z").split(b"\0"))
    found = repository_at(str(top))
    assert found is not None
    wrong = []
    for path in files:
        name = os.fsencode(path.relative_to(top))
        expected = TRACKED if name in tracked else IGNORED if b"./" + name in ignored else OPEN
        told = found.status_of(str(path))
        if told != expected:
            wrong.append((os.fsdecode(name), told, expected))
    return wrong


def check(top: Path, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """One random tree, with and without a file of the person's own, some files tracked."""
    chance = random.Random(seed)
    top.mkdir()
    files = make_tree(top, chance)
    everywhere = top.parent / "everywhere"
    everywhere.write_bytes(ignore_file(chance))
    settings = top.parent / "config"
    settings.write_text(f'[core]\n\texcludesFile = "{everywhere}" ; mine\n')
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    version = chance.choice(("2", "3", "4"))
    git(top, "config", "index.version", version)
    added = chance.sample(files, min(len(files), 5))
    git(top, "--literal-pathspecs", "add", "-f", "--", *(str(path) for path in added))
    if version == "3":
        git(top, "--literal-pathspecs", "add", "-fN", "--", *(str(path) for path in files[:3]))
    wrong = differences(top, files)
    lists = {str(path): path.read_bytes() for path in top.rglob(".gitignore")}
    assert wrong == [], (lists, (top / ".git/info/exclude").read_bytes(), everywhere.read_bytes())


@pytest.mark.parametrize("seed", range(25))
def test_agrees_with_git(seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    check(tmp_path / "top", seed, monkeypatch)


@pytest.mark.exhaustive
@pytest.mark.parametrize("part", range(20))
def test_agrees_with_git_on_many_trees(
    part: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(50):
        folder = tmp_path / str(number)
        folder.mkdir()
        check(folder / "top", 1000 + part * 50 + number, monkeypatch)


def status(path: Path) -> str:
    """What is said of `path`, as the doctor asks."""
    found = Folders().place(os.path.realpath(path.parent)).repository
    return found.status_of(os.path.realpath(path)) if found else "no work tree"


def made(path: Path, text: str = "x") -> Path:
    """A new file, with the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def repository(top: Path) -> Path:
    """A new repository with one commit."""
    top.mkdir(parents=True, exist_ok=True)
    git(top, "init", "-q")
    made(top / "tracked")
    git(top, "add", "tracked")
    git(top, "commit", "-qm", "x")
    return top


def test_outside_of_a_work_tree(tmp_path: Path) -> None:
    assert status(made(tmp_path / "key")) == "no work tree"
    found = repository_at(str(repository(tmp_path / "top")))
    assert found is not None
    assert found.status_of(str(tmp_path / "key")) == UNTOLD


def test_the_nearest_repository_counts(tmp_path: Path) -> None:
    top = repository(tmp_path / "top")
    made(top / ".gitignore", "key\n")
    inner = repository(top / "a" / "inner")
    assert status(made(top / "a" / "key")) == IGNORED
    assert status(made(inner / "key")) == OPEN
    assert status(inner / "tracked") == TRACKED


def test_a_submodule_and_a_linked_work_tree(tmp_path: Path) -> None:
    other, top = repository(tmp_path / "other"), repository(tmp_path / "top")
    git(top, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(other), "sub")
    git(top, "worktree", "add", "-q", str(tmp_path / "linked"))
    assert (top / "sub" / ".git").is_file()
    for folder in (top / "sub", tmp_path / "linked"):
        assert status(folder / "tracked") == TRACKED
        assert status(made(folder / "key")) == OPEN
        assert differences(folder, [folder / "key"]) == []
    made(top / ".git" / "info" / "exclude", "key\n")
    assert status(tmp_path / "linked" / "key") == IGNORED
    assert status(top / "sub" / "key") == OPEN


def test_bare_repositories_have_no_work_tree(tmp_path: Path) -> None:
    top = repository(tmp_path / "top")
    git(tmp_path, "clone", "-q", "--bare", str(top), "bare")
    git(tmp_path / "bare", "worktree", "add", "-q", str(tmp_path / "linked"))
    assert status(made(tmp_path / "bare" / "hooks" / "key")) == "no work tree"
    assert status(made(top / ".git" / "hooks" / "key")) == "no work tree"
    assert status(tmp_path / "linked" / "tracked") == TRACKED
    git(top, "config", "core.bare", "true")
    assert status(top / "tracked") == UNTOLD


def test_a_work_tree_elsewhere(tmp_path: Path) -> None:
    top = repository(tmp_path / "top" / "git")
    git(top, "worktree", "add", "-q", str(tmp_path / "linked"))
    git(top, "config", "core.worktree", str(tmp_path / "none"))
    assert status(top / "tracked") == UNTOLD
    assert status(tmp_path / "linked" / "tracked") == TRACKED
    git(top, "config", "--unset", "core.worktree")
    git(top, "config", "extensions.worktreeConfig", "true")
    git(top, "config", "--worktree", "core.worktree", "../../")
    assert status(made(top.parent / "key")) == "no work tree"
    assert status(made(top / "key")) == OPEN
    git(top, "config", "--worktree", "core.worktree", str(tmp_path / "none"))
    assert status(top / "key") == UNTOLD


@pytest.mark.parametrize("words", ["", "gitdir: nowhere\n", "gitdir: .\n", "something"])
def test_what_only_looks_like_a_repository(words: str, tmp_path: Path) -> None:
    made(tmp_path / "a" / ".git", words)
    (tmp_path / "b" / ".git").mkdir(parents=True)
    made(tmp_path / "b" / "HEAD")
    made(tmp_path / "c" / "HEAD")
    assert status(made(tmp_path / "c" / "key")) == "no work tree"
    assert status(made(tmp_path / "a" / "key")) == "no work tree"
    assert status(made(tmp_path / "b" / "key")) == "no work tree"


def test_ignore_files_of_the_person(
    tmp_path: Path, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = made(repository(tmp_path / "top") / "key")
    made(own_home / ".config" / "git" / "ignore", "key\n")
    assert status(key) == IGNORED
    made(own_home / ".gitconfig", "[include]\n\tpath = more\n")
    made(own_home / "more", "[include]\npath = more\n[core]\nexcludesFile = ~/mine\n")
    assert status(key) == OPEN
    made(own_home / "mine", "k*\n")
    assert status(key) == IGNORED
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "xdg"))
    (own_home / ".gitconfig").unlink()
    assert status(key) == OPEN
    made(tmp_path / "xdg" / "git" / "ignore", "key\n")
    assert status(key) == IGNORED
    monkeypatch.delenv("GIT_CONFIG_NOSYSTEM")
    system = made(tmp_path / "system", "[core]\nexcludesfile=\n")
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", str(system))
    assert status(key) == OPEN


def test_names_without_regard_to_case(tmp_path: Path) -> None:
    top = repository(tmp_path / "top")
    git(top, "config", "core.ignoreCase", "true")
    made(top / "Sub" / ".gitignore", "KEY\n")
    made(top / ".gitignore", "/sUb/Ab[C-D]\n")
    paths = [made(top / "Sub" / name) for name in ("key", "abc", "abe", "Key")]
    assert [status(path) for path in paths] == [IGNORED, IGNORED, OPEN, IGNORED]
    assert differences(top, paths) == []


@pytest.mark.parametrize("arguments", [("--split-index",), ("--index-version", "4")])
@pytest.mark.parametrize("form", ["sha1", "sha256"])
def test_forms_of_the_index(form: str, arguments: tuple[str, ...], tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", f"--object-format={form}")
    names = ["a", "a/b"[:1] + "b", "folder/a", "folder/" + "long" * 40, "z" * 200, "é"]
    paths = [made(tmp_path / name) for name in names]
    git(tmp_path, "add", ".")
    git(tmp_path, "update-index", *arguments)
    paths.append(made(tmp_path / "later"))
    git(tmp_path, "add", "later")
    paths += [made(tmp_path / name) for name in ("b", "er", "folder/b")]
    assert [status(path) for path in paths] == [TRACKED] * 7 + [OPEN] * 3
    assert differences(tmp_path, paths) == []


def test_a_name_longer_than_the_index_says(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    name = "/".join(["x" * 200] * 22)
    listed = f"100644 {'1' * 40} 0\t{name}\n100644 {'1' * 40} 0\t{name}y\n"
    git(tmp_path, "update-index", "--index-info", data=listed.encode())
    index = Index(str(tmp_path / ".git"))
    assert index.has(name.encode())
    assert not index.has(name[1:].encode())


def test_damaged_indexes_do_no_harm(tmp_path: Path) -> None:
    top = repository(tmp_path)
    git(top, "update-index", "--index-version", "4")
    whole = (top / ".git" / "index").read_bytes()
    for cut in range(0, len(whole), 3):
        (top / ".git" / "index").write_bytes(whole[:cut])
        assert Index(str(top / ".git")).has(b"nothing") is False
    (top / ".git" / "index").write_bytes(b"DIRC\0\0\0\4\xff\xff\xff\xff" + b"\xff" * 500)
    assert Index(str(top / ".git")).has(b"nothing") is False


def test_files_of_git_that_are_no_files(tmp_path: Path) -> None:
    top = repository(tmp_path / "top")
    os.mkfifo(top / ".gitignore")
    (top / ".git" / "info" / "exclude").unlink()
    (top / ".git" / "info" / "exclude").symlink_to("/dev/zero")
    key = made(top / "a" / "key")
    (top / "a" / ".gitignore").symlink_to(made(tmp_path / "list", "key\n"))
    assert status(key) == OPEN
    assert read_some(str(tmp_path), 10) == b""
    assert read_some("/dev/zero", 10) == b""
    assert read_some("/proc/self/mem", 10) == b""
    assert read_some("a\0b", 10) == b""


def test_settings_as_git_reads_them(tmp_path: Path) -> None:
    text = (
        '\ufeff; a comment\n[Core] Bare = yes # no\n\tworktree = "a ; b" c\\\n d  ; e\n flag\n'
        '[core "x"]\n\tbare = no\n[a.b]\r\nKey = x\\ty\\\\ \\"z\\"\r\n empty =\n'
        "[other]one=1\n two\n"
        "three = a   b  \n"
    )
    path = made(tmp_path / "config", text)
    listed = git(tmp_path, "config", "--file", str(path), "--list", "-z").decode().split("\0")
    expected = {
        name: value if line else "true"
        for name, line, value in (entry.partition("\n") for entry in listed)
        if name and not name.startswith("core.x.")
    }
    assert read_config([str(path)]) == expected
    assert len(expected) == 8


def test_broken_settings_do_no_harm(tmp_path: Path) -> None:
    path = made(tmp_path / "config", "x = 1\n[a\n= 2\n[b] %%\nc\n[d]e = \\")
    assert read_config([str(path), str(tmp_path / "none")]) == {"b.c": "true", "d.e": ""}


HOSTILE = (
    "*a" * 2000 + "b\n",
    "**/" * 2000 + "b\n",
    "*a*x\n" * 50_000,
    "[[:alpha:]]" * 3000 + "\n",
    "**/" * 1500 + "*\n!**/b*\n",
    "!" * 250_000,
    "".join(f"{'?' * 200}{i}x\n" for i in range(1000)),
)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_patterns_cost_little(text: str, tmp_path: Path) -> None:
    top = repository(tmp_path)
    made(top / ".gitignore", text)
    paths = [made(top / ("a" * 200) / f"b{'a' * 200}{i}") for i in range(20)]
    place = Folders().place(os.path.realpath(paths[0].parent))
    assert place.repository is not None
    told = {place.repository.status_of(os.path.realpath(path)) for path in paths}
    assert told <= {OPEN, UNTOLD}  # a regular expression would take hours


def test_work_is_counted() -> None:
    (pattern,) = patterns_of(b"*a*b\n", Effort(100))
    assert pattern.matches(b"xaxb", Effort(100))
    with pytest.raises(TooMuchError):
        pattern.matches(b"xaxb", Effort(2))
    with pytest.raises(TooMuchError):
        patterns_of(b"a\nb\nc\n", Effort(2))
    assert Pattern(b"!a/").negative


CLASSES = (
    "alnum", "alpha", "blank", "cntrl", "digit", "graph", "lower", "print", "punct", "space",
    "upper", "xdigit",
)  # fmt: skip


def test_every_byte_in_every_class(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    names = [os.fsdecode(bytes((byte,))) for byte in range(1, 256) if byte not in b"/."]
    paths = [made(tmp_path / f"{name}x") for name in names]
    odd = [f"[[:{name}:]]x" for name in CLASSES] + [f"[^[:{name}:]]x" for name in CLASSES]
    for line in (*odd, "[[:x", "[[:", "[[:]x", "[\\", "[", "[!", "[a-\\", "[a\\]-c]x", "?x", "*\\"):
        made(tmp_path / ".gitignore", line)
        assert differences(tmp_path, paths) == [], line


BUSY = (
    "\n" * 200_000,
    "[a" + " " * 200_000,
    "[core] \n" + "  \n" * 60_000,
    '[core "' + "\\a" * 100_000,
    "[include]\npath = config\n" + "[core]\nx = y\n" * 15_000,
    "[core]\nworktree = a\0b\n",
    "[core]\nexcludesfile = ~a\0b\n",
    "[include]\npath = ~a\0b\n",
)


@pytest.mark.parametrize("config", BUSY, ids=range(len(BUSY)))
def test_a_hostile_configuration_costs_little_and_ends_nothing(config: str, tmp_path: Path) -> None:
    top = repository(tmp_path)
    path = made(top / "key.json", "{}")
    (top / ".git" / "config").write_bytes(config.encode())
    before = time.process_time()
    place = Folders().place(os.path.realpath(top))
    assert place.repository is not None
    assert place.repository.status_of(os.path.realpath(path)) == OPEN
    assert time.process_time() - before < 1


def test_configurations_of_repositories_around_the_nearest_are_not_read(tmp_path: Path) -> None:
    top = repository(tmp_path)
    (top / ".git" / "config").write_bytes(b"\xff" * 1000)
    inner = repository(top / "inner")
    with pytest.MonkeyPatch.context() as patch:
        read: list[list[str]] = []

        def no_settings(paths: list[str]) -> dict[str, str]:
            read.append(paths)
            return {}

        patch.setattr("chattui.clientfile.git.tree.read_config", no_settings)
        place = Folders().place(os.path.realpath(inner))
        assert place.repository is not None
        assert place.repository.top == os.path.realpath(inner)
    assert [paths[-1] for paths in read] == [os.path.realpath(inner / ".git" / "config")]


def test_names_of_an_index_do_not_grow_without_end(tmp_path: Path) -> None:
    entry = bytes(62) + b"\0%b\0"
    data = b"DIRC\0\0\0\x04" + (50_000).to_bytes(4, "big") + entry % (b"x" * 500_000)
    (tmp_path / "index").write_bytes(data + entry % b"y" * 40_000)
    tracemalloc.start()
    try:
        assert not Index(str(tmp_path)).has(b"a")
        assert tracemalloc.get_traced_memory()[1] < 200_000_000
    finally:
        tracemalloc.stop()


def test_no_device_is_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(os, "open", lambda path, *_: opened.append(path))
    os.mkfifo(tmp_path / "pipe")
    assert read_some("/dev/zero", 10) == read_some(str(tmp_path / "pipe"), 10) == b""
    assert opened == []
