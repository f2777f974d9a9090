"""Events, rows and mails against the emulator, and what odd answers and hostile names come to."""

from __future__ import annotations

import base64
import email
import json
import uuid
from email.policy import default
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chattui import endpoints, net
from chattui.chat.errors import Refused
from chattui.chat.retry import Patience
from chattui.emulator.sheets_store import OFFICE_FILE
from chattui.net import Client, Reply
from chattui.oauth.scopes import expand
from chattui.problem import Exit, ProblemError
from chattui.safe_text import is_safe
from chattui.workspace.answers import problem_from
from chattui.workspace.calendar import CALENDAR, Calendar, Event
from chattui.workspace.gmail import GMAIL, Gmail, Mailed, password_warning, raw_message
from chattui.workspace.sheets import SHEETS, Sheets, in_tab, is_sheet_id, sheet_id
from tests.unit.chat.harness import ME, Google, OneToken

SHEET = "1ChattuiLogSheet0000000000000000000000000000"
ONCE = Patience(tries=1)
EVENT = {
    "summary": "=1+1",
    "start": {"dateTime": "2030-12-01T10:00:00+01:00", "timeZone": "Europe/Berlin"},
    "end": {"dateTime": "2030-12-01T10:30:00+01:00", "timeZone": "Europe/Berlin"},
    "attendees": [{"email": "grace@example.com"}],
}


def tokens(google: Google, *scopes: str) -> OneToken:
    """A token with these scopes."""
    return OneToken(google.access_token(expand(scopes)))


def scripted(*documents: Any, status: int = 200) -> tuple[Client, list[httpx.Request]]:
    """A client whose answers are these documents, the last one for ever, and what it sent."""
    sent: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        document = documents[min(len(sent), len(documents)) - 1]
        return httpx.Response(status, text=json.dumps(document))

    http = httpx.AsyncClient(transport=httpx.MockTransport(answer))
    return Client(http, endpoints.GOOGLE), sent


@pytest.mark.anyio
async def test_an_event_is_made_once_by_its_id(google: Google, client: net.Client) -> None:
    calendar = Calendar(client, tokens(google, "calendar.events"), patience=ONCE)
    event_id = uuid.UUID(int=7).hex
    made = await calendar.insert({"id": event_id, **EVENT}, send_updates="none")
    assert (made.id, made.summary, made.status) == (event_id, "=1+1", "confirmed")
    assert await calendar.get(event_id) == made
    for wanted, code in (
        (calendar.insert({"id": event_id, **EVENT}, send_updates="all"), "calendar.event_exists"),
        (calendar.get("0123456789"), "calendar.no_event"),
        (calendar.insert({"id": "012345", "start": {}}, send_updates="none"), "calendar.refused"),
    ):
        with pytest.raises(Refused) as caught:
            await wanted
        assert caught.value.problem.code == code
    assert "/" in await calendar.time_zone()


@pytest.mark.anyio
async def test_rows_are_texts_and_no_formulas(google: Google, client: net.Client) -> None:
    sheets = Sheets(client, tokens(google, "spreadsheets"), patience=ONCE)
    found = await sheets.tabs(SHEET)
    assert (found.title, found.tabs) == ("Chat log", ("Sheet1",))
    cells = in_tab("Sheet1", "A:J")
    assert await sheets.values(SHEET, cells) == ()
    rows = [["=1+1", "+4", "'x"], ["a", "", "ü"]]
    assert (await sheets.append(SHEET, cells, rows)).startswith("Sheet1!A1:C2")
    await sheets.append(SHEET, cells, [["b"]])
    assert await sheets.values(SHEET, cells) == (*map(tuple, rows), ("b",))
    for wanted, code in (
        (sheets.tabs("x" * 44), "sheets.no_sheet"),
        (sheets.values(SHEET, in_tab("Bob's", "A1")), "sheets.no_tab"),
        (sheets.append("x" * 44, cells, rows), "sheets.no_sheet"),
        (sheets.tabs(OFFICE_FILE), "sheets.no_spreadsheet"),
    ):
        with pytest.raises(Refused) as caught:
            await wanted
        assert caught.value.problem.code == code


