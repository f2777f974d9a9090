"""Spaces from a table: every column, and everything that is wrong with its line."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chattui.chat.new_space import NewSpace
from chattui.plans.creating import SpaceWanted
from chattui.plans.spaces_file import COLUMNS, read_spaces
from chattui.plans.wanted import GROUP, Wanted
from chattui.problem import ProblemError

ADA, GRACE, ALAN = "ada@example.com", "grace@example.com", "alan@example.com"
OWNER, MANAGER = "ROLE_MANAGER", "ROLE_ASSISTANT_MANAGER"


def test_every_column() -> None:
    found = read_spaces(
        f"{';'.join(COLUMNS)}\n"
        "Launch;space;What for;Be kind;on;yes;yes;default;"
        f'"Ada <{ADA}>, {GRACE}, group:eng@example.com";{ALAN};{GRACE};"Hello\nyou"\n'
        "News;announcement;;;off;no;;none;;;;\n"
        f';dm;;;;;;;{ADA};;;\n;group chat;;;;;;;"{ADA}, {GRACE}";;;\n;app;;;;;;;;;;\n'.replace(
            "\n", "\r\n"
        ).encode("utf-16")
    )
    assert (found.bad, found.problems) == ((), ())
    launch, news, direct, chat, app = found.spaces
    assert launch.new == NewSpace(
        "SPACE",
        "Launch",
        "What for",
        "Be kind",
        True,
        True,
        True,
        audience="audiences/default",
        message="Hello\r\nyou",
    )
    assert launch.people == (
        Wanted(ALAN, OWNER, line=2),
        Wanted(GRACE, MANAGER, line=2),
        Wanted(ADA, line=2),
        Wanted("eng@example.com", kind=GROUP, line=2),
    )
    assert news.new == NewSpace(display_name="News", history=False, announcement=True)
    assert [(each.new.space_type, each.line) for each in (news, direct, chat, app)] == [
        ("SPACE", 4),
        ("DIRECT_MESSAGE", 5),
        ("GROUP_CHAT", 6),
        ("DIRECT_MESSAGE", 7),
    ]
    assert app.new.with_app
    assert found.shape == (
        "CSV with “;”, with headings. It is in UTF-16. Its columns: name, type, description,"
        " guidelines, history, external, announcement, audience, members, owners, managers,"
        " message."
    )


def test_what_a_row_leaves_open_is_as_the_template() -> None:
    pattern = NewSpace(
        display_name="Team",
        description="What for",
        history=False,
        external=True,
        audience="audiences/default",
        permissions=(("toggleHistory", "owners"),),
    )
    like = SpaceWanted(pattern, (Wanted(ADA, OWNER), Wanted(GRACE)))
    table = (
        "name,description,history,external,audience,members,managers\n"
        f"North,,,,,{ALAN},\nSouth,Other,on,no,none,,{ADA}\n"
    )
    north, south = read_spaces(table, like).spaces
    assert north.new == replace(pattern, display_name="North")
    assert north.people == (Wanted(ALAN, line=2), Wanted(ADA, OWNER, line=2), Wanted(GRACE, line=2))
    assert south.new == NewSpace(
        display_name="South",
        description="Other",
        history=True,
        permissions=pattern.permissions,
    )
    assert south.people == (Wanted(ADA, MANAGER, line=3), Wanted(GRACE, line=3))


def test_a_heading_may_have_another_name_and_names_may_be_all() -> None:
    assert [s.new.display_name for s in read_spaces("Space name\nA\nB\n").spaces] == ["A", "B"]
    found = read_spaces(f"Owner\tDisplay Name\n{ADA}\tA\n")
    assert found.spaces[0].people == (Wanted(ADA, OWNER, line=2),)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("name,type\nA,blimp", [(2, "“blimp” is no kind of space.")]),
        ("name,type\nA,\x1b]52;\u202e", [(2, "“␛]52;U+202E” is no kind of space.")]),
        ("name,external\nA,perhaps", [(2, "external is yes or no, or empty.")]),
        ("name,members\nA,nobody", [(2, "nobody: It holds no “@”.")]),
        ("name,owners\nA,group:x@y.zz", [(2, "x@y.zz cannot have a role.")]),
        ("name,type\n,space", [(2, "A named space needs a name.")]),
        ("name,x\nA,1\nB,2,3", [(1, ""), (3, "It has 3 cells, and the headings are 2.")]),
        ("name,membrs\nA,x", [(1, "")]),
        ("name,\nA,x", [(1, "")]),
        (f"name,type,members\n,dm,{ADA}; {GRACE}", [(2, "")]),
    ],
)
def test_everything_that_is_wrong_has_its_line(text: str, expected: list[tuple[int, str]]) -> None:
    found = read_spaces(text)
    assert [
        (row.line, row.reason if why else "")
        for row, (_, why) in zip(found.bad, expected, strict=True)
    ] == expected
    assert [problem.code for problem in found.problems] == ["people.bad_row"] * len(expected)


def test_columns_that_are_not_known_are_told_at_once() -> None:
    found = read_spaces("name,Beschreibung,Mitglieder\nA,x,y")
    (problem,) = found.problems
    assert problem.message == "Line 1: “Beschreibung, Mitglieder” cannot be used."


@pytest.mark.parametrize("text", ["", "nome,tipo\nA,space"])
def test_a_table_without_names_is_refused(text: str) -> None:
    with pytest.raises(ProblemError) as refused:
        read_spaces(text)
    assert (refused.value.problem.code, refused.value.problem.exit) == ("table.no_column", 2)
