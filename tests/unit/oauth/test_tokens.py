from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from chattui.oauth import tokens as module
from chattui.oauth.refresh import AccessToken
from chattui.oauth.tokens import VaultTokens
from chattui.problem import Problem, ProblemError
from chattui.secret import Secret
from chattui.vault import Grant, Vault
from tests.unit.oauth.conftest import Google

pytestmark = pytest.mark.anyio

ENDED = Problem("oauth.grant_ended", "Over.")
FAR = 4e9


class Asked:
    """What `fresh_token` is asked, and what it answers."""

    def __init__(self, *answers: AccessToken | Problem) -> None:
        self.answers = list(answers)
        self.rejected: list[Secret | None] = []

    def __call__(
        self,
        context: object,
        vault: object,
        key: str,
        *,
        rejected: Secret | None,
        min_seconds: float,
    ) -> AccessToken:
        self.rejected.append(rejected)
        answer = self.answers.pop(0)
        if isinstance(answer, Problem):
            raise ProblemError(answer)
        return answer


class OneGrant:
    """As much of a vault as is asked here."""

    def __init__(self) -> None:
        self.kept = Grant(Secret("1//0a"), None, 0.0, ())

    def grant(self, key: str) -> Grant:
        return self.kept


def tokens_with(
    monkeypatch: pytest.MonkeyPatch, google: Google, asked: Asked
) -> tuple[VaultTokens, OneGrant]:
    monkeypatch.setattr(module, "fresh_token", asked)
    vault = OneGrant()
    return VaultTokens(google.context, vault, "k"), vault  # type: ignore[arg-type]


async def test_many_at_once_ask_the_vault_once(
    google: Google, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = Asked(AccessToken(Secret("a"), FAR, ()))
    tokens, _ = tokens_with(monkeypatch, google, asked)
    found = await asyncio.gather(*(tokens.token() for _ in range(20)))
    assert all(token == Secret("a") for token in found)
    assert len(asked.rejected) == 1


async def test_a_rejected_or_ending_token_is_replaced(
    google: Google, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = Asked(
        AccessToken(Secret("a"), FAR, ()),
        AccessToken(Secret("b"), 1.0, ()),
        AccessToken(Secret("c"), FAR, ()),
    )
    tokens, _ = tokens_with(monkeypatch, google, asked)
    first = await tokens.token()
    assert await tokens.token(rejected=Secret("older")) == first
    assert await tokens.token(rejected=first) == Secret("b")
    assert await tokens.token() == Secret("c")
    assert asked.rejected == [None, Secret("a"), None]


async def test_an_ended_grant_is_not_asked_for_again(
    google: Google, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = Asked(ENDED, AccessToken(Secret("new"), FAR, ()))
    tokens, vault = tokens_with(monkeypatch, google, asked)
    for _ in range(3):
        with pytest.raises(ProblemError) as caught:
            await tokens.token()
        assert caught.value.problem == ENDED
    assert len(asked.rejected) == 1
    vault.kept = replace(vault.kept, refresh_token=Secret("1//0b"))
    assert await tokens.token() == Secret("new")


async def test_a_passing_failure_is_tried_again(
    google: Google, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = Asked(Problem("net.unreachable", "?"), AccessToken(Secret("a"), FAR, ()))
    tokens, _ = tokens_with(monkeypatch, google, asked)
    with pytest.raises(ProblemError):
        await tokens.token()
    assert await tokens.token() == Secret("a")


async def test_that_it_could_not_be_kept_can_be_told(
    google: Google, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = Problem("vault.disk_full", "No room.")
    asked = Asked(AccessToken(Secret("a"), FAR, (), full))
    tokens, _ = tokens_with(monkeypatch, google, asked)
    assert tokens.unsaved is None
    await tokens.token()
    assert tokens.unsaved == full


def test_the_vault_fits(vault: Vault) -> None:
    assert callable(vault.grant)
