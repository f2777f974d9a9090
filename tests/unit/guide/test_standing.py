"""How far one is: by what the vault knows, by what the checks said, and by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from chattui.guide.checklist import STEP_IDS, Facts, next_step, steps
from chattui.guide.model import Standing, Step
from chattui.guide.ticks import Ticks
from chattui.health import State
from tests.unit.guide.conftest import DAY, NOW, PROJECT, account, checked, facts

DONE, OPEN, TICKED, TROUBLE = Standing.DONE, Standing.OPEN, Standing.TICKED, Standing.TROUBLE
WEEK: dict[str, Any] = {"refresh_expires_at": NOW + 6 * DAY}
ENDED: dict[str, Any] = {"consented_at": NOW - 8 * DAY, "refresh_expires_at": NOW - DAY}
DELEGATED = facts(account(kind="delegation"), kind="service_account")
VAULT = {"project", "consent", "client", "file", "import"}


def step(step_id: str, known: Facts) -> Step:
    return next(each for each in steps(known) if each.id == step_id)


def done(known: Facts) -> set[str]:
    return {each.id for each in steps(known) if each.standing is DONE}


def test_nothing_is_known_of_an_empty_vault() -> None:
    found = steps(Facts(now=NOW))
    assert tuple(each.id for each in found) == STEP_IDS
    assert {(each.standing, each.told_by, each.is_optional) for each in found} == {
        (OPEN, "", False)
    }
    first = next_step(found)
    assert first is not None
    assert first.id == "workspace-account"


def test_a_client_shows_what_came_before_it() -> None:
    assert done(facts()) == VAULT


def test_somebody_signed_in_shows_the_scopes_and_the_audience() -> None:
    assert done(facts(account())) == VAULT | {"sign-in", "scopes", "audience"}
    assert step("scopes", facts(account())).told_by == "Granted: chat.spaces."


@pytest.mark.parametrize(
    ("known", "name", "standing", "said"),
    [
        (facts(account("a@gmail.com")), "workspace-account", TROUBLE, "personal"),
        (facts(account("a@GoogleMail.com")), "workspace-account", TROUBLE, "personal"),
        (facts(account()), "workspace-account", OPEN, ""),
        (facts(account(), account("b@gmail.com")), "workspace-account", OPEN, ""),
        (DELEGATED, "workspace-account", DONE, "authorized the service account"),
        (facts(account(**WEEK)), "audience", OPEN, "Testing: the sign-in of ada@example.com ends"),
        (facts(account(**WEEK)), "audience", OPEN, "in 6 days"),
        (facts(account(refresh_expires_at=NOW + 40 * DAY)), "audience", DONE, "was let in"),
        (facts(account(**ENDED)), "audience", OPEN, "In Testing: the sign-in of ada@example.com l"),
        (facts(account(how="import", consented_at=0.0)), "audience", DONE, "is not known"),
        (facts(replace(account(), scopes=())), "audience", DONE, "is not known"),
        (facts(account(refresh_expires_at=NOW - 1)), "sign-in", TROUBLE, "has ended"),
        (DELEGATED, "sign-in", DONE, "acts for ada@example.com"),
        (facts(listed_at=NOW - DAY), "chat-api", DONE, "yesterday"),
        (facts(listed_at=NOW - DAY), "chat-app", OPEN, ""),
        (facts(created_at=NOW - 5), "chat-api", DONE, "just now"),
        (facts(account("a@gmail.com"), created_at=NOW - 5), "workspace-account", DONE, "just now"),
        (facts(created_at=NOW - 5), "chat-app", DONE, "was created from here"),
        (facts(created_at=NOW - 5), "first-space", DONE, "was created from here"),
        (replace(facts(), project=""), "project", DONE, "The client desk was made in one."),
        (facts(), "project", DONE, f"{PROJECT}: the client desk"),
    ],
)
def test_what_is_known_offline(known: Facts, name: str, standing: Standing, said: str) -> None:
    found = step(name, known)
    assert (found.standing, said in found.told_by) == (standing, True)
    assert bool(found.told_by) == bool(said)


def test_delegation_needs_neither_consent_nor_client() -> None:
    found = {each.id: each for each in steps(DELEGATED)}
    skipped = {name for name, each in found.items() if each.is_optional}
    assert skipped == {"consent", "audience", "scopes", "client"}
    assert "service account acts" in found["client"].told_by
    both = replace(facts(account(kind="delegation")), clients=(*facts().clients,))
    assert not step("client", both).is_optional
    key = {each.id: each for each in steps(facts(kind="service_account"))}
    assert {name for name, each in key.items() if each.is_optional} == skipped
    assert key["sign-in"].standing is OPEN
    assert "`chattui guide delegation`" in key["sign-in"].told_by
    assert "the key desk" in key["project"].told_by


@pytest.mark.parametrize(
    ("check", "name"),
    [
        ("workspace", "workspace-account"),
        ("api", "chat-api"),
        ("app", "chat-app"),
        ("client", "client"),
        ("grant", "sign-in"),
    ],
)
def test_a_check_says_more_than_the_vault(check: str, name: str) -> None:
    known = facts(account("a@gmail.com"))
    for state, standing in ((State.PASSED, DONE), (State.FAILED, TROUBLE)):
        found = step(name, replace(known, checks=checked(check, state)))
        assert (found.standing, found.told_by) == (standing, "It is so.")
    known = facts(account("a@gmail.com"), created_at=NOW)
    for state in (State.UNCERTAIN, State.NOT_REACHED, State.NOT_ASKED):
        assert step(name, replace(known, checks=checked(check, state))) == step(name, known)


def test_what_google_said_is_known_later() -> None:
    said = dict.fromkeys(("chat-app", "client", "sign-in"), NOW - DAY)
    known = facts(ticks=Ticks(checked={PROJECT: said}))
    found = step("chat-app", known)
    assert (found.standing, found.told_by) == (DONE, "Google said so, yesterday.")
    assert "in the vault" in step("client", known).told_by
    # Of what can be gone since, the vault has the last word.
    assert step("sign-in", known).standing is OPEN
    assert step("client", replace(known, clients=())).standing is OPEN
    assert step("chat-app", replace(known, project="another-one")).standing is OPEN
    again = replace(known, checks=checked("app", State.FAILED))
    assert step("chat-app", again).standing is TROUBLE
    unreached = replace(known, checks=checked("app", State.NOT_REACHED))
    assert step("chat-app", unreached).standing is DONE


def test_what_could_not_be_told_says_why() -> None:
    found = step("chat-app", facts(account(), checks=checked("app", State.UNCERTAIN)))
    assert (found.standing, found.told_by) == (OPEN, "It is so.")


def test_lost_scopes_are_trouble_of_the_sign_in() -> None:
    checks = (*checked("grant", State.PASSED), *checked("scopes", State.FAILED, "No longer."))
    assert step("sign-in", facts(account(), checks=checks)).told_by == "No longer."
    checks = (*checked("grant", State.PASSED), *checked("scopes", State.PASSED))
    assert step("sign-in", facts(account(), checks=checks)).standing is DONE


def test_a_tick_stands_in_for_what_cannot_be_told() -> None:
    known = facts(account("a@gmail.com", **WEEK))
    ticks = Ticks(at={PROJECT: dict.fromkeys(STEP_IDS, NOW - DAY)})
    found = {each.id: each for each in steps(known, ticks)}
    assert found["chat-app"].standing is TICKED
    assert found["chat-app"].told_by == "You ticked it, yesterday."
    assert found["audience"].standing is TICKED
    assert "in 6 days" in found["audience"].told_by
    assert found["workspace-account"].standing is TROUBLE
    assert found["client"].standing is DONE
    assert next_step(tuple(found.values())) == found["workspace-account"]


def test_ticks_are_of_a_project_or_of_all() -> None:
    ticks = Ticks(at={"": {"consent": NOW}, "another-one": {"chat-app": NOW}})
    found = {each.id: each.standing for each in steps(Facts(PROJECT, now=NOW), ticks)}
    assert found["consent"] is TICKED
    assert found["chat-app"] is OPEN
    ahead = facts(ticks=Ticks(at={PROJECT: {"chat-app": 9e15}}))
    assert step("chat-app", ahead).told_by == "You ticked it, just now."


def test_what_is_next() -> None:
    first = next_step(steps(facts(account())))
    assert first is not None
    assert first.id == "workspace-account"
    known = facts(account(), created_at=NOW)
    assert next_step(steps(known)) is None
    troubled = replace(known, checks=checked("app", State.FAILED))
    later = next_step(steps(troubled))
    assert later is not None
    assert later.id == "chat-app"
