"""What follows a space: planned with all mistakes told first, and with what Google was asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from chattui.chat.new_space import NewSpace
from chattui.oauth.scopes import expand
from chattui.plans.creating import SpaceWanted, plan_create
from chattui.plans.directory import Reads
from chattui.plans.follow_ups import (
    FollowUps,
    KickOff,
    Letter,
    Log,
    mistakes,
    plan_follow_ups,
    preview_of,
    scopes_for,
    with_follow_ups,
)
from chattui.plans.model import Action, Kind, Plan
from chattui.plans.planning import plan_add
from chattui.plans.preview import preview
from chattui.plans.sound import checked_plan
from chattui.plans.wanted import Target, Wanted
from chattui.problem import Exit, ProblemError
from chattui.safe_text import is_safe
from tests.unit.plans.google import FreePace
from tests.unit.plans.workspace import SHEET
from tests.unit.plans.world import DENIED, ME, NO_SCOPE, NOW, A, World

pytestmark = pytest.mark.anyio

SCOPES = expand(("calendar.events", "spreadsheets", "gmail.send"))
GRACE, ALAN = "grace@example.com", "alan@example.com"
ALL = FollowUps(KickOff("2026-12-01 10:00"), Log(SHEET), Letter())
URI = "https://chat.google.com/room/A?cls=11"


@pytest.fixture
def world() -> World:
    """A space with three people, and everything granted."""
    made = World(scopes=SCOPES, acts={"scopes": SCOPES})
    made.space(A, f"{ME}=owner", GRACE, f"{ALAN}=invited", "app", label="Launch", spaceUri=URI)
    return made


LAUNCH = Target(A)


async def planned(world: World, follow_ups: FollowUps, target: Target = LAUNCH) -> Plan:
    """The plan of follow-ups about a space."""
    return await plan_follow_ups(world.chat, world.acting, target, follow_ups, now=NOW)


async def codes(world: World, follow_ups: FollowUps) -> list[str]:
    """What is wrong with follow-ups."""
    with pytest.raises(ProblemError) as caught:
        await planned(world, follow_ups)
    return [each.code for each in (caught.value.problem, *caught.value.others)]


async def test_a_space_is_followed_up_in_all_three_ways(world: World) -> None:
    plan = await planned(world, ALL)
    assert (plan.kind, plan.title) == (Kind.FOLLOW_UP, "Follow up on Launch")
    event, mail, log = plan.rows
    assert (event.action, event.space, event.space_label) == (Action.ADD_EVENT, A, "Launch")
    assert event.body == {
        "event": {
            "summary": "Kick-off: {space}",
            "description": "{link}",
            "start": {"dateTime": "2026-12-01T10:00:00+01:00", "timeZone": "Europe/Berlin"},
            "end": {"dateTime": "2026-12-01T10:30:00+01:00", "timeZone": "Europe/Berlin"},
            "attendees": [{"email": GRACE}, {"email": ALAN}],
        },
        "sendUpdates": "none",
        "link": URI,
    }
    assert mail.body["to"] == [GRACE, ALAN]
    assert log.body == {"sheet": SHEET, "tab": "Sheet1", "rows": [], "link": URI}
    assert (log.who_label, log.space) == ("Chat log › Sheet1", A)
    assert checked_plan(plan, plan.id) == plan
    assert plan.warnings == ()
    assert set(preview(plan, ()).missing) == set(scopes_for(ALL))
    assert {row.number for row in plan.rows} == {1, 2, 3}
    assert preview(plan, ()).sentences[1] == "Write a line about the space in Chat log › Sheet1."


async def test_a_plan_that_makes_spaces_is_followed_by_their_people(world: World) -> None:
    new = NewSpace(display_name="New", members=(GRACE, ALAN), groups=("groups/g",))
    also = (Wanted("users/7"), Wanted("app", kind="app"))
    first = await plan_create(
        world.acting,
        [SpaceWanted(new, also), NewSpace("SPACE", "Second", members=(GRACE,))],
        now=NOW,
    )
    plan = await with_follow_ups(world.chat, first, world.acting, ALL, now=NOW)
    assert plan.rows[: len(first.rows)] == first.rows
    assert (plan.id, plan.title, plan.kind) == (first.id, first.title, first.kind)
    more = plan.rows[len(first.rows) :]
    assert [row.action for row in more] == [
        *[Action.ADD_EVENT, Action.SEND_MAIL] * 2,
        Action.LOG_ROWS,
    ]
    adds = tuple(row.number for row in first.rows if row.action is Action.ADD_MEMBER)
    assert adds
    assert more[0].space == more[1].space == "row:1"
    assert more[0].following == more[1].following == adds
    assert more[2].following == ()
    assert [guest["email"] for guest in more[0].body["event"]["attendees"]] == [GRACE, ALAN]
    assert more[1].body["to"] == [GRACE, ALAN]
    assert more[4].following == tuple(more[4].body["rows"])
    assert checked_plan(plan, plan.id) == plan
    assert [each.code for each in plan.warnings[-2:]] == [
        "plans.groups_left_out",
        "plans.people_left_out",
    ]


async def test_a_new_space_may_have_a_mail_alone(world: World) -> None:
    new = NewSpace(display_name="New", members=(GRACE,))
    first = await plan_create(world.acting, [new], now=NOW)
    wanted = FollowUps(letter=Letter())
    plan = await with_follow_ups(world.chat, first, world.acting, wanted, now=NOW)
    assert [row.action for row in plan.rows] == [Action.CREATE_SPACE, Action.SEND_MAIL]


async def test_changes_of_members_are_logged_five_hundred_at_once(world: World) -> None:
    many = [Wanted(f"p{n}@example.com") for n in range(1200)]
    first = await plan_add(world.chat, world.acting, [Target(A)], many, now=NOW)
    plan = await with_follow_ups(
        world.chat, first, world.acting, FollowUps(log=Log(SHEET)), now=NOW
    )
    logs = plan.rows[len(first.rows) :]
    assert [len(row.following) for row in logs] == [500, 500, 200]
    assert [number for row in logs for number in row.body["rows"]] == [*range(1, 1201)]
    assert preview(plan, SCOPES).sentences[1] == (
        "Log 1,200 changes in Chat log › Sheet1, whatever comes of them."
    )


async def test_what_has_no_rows_stays_as_it_is(world: World) -> None:
    first = await plan_add(world.chat, world.acting, [Target(A)], [Wanted(GRACE)], now=NOW)
    assert first.rows == ()
    assert await with_follow_ups(world.chat, first, world.acting, ALL, now=NOW) is first
    second = await plan_add(
        world.chat, world.acting, [Target(A)], [Wanted("z@example.com")], now=NOW
    )
    assert await with_follow_ups(world.chat, second, world.acting, FollowUps(), now=NOW) is second
    with pytest.raises(ProblemError) as caught:
        await with_follow_ups(world.chat, second, world.acting, ALL, now=NOW)
    assert caught.value.problem.code == "plans.no_new_space"


MANY = tuple(f"p{n}@x.example" for n in range(201))
WRONG: list[tuple[FollowUps, list[str]]] = [
    (FollowUps(KickOff("2020-01-01 10:00")), ["past"]),
    (FollowUps(KickOff("2020-01-01 10:00", zone="Asia/Tokyo")), ["past"]),
    (FollowUps(KickOff("2020-01-01T10:00Z")), ["past"]),
    (FollowUps(KickOff("tomorrow")), ["bad_time"]),
    (FollowUps(KickOff("2026-12-01")), ["bad_time"]),
    (FollowUps(KickOff("2026-02-31 10:00")), ["bad_time"]),
    (FollowUps(KickOff("2027-03-28 02:30", zone="Europe/Berlin")), ["no_such_time"]),
    (FollowUps(KickOff("0001-01-01 00:00", zone="Asia/Tokyo")), ["past"]),
    (FollowUps(KickOff("0001-01-01 00:00")), ["past"]),
    (FollowUps(KickOff("9999-12-31 23:59", zone="America/New_York")), ["bad_time"]),
    (FollowUps(KickOff("9999-12-31T23:59-14:00", 10080)), ["bad_time"]),
    (FollowUps(KickOff("2026-12-01 10:00", zone="../etc/passwd")), ["unknown_zone"]),
    (FollowUps(KickOff("2026-12-01 10:00", zone="Europe")), ["unknown_zone"]),
    (FollowUps(KickOff("2020-12-01 10:00", zone="Mars/Base")), ["unknown_zone", "past"]),
    (FollowUps(KickOff("2026-12-01 10:00", 0)), ["bad_minutes"]),
    (FollowUps(KickOff("2026-12-01 10:00", mail_guests="some")), ["bad_mail_guests"]),
    (FollowUps(KickOff("2026-12-01 10:00", guests=("no", "a@b.example"))), ["bad_address"]),
    (FollowUps(KickOff("2026-12-01 10:00", title="a\nb")), ["bad_title"]),
    (FollowUps(KickOff("2026-12-01 10:00", text="x" * 9000)), ["too_long"]),
    (FollowUps(KickOff("2026-12-01 10:00", text="{name}")), ["unknown_place"]),
    (FollowUps(KickOff("2026-12-01 10:00", guests=(ME,))), ["no_guest"]),
    (FollowUps(KickOff("2026-12-01 10:00", guests=MANY)), ["too_many_guests"]),
    (FollowUps(log=Log()), ["no_sheet"]),
    (FollowUps(log=Log("the log")), ["sheets.no_id"]),
    (FollowUps(log=Log("x" * 44)), ["sheets.no_sheet"]),
    (FollowUps(log=Log(SHEET, "Sheet2")), ["no_tab"]),
    (FollowUps(letter=Letter("a\r\nBcc: b@c.example")), ["bad_title"]),
    (FollowUps(letter=Letter(to=("=?utf-8?q?a?=@x.example",))), ["bad_address"]),
    (FollowUps(letter=Letter(text="\udcff")), ["not_text"]),
    (FollowUps(letter=Letter(to=(ME,))), ["no_recipient"]),
    (
        FollowUps(KickOff("never", 0), Log(), Letter("{who}", to=("x",))),
        ["bad_time", "bad_minutes", "bad_address", "unknown_place", "no_sheet"],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("follow_ups", "wrong"), WRONG)
async def test_all_that_is_wrong_is_told_at_once(
    world: World, follow_ups: FollowUps, wrong: list[str]
) -> None:
    expected = [code if "." in code else f"plans.{code}" for code in wrong]
    assert await codes(world, follow_ups) == expected
    known_offline = {each.code for each in mistakes(follow_ups, now=NOW, zone="Europe/Berlin")}
    asked = {
        "plans.no_guest",
        "plans.too_many_guests",
        "plans.no_recipient",
        "plans.no_tab",
        "sheets.no_sheet",
    }
    assert known_offline == set(expected) - asked


@pytest.mark.parametrize(("hours", "past"), [(-13, True), (-11, False)])
def test_without_a_zone_what_is_past_everywhere_is_past(hours: int, past: bool) -> None:
    at = datetime.fromtimestamp(NOW + hours * 3600, UTC).strftime("%Y-%m-%d %H:%M")
    found = [each.code for each in mistakes(FollowUps(KickOff(at)), now=NOW)]
    assert found == ["plans.past"] * past


async def test_a_place_that_is_not_there_or_empty_is_told_with_the_rest(world: World) -> None:
    world.space(A, f"{ME}=owner", "groups/g", label="Launch")
    assert await codes(world, replace(ALL, log=None)) == ["plans.no_guest", "plans.no_recipient"]
    world.refuses["members"] = (403, DENIED)
    assert await codes(world, ALL) == ["chat.not_allowed_or_absent"]
    with pytest.raises(ProblemError) as caught:
        await planned(world, replace(ALL, log=Log()), Target("spaces/none"))
    told = [each.code for each in (caught.value.problem, *caught.value.others)]
    assert told == ["plans.no_sheet", "chat.not_allowed_or_absent"]


async def test_a_scope_that_is_missing_is_told_before_anything_is_read(world: World) -> None:
    world.acts["scopes"] = ()
    with pytest.raises(ProblemError) as caught:
        await planned(world, ALL)
    problem = caught.value.problem
    assert (problem.code, problem.exit) == ("plans.scopes_missing", Exit.NOT_SIGNED_IN)
    assert all(name in problem.remedy for name in ("calendar.events", "spreadsheets", "gmail.send"))
    # Where nothing has to be read, the preview tells it.
    far = FollowUps(KickOff("2026-12-01T10:00+01:00"), None, Letter())
    plan = await planned(world, far)
    assert preview(plan, ()).missing == scopes_for(far)
    assert plan.rows[0].body["event"]["start"] == {"dateTime": "2026-12-01T10:00:00+01:00"}


async def test_who_may_not_read_the_space_is_sent_its_plain_link(world: World) -> None:
    world.refuses["spaces/A"] = (403, NO_SCOPE)
    named = FollowUps(letter=Letter(to=(GRACE, GRACE.upper())))
    plan = await planned(world, named, Target(A, "Launch", "DIRECT_MESSAGE"))
    (mail,) = plan.rows
    assert mail.body["to"] == [GRACE]
    assert mail.body["link"] == "https://chat.google.com/dm/A"


async def test_a_zone_an_offset_and_both(world: World) -> None:
    for at, zone, start, named in (
        ("2027-07-01 9:05", "Asia/Tokyo", "2027-07-01T09:05:00+09:00", "Asia/Tokyo"),
        ("2026-12-01T10:00:59Z", "Europe/Berlin", "2026-12-01T11:00:00+01:00", "Europe/Berlin"),
        ("2026-12-01 10:00-05:00", "", "2026-12-01T10:00:00-05:00", ""),
    ):
        plan = await planned(world, FollowUps(KickOff(at, zone=zone)))
        found = plan.rows[0].body["event"]["start"]
        assert (found["dateTime"], found.get("timeZone", "")) == (start, named)
    # Over the change of the clocks an hour stays an hour.
    plan = await planned(world, FollowUps(KickOff("2027-03-28 01:30", 60, zone="Europe/Berlin")))
    assert plan.rows[0].body["event"]["end"]["dateTime"] == "2027-03-28T03:30:00+02:00"


async def test_another_header_is_told_and_not_touched(world: World) -> None:
    world.workspace.cells = [["Name", "Date"]]
    plan = await planned(
        world,
        FollowUps(log=Log(f"https://docs.google.com/spreadsheets/d/{SHEET}/edit#gid=0", "Bob's")),
    )
    assert [each.code for each in plan.warnings] == ["plans.log_header"]
    assert plan.rows[0].body["tab"] == "Bob's"


async def test_reads_keep_to_the_limits(world: World) -> None:
    pace: Any = FreePace()
    plan = await plan_follow_ups(
        world.chat, world.acting, Target(A), ALL, now=NOW, reads=Reads(pace=pace)
    )
    assert len(plan.rows) == 3
    assert {
        "calendar.events.list",
        "sheets.spreadsheets.get",
        "sheets.spreadsheets.values.get",
    } <= {method for _, method, _ in pace.turns}


async def test_a_mail_to_many_is_several(world: World) -> None:
    many = tuple(f"p{n}@example.com" for n in range(250))
    plan = await planned(world, FollowUps(letter=Letter(to=many)))
    assert [len(row.body["to"]) for row in plan.rows] == [100, 100, 50]
    assert preview(plan, SCOPES).sentences[0] == (
        "Send 3 mails to 250 people: New space in Google Chat: Launch."
    )


async def test_what_is_sent_is_shown_first(world: World) -> None:
    letter = Letter("{space} is there", "Hello {{you}},\n{link}\x1b[2J")
    plan = await planned(
        world,
        FollowUps(
            KickOff("2026-12-01 23:45", mail_guests="external", text="Welcome"), Log(SHEET), letter
        ),
    )
    event, mail, log = (preview_of(row) for row in plan.rows)
    assert event == (
        "Event: Kick-off: Launch\nWhen: 2026-12-01 23:45 to 2026-12-02 00:15 (Europe/Berlin)\n"
        f"Guests: {GRACE}, {ALAN} (mail to guests from outside)\n\nWelcome\n\n{URI}"
    )
    assert mail == f"To: {GRACE}, {ALAN}\nSubject: Launch is there\n\nHello {{you}},\n{URI}␛[2J"
    assert log.startswith("Log: Chat log › Sheet1\nColumns: time, what, space")
    assert preview_of(replace(plan.rows[1], body={**plan.rows[1].body, "link": ""})).endswith(
        "<the link of the space>␛[2J"
    )
    assert all(is_safe(line) for text in (event, mail, log) for line in text.splitlines())
