"""The whole chain against the emulator: each outcome of each check, and nothing changed by it."""

from __future__ import annotations

import asyncio
import json
import socket
from contextlib import aclosing
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from chattui.clientfile import client_from_json
from chattui.health import Check, State, examine
from chattui.oauth.scopes import expand
from chattui.oauth.service_account import key_from_text
from chattui.secret import Secret
from chattui.session import Session
from chattui.vault import Index, open_vault
from chattui.vault.sealed import FLOOR
from tests.unit.cli.conftest import Desk
from tests.unit.health.conftest import Examine

PASSED, FAILED = State.PASSED, State.FAILED
UNCERTAIN, NOT_REACHED, NOT_ASKED = State.UNCERTAIN, State.NOT_REACHED, State.NOT_ASKED
ADMIN = "chat.admin.spaces.readonly"


def states(checks: dict[str, Check]) -> dict[str, State]:
    """Of the checks that did not pass."""
    return {
        step: check.state
        for step, check in checks.items()
        if check.state not in {PASSED, NOT_ASKED}
    }


def code(check: Check) -> str:
    return check.problem.code if check.problem else ""


def test_all_is_well(desk: Desk, examined: Examine) -> None:
    desk.sign_in("chat.spaces", "chat.memberships", ADMIN)
    checks = examined(admin=True)
    assert {check.state for check in checks.values()} == {PASSED}
    assert "104857600042" in checks["api"].words
    assert "example.com" in checks["workspace"].words
    assert "chat.memberships" in checks["scopes"].words
    assert examined()["admin"].state is NOT_ASKED


CASES: dict[str, tuple[dict[str, Any], dict[str, tuple[State, str]]]] = {
    "the Chat API is off": (
        {"chat_api_enabled": False},
        {
            "api": (FAILED, "chat.api_disabled"),
            "app": (NOT_REACHED, ""),
            "admin": (NOT_REACHED, ""),
        },
    ),
    "the app is not configured": (
        {"chat_app_configured": False},
        {"app": (FAILED, "chat.app_not_configured"), "admin": (NOT_REACHED, "")},
    ),
    "Chat is turned off": (
        {"chat_turned_on": False},
        {
            "api": (FAILED, "chat.turned_off"),
            "app": (NOT_REACHED, ""),
            "admin": (NOT_REACHED, ""),
        },
    ),
    "no administrator": ({"admins": []}, {"admin": (FAILED, "health.not_administrator")}),
    "the client was deleted": (
        {"client_status": "deleted"},
        {
            "client": (FAILED, "oauth.client_deleted"),
            "grant": (NOT_REACHED, ""),
            **dict.fromkeys(("scopes", "api", "app", "workspace", "admin"), (NOT_REACHED, "")),
        },
    ),
    "the client is disabled": (
        {"client_status": "disabled"},
        {
            "client": (FAILED, "oauth.client_disabled"),
            "grant": (NOT_REACHED, ""),
            **dict.fromkeys(("scopes", "api", "app", "workspace", "admin"), (NOT_REACHED, "")),
        },
    ),
    "session control": (
        {"rapt_required": True},
        {
            "grant": (FAILED, "oauth.reauth_needed"),
            **dict.fromkeys(("scopes", "api", "app", "workspace", "admin"), (NOT_REACHED, "")),
        },
    ),
    "this clock is behind": (
        {"clock_skew_seconds": 400},
        {"clock": (FAILED, "health.clock")},
    ),
    "this clock is ahead": (
        {"clock_skew_seconds": -400},
        {"clock": (FAILED, "health.clock")},
    ),
    "this clock is a little behind": ({"clock_skew_seconds": 200}, {}),
}


@pytest.mark.parametrize("case", CASES)
def test_what_is_wrong_at_google(desk: Desk, examined: Examine, case: str) -> None:
    settings, expected = CASES[case]
    desk.sign_in("chat.spaces", ADMIN)
    desk.control("settings", **settings)
    checks = examined(admin=True)
    found = {step: (check.state, code(check)) for step, check in checks.items()}
    assert {step: found[step] for step in states(checks)} == expected


