"""No secret is shown in a piece longer than four characters, whatever is wrong with the file."""

from __future__ import annotations

import json
from collections.abc import Iterable

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from chattui.clientfile import (
    diagnose_bytes,
    diagnose_text,
    json_report,
    marked_lines,
    masked_lines,
    text_report,
)
from chattui.clientfile.masking import MaskedText, shown_host
from chattui.safe_text import is_safe
from tests.unit.clientfile.cases import GOOD, PEM, SECRET, TEXT, TOKEN, client, key, web

LONGEST = 4
PUBLIC = ("GOCSPX-", "-----BEGIN PRIVATE KEY-----", "-----END PRIVATE KEY-----")
"""What every secret of its kind has, and what therefore is none."""


def assert_hidden(secrets: Iterable[str], shown: str) -> None:
    """No five characters in a row of any secret are in `shown`."""
    for secret in secrets:
        for public in PUBLIC:
            secret = secret.replace(public, "\n")
        for line in secret.splitlines():
            for start in range(len(line) - LONGEST):
                piece = line[start : start + LONGEST + 1]
                assert piece not in shown, f"piece {start} of a secret is shown"


def everything_shown(data: bytes) -> str:
    """All outputs about a file, one below the other."""
    found = diagnose_bytes(data, "file.json")
    lines, places = marked_lines(found)
    for line, left, right in places.values():
        assert 1 <= line <= len(lines)
        assert 0 <= left < right <= max(len(lines[line - 1]), left + 1)
    assert lines == masked_lines(found)
    return "\n".join(
        [
            *lines,
            text_report(found, color=False),
            json.dumps(json_report([found]), ensure_ascii=False),
            repr(found),
            repr(found.document),
        ]
    )


def edits(text: str) -> st.SearchStrategy[str]:
    """One edit of `text`: a character deleted, inserted, swapped or doubled, or the end cut."""
    places = st.integers(0, len(text) - 1)
    inserted = st.sampled_from(list("\"'{}[],:\\ \n\t/#x7-_=\u201c\u200b\x00"))
    return st.one_of(
        places.map(lambda at: text[:at] + text[at + 1 :]),
        st.builds(lambda at, new: text[:at] + new + text[at:], places, inserted),
        st.builds(lambda at, new: text[:at] + new + text[at + 1 :], places, inserted),
        places.map(lambda at: text[:at] + text[at : at + 2][::-1] + text[at + 2 :]),
        places.map(lambda at: text[:at] + text[at] + text[at:]),
        places.map(lambda at: text[:at]),
        places.map(lambda at: text[at:]),
    )


OLD_SECRET = "d-FL95Q19q7MQmFpd7hHD0Ty"
OLD = client(client_secret=OLD_SECRET).decode()
ACCESS = "ya29.a0AfH6SMBx7k2Lq9Zc4Vt1Rn8Wd5Ys0Hf3GpQmKjUe"
REFRESH = "1//0gTz5Jd0Xg9Mk4Ue6Ca1Bn8VhwQpLrNsXyWbFd"
SAVED = json.dumps(TOKEN | {"token": ACCESS, "refresh_token": REFRESH, "client_secret": SECRET})
PRETTY = json.dumps(json.loads(GOOD), indent=2)


@settings(max_examples=150)
@given(edits(TEXT) | edits(PRETTY))
@example(TEXT.replace("Xg9Mk4", 'Xg"Mk4'))
@example(TEXT.replace("Xg9Mk4", "Xg\nMk4"))
@example(TEXT.replace('"client_secret"', "client_secret"))
def test_an_edited_client_file_shows_no_secret(text: str) -> None:
    assert_hidden([SECRET], everything_shown(text.encode()))


@settings(max_examples=75)
@given(edits(OLD))
def test_a_secret_of_the_old_form_is_not_shown(text: str) -> None:
    assert_hidden([OLD_SECRET], everything_shown(text.encode()))


@settings(max_examples=75)
@given(edits(SAVED))
def test_an_edited_token_shows_no_secret(text: str) -> None:
    assert_hidden([SECRET, ACCESS[5:], REFRESH[3:]], everything_shown(text.encode()))


@settings(max_examples=40)
@given(edits(key().decode()))
def test_an_edited_key_shows_no_secret(text: str) -> None:
    assert_hidden([PEM], everything_shown(text.encode()))


@settings(max_examples=75)
@given(st.binary(max_size=200) | st.text(max_size=100).map(str.encode))
def test_whatever_the_bytes_are_the_doctor_answers(data: bytes) -> None:
    shown = everything_shown(data)
    assert all(is_safe(line) for line in shown.split("\n"))


@given(st.text(max_size=60))
def test_pasted_text_is_diagnosed(text: str) -> None:
    found = diagnose_text(text)
    assert found.findings
    assert all(is_safe(line) for line in masked_lines(found))


