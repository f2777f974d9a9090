"""A Secret shows its text only where it is asked to."""

from __future__ import annotations

import copy
import logging
import pickle
import traceback

import pytest

from chattui.secret import Secret

CANARY = "ya29.canary-0123456789"


def test_it_gives_its_text_when_asked() -> None:
    assert Secret(CANARY).reveal() == CANARY


@pytest.mark.parametrize("shown", [repr, str, "{}".format, "{!r:>40}".format, "%s".__mod__, ascii])
def test_no_way_of_printing_shows_it(shown: object) -> None:
    assert callable(shown)
    assert "canary" not in shown(Secret(CANARY))


def test_a_log_record_and_a_traceback_do_not_show_it(caplog: pytest.LogCaptureFixture) -> None:
    secret = Secret(CANARY)
    logging.getLogger("test").error("failed with %s and %r", secret, secret)
    try:
        raise ValueError(secret)
    except ValueError:
        told = traceback.format_exc()
    assert "canary" not in caplog.text + told


@pytest.mark.parametrize("copied", [pickle.dumps, copy.copy, copy.deepcopy])
def test_it_is_not_copied(copied: object) -> None:
    assert callable(copied)
    with pytest.raises(TypeError):
        copied(Secret(CANARY))


def test_equality_is_of_the_text_and_only_among_secrets() -> None:
    assert Secret("a") == Secret("a")
    assert Secret("a") != Secret("b")
    assert Secret("é") == Secret("é")
    assert Secret("a") != "a"
    with pytest.raises(TypeError):
        hash(Secret("a"))


def test_an_empty_secret_is_false() -> None:
    assert not Secret("")
    assert Secret("x")


def test_half_a_character_from_json_is_compared_as_any_other() -> None:
    assert Secret("\ud800") == Secret("\ud800")
    assert Secret("\ud800") != Secret("\ud801")
