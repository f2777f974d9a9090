"""People and places are taken out of a log, the same one always by the same sign."""

from __future__ import annotations

import pytest

from chattui.anonymous import Anonymous

KEY = bytes(range(32))


@pytest.fixture
def anonymous() -> Anonymous:
    return Anonymous(KEY, ("alice", "build-host", "root", "me", "", "ab"), "/home/alice")


@pytest.mark.parametrize(
    "text",
    [
        "ada@example.com",
        "ada%40example.com",
        "/v1/spaces/AAAAtestRoom/members/117",
        "/v1/spaces/AAAA/members/ada@example.com",
        "users/112233445566778899000",
        "projects/my-project",
        "123456789012-abcdefgh.apps.googleusercontent.com",
        "112233445566778899000",
        "10.1.2.3",
        "fe80::1ff:fe23:4567:890a",
        "2001:db8:0:0:1:2:3:4",
        "bot@my-project.iam.gserviceaccount.com",
        "Alice",
        "build-host:22",
    ],
)
def test_nothing_of_a_person_or_place_is_left(anonymous: Anonymous, text: str) -> None:
    shown = anonymous(f"before {text} after")
    assert shown.startswith("before ")
    assert shown.endswith(" after")
    assert "~" in shown
    for part in ("ada", "example", "AAAA", "117", "my-project", "1234", "5566", "alice", "build"):
        assert part not in shown.lower()
    for part in ("10.1.2.3", "fe80", "2001"):
        assert part not in shown


@pytest.mark.parametrize(
    "text",
    [
        "/v1/spaces:setup",
        "/v1/spaces",
        "/v1/spaces:search",
        "users/me",
        "members/app",
        "127.0.0.1:8085",
        "oauth2.googleapis.com",
        "2026-11-21 11:19:32",
        "root said",
        "about",
    ],
)
def test_what_is_nobodys_stays(anonymous: Anonymous, text: str) -> None:
    assert anonymous(text) == text


def test_the_same_person_has_the_same_sign(anonymous: Anonymous) -> None:
    assert anonymous("ada@example.com") == anonymous("Ada%40Example.com")
    assert anonymous("ada@example.com") != anonymous("grace@example.com")
    assert anonymous("ada@example.com").split("@")[1] == anonymous("bob@example.com").split("@")[1]
    assert anonymous("ada@example.com") != Anonymous(bytes(32))("ada@example.com")
    once = anonymous("spaces/AAAA")
    assert anonymous(once) == once


def test_what_kind_of_account_it_is_can_be_seen(anonymous: Anonymous) -> None:
    assert anonymous("ada@gmail.com").endswith("@gmail.com")
    assert anonymous("bot@p.iam.gserviceaccount.com").endswith(".iam.gserviceaccount.com")


def test_the_home_is_shortened(anonymous: Anonymous) -> None:
    assert anonymous("at /home/alice/file") == "at ~/file"
    assert Anonymous(KEY)("at /home/alice/file") == "at /home/alice/file"
