"""``chattui doctor`` as a whole process: its streams, statuses, terminals and signals."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from chattui.safe_text import cells
from tests.unit.clientfile.cases import GOOD, SECRET, client

CHATTUI = str(Path(sys.executable).with_name("chattui"))
COMMA = GOOD.replace(b'"]}', b'"],}')
STRANGER = client(token_uri="https://evil.example/token")
COLOR = re.compile(r"\x1b\[[0-9]+m")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that the command is run in, with three files."""
    home = tmp_path / "files"
    home.mkdir(mode=0o700)
    monkeypatch.chdir(home)
    for name, data in {"good.json": GOOD, "bad.json": STRANGER, "comma.json": COMMA}.items():
        keep(Path(name), data)
    return home


def keep(path: Path, data: bytes) -> None:
    """A file of its owner alone."""
    path.touch(mode=0o600)
    path.write_bytes(data)


def run(
    *arguments: str | bytes, given: bytes = b"", **environ: str
) -> subprocess.CompletedProcess[str]:
    """A run with pipes for all streams."""
    ran = subprocess.run(
        [CHATTUI, "doctor", *arguments],
        input=given,
        capture_output=True,
        env={**os.environ, **environ},
        timeout=60,
    )
    assert SECRET[7:12].encode() not in ran.stdout + ran.stderr
    assert b"Traceback" not in ran.stderr
    return subprocess.CompletedProcess(
        ran.args, ran.returncode, ran.stdout.decode(), ran.stderr.decode()
    )


