"""Text from outside holds nothing that a terminal obeys."""

from __future__ import annotations

import json
import os
import shlex
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chattui.safe_text import (
    LIMIT,
    MARKS_IN_A_ROW,
    cells,
    escape_in_json,
    is_safe,
    safe_text,
    shell_word,
)

DANGEROUS = [
    *map(chr, range(0x20)), *map(chr, range(0x7F, 0xA0)),
    "\u061c", "\u200b", "\u200e", "\u200f", "\u2028", "\u2029", "\u202a", "\u202e", "\u2060",
    "\u2066", "\u2069", "\ufeff", "\ufff9", "\U000e0041", "\ud800", "\udfff", "\ufffe",
]  # fmt: skip


@pytest.mark.parametrize("char", DANGEROUS, ids=lambda c: f"{ord(c):04x}")
def test_every_dangerous_character_becomes_visible(char: str) -> None:
    shown = safe_text(f"a{char}b")
    assert char not in shown
    assert shown.startswith("a")
    assert shown.endswith("b")
    assert len(shown) > 2
    assert not is_safe(f"a{char}b")


def test_an_osc_52_sequence_is_readable_and_harmless() -> None:
    assert safe_text("\x1b]52;c;SEk=\x07") == "␛]52;c;SEk=␇"


def test_ordinary_text_is_kept() -> None:
    for text in ("Launch team", "Équipe Été", "開発チーム", "👩‍💻 pair", "שלום"):
        assert safe_text(text) == unicodedata.normalize("NFC", text)
        assert is_safe(text)


def test_it_is_composed() -> None:
    assert safe_text("e\u0301") == "é"


def test_a_long_text_is_cut_with_an_ellipsis() -> None:
    assert safe_text("x" * 10_000) == "x" * (LIMIT - 1) + "…"
    assert safe_text("é" * 10_000, limit=10) == "é" * 9 + "…"
    assert safe_text("x" * 10, limit=10) == "x" * 10


def test_lines_stay_lines_where_asked() -> None:
    assert safe_text("a\r\nb\rc\td\x1b", lines=True) == "a\nb\nc    d␛"
    assert "\n" not in safe_text("a\nb")


def test_marks_do_not_climb() -> None:
    shown = safe_text("Z" + "\u0323" * 50 + "b")
    assert shown.count("\u0323") <= MARKS_IN_A_ROW
    assert shown.endswith("b")


@given(st.text(st.characters(exclude_categories=()), max_size=300))
def test_no_text_at_all_gets_a_dangerous_character_through(text: str) -> None:
    shown = safe_text(text)
    assert is_safe(shown)
    assert not set(shown) & set(DANGEROUS)
    assert len(shown) <= 9 * len(text) + 1
    shown.encode()


def test_the_big_list_of_naughty_strings_is_harmless() -> None:
    folder = os.environ.get("CHATTUI_CORPORA")
    if not folder:
        pytest.skip("needs CHATTUI_CORPORA")
    for text in json.loads((Path(folder) / "blns.json").read_text(encoding="utf-8")):
        assert is_safe(safe_text(text))


def test_json_keeps_its_meaning_and_loses_what_would_not_draw() -> None:
    held = {"a": "Zoë ☃ \x7f\x9b\u202e\u200b\ufeff\ud800\U000e0041\U000e0fff", "b": ["x\ny\t"]}
    text = escape_in_json(json.dumps(held, ensure_ascii=False, indent=2))
    assert json.loads(text) == held
    assert "Zoë ☃" in text
    assert all(is_safe(line) for line in text.split("\n"))


@pytest.mark.parametrize(
    ("text", "wide"),
    [
        ("", 0),
        ("abc…", 4),
        ("日本", 4),
        ("\uff46", 2),
        ("e\u0301", 1),
        ("한글", 4),
        ("\u1112\u1161", 2),
    ],
)
def test_the_cells_that_text_takes(text: str, wide: int) -> None:
    assert cells(text) == wide


@pytest.mark.parametrize(
    "text", ["x;reboot", "$(id)@example.com", "`id`", "a b", "a'b", "a|b&c", "--help me", "a\nb"]
)
def test_what_is_copied_into_a_shell_is_one_word(text: str) -> None:
    assert shlex.split(f"chattui {shell_word(text)}") == ["chattui", safe_text(text)]
    assert shell_word("ada@example.com") == "ada@example.com"
