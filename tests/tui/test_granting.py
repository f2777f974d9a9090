"""What was not granted: greyed with its reason, and asked for by itself."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from textual.pilot import Pilot

from chattui.oauth.scopes import (
    CHAT_CREATES,
    CHAT_MEMBERS,
    CHAT_READS,
    IDENTITY_SCOPES,
    short_name,
)
from chattui.problem import ProblemError
from chattui.tui import flow
from chattui.tui.flow import Request
from chattui.tui.lifetimes import DAY, HOUR, ending_words, why_it_ends
from chattui.tui.screens.device import DevicePage
from chattui.vault import AccountEntry, read_index
from tests.tui.guide import paste, redirect_of, to_sign_in, until_problem, waiting
from tests.tui.harness import (
    NOW,
    Stage,
    check_drawn,
    opened,
    screen_text,
    until,
    until_page,
    until_shown,
)
from tests.tui.test_space import make_space

pytestmark = pytest.mark.anyio


def names(stage: Stage) -> set[str]:
    """What the only account was granted, by the index on disk."""
    (account,) = read_index(stage.context).accounts
    return {short_name(scope) for scope in account.scopes if scope not in IDENTITY_SCOPES}


def styles(pilot: Pilot[Any], text: str) -> set[str]:
    """The colours in which `text` is drawn."""
    return {
        str(segment.style.color)
        for strip in pilot.app.screen._compositor.render_strips(pilot.app.size)
        for segment in strip
        if text in segment.text and segment.style
    }


async def test_after_a_sign_in_m_asks_for_just_what_was_left_out(stage: Stage) -> None:
    stage.send("POST", "/_emulator/settings", {"grant": ["chat.spaces.create"]})
    app = stage.app()
    async with opened(app) as pilot:
        paste(app, await redirect_of(await to_sign_in(pilot, stage)))
        await until_page(pilot, "done")
        assert "m Grant it now" in check_drawn(app)
        stage.send("POST", "/_emulator/settings", {"grant": ["chat.memberships"]})
        await pilot.press("m")
        sign_in = await waiting(pilot)
        assert "Asks for this, beside what is allowed: see spaces · manage members" in (
            check_drawn(app)
        )
        assert set(sign_in.consent.scopes) == {*IDENTITY_SCOPES, CHAT_READS, CHAT_MEMBERS}
        assert "include_granted_scopes=true" in sign_in.consent.url
        paste(app, await redirect_of(sign_in))
        await until_page(pilot, "done")
        await until_shown(pilot, "See, add and remove members")
        text = check_drawn(app)
        assert "Create spaces, with their first members" in text
        assert "Spaces cannot be listed" in text
        assert names(stage) == {"chat.spaces.create", "chat.memberships"}
        stage.send("POST", "/_emulator/settings", {"grant": None})
        await pilot.press("m")
        sign_in = await waiting(pilot)
        assert set(sign_in.consent.scopes) == {*IDENTITY_SCOPES, CHAT_READS}
        paste(app, await redirect_of(sign_in))
        await until(pilot, lambda: "Not allowed" not in screen_text(app))
        await until_page(pilot, "done")
        assert "Grant it now" not in check_drawn(app)
    assert names(stage) == {"chat.spaces.create", "chat.spaces.readonly", "chat.memberships"}


async def test_members_are_asked_for_on_the_page_of_the_space(stage: Stage) -> None:
    await stage.sign_in("chat.spaces")
    await make_space(stage, "Launch team", ("grace@example.com",))
    app = stage.app()
    async with opened(app) as pilot:
        await until_shown(pilot, "Launch team")
        await pilot.press("enter")
        await until_shown(pilot, "Members cannot be seen or changed")
        await pilot.press("m")
        sign_in = await waiting(pilot)
        assert set(sign_in.consent.scopes) == {*IDENTITY_SCOPES, CHAT_MEMBERS}
        paste(app, await redirect_of(sign_in))
        await until_page(pilot, "space")
        await until_shown(pilot, "✓ Google allows it now.")
        await until_shown(pilot, "ada@example.com (you)")
        assert "m Grant it now" not in check_drawn(app)
        await pilot.press("escape")
        await until_page(pilot, "home")
        await until_shown(pilot, "manage members.")
    assert names(stage) == {"chat.spaces", "chat.memberships"}


async def test_on_home_what_is_off_is_grey_and_says_why(stage: Stage) -> None:
    await stage.sign_in("chat.spaces.readonly")
    app = stage.app()
    async with opened(app) as pilot:
        await until_shown(pilot, "n (New)")
        grey, live = styles(pilot, "n (New)"), styles(pilot, " Reload")
        assert grey
        assert not grey & live
        await pilot.press("n")
        await until_shown(pilot, "Spaces cannot be created: this account has not allowed it.")
        await pilot.press("m")
        await until_page(pilot, "choose_scopes")
        assert "▸ [x]  Create spaces, with their first members               sensitive" in (
            check_drawn(app)
        )
        await pilot.press("enter")
        sign_in = await waiting(pilot)
        assert set(sign_in.consent.scopes) == {*IDENTITY_SCOPES, CHAT_CREATES}
        stage.send("POST", "/_emulator/settings", {"grant": []})
        paste(app, await redirect_of(sign_in))
        await until_page(pilot, "home")
        await until_shown(pilot, "Google was not allowed all of it: Spaces cannot be created")
        assert names(stage) == {"chat.spaces.readonly"}
        stage.send("POST", "/_emulator/settings", {"grant": None})
        await pilot.press("m", "enter")
        paste(app, await redirect_of(await waiting(pilot)))
        await until_shown(pilot, "n New")
        await pilot.press("n")
        await until_page(pilot, "new_space")
    assert names(stage) == {"chat.spaces.readonly", "chat.spaces.create"}


async def test_what_google_did_not_add_takes_nothing_away(stage: Stage) -> None:
    await stage.sign_in("chat.spaces.create")
    app = stage.app()
    async with opened(app) as pilot:
        await until_page(pilot, "home")
        await pilot.press("m")
        await until_page(pilot, "choose_scopes")
        await pilot.press("enter")
        sign_in = await waiting(pilot)
        await pilot.press("d")
        await until_page(pilot, "device")
        assert isinstance(app.screen, DevicePage)
        assert {CHAT_CREATES, CHAT_READS} <= set(app.screen.request.scopes)
        await pilot.press("escape")
        await until_page(pilot, "sign_in")
        url = sign_in.consent.url.replace("include_granted_scopes=true", "x=y")
        sign_in._consent = replace(sign_in.consent, url=url)
        paste(app, await redirect_of(sign_in))
        await until_problem(pilot, "oauth.not_joined")
        assert "r asks for all of it at once." in check_drawn(app)
        assert names(stage) == {"chat.spaces.create"}
        await pilot.press("r")
        sign_in = await waiting(pilot)
        assert "include_granted_scopes" not in sign_in.consent.url
        assert set(sign_in.consent.scopes) == {*IDENTITY_SCOPES, CHAT_CREATES, CHAT_READS}
        paste(app, await redirect_of(sign_in))
        await until_page(pilot, "home")
    assert names(stage) == {"chat.spaces.create", "chat.spaces.readonly"}


async def test_another_person_is_asked_to_choose_the_account_and_not_to_allow_more() -> None:
    account = AccountEntry("k", "ada@example.com", "1", "c", (CHAT_CREATES,))
    request = Request(None, None, (CHAT_READS,), account=account)  # type: ignore[arg-type]
    problems = []
    for email in ("grace@example.com", "ada@example.com"):
        signed_in = SimpleNamespace(email=email, granted=(CHAT_READS,))
        with pytest.raises(ProblemError) as caught:
            await flow.keep(None, request, signed_in)  # type: ignore[arg-type]
        problems.append(caught.value.problem)
    other, less = problems
    assert (other.code, other.remedy) == (
        "oauth.other_person",
        "Choose the same account in the browser.",
    )
    assert (less.code, less.remedy) == ("oauth.not_joined", "r asks for all of it at once.")
    assert flow.next_request(request, other) is request
    assert flow.next_request(request, less) == request.whole()


async def test_an_answer_closes_the_question_whether_to_leave(stage: Stage) -> None:
    app = stage.app()
    async with opened(app) as pilot:
        sign_in = await to_sign_in(pilot, stage)
        await pilot.press("p", "x", "escape", "escape")
        await until_shown(pilot, "What is in the field is lost.")
        await sign_in.paste(await redirect_of(sign_in))
        await until_page(pilot, "done")
        assert [getattr(page, "PAGE", "") for page in app.screen_stack][-2:] == [
            "choose_scopes",
            "done",
        ]


def entry(left: float | None) -> AccountEntry:
    """An account whose sign-in ends in so many seconds."""
    ends = None if left is None else NOW + left
    began = NOW if ends is None else ends - 7 * DAY
    return AccountEntry(
        "k", "ada@example.com", "1", "c", (), consented_at=began, refresh_expires_at=ends
    )


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (None, ""),
        (7 * DAY + 60, ""),
        (7 * DAY - 1, "in 7 days: the app is in Testing"),
        (1.5 * DAY, "in 2 days: "),
        (DAY, "in 24 hours: "),
        (0.5 * HOUR, "within 1 hour: "),
        (-1, "has ended: the app is in Testing. s signs in again."),
    ],
)
def test_the_days_are_counted_down(left: float | None, words: str) -> None:
    said = ending_words(entry(left), NOW)
    assert words in said
    assert bool(said) == bool(words)
    assert len(said) <= 78


def test_what_to_do_about_it_names_the_console() -> None:
    assert why_it_ends(entry(None), NOW) == ""
    assert "Audience › Publish app" in why_it_ends(entry(DAY), NOW)
    assert "seven days" in why_it_ends(entry(-60), NOW)
    other = replace(entry(-60), consented_at=NOW - DAY)
    assert "Testing" not in ending_words(other, NOW)
    assert why_it_ends(other, NOW).endswith("\ns signs in again.")
    assert "seven days" not in why_it_ends(other, NOW)
    chosen = replace(entry(DAY), consented_at=NOW - DAY)
    assert "allowed for a time, and ends in 24 hours." in ending_words(chosen, NOW)
    assert "limited time" in why_it_ends(chosen, NOW)


async def test_home_counts_down_while_it_is_open(stage: Stage, size: tuple[int, int]) -> None:
    stage.send("POST", "/_emulator/settings", {"publishing_status": "testing"})
    account = await stage.sign_in()
    assert account.refresh_expires_at is not None
    now = [account.refresh_expires_at - 2.5 * DAY]
    app = stage.app(stage.session(clock=lambda: now[0]))
    async with opened(app, size) as pilot:
        await until_shown(pilot, "! This sign-in ends in 3 days")
        now[0] += DAY
        app.screen.query_one("GrantLines").look()  # type: ignore[attr-defined]
        await until_shown(pilot, "! This sign-in ends in 2 days")
        await pilot.press("w")
        await until_shown(pilot, "Publish app")
        await pilot.press("a")
        await until_page(pilot, "accounts")
        await until_shown(pilot, "! Google ends this sign-in in 1 d 12 h")
        await pilot.press("w")
        await until_shown(pilot, "Publish app")
        now[0] += 2 * DAY
        await pilot.press("escape")
        await until_shown(pilot, "! This sign-in has ended: the app is in Testing.")
        await pilot.press("a")
        await until_page(pilot, "accounts")
        await pilot.press("w")
        await until_shown(pilot, "the publishing status “Testing”")
        check_drawn(app)
        await pilot.press("s")
        sign_in = await waiting(pilot)
        assert set(sign_in.consent.scopes) == set(account.scopes)
