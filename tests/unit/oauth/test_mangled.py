from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chattui.oauth.mangled import LONGEST
from chattui.oauth.scope_names import APP_ONLY, EMAIL, KNOWN_SCOPES, PREFIX
from chattui.oauth.scopes import Corrected, expand, short_name
from chattui.problem import Exit, Problem, ProblemError
from chattui.safe_text import is_safe

SPACES = PREFIX + "chat.spaces"
DELETE = PREFIX + "chat.delete"


def corrected(*names: str) -> tuple[tuple[str, ...], list[Corrected]]:
    told: list[Corrected] = []
    return expand(names, told.append), told


def problem_of(name: str) -> Problem:
    with pytest.raises(ProblemError) as caught:
        corrected(name)
    assert caught.value.problem.exit is Exit.USAGE
    return caught.value.problem


MANGLED = [
    ("chat.spaces/", "slash"),
    (SPACES + "//", "slash"),
    ("chat.spaces.", "sign that does not belong"),
    ("chat.spaces,", "separates names"),
    (SPACES + ";", "separates names"),
    (" chat.spaces\n", "white space"),
    ("Chat.Spaces", "capital"),
    ("HTTPS://WWW.GOOGLEAPIS.COM/AUTH/CHAT.SPACES", "capital"),
    ('"chat.spaces"', "quotation"),
    ("“chat.spaces”", "quotation"),
    ("`chat.spaces`", "quotation"),
    (f"<{SPACES}>", "quotation"),
    ('["chat.spaces"]', "quotation"),
    ("chat.\u200bspaces", "invisible"),
    ("\ufeffchat.spaces", "invisible"),
    ("chat.spa\u00adces", "invisible"),
    ("\u202echat.spaces\u202c", "invisible"),
    ("https%3A%2F%2Fwww.googleapis.com%2Fauth%2Fchat.spaces", "percent"),
    ("scope=chat.spaces", "parameter"),
    ('"scopes": ["chat.spaces"]', "parameter"),
    ("http://www.googleapis.com/auth/chat.spaces", "http instead"),
    (PREFIX + SPACES, "more than once"),
    (PREFIX * 3 + "chat.spaces", "more than once"),
    ("www.googleapis.com/auth/chat.spaces", "not whole"),
    ("//www.googleapis.com/auth/chat.spaces", "not whole"),
    ("https:/www.googleapis.com/auth/chat.spaces", "not whole"),
    ("https://googleapis.com/auth/chat.spaces", "not whole"),
    ("/auth/chat.spaces", "not whole"),
    ("auth/chat.spaces", "not whole"),
    ("https:\\\\www.googleapis.com\\auth\\chat.spaces", "not whole"),
    ("https://mirror.example/auth/chat.spaces", "mirror"),
    ("https://mirror.example/" + SPACES, "mirror"),
    ("https://www-googleapis-com.proxy.example/auth/chat.spaces", "mirror"),
    ("https://www.googleapis.com.evil.example/auth/chat.spaces", "mirror"),
]


@pytest.mark.parametrize(("name", "reason"), MANGLED)
def test_a_mangled_scope_is_read_as_what_was_meant_and_told(name: str, reason: str) -> None:
    found, told = corrected(name)
    assert found == (SPACES,)
    (correction,) = told
    assert (correction.given, correction.scope) == (name, SPACES)
    assert "chat.spaces" in correction.words
    assert reason in correction.words
    assert is_safe(correction.words)


@pytest.mark.parametrize(("name", "reason"), MANGLED)
def test_where_nobody_would_be_told_it_is_refused(name: str, reason: str) -> None:
    with pytest.raises(ProblemError) as caught:
        expand([name])
    problem = caught.value.problem
    assert problem.code == "oauth.unknown_scope"
    assert reason in problem.cause
    assert "chat.spaces" in problem.remedy


@pytest.mark.parametrize(
    "joined",
    [
        "chat.spaces,chat.delete",
        "chat.spaces, chat.delete",
        "chat.spaces chat.delete ",
        f"{SPACES} {DELETE}",
        f"{SPACES}%20{DELETE}",
        f"scope={SPACES}+{DELETE}".replace("+", "%20"),
        '["chat.spaces", "chat.delete"]',
        "chat.spaces;chat.delete|",
        "chat.spaces\n- chat.delete".replace("- ", ""),
    ],
)
def test_names_that_were_joined_are_taken_apart(joined: str) -> None:
    found, told = corrected(joined)
    assert found == (SPACES, DELETE)
    assert len(told) == 2
    assert all("given as one" in correction.words for correction in told)


