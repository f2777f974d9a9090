"""The program that a command shows makes of Google what the command itself makes of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from chattui.emulator import Emulator
from tests.conftest import need
from tests.system.node_packages import node_packages
from tests.system.programs import Place, Ran, place
from tests.system.stand_in import manifest_in, stand_in
from tests.unit.cli.conftest import Desk

pytestmark = pytest.mark.system
WHO = "ada@example.com"
GRACE, ALAN, EDSGER = "grace@example.com", "alan@example.com", "edsger@example.com"
SHEET = "1ChattuiLogSheet0000000000000000000000000000"
SCOPES = (
    "chat.spaces", "chat.memberships", "chat.delete", "chat.messages.create", "calendar.events",
    "spreadsheets", "gmail.send",
)  # fmt: skip
ALL = (
    "spaces", "create", "--name", "Launch ${team} 'n' \"co\"", "--member", GRACE, "--owner", ALAN,
    "--description", "First line\nsecond `line`", "--message", "Hello\\n$(exit 3)", "--event",
    "2030-12-01 10:00", "--mail", "--to-log", "--log-sheet", SHEET,
)  # fmt: skip
MANY = "name,member\nNorth,grace@example.com\nSouth,alan@example.com edsger@example.com\n"
SEVERAL = {
    "all that follows": (ALL,),
    "members": (
        ("members", "add", "SPACE", ALAN, EDSGER, "--role", "owner", "--to-log", "--log-sheet",
         SHEET),
        ("members", "role", "SPACE", "member", ALAN),
        ("members", "remove", "SPACE", EDSGER),
    ),
    "many": (
        ("spaces", "create", "--file", "FILE"),
        ("people", "add", EDSGER, "--all-of", GRACE, "--to-log", "--log-sheet", SHEET),
        ("people", "remove", GRACE),
    ),
    "settings": (
        ("spaces", "edit", "SPACE", "--description", "Other", "--history", "off", "--permission",
         "toggleHistory=managers"),
        ("spaces", "log", "SPACE", "--sheet", SHEET),
        ("spaces", "event", "SPACE", "--at", "2030-12-01 10:00", "--mail-guests", "all"),
        ("spaces", "mail", "SPACE", "--subject", "Join {space}", "--text", "It's {link} & `more`"),
        ("spaces", "delete", "SPACE"),
    ),
}  # fmt: skip
EACH = (
    "spaces", "create", "--file", "FILE", "--event", "2030-12-01 10:00", "--mail", "--to-log",
    "--log-sheet", SHEET,
)  # fmt: skip
LISTS = (
    ("spaces", "list", "--filter", "old"),
    ("spaces", "search", "--name", "old"),
    ("spaces", "find", "--with", GRACE, "--with", ALAN),
    ("spaces", "find", "--with", GRACE),
    ("members", "list", "SPACE", "--role", "member"),
)
RUNS = {
    "python": ("token", "python3 program.py"),
    "curl": ("token", "bash program.sh"),
    "node": ("token", "node program.mjs"),
    "java": ("token", "java program.java"),
    "apps-script": ("user", "stand-in Code.gs"),
}
"""The grant of each, the command that runs it, and its file."""


class Sides:
    """The same beginning, twice: for the commands, and for their programs."""

    def __init__(self, emulator: Emulator, folder: Path, desk: Callable[[], Desk]) -> None:
        self.emulator, self._make = emulator, desk
        self.place: Place = place(folder / "here", emulator)
        self.file = folder / "spaces.csv"
        self.file.write_text(MANY)
        self.http = httpx.Client(base_url=emulator.base_url, trust_env=False)

    def begin(self) -> tuple[Desk, str]:
        """A space with Grace, and nobody else's work."""
        desk = self._make()
        desk.sign_in(*SCOPES)
        self.place.environ.update(CHATTUI_HOME=str(desk.home / "home"))
        self.place.environ.update(CHATTUI_PASSPHRASE_FILE=str(desk.home / "passphrase"))
        made = desk.json("spaces", "create", "--name", "Old", "--member", GRACE)
        return desk, str(made["space"]["name"])

    def run(self, language: str, text: str) -> Ran:
        """Run a program from what was shown alone."""
        command = RUNS[language][1].split()
        (self.place.folder / command[1]).write_text(text, encoding="utf-8")
        modules = self.place.folder / "node_modules"
        if language == "node" and not modules.exists():
            modules.symlink_to(node_packages())
        if language == "apps-script":
            (self.place.folder / "appsscript.json").write_text(manifest_in(text))
            command = stand_in(self.place.folder, self.emulator)
        return self.place.run_command(command)

    def words(self, command: tuple[str, ...], space: str) -> list[str]:
        """The command for this side's space."""
        return [{"SPACE": space, "FILE": str(self.file)}.get(word, word) for word in command]

    def state(self, desk: Desk) -> Any:
        """All that can be seen, without what is new each time."""
        seen: dict[str, Any] = {}
        for space in desk.json("spaces", "list")["spaces"]:
            space = desk.json("spaces", "show", space["name"])
            people = [(m.get("email"), m.get("role"), m["state"]) for m in space["members"]]
            seen[space["space"].get("displayName", "")] = (
                {k: v for k, v in space["space"].items() if "Time" not in k and k != "name"},
                sorted(people, key=str),
            )
        told = {name: desk.control(name) for name in ("events", "mails", "sheets")}
        events = [(e["event"]["summary"], e["event"]["description"], e["event"]["start"],
                   e["event"]["attendees"]) for e in told["events"]["events"]]  # fmt: skip
        mails = [(m["recipients"], m["headers"]["Subject"], m["text"].rstrip()) for m in
                 told["mails"]["mails"]]  # fmt: skip
        rows = [row[1:-1] for row in told["sheets"]["sheets"][0]["tabs"][0]["rows"]]
        posted = [r["method"] for r in desk.control("requests")["requests"]].count(
            "chat.spaces.messages.create"
        )
        return _plain([seen, events, mails, sorted(rows), posted])


