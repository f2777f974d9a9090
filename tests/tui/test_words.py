"""The small helpers of the set-up pages: paths, lifetimes, what scopes allow."""

from __future__ import annotations

from pathlib import Path

import pytest

from chattui.oauth.scopes import CHAT_CREATES, CHAT_MEMBERS, CHAT_SPACES, PREFIX, with_identity
from chattui.problem import ProblemError
from chattui.safe_text import short_id
from chattui.tui.findings import count_words
from chattui.tui.granted import in_words, short_words, switched_off
from chattui.tui.lifetimes import ends_in
from chattui.tui.reading import suggestion, typed_path

DAY = 86_400


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (None, "no end known"),
        (-1, "has ended"),
        (0, "has ended"),
        (60, "within 1 hour"),
        (3 * 3600, "in 3 hours"),
        (DAY + 1, "in 2 days"),
        (7 * DAY, "in 7 days"),
    ],
)
def test_lifetimes(left: float | None, words: str) -> None:
    assert ends_in(None if left is None else 1000 + left, 1000) == words


@pytest.mark.parametrize(
    ("typed", "path"),
    [
        ("  /a/b.json \n", "/a/b.json"),
        ("'/a b.json'", "/a b.json"),
        ('"/a b.json"', "/a b.json"),
        ("'", "'"),
        ("~nobody-at-all/x", "~nobody-at-all/x"),
    ],
)
def test_typed_paths(typed: str, path: str) -> None:
    assert str(typed_path(typed)) == path


def test_a_tilde_is_the_home(own_home: Path) -> None:
    assert typed_path("~/x.json") == own_home / "x.json"


@pytest.mark.parametrize("typed", ["", "  ", "''", "/a\x1b]0;x\x07", "/a\u202eb"])
def test_typed_paths_that_are_refused(typed: str) -> None:
    with pytest.raises(ProblemError):
        typed_path(typed)


def test_suggestions_prefer_json_and_leave_hidden_and_unsafe_names_out(tmp_path: Path) -> None:
    for name in ("cats.txt", "client.json", ".client", "c\x1bx", "docs/x"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("")
    assert suggestion(f"{tmp_path}/c") == f"{tmp_path}/client.json"
    assert suggestion(f"{tmp_path}/ca") == f"{tmp_path}/cats.txt"
    assert suggestion(f"{tmp_path}/d") == f"{tmp_path}/docs/"
    assert suggestion(f"{tmp_path}/docs/") == f"{tmp_path}/docs/x"
    assert suggestion(f"{tmp_path}/.c") == f"{tmp_path}/.client"
    assert suggestion(f"{tmp_path}/nothing") == ""
    assert suggestion(f"{tmp_path}/missing/x") == ""
    assert suggestion("~nobody-at-all/x") == ""
    assert suggestion("a\x00b/") == ""
    assert suggestion("") == ""


def test_suggestions_know_the_home(own_home: Path) -> None:
    (own_home / "client.json").write_text("")
    assert suggestion("~/cl") == "~/client.json"
    assert suggestion("/") == ""


def test_what_scopes_allow() -> None:
    scopes = with_identity((CHAT_SPACES, PREFIX + "gmail.send", PREFIX + "drive.file"))
    assert in_words(scopes) == [
        "Create spaces, with their first members",
        "See my spaces",
        "Change the name, description and settings of spaces",
        "Gmail: send a mail to the members",
        "drive.file",
    ]
    assert short_words(scopes) == (
        "create spaces · see spaces · change spaces · send mail · drive.file"
    )
    assert short_words(with_identity(())) == "only telling who you are"


def test_what_is_switched_off() -> None:
    requested = (CHAT_SPACES, CHAT_MEMBERS)
    assert switched_off(requested, requested) == []
    assert len(switched_off(requested, (CHAT_CREATES,))) == 3


def test_short_client_ids() -> None:
    assert short_id("123456789012-abcdefghijklmnop.apps.googleusercontent.com") == (
        "123456789012-abcdefg…mnop"
    )
    assert short_id("short") == "short"
    assert "\x1b" not in short_id("\x1b]52;" + "x" * 100)


def test_counts_of_findings() -> None:
    from chattui.clientfile import diagnose_text

    assert count_words(()) == "Nothing is wrong with it."
    assert "in the way" in count_words(diagnose_text("{}").findings)