class Terminal:
    """A run on a pseudo-terminal."""

    def __init__(
        self, *arguments: str, columns: int = 80, rows: int = 24, command: str = "doctor"
    ) -> None:
        self.master, child = pty.openpty()
        fcntl.ioctl(child, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.text = ""
        self.process = subprocess.Popen(
            [CHATTUI, command, *arguments],
            stdin=child,
            stdout=child,
            stderr=child,
            env={"TERM": "xterm-256color", **os.environ},
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )
        os.close(child)

    def until(self, words: str, seconds: float = 30.0) -> None:
        """Read until `words` have been written."""
        end = time.monotonic() + seconds
        while words not in self.text:
            left = end - time.monotonic()
            ready = left > 0 and select.select([self.master], [], [], left)[0]
            assert ready, f"{words!r} was not written: {self.text[-800:]!r}"
            if not self._read():
                raise AssertionError(f"ended without {words!r}: {self.text[-800:]!r}")

    def _read(self) -> bool:
        try:
            piece = os.read(self.master, 65536)
        except OSError:  # all ends of the terminal are closed
            return False
        self.text += piece.decode(errors="replace")
        return bool(piece)

    def type(self, keys: str) -> None:
        """What a person types."""
        os.write(self.master, keys.encode())

    def end(self) -> int:
        """Read to the end: the exit status."""
        while select.select([self.master], [], [], 30)[0] and self._read():
            pass
        status = self.process.wait(30)
        assert SECRET[7:12] not in self.text
        return status

    @property
    def lines(self) -> list[str]:
        """What was written, without colours."""
        return COLOR.sub("", self.text).replace("\r", "").split("\n")


@contextlib.contextmanager
def terminal(
    *arguments: str, columns: int = 80, rows: int = 24, command: str = "doctor"
) -> Iterator[Terminal]:
    """A run on a terminal that never outlives its test."""
    made = Terminal(*arguments, columns=columns, rows=rows, command=command)
    try:
        yield made
    finally:
        if made.process.poll() is None:
            made.process.kill()
        made.process.wait()
        os.close(made.master)


@pytest.mark.parametrize(
    ("files", "status"),
    [
        (["good.json"], 0),
        (["good.json", "bad.json"], 1),
        (["good.json", "bad.json", "none.json"], 2),
        (["none.json"], 2),
        (["/dev/zero"], 2),
    ],
)
@pytest.mark.parametrize("form", ["text", "json", "sarif"])
def test_the_exit_status_and_the_streams(files: list[str], status: int, form: str) -> None:
    ran = run("--format", form, *files)
    assert ran.returncode == status, ran.stderr
    assert bool(ran.stderr) == (status == 2)
    assert "\x1b" not in ran.stdout + ran.stderr
    if form != "text":
        document = json.loads(ran.stdout)
        assert document["schema" if form == "json" else "version"] in ("chattui.doctor/1", "2.1.0")


def test_the_document_is_that_of_the_contract() -> None:
    document = json.loads(run("--format", "json", "good.json", "bad.json").stdout)
    assert list(document) == ["schema", "files"]
    for file in document["files"]:
        assert list(file) == ["path", "kind", "usable", "usable_for", "findings"]
    (finding,) = document["files"][1]["findings"]
    assert list(finding) == [
        "code", "severity", "line", "column", "pointer", "message", "remedy", "fixable",
    ]  # fmt: skip


def test_standard_input_is_read_where_it_is_no_terminal() -> None:
    for arguments in ((), ("-",)):
        ran = run(*arguments, given=GOOD)
        assert ran.returncode == 0
        assert ran.stdout.startswith("standard input · ")
    with terminal() as shown:
        assert shown.end() == 2
        assert "No file was named." in shown.text


@pytest.mark.parametrize("columns", [40, 80, 132])
def test_on_a_terminal_every_line_fits_and_the_carets_are_right(columns: int) -> None:
    wide = client(project_id="日本語" * 4, token_uri="https://evil.example/日本").replace(
        b', "', b',\n "'
    )
    keep(Path("wide.json"), wide)
    with terminal("bad.json", "wide.json", columns=columns) as shown:
        assert shown.end() == 1
    assert "\x1b[31m" in shown.text
    for line in shown.lines:
        assert cells(line) <= columns or " " not in line.strip(" →"), line
    carets = [n for n, line in enumerate(shown.lines) if set(line) == set(" │^")]
    assert carets
    for number in carets:
        line, below = shown.lines[number - 1], shown.lines[number]
        place = cells(below[: below.index("^")])
        before = ""
        for char in line:
            if cells(before) == place:
                break
            before += char
        assert cells(before) == place
        assert char in '"{[', line


@pytest.mark.parametrize(("name", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_without_colours(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv(name, value)
    with terminal("bad.json") as shown:
        assert shown.end() == 1
    assert "\x1b" not in shown.text
    assert "^^^^" in shown.text


@pytest.mark.parametrize("name", [b"\xff\xfe.json", b"a\x1b[2Jb.json", "\u202e日本.json".encode()])
@pytest.mark.parametrize("form", ["text", "json", "sarif"])
def test_file_names_of_any_bytes(name: bytes, form: str) -> None:
    Path(os.fsdecode(name)).touch(mode=0o600)
    Path(os.fsdecode(name)).write_bytes(COMMA)
    ran = run("--format", form, name, LC_ALL="C.UTF-8")
    assert ran.returncode == 1
    assert not set("\x1b\u202e") & set(ran.stdout + ran.stderr)
    assert run("--fix", "--yes", name).returncode == 0
    assert Path(os.fsdecode(name + b".bak")).read_bytes() == COMMA


@pytest.mark.parametrize("form", ["text", "json", "sarif"])
@pytest.mark.parametrize(
    ("rest", "statuses"),
    [("| head -1", {0, 1}), ("| head -0", {0, 1}), (">/dev/full", {1}), (">&-", {1})],
)
def test_streams_that_are_closed_or_full(form: str, rest: str, statuses: set[int]) -> None:
    many = "bad.json " * 60
    ran = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {CHATTUI} doctor --format {form} {many} {rest}"],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ran.returncode in statuses, ran.stderr
    for words in ("Traceback", "error of its own", "Exception ignored"):
        assert words not in ran.stderr


def test_where_the_diff_cannot_be_shown_nothing_is_written() -> None:
    ran = subprocess.run(
        ["bash", "-c", f"{CHATTUI} doctor --fix --yes comma.json >/dev/full"],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ran.returncode == 1
    assert "could not be written to standard output" in ran.stderr
    assert Path("comma.json").read_bytes() == COMMA
    assert not Path("comma.json.bak").exists()


def test_a_mending_is_shown_asked_for_and_written() -> None:
    with terminal("--fix", "comma.json") as shown:
        shown.until("[y/N] ")
        assert "What would be changed:" in shown.text
        assert Path("comma.json").read_bytes() == COMMA
        shown.type("y\n")
        assert shown.end() == 0
    assert Path("comma.json").read_bytes() == GOOD
    assert Path("comma.json.bak").read_bytes() == COMMA
    assert Path("comma.json.bak").stat().st_mode & 0o777 == 0o600
    assert "comma.json.bak" in shown.text


def test_ctrl_c_at_the_question_writes_nothing() -> None:
    with terminal("--fix", "comma.json") as shown:
        shown.until("[y/N] ")
        shown.type("\x03")
        assert shown.end() == 130
    assert Path("comma.json").read_bytes() == COMMA
    assert not Path("comma.json.bak").exists()


def test_without_a_person_a_mending_needs_its_yes() -> None:
    ran = run("--fix", "comma.json")
    assert ran.returncode == 2
    assert "--yes" in ran.stderr
    assert Path("comma.json").read_bytes() == COMMA
    ran = run("--fix", "--yes", "--format", "json", "comma.json")
    assert ran.returncode == 0
    assert json.loads(ran.stdout)["files"][0]["usable"] is True
    assert "comma.json.bak" in ran.stderr
    ran = run("--fix", "--yes", given=COMMA)
    assert ran.returncode == 2
    assert ran.stdout == ""


def test_a_folder_is_searched_by_content() -> None:
    Path("deep/er").mkdir(parents=True, mode=0o700)
    keep(Path("deep/er/no-ending"), GOOD)
    Path("deep/notes.txt").write_text("nothing")
    ran = run("--format", "json", ".")
    assert ran.returncode == 1
    assert ran.stderr == ""
    paths = [os.path.normpath(file["path"]) for file in json.loads(ran.stdout)["files"]]
    assert sorted(paths) == ["bad.json", "comma.json", "deep/er/no-ending", "good.json"]
    ran = run("deep")
    assert ran.returncode == 0, ran.stdout
    Path("empty").mkdir()
    ran = run("empty")
    assert ran.returncode == 2
    assert ran.stderr.startswith("✗ In empty there is no credential file.")


def test_a_folder_is_mended_once() -> None:
    Path("bad.json").unlink()
    assert run("--fix", "--yes", ".").returncode == 0
    assert sorted(path.name for path in Path().iterdir()) == [
        "comma.json", "comma.json.bak", "good.json",
    ]  # fmt: skip
    again = run("--fix", "--yes", ".")
    assert again.returncode == 0
    assert again.stderr.startswith("1 copy (.bak) of a mended file was passed over.")
    assert len(list(Path().iterdir())) == 3
    assert run("--fix", "--yes", "comma.json.bak").returncode == 0


def test_ctrl_c_in_a_search_says_how_far_it_came() -> None:
    many = Path("many")
    many.mkdir(mode=0o700)
    for number in range(8_000):
        (many / f"{number}.json").write_bytes(b'{"installed": {"client_id": "x"}}')
    with terminal("many", "--format", "json") as shown:
        shown.until("Looked at ")
        shown.type("\x03")
        assert shown.end() == 130
    last = [line for line in shown.lines if line.strip()]
    assert any(line.startswith("Stopped after ") for line in last[-2:])
    assert "{" not in shown.text


def test_ctrl_c_while_standard_input_is_awaited() -> None:
    process = subprocess.Popen(
        [CHATTUI, "doctor", "good.json", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    assert process.stdout is not None
    assert process.stdout.readline().startswith("good.json")
    process.send_signal(signal.SIGINT)
    assert process.wait(30) == 130
    _, err = process.communicate()
    assert "Stopped after " in err
    assert "Traceback" not in err


def test_the_pages_of_the_rules() -> None:
    ran = run("--explain", "cs204")
    assert ran.returncode == 0
    assert ran.stdout.startswith("CS204 (error)\n\n")
    ran = run("--explain", "all")
    assert "\n✗ CS204  " in ran.stdout
    assert run("--explain", "CS999").returncode == 2
    ran = run("--explain", "KeyError: 'client_secret'")
    assert ran.returncode == 0
    assert "  → " in ran.stdout


def test_the_app_opens_at_the_file() -> None:
    with terminal("--tui", "bad.json", columns=100, rows=30) as shown:
        shown.until("CS301")
        shown.type("\x11")
        assert shown.end() == 0
    ran = run("--tui", "bad.json")
    assert ran.returncode == 2
    assert "needs a terminal" in ran.stderr


def test_the_examples_of_its_help_work() -> None:
    keep(Path("client_secret.json"), GOOD)
    lines = run("--help").stdout.rstrip().splitlines()
    for line in lines[-2:]:
        program, *arguments = line.split()
        assert program == "chattui"
        ran = subprocess.run([CHATTUI, *arguments], capture_output=True, text=True, timeout=60)
        assert ran.returncode == 0, ran.stderr