def test_a_revoked_grant(signed_in: Desk, examined: Examine) -> None:
    signed_in.control("revoke", email="ada@example.com")
    checks = examined()
    assert checks["client"].state is PASSED
    assert (checks["grant"].state, code(checks["grant"])) == (FAILED, "oauth.grant_ended")
    assert "chattui login" in checks["grant"].advice[-1]


def test_a_grant_with_seven_days(desk: Desk, examined: Examine) -> None:
    desk.control("settings", publishing_status="testing")
    desk.sign_in()
    assert "ends in 7 days" in examined()["grant"].words


def test_scopes_that_do_not_let_ask(desk: Desk, examined: Examine) -> None:
    desk.sign_in("chat.spaces.create")
    assert states(examined()) == {}
    assert "chat.spaces.list" not in desk.requests()
    desk.sign_in("chat.spaces.readonly")
    assert states(examined()) == {"app": UNCERTAIN}
    desk.sign_in("chat.memberships")
    assert states(examined(admin=True)) == {"api": UNCERTAIN, "app": UNCERTAIN, "admin": FAILED}
    desk.control("settings", chat_api_enabled=False)
    desk.sign_in("gmail.send")
    checks = examined()
    assert code(checks["scopes"]) == "health.scopes_none"


def test_a_personal_account(desk: Desk, examined: Examine) -> None:
    desk.control("settings", auto_consent="someone@gmail.com")
    desk.sign_in(email="someone@gmail.com")
    assert code(examined()["workspace"]) == "health.personal_account"


def test_nobody_is_signed_in(desk: Desk, examined: Examine) -> None:
    later = dict.fromkeys(("grant", "scopes", "api", "app", "workspace"), NOT_REACHED)
    checks = examined()
    assert states(checks) == {"client": NOT_REACHED, **later}
    assert code(checks["grant"]) == "accounts.none"
    assert not desk.context.paths.index.exists()
    client = client_from_json(Secret(desk.emulator.client_file(google=True)))
    assert states(examined(client=client)) == later
    wrong = replace(client, client_secret=Secret("GOCSPX-another-secret-0123456789"))
    assert code(examined(client=wrong)["client"]) == "oauth.client_secret_wrong"


def test_the_only_client_of_the_vault_is_asked_about(desk: Desk, examined: Examine) -> None:
    client = client_from_json(Secret(desk.emulator.client_file(google=True)))

    async def keep(name: str, client_id: str) -> None:
        async with Session(desk.context) as session:
            await session.import_client(replace(client, client_id=client_id), name)

    open_vault(desk.context, cost=FLOOR)
    asyncio.run(keep("one", client.client_id))
    assert examined()["client"].state is PASSED
    asyncio.run(keep("two", "1234567-" + "a" * 32 + ".apps.googleusercontent.com"))
    assert examined()["client"].state is NOT_REACHED


def test_a_file_is_asked_about_in_place_of_the_accounts_client(
    signed_in: Desk, examined: Examine
) -> None:
    client = client_from_json(Secret(signed_in.emulator.client_file(google=True)))
    wrong = replace(client, client_secret=Secret("GOCSPX-another-secret-0123456789"))
    checks = examined(client=wrong)
    assert states(checks) == {"client": FAILED}


def test_a_closed_vault(signed_in: Desk, examined: Examine, tmp_path: Path) -> None:
    (tmp_path / "passphrase").write_text("not the passphrase of before\n")
    checks = examined()
    assert code(checks["grant"]) == "vault.wrong_passphrase"
    assert states(checks) == {
        "client": NOT_REACHED,
        "grant": FAILED,
        **dict.fromkeys(("scopes", "api", "app", "workspace"), NOT_REACHED),
    }


