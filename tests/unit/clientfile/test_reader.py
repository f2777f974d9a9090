"""The reader equals `json` on what is JSON, refuses what is not, and always ends."""

from __future__ import annotations

import gc
import json
import time
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chattui.clientfile import reader
from chattui.clientfile.faults import HARD, MOST_PLACES
from chattui.clientfile.layout import LARGEST
from chattui.clientfile.reader import read
from chattui.clientfile.tree import Lines, Node, to_python


def strict(text: str) -> object:
    """What RFC 8259 makes of a text; raises ValueError where it is not JSON."""

    def refuse(name: str) -> object:
        raise ValueError(name)

    return json.loads(text, parse_constant=refuse)


values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)
layouts = st.sampled_from([{}, {"indent": 2}, {"separators": (",", ":")}, {"ensure_ascii": False}])


@pytest.fixture(scope="module", params=["token by token", "many at once"])
def way(request: pytest.FixtureRequest) -> Iterator[None]:
    """How texts are read: as small ones are, and as large ones are."""
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "many at once":
            patch.setattr(reader, "QUICK_FROM", 0)
        yield


@given(values, layouts)
def test_reads_what_json_reads(way: None, value: object, layout: dict[str, object]) -> None:
    text = json.dumps(value, **layout)  # type: ignore[arg-type]
    reading = read(text)
    assert reading.faults == []
    assert reading.root is not None
    assert to_python(reading.root) == json.loads(text)


fragments = st.lists(
    st.sampled_from(
        [
            "{",
            "}",
            '{"a":',
            "[",
            "]",
            ",",
            ":",
            '"',
            '"a"',
            '"b"',
            "1",
            "-1.5e3",
            "0",
            "true",
            "null",
            " ",
            "\n",
            "\\",
            "\\u00e9",
            "\\ud83d",
            "NaN",
            "'",
            "//",
            "/*",
            "*/",
            "#",
            "“",
            "a",
            ".",
            "\t",
            "\x00",
            "\xa0",
            "True",
            "+",
            "-",
            "e",
            "\x7f",
            "\ufeff",
        ]
    ),
    max_size=30,
).map("".join)


@given(fragments | st.text(max_size=40))
@settings(max_examples=500)
def test_faults_exactly_where_json_refuses(way: None, text: str) -> None:
    try:
        expected = strict(text)
    except ValueError:
        reading = read(text)
        assert reading.faults
        for fault in reading.faults:
            assert 0 <= fault.start <= fault.end <= len(text) + 1
    else:
        reading = read(text)
        assert reading.faults == []
        assert reading.root is not None
        assert to_python(reading.root) == expected


@given(fragments | st.text(max_size=40))
def test_every_node_is_within_the_text_and_its_parent(way: None, text: str) -> None:
    def check(node: Node) -> None:
        assert 0 <= node.start <= node.end <= len(text)
        for key, value in node.members:
            assert node.start <= key.start <= key.end
            check(value)
        for item in node.items:
            assert node.start <= item.start <= item.end <= node.end
            check(item)

    root = read(text).root
    if root is not None:
        check(root)


@given(fragments)
@settings(max_examples=500)
def test_both_ways_of_reading_agree(text: str) -> None:
    slow = read(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reader, "QUICK_FROM", 0)
        quick = read(text)
    assert [(f.kind, f.places) for f in slow.faults] == [(f.kind, f.places) for f in quick.faults]
    assert shape(slow.root) == shape(quick.root)


def shape(node: Node | None) -> object:
    """All of a tree: what it holds, and where."""
    if node is None:
        return None
    members = [(shape(key), shape(value)) for key, value in node.members]
    items = [shape(item) for item in node.items]
    return node.kind, node.start, node.end, repr(node.value), members, items


def test_places_of_names_and_values() -> None:
    text = '{\n  "installed": {\r\n    "client_id": "x"}}'
    root = read(text).root
    assert root is not None
    lines = Lines(text)
    (key, inner), *_ = root.members
    assert lines.locate(key.start) == (2, 3)
    assert lines.locate(inner.start) == (2, 16)
    name, value = inner.members[0]
    assert lines.locate(name.start) == (3, 5)
    assert lines.locate(value.start) == (3, 18)
    assert lines.locate(10_000) == (3, 23)


