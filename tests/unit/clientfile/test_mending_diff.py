"""The diff of a mending shows what changes, and no secret."""

from __future__ import annotations

import json

import pytest

from chattui.clientfile import diagnose_bytes
from chattui.clientfile.mending import DiffLine, diff, diffing, mend
from chattui.clientfile.model import Custody
from chattui.safe_text import is_safe
from tests.unit.clientfile.cases import FIELDS, GOOD, SECRET, TEXT, TOKEN, client
from tests.unit.clientfile.test_masking import assert_hidden

PRETTY = json.dumps({"installed": FIELDS}, indent=2)


def lines(data: bytes | str, mode: int = 0o600) -> list[DiffLine]:
    """The diff of a file that can be mended."""
    data = data.encode() if isinstance(data, str) else data
    mending = mend(diagnose_bytes(data, "my.json", custody=Custody(mode)))
    assert mending is not None
    return diff(mending)


def drawn(found: list[DiffLine]) -> list[str]:
    return [f"{line.sign}{line.number} {line.text}" for line in found]


def test_a_line_and_those_around_it() -> None:
    assert drawn(lines(PRETTY.replace('auth",', 'auth" /* why */,'))) == [
        "@4 …",
        ' 4     "project_id": "demo-project-1",',
        '-5     "auth_uri": "https://accounts.google.com/o/oauth2/auth" /* why */,',
        '+5     "auth_uri": "https://accounts.google.com/o/oauth2/auth" ,',
        ' 6     "token_uri": "https://oauth2.googleapis.com/token",',
        "@7 …",
    ]


def test_lines_that_are_near_to_each_other_are_shown_once() -> None:
    found = drawn(lines(PRETTY.replace("{\n", "{ # a\n", 1).replace('1",\n', '1", # b\n')))
    assert found == [
        "-1 { # a",
        "+1 {",
        ' 2   "installed": {',
        ' 3     "client_id": "482910573846-k3v9q2m7x1c5n8b4z6l0p8r2t7w5y3d1.apps.…',
        '-4     "project_id": "demo-project-1", # b',
        '+4     "project_id": "demo-project-1",',
        ' 5     "auth_uri": "https://accounts.google.com/o/oauth2/auth",',
        "@6 …",
    ]


def test_lines_that_go() -> None:
    assert drawn(lines(PRETTY + "\n\nYours, Ada\nCall me\n")) == [
        *("@13 …", " 13 }"),
        *("-14 ", "-15 …(5), Ada", "-16 Call me"),
    ]


def test_a_long_line_is_shown_around_its_changes() -> None:
    found = drawn(lines("[" + TEXT[:-1] + ",}]"))
    assert found == [
        '-1 [{"installed": {"client_id": "482910573846-k3v9q2m7x1c5n8b4z6l0p8r2t7…',
        '+1 {"installed": {"client_id": "482910573846-k3v9q2m7x1c5n8b4z6l0p8r2t7w…',
        '-1 …lient_secret": "…(35)Bn8V", "redirect_uris": ["http://localhost"]},}]',
        '+1 …"client_secret": "…(35)Bn8V", "redirect_uris": ["http://localhost"]}}',
    ]


@pytest.mark.parametrize("line", ["x" * 30, "y" * 71 + "z" * 71, "0123456789" * 30])
def test_a_line_is_no_wider_than_it_is_shown_and_holds_the_change(line: str) -> None:
    most = diffing.WIDTH - 24  # with twelve columns around it
    for start in range(0, len(line), 7):
        for stop in range(start, len(line) + 1, 11):
            shown = diffing._window(line, start, stop)
            assert len(shown) <= diffing.WIDTH * (1 if stop - start <= most else 2)
            assert stop - start > most or line[start:stop] in shown


def test_a_long_line_that_becomes_many_windows_is_cut_in_its_middle() -> None:
    found = lines(TEXT.replace('"', "'"))
    assert all(len(line.text) <= diffing.WIDTH * 2 + 5 for line in found)
    assert {line.number for line in found} == {1}


def test_a_value_that_was_broken_into_lines() -> None:
    found = drawn(lines(TEXT.replace("GOCSPX-7", "GOCSPX-\n   7")))
    assert len(found) == 3
    assert found[0].startswith("-1 …")
    assert found[1].startswith("-2 …(")
    assert '"client_secret": "…(35)' in found[2]


@pytest.mark.parametrize(
    ("old", "was", "will"),
    [
        (f"{SECRET} ", "…(36)", "…(35)Bn8V"),
        (f"{SECRET[:12]}\u200b{SECRET[12:]}", "…(36)", "…(35)Bn8V"),
        (f"\t{SECRET}", "…(", "…(35)Bn8V"),
    ],
)
def test_what_cannot_be_seen_shows_in_the_length(old: str, was: str, will: str) -> None:
    found = lines(client(client_secret=old))
    assert [line.sign for line in found] == ["-", "+"]
    assert was in found[0].text
    assert will in found[1].text
    assert found[0].text != found[1].text


def test_white_space_that_goes_is_made_visible() -> None:
    found = drawn(lines(PRETTY.replace("{\n", "{ // why  \n", 1).replace("  }", "\u00a0\u2003}")))
    assert "-1 { // why␠␠" in found
    assert "-12 U+00A0U+2003}" in found
    assert "+12   }" in found


def test_changes_of_bytes_have_no_lines() -> None:
    assert lines(b"\xef\xbb\xbf" + GOOD) == []
    assert lines(TEXT.encode("utf-16")) == []
    assert lines(GOOD, mode=0o644) == []


def test_a_new_file_is_all_new() -> None:
    found = lines(json.dumps(TOKEN | {"client_secret": SECRET}))
    assert {line.sign for line in found} == {"+"}
    assert [line.number for line in found] == list(range(1, 13))
    assert found[6].text == '    "client_secret": "…(35)Bn8V",'


def test_texts_that_are_too_repetitive_are_not_compared_piece_by_piece(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = PRETTY.replace("{\n", "{ # a\n", 1).replace("]\n", "] # b\n")
    exact = lines(text)
    monkeypatch.setattr(diffing, "MOST_PAIRS", 0)
    assert [line.sign for line in exact] == ["-", "+", " ", "@", " ", "-", "+", " ", "@"]
    whole = lines(text)
    assert [line.sign for line in whole] == ["-"] * 11 + ["+"] * 11 + [" ", "@"]
    assert lines(TEXT.replace('"installed"', "'installed'")) != []


def test_a_line_whose_masked_form_stays_is_shown_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(diffing, "_visible", lambda char: "x")
    for text in (PRETTY.replace(" }", "\u00a0}"), PRETTY.replace(" }", "\u00a0}\u00a0\u200b")):
        found = lines(text)
        assert [line.sign for line in found if line.sign in "-+"] == ["-", "+"]


def test_nothing_secret_and_nothing_unsafe() -> None:
    text = PRETTY.replace('"', "'").replace(SECRET, SECRET + "\x1b[31m\u202e")
    found = lines(text)
    assert_hidden([SECRET], "\n".join(line.text for line in found))
    assert all(is_safe(line.text) for line in found)


def test_a_change_that_is_longer_than_a_window_loses_its_middle() -> None:
    found = lines(TEXT.replace("{", "{ /*" + " so so" * 60 + " */", 1))
    assert found[0].text.count("…") == 2
    assert " … " in found[0].text
    assert len(found[0].text) < diffing.WIDTH * 2 + 6
