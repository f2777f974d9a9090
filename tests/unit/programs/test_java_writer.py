"""A Java program holds what its Task says, whatever texts are in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chattui.programs.java_literals import MOST_BYTES, comment, comment_lines, string
from chattui.programs.java_writer import class_name, program
from chattui.programs.model import Grant, Task
from tests.unit.programs.samples import CREATE, HOSTILE, SAMPLES, add_people, hostile

TOKEN = re.compile(
    r'(?P<skip>\s+|//[^\n\r]*|/\*.*?\*/)|(?P<string>"(?:[^"\\\n\r]|\\.)*")|(?P<code>\w+|.)', re.S
)
ESCAPE = re.compile(r"\\(?:([0-3]?[0-7]{1,2})|(.))", re.S)


def read(source: str) -> str:
    """Java's first step (JLS 3.3): escapes with ``u`` behind an even number of backslashes."""
    return re.sub(
        r"(?<!\\)((?:\\\\)*)\\u+([0-9a-fA-F]{4})",
        lambda found: found[1] + chr(int(found[2], 16)),
        source,
    )


def tokens(source: str) -> Iterator[tuple[str, str]]:
    """What Java reads: its code, and its strings as they are when it runs."""
    for found in TOKEN.finditer(read(source)):
        if found["string"]:
            yield "string", text_of(found["string"][1:-1])
        elif found["code"]:
            yield "code", found["code"]


def text_of(inside: str) -> str:
    def one(found: re.Match[str]) -> str:
        if found[1]:
            return chr(int(found[1], 8))
        return {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}.get(found[2], found[2])

    units = ESCAPE.sub(one, inside)
    return units.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")


def shape(task: Task) -> list[str]:
    made = program(task)
    name = made.file_name.removesuffix(".java")
    return [
        "" if kind == "string" else "Name" if word == name else word
        for kind, word in tokens(made.text)
    ]


HARMLESS = shape(hostile("harmless"))


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_stays_in_its_string(text: str) -> None:
    made = program(hostile(text))
    assert shape(hostile(text)) == HARMLESS
    assert made.text.isascii()
    strings = [word for kind, word in tokens(made.text) if kind == "string"]
    assert strings.count(text) >= 4


@settings(max_examples=10, deadline=None)
@given(st.text(alphabet=st.sampled_from('\\u"nr\n\r*/0a2\t\u2028\xe9\U0001f600'), max_size=12))
def test_no_text_breaks_out(text: str) -> None:
    assert shape(hostile(text)) == HARMLESS


@settings(max_examples=100, deadline=None)
@given(st.text())
def test_a_literal_is_read_as_the_text(text: str) -> None:
    assert list(tokens(string(text))) == [("string", text)]
    assert list(tokens(f"// {comment(text)}\nafter")) == [("code", "after")]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from([*"\\u0a 日-", "\\u000a"]), max_size=40).map("".join))
def test_no_line_of_a_comment_ends_within_an_escape(text: str) -> None:
    lines = comment_lines(text, 20)
    assert max(map(len, lines)) <= 20
    assert list(tokens("".join(f"// {line}\n" for line in lines) + "after")) == [("code", "after")]
    read_back = "".join(read(line).replace("\\\\", "\\") for line in lines)
    assert "".join(read_back.split()) == "".join(text.split())


def test_a_long_text_is_divided() -> None:
    text = "ü\n" * 30_000
    strings = [word for kind, word in tokens(string(text)) if kind == "string"]
    assert "".join(strings) == text
    assert all(len(word.encode()) <= MOST_BYTES for word in strings)


@pytest.mark.parametrize("grant", Grant)
@pytest.mark.parametrize("name", SAMPLES)
def test_a_program_is_short_in_width_and_imports_what_it_uses(name: str, grant: Grant) -> None:
    made = program(replace(SAMPLES[name], grant=grant))
    lines = made.text.splitlines()
    assert [line for line in lines if len(line) > 100] == []
    assert "\n\n\n" not in made.text
    code = "".join(f"{word} " for kind, word in tokens(made.text) if kind == "code")
    for line in lines:
        if line.startswith("import "):
            imported = line.rstrip(";").rpartition(".")[2]
            assert len(re.findall(rf"\b{imported}\b", code)) > 1, line
    assert made.run == f"java {made.file_name}"


def test_no_secret_and_no_other_host_is_in_it() -> None:
    for grant in Grant:
        text = program(replace(CREATE, grant=grant, emulator="http://127.0.0.1:9")).text
        assert set(re.findall(r"https?://[a-z0-9.:]+", text)) <= {
            "http://127.0.0.1:",
            "http://127.0.0.1:9",
            "https://chat.google.com",
            "https://www.googleapis.com",
        }


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Make Launch team", "MakeLaunchTeam"),
        ("Make \u202e*/ größe", "MakeGrosse"),
        ("Process", "ProcessProgram"),
        ("Http client", "HttpClientProgram"),
        ("2 spaces", "Chat2Spaces"),
        ("日本", "ChatProgram"),
    ],
)
def test_its_class_is_named_after_what_it_does(title: str, name: str) -> None:
    assert class_name(title) == name


def test_a_long_table_is_divided_into_classes() -> None:
    block = add_people(*(f"person{i}@example.com" for i in range(3000)), saves="added")
    made = program(replace(CREATE, blocks=(CREATE.blocks[0], block, *CREATE.blocks[2:])))
    strings = [word for kind, word in tokens(made.text) if kind == "string"]
    assert [word for word in strings if word.startswith("person")] == [
        f"person{i}@example.com" for i in range(3000)
    ]
    assert made.text.count("[][] ROWS = {") == 3
