"""Mail in the person's name, from the Gmail API (discovery gmail v1).

A message is built by Python's own `email` package, which folds and encodes its headers. Its newer
interface decodes encoded words in what it is given: a subject ``=?utf-8?q?a=0D=0ABcc:_b?=`` becomes
two headers (Python 3.11). So a subject is encoded by the older one, which takes it as it stands.
"""

from __future__ import annotations

import base64
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from chattui.chat.addresses import why_not_address
from chattui.chat.models import text_of
from chattui.words import t
from chattui.workspace.answers import Api, Service

if TYPE_CHECKING:
    from email.message import Message

GMAIL: Final = Api(
    "gmail",
    "Gmail API",
    "gmail.send",
    "https://console.cloud.google.com/apis/library/gmail.googleapis.com",
)


def password_warning() -> str:
    """What to know before Gmail's scope is granted, in words."""
    return t("With a Gmail scope, a change of your password ends the whole sign-in.")


@dataclass(frozen=True, slots=True)
class Mailed:
    """A message that was sent."""

    id: str
    thread: str = ""


def why_not_subject(text: str) -> str:
    """Why `text` cannot be the subject of a mail, as a sentence; "" where it can."""
    if len(text.splitlines()) > 1 or text.endswith(("\n", "\r")):
        return t("It has more than one line.")
    if any(unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp"} for char in text):
        return t("It holds a control character.")
    return ""


def can_receive(address: str) -> bool:
    """Whether a mail can be addressed to `address`: ``=?`` would begin an encoded word, which a
    program that reads the header takes for something else."""
    return not why_not_address(address) and "=?" not in address


def message(*, sender: str, to: Sequence[str], subject: str, text: str) -> Message:
    """A message of plain text. Raises ValueError where an address is none, the subject is more than
    a line, or the text cannot be written in UTF-8."""
    from email.header import Header
    from email.mime.text import MIMEText

    if not to or not all(can_receive(address) for address in (sender, *to)):
        raise ValueError("not an address")
    if why_not_subject(subject):
        raise ValueError("not a subject")
    plain = subject.isascii() and "=?" not in subject
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    made: Any = MIMEText("\r\n".join(lines), "plain", "utf-8")
    made["From"] = sender
    made["To"] = ", ".join(to)
    made["Subject"] = Header(subject, "us-ascii" if plain else "utf-8", header_name="Subject")
    built: Message = made
    return built


def raw_message(*, sender: str, to: Sequence[str], subject: str, text: str) -> str:
    """`message` as Gmail takes it: RFC 5322 in URL-safe base64."""
    from email.policy import compat32

    made = message(sender=sender, to=to, subject=subject, text=text)
    data = made.as_bytes(policy=compat32.clone(linesep="\r\n"))
    return base64.urlsafe_b64encode(data).decode("ascii")


class Gmail(Service):
    """The mailbox of one account, as far as mail is sent from it."""

    API = GMAIL

    @property
    def _send(self) -> str:
        return f"{self._caller.client.endpoints.gmail}/gmail/v1/users/me/messages/send"

    async def send(self, raw: str) -> Mailed:
        """Send a message, once: a lost answer does not tell whether it was. Raises ProblemError
        (``gmail.scope_missing``, ``gmail.api_disabled``, ``gmail.quota`` and others)."""
        answer = await self._caller.post(self._send, [], {"raw": raw})
        sent = Mailed(text_of(answer, "id", 200), text_of(answer, "threadId", 200))
        if not sent.id:
            raise self._caller.nothing()
        return sent
