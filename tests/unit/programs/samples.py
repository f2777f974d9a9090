"""Tasks that between them hold all that a Task can: every writer is tried on each of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from chattui.programs.model import Block, Each, Grant, Hole, Mail, Now, Ref, Result, Task, Text

AUTH: Final = "https://www.googleapis.com/auth/"
SPACE: Final = "spaces/AAAAtestRoom"
SHEET: Final = "1ChattuiLogSheet0000000000000000000000000000"
COLUMNS: Final = ("email",)


def human(who: Any) -> dict[str, Any]:
    """Google's Membership of a person."""
    return {"member": {"name": who, "type": "HUMAN"}}


def add_people(*emails: str, parent: Any = SPACE, saves: str = "") -> Block:
    """Each of `emails` is added to a space."""
    return Block(
        "chat",
        "v1",
        "spaces.members.create",
        "POST",
        "v1/{+parent}/members",
        "Add people; who is a member already stays one.",
        parameters={"parent": parent},
        body=human(Text(("users/", Hole("email")))),
        columns=COLUMNS,
        rows=tuple((email,) for email in emails),
        saves=saves,
        label=Text(("Add ", Hole("email"))),
        accepts=(409,),
    )


MAKE: Final = Block(
    "chat",
    "v1",
    "spaces.setup",
    "POST",
    "v1/spaces:setup",
    "Make the space with its first people; the same requestId never makes a second one.",
    body={
        "space": {"spaceType": "SPACE", "displayName": "Launch team"},
        "requestId": "3f0e7b54-6b0e-4d3c-9d2f-5f4a1c6f0001",
        "memberships": [human("users/grace@example.com"), human("users/alan@example.com")],
    },
    saves="launch_team",
    label="Make Launch team",
    shows=("name", "spaceUri"),
)
EVENT: Final = Block(
    "calendar",
    "v3",
    "events.insert",
    "POST",
    "calendars/{calendarId}/events",
    "Invite them to a first meeting; the same id never makes a second event.",
    parameters={"calendarId": "primary", "sendUpdates": "none"},
    body={
        "id": "p7k2m9r4",
        "summary": "Kick-off: Launch team",
        "description": Text(("The space: ", Ref("launch_team", "spaceUri"))),
        "start": {"dateTime": "2030-12-02T10:00:00", "timeZone": "Europe/Berlin"},
        "end": {"dateTime": "2030-12-02T10:30:00", "timeZone": "Europe/Berlin"},
        "attendees": [{"email": "grace@example.com"}, {"email": "alan@example.com"}],
    },
    label="Event Kick-off: Launch team",
    shows=("htmlLink",),
    accepts=(409,),
)


def _append(comment: str, label: str, values: list[Any], unless_rows: str = "") -> Block:
    return Block(
        "sheets",
        "v4",
        "spreadsheets.values.append",
        "POST",
        "v4/spreadsheets/{spreadsheetId}/values/{range}:append",
        comment,
        parameters={
            "spreadsheetId": SHEET,
            "range": "Sheet1",
            "valueInputOption": "RAW",
            "insertDataOption": "INSERT_ROWS",
        },
        body={"values": values},
        label=label,
        unless_rows=unless_rows,
        again=False,
    )


HEADER: Final = _append(
    "A header, where the sheet is empty.", "Header of the log", [["time", "what", "space", "who",
    "result", "link"]], "Sheet1",
)  # fmt: skip
LOG: Final = _append(
    "One row for the space and for each person.",
    "Log",
    [
        [
            Now(),
            "create space",
            Ref("launch_team"),
            "",
            Result("launch_team"),
            Ref("launch_team", "spaceUri"),
        ],
        Each("added", [Now(), "add member", Ref("launch_team"), Hole("email"), Result()]),
    ],
)
MAIL: Final = Block(
    "gmail",
    "v1",
    "users.messages.send",
    "POST",
    "gmail/v1/users/{userId}/messages/send",
    "Write to everybody. A mail is sent again each time that this runs.",
    parameters={"userId": "me"},
    body={
        "raw": Mail(
            ("grace@example.com", "alan@example.com"),
            "Welcome to Launch team – grüezi",
            Text(("Hello,\n\nwe meet here: ", Ref("launch_team", "spaceUri"), "\n")),
        )
    },
    label="Mail Welcome to Launch team",
    again=False,
)
CREATE: Final = Task(
    "Make Launch team",
    (
        MAKE,
        add_people("edsger@example.com", "emily@example.com", parent=Ref("launch_team"),
                   saves="added"),
        EVENT,
        HEADER,
        LOG,
        MAIL,
    ),
    tuple(
        AUTH + name
        for name in (
            "chat.spaces.create", "chat.memberships", "calendar.events", "spreadsheets",
            "gmail.send",
        )
    ),
    account="ada@example.com",
)  # fmt: skip
"""All that a new space may begin with, for a user's grant."""

