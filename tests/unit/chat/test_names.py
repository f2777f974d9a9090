"""Names of spaces and members: nothing that a person types leads out of the path."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chattui.chat.names import is_space_name, member_path, space_name
from chattui.problem import Exit, ProblemError


@pytest.mark.parametrize("text", ["AAQAb-c_9", "spaces/AAQAb-c_9", "  spaces/AAQAb-c_9\n"])
def test_an_id_and_a_name_mean_the_same_space(text: str) -> None:
    assert space_name(text) == "spaces/AAQAb-c_9"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "spaces/",
        "..",
        "spaces/..",
        "spaces/A/members/B",
        "spaces/spaces/A",
        "A?x=1",
        "A#x",
        "A%2F..",
        "A B",
        "A\nB",
        "A\x00",
        "https://chat.google.com/room/A",
        "//evil.example.com",
        "ä",
        "A" * 129,
    ],
)
def test_anything_that_could_leave_the_path_is_refused(text: str) -> None:
    with pytest.raises(ProblemError) as caught:
        space_name(text)
    assert caught.value.problem.code == "chat.space_name"
    assert caught.value.problem.exit is Exit.USAGE


def test_a_refused_name_is_shown_without_its_control_characters() -> None:
    with pytest.raises(ProblemError) as caught:
        space_name("A\x1b]52;c;eA\x07")
    assert "\x1b" not in caught.value.problem.message


@given(st.text())
def test_a_name_is_either_refused_or_one_segment(text: str) -> None:
    try:
        name = space_name(text)
    except ProblemError:
        return
    assert is_space_name(name)
    assert name.count("/") == 1


@pytest.mark.parametrize(
    ("member", "path"),
    [
        ("ada@example.com", "spaces/A/members/ada@example.com"),
        ("ada+x@example.com", "spaces/A/members/ada%2Bx@example.com"),
        ("103" * 7, "spaces/A/members/" + "103" * 7),
        ("app", "spaces/A/members/app"),
        ("a#b@example.com", "spaces/A/members/a%23b@example.com"),
    ],
)
def test_members_are_quoted(member: str, path: str) -> None:
    assert member_path("A", member) == path


@pytest.mark.parametrize("member", ["", "..", ".", "a/b", "a?b", "a b", "a\n", "é"])
def test_members_that_could_leave_the_path_are_refused(member: str) -> None:
    with pytest.raises(ProblemError) as caught:
        member_path("A", member)
    assert caught.value.problem.code == "chat.member_name"
    assert caught.value.problem.exit is Exit.USAGE
