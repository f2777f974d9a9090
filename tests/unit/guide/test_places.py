"""The data file: every link form, every kind of client, and what else in chattui leads there."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

import chattui
from chattui.guide import places
from chattui.problem import ProblemError

ROOT = Path(chattui.__file__).parent
HOSTS = (
    "console.cloud.google.com",
    "admin.google.com",
    "myaccount.google.com",
    "chat.google.com",
    "support.google.com",
    "developers.google.com",
)
CONSOLES = re.compile(
    r"https://(?:console\.(?:cloud|developers)|admin|myaccount)\.google\.com[^\s\"'`)]*"
)
READ_FROM_OTHERS = {"clientfile", "emulator"}
"""Packages that hold addresses which they look for in what Google or another program wrote."""


@pytest.mark.parametrize(("name", "form"), places.forms().items())
def test_a_form_is_an_address_of_googles(name: str, form: str) -> None:
    assert form.startswith(tuple(f"https://{host}/" for host in HOSTS))
    # A page of the console is one of a project, but for that which makes one.
    in_project = "console.cloud" in form and name != "project"
    assert form.count("?project={project}") == in_project
    assert places.address(name) == form.removesuffix("?project={project}")
    filled = places.place(name, "chattui-471809")
    assert ("project=chattui-471809" in filled.url) == in_project
    assert "{" not in filled.url
    assert filled.menu
    assert filled.before != filled.menu


def test_every_form_leads_to_a_place_of_its_own() -> None:
    forms = list(places.forms().values())
    assert len(set(forms)) == len(forms) > 20


def test_links_elsewhere_are_among_the_forms() -> None:
    """A console that moves its pages is followed in one place; these are found by the test."""
    known = {places.address(name) for name in places.forms()}
    found = {}
    for path in ROOT.rglob("*.py"):
        if READ_FROM_OTHERS & set(path.relative_to(ROOT).parts):
            continue
        for link in CONSOLES.findall(path.read_text(encoding="utf-8")):
            found[link.partition("?")[0]] = path.name
    assert len(found) > 8
    assert {link: file for link, file in found.items() if link not in known} == {}


def test_old_names_stand_beside_those_that_moved() -> None:
    moved = {"branding", "audience", "data_access", "clients"}
    for name in moved:
        there = places.place(name)
        assert there.menu.startswith("Google Auth platform › ")
        assert there.before.startswith("APIs & Services › ")
    others = [places.place(name) for name in places.forms() if name not in moved]
    assert not any(there.before for there in others)


def test_the_day_is_one() -> None:
    assert date(2026, 11, 21) <= date.fromisoformat(places.checked()) <= date.today()


@pytest.mark.parametrize(
    "project", ["chattui-471809", "abcdef", "example.com:old-project", "104857600042"]
)
def test_a_project_is_an_id_or_a_number(project: str) -> None:
    assert places.project_named(f" {project}\n") == project
    link = places.address("branding", project)
    assert link.endswith("?project=" + project.replace(":", "%3A"))


@pytest.mark.parametrize(
    "text", ["", "My Project", "Chattui-471809", "short", "a" * 31, "x-1&y=2", "a/../b", "ends-in-"]
)
def test_anything_else_is_none(text: str) -> None:
    with pytest.raises(ProblemError) as raised:
        places.project_named(text)
    assert raised.value.problem.code == "guide.no_project_id"
    assert raised.value.problem.exit == 2


KINDS = {
    "client-desktop": ("Desktop app", "json", "installed", True, ("loopback", "paste")),
    "client-web-server": ("Web application", "json", "web", True, ("loopback", "paste")),
    "client-web-browser": ("Web application", "json", "web", True, ()),
    "client-tv": ("TVs and Limited Input devices", "json", "installed", True, ("device",)),
    "client-android": ("Android", "json", "installed", False, ()),
    "client-ios": ("iOS", "plist", "", False, ()),
    "client-chrome-extension": ("Chrome Extension", "json", "installed", False, ()),
    "client-uwp": ("Universal Windows Platform (UWP)", "", "", None, ()),
}
"""Of every kind: Google's name, what it gives, in which wrapper, whether with a secret, and which
ways to sign in it serves (reference sections 0, 2, 5 and 6.1)."""

ASKS = {
    "client-web-server": {"Authorized redirect URIs"},
    "client-web-browser": {"Authorized JavaScript origins"},
    "client-android": {"Package name", "SHA-1 certificate fingerprint"},
    "client-ios": {"Bundle ID", "App Store ID", "Team ID"},
    "client-chrome-extension": {"Item ID"},
    "client-uwp": {"Store ID"},
}


def test_every_kind_of_client_is_there() -> None:
    found = {
        kind.id: (kind.type, kind.gives, kind.wrapper, kind.secret, kind.flows)
        for kind in places.client_kinds()
    }
    assert found == KINDS
    assert {row[0] for row in KINDS.values()} >= {"Desktop app", "Web application", "Android"}
    for kind in places.client_kinds():
        assert set(kind.asks) == {"Name"} | ASKS.get(kind.id, set())
