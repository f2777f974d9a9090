"""Every rule finds its bad cases and stays silent on its good ones."""

from __future__ import annotations

import functools
import json
import re

import pytest

from chattui.clientfile import diagnose_bytes, explain
from chattui.clientfile.model import Diagnosis, Severity
from chattui.clientfile.rules import RULES, catalogue
from chattui.clientfile.rules.registry import in_order, rule
from tests.unit.clientfile.cases import BAD_AND_GOOD, FIELDS, Case, client, key, web

BAD = [(code, case) for code, (bad, _) in BAD_AND_GOOD.items() for case in bad]
FINE = [(code, case) for code, (_, good) in BAD_AND_GOOD.items() for case in good]


@functools.cache
def diagnose(case: bytes | Case) -> Diagnosis:
    """The diagnosis of a case, made once."""
    if isinstance(case, bytes):
        return diagnose_bytes(case)
    return diagnose_bytes(case.data, custody=case.kept)


@pytest.mark.parametrize("code", sorted(RULES))
def test_every_rule_has_a_bad_and_a_good_case(code: str) -> None:
    bad, good = BAD_AND_GOOD[code]
    assert bad
    assert good


def test_no_cases_for_a_rule_that_is_gone() -> None:
    assert set(BAD_AND_GOOD) == set(RULES)


@pytest.mark.parametrize(("code", "case"), BAD)
def test_bad_case_is_found(code: str, case: bytes | Case) -> None:
    found = diagnose(case)
    assert code in {finding.code for finding in found.findings}
    severities = {finding.severity for finding in found.findings if finding.code == code}
    assert severities == {RULES[code].severity}
    if Severity.ERROR in severities:
        assert not found.usable


@pytest.mark.parametrize(("code", "case"), BAD)
def test_findings_are_within_the_file_and_in_whole_sentences(code: str, case: bytes | Case) -> None:
    found = diagnose(case)
    lines = found.document.lines
    for finding in found.findings:
        assert 1 <= finding.line <= len(lines)
        start, end = lines.range_of(finding.line)
        assert 1 <= finding.column <= end - start + 1
        assert finding.message[0].isupper() or finding.message[0] in "-NITu"
        assert finding.message.endswith((".", "…"))
        assert finding.remedy
        assert "!" not in finding.message + finding.remedy
        assert "{" not in finding.message.replace('{"', "")


@pytest.mark.parametrize(("code", "case"), FINE)
def test_good_case_is_not_found(code: str, case: bytes | Case) -> None:
    assert code not in {finding.code for finding in diagnose(case).findings}


@pytest.mark.parametrize(
    ("case", "codes"),
    [
        (client(), []),
        (web(), []),
        (client(client_id="YOUR_CLIENT_ID", client_secret="YOUR_SECRET"), ["CS203", "CS212"]),
        (client(client_id="[[INSERT CLIENT ID HERE]]"), ["CS203"]),
        (client(client_id=None), ["CS201"]),
        (client(client_id=5), ["CS202"]),
        (client(client_id="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"), ["CS206"]),
        (client(client_secret=None), ["CS211"]),
        (client(client_secret=None, redirect_uris=None), ["CS211"]),
        (client(client_secret="****1234"), ["CS216"]),
        (client(client_secret="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\t"), ["CS213"]),
        (client()[:-1], ["CS020"]),
        (client()[:200], ["CS020"]),
        (client().replace(b'"project_id": "', b'"project_id": "x"', 1), ["CS012"]),
        (client().decode().encode("utf-16"), ["CS002"]),
        (b"null", ["CS101"]),
        (b"", ["CS004"]),
        (b"hello", ["CS010"]),
        (key(), ["CS110"]),
    ],
)
def test_one_cause_brings_one_finding(case: bytes, codes: list[str]) -> None:
    assert [finding.code for finding in diagnose_bytes(case).findings] == codes


def test_a_rule_is_asked_after_those_that_can_silence_it() -> None:
    asked: set[str] = set()
    for entry in in_order():
        assert entry.after <= asked, entry.code
        assert entry.after <= set(RULES)
        asked.add(entry.code)


def test_a_code_is_given_once() -> None:
    with pytest.raises(ValueError, match="CS001 is taken"):
        rule("CS001", Severity.ERROR)(RULES["CS001"].check)


@pytest.mark.parametrize("code", sorted(RULES))
def test_every_rule_is_documented(code: str) -> None:
    page = explain(code.lower())
    assert page.startswith(code)
    assert explain("CS999") == ""


@pytest.mark.parametrize("code", sorted(RULES))
def test_a_page_has_at_least_three_sentences(code: str) -> None:
    page = " ".join(explain(code).split("\n\n", 1)[1].split())
    assert len(re.findall(r"[.:;](?: |$)", page)) >= 3


@pytest.mark.parametrize("code", sorted(RULES))
def test_a_title_is_one_short_sentence(code: str) -> None:
    title = RULES[code].title
    assert title.endswith(".")
    assert title.count(". ") == 0
    assert len(title) <= 100
    assert title == title.strip()


def test_the_catalogue_has_every_rule_once() -> None:
    found = catalogue()
    assert [code for code, _, _, _ in found] == sorted(RULES)
    assert ("CS001", "warning", RULES["CS001"].title, True) in found
    assert ("CS201", "error", RULES["CS201"].title, False) in found


def test_findings_stand_in_the_order_of_the_text() -> None:
    found = diagnose_bytes(client(client_id="x", client_secret="y", auth_uri="z"))
    spans = [finding.span for finding in found.findings if finding.span]
    assert spans == sorted(spans)


def test_a_rule_makes_at_most_twenty_findings() -> None:
    data = json.dumps({"installed": FIELDS} | {f"name_{i}": i for i in range(500)}).encode()
    found = [finding for finding in diagnose_bytes(data).findings if finding.code == "CS105"]
    assert len(found) == 20
