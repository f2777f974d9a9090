"""The mails that people have sent."""

from __future__ import annotations

from dataclasses import dataclass, field

from chattui.emulator.errors import Json


@dataclass(frozen=True, slots=True)
class Mail:
    """A message that was sent."""

    id: str
    sender: str
    raw: str
    """The message as it came, its bytes as Latin-1."""
    headers: tuple[tuple[str, str], ...]
    """As they came, decoded, in their order."""
    recipients: tuple[str, ...]
    text: str

    def as_json(self) -> Json:
        """The mail as ``GET /_emulator/mails`` shows it."""
        return {
            "id": self.id,
            "from": self.sender,
            "raw": self.raw,
            "headers": dict(reversed(self.headers)),
            "header_list": [list(one) for one in self.headers],
            "recipients": list(self.recipients),
            "text": self.text,
        }


@dataclass(slots=True)
class Mailbox:
    """What everybody has sent, oldest first."""

    sent: list[Mail] = field(default_factory=list)