@pytest.mark.parametrize(
    "data",
    [
        SECRET.encode(),
        f"client_secret = {SECRET}".encode(),
        f"client_secret: '{OLD_SECRET}'".encode(),
        f"secret {SECRET[:20]}\n{SECRET[20:]}".encode(),
        PEM.encode(),
        PEM[:500].encode(),
        json.dumps({SECRET: SECRET}).encode(),
        json.dumps({"installed": {}, SECRET: 1}).encode(),
        json.dumps([SECRET, {"a": {"b": [SECRET]}}]).encode(),
        client(project_id=SECRET),
        client(client_id=SECRET, client_secret=None),
        client(client_id=OLD_SECRET),
        client(auth_uri=f"https://{SECRET}.example.com/"),
        client(auth_uri=f"https://accounts.google.com@{SECRET}/"),
        client(redirect_uris=[f"http://localhost/?x={SECRET}"]),
        client(client_secret=[SECRET]),
        client(client_secret={"value": SECRET}),
        client(client_secret=f"\x1b[31m{SECRET}"),
        client(clientsecret=SECRET),
        web(api_key=SECRET),
        b"<html>" + SECRET.encode() + b"</html>",
        TEXT.encode("utf-16"),
        b"\xff" + GOOD,
    ],
)
def test_no_secret_is_shown(data: bytes) -> None:
    assert_hidden([SECRET, OLD_SECRET, PEM], everything_shown(data))


def test_a_known_word_is_masked_as_a_part_of_a_longer_run() -> None:
    (line,) = masked_lines(diagnose_bytes(b'{"type": demo//localhost}'))
    assert line == '{"type": demo…(11)}'
    (line,) = masked_lines(diagnose_bytes(b'{"x": "//localhost"}'))
    assert line == '{"x": "//localhost"}'


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("demo-project-1", "demo-project-1"),
        ("demo-projCa1Bn8V", "…(16)"),
        ("oauthCallback", "oauthCallback"),
        ("tokCqzzFren", "…(11)"),
        ("2026-11-21T08:00:00.000000Z", "2026-11-21T08:00:00.000000Z"),
        (
            "https://www.googleapis.com/oauth2/v1/certs",
            "https://www.googleapis.com/oauth2/v1/certs",
        ),
        ("https://www.Xg9Mk4.com/x509", "https://www.…(6).com/x509"),
        ("a-very-long-name-of-words-only", "a-very-long-name-of-words-only"),
    ],
)
def test_what_no_word_is_made_of_is_masked_in_a_value_that_may_be_shown(
    value: str, shown: str
) -> None:
    (line,) = masked_lines(diagnose_bytes(json.dumps({"project_id": value}).encode()))
    assert line == json.dumps({"project_id": shown}, ensure_ascii=False)


def test_hosts_are_masked_by_their_labels() -> None:
    assert shown_host("accounts.google.com.evil.example") == "accounts.google.com.evil.example"
    assert shown_host("www.xg9mk4q.com") == "www.…(7).com"
    assert shown_host("xn--ggle-0nda.com") == "xn--ggle-0nda.com"
    assert shown_host("not a host") == "…(10)"
    assert shown_host("gocspx-a" + "eyJhbGciOi.example") == "…(26)"


def test_an_address_that_letters_touch_may_be_a_secret_in_a_broken_file() -> None:
    (line,) = masked_lines(diagnose_bytes(b'{"a": "xhttps://oauth2.googleapis.com/token'))
    assert line == '{"a": "…(6)://oauth2.googleapis.com…(6)'


def test_a_number_below_a_secret_name_is_masked() -> None:
    shown = everything_shown(b'{"installed": {"client_secret": 123456789}}')
    assert_hidden(["123456789"], shown)


def test_what_is_no_secret_stays_readable() -> None:
    (line,) = masked_lines(diagnose_bytes(GOOD))
    assert line == TEXT.replace(SECRET, "…(35)Bn8V")


def test_a_truncated_file_stays_readable_up_to_its_end() -> None:
    (line,) = masked_lines(diagnose_bytes(GOOD[:149]))
    assert line == TEXT[:149]


PIECES = [
    '"',
    "a",
    "client_secret",
    SECRET,
    ": ",
    "\n",
    "\r",
    "\t",
    "\x1b",
    "é",
    "{",
    "}",
    ",",
    " ",
]


@given(st.lists(st.sampled_from(PIECES), max_size=20).map("".join) | st.text(max_size=60))
def test_all_lines_at_once_are_the_lines_one_by_one(text: str) -> None:
    document = diagnose_text(text).document
    masked = MaskedText(document)
    assert masked.lines() == [masked.line(n) for n in range(1, len(document.lines) + 1)]


def test_marks_stand_under_what_they_mean() -> None:
    found = diagnose_bytes(client(client_secret=SECRET + " ", token_uri="https://evil.example/"))
    lines, places = marked_lines(found)
    marked = {
        finding.code: lines[line - 1][left:right] for finding, (line, left, right) in places.items()
    }
    assert marked == {
        "CS213": '"…(36)8V "'.replace("8V ", "n8V "),
        "CS301": '"https://evil.example/"',
    }


def test_a_key_over_several_lines_is_masked_in_each() -> None:
    lines = masked_lines(diagnose_bytes(b'{"private_key": "' + PEM.encode() + b'"}'))
    assert lines[1] == f"…({len(PEM.splitlines()[1])})"


def test_the_last_four_of_a_secret_are_safe_to_draw() -> None:
    shown = "\n".join(masked_lines(diagnose_text(TEXT.replace("n8V", "n\x1b\x00"))))
    assert is_safe(shown.replace("\n", ""))
    assert "␛␀" in shown
