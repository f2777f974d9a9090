"""chattui spaces and members: lists in three formats, and new spaces with every outcome."""

from __future__ import annotations

import csv

import pytest

from chattui.chat.permissions import SETTABLE
from chattui.problem import Exit
from tests.unit.cli.conftest import Desk

PEOPLE = [f"person{number:03d}@example.com" for number in range(60)]


def members(*emails: str) -> list[str]:
    return [word for email in emails for word in ("--member", email)]


def results(document: dict[str, list[dict[str, object]]]) -> dict[object, object]:
    return {member["email"]: member["result"] for member in document["members"]}


@pytest.mark.parametrize(
    "given",
    [
        ["Grace Hopper <grace@example.com>", "mailto:alan@example.com"],
        ["grace@example.com, alan@example.com"],
        ["grace@example.com;alan@example.com", "ALAN@example.com"],
        ['"Hopper, Grace" <grace@example.com>\nalan@example.com\n'],
    ],
)
def test_members_come_in_any_shape(signed_in: Desk, given: list[str]) -> None:
    made = signed_in.json("spaces", "create", "--name", "Shapes", *members(*given))
    assert results(made) == {"grace@example.com": "added", "alan@example.com": "added"}
    assert signed_in.requests().count("chat.spaces.setup") == 1


def test_every_mistake_is_told_at_once_and_nothing_is_sent(signed_in: Desk) -> None:
    before = len(signed_in.requests())
    arguments = ["--name", "a\x1b[2Jb", "--description", "x" * 5000]
    arguments += members("nobody", "", "a@@b.example, grace@example.com")
    ran = signed_in.run("spaces", "create", *arguments, "--format", "json")
    assert ran.status == Exit.USAGE
    told = [ran.json["problem"], *ran.json["others"]]
    assert [problem["code"] for problem in told] == [
        "creation.bad_address",
        "creation.bad_address",
        "creation.bad_address",
        "creation.name_unsafe",
        "creation.description_too_long",
    ]
    assert {problem["cause"] for problem in told[:3]} == {
        "It holds no “@”.", "It holds more than one “@”.", "There is no address.",
    }  # fmt: skip
    assert ran.err.count("✗ ") == 5
    assert "\x1b" not in ran.err
    assert len(signed_in.requests()) == before


def test_forty_nine_people_are_one_write_and_others_are_added_after_it(signed_in: Desk) -> None:
    before = len(signed_in.requests())
    made = signed_in.json("spaces", "create", "--name", "Many", *members(",".join(PEOPLE[:49])))
    assert set(results(made).values()) == {"added"}
    assert signed_in.requests()[before:] == ["chat.spaces.setup", "chat.spaces.members.list"]
    before = len(signed_in.requests())
    more = signed_in.json("spaces", "create", "--name", "More", *members(*PEOPLE[:52]))
    assert list(results(more)) == PEOPLE[:52]
    assert set(results(more).values()) == {"added"}
    asked = signed_in.requests()[before:]
    assert [asked.count(f"chat.spaces.{name}") for name in ("setup", "members.create")] == [1, 3]


def test_people_who_are_left_out_make_it_partly_done(signed_in: Desk) -> None:
    signed_in.control("settings", blocked=["alan@example.com"], show_people=False)
    people = members("grace@example.com", "alan@example.com")
    ran = signed_in.run("spaces", "create", "--name", "Some", *people)
    assert ran.status == Exit.PARTLY
    assert ran.out.startswith("spaces/")
    assert len(ran.out.splitlines()) == 1
    assert "alan@example.com: NOT added" in ran.err
    made = signed_in.json("spaces", "create", "--name", "Again", *people, status=4)
    assert results(made) == {"grace@example.com": "added", "alan@example.com": "dropped"}
    assert made["members"][0]["problem"] is None
    assert made["members"][1]["problem"]["code"] == "chat.person_dropped"


def test_invited_people_are_done(signed_in: Desk) -> None:
    signed_in.control("settings", no_auto_accept=["grace@example.com"])
    made = signed_in.json("spaces", "create", "--name", "Later", *members("grace@example.com"))
    assert results(made) == {"grace@example.com": "invited"}


def test_who_was_added_is_not_known_without_the_scope_to_look(desk: Desk) -> None:
    desk.sign_in("chat.spaces.create")
    made = desk.json("spaces", "create", "--name", "Blind", *members("grace@example.com"))
    assert results(made) == {"grace@example.com": "unknown"}
    assert made["members"][0]["problem"]["code"] == "chat.scope_missing"
    assert made["space"]["displayName"] == "Blind"
    assert desk.run("spaces", "list").status == Exit.NOT_SIGNED_IN
    assert desk.run("members", "list", made["space"]["name"]).status == Exit.NOT_SIGNED_IN


def test_a_missing_scope_is_told_before_anything_is_sent(desk: Desk) -> None:
    desk.sign_in("chat.spaces.readonly")
    before = len(desk.requests())
    assert desk.run("spaces", "create", "--name", "No").status == Exit.NOT_SIGNED_IN
    ran = desk.run("spaces", "create", "--name", "No", "--dry-run", "--format", "json")
    assert ran.status == Exit.NOT_SIGNED_IN
    assert ran.json["missing"] == ["https://www.googleapis.com/auth/chat.spaces.create"]
    assert "chat.spaces.create" in ran.err
    assert len(desk.requests()) == before