MANY: Final = Task(
    "Make 2 spaces",
    (
        Block(
            "chat",
            "v1",
            "spaces.setup",
            "POST",
            "v1/spaces:setup",
            "Make each space; the same requestId never makes a second one.",
            body={
                "space": Hole("space"),
                "requestId": Hole("request_id"),
                "memberships": Hole("memberships"),
            },
            columns=("space", "memberships", "request_id"),
            rows=(
                (
                    {"spaceType": "SPACE", "displayName": "North"},
                    [human("users/grace@example.com")],
                    "3f0e7b54-6b0e-4d3c-9d2f-5f4a1c6f0002",
                ),
                (
                    {"spaceType": "SPACE", "displayName": "South"},
                    [],
                    "3f0e7b54-6b0e-4d3c-9d2f-5f4a1c6f0003",
                ),
            ),
            saves="spaces",
            label=Text(("Make ", Hole("request_id"))),
            shows=("name", "displayName"),
        ),
        Block(
            "chat",
            "v1",
            "spaces.members.patch",
            "PATCH",
            "v1/{+name}",
            "Give each their role.",
            parameters={
                "name": Text((Hole("space"), "/members/", Hole("member"))),
                "updateMask": "role",
            },
            body={"role": "ROLE_MANAGER"},
            columns=("space", "member"),
            rows=((Ref("spaces", row=0), "grace@example.com"),),
            label=Text(("Make ", Hole("member"), " an owner")),
        ),
    ),
    (AUTH + "chat.spaces.create", AUTH + "chat.memberships"),
    Grant.TOKEN,
    account="ada@example.com",
)
"""A table of spaces, and rows that refer to a place in it."""

LIST: Final = Task(
    "Members of Launch team",
    (
        Block(
            "chat",
            "v1",
            "spaces.members.list",
            "GET",
            "v1/{+parent}/members",
            "All members, with Google groups and whoever is invited.",
            parameters={
                "parent": SPACE,
                "pageSize": 1000,
                "showGroups": True,
                "showInvited": True,
            },
            pages="memberships",
            shows=("name", "member.email", "groupMember.name", "role", "state"),
            only=(("member.name", ()), ("state", ("JOINED",))),
            words=("grace",),
            label="Members",
        ),
    ),
    (AUTH + "chat.memberships.readonly",),
    Grant.DELEGATION,
    subject="ada@example.com",
)
"""Pages, chosen rows, and a service account."""

ADMIN: Final = Task(
    "Take 1 person out of Launch team",
    (
        Block(
            "chat",
            "v1",
            "spaces.members.delete",
            "DELETE",
            "v1/{+name}",
            "Take them out; who is none of the members is passed over.",
            parameters={"name": f"{SPACE}/members/alan@example.com", "useAdminAccess": True},
            label="Remove alan@example.com",
            accepts=(404,),
        ),
        Block(
            "chat",
            "v1",
            "spaces.patch",
            "PATCH",
            "v1/{+name}",
            "Change the space.",
            parameters={
                "name": SPACE,
                "updateMask": "space_details",
                "useAdminAccess": True,
            },
            body={"spaceDetails": {"description": "For the launch", "guidelines": ""}},
            label="Change Launch team",
        ),
        Block(
            "chat",
            "v1",
            "spaces.search",
            "GET",
            "v1/spaces:search",
            "Named spaces of the organisation.",
            parameters={
                "query": 'customer = "customers/my_customer" AND space_type = "SPACE"',
                "pageSize": 1000,
                "useAdminAccess": True,
            },
            pages="results",
            shows=("space.name", "space.displayName", "space.singleUserBotDm"),
            label="Spaces",
        ),
    ),
    (AUTH + "chat.admin.memberships", AUTH + "chat.admin.spaces"),
    Grant.TOKEN,
    account="ada@example.com",
)
"""With an administrator's privileges."""

SAMPLES: Final = {"create": CREATE, "many": MANY, "list": LIST, "admin": ADMIN}

HOSTILE: Final = (
    "He said \"so\" and 'so'",
    "one\ntwo\r\nthree\ttab",
    "${process.exit(3)} #{x} $(exit 3) `exit 3` $HOME %s {0}",
    "*/ System.exit(3); /*",
    "\\u000a\\u0022; System.exit(3); //",
    "\\\\u0022 \\ ends with \\",
    "\"\"\"\n'''\nJSON\nEOF\n",
    "\u2028\u2029\u0085\x0b\x0c\x1b[31m\x7f",
    "\u202ereversed \ufeff \U0001f600 grüezi 日本",
    "</script><!-- --> # // ??/ ??' \\(exit 3)",
    "-n --option =1+1 !! !$ ~ * ?",
    "=?utf-8?q?a=0D=0ABcc:_b=40c.example?=",
    "abcde" + "\\u000a" * 19,
)
"""Texts that break out of a string where it is not written with care; no NUL, no surrogate."""


def hostile(text: str, task: Task = CREATE) -> Task:
    """`task` (CREATE) with `text` wherever somebody chose a text."""
    make = replace(
        MAKE,
        body={
            **(MAKE.body or {}),
            "space": {
                "spaceType": "SPACE",
                "displayName": text,
                "spaceDetails": {"description": text, "guidelines": text},
            },
        },
        label=text,
        comment=text,
    )
    event = replace(EVENT, body={**(EVENT.body or {}), "summary": text}, label=text)
    subject = " ".join(text.split())  # of one line, as plans make it
    body = {"raw": Mail(("grace@example.com",), subject, Text((text, Ref("launch_team"), text)))}
    mail = replace(MAIL, body=body, comment=text)
    return replace(task, title=text, note=text, blocks=(make, *task.blocks[1:2], event, mail))
