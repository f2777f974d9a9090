"""Gmail's sending: what is a message, to whom it goes, and what is refused."""

from __future__ import annotations

import base64
from email.message import EmailMessage
from typing import Any

import httpx
import pytest

from tests.unit.emulator.conftest import Google, Json, User
from tests.unit.emulator.test_calendar import refusal

SEND = "/gmail/v1/users/me/messages/send"


@pytest.fixture
def ada(google: Google) -> User:
    return google.user("ada@example.com", "gmail.send")


def send(user: User, raw: bytes | str, address: str = SEND) -> httpx.Response:
    text = base64.urlsafe_b64encode(raw).decode() if isinstance(raw, bytes) else raw
    return user.ask("POST", address, {"raw": text})


def mails(google: Google) -> list[Json]:
    found: list[Json] = google.http.get("/_emulator/mails").json()["mails"]
    return found


def test_a_message_is_kept_as_it_was_read(google: Google, ada: User) -> None:
    message = EmailMessage()
    message["To"] = "Grace Höpper <Grace@Example.com>, hedy@partner.example"
    message["Bcc"] = "ada@example.com"
    message["Subject"] = "Grüße aus dem Raum „Café ☕“ " + "lang " * 30
    message.set_content("Ünïcode\n")
    message.add_attachment(b"x", maintype="application", subtype="octet-stream", filename="x")
    answer = send(ada, bytes(message)).json()
    assert answer["labelIds"] == ["UNREAD", "SENT", "INBOX"]
    assert answer["id"] == answer["threadId"]
    (mail,) = mails(google)
    assert mail["from"] == "ada@example.com"
    assert mail["recipients"] == ["grace@example.com", "hedy@partner.example", "ada@example.com"]
    assert mail["headers"]["Subject"].strip() == str(message["Subject"]).strip()
    assert mail["text"] == "Ünïcode\n"
    assert mail["raw"].encode("latin-1") == bytes(message)


UNSENT: list[tuple[bytes | str, str, str]] = [
    ("", "'raw' RFC822 payload", "invalidArgument"),
    ("%%%", "Base64 decoding failed", "badRequest"),
    ("abcde", "Base64 decoding failed", "badRequest"),
    (b"", "'raw' RFC822 payload", "invalidArgument"),
    (b"Subject: x\r\n\r\nhi", "Recipient address required", "invalidArgument"),
    (b"\x00\xff\xfe garbage", "Recipient address required", "invalidArgument"),
    (b"To: \r\n\r\nhi", "Recipient address required", "invalidArgument"),
    (b"To: nobody:;\r\n\r\nhi", "Recipient address required", "invalidArgument"),
    (b"To: grace\r\n\r\nhi", "Invalid To header", "invalidArgument"),
    (b"To: a@b.c, grace\r\n\r\nhi", "Invalid To header", "invalidArgument"),
    (b"To: " + b"(" * 20_000 + b"\r\n\r\nhi", "Invalid To header", "invalidArgument"),
    (b"To: " + b"a" * 200_000 + b"\r\n\r\nhi", "Invalid To header", "invalidArgument"),
    (b"To: a@b.c\r\nCc: \xff\xfe\r\n\r\nhi", "Invalid Cc header", "invalidArgument"),
]


def test_what_is_not_sent(google: Google, ada: User) -> None:
    for raw, message, reason in UNSENT:
        code, told, why = refusal(send(ada, raw))
        assert (code, why) == (400, reason), raw[:80]
        assert message in told, raw[:80]
    assert mails(google) == []


@pytest.mark.parametrize(
    "raw",
    [
        b"To: grace@example.com\n\nhi",
        b"Bcc: grace@example.com\r\nTo: undisclosed-recipients:;\r\n\r\nhi",
        b"To: =?x-nonsense?q?=FF?= <grace@example.com>\r\n"
        b'Content-Type: text/plain; charset="nonsense"\r\n\r\nhi',
        b"To: grace@example.com\r\nContent-Transfer-Encoding: base64\r\n\r\naGk=",
    ],
)
def test_messages_of_other_programs(google: Google, ada: User, raw: bytes) -> None:
    assert send(ada, raw).json()["labelIds"] == ["SENT"]
    assert [(mail["recipients"], mail["text"]) for mail in mails(google)] == [
        (["grace@example.com"], "hi")
    ]


def test_both_alphabets_and_no_padding(google: Google, ada: User) -> None:
    raw = b"To: grace@example.com\r\n\r\n\xfb\xff\xfe?"
    for text in (base64.b64encode(raw).decode(), base64.urlsafe_b64encode(raw).decode()):
        assert send(ada, text.rstrip("=")).status_code == 200
    assert [mail["raw"].encode("latin-1") for mail in mails(google)] == [raw, raw]


@pytest.mark.parametrize(
    ("settings", "address", "code", "reason"),
    [
        ({}, "/gmail/v1/users/grace@example.com/messages/send", 403, "forbidden"),
        ({"gmail_turned_on": False}, SEND, 400, "failedPrecondition"),
        ({"gmail_api_enabled": False}, SEND, 403, "accessNotConfigured"),
        ({"chat_turned_on": False}, "/gmail/v1/users/Ada@example.com/messages/send", 200, ""),
    ],
)
def test_whose_mail_it_is(
    google: Google, ada: User, settings: dict[str, Any], address: str, code: int, reason: str
) -> None:
    google.control("settings", **settings)
    reply = send(ada, b"To: grace@example.com\r\n\r\nhi", address)
    assert reply.status_code == code
    if reason:
        assert refusal(reply)[2] == reason


def test_a_message_that_is_too_large(ada: User) -> None:
    reply = send(ada, b"To: grace@example.com\r\n\r\n" + b"x" * 4_000_000)
    assert reply.status_code == 413
