"""The report in text: its lines fit, and its carets stand below what they mean."""

from __future__ import annotations

import functools
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chattui.clientfile import Diagnosis, Finding, diagnose_bytes, diagnose_text, text_report
from chattui.clientfile.masking import MaskedText
from chattui.clientfile.model import Custody
from chattui.clientfile.report import FEWEST, MOST, window, wrap
from chattui.safe_text import cells
from tests.unit.clientfile.cases import BAD_AND_GOOD, GOOD, SECRET, TEXT, Case, client

MESSAGE = "The token_uri is not Google's, and leads to a host that nobody knows."
REMEDY = "Do not use this file. Make one of your own, and look at it again."


def about(text: str, what: str, severity: str = "error", path: str = "a.json") -> Diagnosis:
    """A diagnosis of `text` with one finding, about `what` in it."""
    found = diagnose_bytes(text.encode(), path)
    start = text.index(what)
    line, column = found.document.lines.locate(start)
    span = (start, start + len(what))
    finding = Finding("CS301", severity, MESSAGE, REMEDY, line, column, span=span)
    return replace(found, findings=(finding,), usable=False, usable_for="none")


def test_the_report_shows_the_line_the_span_and_the_remedy() -> None:
    data = client(token_uri="https://evil.example/token").decode()
    shown = text_report(about(data, '"https://evil.example/token"'), color=False)
    assert shown.splitlines() == [
        "a.json · a client file of a desktop app",
        "✗ It cannot be used to sign in.",
        "",
        "✗ CS301  error · line 1, column 207",
        "  The token_uri is not Google's, and leads to a host that nobody knows.",
        '  1 │ …h2/auth", "token_uri": "https://evil.example/token", "auth_provider_x509…',
        "    │                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^",
        "  → Do not use this file. Make one of your own, and look at it again.",
    ]


def test_carets_stand_below_wide_characters() -> None:
    text = '{"installed":\n\n\n\n\n\n\n\n\n {"name": "x", "project_id": "日本", "a": 1}}'
    lines = text_report(about(text, '"日本"', "warning"), color=False).splitlines()
    assert lines[3] == "! CS301  warning · line 10, column 30"
    assert lines[5:7] == [
        '  10 │  {"name": "x", "project_id": "日本", "a": 1}}',
        "     │                              ^^^^^^",
    ]


def test_a_finding_without_a_place_is_about_the_file() -> None:
    found = diagnose_bytes(GOOD, "a.json", custody=Custody(0o644))
    lines = text_report(found, color=False).splitlines()
    assert lines[1] == "✓ It can be used to sign in."
    assert lines[3].endswith("  warning · the file")
    assert "│" not in "".join(lines)


def test_a_long_name_stands_on_a_line_of_its_own() -> None:
    name = "a folder with a long name/" * 3 + "client_secret.json"
    lines = text_report(replace(diagnose_text(TEXT), path=name), color=False).splitlines()
    assert lines[:2] == [name, "  a client file of a desktop app"]


@functools.cache
def every_bad_case() -> list[Diagnosis]:
    """A diagnosis of every bad case of every rule."""
    cases = [case for bad, _ in BAD_AND_GOOD.values() for case in bad]
    wholes = [case if isinstance(case, Case) else Case(case) for case in cases]
    return [diagnose_bytes(whole.data, "a.json", custody=whole.kept) for whole in wholes]


@pytest.mark.parametrize("columns", [1, 40, 57, 80, 200])
def test_no_line_is_wider_than_the_terminal(columns: int) -> None:
    for found in every_bad_case():
        for line in text_report(found, color=False, columns=columns).splitlines():
            fits = cells(line) <= max(columns, FEWEST)
            assert fits or " " not in line.strip().removeprefix("→ "), line


def test_colour_adds_nothing_but_colour() -> None:
    found = about(TEXT, '"client_id"')
    colored = text_report(found, color=True)
    assert re.sub(r"\x1b\[[0-9]+m", "", colored) == text_report(found, color=False)
    assert "\x1b[31m^^^^^^^^^^^\x1b[0m" in colored


@pytest.mark.parametrize(
    ("line", "left", "shown", "first"),
    [
        ("x" * 30, 20, "…" + "x" * 19, 10),
        ("e\u0301" * 30, 1, "e\u0301" * 19 + "…", 0),
        ("e\u0301" * 30, 58, "…\u0301" + "e\u0301" * 19, 19),
        ("x" * 21 + "e" + "\u0301" * 20, 41, "…" + "x" * 18 + "e" + "\u0301" * 20, 19),
        ("日" * 30, 0, "日" * 9 + " …", 0),
        ("日" * 30, 29, "… " + "日" * 9, 18),
        ("ab", 2, "ab", 2),
    ],
)
def test_what_is_cut_off_is_an_ellipsis(line: str, left: int, shown: str, first: int) -> None:
    assert window(line, left, left + 1, 20)[:2] == (shown, first)


CHARS = st.sampled_from(["a", "b", " ", "日", "e\u0301", "\u0301", "\U0001f600", "한"])


@given(st.lists(CHARS, max_size=200).map("".join), st.data(), st.integers(20, 90))
def test_a_window_fits_and_its_carets_are_where_the_text_is(
    line: str, data: st.DataObject, columns: int
) -> None:
    left = data.draw(st.integers(0, len(line)))
    right = data.draw(st.integers(left, len(line) + 3))
    shown, first, last = window(line, left, right, columns)
    assert cells(shown) <= columns
    assert 0 <= first < last <= columns
    if left < len(line) and cells(line[left]):
        padded = shown + " " * columns
        before = next(n for n in range(len(padded)) if cells(padded[:n]) == first)
        assert padded[before:].lstrip("\u0301")[0] in (line[left], "…")


@given(st.text(alphabet="ab ~日", max_size=200), st.integers(40, 120))
def test_words_are_wrapped_between_words_only(words: str, columns: int) -> None:
    lines = wrap("  → ", words, columns)
    assert " ".join(line[4:] for line in lines).split() == words.split()
    for line in lines:
        assert cells(line) <= min(columns, MOST) or " " not in line[4:]


@given(st.data())
def test_an_excerpt_is_the_middle_of_the_masked_line(data: st.DataObject) -> None:
    pieces = [f'"client_secret": "{SECRET}", ', '"project_id": "x", ', "日本 ", "\t", '"a": 1, ']
    drawn = st.lists(st.sampled_from([*pieces, "lorem " * 40, "x" * 900]), max_size=12)
    text = data.draw(drawn.map(lambda parts: "{" + "".join(parts) + "\n}"))
    start = data.draw(st.integers(0, len(text) - 1))
    span = (start, data.draw(st.integers(start + 1, len(text))))
    masked = MaskedText(diagnose_text(text).document)
    number, left, right = masked.locate(span)
    whole, columns = masked.line(number), data.draw(st.integers(20, 90))
    part, first, last = masked.excerpt(span, columns)
    assert part[first:last] == whole[left:right][: last - first]
    assert last - first == right - left or last - first > columns
    assert whole[:left].endswith(part[:first])
    assert first >= columns or part[:first] == whole[:left]
    assert window(part, first, last, columns) == window(whole, left, right, columns)


def test_words_are_no_wider_than_can_be_read_with_ease() -> None:
    lines = wrap("", "word " * 100, 300)
    assert MOST - 5 < max(map(cells, lines)) <= MOST
