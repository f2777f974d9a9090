"""Gmail's messages.send: a message is read, held against what Gmail asks of it, and kept.

A message is kept as its sender has it: Gmail puts in who it is from, when, and a Message-ID, and
takes Bcc out. The upload of large messages is not here.
"""

from __future__ import annotations

import base64
import hashlib
import re
from typing import TYPE_CHECKING, Final

from chattui.emulator import invented
from chattui.emulator.call import Call, Method
from chattui.emulator.directory import ADDRESS
from chattui.emulator.errors import Json, invalid
from chattui.emulator.gmail_store import Mail
from chattui.emulator.old_errors import refused
from chattui.emulator.quota import MAILS
from chattui.emulator.scopes import AUTH
from chattui.emulator.services import GMAIL

if TYPE_CHECKING:
    from email.message import Message

_EMPTY_GROUP = re.compile(r"[^:;,\"]*:\s*;")
_RECIPIENTS: Final = ("To", "Cc", "Bcc")


def send(call: Call) -> Json:
    """``{"id", "threadId", "labelIds"}`` of the message that was sent."""
    me = call.person.email
    if call.path["userId"].lower() not in {"me", me}:
        raise refused(403, "forbidden", invented.DELEGATION_DENIED.format(email=me))
    if not call.world.settings.gmail_turned_on:
        raise refused(
            400, "failedPrecondition", invented.MAIL_TURNED_OFF, status="FAILED_PRECONDITION"
        )
    raw = _decoded(call.body.get("raw", ""))
    message = _parsed(raw)
    recipients = _recipients(message)
    sent = call.world.mailbox.sent
    digest = hashlib.sha256(f"mail {len(sent)}".encode()).hexdigest()[:16]
    mail = Mail(
        f"19{digest[2:]}",
        me,
        raw.decode("latin-1"),
        tuple((name, _plain(value)) for name, value in message.items()),
        recipients,
        _text(message),
    )
    sent.append(mail)
    labels = ["UNREAD", "SENT", "INBOX"] if me in recipients else ["SENT"]
    return {"id": mail.id, "threadId": mail.id, "labelIds": labels}


def _decoded(text: str) -> bytes:
    if not text:
        raise refused(400, "invalidArgument", invented.NO_RAW)
    plain = text.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        return base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except ValueError:
        message = invented.BAD_RAW.format(value=text[:200])
        raise invalid(message, ("message.raw", message)) from None


def _parsed(raw: bytes) -> Message:
    from email import message_from_bytes

    # The older policy gives headers as they stand, however broken they are.
    return message_from_bytes(raw)


def _plain(value: object) -> str:
    from email.errors import HeaderParseError
    from email.header import decode_header, make_header

    text = re.sub(r"\r?\n[ \t]", " ", str(value))
    try:
        return str(make_header(decode_header(text)))
    except (HeaderParseError, LookupError, ValueError):
        return text


def _recipients(message: Message) -> tuple[str, ...]:
    from email.utils import getaddresses

    found: list[str] = []
    for header in _RECIPIENTS:
        # A group without anybody in it, as in "undisclosed-recipients:;", names nobody.
        given = [str(value).strip() for value in message.get_all(header, [])]
        values = [value for value in given if value and not _EMPTY_GROUP.fullmatch(value)]
        try:
            addresses = [address for _, address in getaddresses(values)]
        except RecursionError:  # comments within comments, groups within groups
            addresses = [""]
        if not all(map(ADDRESS.fullmatch, addresses)):
            text = invented.BAD_RECIPIENT.format(header=header)
            raise refused(400, "invalidArgument", text)
        found += [address.lower() for address in addresses if address]
    if not found:
        raise refused(400, "invalidArgument", invented.NO_RECIPIENT)
    return tuple(dict.fromkeys(found))


def _text(message: Message) -> str:
    """The first part of plain text."""
    for part in message.walk():
        if part.get_content_type() == "text/plain":
            payload = part.get_payload(decode=True)
            raw = payload if isinstance(payload, bytes) else b""
            try:
                return raw.decode(part.get_content_charset() or "ascii", "replace")
            except LookupError:
                return raw.decode("utf-8", "replace")
    return ""


GMAIL_METHODS: Final = (
    Method(
        "gmail.users.messages.send",
        "POST",
        "/gmail/v1/users/{userId}/messages/send",
        "SendMessage",
        (
            "https://mail.google.com/",
            AUTH + "gmail.compose",
            AUTH + "gmail.modify",
            AUTH + "gmail.send",
        ),
        MAILS,
        send,
        message="gmail.Message",
        root="message",
        service=GMAIL,
    ),
)