@pytest.mark.anyio
async def test_a_mail_is_sent(google: Google, client: net.Client) -> None:
    gmail = Gmail(client, tokens(google, "gmail.send"), patience=ONCE)
    raw = raw_message(sender=ME, to=["grace@example.com"], subject="Grüße", text="Hallo\nGrace")
    assert (await gmail.send(raw)).id
    (mail,) = google.http.get("/_emulator/mails").json()["mails"]
    assert mail["headers"]["Subject"] == "Grüße"
    assert mail["text"].split() == ["Hallo", "Grace"]
    assert "password" in password_warning()
    with pytest.raises(Refused) as caught:
        await gmail.send("")
    assert caught.value.problem.code == "gmail.refused"


@pytest.mark.anyio
async def test_what_is_not_granted_is_named(google: Google, client: net.Client) -> None:
    none = tokens(google, "chat.spaces")
    for wanted, scope in (
        (Calendar(client, none).time_zone(), "calendar.events"),
        (Calendar(client, none).insert({"id": "012345"}, send_updates="none"), "calendar.events"),
        (Sheets(client, none).tabs(SHEET), "spreadsheets"),
        (Gmail(client, none).send("x"), "gmail.send"),
    ):
        with pytest.raises(Refused) as caught:
            await wanted
        problem = caught.value.problem
        assert (problem.exit, scope in problem.remedy) == (Exit.NOT_SIGNED_IN, True)


@pytest.mark.anyio
async def test_an_answer_of_no_use_is_none() -> None:
    client, _ = scripted({"id": "other", "values": 7, "sheets": [7, {"properties": {}}]})
    token = OneToken("t")
    calendar = Calendar(client, token, patience=ONCE)
    sheets = Sheets(client, token, patience=ONCE)
    for wanted in (
        calendar.get("012345"),
        calendar.insert({"id": "012345"}, send_updates="none"),
        calendar.time_zone(),
        sheets.tabs(SHEET),
        sheets.values(SHEET, "A"),
        sheets.append(SHEET, "A", []),
    ):
        with pytest.raises(Refused) as caught:
            await wanted
        assert caught.value.problem.code.endswith(".unavailable")
    nothing, _ = scripted({})
    with pytest.raises(Refused):
        await Gmail(nothing, token).send("x")
    assert await Sheets(nothing, token).values(SHEET, "A") == ()
    chart = {"properties": {"title": "Chart", "sheetType": "OBJECT"}}
    half = {"properties": {"title": "\ud800"}}
    titled, _ = scripted({"sheets": [chart, half, {"properties": {"title": "T"}}]})
    assert (await Sheets(titled, token).tabs(SHEET)).tabs == ("T",)
    odd, _ = scripted({"values": [7, ["a", 1, True, None]]})
    assert await Sheets(odd, token).values(SHEET, "A") == (("a", "1", "True", "None"),)
    sent, _ = scripted({"id": "m1"})
    assert await Gmail(sent, token).send("x") == Mailed("m1")


def test_no_link_from_data() -> None:
    assert Event.from_json({"id": "UPPER", "htmlLink": "javascript:x"}) == Event("")
    link = "https://www.google.com/calendar/event?eid=1"
    assert Event.from_json({"id": "012345", "htmlLink": link}).link == link


@pytest.mark.parametrize(
    ("status", "reason", "message", "code"),
    [
        (403, "rateLimitExceeded", "Rate Limit Exceeded", "calendar.quota"),
        (403, "insufficientPermissions", "x", "calendar.scope_missing"),
        (403, "accessNotConfigured", "x", "calendar.api_disabled"),
        (403, "forbidden", "x", "calendar.refused"),
        (410, "deleted", "x", "calendar.refused"),
        (503, "backendError", "x", "calendar.unavailable"),
    ],
)
def test_older_reasons_are_understood(status: int, reason: str, message: str, code: str) -> None:
    errors = [{"domain": "global", "reason": reason, "message": message}, 7]
    body = {"error": {"code": status, "message": message, "errors": errors}}
    problem = problem_from(Reply(status, {}, json.dumps(body).encode()), CALENDAR)
    assert problem.code == code
    assert all(is_safe(words) for words in problem.as_json().values())


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("status", "message", "code"),
    [
        (403, "The caller does not have permission", "sheets.not_allowed"),
        (400, "Unable to parse range: X", "sheets.no_tab"),
        (400, "Other", "sheets.refused"),
        (500, "x", "sheets.unavailable"),
    ],
)
async def test_what_a_spreadsheet_refuses(status: int, message: str, code: str) -> None:
    client, _ = scripted({"error": {"code": status, "message": message}}, status=status)
    sheets = Sheets(client, OneToken("t"), patience=ONCE)
    for wanted in (sheets.append(SHEET, "A", []), sheets.values(SHEET, "A"), sheets.tabs(SHEET)):
        with pytest.raises(Refused) as caught:
            await wanted
        assert caught.value.problem.code == code


