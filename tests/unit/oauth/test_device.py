"""Signing in with a device code: asking and polling, with a clock that sleeping moves."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from chattui import endpoints
from chattui.emulator import Emulator
from chattui.net import Reply
from chattui.oauth.device import GRANT_TYPE, DeviceSignIn
from chattui.oauth.scopes import DEFAULT_SCOPES, EMAIL, OPENID, PREFIX, same_scope_set
from chattui.oauth.signin import SignedIn, keep, store_client
from chattui.problem import Exit, Problem, ProblemError
from chattui.secret import Secret
from chattui.session import Session
from chattui.vault import Vault
from tests.unit.oauth.conftest import Google

pytestmark = pytest.mark.anyio

IDENTITY = (OPENID, EMAIL)
ADA = "ada@example.com"


class Moved:
    """A clock that only sleeping moves, here and in the emulator alike."""

    def __init__(self, google: Google) -> None:
        self.google = google
        self.now = 5000.0
        self.slept: list[float] = []
        self.plans: dict[int, Callable[[], object]] = {}
        """What happens during the sleep of this number, the first being 1."""

    def clock(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds
        assert len(self.slept) < 1000, "it polls for ever"
        await asyncio.to_thread(self._elsewhere, seconds)

    def _elsewhere(self, seconds: float) -> None:
        self.google.control("clock", {"advance_seconds": seconds})
        self.plans.get(len(self.slept), lambda: None)()


@pytest.fixture(scope="module")
def running() -> Iterator[Emulator]:
    with Emulator() as emulator:
        yield emulator


@pytest.fixture
def google(running: Emulator, own_home: Path) -> Google:
    """One emulator for all of this file, as new."""
    made = Google(running, own_home)
    made.control("reset", {"nothing": 0})
    return made


@pytest.fixture
def moved(google: Google) -> Moved:
    google.client = google.read_client("tv")
    return Moved(google)


def allow(moved: Moved) -> Callable[[], object]:
    return lambda: moved.google.control("settings", {"auto_consent": ADA})


@asynccontextmanager
async def signing_in(moved: Moved, *scopes: str, **options: Any) -> AsyncIterator[DeviceSignIn]:
    google = moved.google
    sign_in = DeviceSignIn(
        google.context,
        google.client,
        scopes or IDENTITY,
        clock=moved.clock,
        sleep=moved.sleep,
        **options,
    )
    async with sign_in:
        yield sign_in


async def sign_in_with(moved: Moved, *scopes: str) -> SignedIn:
    async with signing_in(moved, *scopes) as sign_in:
        return await sign_in.wait()


async def problem_of(moved: Moved, *scopes: str) -> Problem:
    with pytest.raises(ProblemError) as caught:
        await sign_in_with(moved, *scopes)
    return caught.value.problem


def polls(google: Google) -> list[int]:
    """The statuses that polling was answered with."""
    return [entry["status"] for entry in google.requests(GRANT_TYPE)]


async def test_a_code_is_shown_as_it_came_and_counts_down(moved: Moved) -> None:
    async with signing_in(moved) as sign_in:
        code = sign_in.code
        assert code.url == f"{moved.google.emulator.base_url}/device"
        assert len(code.user_code) == 9
        assert (code.lifetime, code.interval) == (1800.0, 5.0)
        assert sign_in.seconds_left == 1800
        moved.now += 1799
        assert sign_in.seconds_left == 1
        moved.now += 60
        assert sign_in.seconds_left == 0


async def test_what_somebody_allows_is_a_sign_in_that_can_be_kept(
    moved: Moved, vault: Vault
) -> None:
    moved.plans[3] = allow(moved)
    signed_in = await sign_in_with(moved)
    assert moved.slept == [5, 5, 5]
    assert polls(moved.google) == [428, 428, 200]
    assert (signed_in.email, signed_in.missing) == (ADA, ())
    assert same_scope_set(signed_in.granted, IDENTITY)
    assert same_scope_set(signed_in.requested, IDENTITY)
    entry = store_client(vault, moved.google.client)
    account = keep(vault, entry.key, signed_in)
    assert vault.grant(account.key).refresh_token == signed_in.tokens.refresh_token


async def test_the_session_makes_one(moved: Moved) -> None:
    async with Session(moved.google.context) as session:
        sign_in = session.device_sign_in(moved.google.client, IDENTITY)
        assert isinstance(sign_in, DeviceSignIn)
        async with sign_in:
            assert 0 < sign_in.seconds_left <= 1800


async def test_the_code_is_asked_for_without_the_secret_and_polled_for_with_it(
    moved: Moved, monkeypatch: pytest.MonkeyPatch
) -> None:
    from chattui.net import Client

    sent: list[tuple[str, dict[str, str]]] = []
    send = Client.send

    async def seen(self: Client, method: str, url: str, **options: Any) -> Any:
        sent.append((url, dict(options["form"])))
        return await send(self, method, url, **options)

    monkeypatch.setattr(Client, "send", seen)
    allow(moved)()
    await sign_in_with(moved)
    google = moved.google
    (asked_at, asked), (polled_at, polled) = sent
    assert asked_at == google.context.endpoints.device_code
    assert asked == {"client_id": google.client.client_id, "scope": "openid email"}
    assert polled_at == google.context.endpoints.token
    assert polled.pop("device_code").startswith("4/4-")
    assert polled == {
        "client_id": google.client.client_id,
        "client_secret": google.client.client_secret.reveal(),
        "grant_type": GRANT_TYPE,
    }


async def test_each_slow_down_adds_five_seconds_to_every_later_pause(moved: Moved) -> None:
    slow = {"grant_type": "device_code", "status": 403, "error": "slow_down"}
    moved.google.fault(**slow, times=1)
    moved.plans[3] = lambda: moved.google.fault(**slow, times=2)
    moved.plans[6] = allow(moved)
    await sign_in_with(moved)
    assert moved.slept == [5, 10, 10, 15, 20, 20]
    assert polls(moved.google) == [403, 428, 403, 403, 428, 200]


async def test_an_interval_of_googles_is_kept(moved: Moved) -> None:
    moved.google.control("settings", {"device_interval": 9})
    moved.plans[2] = allow(moved)
    await sign_in_with(moved)
    assert moved.slept == [9, 9]


async def test_the_emulator_finds_no_poll_hurried_until_the_end(moved: Moved) -> None:
    moved.google.control("settings", {"device_lifetime": 300})
    problem = await problem_of(moved)
    assert (problem.code, problem.exit) == ("oauth.device_expired", Exit.NOT_SIGNED_IN)
    assert sum(moved.slept) == pytest.approx(300)
    assert polls(moved.google) == [428] * 59


async def test_nothing_is_asked_after_the_end_however_long_the_pause(moved: Moved) -> None:
    moved.google.control("settings", {"device_lifetime": 12})
    problem = await problem_of(moved)
    assert problem.code == "oauth.device_expired"
    assert moved.slept == [5, 5, pytest.approx(2)]
    assert polls(moved.google) == [428, 428]


async def test_what_google_calls_expired_is_the_end(moved: Moved) -> None:
    moved.plans[2] = lambda: moved.google.control("clock", {"advance_seconds": 1800})
    problem = await problem_of(moved)
    assert problem.code == "oauth.device_expired"
    assert polls(moved.google) == [428, 400]


@pytest.mark.parametrize(
    "plan",
    [
        {"reset": True},
        {"status": 503},
        {"status": 429},
        {"status": 502, "body": "<html>Bad gateway</html>"},
        {"status": 403, "error_code": "rate_limit_exceeded"},
        {"status": 400, "error": "temporarily_unavailable"},
    ],
)
async def test_while_there_is_no_answer_the_pauses_double_and_polling_goes_on(
    moved: Moved, plan: dict[str, object]
) -> None:
    troubles: list[str] = []
    async with signing_in(moved) as sign_in:
        moved.google.fault(grant_type="device_code", times=5, **plan)

        def look() -> None:
            troubles.append(sign_in.trouble.code if sign_in.trouble else "")

        moved.plans = dict.fromkeys(range(1, 8), look)
        moved.plans[8] = allow(moved)
        assert (await sign_in.wait()).email == ADA
    assert moved.slept == [5, 10, 20, 40, 60, 60, 5, 5]
    code = "net.lost_answer" if plan.get("reset") else "oauth.google_unavailable"
    assert troubles == ["", code, code, code, code, code, ""]


async def test_a_trouble_that_lasts_is_told_with_the_end(moved: Moved) -> None:
    moved.google.control("settings", {"device_lifetime": 300})
    moved.google.fault(grant_type="device_code", times=100, status=503)
    with pytest.raises(ProblemError) as caught:
        await sign_in_with(moved)
    assert caught.value.problem.code == "oauth.device_expired"
    assert [other.code for other in caught.value.others] == ["oauth.google_unavailable"]
    assert max(moved.slept) == 60


async def test_a_pause_that_google_made_longer_is_not_shortened_by_trouble(moved: Moved) -> None:
    moved.google.control("settings", {"device_interval": 90})
    moved.plans[1] = lambda: moved.google.fault(grant_type="device_code", times=2, status=503)
    moved.plans[4] = allow(moved)
    await sign_in_with(moved)
    assert moved.slept == [90, 90, 90, 90]


async def test_tokens_that_were_lost_on_the_way_are_told_as_that(moved: Moved) -> None:
    allow(moved)()
    moved.google.fault(grant_type="device_code", lost_answer=True)
    problem = await problem_of(moved)
    assert problem.code == "oauth.device_code_used"
    assert "lost on the way" in problem.cause
    assert polls(moved.google)[-1] == 400


@pytest.mark.parametrize(
    "code", ["net.tls", "net.ca_file", "net.proxy_setting", "net.proxy_refused", "net.too_big"]
)
async def test_what_does_not_pass_by_itself_ends_it(
    moved: Moved, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    from chattui.net import Client

    async with signing_in(moved) as sign_in:

        async def refused(self: Client, *_: Any, **__: Any) -> Any:
            raise ProblemError(Problem(code, "It does not pass."))

        monkeypatch.setattr(Client, "send", refused)
        with pytest.raises(ProblemError) as caught:
            await sign_in.wait()
    assert caught.value.problem.code == code
    assert sign_in.trouble is None


FORBIDDEN = {"refuse_consent": True, "auto_consent": ADA}


@pytest.mark.parametrize(
    ("settings", "plan", "code", "said"),
    [
        (FORBIDDEN, {}, "oauth.denied", "test users it is none of"),
        ({}, {"error": "invalid_grant", "status": 400}, "oauth.device_code_used", "used already"),
        ({}, {"error": "org_internal", "status": 403}, "oauth.refused_by_policy", "internal"),
        (
            {},
            {"error": "admin_policy_enforced", "status": 400},
            "oauth.refused_by_policy",
            "An administrator restricts",
        ),
        (
            {},
            {"error": "invalid_client", "status": 401, "message": "The provided client secret is"},
            "oauth.client_secret_wrong",
            "disabled or replaced",
        ),
        (
            {},
            {
                "error": "invalid_client",
                "status": 401,
                "message": "Only clients of type &#39;TVs and Limited Input devices&#39; can use",
            },
            "oauth.device_client_type",
            "TVs and Limited Input devices",
        ),
        ({}, {"error": "deleted_client", "status": 401}, "oauth.client_deleted", "six months"),
        ({}, {"error": "invalid_scope", "status": 400}, "oauth.device_scope_refused", ""),
        ({}, {"error": "unsupported_grant_type", "status": 400}, "oauth.grant_type_refused", ""),
        ({}, {"status": 404, "body": "<html>"}, "oauth.bad_answer", ""),
    ],
)
async def test_each_no_has_its_own_words_and_ends_the_polling(
    moved: Moved,
    settings: dict[str, object],
    plan: dict[str, object],
    code: str,
    said: str,
) -> None:
    moved.google.control("settings", settings or {"auto_consent": ""})
    if plan:
        moved.google.fault(grant_type="device_code", **plan)
    problem = await problem_of(moved)
    assert problem.code == code
    assert said in problem.cause
    assert problem.remedy
    assert len(polls(moved.google)) == 1


class Answered(DeviceSignIn):
    """Polls, and gets what is given."""

    body: bytes

    async def _post(self, url: str, form: dict[str, str]) -> Reply:
        if "device_code" in form:
            return Reply(200, {}, self.body)
        return await super()._post(url, form)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"[]", "oauth.bad_answer"),
        (b"", "oauth.bad_answer"),
        (b'{"error": "odd"}', "oauth.token_refused"),
        (b'{"token_type": "Bearer"}', "oauth.bad_answer"),
    ],
)
async def test_a_yes_without_tokens_is_none(moved: Moved, body: bytes, code: str) -> None:
    google = moved.google
    sign_in = Answered(google.context, google.client, IDENTITY, sleep=moved.sleep)
    sign_in.body = body
    async with sign_in:
        with pytest.raises(ProblemError) as caught:
            await sign_in.wait()
    assert caught.value.problem.code == code


async def test_people_may_tick_less(moved: Moved) -> None:
    moved.google.control("settings", {"device_scopes": ["openid", "email", "chat.spaces"]})
    moved.google.control("settings", {"auto_consent": ADA, "grant": ["openid", "email"]})
    signed_in = await sign_in_with(moved, PREFIX + "chat.spaces")
    assert signed_in.missing == (PREFIX + "chat.spaces",)


async def test_cancelling_stops_the_polling(moved: Moved) -> None:
    reached = asyncio.Event()

    async def for_ever(_: float) -> None:
        reached.set()
        await asyncio.Event().wait()

    google = moved.google
    async with DeviceSignIn(google.context, google.client, IDENTITY, sleep=for_ever) as sign_in:
        waiting = asyncio.ensure_future(sign_in.wait())
        await reached.wait()
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
    assert polls(google) == []


async def test_it_can_be_left_without_waiting_and_twice(moved: Moved) -> None:
    async with signing_in(moved) as sign_in:
        await sign_in.__aexit__(None, None, None)


class Elsewhere(DeviceSignIn):
    """Sends nothing: the answers are given."""

    sent: int = 0

    async def _post(self, url: str, form: dict[str, str]) -> Any:
        self.sent += 1
        raise ProblemError(Problem("net.unreachable", "It cannot be reached."))


async def test_scopes_that_google_has_no_codes_for_are_refused_before_anything_is_sent(
    google: Google,
) -> None:
    real = replace(google.context, endpoints=endpoints.GOOGLE)
    sign_in = Elsewhere(real, google.client, DEFAULT_SCOPES)
    with pytest.raises(ProblemError) as caught:
        await sign_in.__aenter__()
    assert (caught.value.problem.code, sign_in.sent) == ("oauth.device_scopes", 0)
    asked = Elsewhere(real, google.client, DEFAULT_SCOPES, anyway=True)
    with pytest.raises(ProblemError) as caught:
        await asked.__aenter__()
    assert (caught.value.problem.code, asked.sent) == ("net.unreachable", 1)
    identity = Elsewhere(real, google.client, IDENTITY)
    with pytest.raises(ProblemError):
        await identity.__aenter__()
    assert identity.sent == 1


async def test_nothing_secret_is_in_what_it_shows_of_itself(moved: Moved) -> None:
    async with signing_in(moved) as sign_in:
        assert isinstance(sign_in._device_code, Secret)
        assert sign_in._device_code.reveal() not in repr(vars(sign_in))
        assert "GOCSPX" not in repr(vars(sign_in))
