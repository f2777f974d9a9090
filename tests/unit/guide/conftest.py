"""A desk, and facts as the vault would tell them."""

from __future__ import annotations

from typing import Any

from chattui.guide.checklist import Facts
from chattui.health import Check, State
from chattui.problem import Problem
from chattui.vault import AccountEntry, ClientEntry
from tests.unit.cli.conftest import Desk, desk, shared_emulator, signed_in

__all__ = ["Desk", "desk", "shared_emulator", "signed_in"]

NOW = 1_795_212_345.0
DAY = 86_400.0
PROJECT = "chattui-471809"
NUMBER = "104857600042"
CHAT = ("https://www.googleapis.com/auth/chat.spaces",)


def client(kind: str = "installed") -> ClientEntry:
    """A client of the project, or the key of a service account."""
    number = NUMBER if kind == "service_account" else f"{NUMBER}-{'a' * 32}.apps.googleusercontent"
    return ClientEntry("c1", "desk", kind, number, PROJECT, NOW - DAY)


def account(email: str = "ada@example.com", **changes: Any) -> AccountEntry:
    """Somebody who signed in a day ago."""
    values: dict[str, Any] = {"consented_at": NOW - DAY, "how": "paste"} | changes
    return AccountEntry("a1", email, "1", "c1", CHAT, **values)


def facts(*accounts: AccountEntry, kind: str = "installed", **changes: Any) -> Facts:
    """What is known of a project with one client, through which these have signed in."""
    return Facts(PROJECT, (client(kind),), accounts, now=NOW, **changes)


def checked(name: str, state: State, words: str = "It is so.") -> tuple[Check, ...]:
    """What one of the live checks said."""
    problem = Problem("a.code", words) if state is State.FAILED else None
    return (Check(name, "Title", state, words, problem),)
