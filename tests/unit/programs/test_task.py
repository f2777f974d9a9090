"""A plan comes to a task of the same requests, in tables where they are alike."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import googleapiclient
import pytest

from chattui import endpoints
from chattui.chat.new_space import NewSpace
from chattui.plans.acting import Acting
from chattui.plans.creating import SpaceWanted, plan_create
from chattui.plans.model import Action, Kind, Plan, Row
from chattui.plans.wanted import Wanted
from chattui.problem import ProblemError
from chattui.programs import lists
from chattui.programs.grants import chosen_grant
from chattui.programs.model import Block, Each, Grant, Hole, Language, Ref, Result, Task, Text
from chattui.programs.routes import ROUTES
from chattui.programs.task import task_of_list, task_of_plan
from chattui.programs.write import write
from tests.unit.programs.samples import AUTH

DOCUMENTS = Path(googleapiclient.__file__).parent / "discovery_cache/documents"
ADA, GRACE, ALAN = "ada@example.com", "grace@example.com", "alan@example.com"
SHEET = {"sheet": "1ChattuiLogSheet0000000000000000000000000000", "tab": "Sheet1"}


def plan_of(*rows: Row, **more: Any) -> Plan:
    numbered = tuple(replace(row, number=at) for at, row in enumerate(rows, 1))
    return Plan("p7k2m9", Kind.ADD_MEMBERS, "A plan", "key", ADA, "1", numbered, **more)


def task_of(plan: Plan, **more: Any) -> Task:
    asked = {"grant": Grant.TOKEN, "subject": ADA, "account": ADA, "endpoints": endpoints.GOOGLE}
    return task_of_plan(plan, **{**asked, **more})


def add(space: str, email: str, **more: Any) -> Row:
    return Row(0, Action.ADD_MEMBER, space, space.title(), f"users/{email}", email, **more)


def made(*spaces: SpaceWanted) -> Plan:
    return asyncio.run(plan_create(Acting("key", ADA), spaces, now=0.0))


def test_people_of_one_space_are_a_table_of_their_addresses() -> None:
    (block,) = task_of(plan_of(add("spaces/A", GRACE), add("spaces/A", ALAN))).blocks
    assert (block.columns, block.rows) == (("email",), ((GRACE,), (ALAN,)))
    assert block.parameters == {"parent": "spaces/A"}
    name = Text(("users/", Hole("email")))
    assert block.body == {"member": {"name": name, "type": "HUMAN"}}
    assert (block.accepts, block.saves) == ((409,), "")


def test_one_row_needs_no_table() -> None:
    (block,) = task_of(plan_of(add("spaces/A", GRACE))).blocks
    assert (block.columns, block.rows, block.label) == ((), (), f"add: {GRACE}")
    assert block.body == {"member": {"name": f"users/{GRACE}", "type": "HUMAN"}}


def test_who_is_named_by_an_id_is_called_by_the_address() -> None:
    gone = [replace(add("spaces/A", who), action=Action.REMOVE_MEMBER, who=f"users/{number}")
            for number, who in enumerate((GRACE, ALAN), 1)]  # fmt: skip
    (block,) = task_of(plan_of(*gone)).blocks
    assert (block.columns, block.rows[1]) == (("who", "member"), (ALAN, "2"))
    assert block.label == Text(("remove: ", Hole("who")))
    (one,) = task_of(plan_of(gone[0])).blocks
    assert (one.label, one.parameters["name"]) == (f"remove: {GRACE}", "spaces/A/members/1")


def test_several_spaces_are_a_column() -> None:
    (block,) = task_of(plan_of(add("spaces/A", GRACE), add("spaces/B", GRACE))).blocks
    assert block.columns == ("space", "title", "email")
    assert block.rows[1] == ("spaces/B", "Spaces/B", GRACE)
    assert block.parameters == {"parent": Hole("space")}


def test_people_groups_and_the_app_are_added_each_in_their_way() -> None:
    rows = [add("spaces/A", GRACE), add("spaces/A", "app")]
    rows.append(replace(rows[0], who="groups/123", who_label="team@example.com"))
    blocks = task_of(plan_of(*rows)).blocks
    assert [block.body for block in blocks] == [
        {"member": {"name": f"users/{GRACE}", "type": "HUMAN"}},
        {"member": {"name": "users/app", "type": "BOT"}},
        {"groupMember": {"name": "groups/123"}},
    ]


def test_what_has_to_be_done_before_stands_before() -> None:
    def role(email: str, role: str, *after: int) -> Row:
        row = add("spaces/A", email, body={"role": role}, after=after)
        return replace(row, action=Action.SET_ROLE)

    owner, member = "ROLE_MANAGER", "ROLE_MEMBER"
    # Alan is made a member once Grace is an owner, and Edsger an owner only then.
    rows = (role(GRACE, owner), role(ALAN, member, 1), role("edsger@example.com", owner, 2))
    blocks = task_of(plan_of(*rows)).blocks
    roles = [block.body["role"] for block in blocks if block.body]
    assert roles == [owner, member, owner]
    assert blocks[0].parameters["name"] == f"spaces/A/members/{GRACE}"
    blocks = task_of(plan_of(rows[0], rows[1], replace(rows[2], after=()))).blocks
    assert [len(block.rows) for block in blocks] == [2, 0]


def test_one_new_space_is_referred_to_by_name() -> None:
    new = NewSpace(display_name="Launch team", members=(GRACE,), message="Hello")
    plan = made(SpaceWanted(new, people=(Wanted(ALAN, role="ROLE_MANAGER"),)))
    make, role, post = task_of(plan).blocks
    assert (make.method, make.saves) == ("spaces.setup", "launch_team_space")
    assert make.body is not None
    assert make.body["requestId"] == plan.rows[0].request_id
    space = Ref("launch_team_space")
    assert role.parameters["name"] == Text((space, f"/members/{ALAN}"))
    assert post.parameters == {"parent": space, "requestId": plan.rows[2].request_id}
    (alone,) = task_of(made(SpaceWanted(NewSpace(display_name="Alone")))).blocks
    assert alone.method == "spaces.create"
    assert alone.body == {"spaceType": "SPACE", "displayName": "Alone"}
    assert list(alone.parameters) == ["requestId"]


def test_many_new_spaces_are_a_table_and_others_name_a_place_in_it() -> None:
    owner = (Wanted(ALAN, role="ROLE_MANAGER"),)
    spaces = [SpaceWanted(NewSpace(display_name=name), people=owner) for name in ("North", "South")]
    make, roles = task_of(made(*spaces)).blocks
    assert [row[0] for row in make.rows] == ["North", "South"]
    assert [row[0] for row in roles.rows] == [Ref("spaces", row=0), Ref("spaces", row=1)]


def follow(action: Action, space: str, body: dict[str, Any], **more: Any) -> Row:
    return Row(0, action, space, "Launch team", body=body, request_id="abc", **more)


def test_what_follows_is_filled_in_with_the_link_of_the_space() -> None:
    event = {"event": {"summary": "{space}", "description": "See {link}, {{x}}"}, "sendUpdates": ""}
    mail = {"to": [GRACE], "subject": "Join {space}", "text": "{link}{link}"}
    rows = [follow(Action.ADD_EVENT, "spaces/A", event | {"link": ""}),
            follow(Action.SEND_MAIL, "spaces/A", mail)]  # fmt: skip
    known, letter = task_of(plan_of(*rows)).blocks
    link = "https://chat.google.com/room/A"
    assert known.body is not None
    assert (known.body["id"], known.body["summary"]) == ("abc", "Launch team")
    assert known.body["description"] == f"See {link}, {{x}}"
    assert letter.body is not None
    assert letter.body["raw"].text == link * 2
    assert not letter.again
    new = made(SpaceWanted(NewSpace(display_name="New"))).rows
    plan = plan_of(*new, *(replace(row, space="row:1", after=(1,)) for row in rows))
    _, event_block, _ = task_of(plan).blocks
    assert event_block.body is not None
    link_of_new = Ref("new_space", "spaceUri")
    assert event_block.body["description"] == Text(("See ", link_of_new, ", {x}"))
    assert task_of(plan).note == "A mail is sent again each time that it runs."
    log = follow(Action.LOG_ROWS, "spaces/A", {**SHEET, "rows": []})
    assert task_of(plan_of(log)).note == "The log gets its rows again each time that it runs."


def test_a_log_tells_of_each_row_once() -> None:
    people = [add("spaces/A", f"p{number}@example.com") for number in range(3)]
    logs = [follow(Action.LOG_ROWS, "spaces/A", {**SHEET, "rows": list(numbers)})
            for numbers in ((1, 2), (3,))]  # fmt: skip
    added, header, first = task_of(plan_of(*people, *logs, admin=True)).blocks
    assert added.saves
    assert header.unless_rows == "'Sheet1'!A1:Z20"
    assert first.body is not None
    (each,) = first.body["values"]
    assert isinstance(each, Each)
    assert each.variable == added.saves
    assert Hole("email") in each.item
    assert Result("", "added", "failed") in each.item
    assert each.item[-2:] == [f"{ADA}, as administrator", "p7k2m9"]


def test_a_log_tells_of_a_new_space_and_of_who_comes_with_it() -> None:
    new = SpaceWanted(NewSpace(display_name="New", members=(GRACE,)))
    log = follow(Action.LOG_ROWS, "", {**SHEET, "rows": [1]})
    make, _, lines = task_of(plan_of(*made(new).rows, log)).blocks
    assert make.saves == "new_space"
    assert lines.body is not None
    space, person = lines.body["values"]
    name, link = Ref("new_space"), Ref("new_space", "spaceUri")
    result = Result("new_space", "created", "failed")
    assert space[1:-2] == ["create", "New", name, link, "", "", result]
    assert person[1:-2] == ["add", "New", name, link, GRACE, "", "asked for"]


def test_what_follows_one_of_many_spaces_waits_for_that_one() -> None:
    event = {"event": {"summary": "{space}", "description": "{link}"}, "sendUpdates": "none"}
    mail = {"to": [GRACE], "subject": "{space}", "text": "{link}"}
    new = [SpaceWanted(NewSpace(display_name=name)) for name in ("North", "South")]
    rows = (
        follow(Action.ADD_EVENT, "row:2", event, after=(2,)),
        follow(Action.SEND_MAIL, "row:2", mail, after=(2,)),
        follow(Action.LOG_ROWS, "", {**SHEET, "rows": [1, 2]}),
    )
    task = task_of(plan_of(*made(*new).rows, *rows))
    guards = {
        Language.PYTHON: "if spaces[1]:",
        Language.NODE: "if (spaces[1]) {",
        Language.APPS_SCRIPT: "if (spaces[1]) {",
        Language.CURL: "if [[ ${spaces[1]} != null ]]; then",
        Language.JAVA: "spaces.get(1).field(",
    }
    for language, guard in guards.items():
        text = write(task, language).text
        assert text.count(guard) >= 2, language
        assert text.index("South") < text.index(guard), language


def test_spaces_are_changed_posted_in_and_deleted_by_a_table_of_them() -> None:
    def rows(action: Action, **more: Any) -> list[Row]:
        return [Row(0, action, f"spaces/{name}", name, **more) for name in "AB"]

    edits = rows(Action.EDIT_SPACE, body={"displayName": "New"}, mask="display_name")
    posts = rows(Action.POST_MESSAGE, body={"text": "Hello"}, request_id="abc")
    deletes = rows(Action.DELETE_SPACE)
    note = follow(Action.LOG_ROWS, "spaces/A", {**SHEET, "rows": []})
    task = task_of(plan_of(*edits, *posts, *deletes, note))
    edit, post, delete, _, line = task.blocks
    assert edit.parameters == {"name": Hole("space"), "updateMask": "display_name"}
    assert (edit.columns, edit.rows[1]) == (("space", "title"), ("spaces/B", "B"))
    assert post.parameters == {"parent": Hole("space"), "requestId": Hole("request_id")}
    assert post.rows[1] == ("spaces/B", "B", "Hello", "abc")
    assert (delete.method, delete.accepts, len(delete.rows)) == ("spaces.delete", (404,), 2)
    assert line.body is not None
    link = "https://chat.google.com/room/A"
    assert line.body["values"][0][1:5] == ["note", "Launch team", "spaces/A", link]
    (alone,) = task_of(plan_of(deletes[0])).blocks
    assert (alone.parameters, alone.rows, alone.label) == ({"name": "spaces/A"}, (), "Delete A")
    for language in Language:
        text = write(task, language).text
        assert [text.count(word) for word in ("spaces/B", "Hello")] == [3, 2], language


def test_administrators_and_scopes() -> None:
    plan = plan_of(add("spaces/A", GRACE), admin=True)
    task = task_of(plan)
    assert task.blocks[0].parameters["useAdminAccess"] is True
    assert task.scopes == (AUTH + "chat.admin.memberships",)
    assert (task.emulator, task.account, task.title) == ("", ADA, "A plan")
    here = task_of(plan, endpoints=endpoints.emulator("127.0.0.1:9"))
    assert here.emulator == "http://127.0.0.1:9"


def blocks_of(listing: lists.Listing) -> tuple[Block, ...]:
    asked = {"grant": Grant.USER, "subject": ADA, "account": ADA, "endpoints": endpoints.GOOGLE}
    return task_of_list(listing, **asked).blocks  # type: ignore[arg-type]


def test_lists() -> None:
    (mine,) = blocks_of(lists.spaces_listed(space_type="SPACE", words=("launch",)))
    assert mine.parameters["filter"] == 'space_type = "SPACE"'
    (of_all,) = blocks_of(lists.spaces_listed(admin=True))
    assert (of_all.method, of_all.pages) == ("spaces.search", "results")
    assert of_all.parameters["useAdminAccess"] is True
    (members,) = blocks_of(lists.members_listed("spaces/A", "A", kind="group", outside=True))
    assert members.only == (
        ("groupMember.name", ()), ("affiliation", ("EXTERNAL", "MANAGED_EXTERNAL")),
    )  # fmt: skip
    (by_admin,) = blocks_of(lists.members_listed("spaces/A", "A", role="ROLE_MANAGER", admin=True))
    assert by_admin.parameters["filter"] == 'member.type != "BOT"'
    assert by_admin.only == (("role", ("ROLE_MANAGER",)),)
    assert [block.method for block in blocks_of(lists.space_shown("spaces/A", "A"))] == [
        "spaces.get", "spaces.members.list",
    ]  # fmt: skip
    (direct,) = blocks_of(lists.chats_found([GRACE]))
    assert (direct.method, direct.parameters) == (
        "spaces.findDirectMessage", {"name": f"users/{GRACE}"},
    )  # fmt: skip
    (group,) = blocks_of(lists.chats_found([GRACE, ALAN]))
    assert group.parameters["users"] == [f"users/{GRACE}", f"users/{ALAN}"]


def test_the_routes_are_those_of_the_discovery_documents() -> None:
    versions = {"chat": "v1", "calendar": "v3", "sheets": "v4", "gmail": "v1"}
    for api, version in versions.items():
        document = json.loads((DOCUMENTS / f"{api}.{version}.json").read_text())
        for method, route in ROUTES.items():
            if not method.startswith(f"{api}."):
                continue
            *resources, name = method.split(".")[1:]
            place = document
            for resource in resources:
                place = place["resources"][resource]
            found = place["methods"][name]
            assert (found["httpMethod"], found["path"]) == route


@pytest.mark.parametrize(
    ("language", "kind", "chosen", "grant"),
    [
        (Language.PYTHON, "user", "", Grant.USER),
        (Language.NODE, "delegated", "", Grant.DELEGATION),
        (Language.CURL, "user", "", Grant.TOKEN),
        (Language.APPS_SCRIPT, "delegated", "", Grant.DELEGATION),
        (Language.JAVA, "user", "token", Grant.TOKEN),
    ],
)
def test_grants(language: Language, kind: str, chosen: str, grant: Grant) -> None:
    assert chosen_grant(language, kind, chosen) is grant


@pytest.mark.parametrize(("language", "chosen"), [("curl", "user"), ("apps-script", "token")])
def test_grants_that_a_language_has_not(language: str, chosen: str) -> None:
    with pytest.raises(ProblemError) as caught:
        chosen_grant(Language(language), "user", chosen)
    assert (caught.value.problem.code, caught.value.problem.exit) == ("programs.grant", 2)