@pytest.mark.parametrize("others", [[], ["grace@example.com"]])
def test_an_unknown_person_is_named_and_the_space_is_made(
    signed_in: Desk, others: list[str]
) -> None:
    """Google refuses all of it without a word on whom it does not know."""
    name = f"Nobody and {len(others)}"
    before = len(signed_in.requests())
    people = members("nobody@nowhere.example", *others)
    made = signed_in.json("spaces", "create", "--name", name, *people, status=4)
    assert made["space"]["displayName"] == name
    assert set(made["space"]).isdisjoint({"members", "oneByOne"})
    expected = {"nobody@nowhere.example": "unknown", **dict.fromkeys(others, "added")}
    assert results(made) == expected
    problem = made["members"][0]["problem"]
    assert problem["code"] == "chat.unknown_person"
    assert "nobody@nowhere.example" in problem["message"]
    assert "problem" not in made
    sent = signed_in.requests()[before:]
    adding = ["chat.spaces.members.create"] * (1 + len(others))
    assert [method for method in sent if method != "oauth2.token"] == [
        *["chat.spaces.setup"] * 2,
        *adding,
    ]
    ran = signed_in.run("spaces", "create", "--name", f"{name} again", *people)
    assert ran.status == Exit.PARTLY
    assert "  ! nobody@nowhere.example: NOT added; Google knows no such person" in ran.err
    assert "nobody@nowhere.example was not added to" in ran.err


@pytest.mark.parametrize("others", [[], ["grace@example.com"]])
def test_an_unknown_person_fails_a_conversation(signed_in: Desk, others: list[str]) -> None:
    kind = "group" if others else "dm"
    people = members("nobody@nowhere.example", *others)
    failed = signed_in.json("spaces", "create", "--type", kind, *people, status=1)
    assert failed["problem"]["code"] == "chat.unknown_person"
    assert "space" not in failed


def test_a_later_person_whom_google_does_not_know_is_told_like_a_first_one(
    signed_in: Desk,
) -> None:
    people = members(*PEOPLE[:49], "nobody@nowhere.example")
    made = signed_in.json("spaces", "create", "--name", "Fifty", *people, "--yes", status=4)
    assert {k: v for k, v in results(made).items() if v != "added"} == {
        "nobody@nowhere.example": "unknown"
    }
    assert signed_in.requests().count("chat.spaces.setup") == 1


def test_a_direct_message_is_made_once(signed_in: Desk) -> None:
    arguments = ["spaces", "create", "--type", "dm", *members("grace@example.com")]
    first, second = signed_in.json(*arguments), signed_in.json(*arguments)
    assert first["space"]["name"] == second["space"]["name"]
    assert first["space"]["spaceType"] == "DIRECT_MESSAGE"
    assert results(first) == {"grace@example.com": "added"}


def test_the_help_names_every_permission(signed_in: Desk) -> None:
    shown = signed_in.run("spaces", "edit", "--help").out.replace("\n", " ").split()
    assert set(SETTABLE) <= {word.strip(",") for word in shown}


def test_an_empty_list_says_so(signed_in: Desk) -> None:
    ran = signed_in.run("spaces", "list", "--type", "group")
    assert (ran.status, ran.out) == (0, "")
    assert ran.err.startswith("No space was found.\n")
    assert "chattui spaces find" in ran.err


def test_a_group_chat_has_at_least_two_others(signed_in: Desk) -> None:
    two = members("grace@example.com", "alan@example.com")
    made = signed_in.json("spaces", "create", "--type", "group", *two)
    assert made["space"]["spaceType"] == "GROUP_CHAT"
    one = signed_in.json("spaces", "create", "--type", "group", *two[:2], status=2)
    assert one["problem"]["code"] == "creation.group_chat_members"
    assert "others" not in one


def test_every_option_of_a_space_arrives(signed_in: Desk) -> None:
    plan = signed_in.json(
        "spaces", "create", "--name", "All", "--description", "What", "--guidelines", "How",
        "--history", "off", "--external", "--request-id", "mine", "--dry-run",
    )  # fmt: skip
    assert plan["dryRun"] is True
    assert plan["method"] == "chat.spaces.create"
    assert plan["query"] == {"requestId": "mine"}
    assert plan["body"] == {
        "spaceType": "SPACE",
        "displayName": "All",
        "spaceDetails": {"description": "What", "guidelines": "How"},
        "spaceHistoryState": "HISTORY_OFF",
        "externalUserAllowed": True,
    }


@pytest.mark.parametrize("request_id", ["a b", "a\x1b[2Jb", "x" * 200, "é"])
def test_a_request_id_is_plain(signed_in: Desk, request_id: str) -> None:
    arguments = ["spaces", "create", "--name", "Odd", "--request-id", request_id]
    refused = signed_in.json(*arguments, status=2)
    assert refused["problem"]["code"] == "creation.request_id"


