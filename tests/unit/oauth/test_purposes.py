"""Purposes against Google's discovery documents, which its own client library carries."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import Any

import pytest

from chattui.emulator.scopes import WORDS
from chattui.oauth.purposes import PURPOSES, Purpose, purpose
from chattui.oauth.scopes import (
    IDENTITY_SCOPES,
    KNOWN_SCOPES,
    PREFIX,
    covered,
    satisfied,
    scopes_for,
    short_name,
)
from chattui.safe_text import is_safe

DOCUMENTS = {
    "chat": "chat.v1",
    "calendar": "calendar.v3",
    "sheets": "sheets.v4",
    "gmail": "gmail.v1",
    "cloudidentity": "cloudidentity.v1",
    "people": "people.v1",
}
IDS = [p.id for p in PURPOSES]


@cache
def accepted(api: str) -> dict[str, frozenset[str]]:
    """The scopes that each method of an API accepts, any one of which is enough."""
    folder = resources.files("googleapiclient.discovery_cache").joinpath("documents")
    document = json.loads(folder.joinpath(f"{DOCUMENTS[api]}.json").read_text("utf-8"))

    def methods(resource: dict[str, Any]) -> Iterator[dict[str, Any]]:
        yield from resource.get("methods", {}).values()
        for child in resource.get("resources", {}).values():
            yield from methods(child)

    return {str(m["id"]): frozenset(m.get("scopes", ())) for m in methods(document)}


@pytest.mark.parametrize("wanted", PURPOSES, ids=IDS)
def test_the_methods_of_a_purpose_accept_its_scopes(wanted: Purpose) -> None:
    assert wanted.methods
    for method in wanted.methods:
        takes = accepted(method.partition(".")[0])[method]
        assert takes & set(wanted.scopes), method


@pytest.mark.parametrize("wanted", [p for p in PURPOSES if "/chat." in p.scopes[0]])
def test_no_narrower_scope_would_do_in_chat(wanted: Purpose) -> None:
    """The least: what it covers, each by itself, leaves at least one of its methods out."""
    (scope,) = wanted.scopes
    for narrower in covered(scope):
        refused = [m for m in wanted.methods if narrower not in accepted("chat")[m]]
        assert refused, short_name(narrower)


@pytest.mark.parametrize("wanted", PURPOSES, ids=IDS)
def test_only_administrators_scopes_are_for_administrators(wanted: Purpose) -> None:
    names = {short_name(scope).startswith("chat.admin.") for scope in wanted.scopes}
    assert names == {wanted.admin}
    assert not wanted.admin or "administrators" in wanted.warning


def test_setting_up_with_members_needs_only_creating() -> None:
    assert purpose("create").scopes == (PREFIX + "chat.spaces.create",)
    assert "chat.spaces.setup" in purpose("create").methods
    assert not satisfied(purpose("members").scopes, purpose("create").scopes)


def test_adding_members_later_needs_more() -> None:
    assert purpose("members").scopes == (PREFIX + "chat.memberships",)
    assert "chat.spaces.members.create" in purpose("members").methods


def test_each_has_scopes_of_its_own() -> None:
    """None comes along with another by accident, but for changing, which makes and sees as well."""
    for one in PURPOSES:
        along = {p.id for p in PURPOSES if p != one and satisfied(p.scopes, one.scopes)}
        assert along == ({"create", "see"} if one.id == "edit" else set()), one.id


def test_all_together_are_the_least() -> None:
    assert len(scopes_for(IDS)) == len(PURPOSES) - 2


def test_gmail_warns_of_the_password() -> None:
    assert [p.id for p in PURPOSES if "password" in p.warning] == ["gmail"]
    assert purpose("gmail").scopes == (PREFIX + "gmail.send",)


@pytest.mark.parametrize("wanted", PURPOSES, ids=IDS)
def test_each_is_told_in_whole_sentences(wanted: Purpose) -> None:
    assert not wanted.label.endswith(".")
    for sentence in (wanted.words, wanted.off_words, *([wanted.warning] if wanted.warning else [])):
        assert sentence.endswith(".")
        assert is_safe(sentence)
    assert len(wanted.label) <= 56
    assert set(wanted.scopes) <= KNOWN_SCOPES - set(IDENTITY_SCOPES)


def test_the_emulator_can_grant_all_of_it() -> None:
    assert {scope for p in PURPOSES for scope in p.scopes} <= set(WORDS)
