"""What a plan will do, before anything is sent."""

from __future__ import annotations

import json
from typing import Any

import pytest

from chattui.oauth.scopes import expand
from chattui.plans.limits import Rates
from chattui.plans.model import Action, Row
from chattui.plans.preview import preview
from tests.unit.plans.google import plan_of, row
from tests.unit.plans.workspace import event_row, log_row, mail_row

PEOPLE, APP = expand(("chat.memberships", "chat.memberships.app"))


def rows(action: Action, count: int, **more: Any) -> list[Row]:
    return [row(n + 1, action, f"p{n}@example.com", **more) for n in range(count)]


def test_additions_in_numbers_and_words() -> None:
    made = rows(Action.ADD_MEMBER, 601)
    made.append(row(602, Action.SET_ROLE, "p0@example.com", body={"role": "X"}, after=(1,)))
    shown = preview(plan_of(*made), (PEOPLE,))
    assert shown.counts == {Action.ADD_MEMBER: 601, Action.SET_ROLE: 1}
    assert shown.requests == {"chat.spaces.members.create": 601, "chat.spaces.members.patch": 1}
    assert (shown.seconds, shown.needs, shown.missing, shown.problem) == (
        120.0,
        (PEOPLE,),
        (),
        None,
    )
    assert shown.sentences == (
        "Add 601 members: p0@example.com, p1@example.com, p2@example.com, ….",
        "Give 1 role: p0@example.com.",
        "Roles are given in requests of their own: Google takes none while adding.",
        "602 requests, which take at least 2:00 by Google's limits.",
    )
    assert preview(plan_of(*made), (), rates=Rates(membership_writes=600)).seconds == 60.0


SAID: dict[Action, tuple[dict[str, Any], str]] = {
    Action.EDIT_SPACE: ({}, "2 changes of: Launch."),
    Action.DELETE_SPACE: ({}, "Delete 2 spaces with all that is in them: Launch."),
    Action.REMOVE_MEMBER: ({}, "Remove 2 members: p0@example.com, p1@example.com."),
    Action.POST_MESSAGE: ({}, "Post 2 messages."),
    Action.CREATE_SPACE: ({"body": {"space": {"spaceType": "SPACE"}}}, "Make 2 spaces: Launch."),
    Action.ADD_EVENT: (
        {"body": {**event_row(1, "spaces/A").body, "sendUpdates": "all"}},
        "Make 2 events in your calendar, with 2 guests; mail to all guests:"
        " 2026-12-01 10:00 to 10:30 (Europe/Berlin).",
    ),
    Action.SEND_MAIL: (
        {"body": mail_row(1, "spaces/A").body},
        "Send 2 mails to 2 people: New: Launch.",
    ),
    Action.LOG_ROWS: (
        {"body": log_row(1, 2).body, "who_label": "Chat log › Sheet1"},
        "Log 2 changes in Chat log › Sheet1, whatever comes of them.",
    ),
}


@pytest.mark.parametrize("action", SAID)
def test_each_action_has_its_words(action: Action) -> None:
    more, words = SAID[action]
    shown = preview(plan_of(*rows(action, 2, **more)), ())
    assert shown.sentences[0] == words
    assert len(shown.missing) == 1


def test_people_in_the_same_request_are_told() -> None:
    body = {"space": {"spaceType": "SPACE"}, "memberships": [{}, {}]}
    shown = preview(plan_of(*rows(Action.CREATE_SPACE, 2, body=body)), ())
    assert shown.requests == {"chat.spaces.setup": 2}
    assert shown.sentences[0].startswith("Make 2 spaces, with 4 of their people in the same")


def test_one_space_is_told_with_its_settings_and_people() -> None:
    body = {
        "space": {
            "spaceType": "SPACE",
            "displayName": "Launch",
            "spaceHistoryState": "HISTORY_OFF",
            "externalUserAllowed": True,
            "predefinedPermissionSettings": "ANNOUNCEMENT_SPACE",
            "accessSettings": {"audience": "audiences/default"},
        },
        "memberships": [
            {"member": {"name": "users/grace@example.com"}},
            {"groupMember": {"name": "groups/eng"}},
        ],
    }
    shown = preview(plan_of(*rows(Action.CREATE_SPACE, 1, body=body)), ("chat.memberships",))
    assert shown.sentences == (
        "Create the space “Launch”, in which only managers post.",
        "History is off.",
        "People outside of the organisation can be added.",
        "Add 2 people in the same request: grace@example.com, groups/eng.",
        "Then look who was added, because Google leaves people out silently.",
        "It can be found by the organisation's default audience.",
        "If the answer is lost on the way, trying again will not make a second space.",
        "1 request, which Google's limits let through at once.",
    )


def test_one_space_without_anything_besides() -> None:
    body = {"space": {"spaceType": "SPACE", "displayName": "Launch"}}
    shown = preview(plan_of(*rows(Action.CREATE_SPACE, 1, body=body)), ())
    assert shown.requests == {"chat.spaces.create": 1}
    assert shown.sentences[0] == "Create the space “Launch”."


def test_what_is_not_granted_is_named_with_the_command_that_grants_it() -> None:
    plan = plan_of(row(1, Action.ADD_MEMBER, "a@b.co"), row(2, Action.DELETE_SPACE))
    shown = preview(plan, ("openid",))
    assert shown.problem
    assert (shown.problem.code, shown.problem.exit) == ("plans.scopes_missing", 3)
    assert shown.problem.cause == "chat.memberships, chat.delete are not granted."
    assert (
        "`chattui login --add --scope chat.memberships --scope chat.delete`" in shown.problem.remedy
    )


def test_an_administrator_needs_other_scopes_and_is_told() -> None:
    shown = preview(plan_of(row(1, Action.ADD_MEMBER, "a@b.co"), admin=True), (PEOPLE,))
    assert [scope.rpartition("/")[2] for scope in shown.missing] == ["chat.admin.memberships"]
    assert shown.sentences[1].startswith("It is done with administrator access")


@pytest.mark.parametrize(
    ("who", "granted", "needs"),
    [
        (["app"], (), (APP,)),
        (["app"], (PEOPLE,), (PEOPLE,)),
        (["app", "a@b.co"], (), (APP, PEOPLE)),
    ],
)
def test_the_app_itself_needs_less(
    who: list[str], granted: tuple[str, ...], needs: tuple[str, ...]
) -> None:
    made = [row(n, Action.ADD_MEMBER, name) for n, name in enumerate(who, 1)]
    assert set(preview(plan_of(*made), granted).needs) == set(needs)


def test_nothing_to_change() -> None:
    shown = preview(plan_of(), ())
    assert (shown.sentences, shown.needs) == (("There is nothing to change.",), ())


def test_as_json() -> None:
    document = json.loads(json.dumps(preview(plan_of(*rows(Action.ADD_MEMBER, 1)), ()).as_json()))
    assert document["counts"] == {"add_member": 1}
    assert document["missing"] == [PEOPLE]
    assert set(document) == {"counts", "requests", "seconds", "needs", "missing", "sentences"}
