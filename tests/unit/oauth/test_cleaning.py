"""Pasting the wrong thing, a whole file even, holds nobody up."""

from __future__ import annotations

import time

import pytest

from chattui.oauth.cleaning import RAW_LIMIT
from chattui.oauth.redirect import is_complete_redirect


@pytest.mark.parametrize("unit", ["a", "a.+-", "a\n", "http", "://", "](", "*", "&amp;"])
def test_what_is_pasted_by_mistake_is_read_at_once(unit: str) -> None:
    text = unit * (RAW_LIMIT // len(unit))
    started = time.process_time()
    assert not is_complete_redirect(text)
    assert time.process_time() - started < 0.5
