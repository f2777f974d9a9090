"""The pages: nothing that belongs on one is missing."""

from __future__ import annotations

import re
from dataclasses import fields
from typing import TypeVar

import pytest

from chattui.cli.login import FLOWS
from chattui.guide import pages_project, places
from chattui.guide.checklist import STEP_IDS, Facts, steps
from chattui.guide.model import Copyable, Fact, Page, Pitfall, Place, Worked
from chattui.guide.pages import page, page_ids, pages, recommended_client
from chattui.guide.pages_clients import REDIRECT, field_words, gives
from chattui.oauth.places import own_redirect
from chattui.oauth.scope_names import APP_ONLY
from chattui.oauth.scopes import DEFAULT_SCOPES, EMAIL, KNOWN_SCOPES, PREFIX, PURPOSES
from chattui.problem import ProblemError
from chattui.surroundings import Surroundings
from tests.unit.guide.conftest import NUMBER, PROJECT, account, facts

Kind = TypeVar("Kind")
EVERY = (*STEP_IDS, *page_ids())


def of(found: Page, kind: type[Kind]) -> list[Kind]:
    """The parts of one kind."""
    return [part for part in found.parts if isinstance(part, kind)]


def words(found: Page) -> str:
    """Everything that stands on a page."""
    parts = [str(getattr(part, each.name)) for part in found.parts for each in fields(part)]
    return "\n".join([found.title, *parts])


@pytest.mark.parametrize("name", EVERY)
def test_a_page_leads_somewhere_and_warns(name: str) -> None:
    found = page(name, facts(account()))
    assert found.id == name
    assert of(found, Place)
    if name != "clients":
        assert of(found, Pitfall)
    for link in of(found, Place):
        assert not link.url.startswith("https://console") or (
            PROJECT in link.url or link.url.endswith("/projectcreate")
        )
    assert "{" not in words(found)
    assert "UNCONFIRMED" not in words(found)


@pytest.mark.parametrize("name", [*STEP_IDS, "delegation", "admin", "attribution", "testing"])
def test_a_page_of_work_says_how_to_tell_that_it_worked(name: str) -> None:
    found = page(name, facts(account()))
    assert of(found, Worked)
    assert name == "workspace-account" or of(found, Copyable)


def test_every_place_stands_on_a_page() -> None:
    shown = {part.url for name in EVERY for part in of(page(name), Place)}
    places_of_others = {"quotas", "users"}
    assert shown == {
        places.address(name) for name in places.forms() if name not in places_of_others
    }


def test_without_a_project_links_open_the_last_one() -> None:
    assert of(page("consent"), Place)[0].url == places.address("branding")
    assert "PROJECT_ID" in words(page("chat-api"))
    assert "PROJECT_ID" not in words(page("chat-api", facts()))


def test_the_scopes_page_has_every_scope() -> None:
    found = page("scopes")
    lines = [part.text.split("\n") for part in of(found, Copyable)]
    assert lines[0] == [*DEFAULT_SCOPES, EMAIL]
    for purpose in PURPOSES:
        assert [*purpose.scopes] in lines
    assert {*lines[-1], "openid"} == KNOWN_SCOPES
    assert any(fact.name == "openid" for fact in of(found, Fact))
    assert not {PREFIX + name for name in APP_ONLY} & set(words(found).split())
    for line in (line for part in lines for line in part):
        assert re.fullmatch(r"https://www\.googleapis\.com/auth/[a-z.-]+", line)


def test_delegation_has_the_scopes_of_every_purpose_on_one_line_and_the_number() -> None:
    found = of(page("delegation", facts(kind="service_account")), Copyable)
    typed = [part.text for part in found]
    assert NUMBER in typed
    assert "The line below is it." in words(page("delegation", facts(kind="service_account")))
    assert "it stands here" in words(page("delegation"))
    assert f"--iam-account chattui@{PROJECT}.iam.gserviceaccount.com" in typed[0]
    assert ",".join(DEFAULT_SCOPES) in typed
    (every,) = [text for text in typed if "gmail.send" in text]
    assert set(every.split(",")) == {s for p in PURPOSES for s in p.scopes}


def test_an_old_project_has_its_domain_behind_it_in_an_address() -> None:
    found = page("delegation", Facts("example.com:chattui"))
    assert "chattui@chattui.example.com.iam.gserviceaccount.com" in words(found)
    for name in ("delegation", "project"):
        assert "PROJECT_ID" in words(page(name, Facts(NUMBER)))


def test_administrators_have_their_scopes() -> None:
    (scopes,) = [part for part in of(page("admin"), Copyable) if "\n" in part.text]
    assert set(scopes.text.split("\n")) == {s for p in PURPOSES if p.admin for s in p.scopes}


@pytest.mark.parametrize("kind", places.client_kinds(), ids=lambda kind: kind.id)
def test_a_kind_of_client_tells_what_it_asks_for_and_gives(kind: places.ClientKind) -> None:
    found = page(kind.id)
    names = {part.name for part in of(found, Fact)} | {part.label for part in of(found, Copyable)}
    assert set(kind.asks) <= names
    assert all(field_words(field) for field in kind.asks if field != "Name")
    assert gives(kind) in words(found)
    assert kind.type in words(found)
    assert kind.before in words(found)
    assert set(kind.flows) <= set(FLOWS)
    row = next(fact for fact in of(page("clients"), Fact) if kind.type in fact.name)
    assert gives(kind).partition(",")[0] in row.words or kind.id == "client-web-browser"
    if kind.secret is None:
        assert "not confirmed" in gives(kind)
    elif kind.gives == "json":
        assert ("with a secret" in gives(kind)) == kind.secret


def test_what_is_to_be_pasted_fits_there() -> None:
    assert len(pages_project.APP_NAME) <= places.limit("app_name_characters")
    assert len(pages_project.APP_DESCRIPTION) <= places.limit("app_description_characters")
    assert pages_project.AVATAR_URL.startswith("https://")
    assert pages_project.AVATAR_URL.endswith(".png")
    assert own_redirect(8080) == REDIRECT


def test_test_users_are_those_who_signed_in() -> None:
    two = facts(account(), account("grace@example.com"))
    (users,) = of(page("audience", two), Copyable)
    assert users.text == "ada@example.com\ngrace@example.com"
    assert of(page("audience"), Copyable) == []


@pytest.mark.parametrize(
    ("around", "said"),
    [
        (Surroundings(ssh_connection="1.2.3.4 1 5.6.7.8 22"), "ssh"),
        (Surroundings(browser=True), "browser here"),
        (Surroundings(), "no browser"),
    ],
)
def test_the_same_client_is_recommended_everywhere_for_another_reason(
    around: Surroundings, said: str
) -> None:
    name, why = recommended_client(around)
    assert name == "client-desktop"
    assert said in why


def test_pages_have_their_ids_and_titles() -> None:
    assert [found.id for found in pages()] == list(page_ids())
    titles = [found.title for found in pages()] + [step.page.title for step in steps(Facts())]
    assert len(set(titles)) == len(EVERY) == len(set(EVERY))
    assert max(map(len, titles)) <= 40


def test_a_page_that_is_not_there_names_the_nearest() -> None:
    with pytest.raises(ProblemError) as raised:
        page("client-dekstop")
    problem = raised.value.problem
    assert (problem.code, problem.exit) == ("guide.unknown_page", 2)
    assert "client-desktop" in problem.cause
