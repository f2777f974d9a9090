"""--show-code: standard output is the program alone, and nothing is changed or asked for."""

from __future__ import annotations

import ast

from tests.unit.cli.conftest import Desk

GRACE = "grace@example.com"
CREATE = ("spaces", "create", "--name", "Launch team", "--member", GRACE)
LISTS = (
    ("spaces", "list", "--type", "space", "--filter", "launch"),
    ("spaces", "show", "AAAAx"),
    ("spaces", "search", "--name", "launch"),
    ("spaces", "find", "--with", GRACE),
    ("members", "list", "AAAAx", "--role", "owner", "--state", "joined", "--kind", "person"),
)


def methods(desk: Desk) -> list[str]:
    return [name for name in desk.requests() if name.startswith("chat.")]


def test_it_prints_the_program_and_asks_google_nothing(signed_in: Desk) -> None:
    for words in (CREATE, *LISTS):
        ran = signed_in.run(*words, "--show-code", "python")
        assert ran.status == 0
        tree = ast.parse(ran.out)
        assert ran.out.startswith("#!/usr/bin/env python3\n")
        assert signed_in.emulator.base_url in (ast.get_docstring(tree) or "")
        assert methods(signed_in) == []
        assert "To be kept as " in ran.err
        assert ("Nothing was changed: the program does it." in ran.err) is (words is CREATE)
        assert not any(sign in ran.out for sign in ("GOCSPX", "ya29.", "1//0"))


def test_members_are_changed_by_a_program_of_each_language(signed_in: Desk) -> None:
    space = signed_in.json(*CREATE)["space"]["name"]
    words = ("members", "add", space, "alan@example.com")
    before = methods(signed_in)
    for language, sign in (
        ("python", "import sys\n"),
        ("node", "import "),
        ("java", "final class "),
        ("apps-script", "function "),
        ("curl", "set -uo pipefail\n"),
    ):
        ran = signed_in.run(*words, "--show-code", language)
        assert ran.status == 0, ran.err
        assert sign in ran.out
        assert "alan@example.com" in ran.out
    assert not {"chat.spaces.members.create"} & set(methods(signed_in)[len(before) :])


def test_a_plan_that_was_carried_out_is_a_program_with_its_request_ids(signed_in: Desk) -> None:
    plan = signed_in.json(*CREATE)["plan"]["id"]
    ran = signed_in.run("plans", "show", plan, "--show-code", "curl")
    assert ran.status == 0
    assert '"displayName": "Launch team"' in ran.out
    again = signed_in.run("plans", "show", plan, "--show-code", "curl")
    assert again.out == ran.out
    space = signed_in.json("spaces", "list")["spaces"][-1]["name"]
    added = signed_in.json("members", "add", space, "alan@example.com")["plan"]["id"]
    undo = signed_in.run("plans", "undo", added, "--show-code", "python")
    assert ".delete(" in undo.out


def test_what_no_program_does(signed_in: Desk) -> None:
    for words, code in (
        ((*CREATE, "--show-code", "curl", "--code-grant", "user"), "programs.grant"),
        (("spaces", "search", "--admin", "--no-owner", "--show-code", "python"), "cli.not_in_code"),
        ((*CREATE, "--show-code", "cobol"), "cli.usage"),
    ):
        ran = signed_in.run(*words, "--format", "json")
        assert (ran.status, ran.json["problem"]["code"]) == (2, code)
    space = signed_in.json(*CREATE)["space"]["name"]
    ran = signed_in.run("members", "sync", space, "--from", space, "--show-code", "python")
    assert (ran.status, ran.out) == (0, "")
    assert "Everything is as wanted already" in ran.err
