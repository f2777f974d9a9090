"""The doctor's tables in the README are what the doctor does today."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import REQUIRED
from tests.unit.clientfile.readme import (
    CORPORA,
    LETTERS,
    PEERS,
    README,
    generated,
    peers_table,
    rules_table,
)

TEXT = README.read_text(encoding="utf-8")


def test_the_tables_are_fresh() -> None:
    """Where they are not: run ``python -m tests.unit.clientfile.readme``."""
    assert generated(TEXT) == TEXT
    assert rules_table() in TEXT


def test_every_peer_has_a_letter_for_every_file() -> None:
    for number, (_, letters) in LETTERS.items():
        assert set(letters.split()) <= set("AaNJPGTL")
        assert len(letters.split()) == (0 if number == "01" else len(PEERS))


def test_no_wrong_file_is_accepted_in_silence() -> None:
    if not CORPORA:
        pytest.fail("CHATTUI_CORPORA is not set") if REQUIRED else pytest.skip("needs the corpora")
    table = peers_table(Path(CORPORA, "client_files"))
    rows = [row.split(" | ") for row in table.splitlines() if row.startswith("| ")][1:]
    assert len(rows) == len(LETTERS) + 1
    letters = {row[0][2:4]: row[-1].rstrip(" |") for row in rows[:-1]}
    assert [number for number, letter in letters.items() if letter == "A"] == ["01", "02"]
    assert all(letter.startswith("N CS") for n, letter in letters.items() if n > "02")
    assert [row.rstrip(" |") for row in rows[-1][1:]] == ["9", "7", "9", "9", "6", "8", "0"]
