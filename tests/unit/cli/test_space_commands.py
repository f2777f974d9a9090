"""chattui spaces list, show, search and find, as a user and as an administrator."""

from __future__ import annotations

import csv
import tomllib

import pytest

from chattui.problem import Exit
from tests.unit.cli.conftest import Desk

GRACE, ALAN = "grace@example.com", "alan@example.com"
RAW = 'space_type = "SPACE" AND display_name:"Launch"'
ADMIN = ("chat.spaces", "chat.memberships", "chat.admin.spaces", "chat.admin.memberships")


@pytest.fixture
def admin(desk: Desk) -> Desk:
    """A desk where Ada may act as an administrator."""
    desk.sign_in(*ADMIN)
    return desk


def names(ran_out: str) -> list[str]:
    return [row["name"] for row in csv.DictReader(ran_out.splitlines())]


def test_a_list_is_filtered_by_words_and_kind(signed_in: Desk) -> None:
    signed_in.json("spaces", "create", "--name", "Launch team", "--external")
    signed_in.json("spaces", "create", "--type", "dm", "--member", GRACE)
    listing = ("spaces", "list", "--format", "csv")
    assert names(signed_in.run(*listing, "--filter", "LAUNCH external").out) == ["Launch team"]
    assert names(signed_in.run(*listing, "--filter", "launch nothing").out) == []
    assert len(names(signed_in.run(*listing, "--type", "space").out)) == 4
    chosen = signed_in.run(*listing, "--filter", "launch", "--columns", "external,name,history")
    assert chosen.out.splitlines() == ["external,name,history", "true,Launch team,HISTORY_ON"]


def test_a_space_is_shown_in_words_as_json_and_as_a_template(signed_in: Desk) -> None:
    people = ("--member", GRACE, "--member", ALAN, "--description", "What\nfor")
    made = signed_in.json("spaces", "create", "--name", "Launch team", *people)
    name = made["space"]["name"]
    shown = signed_in.run("spaces", "show", name).out
    for words in ("Launch team", "Owners, managers and all members", "3 members", "Grace Hopper"):
        assert words in shown
    document = signed_in.json("spaces", "show", name)
    assert document["space"]["name"] == name
    assert {member["email"] for member in document["members"]} >= {GRACE, ALAN}
    template = tomllib.loads(signed_in.run("spaces", "show", name, "--format", "toml").out)
    assert template["space"]["description"] == "What\nfor"
    assert sorted(template["people"]["members"]) == [ALAN, GRACE]


def test_addresses_are_looked_up_where_that_was_granted(desk: Desk) -> None:
    desk.sign_in("chat.spaces", "chat.memberships", "directory.readonly")
    made = desk.json("spaces", "create", "--name", "Hidden", "--member", GRACE)
    desk.control("settings", show_people=False)
    name = made["space"]["name"]
    listed = desk.json("members", "list", name)["members"]
    assert {member["email"] for member in listed} == {"ada@example.com", GRACE}
    assert GRACE in desk.run("spaces", "show", name, "--format", "toml").out
    desk.control("settings", people_api_enabled=False)
    ran = desk.run("members", "list", name, "--format", "csv", "--columns", "email")
    assert ran.status == Exit.DONE
    assert sorted(ran.out.split()) == ['""', "ada@example.com", "email"]
    assert "! " in ran.err
    assert desk.run("members", "list", name).out.count(" users/1") == 1


@pytest.mark.parametrize(
    ("options", "query"),
    [
        (
            ("--name", "laun", "--external", "no"),
            'display_name:"laun" AND external_user_allowed = "false" AND space_type = "SPACE"',
        ),
        (("--query", RAW), RAW),
    ],
)
def test_a_search_shows_its_query(signed_in: Desk, options: tuple[str, ...], query: str) -> None:
    signed_in.json("spaces", "create", "--name", "Launch team")
    ran = signed_in.run("spaces", "search", *options, "--format", "csv")
    assert ran.status == Exit.DONE, ran.err
    assert f"Query: {query}" in ran.err
    assert names(ran.out) == ["Launch team"]