def test_sixty_four_levels_are_read_and_one_more_is_not(way: None) -> None:
    assert read("[" * 64 + "]" * 64).faults == []
    assert [fault.kind for fault in read("[" * 65 + "]" * 65).faults] == ["too_deep"]


def test_numbers_of_thousands_of_digits_are_read() -> None:
    reading = read("[" + "7" * 5000 + ", -" + "1" * 5000 + "]")
    assert reading.faults == []
    assert reading.root is not None
    assert to_python(reading.root) == [float("inf"), float("-inf")]


def test_the_last_of_two_equal_names_wins() -> None:
    root = read('{"a": 1, "a": 2}').root
    assert root is not None
    found = root.find("a")
    assert found is not None
    assert found.value == 2
    assert to_python(root) == {"a": 2}
    assert root.find("b") is None


@pytest.mark.parametrize(
    ("text", "kinds", "value"),
    [
        ('{"a": 1,}', ["extra_comma"], {"a": 1}),
        ("{'a': 'b'}", ["single_quotes"], {"a": "b"}),
        ("{'a': 'it\\'s'}", ["single_quotes"], {"a": "it's"}),
        ("{\u201ca\u201d: \u201cb\u201d}", ["typographic_quotes"], {"a": "b"}),
        ("{a: b}", ["unquoted"], {"a": "b"}),
        ("{a: b // c\n}", ["unquoted", "comment"], {"a": "b"}),
        ("{a: b#c\n}", ["unquoted", "comment"], {"a": "b"}),
        ('{"a": None, "b": True}', ["foreign_literal"], {"a": None, "b": True}),
        ('{"a": NaN}', ["not_a_number"], {"a": None}),
        ('/* x */ {"a": 1 /* y', ["comment", "truncated"], {"a": 1}),
        ('{"a": "b\nc"}', ["raw_control"], {"a": "b\nc"}),
        ('{"a": "b\nc\nd"}', ["raw_control"], {"a": "b\nc\nd"}),
        ('{"a": "b,\n "c": 1}', ["unclosed_string"], None),
        ('{"a": "b\r\n "c": 1}', ["unclosed_string"], None),
        ('{"a": "b\r\nc"}', ["raw_control"], {"a": "b\r\nc"}),
        ('{"a": [1, {"b": "c', ["truncated"], {"a": [1, {"b": "c"}]}),
        ('{"a": [1, {"b"', ["truncated"], {"a": [1, {"b": None}]}),
        ('{"a": 1} x', ["stray_after"], {"a": 1}),
        ('x {"a": 1}', ["stray_before"], {"a": 1}),
        ('{"a": 1}{"b": 2}', ["stray_after"], {"a": 1}),
        ('{"a": 1 "b": 2}', ["no_comma"], {"a": 1, "b": 2}),
        ('{"a" 1}', ["missing_colon"], {"a": 1}),
        ('{"a": , "b": 2}', ["missing_value"], {"a": None, "b": 2}),
        ('{"a", "b": 2}', ["missing_value"], {"a": None, "b": 2}),
        ('{"a": [1}', ["bad_bracket"], {"a": [1]}),
        ('["\\x"]', ["bad_escape"], ["\\x"]),
        ("[\u00a01]", ["odd_space"], [1]),
        ('{{"a": 1}}', ["unexpected"], {"": {"a": 1}}),
        ("[1:2]", ["unexpected"], None),
        ("[01]", ["bad_number"], ["01"]),
        ("True", ["foreign_literal"], True),
        ("hello", ["not_json"], None),
        ("", ["not_json"], None),
    ],
)
def test_goes_on_after_a_fault(way: None, text: str, kinds: list[str], value: object) -> None:
    reading = read(text)
    assert [fault.kind for fault in reading.faults] == kinds
    assert reading.sound is not any(kind in HARD for kind in kinds)
    if value is not None:
        assert reading.root is not None
        assert to_python(reading.root) == value


def test_says_since_where_something_is_open() -> None:
    (fault,) = read('{"a": [1,\n {"b": 2').faults
    assert fault.opened == '{"a": [1,\n {"b": 2'.index('{"b"')


