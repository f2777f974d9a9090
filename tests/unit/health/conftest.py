"""A desk with an emulator, and an examination run to its end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from chattui.clientfile import OAuthClient
from chattui.context import Context
from chattui.health import STEPS, Check, State, examine
from chattui.problem import ProblemError
from chattui.session import Session
from tests.unit.cli.conftest import Desk, desk, shared_emulator, signed_in

__all__ = ["desk", "shared_emulator", "signed_in"]

Examine = Callable[..., dict[str, Check]]


def run_examination(
    context: Context, *, client: OAuthClient | None = None, admin: bool = False, **changes: Any
) -> dict[str, Check]:
    """The settled checks by their ids; each was told as begun before."""

    async def run() -> dict[str, Check]:
        async with Session(context, **changes) as session:
            try:
                account = await session.account()
            except ProblemError:
                account = None
            begun: set[str] = set()
            found: dict[str, Check] = {}
            async for check in examine(session, account, client=client, admin=admin):
                if check.state is State.RUNNING:
                    begun.add(check.id)
                else:
                    assert check.id in begun
                    assert check.id not in found
                    assert check.words
                    assert check.seconds >= 0
                    found[check.id] = check
            assert set(found) == set(STEPS)
            return found

    return asyncio.run(run())


@pytest.fixture
def examined(desk: Desk) -> Examine:
    """Examines as a command at the desk would."""

    def run(**options: Any) -> dict[str, Check]:
        return run_examination(desk.context, **options)

    return run
