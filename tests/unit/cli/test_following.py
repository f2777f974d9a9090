"""What follows a space, from the command line: an event, a log, a mail, each with its own end."""

from __future__ import annotations

import pytest

from chattui.emulator.sheets_store import LOG_SHEET, PRIVATE_SHEET, READ_ONLY_SHEET, TEAM_SHEET
from chattui.plans.log_sheet import remembered_sheet
from chattui.problem import Exit
from tests.unit.cli.conftest import ADA, Desk, Shelf

GRACE, ALAN, HEDY = "grace@example.com", "alan@example.com", "hedy@partner.example"
SCOPES = ("chat.spaces", "chat.memberships")
FOLLOWING = ("calendar.events", "spreadsheets", "gmail.send")
WHEN = "2030-12-01 10:00"
HOSTILE = "=HYPERLINK(1) {x} <b>"


@pytest.fixture
def work(desk: Desk, shelf: Shelf) -> Desk:
    """A desk where Ada may do everything; a key is derived once, as with every `shelf`."""
    desk.sign_in(*SCOPES, *FOLLOWING)
    return desk


def make(desk: Desk, *options: str, name: str = HOSTILE) -> str:
    people = [word for person in (GRACE, HEDY) for word in ("--member", person)]
    made = desk.json("spaces", "create", "--name", name, "--external", *people, *options)
    space: str = made["space"]["name"]
    return space


def rows_of(desk: Desk, sheet: str = LOG_SHEET, tab: int = 0) -> list[dict[str, str]]:
    """The lines of the log below its head."""
    (found,) = [one for one in desk.control("sheets")["sheets"] if one["id"] == sheet]
    head, *rows = found["tabs"][tab]["rows"]
    return [dict(zip(head, row, strict=True)) for row in rows]


def remembered(desk: Desk) -> str:
    key = desk.json("accounts", "list")["accounts"][0]["key"]
    log = remembered_sheet(desk.context.paths, key)
    return log.sheet if log else ""


def test_each_by_itself(work: Desk) -> None:
    space = make(work)
    options = ("--zone", "Europe/Berlin", "--minutes", "45", "--mail-guests", "external", "--yes")
    ran = work.run(
        "spaces", "event", space, "--at", WHEN, "--title", "{space}!", "--text", "{space}", *options
    )
    assert (ran.status, "\n  │ When: 2030-12-01 10:00 to 10:45" in ran.err) == (0, True), ran.err
    (event,) = work.control("events")["events"]
    assert event["notified"] == [HEDY]
    assert event["event"]["summary"] == HOSTILE + "!"
    # Calendar shows it as HTML.
    described = HOSTILE.replace("<", "&lt;") + "\n\nhttps://chat.google.com/room/"
    assert event["event"]["description"].startswith(described)
    assert event["event"]["start"]["timeZone"] == "Europe/Berlin"
    assert event["event"]["end"]["dateTime"] == "2030-12-01T09:45:00Z"
    assert event["event"]["htmlLink"] in ran.err

    address = f"https://docs.google.com/spreadsheets/d/{TEAM_SHEET}/edit#gid=7"
    tab = ("--tab", "Ada's log / 2026")
    assert work.run("spaces", "log", space, "--sheet", address, *tab, "--dry-run").status == 0
    assert remembered(work) == ""
    assert work.run("spaces", "log", space, "--sheet", address, *tab).status == 0
    (row,) = rows_of(work, TEAM_SHEET, 1)
    assert (row["space"], row["space id"], row["by"]) == (HOSTILE, space, ADA)
    assert remembered(work) == TEAM_SHEET
    assert work.run("spaces", "log", space, *tab).status == 0
    assert len(rows_of(work, TEAM_SHEET, 1)) == 2

    text = work.home / "mail.txt"
    text.write_bytes("Grüße aus {space}:\r\n{link}\r\n".encode("cp1252"))
    mail = ("spaces", "mail", space, "--subject", "Zu {space}", "--text-file", str(text))
    refused = work.run(*mail, "--to", f"Grace <{GRACE}>, {ALAN}")
    assert (refused.status, "  │ Subject: Zu =HYPER" in refused.err) == (Exit.USAGE, True)
    assert work.control("mails") == {"mails": []}
    sent = work.json(*mail, "--to", f"Grace <{GRACE}>, {ALAN}", "--yes")
    assert sent["rows"][0]["result"] == "mailed"
    (kept,) = work.control("mails")["mails"]
    assert kept["recipients"] == [GRACE, ALAN]
    assert kept["headers"]["Subject"] == f"Zu {HOSTILE}"
    assert kept["text"].startswith(f"Grüße aus {HOSTILE}:")
    assert "https://chat.google.com/room/" in kept["text"]


