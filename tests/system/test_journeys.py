"""The work with spaces and members through a real ssh login, in tmux at 80×24, with keys alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from chattui import context as contexts
from chattui.clientfile import client_from_json
from chattui.oauth.signin import store_client
from chattui.secret import Secret
from chattui.vault import open_vault
from chattui.vault.sealed import FLOOR
from tests.system.ssh_login import CHATTUI, Sshd, Tmux, remote_command
from tests.system.test_command_line import Desk

DEFAULT = ("chat.spaces", "chat.memberships", "chat.delete")
ADMIN = ("chat.admin.spaces", "chat.admin.memberships", "chat.admin.delete")


@dataclass
class Journey:
    """A person at a terminal on the far end of ssh, signed in."""

    google: Desk
    login: Sshd
    terminal: Tmux
    folder: Path

    def sign_in(self, *scopes: str) -> None:
        """Sign in by the command line."""
        ran = self.google.login(*(part for scope in scopes for part in ("--scope", scope)))
        assert ran.returncode == 0, ran.stderr

    def open(self) -> None:
        """The app, from the shell on the near side to Home."""
        environ = {
            name: self.google.environ[name]
            for name in ("CHATTUI_HOME", "CHATTUI_EMULATOR_HOST", "CHATTUI_PASSPHRASE_FILE")
        }
        remote = remote_command({**environ, "TERM": "xterm-256color"}, CHATTUI)
        self.terminal.run(self.login.command(remote, terminal=True))
        self.wait("Fresh from Google")

    def quit(self) -> None:
        """Leave the app, and ssh with it."""
        self.terminal.press("C-q")
        self.wait("EXITED:0")

    def press(self, keys: str, *marks: str) -> str:
        """Press keys, which blanks separate; then wait until the screen holds all of `marks`."""
        self.terminal.press(*keys.split())
        return self.wait(*marks)

    def wait(self, *marks: str) -> str:
        """The screen, once it holds all of `marks`."""
        return self.terminal.wait_for(*marks)

    def write(self, text: str, *marks: str) -> str:
        """Type text."""
        self.terminal.type(text)
        return self.wait(*marks)

    def file(self, name: str, text: str) -> Path:
        """A file on the far side."""
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    def new_space(self, name: str, *members: str) -> str:
        """A space, by the command line; its ``spaces/ID``."""
        people = [part for member in members for part in ("--member", member)]
        made = self.google.json("spaces", "create", "--name", name, *people, "--yes")
        return str(made["space"]["name"])

    def members(self, space: str) -> dict[str, str]:
        """Who is in a space, with their role."""
        found = self.google.json("members", "list", space)["members"]
        return {m["email"].partition("@")[0]: m["role"].removeprefix("ROLE_") for m in found}

    def spaces(self) -> list[Any]:
        """The spaces of the account."""
        return list(self.google.json("spaces", "list")["spaces"])


Begin = Callable[..., Journey]


@pytest.fixture
def begin(tmp_path: Path) -> Iterator[Begin]:
    """Begins a journey on an emulator of its own."""
    opened: list[Any] = []

    def made(*options: str, scopes: tuple[str, ...] = DEFAULT) -> Journey:
        google = Desk(tmp_path, *options)
        opened.append(google.stop)
        login, terminal = Sshd(tmp_path / "ssh"), Tmux(tmp_path)
        for each in (login, terminal):
            each.__enter__()
            opened.append(lambda each=each: each.__exit__(None, None, None))
        # A sealed file that opens quickly.
        client = client_from_json(Secret(google.client.read_text()))
        store_client(open_vault(contexts.make(google.environ), cost=FLOOR), client, "desk")
        journey = Journey(google, login, terminal, tmp_path)
        journey.sign_in(*scopes)
        return journey

    yield made
    for close in reversed(opened):
        close()


def test_people_are_added_as_a_mail_program_names_them_get_a_role_and_the_space_goes(
    begin: Begin,
) -> None:
    journey = begin()
    space = journey.new_space("Launch team")
    journey.open()
    journey.press("Enter", "1 member")
    journey.press("a", "Add people", "To Launch team")
    journey.terminal.paste('Grace Hopper <grace@example.com>; "Turing, Alan" <alan@example.com>')
    journey.wait("2 people")
    journey.press("C-s", "What will happen", "As ada@example.com", "✓ chat.memberships", "2 rows")
    assert journey.google.requests("chat.spaces.members.create") == 0
    journey.press("Enter", "What came of it", "added 2")
    journey.press("Escape", "3 members", "Alan Turing")
    journey.press("j p", "Which role should")
    journey.press("1", "▸ 1  Owner")
    journey.press("Enter", "What will happen", "make an owner", "Member")
    journey.press("Enter", "What came of it", "changed 1")
    assert journey.members(space) == {"ada": "MANAGER", "grace": "MEMBER", "alan": "MANAGER"}
    journey.press("z", "What will happen", "Take back", "make a member")
    journey.press("Enter", "changed 1")
    journey.press("Escape", "What came of it")
    journey.press("Escape", "3 members")
    assert journey.members(space) == {"ada": "MANAGER", "grace": "MEMBER", "alan": "MEMBER"}
    journey.press("D", "What will happen", "delete")
    journey.press("Enter", "Type its name")
    journey.write("Launch team", "Launch team")
    journey.press("Enter", "What came of it", "deleted 1")
    journey.press("Escape", "─ Spaces ─")
    journey.quit()
    assert journey.spaces() == []


@pytest.mark.exhaustive
def test_a_plan_whose_link_drops_is_taken_up_again_and_adds_nobody_twice(begin: Begin) -> None:
    journey = begin("--people", "60", "--latency-ms", "60")
    space = journey.new_space("Launch team")
    people = "\n".join(f"person{n:03}@example.com" for n in range(60))
    journey.open()
    journey.press("Enter", "1 member")
    journey.press("a", "Add people")
    journey.terminal.paste(people)
    journey.wait("60 people")
    journey.press("C-s", "What will happen", "60 rows")
    journey.press("Enter", "A plan at work")
    journey.terminal.kill()
    assert 0 < journey.google.requests("chat.spaces.members.create") < 60
    journey.terminal.__enter__()
    journey.open()
    journey.wait("of 60 done, u takes it up again: Add 60")
    journey.press("u", "What came of it", "added")
    journey.press("Escape", "─ Spaces ─")
    journey.quit()
    assert len(journey.members(space)) == 61
    answers = journey.google.control("requests")["requests"]
    added = [r for r in answers if r["method"] == "chat.spaces.members.create"]
    assert sum(r["status"] == 200 for r in added) == 60


@pytest.mark.exhaustive
def test_a_membership_is_made_like_a_file(begin: Begin) -> None:
    journey = begin()
    space = journey.new_space("Launch team", "grace@example.com", "edsger@example.com")
    table = "Name;E-mail;Role\nAda;ada@example.com;owner\nGrace;grace@example.com;manager\n"
    path = journey.file("people.csv", f"{table}Alan;alan@example.com;\n")
    journey.open()
    journey.press("Enter", "3 members")
    journey.press("s", "Sync members", "Make the members of Launch team the same as")
    journey.press("Tab", "Or a file")
    journey.write(str(path), path.name)
    journey.press("Enter", "CSV with “;”", "3 people")
    seen = journey.press("C-s", "What will happen", "make a manager")
    assert "add" in seen
    assert "remove" in seen
    journey.press("Enter", "What came of it", "added 1", "removed 1", "changed 1")
    journey.press("Escape", "3 members")
    journey.quit()
    assert journey.members(space) == {
        "ada": "MANAGER",
        "grace": "ASSISTANT_MANAGER",
        "alan": "MEMBER",
    }


@pytest.mark.exhaustive
def test_spaces_are_made_from_a_table(begin: Begin) -> None:
    journey = begin()
    rows = "name,members,history\nLaunch,grace@example.com alan@example.com,on\nVendors,,\n"
    path = journey.file("spaces.csv", rows)
    journey.open()
    journey.press("n", "New space")
    journey.press("C-o", "Many spaces")
    journey.write(str(path), path.name)
    journey.press("Enter", "Make 2 spaces of this file?", "CSV with “,”")
    journey.press("y", "What will happen", "Launch", "Vendors", "grace@example.com")
    journey.press("Enter", "What came of it", "created 2")
    journey.press("Escape", "─ Spaces ─", "Vendors")
    journey.quit()
    assert sorted(space["displayName"] for space in journey.spaces()) == ["Launch", "Vendors"]
    assert journey.google.requests("chat.spaces.setup") == 1


@pytest.mark.exhaustive
def test_an_administrator_finds_spaces_and_deletes_them(begin: Begin) -> None:
    journey = begin("--spaces", "12", scopes=("chat.spaces", "chat.memberships", *ADMIN))
    journey.open()
    journey.press("A", "ADMINISTRATOR", "All spaces")
    journey.press("f", "Find at Google")
    journey.write("Space 0000", 'display_name:"Space 0000"')
    journey.press("C-s", "─ Found ─", "ADMINISTRATOR", "That is all that Google finds.")
    journey.press("Space", "1 selected")
    journey.press("Down Space", "2 selected")
    journey.press("b", "Delete")
    journey.press("End Enter", "What will happen", "ADMINISTRATOR", "2 rows")
    journey.press("Enter", "Type the number")
    journey.write("2", "2")
    journey.press("Enter", "What came of it", "deleted 2")
    journey.quit()
    deleted = [r for r in journey.google.control("requests")["requests"] if "delete" in r["method"]]
    assert len(deleted) == 2


@pytest.mark.exhaustive
def test_a_plan_is_paused_left_running_and_stopped(begin: Begin) -> None:
    journey = begin("--people", "400", "--latency-ms", "20")
    space = journey.new_space("Launch team")
    journey.open()
    journey.press("Enter", "1 member")
    journey.press("a", "Add people")
    journey.terminal.paste("\n".join(f"person{n:03}@example.com" for n in range(400)))
    journey.wait("400 people")
    journey.press("C-s", "What will happen", "400 rows")
    journey.press("Enter", "A plan at work", "Google's limit of 300 a minute")
    journey.press("p", "Paused. p goes on")
    paused = journey.google.requests("chat.spaces.members.create")
    journey.press("P", "Paused. p goes on")
    assert journey.google.requests("chat.spaces.members.create") == paused
    journey.press("p", "p Pause")
    journey.press("Escape", "Launch team")
    journey.press("Escape", "─ Spaces ─", "of 400", "u shows it: Add 400")
    journey.press("C-q", "Leave chattui while a plan is at work?")
    journey.press("n", "─ Spaces ─")
    journey.press("u", "A plan at work")
    journey.press("x", "What came of it", "waiting")
    journey.press("Escape", "of 400 done, u takes it up again")
    journey.press("P", "not done")
    journey.quit()
    assert 300 <= len(journey.members(space)) < 401


@pytest.mark.exhaustive
def test_a_person_hands_over_what_they_own_and_is_taken_out_of_all(begin: Begin) -> None:
    journey = begin()
    spaces = [journey.new_space(name, "alan@example.com") for name in ("Launch", "Vendors")]
    for space in spaces:
        journey.google.json("members", "role", space, "owner", "alan@example.com", "--yes")
    journey.open()
    journey.press("p", "Where they are")
    journey.write("alan@example.com", "alan@example.com")
    journey.press("Enter", "2 spaces · owner of 2", "Every space was looked at.")
    journey.press("o", "Who should own the 2 spaces")
    journey.write("grace@example.com", "grace@example.com")
    seen = journey.press("C-s", "What will happen", "make an owner", "make a member")
    assert "6 rows" in seen
    journey.press("Enter", "What came of it", "added 2", "changed 4")
    journey.press("Escape", "Where they are")
    after = {"ada": "MANAGER", "alan": "MEMBER", "grace": "MANAGER"}
    assert [journey.members(space) for space in spaces] == [after, after]
    journey.press("x", "What will happen", "remove", "2 rows")
    journey.press("Enter", "What came of it", "removed 2")
    journey.press("Escape", "is in none of them", "Every space was looked at.")
    journey.press("Escape", "─ Spaces ─")
    journey.quit()
    left = {"ada": "MANAGER", "grace": "MANAGER"}
    assert [journey.members(space) for space in spaces] == [left, left]


@pytest.mark.exhaustive
def test_settings_are_changed_and_given_back_from_the_report(begin: Begin) -> None:
    journey = begin()
    journey.new_space("Launch")
    journey.open()
    journey.press("Enter", "1 member")
    journey.press("e", "Change the space")
    journey.write(" and landing", "Launch and landing")
    journey.press("Tab", "Description")
    journey.write("What comes down", "What comes down")
    journey.press("C-s", "What will happen", "1 row")
    journey.press("Enter", "What came of it", "changed 1")
    (space,) = journey.spaces()
    assert space["displayName"] == "Launch and landing"
    journey.press("z", "What will happen", "Take back")
    journey.press("Enter", "changed 1")
    journey.press("Escape", "What came of it")
    journey.press("Escape", "1 member")
    journey.quit()
    (space,) = journey.spaces()
    assert space["displayName"] == "Launch"
    assert not space.get("spaceDetails", {}).get("description")
