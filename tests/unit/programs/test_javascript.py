"""JavaScript: nothing that somebody chose breaks out of its literal, and every program is valid."""

from __future__ import annotations

import json
import random
import subprocess
from collections.abc import Callable
from dataclasses import replace
from itertools import product
from typing import Any

import pytest

from chattui.programs import apps_script_writer, node_writer
from chattui.programs.javascript import code, comment, literal, variable
from chattui.programs.model import Block, Each, Grant, Hole, Program, Ref, Result, Task, Text
from tests.conftest import need
from tests.unit.programs.samples import CREATE, HOSTILE, MANY, SAMPLES, SPACE, add_people, hostile

WRITERS: tuple[Callable[[Task], Program], ...] = (node_writer.program, apps_script_writer.program)
NASTY = (
    "\"'`\\$${}()<>!-/*#\n\r\t\0\x0b\x1b\x7f\x85\u00a0\u00ad\u200b\u2028\u2029\u202e\ufeff\ufe0f"
)
NASTY += "aé日\U0001f600\U000e0041\ud800=?+"


def texts(number: int) -> list[str]:
    """Texts of characters that have broken out of something before."""
    chosen = random.Random(7)
    made = ["".join(chosen.choices(NASTY, k=chosen.randrange(1, 12))) for _ in range(number)]
    return [*HOSTILE, "", "\\", '"', "`", "${", *made]


def in_node(program: str) -> Any:
    """What `program` prints as JSON."""
    need("node")
    ran = subprocess.run(
        ["node", "--experimental-vm-modules", "--no-warnings", "--input-type=module", "-"],
        input=program,
        capture_output=True,
        encoding="utf-8",
        check=True,
        timeout=60,
    )
    return json.loads(ran.stdout)


def test_every_text_comes_back_as_it_was() -> None:
    given = texts(1000)
    values: list[Any] = [[text, Text((text, Ref("x"), text)), {text: [text]}] for text in given]
    lists = ",\n".join(code(value) for value in values)
    written = f"const x = {{ name: '|' }};\nconsole.log(JSON.stringify([{lists}]));"
    back = in_node(written)
    for text, (plain, pieces, inside) in zip(given, back, strict=True):
        assert plain == text
        assert pieces == f"{text}|{text}"
        assert inside == {text: [text]}
    assert all(char.isprintable() or char == "\n" for char in written)
    assert "\ufe0f" not in written  # printable to Python, and yet invisible


def test_every_program_is_valid() -> None:
    tasks = [*SAMPLES.values(), *map(hostile, HOSTILE)]
    written = [
        [writer is node_writer.program, writer(replace(task, grant=grant, subject="a@b.c")).text]
        for task, writer, grant in product(tasks, WRITERS, Grant)
    ]
    parse = """
      import vm from "node:vm";
      const wrong = [];
      for (const [isModule, text] of WRITTEN) {
        try { isModule ? new vm.SourceTextModule(text) : new vm.Script(text); }
        catch (error) { wrong.push(`${error}: ${text}`); }
      }
      console.log(JSON.stringify(wrong));
    """.replace("WRITTEN", json.dumps(written))
    assert in_node(parse) == []


@pytest.mark.parametrize("text", [*HOSTILE, "// x\n process.exit()", "a\u2028b\x85c\x0bd\rf"])
def test_a_comment_is_one_line(text: str) -> None:
    assert comment(text).startswith("// ")
    assert len(comment(text).splitlines()) == 1


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("launch_team", "launchTeam"), ("class", "class_"), ("1st", "_1st"), ("", "value"),
        ("a-b c", "aBC"), ("grüezi", "grEzi"), ("process", "process_"), ("x;y()", "xY"),
    ],
)  # fmt: skip
def test_names_are_names(name: str, expected: str) -> None:
    assert variable(name) == expected


def test_quotes_are_those_that_need_fewer_escapes() -> None:
    assert literal('a = "b"') == "'a = \"b\"'"
    assert literal("it's") == '"it\'s"'
    assert literal('\\\'""') == "'\\\\\\'\"\"'"


def statements(*blocks: Block) -> str:
    """What stands in the steps of a program for Apps Script, on one line."""
    text = apps_script_writer.program(replace(CREATE, blocks=blocks)).text
    return " ".join(text[text.index("function steps") : text.index("/** What")].split())


def test_two_tables_of_the_same_column_have_two_names() -> None:
    people = add_people("a@example.com", saves="first")
    again = replace(
        add_people("b@example.com"), body={"all": [Each("first", [Hole("email"), Result()])]}
    )
    text = statements(people, again)
    assert 'const emails = ["a@example.com"];' in text
    assert 'const emails2 = ["b@example.com"];' in text
    assert '...emails.map((email, index) => [ email, first[index] ? "done" : "failed", ]),' in text


def test_what_needs_a_row_that_failed_is_not_tried() -> None:
    make = replace(MANY.blocks[0], shows=())
    inside = Text((Ref("spaces", row=0), "/members/x"))
    rows = replace(add_people("x@example.com"), rows=((inside,),))
    once = replace(add_people(parent=Ref("spaces", row=1)), columns=(), body=None, label="One")
    text = statements(make, rows, once)
    assert "for (const { email, needs } of emails) { if (!needs) { fail(" in text
    assert 'if (spaces[1]) { attempt( "One"' in text
    assert '} else { fail("One", "An earlier step that it needs has failed.");' in text


@pytest.mark.parametrize("writer", WRITERS)
def test_no_secret_and_no_place_of_ours_is_in_it(writer: Callable[[Task], Program]) -> None:
    for task, grant in product(SAMPLES.values(), Grant):
        made = writer(replace(task, grant=grant, subject="ada@example.com"))
        assert "http://127.0.0.1:" not in made.text.replace("http://127.0.0.1:${port}", "")
        assert "emulator" not in made.text
        for name, text in made.besides.items():
            commented = "\n".join(f"//   {line}" for line in text.splitlines())
            assert f"// {name}:\n//\n{commented}" in made.text
    assert SPACE in writer(SAMPLES["list"]).text