@pytest.mark.parametrize(
    ("text", "kinds", "value"),
    [
        # Text around the JSON.
        ("```json\n{'a': 1}\n```", ["stray_before", "single_quotes", "stray_after"], {"a": 1}),
        ("VAR='{\"a\": 1}'", ["stray_before", "stray_after"], {"a": 1}),
        ("'{\"a\": 1}'", ["stray_before", "stray_after"], {"a": 1}),
        ('"{"a": 1}"', ["stray_before", "stray_after"], {"a": 1}),
        ('[me@host ~]$ cat a\n{"a": 1}', ["stray_before"], {"a": 1}),
        ('[{"a": 1}] x', ["stray_after"], [{"a": 1}]),
        ('x ["a"]', ["stray_before"], ["a"]),
        ("a = {b: 1}", ["stray_before", "unquoted"], {"b": 1}),
        # The beginning is missing.
        ('"a": 1}', ["no_brace"], {"a": 1}),
        ('"a": 1, "b": 2', ["no_brace"], {"a": 1, "b": 2}),
        ('"a": {"b": 1}\n}\n}', ["no_brace"], {"a": {"b": 1}}),
        ('"a": 1,\n{"b": 2}', ["no_brace"], {"a": 1, "b": 2}),
        ('"a": 1\n{"b": 2}', ["no_brace"], {"a": 1, "b": 2}),
        ('"a": 1, "b": {{"c": 2}}', ["no_brace", "unexpected"], None),
        ('"a": 1, {"b": 2, {"c": 3}', ["no_brace", "unexpected"], None),
        ('id", "b": 2}', ["no_beginning"], {"b": 2}),
        ('"x", "b": 2}', ["no_beginning"], {"b": 2}),
        # Quotes.
        ('{"a": b"}', ["missing_quote"], {"a": "b"}),
        ('{a": "b"}', ["missing_quote"], {"a": "b"}),
        ('{"a": https://b/c", "d": 1}', ["missing_quote"], {"a": "https://b/c", "d": 1}),
        ('{"a": https://b/c, "d": 1}', ["unquoted"], {"a": "https://b/c", "d": 1}),
        ('{"a": hello there, "d": 1}', ["unquoted"], {"a": "hello there", "d": 1}),
        ('{"a": "b,"c": "d"}', ["unclosed_string"], None),
        ('{"a: "b", "c": "d"}', ["unclosed_string"], None),
        ('{"a": "b\n}', ["unclosed_string"], None),
        ('{"a": "b\n\nc"}', ["raw_control"], {"a": "b\n\nc"}),
        ('{"a": "b"c"}', ["missing_comma"], None),
        ('{"a"x: 1}', ["unexpected"], None),
        ('{"a" x: 1}', ["unexpected"], None),
        ('{"a" [: 1}', ["unexpected"], None),
        ('{7 "a": 1}', ["unexpected"], None),
        ('{"a": x;y"}', ["missing_quote"], {"a": "x;y"}),
        ('{"a": x"y"}', ["unexpected"], None),
        # Punctuation.
        (
            '\uff5b"a"\uff1a 1\uff0c "b"\uff1a \uff3b2\uff3d\uff5d',
            ["foreign_punctuation"],
            {"a": 1, "b": [2]},
        ),
        ('{"a" => 1; "b" = 2}', ["foreign_punctuation"], {"a": 1, "b": 2}),
        ('{"a"=: 1}', ["unexpected"], None),
        ('\uff1a {"a": 1}', ["stray_before"], {"a": 1}),
        ('{"a": 1;, "b": 2}', ["unexpected"], None),
        # Comments that are none.
        ('{"a": 1#, "b": 2}', ["unexpected"], None),
        ('{"a":# "b"\n}', ["unexpected"], None),
        ('{"a": "b"# }', ["unexpected"], {"a": "b"}),
        ('{"a": "b" # c', ["comment", "truncated"], {"a": "b"}),
        ('{"a": 1, # "b": 2}\n}', ["comment", "extra_comma"], {"a": 1}),
        ('{"a": 1 # }}', ["unexpected"], None),
        # Brackets.
        ('{"a": 1,}, "b": 2}', ["closed_early"], {"a": 1}),
        ('{"x": [1,], "a": 1,}, "b": 2}', ["extra_comma", "closed_early"], {"x": [1], "a": 1}),
        ('{\n  "a": {\n  "a": {\n    "b": 1\n  }\n}', ["not_closed"], None),
        ('{\n    "b": 1\n  }\n}', ["not_opened"], None),
        ('{\n  "a": 1\n}\n}', ["stray_after"], {"a": 1}),
        ('{\n  "a": [[\n    1\n  ],\n  "b": 2\n}', ["not_closed"], None),
        ('{\n"a": {\n"b": 1\n}\n', ["truncated"], {"a": {"b": 1}}),
        ('{"a": 1}, "b": 2}', ["closed_early"], {"a": 1}),
        ('{\n  "a": {\n    "b": 1\n}', ["not_closed"], None),
        ("}\n" * 9, ["bad_bracket"], None),
        (" {" + '\n  "a": {\n    "b": "}"\n  }}}', ["stray_after"], {"a": {"b": "}"}}),
    ],
)
def test_one_cause_brings_one_fault_where_it_is(
    way: None, text: str, kinds: list[str], value: object
) -> None:
    reading = read(text)
    assert [fault.kind for fault in reading.faults] == kinds
    if value is not None:
        assert reading.root is not None
        assert to_python(reading.root) == value


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('{\n  "a": {\n  "a": {\n    "b": 1\n  }\n}', '"a": {\n    "b"'),
        ('{\n    "b": 1\n  }\n}', '"b"'),
        ('{\n  "a": [[\n    1\n  ],\n  "b": 2\n}', "[["),
        ('{\n  "a": [\n    1,\n    2\n  "b": [\n    3\n  ]\n}', "2"),
        ('{"a": "b,"c": "d"}', '"b,'),
        ('{"a": "b\n}', '"b'),
        ('{"a": 1,}, "b": 2}', "}, "),
    ],
)
def test_a_fault_is_placed_where_it_was_made(text: str, place: str) -> None:
    assert read(text).faults[0].start == text.index(place)


