"""What changes many things: shown, agreed to, carried out, stopped, taken up again, taken back."""

from __future__ import annotations

import csv
import os
import signal
import sqlite3
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from typing import Any

import pytest

from chattui.cli import ask
from chattui.plans.journal import Journal
from chattui.plans.model import Action, Kind, Plan, Row
from chattui.problem import Exit
from chattui.vault.index import read_index
from tests.unit.cli.conftest import ADA, Desk

GRACE, ALAN = "grace@example.com", "alan@example.com"
PEOPLE = [f"person{number:03d}@example.com" for number in range(60)]
ALL = ("chat.spaces", "chat.memberships", "chat.delete", "chat.messages.create")


@pytest.fixture
def work(desk: Desk) -> Desk:
    """A desk where Ada may do everything as a user."""
    desk.sign_in(*ALL)
    return desk


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(text.splitlines()))


def people_of(desk: Desk, space: str) -> dict[str, str]:
    out = desk.run("members", "list", space, "--format", "csv").out
    return {row["email"]: row["role"].removeprefix("ROLE_") for row in table(out)}


def make(desk: Desk, name: str, *people: str) -> str:
    options = [word for person in people for word in ("--member", person)]
    space: str = desk.json("spaces", "create", "--name", name, *options)["space"]["name"]
    return space


def test_a_row_about_nobody_names_its_space(work: Desk) -> None:
    options = ("--name", "Launch", "--owner", GRACE, "--message", "Hello", "--dry-run")
    lines = work.run("spaces", "create", *options).out.splitlines()
    assert [line.split()[-1] for line in lines] == ["LABEL", "Launch", "Launch", "Launch"]


def writes(desk: Desk) -> list[str]:
    """The requests that change something, by the last words of their methods."""
    changing = (".create", ".setup", ".patch", ".delete")
    return [
        name.removeprefix("chat.spaces.") for name in desk.requests() if name.endswith(changing)
    ]


@contextmanager
def ctrl_c_after(desk: Desk, method: str, count: int) -> Iterator[None]:
    """Somebody presses ctrl-c once so many requests have been answered."""
    over = threading.Event()

    def watch() -> None:
        while not over.is_set():
            if desk.requests().count(method) >= count:
                os.kill(os.getpid(), signal.SIGINT)
                return
            over.wait(0.02)

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def test_the_whole_journey(work: Desk) -> None:
    """Spaces from a table; a membership like a file, twice; stopped, taken up again, taken back."""
    spaces = work.home / "spaces.csv"
    spaces.write_text(
        "name;members;owners;message\n"
        f"Alpha;{PEOPLE[0]}, {PEOPLE[1]};{GRACE};Welcome\n"
        f'=Beta;"Alan <{ALAN}>";;\n'
    )
    arguments = ("spaces", "create", "--file", str(spaces))
    assert work.run(*arguments).status == Exit.USAGE
    planned = work.json(*arguments, "--dry-run")
    assert planned["plan"]["requests"]["chat.spaces.setup"] == 2
    pattern = work.home / "pattern.toml"
    pattern.write_text("template = 1\n[space]\nmessage = 'Hello'\n")
    planned = work.json(*arguments, "--from", str(pattern), "--dry-run")
    assert planned["plan"]["requests"]["chat.spaces.messages.create"] == 2
    assert writes(work) == []
    made = work.run(*arguments, "--yes", "--format", "csv")
    assert made.status == Exit.DONE, made.err
    assert "\n  Needs chat.spaces.create, chat.memberships, chat.messages.create.\n" in made.err
    rows = table(made.out)
    assert [row["result"] for row in rows] == ["created", "changed", "posted", "created"]
    assert rows[-1]["spaceLabel"] == "'=Beta"
    alpha = rows[0]["space"]
    assert people_of(work, alpha) == {
        ADA: "MANAGER", GRACE: "MANAGER", PEOPLE[0]: "MEMBER", PEOPLE[1]: "MEMBER",
    }  # fmt: skip

    team = work.home / "team.tsv"
    lines = [f"{person}\tmember" for person in PEOPLE[1:7]]
    team.write_text("\n".join(["Mail\tRole", f"{GRACE}\tmanager", *lines]))
    sync = ("members", "sync", alpha, "--file", str(team))
    limit = work.context.paths.config / "config.toml"
    limit.parent.mkdir(parents=True, exist_ok=True)
    limit.write_text("membership_writes = 3\n")
    with ctrl_c_after(work, "chat.spaces.members.create", 2):
        stopped = work.run(*sync, "--yes", "--format", "json")
    assert stopped.status == Exit.INTERRUPTED
    counts = stopped.json["counts"]
    assert counts["total"] == 7
    assert 2 <= counts["done"] <= 3
    plan = stopped.json["plan"]["id"]
    assert f"`chattui plans resume {plan}`" in stopped.err
    (saved,) = work.json("plans", "list", "--unfinished")["plans"]
    assert (saved["id"], saved["state"], saved["counts"]) == (plan, "unfinished", counts)

    limit.unlink()
    resumed = work.run("plans", "resume", plan, "--format", "csv")
    assert resumed.status == Exit.DONE, resumed.err
    assert {row["state"] for row in table(resumed.out)} == {"done"}
    wanted = {ADA: "MANAGER", GRACE: "ASSISTANT_MANAGER", **dict.fromkeys(PEOPLE[1:7], "MEMBER")}
    assert people_of(work, alpha) == wanted
    assert writes(work).count("members.create") == 5
    before = len(writes(work))
    again = work.run(*sync)
    assert (again.status, len(writes(work))) == (Exit.DONE, before)
    assert "Everything is as wanted already" in again.err
    assert "Nothing is left to do" in work.run("plans", "resume", plan).err

    undone = work.run("plans", "undo", plan, "--yes")
    assert undone.status == Exit.DONE, undone.err
    assert f"`chattui plans undo {plan} --add-again`" in undone.err
    assert work.run("plans", "undo", plan, "--add-again", "--yes").status == Exit.DONE
    assert people_of(work, alpha) == {
        ADA: "MANAGER", GRACE: "MANAGER", PEOPLE[0]: "MEMBER", PEOPLE[1]: "MEMBER",
    }  # fmt: skip