def test_a_google_that_is_out_of_reach_is_told_once(
    signed_in: Desk, examined: Examine, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        monkeypatch.setenv("CHATTUI_EMULATOR_HOST", f"127.0.0.1:{taken.getsockname()[1]}")
        checks = examined(admin=True)
    others = ("clock", "client", "grant", "scopes", "api", "app", "workspace", "admin")
    assert states(checks) == {"hosts": FAILED, **dict.fromkeys(others, NOT_REACHED)}
    assert [step for step, check in checks.items() if check.problem] == ["hosts"]


def test_without_an_account_nobody_is_looked_at(signed_in: Desk) -> None:
    async def run() -> Check:
        async with Session(signed_in.context) as session:
            told = [check async for check in examine(session, None)]
        return next(check for check in told if check.id == "grant" and check.settled)

    assert asyncio.run(run()).state is NOT_REACHED


def test_an_answer_that_is_lost_is_told_where_it_was(signed_in: Desk, examined: Examine) -> None:
    signed_in.control("faults", method="chat.spaces.setup", reset=True, times=1)
    checks = examined()
    assert states(checks) == {"app": FAILED}
    assert code(checks["app"]) == "net.lost_answer"
    assert "only asked" in checks["app"].advice[0]


def test_google_is_overloaded(signed_in: Desk, examined: Examine) -> None:
    for method in ("chat.spaces.list", "chat.spaces.setup", "oauth2.userinfo"):
        signed_in.control("faults", method=method, status=503)
    checks = examined()
    assert states(checks) == {"api": FAILED, "app": UNCERTAIN, "workspace": UNCERTAIN}


# Service accounts


@pytest.fixture
def delegated(desk: Desk) -> Desk:
    """A desk whose only account is acted for by the emulator's service account."""
    desk.control("settings", delegated_scopes=["chat.spaces", "chat.memberships"])
    text = json.dumps(desk.control("service_account_key?google=true"))

    async def keep() -> None:
        async with Session(desk.context) as session:
            entry = await session.import_key(key_from_text(Secret(text)))
            await session.delegate(entry.key, "ada@example.com", expand(["chat.spaces"]))

    open_vault(desk.context, cost=FLOOR)
    asyncio.run(keep())
    return desk


def test_a_delegated_account(delegated: Desk, examined: Examine) -> None:
    checks = examined()
    assert states(checks) == {}
    assert "key" in checks["client"].words
    assert "may act for ada@example.com" in checks["grant"].words
    problem = examined(admin=True)["admin"].problem
    assert problem is not None
    assert problem.remedy.startswith("`chattui login --flow delegation --subject ada@example.com`")
    assert "oauth2.userinfo" not in delegated.requests()
    grants = {r.get("grant_type", "") for r in delegated.control("requests")["requests"]}
    assert not any("refresh" in grant for grant in grants)


@pytest.mark.parametrize(
    ("settings", "client", "grant"),
    [
        ({"delegated_scopes": []}, (PASSED, ""), (FAILED, "oauth.delegation_unauthorized")),
        ({"suspended": ["ada@example.com"]}, (PASSED, ""), (FAILED, "oauth.subject_")),
        ({"clock_skew_seconds": 7200}, (NOT_REACHED, ""), (FAILED, "oauth.clock")),
    ],
)
def test_a_delegated_account_that_is_refused(
    delegated: Desk,
    examined: Examine,
    settings: dict[str, Any],
    client: tuple[State, str],
    grant: tuple[State, str],
) -> None:
    delegated.control("settings", **settings)
    checks = examined()
    assert (checks["client"].state, code(checks["client"])) == client
    assert checks["grant"].state is grant[0]
    assert code(checks["grant"]).startswith(grant[1])
    assert checks["api"].state is NOT_REACHED


def test_a_key_in_a_closed_vault(delegated: Desk, examined: Examine, tmp_path: Path) -> None:
    (tmp_path / "passphrase").write_text("not the passphrase of before\n")
    checks = examined()
    assert (checks["client"].state, checks["grant"].state) == (NOT_REACHED, FAILED)


def test_a_key_that_is_refused(delegated: Desk, examined: Examine) -> None:
    delegated.control(
        "faults",
        method="oauth2.token",
        status=400,
        error="invalid_grant",
        message="Invalid JWT Signature.",
    )
    checks = examined()
    assert code(checks["client"]) == "oauth.key_rejected"
    assert checks["grant"].state is NOT_REACHED


# What it does at Google, and how long its way is


def test_nothing_is_changed_at_google(desk: Desk, examined: Examine) -> None:
    desk.sign_in("chat.spaces", "chat.memberships", ADMIN)

    def state() -> Any:
        found = desk.control("state")
        found["issued"] = {
            name: count for name, count in found["issued"].items() if "access" not in name
        }
        del found["now"]
        return found

    before, seen = state(), len(desk.requests())
    examined(admin=True)
    assert state() == before
    made = desk.control("requests")["requests"][seen:]
    writes = [(r["method"], r["status"]) for r in made if r["http"] not in {"GET", "HEAD"}]
    assert sorted(writes) == [
        ("chat.spaces.setup", 400),
        ("oauth2.token", 200),
        ("oauth2.token", 400),
    ]
    assert {r.get("grant_type", "refresh_token") for r in made} == {"refresh_token"}


def chain(requests: list[dict[str, Any]]) -> int:
    """How many of these requests followed one another: the most that do not overlap."""
    spans = sorted(
        (begun + r["ms"] / 1000, begun)
        for r in requests
        for begun in [datetime.fromisoformat(r["at"]).timestamp()]
    )
    count, end = 0, 0.0
    for finish, begun in spans:
        if begun >= end:
            count, end = count + 1, finish
    return count


def test_the_longest_way_is_two_requests(desk: Desk, examined: Examine) -> None:
    """The hosts and the question about the client stand beside it: the next test."""
    desk.sign_in("chat.spaces", "chat.memberships", ADMIN)
    examined(admin=True)  # what is imported once is imported
    desk.control("settings", latency_ms=300)
    seen = len(desk.requests())
    examined(admin=True)
    made = desk.control("requests")["requests"][seen:]
    beside = [("oauth2.token", 400), ("unknown", 404)]
    assert sorted((r["method"], r["status"]) for r in made) == sorted(
        [
            *beside,
            ("chat.spaces.list", 200),
            ("chat.spaces.search", 200),
            ("chat.spaces.setup", 400),
            ("oauth2.token", 200),
            ("oauth2.userinfo", 200),
        ]
    )
    assert chain([r for r in made if (r["method"], r["status"]) not in beside]) == 2


def test_nothing_waits_for_the_hosts(signed_in: Desk) -> None:
    signed_in.control("faults", method="unknown", delay_ms=20_000)
    others = {"client", "grant", "scopes", "api", "app", "workspace", "admin"}

    async def until_the_others_are_there() -> set[str]:
        settled: set[str] = set()
        async with (
            Session(signed_in.context) as session,
            aclosing(examine(session, await session.account())) as stream,
        ):
            async for check in stream:
                settled |= {check.id} if check.settled else set()
                if settled >= others:
                    break
        return settled

    assert asyncio.run(until_the_others_are_there()) == others


def test_whoever_stops_early_leaves_nothing_running(signed_in: Desk) -> None:
    signed_in.control("settings", latency_ms=200)

    async def stop_at_once() -> set[str]:
        async with Session(signed_in.context) as session:
            stream = examine(session, await session.account())
            first = await anext(stream)
            assert first.state is State.RUNNING
            await stream.aclose()
            return {
                task.get_coro().__qualname__  # type: ignore[union-attr]
                for task in asyncio.all_tasks()
                if task is not asyncio.current_task()
            }

    assert asyncio.run(stop_at_once()) == set()


def test_an_error_of_our_own_is_not_swallowed(signed_in: Desk) -> None:
    class Broken(Session):
        async def index(self) -> Index:
            raise ZeroDivisionError

    async def run() -> None:
        async with Session(signed_in.context) as whole:
            account = await whole.account()
        async with Broken(signed_in.context) as session:
            async for _ in examine(session, account):
                pass

    with pytest.raises(ZeroDivisionError):
        asyncio.run(run())
