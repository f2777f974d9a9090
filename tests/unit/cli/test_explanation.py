"""chattui doctor --explain with what Google's pages and its token endpoint say."""

from __future__ import annotations

import subprocess
import sys

import pytest

from chattui.cli.explanation import explain_words
from chattui.oauth.error_pages import ErrorPage, error_pages
from chattui.problem import Exit, ProblemError

PAGES = error_pages()


def told(text: str, capsys: pytest.CaptureFixture[str]) -> list[str]:
    assert explain_words(text) == Exit.DONE
    return capsys.readouterr().out.splitlines()


@pytest.mark.parametrize("page", PAGES, ids=[f"{p.number} {p.title}" for p in PAGES])
def test_every_page_is_explained(page: ErrorPage, capsys: pytest.CaptureFixture[str]) -> None:
    pasted = f"Access blocked. {page.words}\nError {page.number}: {page.code}"
    lines = told(pasted, capsys)
    words = " ".join(" ".join(lines).split())
    first = next(p for p in PAGES if (p.code, p.words) == (page.code, page.words))
    assert lines[0] == (f"Error {first.number}: {first.code}" if first.number else first.code)
    assert first.title in words
    assert first.cause in words
    assert first.remedy in words
    assert first.link in words
    assert max(map(len, lines)) <= 80


def test_a_whole_page_as_it_is_copied(capsys: pytest.CaptureFixture[str]) -> None:
    lines = told(
        "Sign in with Google\nAccess blocked: Ada’s tool has not completed the Google verification"
        " process\nada@example.com\nError 403: access_denied\nEnglish (United Kingdom)",
        capsys,
    )
    assert lines[:2] == [
        "Error 403: access_denied",
        "  Access blocked: … has not completed the Google verification process",
    ]
    assert lines[-1] == "    https://console.cloud.google.com/auth/audience"


def test_a_number_lists_all_that_have_it(capsys: pytest.CaptureFixture[str]) -> None:
    lines = told("Error 403", capsys)
    heads = [line for line in lines if not line.startswith(" ")]
    assert heads == [
        "Error 403: access_denied",
        "Error 403: org_internal",
        "Error 403: disallowed_useragent",
    ]


def test_what_a_file_shows_as_well_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    lines = told("Error 401: invalid_client The OAuth client was not found.", capsys)
    assert "`chattui doctor --explain CS204`" in " ".join(lines)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("invalid_grant: Invalid JWT Signature.", "key of the service account"),
        ("Invalid device flow scope: https://www.googleapis.com/auth/chat.spaces", "device flow"),
        ("Google Chat app not found", "Chat app configured"),
    ],
)
def test_other_messages_are_still_explained(
    text: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert words in " ".join(told(text, capsys))


def test_what_is_unknown_is_refused_and_not_repeated() -> None:
    with pytest.raises(ProblemError) as caught:
        explain_words("GOCSPX-secret")
    assert "GOCSPX" not in " ".join(caught.value.problem.as_json().values())


def test_the_doctor_starts_without_them() -> None:
    script = (
        "import sys; from chattui.cli import main; main(['doctor', '--explain', 'CS204']);"
        "print([m for m in sys.modules if m.startswith('chattui.oauth')], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stderr.strip() == "[]"


def test_a_code_that_is_none_is_told() -> None:
    with pytest.raises(ProblemError) as caught:
        explain_words("CS999")
    assert caught.value.problem.code == "doctor.unknown_code"
    assert caught.value.problem.exit is Exit.USAGE


def test_an_example_in_the_page_of_a_rule_keeps_its_lines(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    page = "CS001\n\nSome words\nof it.\n\n  {\n    indented\n  }"
    monkeypatch.setattr("chattui.cli.explanation.explain", lambda code: page)
    assert told("CS001", capsys) == [
        "CS001", "", "Some words of it.", "", "  {", "    indented", "  }"
    ]  # fmt: skip
