"""Pasting the wrong thing, a whole file even, holds nobody up."""

from __future__ import annotations

import time

import pytest

from chattui.oauth.cleaning import RAW_LIMIT, clean
from chattui.oauth.redirect import is_complete_redirect, read_redirect
from chattui.problem import ProblemError
from tests.unit.oauth.conftest import make_test_consent


@pytest.mark.parametrize("unit", ["a", "a.+-", "a\n", "http", "://", "](", "*", "&amp;"])
def test_what_is_pasted_by_mistake_is_read_at_once(unit: str) -> None:
    text = unit * (RAW_LIMIT // len(unit))
    started = time.process_time()
    assert not is_complete_redirect(text)
    assert time.process_time() - started < 0.5


@pytest.mark.parametrize("unit", ["a", "a.b.", "_", "%", "http"])
def test_so_is_a_file_of_a_megabyte(unit: str) -> None:
    text = unit * (1_000_000 // len(unit))
    started = time.process_time()
    with pytest.raises(ProblemError) as caught:
        read_redirect(text, make_test_consent())
    assert time.process_time() - started < 0.5
    assert caught.value.problem.code == "oauth.redirect_too_long"


@pytest.mark.parametrize("mark", ["*", "**", "_", "~~", "*_"])
def test_marks_around_are_taken_off_in_pairs(mark: str) -> None:
    assert clean(f"{mark}state=1&code=a_b{mark[::-1]}") == "state=1&code=a_b"
