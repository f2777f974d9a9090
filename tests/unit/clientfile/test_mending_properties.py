"""What holds for the mending of any file: it means the same, shows no secret, and is at its end."""

from __future__ import annotations

import json
import random

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from chattui.clientfile import diagnose_bytes
from chattui.clientfile.mending import Mending, diff, mend
from chattui.clientfile.model import Custody
from chattui.clientfile.tree import to_python
from chattui.safe_text import is_safe
from tests.unit.clientfile import mutations
from tests.unit.clientfile.cases import GOOD, TEXT
from tests.unit.clientfile.test_masking import assert_hidden

SHAPED = {"CS019", "CS101", "CS103", "CS105", "CS106", "CS208", "CS213", "CS214"}
"""The changes after which the file says something in another shape."""

BYTES = {"CS001", "CS002", "CS003", "CS007", "CS008", "CS009", "CS033"}
"""The changes that no line of a diff shows."""


def styled(text: str, chance: random.Random) -> str:
    """`text` as people and programs spoil it."""
    styles = [
        lambda: text.replace('"', "'"),
        lambda: text.replace('"', "\u201c"),
        lambda: text.replace('"client_id"', "client_id"),
        lambda: text.replace("{\n", "{ // note\n"),
        lambda: text.replace(" ", "\u00a0"),
        lambda: "\ufeff" + text,
        lambda: f"here: {text} bye",
        lambda: f"```json\n{text}\n```",
        lambda: f"[{text}]",
        lambda: text.replace('"installed"', '"Installed"').replace('"web"', '"WEB"'),
        lambda: text.replace("\n", "\r\n"),
        lambda: text.replace("}", ",}"),
        lambda: text.replace(":", "\uff1a"),
        lambda: text.replace("3846", "38\n46"),
        lambda: text.replace("demo", " demo"),
        lambda: json.dumps(text),
        lambda: text.strip()[1:-1],
        lambda: text,
    ]
    return chance.choice(styles)()


def check(data: bytes, mode: int | None = None) -> Mending | None:
    """Everything that has to hold; the mending, where there is one."""
    custody = None if mode is None else Custody(mode)
    diagnosis = diagnose_bytes(data, "my.json", custody=custody)
    mending = mend(diagnosis)
    if mending is None:
        assert not any(finding.fixable for finding in diagnosis.findings)
        return None
    assert any(finding.fixable for finding in diagnosis.findings)
    assert mending.changes
    check_meaning(mending)
    check_end(mending)
    check_shown(mending)
    return mending


def check_meaning(mending: Mending) -> None:
    """The new file is JSON, and says what the old one said."""
    changed = {change.code for change in mending.changes}
    document = mending.mended.document
    if mending.only_mode:
        assert mending.data == mending.diagnosis.document.data
        return
    assert document.decoded.strict
    if document.faults:
        return
    new = json.loads(mending.data.decode("utf-8"))
    old = mending.diagnosis.document.root
    assert old is not None
    if not changed & SHAPED:
        assert new == to_python(old)


def check_end(mending: Mending) -> None:
    """There is nothing left to mend but what has to be asked for."""
    again = mend(mending.mended)
    assert again is None or (again.rebuilt and not mending.rebuilt)
    left = {finding.code for finding in mending.mended.findings}
    for finding in mending.diagnosis.findings:
        assert finding.fixable or mending.rebuilt or finding.code in left


def check_shown(mending: Mending) -> None:
    """Nothing secret and nothing unsafe is in what a person sees."""
    lines = diff(mending)
    changed = {change.code for change in mending.changes}
    assert lines or changed <= BYTES | {"CS502"}
    shown = [*(line.text for line in lines), *(change.words for change in mending.changes)]
    assert all(is_safe(line) for line in [*shown, *mending.dropped])
    everything = "\n".join([*shown, *mending.dropped, repr(mending), repr(mending.mended)])
    assert_hidden(mutations.SECRETS, everything)


def mutated(count: int, seed: int) -> dict[str, int]:
    """Check spoilt and edited files, and count what was mended in them."""
    chance = random.Random(seed)
    counts: dict[str, int] = {}
    for edit in mutations.edits(count, seed):
        text = styled(edit.text, chance)
        if chance.random() < 0.4:
            text = styled(text, chance)
        encoding = chance.choice(["utf-8"] * 9 + ["utf-16", "utf-32", "latin-1", "cp1252"])
        mending = check(text.encode(encoding, "replace"), chance.choice([None, 0o644, 0o600]))
        for change in mending.changes if mending is not None else ():
            counts[change.code] = counts.get(change.code, 0) + 1
    return counts


def test_mutations() -> None:
    """A sample; `test_many_mutations` is the whole."""
    counts = mutated(300, 11)
    assert len(counts) >= 20
    assert sum(counts.values()) > 170


@pytest.mark.exhaustive
@pytest.mark.parametrize("seed", range(10))
def test_many_mutations(seed: int) -> None:
    assert mutated(5000, 1000 + seed)


@settings(max_examples=75, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.tuples(
            st.integers(0, len(TEXT)),
            st.sampled_from(
                [
                    *"{}[]\",:'/*#\\\n\r\t \u00a0\u200b\u201c\uff1a=;",
                    *("//", "/*", "*/", "\\n", ",,", "True", "NaN", "\x00", "```", "\ufeff"),
                    *("\ud83d\ude00", '"a":1,'),
                ]
            ),
            st.integers(0, 3),
        ),
        max_size=4,
    )
)
@example([])
def test_edits_of_a_good_file(changes: list[tuple[int, str, int]]) -> None:
    text = TEXT
    for start, new, length in changes:
        text = text[:start] + new + text[start + length :]
    check(text.encode("utf-8", "surrogatepass"))


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=60), st.integers(0, len(GOOD)))
def test_bytes_in_a_good_file(new: bytes, start: int) -> None:
    check(GOOD[:start] + new + GOOD[start:], 0o644)
    check(new)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inside: (
        st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=6), inside, max_size=3)
    ),
    max_leaves=8,
)


@settings(max_examples=75, deadline=None)
@given(st.dictionaries(st.text(max_size=6), JSON, max_size=4))
def test_printed_by_python_it_says_the_same(fields: dict[str, object]) -> None:
    """A dict as Python prints it is JSON again, whatever is in it."""
    whole = {"installed": fields}
    diagnosis = diagnose_bytes(repr(whole).encode("utf-8", "surrogatepass"))
    mending = mend(diagnosis)
    if mending is None or mending.mended.document.faults:
        return  # Python escapes what JSON does not
    assert json.loads(mending.data) == json.loads(json.dumps(whole))
