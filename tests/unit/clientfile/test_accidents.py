"""Accidents as they happen to whole files: wrapped by a terminal, within another text, no text."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest

from chattui.clientfile import diagnose_bytes, diagnose_file
from chattui.clientfile.masking import MaskedText
from chattui.clientfile.mending import diff, mend
from chattui.clientfile.mending.naming import beside_text
from chattui.clientfile.mending.writing import write_mending
from tests.unit.clientfile.cases import GOOD, SECRET, TEXT
from tests.unit.clientfile.test_masking import assert_hidden

ESCAPED = TEXT.replace('"', '\\"')
PACKED = base64.b64encode(GOOD).decode()


@pytest.mark.parametrize("start", ["", "  "])
@pytest.mark.parametrize("columns", range(40, 133))
def test_what_a_terminal_wrapped_has_one_cause_and_is_joined(columns: int, start: str) -> None:
    lines = [start + TEXT[at : at + columns] for at in range(0, len(TEXT), columns)]
    diagnosis = diagnose_bytes("\n".join(lines).encode(), "my.json")
    assert [finding.code for finding in diagnosis.findings] == ["CS019"]
    mending = mend(diagnosis)
    assert mending is not None
    assert json.loads(mending.data) == json.loads(GOOD)
    assert mending.mended.usable
    assert_hidden([SECRET], "\n".join(line.text for line in diff(mending)))


def test_a_line_that_two_changes_are_in_is_shown_once() -> None:
    text = TEXT.replace(",", ",\n").replace("{", "{\n").replace('"', "“")
    mending = mend(diagnose_bytes(text.encode(), "my.json"))
    assert mending is not None
    found = [(line.sign, line.number, line.text) for line in diff(mending)]
    assert len(found) == len(set(found))


OTHERS = [
    (".env", f"PORT=8080\nGOOGLE='{TEXT}'\nDEBUG=1\n", "client_secret_env.json"),
    ("deploy.sh", f'PORT=8080\nexport GOOGLE="{ESCAPED}"\n', "client_secret_deploy.json"),
    ("notes.md", f"Keep this:\n\n```json\n{TEXT}\n```\n", "client_secret_notes.json"),
    ("client_secret.txt", f"From Ada:\n{TEXT}\n", "client_secret.json"),
]


@pytest.mark.parametrize(("name", "text", "new"), OTHERS)
def test_what_stands_around_a_client_in_another_text_stays(
    name: str, text: str, new: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_text(text)
    path.chmod(0o600)
    (tmp_path / "link.json").symlink_to(name)
    diagnosis = diagnose_file(path)
    (finding,) = diagnosis.findings
    assert finding.fixable
    assert "into a file of its own" in finding.remedy
    for named in (path, tmp_path / "link.json"):
        mending = mend(diagnose_file(named))
        assert mending is not None
        assert mending.rebuilt
        written = write_mending(mending, str(named))
        assert written == (str(tmp_path / new), "")
    assert path.read_text() == text
    assert diagnose_file(tmp_path / new).usable
    assert sorted(entry.name for entry in tmp_path.iterdir()) == sorted([name, "link.json", new])


@pytest.mark.parametrize(("_", "text", "__"), OTHERS)
@pytest.mark.parametrize("path", ["", "-", "my.JSON"])
def test_what_stands_around_a_client_goes_where_the_file_is_that(
    path: str, _: str, text: str, __: str
) -> None:
    mending = mend(diagnose_bytes(text.encode(), path))
    assert mending is not None
    assert not mending.rebuilt
    assert mending.data.strip() == GOOD


def test_an_object_in_a_text_is_not_taken_out_of_broken_json() -> None:
    diagnosis = diagnose_bytes(f'{{"a": 1 "b": "{ESCAPED}"}}'.encode(), "my.json")
    assert "CS033" not in {finding.code for finding in diagnosis.findings}


def test_names_beside_another_text() -> None:
    assert beside_text("/a/client_secret.json.txt") == "/a/client_secret.json"
    assert beside_text("/a/.envrc") == "/a/client_secret_envrc.json"


@pytest.mark.parametrize(
    "text",
    [
        f"kind: Secret\ndata:\n  client_secret.json: {PACKED}\n",
        f'PORT=8080\nGOOGLE="{PACKED}"\n',
    ],
)
def test_a_client_in_base64_among_settings(text: str) -> None:
    (finding,) = diagnose_bytes(text.encode(), "secret.yaml").findings
    assert finding.code == "CS115"
    assert "base64 -d" in finding.remedy


def test_other_base64_among_settings() -> None:
    packed = base64.b64encode(json.dumps({"name": "a" * 60}).encode()).decode()
    (finding,) = diagnose_bytes(f"kind: Secret\ndata:\n  x: {packed}\n".encode()).findings
    assert finding.code == "CS010"


@pytest.mark.parametrize(
    ("start", "words"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "a picture"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00", "a picture"),
        (b"RIFF\x24\x00\x00\x00WEBPVP8 ", "a picture"),
        (b"%PDF-1.7\n%\x00\x01\xe2\xe3", "PDF"),
        (b"b0VIM 9.0\x00\x00\x00\x00\x10", "vim"),
        (b"SQLite format 3\x00\x10\x00\x01\x01", "SQLite"),
        (b"\x7fELF\x02\x01\x01\x00", "is binary"),
    ],
)
def test_a_binary_file_is_called_what_it_is(start: bytes, words: str) -> None:
    (finding,) = diagnose_bytes(start + bytes(range(1, 32)) * 9).findings
    assert finding.code == "CS006"
    assert words in finding.message


def test_the_first_words_of_a_message_and_a_manifest_can_be_read() -> None:
    trace = "Traceback (most recent call last):\n  File x, in <module>\nKeyError: 'client_secret'\n"
    for text in (trace, f"apiVersion: v1\nkind: Secret\nmetadata:\n  x: {PACKED}\n"):
        shown = MaskedText(diagnose_bytes(text.encode()).document)
        lines = text.splitlines()[:2]
        assert [shown.line(number + 1).rstrip() for number in range(2)] == lines
    assert PACKED[:5] not in shown.line(4)


PRETTY = json.dumps(json.loads(GOOD), indent=2).splitlines()


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([f"{number:6}\t{line}" for number, line in enumerate(PRETTY, 1)], "number of each line"),
        ([f"> {line}" for line in PRETTY], "begins with >"),
        ([f"+{line}" for line in PRETTY], "begins with +"),
        (PRETTY[3:], "brace that opens"),
        (['demo-project-1",', *PRETTY[4:]], "beginning of the file"),
        (["<<<<<<< HEAD", TEXT, "=======", TEXT, ">>>>>>> main"], "conflict"),
        (["<<<<<<< HEAD", *PRETTY[:3], "=======", *PRETTY[:3], ">>>>>>> main"], "conflict"),
        ([*PRETTY[:3], "<<<<<<< HEAD", *PRETTY[3:]], "conflict"),
        ([*PRETTY[:3], "=", *PRETTY[3:]], "no place for this character"),
    ],
)
def test_what_a_program_put_into_the_lines_is_named_first(lines: list[str], words: str) -> None:
    findings = diagnose_bytes("\n".join(lines).encode(), "my.json").findings
    assert [words in finding.message for finding in findings][:2] in ([True], [True, False])


@pytest.mark.parametrize("value", [TEXT, PACKED])
def test_a_client_that_is_the_text_of_a_member(value: str) -> None:
    for outer in ({"a": 1, "key": value}, {"kind": "Secret", "data": {"key": value}}):
        (finding,) = diagnose_bytes(json.dumps(outer).encode()).findings
        assert finding.code == "CS102"
        assert "A client file stands in this member" in finding.message
        assert finding.column == json.dumps(outer).index('"key"') + 1
