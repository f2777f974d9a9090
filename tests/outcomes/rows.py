"""A row of a table of outcomes, and what is done to the emulator for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

ADA = "ada@example.com"
HEDY = "hedy@partner.example"

Control = tuple[str, dict[str, Any]]
"""A control route of the emulator, and what is posted to it."""

SECRETS = ("4/0A", "4/4-", "ya29.", "1//0", "GOCSPX-", "PRIVATE KEY", "code_verifier=")
"""How everything begins that no output may show."""


@dataclass(frozen=True, slots=True)
class Said:
    """What chattui must say in the end."""

    status: int
    """Of the command."""
    code: str = ""
    """Of the Problem; empty where there is none."""
    words: str = ""
    kept: bool = False
    """Whether somebody is signed in afterwards."""
    page: str = ""
    """What the browser shows in place of consent."""
    seen: str = ""
    """What the screen says in place of `words`, which are of the command line then."""
    offers: str = ""
    """A key of the screen and its label, where it is not the one that all rows of a flow have."""


@dataclass(frozen=True, slots=True)
class Row:
    """One outcome: what is done to the emulator before, and between consent and the exchange."""

    name: str
    said: Said
    before: tuple[Control, ...] = ()
    meanwhile: tuple[Control, ...] = ()
    client: str = ""
    """The kind of the stored client, where it is not the flow's own."""
    subject: str = ADA
    scopes: tuple[str, ...] = ()


def settings(**values: Any) -> Control:
    """A change of settings."""
    return "settings", values


def fault(method: str, **plan: Any) -> Control:
    """A planned failure."""
    return "faults", {"method": method, **plan}