@pytest.mark.parametrize(
    ("options", "codes"),
    [
        ((), ["search.name_missing"]),
        (
            ("--idle-since", "2026-01-01", "--no-owner"),
            ["cli.admin_only", "cli.admin_only"],
        ),
        (("--name", "x", "--order", "members"), ["cli.admin_only"]),
        (("--admin", "--created-after", "gestern"), ["cli.date"]),
        (("--query", "x", "--name", "y"), ["cli.query_and_options"]),
    ],
)
def test_a_search_that_cannot_be_is_refused(
    signed_in: Desk, options: tuple[str, ...], codes: list[str]
) -> None:
    refused = signed_in.json("spaces", "search", *options, status=Exit.USAGE)
    told = [refused["problem"], *refused.get("others", ())]
    assert [problem["code"] for problem in told] == codes


def test_an_administrator_lists_and_searches_the_organisation(admin: Desk) -> None:
    listed = admin.run("spaces", "list", "--admin", "--format", "csv")
    assert names(listed.out) == ["Space 00000", "Space 00001", "Space 00002"]
    assert listed.err.startswith("ADMINISTRATOR ACCESS as ada@example.com")
    assert admin.requests()[-1] == "chat.spaces.search"
    orders = admin.run("spaces", "search", "--admin", "--order", "idle", "--format", "csv")
    assert names(orders.out) == ["Space 00002", "Space 00001", "Space 00000"]
    owned = admin.run("spaces", "search", "--admin", "--no-owner")
    assert owned.status == Exit.FAILED
    assert "No space was found." in owned.err
    assert admin.requests().count("chat.spaces.members.list") == 3
    assert admin.run("spaces", "search", "--admin", "--with-external").status == Exit.FAILED


def test_a_space_that_cannot_be_looked_into_makes_a_search_partly_done(admin: Desk) -> None:
    admin.control("faults", method="chat.spaces.members.list", status=404, times=1)
    ran = admin.run("spaces", "search", "--admin", "--no-owner")
    assert ran.status == Exit.PARTLY
    assert "1 space could not be looked at." in ran.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("spaces", "list", "--type", "dm"),
        ("spaces", "create", "--name", "x"),
        ("spaces", "find", "--with", GRACE),
        ("plans", "list"),
    ],
)
def test_administrator_access_is_refused_where_there_is_none(
    desk: Desk, arguments: tuple[str, ...]
) -> None:
    refused = desk.json(*arguments, "--admin", status=Exit.USAGE)
    assert refused["problem"]["code"] == "cli.no_admin_access"


@pytest.mark.parametrize(
    ("command", "lacking"),
    [
        ("spaces list", ["spaces.readonly"]),
        ("spaces search --idle-since 2026-01-01", ["spaces.readonly"]),
        ("spaces search --no-owner", ["spaces.readonly", "memberships.readonly"]),
        ("spaces edit spaces/A --name New", ["spaces"]),
        ("spaces delete spaces/A --yes", ["spaces.readonly", "delete"]),
        ("members list spaces/A", ["memberships.readonly"]),
        (f"members add spaces/A {GRACE} --yes", ["memberships"]),
        (f"people find {GRACE}", ["spaces.readonly", "memberships.readonly"]),
        (f"people remove {GRACE} --yes", ["spaces.readonly", "memberships"]),
        (f"people remove {GRACE} --space spaces/A --yes", ["memberships"]),
        (f"people hand-over {GRACE} {ALAN} --yes", ["spaces.readonly", "memberships"]),
    ],
)
def test_without_the_scopes_of_an_administrator_it_says_all_that_is_to_be_granted(
    command: str, lacking: list[str], signed_in: Desk
) -> None:
    refused = signed_in.run(*command.split(), "--admin")
    assert refused.status == Exit.NOT_SIGNED_IN
    scopes = " ".join(f"--scope chat.admin.{name}" for name in lacking)
    assert f"`chattui login --add {scopes}`" in " ".join(refused.err.split())


def test_conversations_are_found_by_their_people(signed_in: Desk) -> None:
    find = ("spaces", "find", "--with", GRACE)
    nothing = signed_in.run(*find)
    assert (nothing.status, nothing.out) == (Exit.FAILED, "")
    made = signed_in.json("spaces", "create", "--type", "dm", "--member", GRACE)
    assert signed_in.json(*find)["spaces"][0]["name"] == made["space"]["name"]
    two = ("--member", f"{GRACE},{ALAN}")
    group = signed_in.json("spaces", "create", "--type", "group", *two)
    found = signed_in.json(*find, "--with", f"Alan <{ALAN}>")["spaces"]
    assert [space["name"] for space in found] == [group["space"]["name"]]
    refused = signed_in.json("spaces", "find", "--with", "nobody", status=Exit.USAGE)
    assert refused["problem"]["code"] == "creation.bad_address"
