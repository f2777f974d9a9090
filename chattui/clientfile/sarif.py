"""Diagnoses as SARIF 2.1.0, which code scanning services read (OASIS, errata 01).

The document says where something is wrong and never shows it: it has no snippets, and what tells
one finding from another is made of its code and place, never of a value.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from inspect import cleandoc
from urllib.parse import quote

from chattui import __version__
from chattui.clientfile.model import Diagnosis, Finding
from chattui.clientfile.rules import RULES, explain
from chattui.clientfile.rules.registry import Rule
from chattui.problem import Problem
from chattui.safe_text import safe_text
from chattui.words import t

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
ROOT = "%SRCROOT%"
STANDARD_INPUT = "-"

Json = dict[str, object]

_ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-16-le": "UTF-16LE",
    "utf-16-be": "UTF-16BE",
    "utf-32-le": "UTF-32LE",
    "utf-32-be": "UTF-32BE",
    "latin-1": "ISO-8859-1",
}
"""The names of IANA, which SARIF wants."""


def sarif_report(
    diagnoses: Iterable[Diagnosis], problems: Sequence[Problem] = (), *, status: int = 0
) -> Json:
    """The document that ``chattui doctor --format sarif`` prints: one run for all files.

    `problems` are the files that could not be read, and `status` the exit status of the run.
    """
    log = SarifLog()
    for diagnosis in diagnoses:
        log.add(diagnosis)
    return log.document(problems, status)


class SarifLog:
    """One run, to which files are added one by one; it keeps nothing of their content."""

    def __init__(self) -> None:
        self._numbers = {code: number for number, code in enumerate(sorted(RULES))}
        self._results: list[Json] = []
        self._artifacts: list[Json] = []

    def add(self, diagnosis: Diagnosis) -> None:
        """Add a file and its findings."""
        artifact = _artifact_location(diagnosis.path)
        place = {**artifact, "index": len(self._artifacts)}
        self._artifacts.append(_artifact(diagnosis, artifact))
        met: dict[tuple[str, str], int] = {}
        for finding in diagnosis.findings:
            key = (finding.code, finding.pointer)
            met[key] = met.get(key, 0) + 1
            fingerprint = _fingerprint(artifact, finding, met[key])
            self._results.append(
                {
                    "ruleId": finding.code,
                    "ruleIndex": self._numbers[finding.code],
                    "level": finding.severity,
                    "message": _message(finding.message, finding.remedy),
                    "locations": [_location(diagnosis, finding, place)],
                    "partialFingerprints": fingerprint,
                    "properties": {"fixable": finding.fixable},
                }
            )

    def document(self, problems: Sequence[Problem], status: int) -> Json:
        """The whole document."""
        driver = {
            "name": "chattui doctor",
            "semanticVersion": __version__,
            "rules": [_rule(RULES[code]) for code in sorted(RULES)],
        }
        root = t("The folder that chattui was started in.")
        run = {
            "tool": {"driver": driver},
            "columnKind": "unicodeCodePoints",
            "originalUriBaseIds": {ROOT: {"description": {"text": root}}},
            "invocations": [_invocation(problems, status)],
            "artifacts": self._artifacts,
            "results": self._results,
        }
        return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(rule: Rule) -> Json:
    documentation = cleandoc(rule.check.__doc__ or "")
    words = getattr(rule.check, "__name__", rule.code).split("_")
    heading, _, body = explain(rule.code).partition("\n\n")
    return {
        "id": rule.code,
        "name": "".join(word[:1].upper() + word[1:] for word in words),
        "shortDescription": {"text": rule.title.strip()},
        "fullDescription": {"text": documentation},
        "help": {"text": f"{heading}\n\n{body}", "markdown": f"## {heading}\n\n{body}"},
        "defaultConfiguration": {"level": rule.severity},
    }


def _invocation(problems: Sequence[Problem], status: int) -> Json:
    return {
        "executionSuccessful": not problems,
        "exitCode": status,
        "toolExecutionNotifications": [
            {
                "descriptor": {"id": problem.code},
                "level": "error",
                "message": _message(problem.message, problem.cause, problem.remedy),
            }
            for problem in problems
        ],
    }


def _message(*sentences: str) -> Json:
    """Whole sentences, with what SARIF would read as a placeholder or link written as itself.

    Sections 3.11.5 (braces are doubled) and 3.11.6 (brackets have a backslash before them).
    """
    words = " ".join(sentence for sentence in sentences if sentence)
    for char, written in (("\\", "\\\\"), ("[", "\\["), ("]", "\\]"), ("{", "{{"), ("}", "}}")):
        words = words.replace(char, written)
    return {"text": words}


def _artifact(diagnosis: Diagnosis, location: Mapping[str, object]) -> Json:
    artifact: Json = {
        "location": dict(location),
        "roles": ["analysisTarget"],
        "properties": {
            "kind": diagnosis.kind,
            "usable": diagnosis.usable,
            "usable_for": diagnosis.usable_for,
        },
    }
    encoding = _ENCODINGS.get(diagnosis.document.decoded.encoding)
    return artifact | ({"encoding": encoding} if encoding else {})


def _artifact_location(path: str) -> Json:
    """Where a file is: below this folder by a relative address, else by an absolute one."""
    if path == STANDARD_INPUT:
        return {"description": {"text": t("standard input")}}
    try:
        here = os.getcwd()
    except OSError:  # the folder was deleted
        here = ""
    if here:
        whole = os.path.abspath(path)
        below = os.path.join(here, "")
        path = whole[len(below) :] if whole.startswith(below) else whole
    if os.path.isabs(path):
        return {"uri": "file://" + quote(os.fsencode(path))}
    # A colon in the first part would be read as the end of a scheme (RFC 3986, section 4.2).
    return {"uri": quote(os.fsencode(path)), "uriBaseId": ROOT}


def _location(diagnosis: Diagnosis, finding: Finding, artifact: Mapping[str, object]) -> Json:
    physical: Json = {"artifactLocation": dict(artifact)}
    region = _region(diagnosis, finding)
    if region:
        physical["region"] = region
    location: Json = {"physicalLocation": physical}
    logical: list[Json] = []
    if diagnosis.path == STANDARD_INPUT:
        logical.append({"name": STANDARD_INPUT, "kind": "resource"})
    if finding.pointer:
        name = finding.pointer.rpartition("/")[2].replace("~1", "/").replace("~0", "~")
        pointer = {"name": name, "fullyQualifiedName": finding.pointer, "kind": "value"}
        logical.append({key: safe_text(value) for key, value in pointer.items()})
    return location | ({"logicalLocations": logical} if logical else {})


def _region(diagnosis: Diagnosis, finding: Finding) -> Json:
    """The characters that a finding is about; none where they are not those of the file itself.

    Columns and offsets count code points, from 1 and from 0; a byte order mark does not count
    (section 3.30.1).
    """
    if finding.span is None or diagnosis.document.decoded.layers:
        return {}
    length = len(diagnosis.document.text)
    start = min(finding.span[0], length)
    end = max(start, min(finding.span[1], length))
    lines = diagnosis.document.lines
    (first, left), (last, right) = lines.locate(start), lines.locate(end)
    return {
        "startLine": first,
        "startColumn": left,
        "endLine": last,
        "endColumn": right,
        "charOffset": start,
        "charLength": end - start,
    }


def _fingerprint(artifact: Mapping[str, object], finding: Finding, number: int) -> Json:
    """What stays when lines move: the file, the code, the place in the tree, and which of several.

    It has the name that code scanning looks for, since a service that finds none makes one from
    the line of the file, and with that from a secret.
    """
    told = "\0".join((str(artifact.get("uri", "")), finding.code, finding.pointer))
    digest = sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:32]
    return {"primaryLocationLineHash": f"{digest}:{number}"}