def _plain(value: Any) -> Any:
    """`value` without the ids that differ, and what a program cannot know of a log's results."""
    text = re.sub(r"(room|spaces)/AAQA[\w-]+", r"\1/ID", repr(value))
    return re.sub(r"'(asked for|already so)'", "'added'", text.replace("\\r\\n", "\\n"))


@pytest.fixture
def sides(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    make_emulator: Callable[..., Emulator],
) -> Iterator[Sides]:
    need("curl", "jq", "node", "java")
    emulator = make_emulator(auto_consent=WHO)
    number = iter(range(9))

    def desk() -> Desk:
        home = tmp_path / f"desk{next(number)}"
        home.mkdir()
        (home / "passphrase").write_text("a passphrase for the tests\n")
        (home / "passphrase").chmod(0o600)
        monkeypatch.setenv("CHATTUI_HOME", str(home / "home"))
        monkeypatch.setenv("CHATTUI_EMULATOR_HOST", emulator.host)
        monkeypatch.setenv("CHATTUI_PASSPHRASE_FILE", str(home / "passphrase"))
        made = Desk(emulator, home, capsys)
        made.control("reset", nothing=0)
        return made

    made = Sides(emulator, tmp_path, desk)
    yield made
    made.http.close()


@pytest.mark.parametrize(
    ("language", "name"),
    [
        ("curl", "all that follows"),
        *(
            pytest.param(language, name, marks=pytest.mark.exhaustive)
            for language in RUNS
            for name in SEVERAL
            if (language, name) != ("curl", "all that follows")
        ),
    ],
)
def test_a_program_does_what_its_plan_does(sides: Sides, language: str, name: str) -> None:
    desk, space = sides.begin()
    for command in SEVERAL[name]:
        ran = desk.run(*sides.words(command, space), "--yes")
        assert ran.status == 0, ran
    wanted = sides.state(desk)
    desk, space = sides.begin()
    for command in SEVERAL[name]:
        words = sides.words(command, space)
        shown = desk.run(*words, "--show-code", language, "--code-grant", RUNS[language][0])
        assert shown.status == 0, shown
        ran_code = sides.run(language, shown.out)
        assert ran_code.code == 0, ran_code.err
    assert sides.state(desk) == wanted


@pytest.mark.exhaustive
@pytest.mark.parametrize("language", RUNS)
def test_a_program_that_is_run_again_knows_the_links(sides: Sides, language: str) -> None:
    """Google answers a request that is sent again with little more than a name."""
    for command in (ALL, EACH):
        desk, space = sides.begin()
        shown = desk.run(*sides.words(command, space), "--show-code", language)
        for _ in range(2):
            ran = sides.run(language, shown.out)
            assert ran.code == 0, ran.err
        mails = [mail["text"] for mail in desk.control("mails")["mails"]]
        rows = desk.control("sheets")["sheets"][0]["tabs"][0]["rows"][1:]
        for told in (mails, [row[1:] for row in rows]):
            plain = [repr(each).replace("?cls=11", "") for each in told]
            assert plain[: len(plain) // 2] == plain[len(plain) // 2 :]
            assert all("https://chat.google.com/room/AAQA" in each for each in plain), plain


@pytest.mark.exhaustive
@pytest.mark.parametrize("language", RUNS)
def test_a_log_tells_also_of_a_space_that_was_not_made(sides: Sides, language: str) -> None:
    desk, space = sides.begin()
    shown = desk.run(*sides.words(EACH, space), "--show-code", language)
    desk.control("faults", method="chat.spaces.setup", status=403, times=1)
    ran = sides.run(language, shown.out)
    assert (ran.code, ran.err.count("✗")) == (1, 3), ran.err
    rows = desk.control("sheets")["sheets"][0]["tabs"][0]["rows"][1:]
    assert [(row[1], row[2], bool(row[3]), row[7]) for row in rows if row[1] == "create"] == [
        ("create", "North", False, "failed"),
        ("create", "South", True, "created"),
    ]


@pytest.mark.exhaustive
@pytest.mark.parametrize("language", RUNS)
def test_a_list_is_that_of_its_command(sides: Sides, language: str) -> None:
    desk, space = sides.begin()
    desk.json("spaces", "create", "--type", "group", "--member", GRACE, "--member", ALAN)
    desk.json("spaces", "create", "--type", "dm", "--member", GRACE)
    for command in LISTS:
        words = sides.words(command, space)
        (found,) = [v for v in desk.json(*words).values() if isinstance(v, list)]
        ran = sides.run(language, desk.run(*words, "--show-code", language).out)
        assert (ran.code, "✗" in ran.err) == (0, False), (command, ran.err)
        lines = ran.out.splitlines()
        assert len(found) == len(lines) > 0, (command, ran.out)
        assert all(one["name"] in line for one, line in zip(found, lines, strict=True))