def test_the_indentation_of_a_large_file_is_not_looked_at() -> None:
    text = '{\n    "b": 1\n  }\n}' + " " * LARGEST
    assert [fault.kind for fault in read(text).faults] == ["stray_after"]


def test_garbage_is_collected_again_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "QUICK_FROM", 0)
    read("[1]")
    assert gc.isenabled()
    gc.disable()
    try:
        read("[1]")
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_counts_a_fault_that_repeats() -> None:
    (fault,) = read("['a', 'b', 'c']").faults
    assert (fault.start, fault.count) == (1, 3)
    assert fault.places == [(1, 4), (6, 9), (11, 14)]


def test_keeps_a_bounded_number_of_places() -> None:
    (fault,) = read("[" + "'a'," * MOST_PLACES + "'a']").faults
    assert fault.count == MOST_PLACES + 1
    assert len(fault.places) == MOST_PLACES


@pytest.mark.parametrize(
    "unit",
    [
        "1,",
        '{"a":"b"},',
        '"\\u0041",',
        "[",
        "]",
        "{",
        '"',
        "'a'",
        "\\",
        "/*",
        "x ",
        "\n",
        ",",
        "{]",
        '"a\n',
        "“",
        ": ",
        '"a" ',
        "*",
    ],
)
@pytest.mark.no_cover
def test_time_is_linear(unit: str) -> None:
    def seconds(size: int) -> float:
        text = '["' if unit == '"a\n' else "["
        text += unit * (size // len(unit))
        start = time.process_time()
        read(text)
        return time.process_time() - start

    # Eight times the text in far less than the sixty-four times that a quadratic reader takes;
    # what else the machine does may disturb a try.
    assert any(seconds(160_000) < 30 * seconds(20_000) + 0.2 for _ in range(4))


def test_a_node_shows_no_value_in_its_repr() -> None:
    root = read('{"client_secret": "hush"}').root
    assert "hush" not in repr(root)
    assert "hush" not in repr(root and root.members)


def test_a_brace_behind_the_first_member_leaves_no_comma_waiting() -> None:
    assert [fault.kind for fault in read('"a":""{}').faults] == ["no_brace"]
