"""SARIF: valid by the schema of OASIS for whatever the doctor says, and without a secret."""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

import jsonschema
import pytest

from chattui.clientfile import diagnose_bytes, diagnose_text
from chattui.clientfile.model import Custody, Diagnosis
from chattui.clientfile.rules import RULES
from chattui.clientfile.sarif import SarifLog, sarif_report
from chattui.problem import Exit, Problem
from tests.conftest import REQUIRED
from tests.unit.clientfile.cases import BAD_AND_GOOD, GOOD, PEM, SECRET, TEXT, Case, client
from tests.unit.clientfile.test_masking import assert_hidden

CORPORA = os.environ.get("CHATTUI_CORPORA", "")
ODD = Problem("clientfile.unreadable", "x{0} [a](b) cannot be read.", "No \\ right.", "Look.")


@cache
def validator() -> Any:
    """Of the published schema, which lies among the corpora."""
    schema = json.loads(Path(CORPORA, "sarif-schema-2.1.0.json").read_text(encoding="utf-8"))
    kind: Any = jsonschema.validators.validator_for(schema)
    kind.check_schema(schema)
    return kind(schema, format_checker=kind.FORMAT_CHECKER)


def run_of(document: dict[str, Any]) -> dict[str, Any]:
    """The one run of a document, valid where the schema is at hand."""
    plain = json.loads(json.dumps(document))
    if not CORPORA:
        if REQUIRED:
            pytest.fail("CHATTUI_CORPORA names no folder with the schema")
    else:
        validator().validate(plain)
    (run,) = plain["runs"]
    assert isinstance(run, dict)
    return run


def results_of(*diagnoses: Diagnosis) -> list[dict[str, Any]]:
    """The results of a document about these."""
    found = run_of(sarif_report(diagnoses))["results"]
    assert isinstance(found, list)
    return found


def physical(result: dict[str, Any]) -> dict[str, Any]:
    """Where in which file a result is."""
    (location,) = result["locations"]
    place = location["physicalLocation"]
    assert isinstance(place, dict)
    return place


def all_cases() -> list[Diagnosis]:
    """A diagnosis of every case of every rule."""
    made = []
    for code, parts in BAD_AND_GOOD.items():
        for number, case in enumerate([*parts[0], *parts[1]]):
            whole = case if isinstance(case, Case) else Case(case)
            path = f"{code}/{number}.json"
            made.append(diagnose_bytes(whole.data, path, custody=whole.kept))
    return made


def test_every_case_of_every_rule_is_valid_and_in_its_place() -> None:
    diagnoses = all_cases()
    run = run_of(sarif_report(diagnoses, [ODD], status=2))
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == sorted(RULES)
    assert {result["ruleId"] for result in run["results"]} == set(RULES)
    for result in run["results"]:
        rule = rules[result["ruleIndex"]]
        assert rule["id"] == result["ruleId"]
        assert rule["defaultConfiguration"]["level"] == result["level"]
    assert len(run["artifacts"]) == len(diagnoses)
    assert_hidden([SECRET, PEM], json.dumps(run, ensure_ascii=False))


def test_every_file_of_the_corpora_is_valid() -> None:
    if not CORPORA:
        pytest.fail("CHATTUI_CORPORA is not set") if REQUIRED else pytest.skip("needs the corpora")
    paths = sorted(Path(CORPORA, "client_files").iterdir())
    assert len(paths) > 60
    run = run_of(sarif_report(diagnose_bytes(path.read_bytes(), str(path)) for path in paths))
    assert len(run["artifacts"]) == len(paths)
    hostile = sorted(Path(CORPORA, "JSONTestSuite").glob("[ni]_*.json"))
    run_of(sarif_report(diagnose_bytes(path.read_bytes(), str(path)) for path in hostile))


def test_a_rule_has_a_name_and_its_page() -> None:
    run = run_of(SarifLog().document([], 0))
    rule = next(r for r in run["tool"]["driver"]["rules"] if r["id"] == "CS001")
    assert rule["name"] == "ByteOrderMark"
    assert rule["shortDescription"]["text"] == RULES["CS001"].title
    assert RULES["CS001"].title in rule["fullDescription"]["text"]
    assert rule["help"]["text"].startswith("CS001 (warning)\n\n")
    assert rule["help"]["markdown"].startswith("## CS001 (warning)\n\n")
    assert run["results"] == []


def test_a_region_counts_code_points_and_no_byte_order_mark() -> None:
    text = '{\n "installed": {"note": "\U0001f600\u65e5", "token_uri": "https://evil.example/"}}'
    for data in (text.encode(), b"\xef\xbb\xbf" + text.encode(), text.encode("utf-16")):
        results = results_of(diagnose_bytes(data, "a.json"))
        (result,) = [result for result in results if result["ruleId"] == "CS301"]
        region = physical(result)["region"]
        start, length = region["charOffset"], region["charLength"]
        assert text[start : start + length] == '"https://evil.example/"'
        line = text.split("\n")[1]
        assert (region["startLine"], region["endLine"]) == (2, 2)
        assert line[region["startColumn"] - 1 : region["endColumn"] - 1] == (
            '"https://evil.example/"'
        )