def test_all_follow_a_creation_and_a_failure_of_one_hides_nothing(work: Desk) -> None:
    work.control("settings", calendar_api_enabled=True)
    fault = {"method": "calendar.events.insert", "status": 403, "reason": "SERVICE_DISABLED"}
    work.control("faults", **fault)
    options = ("--event", WHEN, "--mail", "--log-sheet", LOG_SHEET)
    create = ("spaces", "create", "--name", "Launch", "--member", GRACE, *options)
    planned = work.json(*create, "--dry-run")
    assert [row["method"].rpartition(".")[2] for row in planned["rows"]] == [
        "setup",
        "insert",
        "send",
        "append",
    ]
    assert planned["rows"][1]["body"]["attendees"] == [{"email": GRACE}]
    assert "Subject: " in planned["rows"][2]["preview"]
    assert work.control("mails") == {"mails": []}
    ran = work.run(*create, "--yes")
    assert ran.status == Exit.PARTLY, ran.err
    assert ran.out.startswith("spaces/")
    assert "✗ failed: make an event" in ran.err
    assert "✓ sent: send a mail" in ran.err
    assert [row["what"] for row in rows_of(work)] == ["create", "add"]
    assert remembered(work) == LOG_SHEET
    (plan,) = work.json("plans", "list")["plans"]
    again = work.run("plans", "resume", plan["id"], "--failed", "--yes")
    assert again.status == Exit.DONE, again.err
    assert len(work.control("events")["events"]) == len(work.control("mails")["mails"]) == 1


def test_many_spaces_and_what_follows_each(work: Desk) -> None:
    table = work.home / "spaces.csv"
    table.write_text(f"name;members\nOne;{GRACE}\nTwo;{ALAN}\n")
    create = ("spaces", "create", "--file", str(table), "--event", WHEN, "--mail")
    ran = work.run(*create, "--yes")
    assert ran.status == Exit.DONE, ran.err
    assert "1 other event is like it, of its own space." in ran.err
    assert "1 other mail is like it, about its own space." in ran.err
    guests = [one["event"]["attendees"][0]["email"] for one in work.control("events")["events"]]
    assert guests == [GRACE, ALAN]
    assert {mail["recipients"][0] for mail in work.control("mails")["mails"]} == {GRACE, ALAN}


CHANGES: list[tuple[tuple[str, ...], list[str]]] = [
    (("members", "add", "SPACE", ALAN), [ALAN]),
    (("members", "role", "SPACE", "manager", ALAN), [ALAN]),
    (("members", "remove", "SPACE", ALAN), [ALAN]),
    (("members", "sync", "SPACE", "--file", "FILE"), ["person000@example.com", HEDY]),
    (("people", "add", "edsger@example.com", "--space", "SPACE"), ["edsger@example.com"]),
    (("people", "remove", "edsger@example.com", "--space", "SPACE"), ["edsger@example.com"]),
    (("people", "hand-over", ADA, GRACE, "--space", "SPACE"), [GRACE, ADA]),
]


def test_every_change_of_members_is_logged(work: Desk) -> None:
    space = make(work)
    file = work.home / "team.txt"
    file.write_text(f"{GRACE}\nperson000@example.com\n")
    logged: list[str] = []
    for words, people in CHANGES:
        line = [{"SPACE": space, "FILE": str(file)}.get(word, word) for word in words]
        named = ("--to-log",) if logged else ("--log-sheet", LOG_SHEET)
        ran = work.run(*line, *named, "--yes")
        assert ran.status == Exit.DONE, (words, ran.err)
        assert "logged" in ran.err
        logged += people
        assert sorted(row["who"] for row in rows_of(work)) == sorted(logged), words
    # Where nothing is changed, nothing is logged.
    before = len(work.requests())
    assert work.run("members", "remove", space, ALAN, "--to-log", "--yes").status == Exit.DONE
    assert not any(name.startswith("sheets.") for name in work.requests()[before:])