@pytest.mark.parametrize(
    "given_text",
    [
        SHEET,
        f" https://docs.google.com/spreadsheets/d/{SHEET}/edit#gid=0 ",
        f"docs.google.com/spreadsheets/d/{SHEET}",
        f"https://docs.google.com/spreadsheets/u/1/d/{SHEET}/edit?usp=sharing",
        f"https://docs.google.com/a/example.com/spreadsheets/d/{SHEET}/edit",
    ],
)
def test_a_spreadsheet_is_named_by_its_address_or_its_id(given_text: str) -> None:
    assert sheet_id(given_text) == SHEET
    assert is_sheet_id(SHEET)


@pytest.mark.parametrize(
    "given_text",
    ["", "log", "../" * 9, f"https://evil.example/spreadsheets/d/{SHEET}", f"{SHEET}/../{SHEET}"],
)
def test_what_names_no_spreadsheet_is_told(given_text: str) -> None:
    with pytest.raises(ProblemError) as caught:
        sheet_id(given_text)
    assert (caught.value.problem.code, caught.value.problem.exit) == ("sheets.no_id", Exit.USAGE)


@pytest.mark.anyio
async def test_a_hostile_tab_stays_in_its_place() -> None:
    client, sent = scripted({"updates": {"updatedRange": "x"}})
    tab = "a'!B2:append?x=1#y/../z"
    await Sheets(client, OneToken("t")).append(SHEET, in_tab(tab, "A:J"), [["x"]])
    path = sent[0].url.raw_path.decode()
    assert path.startswith(f"/v4/spreadsheets/{SHEET}/values/%27a%27%27%21B2%3Aappend%3Fx%3D1%23y")
    assert path.endswith("A%3AJ:append?valueInputOption=RAW&insertDataOption=INSERT_ROWS")


BITS = st.sampled_from(
    ["=?utf-8?q?a=0D=0ABcc:_x=40y.com?=", "=?utf-8?b?DQpCY2M6IHg=?=", " ", "é", "🎉", "x" * 90, ","]
)
TEXTS = st.lists(BITS | st.text(max_size=9), max_size=6).map("".join)


@settings(max_examples=60)
@given(TEXTS, TEXTS)
def test_no_name_breaks_out_of_a_header(subject: str, text: str) -> None:
    try:
        raw = raw_message(
            sender=ME, to=["a@example.com", "b@example.com"], subject=subject, text=text
        )
    except ValueError:
        assert any(not char.isprintable() for char in subject + text)
        return
    data = base64.urlsafe_b64decode(raw)
    mail: Any = email.message_from_bytes(data, policy=default)
    assert sorted(mail.keys()) == sorted(
        ["Content-Type", "MIME-Version", "Content-Transfer-Encoding", "From", "To", "Subject"]
    )
    assert mail["To"] == "a@example.com, b@example.com"
    assert mail["Subject"].split() == subject.split()
    head = data.partition(b"\r\n\r\n")[0]
    assert head.isascii()
    assert b"\n" not in head.replace(b"\r\n", b"")
    assert mail.get_payload(decode=True).decode().replace("\r\n", "\n") == text.replace(
        "\r\n", "\n"
    ).replace("\r", "\n")


@pytest.mark.parametrize(
    "named",
    [
        {"to": []},
        {"to": ["no"]},
        {"to": ["=?utf-8?q?a=2Cb?=@example.com"]},
        {"sender": "x\r\nBcc: y@example.com"},
        {"subject": "a\r\nBcc: b@example.com"},
        {"subject": "a\n"},
        {"subject": "a\u2028b"},
        {"subject": "a\x00"},
        {"text": "\ud800"},
    ],
)
def test_what_can_be_no_mail_is_refused(named: dict[str, Any]) -> None:
    whole: dict[str, Any] = {"sender": ME, "to": [ME], "subject": "x", "text": "y", **named}
    with pytest.raises(ValueError, match=r"not an? |surrogates|not one"):
        raw_message(**whole)


def test_each_api_names_the_page_that_turns_it_on() -> None:
    for api in (CALENDAR, SHEETS, GMAIL):
        assert api.link.startswith("https://console.cloud.google.com/apis/library/")
        assert expand([api.scope])