def test_a_lost_answer_makes_no_second_space(signed_in: Desk) -> None:
    signed_in.control("faults", method="chat.spaces.setup", lost_answer=True)
    arguments = ["--name", "Twice", *members("grace@example.com")]
    made = signed_in.json("spaces", "create", *arguments)
    assert results(made) == {"grace@example.com": "added"}
    listed = signed_in.json("spaces", "list", "--filter", "Twice")["spaces"]
    assert [space["name"] for space in listed] == [made["space"]["name"]]


def test_roles_and_a_message_come_after_the_space(desk: Desk) -> None:
    desk.sign_in("chat.spaces", "chat.memberships", "chat.messages.create")
    people = ["--owner", "grace@example.com", "--manager", "alan@example.com"]
    arguments = ["spaces", "create", "--name", "Roles", *people, "--message", "Welcome"]
    planned = desk.json(*arguments, "--dry-run")
    assert [row["method"].rpartition(".")[2] for row in planned["rows"]] == [
        "setup", "patch", "patch", "create",
    ]  # fmt: skip
    assert planned["rows"][1]["body"] == {"role": "ROLE_MANAGER"}
    made = desk.json(*arguments)
    assert results(made) == {"grace@example.com": "added", "alan@example.com": "added"}
    assert made["counts"]["results"] == {"created": 1, "changed": 2, "posted": 1}
    csv_text = desk.run("members", "list", made["space"]["name"], "--format", "csv").out
    roles = {row["email"]: row["role"] for row in csv.DictReader(csv_text.splitlines())}
    assert roles["grace@example.com"] == "ROLE_MANAGER"
    assert roles["alan@example.com"] == "ROLE_ASSISTANT_MANAGER"


def test_a_template_makes_another_space_like_it(signed_in: Desk) -> None:
    people = members("grace@example.com")
    first = signed_in.json("spaces", "create", "--name", "One", "--description", "For", *people)
    shown = signed_in.run("spaces", "show", first["space"]["name"], "--format", "toml").out
    file = signed_in.home / "one.toml"
    file.write_text(shown)
    made = signed_in.json("spaces", "create", "--from", str(file), "--name", "Two")
    assert made["space"]["displayName"] == "Two"
    assert made["space"]["spaceDetails"]["description"] == "For"
    assert results(made)["grace@example.com"] == "added"
    file.write_text(shown.replace("type = ", "tipe = "))
    refused = signed_in.json("spaces", "create", "--from", str(file), status=2)
    assert "Line " in refused["problem"]["message"]


def test_waiting_is_told_on_standard_error(signed_in: Desk) -> None:
    for method in ("list", "members.list"):
        plan = {"method": f"chat.spaces.{method}", "status": 503, "times": 1}
        signed_in.control("faults", **plan)
    ran = signed_in.run("spaces", "list", "--format", "json")
    assert len(ran.json["spaces"]) == 3
    assert "Trying again in 1 second." in ran.err
    ran = signed_in.run("members", "list", ran.json["spaces"][0]["name"], "--format", "json")
    assert ran.json["members"]
    assert "Trying again in 1 second." in ran.err


def test_csv_holds_googles_own_values(signed_in: Desk) -> None:
    ran = signed_in.run("spaces", "list", "--format", "csv")
    rows = list(csv.DictReader(ran.out.splitlines()))
    assert [row["name"] for row in rows] == ["Space 00000", "Space 00001", "Space 00002"]
    assert {row["type"] for row in rows} == {"SPACE"}
    assert all(row["last_active"].endswith("Z") for row in rows)
    ran = signed_in.run("members", "list", rows[0]["space"], "--format", "csv")
    people = {row["email"]: row["role"] for row in csv.DictReader(ran.out.splitlines())}
    assert set(people.values()) <= {"ROLE_MANAGER", "ROLE_MEMBER", "ROLE_ASSISTANT_MANAGER"}
    assert "ada@example.com" in people


def test_text_is_for_people(signed_in: Desk) -> None:
    ran = signed_in.run("spaces", "list", "--columns", "type,name")
    assert ran.out.splitlines()[:2] == ["TYPE   NAME", "space  Space 00000"]
    assert ran.err == ""


def test_where_google_hides_addresses_ones_own_is_known(signed_in: Desk) -> None:
    made = signed_in.json("spaces", "create", "--name", "Own", *members("grace@example.com"))
    signed_in.control("settings", show_people=False)
    listed = signed_in.json("members", "list", made["space"]["name"])["members"]
    assert sorted(member.get("email", "") for member in listed) == ["", "ada@example.com"]
    assert all("email" not in member["member"] for member in listed)


def test_a_list_that_cannot_be_kept_is_told_and_given(signed_in: Desk) -> None:
    cache = signed_in.context.paths.cache
    cache.parent.mkdir(parents=True, exist_ok=True)
    cache.write_text("a file where the folder should be")
    ran = signed_in.run("spaces", "list", "--format", "json")
    assert ran.status == Exit.DONE
    assert len(ran.json["spaces"]) == 3
    assert ran.err.startswith("! The list of spaces could not be kept")