BAD: list[tuple[tuple[str, ...], Exit, list[str]]] = [
    (("event", "--at", "2020-12-01 10:00", "--guest", "x"), Exit.USAGE, ["2020", "“x”"]),
    (("event", "--at", WHEN, "--zone", "Mars/Olympus", "--guest", ""), Exit.USAGE, ["Mars", "“”"]),
    (("event", "--at", WHEN, "--minutes", "0"), Exit.USAGE, ["10,080"]),
    (("event", "--at", WHEN, "--admin"), Exit.USAGE, ["person who makes them"]),
    (("log",), Exit.USAGE, ["log_sheet"]),
    (("log", "--sheet", "x"), Exit.USAGE, ["does not name a spreadsheet"]),
    (("log", "--sheet", LOG_SHEET, "--tab", "Nope"), Exit.USAGE, ["has no tab “Nope”"]),
    (("log", "--sheet", PRIVATE_SHEET), Exit.FAILED, ["may not do that"]),
    (("log", "--sheet", READ_ONLY_SHEET), Exit.FAILED, ["Nothing was written"]),
    (("mail", "--subject", "Hi\r\nBcc: x@example.com", "--yes"), Exit.USAGE, ["Hi␍␊Bcc"]),
    (("mail", "--text", "{name}", "--to", "x", "--yes"), Exit.USAGE, ["{name}", "“x”"]),
    (("mail", "--text-file", "BINARY"), Exit.USAGE, ["is no text"]),
    (("mail", "--text-file", "EMPTY"), Exit.USAGE, ["holds no text"]),
    (("mail", "--text-file", "/dev/zero"), Exit.USAGE, ["is too long"]),
    (("mail", "--text-file", "/nonexistent"), Exit.USAGE, ["could not be read"]),
]


def test_what_is_wrong_is_said_before_anything_is_sent(work: Desk) -> None:
    space = make(work)
    (work.home / "EMPTY").write_text("\n \n")
    (work.home / "BINARY").write_bytes(bytes(range(256)))
    for (part, *words), status, told in BAD:
        options = [str(work.home / word) if word in {"EMPTY", "BINARY"} else word for word in words]
        ran = work.run("spaces", part, space, *options)
        assert ran.status == status, (words, ran.err)
        assert all(text in ran.err for text in told), (words, ran.err)
    assert work.control("events") == {"events": []}
    assert work.control("mails") == {"mails": []}
    assert remembered(work) == ""
    lonely = ("--event-title", "x", "--event-zone", "UTC", "--mail-guests", "all")
    beside = ("--mail-subject", "x", "--mail-file", "x", "--log-tab", "x")
    ran = work.run("spaces", "create", "--name", "X", *lonely, *beside)
    assert (ran.status, ran.err.count("which is not there")) == (Exit.USAGE, 5)
    bad = ("--name", "", "--event", "yesterday", "--mail", "--mail-subject", "{x}", "--to-log")
    ran = work.run("spaces", "create", *bad)
    assert ran.status == Exit.USAGE
    assert all(text in ran.err for text in ("needs a name", "“yesterday”", "{x}"))
    assert "chat.spaces.setup" not in work.requests()[-3:]


def test_a_scope_is_asked_for_when_it_is_first_used(shelf: Shelf, signed_in: Desk) -> None:
    space = make(signed_in)
    before = signed_in.requests()
    for part, scope in (
        (("event", space, "--at", WHEN), "calendar.events"),
        (("log", space, "--sheet", LOG_SHEET), "spreadsheets"),
        (("mail", space, "--yes"), "gmail.send"),
    ):
        ran = signed_in.run("spaces", *part)
        assert ran.status == Exit.NOT_SIGNED_IN, ran.err
        assert f"`chattui login --add --scope {scope}`" in ran.err
    made = signed_in.run("spaces", "create", "--name", "New", "--member", GRACE, "--mail", "--yes")
    assert made.status == Exit.NOT_SIGNED_IN
    assert "a change of your password ends the whole sign-in" in made.err
    changing = ("setup", "insert", "append", "send")
    assert not [m for m in signed_in.requests()[len(before) :] if m.endswith(changing)]


def test_a_mail_of_which_nobody_knows_is_not_sent_again(work: Desk) -> None:
    space = make(work)
    work.control("faults", method="gmail.users.messages.send", lost_answer=True)
    ran = work.run("spaces", "mail", space, "--yes")
    assert (ran.status, "--failed" in ran.err) == (Exit.FAILED, False)
    plan = work.json("plans", "list")["plans"][0]["id"]
    again = work.run("plans", "resume", plan, "--failed", "--yes")
    assert again.status == Exit.FAILED
    assert "Nothing is left that could be tried again." in again.err
    assert "Look into “Sent” in Gmail." in again.err
    assert len(work.control("mails")["mails"]) == 1