def test_several_faults_of_one_name_are_all_told() -> None:
    _, (correction,) = corrected(' "HTTP://www.googleapis.com/auth/Chat.Spaces/" ')
    for word in ("white space", "quotation", "slash", "capital", "http instead"):
        assert word in correction.words


def test_what_is_right_is_not_told() -> None:
    names = ["chat.spaces", SPACES, "openid", "email", EMAIL]
    found, told = corrected(*names)
    assert found == (SPACES, "openid", EMAIL)
    assert told == []


@pytest.mark.parametrize("name", ["openid", "email", "profile"])
def test_openid_names_have_no_prefix(name: str) -> None:
    found, (correction,) = corrected(PREFIX + name)
    assert found == expand([name])
    assert "stands alone" in correction.words


@pytest.mark.parametrize("name", APP_ONLY)
@pytest.mark.parametrize("shape", ["{}", PREFIX + "{}", "{}/", "https://mirror.example/auth/{}"])
def test_scopes_of_the_app_are_refused_in_every_shape(name: str, shape: str) -> None:
    problem = problem_of(shape.format(name))
    assert problem.code == "oauth.app_only_scope"
    assert name in problem.message
    instead = problem.remedy.rstrip(".").rpartition(" ")[2]
    assert expand([instead])


@pytest.mark.parametrize("name", ["chat.spaces,chat.bot", "chat.spaces xyz"])
def test_one_that_cannot_be_asked_for_refuses_all_of_them(name: str) -> None:
    told: list[Corrected] = []
    with pytest.raises(ProblemError):
        expand([name], told.append)
    assert told == []


@pytest.mark.parametrize(
    ("name", "cause", "remedy"),
    [
        ("", "empty", "https://"),
        (" \t", "empty", "https://"),
        (",", "empty", "https://"),
        ("''", "empty", "https://"),
        ("\x1b]52;c;AAAA\x07", "control", "https://"),
        ("chat.spaces\x00", "control", "https://"),
        ("сhat.spaces", "look like", "chat.spaces"),  # noqa: RUF001 a Cyrillic letter
        ("ｃhat.spaces", "look like", "chat.spaces"),  # noqa: RUF001 a wide one
        ("chat.space", "", "chat.spaces"),
        ("spaces.create", "", "chat.spaces.create"),
        ("memberships", "", "chat.memberships"),
        ("chat.membershps/", "slash", "chat.memberships"),
        ("https://mirror.example/auth/chat.membership", "", "chat.memberships"),
        ("zzzzzzzz", "", "https://"),
    ],
)
def test_what_is_no_scope_is_refused_with_the_reason(name: str, cause: str, remedy: str) -> None:
    problem = problem_of(name)
    assert problem.code == "oauth.unknown_scope"
    assert cause in problem.cause
    assert remedy in problem.remedy
    assert is_safe(problem.message + problem.cause + problem.remedy)


def test_a_very_long_text_is_cut_and_refused() -> None:
    problem = problem_of("x" * 10 * LONGEST + " chat.spaces")
    assert len(problem.message) < 300


@given(st.text(st.characters() | st.sampled_from(string.printable), max_size=60))
def test_whatever_is_given_ends_in_scopes_that_are_known_or_a_refusal(name: str) -> None:
    told: list[Corrected] = []
    refused: Problem | None = None
    found: tuple[str, ...] = ()
    try:
        found = expand([name], told.append)
    except ProblemError as error:
        refused = error.problem
    if refused:
        assert refused.exit is Exit.USAGE
        assert is_safe(refused.message + refused.cause)
    else:
        assert found
        assert set(found) <= KNOWN_SCOPES
        assert told or found[0] in {name, expand([name])[0]}


@given(st.sampled_from(sorted(KNOWN_SCOPES)), st.sampled_from(MANGLED))
def test_every_scope_is_put_right_in_every_shape(scope: str, shape: tuple[str, str]) -> None:
    mangled = shape[0].replace("chat.spaces", short_name(scope))
    if mangled != shape[0] and short_name(scope) not in {"openid", "email"}:
        assert corrected(mangled)[0] == (scope,)