def test_a_finding_about_the_whole_file_has_no_region() -> None:
    (result,) = results_of(diagnose_bytes(GOOD, "a.json", custody=Custody(0o644)))
    assert "region" not in physical(result)
    for result in results_of(diagnose_bytes(b"", "a.json")):
        region = physical(result).get("region", {"charOffset": 0, "charLength": 0})
        assert (region["charOffset"], region["charLength"]) == (0, 0)


def test_what_was_unpacked_has_no_places_of_the_file_itself() -> None:
    import gzip

    packed = diagnose_bytes(gzip.compress(client(client_id="YOUR_CLIENT_ID"), mtime=0), "a.gz")
    if packed.document.decoded.layers:
        assert len(packed.findings) > 1
    assert all("region" not in physical(result) for result in results_of(packed))


def test_a_file_below_this_folder_has_a_relative_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = tmp_path / "a folder"
    here.mkdir()
    monkeypatch.chdir(here)
    names = ["a b.json", "./x/../c:d.json", "\udcff%.json", str(here / "in.json"), "\u65e5.json"]
    written = [b"a b.json", b"c:d.json", b"\xff%.json", b"in.json", "\u65e5.json".encode()]
    for name, wanted in zip(names, written, strict=True):
        (result,) = results_of(diagnose_bytes(b"", name))
        place = physical(result)["artifactLocation"]
        assert place["uriBaseId"] == "%SRCROOT%"
        assert place["uri"].isascii()
        assert ":" not in place["uri"]
        assert unquote_to_bytes(place["uri"]) == wanted


def test_a_file_elsewhere_has_an_absolute_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = tmp_path / "gone"
    here.mkdir()
    monkeypatch.chdir(here)
    for name, wanted in {
        "/keys/a b.json": "file:///keys/a%20b.json",
        "../a.json": f"file://{tmp_path}/a.json",
        str(here) + "2/a.json": f"file://{here}2/a.json",
    }.items():
        (result,) = results_of(diagnose_bytes(b"", name))
        place = physical(result)["artifactLocation"]
        assert place["uri"] == wanted
        assert "uriBaseId" not in place
    here.rmdir()
    (result,) = results_of(diagnose_bytes(b"", "a.json"))
    assert physical(result)["artifactLocation"]["uri"] == "a.json"
    (result,) = results_of(diagnose_bytes(b"", "/a.json"))
    assert physical(result)["artifactLocation"]["uri"] == "file:///a.json"


def test_standard_input_is_a_logical_place() -> None:
    results = results_of(diagnose_bytes(client(token_uri="https://evil.example"), "-"))
    (location,) = results[0]["locations"]
    assert "uri" not in location["physicalLocation"]["artifactLocation"]
    assert location["logicalLocations"] == [
        {"name": "-", "kind": "resource"},
        {
            "name": "token_uri",
            "fullyQualifiedName": "/installed/token_uri",
            "kind": "value",
        },
    ]


def test_fingerprints_stay_when_lines_move_and_when_the_secret_changes() -> None:
    def marks(data: bytes, name: str = "a.json") -> list[str]:
        return [
            result["partialFingerprints"]["primaryLocationLineHash"]
            for result in results_of(diagnose_bytes(data, name))
        ]

    broken = client(client_secret=SECRET + " ", token_uri="https://evil.example")
    moved = b"\n\n\n " + broken
    other = broken.replace(SECRET.encode(), SECRET[::-1].encode())
    assert marks(broken) == marks(moved) == marks(other)
    assert len(set(marks(broken))) == len(marks(broken))
    assert not set(marks(broken)) & set(marks(broken, "b.json"))
    twice = client(redirect_uris=["http://a.example", "http://a.example"], token_uri=None)
    assert len(set(marks(twice))) == len(marks(twice))


def test_what_could_not_be_read_is_a_notification() -> None:
    run = run_of(sarif_report([], [ODD], status=Exit.USAGE))
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is False
    assert invocation["exitCode"] == 2
    (told,) = invocation["toolExecutionNotifications"]
    assert told["descriptor"] == {"id": "clientfile.unreadable"}
    assert told["message"]["text"] == (r"x{{0}} \[a\](b) cannot be read. No \\ right. Look.")


def test_a_run_without_trouble_says_so() -> None:
    run = run_of(sarif_report([diagnose_text(TEXT)]))
    assert run["invocations"] == [
        {"executionSuccessful": True, "exitCode": 0, "toolExecutionNotifications": []}
    ]
    assert run["artifacts"][0]["properties"] == {
        "kind": "installed",
        "usable": True,
        "usable_for": "user",
    }
    assert run["artifacts"][0]["encoding"] == "UTF-8"
    assert run["columnKind"] == "unicodeCodePoints"
