"""What the doctor says of many files, kept as text: every word, place and order of it.

``CHATTUI_UPDATE_GOLDEN=1`` writes the files in `golden` anew; what changed is read in the diff.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from chattui.clientfile import diagnose_bytes, reader, values
from chattui.clientfile.encoding import decode
from chattui.clientfile.faults import Fault
from chattui.clientfile.fieldnames import meant
from chattui.clientfile.reader import read
from chattui.clientfile.rules import RULES
from chattui.clientfile.tree import Node, says_the_same
from tests.unit.clientfile.cases import BAD_AND_GOOD, FIELDS, Case
from tests.unit.clientfile.encoded import BYTES
from tests.unit.clientfile.variants import VALUES
from tests.unit.clientfile.wholes import OBJECTS

GOLDEN = Path(__file__).parent / "golden"
UPDATE = os.environ.get("CHATTUI_UPDATE_GOLDEN") == "1"


def findings(case: bytes | Case) -> Iterator[str]:
    """A diagnosis as lines."""
    data, kept = (case.data, case.kept) if isinstance(case, Case) else (case, None)
    found = diagnose_bytes(data, custody=kept)
    yield f"  {found.kind}, for {found.usable_for}"
    for finding in found.findings:
        place = f"{finding.line}:{finding.column} {finding.span} {finding.pointer}"
        yield f"  {finding.code} {finding.severity} {place}{' fixable' * finding.fixable}"
        yield f"    {finding.message}"
        yield f"    {finding.remedy}"


def inputs(name: str) -> list[str]:
    """The texts of a file in `golden`, which has one in each line, as JSON."""
    return [json.loads(line) for line in (GOLDEN / name).read_text("utf-8").splitlines()]


def dumped(value: object) -> bytes:
    """A file with `value` in it."""
    return json.dumps(value, ensure_ascii=False).encode()


def of_code(code: str) -> dict[str, bytes | Case]:
    """The bad cases of a rule."""
    return {f"{code} {number}": case for number, case in enumerate(BAD_AND_GOOD[code][0], 1)}


def of_field(name: str) -> dict[str, bytes | Case]:
    """Client files with one field changed, desktop and web."""
    return {
        f"{kind}: {name} = {json.dumps(value)[:90]}": dumped({kind: FIELDS | {name: value}})
        for kind in (("installed", "web") if name == "redirect_uris" else ("installed",))
        for value in VALUES[name]
    }


GROUPS: dict[str, Callable[[str], dict[str, bytes | Case]]] = {
    **dict.fromkeys(sorted(BAD_AND_GOOD), of_code),
    **dict.fromkeys(VALUES, of_field),
    "files": lambda _: {json.dumps(text)[:90]: text.encode() for text in inputs("files")},
    "objects": lambda _: {json.dumps(value)[:90]: dumped(value) for value in OBJECTS},
}


def compare(name: str, lines: list[str]) -> None:
    """Compare lines with their golden file."""
    path = GOLDEN / f"{name}.txt"
    text = "".join(f"{line}\n" for line in lines)
    if UPDATE:
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    assert text == path.read_text("utf-8"), "CHATTUI_UPDATE_GOLDEN=1 writes it anew"


@pytest.mark.parametrize("group", GROUPS)
def test_what_is_said(group: str) -> None:
    files = GROUPS[group](group)
    compare(
        group, [line for name, data in files.items() for line in (f"> {name}", *findings(data))]
    )


def shape(node: Node) -> str:
    """A tree as one line, with the place of every part."""
    place = f"@{node.start}-{node.end}"
    if node.members:
        return f"{{{', '.join(f'{shape(k)}: {shape(v)}' for k, v in node.members)}}}{place}"
    if node.items:
        return f"[{', '.join(map(shape, node.items))}]{place}"
    return f"{node.kind[:2]} {node.value!a}{place}"


def fault_line(fault: Fault) -> str:
    """A fault as one line."""
    opened = f" opened {fault.opened}" if fault.opened >= 0 else ""
    detail = f" {json.dumps(fault.detail)}" if fault.detail else ""
    return f"  {fault.kind} {fault.start}-{fault.end}{opened}{detail} {fault.count} {fault.places}"


@pytest.mark.parametrize("way", ["token by token", "many at once"])
@pytest.mark.parametrize("part", range(10))
def test_what_is_read(way: str, part: int, monkeypatch: pytest.MonkeyPatch) -> None:
    if way == "many at once":
        monkeypatch.setattr(reader, "QUICK_FROM", 0)
    lines = []
    for text in inputs("texts")[part::10]:
        reading = read(text)
        lines += [f"> {json.dumps(text)}", *map(fault_line, reading.faults)]
        lines += [f"  {shape(reading.root)}" if reading.root else "  nothing"]
    compare(f"reading_{part}", lines)


def test_what_is_decoded() -> None:
    lines = []
    for data in BYTES:
        found = decode(data)
        place = f"mark {found.mark}, damage {found.damage} at {found.damage_at}"
        told = f"{found.encoding}, {place}, {found.layers} {found.trouble} {found.start!r}"
        shown = ascii(data) if len(data) < 100 else f"{data[:60]!a} … {len(data)}"
        lines += [f"> {shown}", f"  {told}", f"  {found.text[:200]!a} {len(found.text)}"]
    compare("decoding", lines)


def test_what_values_are_taken_for() -> None:
    lines = []
    for text in (GOLDEN / "words").read_text("utf-8").split():
        asked = (values.is_placeholder, values.is_project_placeholder, values.is_masked)
        told = [check.__name__ for check in (*asked, values.is_clean) if check(text)]
        odd = f"{values.invisible(text)!a} {values.look_alike(text)!a}"
        forms = [values.CLIENT_ID, values.NEW_SECRET, values.SECRET]
        fit = [bool(form.fullmatch(text)) for form in forms]
        lines.append(f"{text!a} {' '.join(told)} {odd} {fit}")
    compare("values", lines)


def test_what_rules_are_registered() -> None:
    lines = [
        f"{code} {entry.severity} {entry.needs} {sorted(entry.after)} {entry.title}"
        for code, entry in sorted(RULES.items())
    ]
    compare("rules", lines)


def test_what_names_are_meant() -> None:
    names = (GOLDEN / "names").read_text("utf-8").split("\n")[:-1]
    compare("meant", [f"{name!a} {meant(name)}" for name in names])


EQUAL = ["1", "1.0", "true", "null", '"1"', "[]", "{}", "[1]", "[1, 2]", "[2, 1]", "[[]]"]
EQUAL += ['{"a": 1}', '{"a": 2}', '{"b": 1}', '{"a": 1, "b": 2}', '{"b": 2, "a": 1}', "[1, 2, 3]"]


@pytest.mark.parametrize("first", EQUAL)
def test_a_value_says_the_same_as_itself_alone(first: str) -> None:
    for second in EQUAL:
        one, other = read(first).root, read(second).root
        assert one is not None
        assert other is not None
        assert says_the_same(one, other) is (first == second)
        assert repr(one) == f"Node({one.kind}, 0, {len(first)})"