def test_some_rows_fail_and_are_tried_once_more(work: Desk) -> None:
    space = make(work, "Some")
    work.control("settings", blocked=[ALAN])
    ran = work.run("members", "add", space, f"{GRACE};{ALAN}", "--role", "manager", "--yes")
    assert ran.status == Exit.PARTLY
    assert "Not all is done: added 1 · changed 1 · failed 1 · not tried 1." in ran.err
    plan = work.json("plans", "list")["plans"][0]["id"]
    assert f"`chattui plans resume {plan} --failed`" in ran.err
    shown = work.json("plans", "show", plan, "--failed")
    assert [(row["email"], row["state"]) for row in shown["rows"]] == [
        (ALAN, "failed"),
        (ALAN, "skipped"),
    ]
    assert work.run("plans", "resume", plan).status == Exit.PARTLY
    work.control("settings", blocked=[])
    assert work.run("plans", "resume", plan, "--failed").status == Exit.DONE
    assert people_of(work, space)[ALAN] == "ASSISTANT_MANAGER"
    assert writes(work).count("members.create") == 3


@pytest.mark.parametrize("answer", ["y", "wrong"])
def test_what_cannot_be_taken_back_is_asked_for(
    work: Desk, answer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    space = make(work, "Gone", GRACE)
    assert work.run("spaces", "delete", space).status == Exit.USAGE
    assert work.run("members", "remove", space, GRACE).status == Exit.USAGE
    typed = iter([answer, "Gone" if answer == "y" else answer])
    monkeypatch.setattr(ask, "can_ask", lambda around: True)
    monkeypatch.setattr(ask, "_answer", lambda: next(typed))
    agreed = answer == "y"
    removed = work.run("members", "remove", space, GRACE)
    assert removed.status == (Exit.DONE if agreed else Exit.FAILED)
    deleted = work.run("spaces", "delete", space)
    assert deleted.status == (Exit.DONE if agreed else Exit.FAILED)
    assert ("That is not what was asked for." in deleted.err) is not agreed
    assert writes(work)[1:] == (["members.delete", "delete"] if agreed else [])


def test_an_edit_sends_what_differs_in_the_groups_that_google_demands(work: Desk) -> None:
    space = make(work, "Edited")
    edit = (
        "spaces", "edit", space, "--name", "Other", "--description", "What", "--history", "off",
        "--permission", "toggle-history=managers",
    )  # fmt: skip
    planned = work.json(*edit, "--dry-run")
    masks = [row["query"]["updateMask"] for row in planned["rows"]]
    assert masks == ["display_name,space_details", "space_history_state", masks[2]]
    assert masks[2].startswith("permission_settings.")
    other = make(work, "As it is")
    several = ("spaces", "edit", space, other, "--history", "off")
    assert work.run(*several, "--dry-run").out.count("change: history") == 2
    assert work.run(*several[:3], *several[4:]).status == Exit.DONE
    ran = work.run(*several, "--dry-run")
    assert ran.err.startswith("Change As it is\n")
    assert "1 space is so already: Edited." in ran.err
    absent = work.run(*several[:2], "AAAAabsent", space, *several[4:])
    assert (absent.status, absent.err[:21]) == (Exit.FAILED, "✗ spaces/AAAAabsent: ")
    audiences = ("--who-finds", "default", "--who-joins", "default", "--who-sees", "default")
    planned = work.json("spaces", "edit", space, *audiences, "--dry-run")
    masks = [row["query"]["updateMask"] for row in planned["rows"]]
    assert [mask.count("Setting") for mask in masks] == [2, 1]
    # One of the three, since a space takes one change a second.
    one = (*edit[:3], *edit[-2:])
    assert work.run(*one).status == Exit.DONE
    shown = work.run("spaces", "show", space).out
    assert "Owners and managers" in shown
    assert "Everything is as wanted already" in work.run(*one).err
    for options, code in (
        ((), "cli.no_change"),
        (("--permission", "toggleHistory"), "cli.permission"),
        (("--permission", "nonsense=owners"), ""),
        (("--who-joins", "default"), "edit.join_without_discover"),
        (("--who-finds", "a b"), "edit.audience_unknown"),
        (("--description", "x" * 5000), ""),
        (("--external", "on"), "edit.external_is_fixed"),
    ):
        refused = work.json("spaces", "edit", space, *options, status=Exit.USAGE)
        assert code in refused["problem"]["code"]


def test_one_person_across_spaces(work: Desk) -> None:
    names = [make(work, name) for name in ("One", "Two")]
    added = work.run("people", "add", GRACE, "--space", *names, "--role", "owner", "--yes")
    assert added.status == Exit.DONE, added.err
    found = work.json("people", "find", f"Grace <{GRACE}>")["spaces"]
    assert sorted(each["space"] for each in found) == sorted(names)
    assert {each["membership"]["role"] for each in found} == {"ROLE_MANAGER"}
    handed = work.run("people", "hand-over", GRACE, ALAN, "--remove", "--yes")
    assert handed.status == Exit.DONE, handed.err
    assert people_of(work, names[0]) == {ADA: "MANAGER", ALAN: "MANAGER"}
    nowhere = work.run("people", "find", GRACE)
    assert (nowhere.status, nowhere.out) == (Exit.FAILED, "")
    like = work.run("people", "add", GRACE, "--all-of", ALAN, "--yes", "--format", "csv")
    assert {row["space"] for row in table(like.out)} == set(names)
    gone = work.run("people", "remove", ALAN, "--space", names[0], "--yes")
    assert gone.status == Exit.DONE, gone.err
    left = work.run("people", "find", ALAN, "--format", "csv", "--columns", "name")
    assert left.out.split() == ["name", "Two"]


def test_a_role_for_somebody_who_is_no_member_is_not_done(work: Desk) -> None:
    space = make(work, "Roles", GRACE)
    none = work.run("members", "role", space, "owner", ALAN)
    assert (none.status, none.out) == (Exit.FAILED, "")
    assert "1 is no member" in none.err
    assert work.run("members", "role", space, "owner", ALAN, GRACE).status == Exit.PARTLY
    assert people_of(work, space) == {ADA: "MANAGER", GRACE: "MANAGER"}
    assert work.run("members", "role", space, "owner", GRACE).status == Exit.DONE


@pytest.mark.exhaustive
def test_a_membership_like_another_space(work: Desk) -> None:
    first, second = make(work, "First", GRACE, ALAN), make(work, "Second", PEOPLE[0])
    work.run("members", "role", first, "owner", GRACE)
    only = work.run("members", "sync", second, "--from", first, "--add-only", "--yes")
    assert only.status == Exit.DONE, only.err
    wanted = {ADA: "MANAGER", GRACE: "MANAGER", ALAN: "MEMBER"}
    assert people_of(work, second) == {**wanted, PEOPLE[0]: "MEMBER"}
    assert work.run("members", "sync", second, "--from", first, "--yes").status == Exit.DONE
    assert people_of(work, second) == wanted


@pytest.mark.parametrize(
    ("arguments", "codes"),
    [
        (("members", "add", "AAAA"), ["cli.nobody"]),
        (("members", "add", "AAAA", "nobody", "a@@b.example"), ["", ""]),
        (("members", "add", "../x", GRACE), ["chat.space_name"]),
        (("members", "add", "AAAA", "--file", "/nonexistent/people.csv"), ["cli.unreadable"]),
        (("members", "add", "AAAA", "--file", "~nobody-of-this-name/x"), ["cli.unreadable"]),
        (("members", "add", "AAAA", "--file", "a\0b"), ["cli.unreadable"]),
        (("members", "sync", "AAAA"), ["cli.usage"]),
        (("people", "find", "grace"), ["creation.bad_address"]),
        (("spaces", "create", "--file", "x.csv", "--name", "x"), ["cli.beside_file"]),
        (("spaces", "create", "--from", "/nonexistent.toml"), ["cli.unreadable"]),
        (("spaces", "create", "--name", "x", "--import-mode"), ["creation.import_mode"]),
        (("plans", "show", "p000000"), ["plans.unknown"]),
        (("plans", "list", "--columns", "nonsense"), ["cli.unknown_column"]),
    ],
)
def test_wrong_usage_is_told_before_anything_is_asked(
    desk: Desk, arguments: tuple[str, ...], codes: list[str]
) -> None:
    refused = desk.json(*arguments, status=Exit.USAGE)
    told = [refused["problem"], *refused.get("others", ())]
    assert all(code in each["code"] for code, each in zip(codes, told, strict=True)), told


def test_groups_and_the_app_are_members_too(desk: Desk) -> None:
    desk.sign_in(*ALL, "chat.memberships.app")
    space = make(desk, "Kinds")
    refused = desk.json("members", "add", space, "--group", "team@example.com", status=3)
    assert "cloud-identity.groups.readonly" in refused["problem"]["remedy"]
    added = desk.run("members", "add", space, "--group", "groups/abc", "--app", "--dry-run")
    assert added.status == Exit.DONE, added.err
    assert "the app itself" in added.out
    assert desk.run("members", "add", space, "--app").status == Exit.DONE
    listed = desk.run("members", "list", space, "--role", "member", "--format", "csv")
    assert [row["kind"] for row in table(listed.out)] == ["app"]
    desk.control("settings", no_auto_accept=[GRACE])
    assert desk.run("members", "add", space, GRACE).status == Exit.DONE
    for option, kinds in (
        (("--state", "invited"), ["person"]),
        (("--state", "joined"), ["app", "person"]),
        (("--kind", "app"), ["app"]),
        (("--from-outside",), []),
    ):
        listed = desk.run("members", "list", space, *option, "--format", "csv")
        assert sorted(row["kind"] for row in table(listed.out)) == kinds
    direct = ("spaces", "create", "--type", "dm", "--app")
    assert desk.json(*direct)["space"]["singleUserBotDm"] is True


def test_who_may_add_nobody_is_told_before_anything_is_sent(work: Desk) -> None:
    space = make(work, "Closed", GRACE)
    closing = ("spaces", "edit", space, "--permission", "manageMembersAndGroups=owners")
    assert work.run(*closing).status == Exit.DONE
    for who, role in ((GRACE, "owner"), (ADA, "member")):
        assert work.run("members", "role", space, role, who, "--yes").status == 0
    ran = work.run("members", "add", space, ALAN, "--dry-run")
    assert ran.status == Exit.DONE
    assert "You may add nobody to Closed." in ran.err
    assert "Who may: Owners. Your role there: Member. Google will refuse it." in ran.err
    assert work.run("members", "add", space, ALAN).status == Exit.FAILED


def test_a_journal_that_was_emptied_is_told_once(work: Desk) -> None:
    path = work.context.paths.plans
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.touch(mode=0o600)
    ran = work.run("plans", "list")
    assert (ran.status, "plans may have been lost" in ran.err) == (Exit.FAILED, True)
    assert len(list(path.parent.glob("plans.sqlite.empty-*"))) == 1
    assert work.run("plans", "list").err.endswith("No plan is kept here.\n")


def test_a_list_says_how_it_was_read_and_who_is_in_it_twice(work: Desk) -> None:
    space = make(work, "List")
    file = work.home / "people.txt"
    file.write_text(f"Grace <{GRACE}>; {ALAN}, {GRACE.upper()}\n")
    ran = work.run("members", "add", space, "--file", str(file), GRACE, "--dry-run")
    assert ran.status == Exit.DONE, ran.err
    assert "A list of addresses." in ran.err
    assert "Named more than once, and taken once: " in ran.err
    assert ran.out.count("@") == 2
    file.write_text("name,mail\nGrace,grace@\nAlan,alan\n")
    refused = work.json("members", "add", space, "--file", str(file), status=Exit.USAGE)
    told = [refused["problem"], *refused["others"]]
    assert [problem["message"].partition(":")[0] for problem in told] == ["Line 2", "Line 3"]


def test_what_is_left_of_a_plan_is_shown_before_it_goes_on(work: Desk) -> None:
    space = make(work, "Left")
    work.control("faults", method="chat.spaces.members.create", status=403, times=1)
    assert work.run("members", "add", space, GRACE).status == Exit.FAILED
    plan = work.json("plans", "list")["plans"][0]["id"]
    assert work.json("plans", "resume", plan, status=Exit.FAILED)["counts"]["failed"] == 1
    planned = work.run("plans", "resume", plan, "--failed", "--dry-run")
    assert planned.status == Exit.DONE
    assert "✗ failed" in planned.out
    nothing = work.json("plans", "undo", plan, status=Exit.FAILED)
    assert nothing["problem"]["code"] == "plans.nothing_to_undo"
    assert GRACE not in people_of(work, space)


def test_where_not_every_space_can_be_looked_at_is_partly_done(work: Desk) -> None:
    make(work, "Seen", GRACE)
    work.control("faults", method="chat.spaces.members.get", status=403, times=1)
    ran = work.run("people", "find", GRACE)
    assert ran.status == Exit.PARTLY
    assert "1 space could not be looked at." in ran.err
    work.control("faults", method="chat.spaces.members.get", status=403, times=1)
    refused = work.run("people", "add", ALAN, "--all-of", GRACE, "--yes")
    assert refused.status == Exit.FAILED
    assert "members.create" not in writes(work)[1:]


def test_plans_are_forgotten(work: Desk) -> None:
    assert "No plan is kept here." in work.run("plans", "list").err
    assert "No plan is unfinished." in work.run("plans", "list", "--unfinished").err
    make(work, "Kept")
    work.control("settings", chat_app_configured=False)
    stopped: Any = work.json("spaces", "create", "--name", "Stopped", status=Exit.FAILED)
    assert stopped["problem"]["code"] == "chat.app_not_configured"
    left, ended = (each["id"] for each in work.json("plans", "list")["plans"])
    assert work.run("plans", "forget").status == Exit.USAGE
    assert work.run("plans", "forget", "p000000", ended).status == Exit.USAGE
    assert work.run("plans", "forget", left).status == Exit.USAGE
    assert work.run("plans", "forget", "--ended", "--dry-run").status == Exit.DONE
    assert work.run("plans", "forget", "--ended").status == Exit.DONE
    assert [each["id"] for each in work.json("plans", "list")["plans"]] == [left]
    assert work.run("plans", "forget", left, "--yes").status == Exit.DONE
    assert work.json("plans", "list") == {"plans": []}


def test_administrator_access_is_said_and_kept_with_the_plan(desk: Desk) -> None:
    desk.sign_in(*ALL, "chat.admin.spaces", "chat.admin.memberships", "chat.admin.delete")
    space = desk.json("spaces", "list", "--admin")["spaces"][0]["name"]
    ran = desk.run("members", "add", space, GRACE, "--admin")
    assert ran.status == Exit.DONE, ran.err
    assert "ADMINISTRATOR ACCESS" in ran.err
    plan = desk.json("plans", "list")["plans"][0]
    assert plan["admin"] is True
    undone = desk.run("plans", "undo", plan["id"], "--yes")
    assert undone.status == Exit.DONE, undone.err
    assert "ADMINISTRATOR ACCESS" in undone.err


def test_a_plan_that_is_taken_up_says_what_it_does_and_deletes_nothing_unasked(work: Desk) -> None:
    space = make(work, "Doomed")
    (account,) = read_index(work.context).accounts
    doomed = Row(1, Action.DELETE_SPACE, space, "Doomed")
    kept = Plan("pdoom2", Kind.ADD_MEMBERS, "Add Grace", account.key, ADA, "1", (doomed,))
    journal = Journal(work.context.paths.plans)
    journal.save(kept)
    journal.save(replace(kept, id="pother", user_id="users/1"))
    for plan, status in (("pdoom2", Exit.USAGE), ("pother", Exit.NOT_SIGNED_IN)):
        ran = work.run("plans", "resume", plan)
        assert ran.status == status
        assert "Delete 1 space with all that is in it: Doomed." in ran.err or plan == "pother"
    assert work.run("plans", "resume", "pother", "--yes").status == Exit.NOT_SIGNED_IN
    assert "delete" not in writes(work)
    assert work.run("plans", "resume", "pdoom2", "--yes").status == Exit.DONE
    assert writes(work)[-1] == "delete"


def test_a_list_from_a_closed_standard_input_is_told(
    work: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    refused = work.json("members", "add", "AAAA", "--file", "-", status=Exit.USAGE)
    assert refused["problem"]["code"] == "cli.unreadable"


def test_who_forgets_an_account_hears_of_its_plan_at_work(work: Desk) -> None:
    (account,) = read_index(work.context).accounts
    journal = Journal(work.context.paths.plans)
    doomed = Row(1, Action.DELETE_SPACE, "spaces/A", "Doomed")
    journal.save(Plan("pwork2", Kind.DELETE_SPACES, "Delete", account.key, ADA, "1", (doomed,)))
    with journal.taken("pwork2"):
        ran = work.run("accounts", "remove", ADA, "--yes")
    assert "The plan pwork2 is at work as ada@example.com" in ran.err
    gone = work.json("plans", "resume", "pwork2", "--yes", status=Exit.NOT_SIGNED_IN)
    assert gone["problem"]["code"] == "plans.account_gone"


def test_a_plan_that_cannot_be_read_hides_no_other_and_can_be_forgotten(work: Desk) -> None:
    make(work, "Sound")
    path = work.context.paths.plans
    head = Plan("pbad22", Kind.DELETE_SPACES, "Delete", "1", ADA, "1", ())
    Journal(path).save(head)
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("update plans set head = '{}' where id = 'pbad22'")
    found = work.run("plans", "list")
    assert "The plan pbad22 cannot be read." in found.err
    assert "Make Sound" in found.out
    assert work.run("plans", "resume", "pbad22").status == Exit.FAILED
    assert work.run("plans", "forget", "pbad22").status == Exit.USAGE
    assert work.run("plans", "forget", "pbad22", "--yes").status == Exit.DONE
    assert "pbad22" not in work.run("plans", "list").out
