"""No text breaks out of a literal or a comment of any language, and each is read as what it was."""

from __future__ import annotations

import ast
import json
import random
import re
import subprocess
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chattui.programs import literals
from chattui.programs.curl_writer import program as curl_program
from chattui.programs.model import Grant, Language, Task
from chattui.programs.names import pascal, stem
from chattui.programs.python_writer import program as python_program
from chattui.programs.write import write
from tests.unit.programs.samples import ADMIN, CREATE, HOSTILE, LIST, SAMPLES, hostile

PIECES = (*HOSTILE, *"'\"\\`${}()*/#!\n\r\t\0 \u2028\u2029\x85\x1b\u202e\ud83d", "\\u000a", "*/",
          "JSON\n", "EOF", "\\'", "$'", "coding: utf-7", "{{", "}}",
          "\u3164", "\ufe0f")  # fmt: skip
INVISIBLE = frozenset("\u034f\u115f\u3164\ufe0f\uffa0")
"""And yet printable to Python."""
NASTY = st.one_of(st.text(), st.lists(st.sampled_from(PIECES), max_size=6).map("".join))


def sound(text: str) -> str:
    """A lone surrogate is in no text of Google's, and is not written."""
    return re.sub("[\ud800-\udfff]", "\ufffd", text)


@given(NASTY)
@settings(max_examples=30)
def test_literals_are_read_as_they_were(text: str) -> None:
    for literal in (literals.python(text), literals.python(text, quote="'")):
        assert ast.literal_eval(literal) == sound(text)
        assert literal.isprintable()
        assert not INVISIBLE & set(literal)
    assert json.loads(literals.json_string(text)) == sound(text)
    assert literals.json_string(text).isprintable()
    assert not INVISIBLE & set(literals.json_string(text))


def test_bash_reads_its_words_as_they_were() -> None:
    chance = random.Random(7)
    texts = ["".join(chance.choices(PIECES, k=chance.randrange(6))) for _ in range(300)]
    texts = [sound(text).replace("\0", "") for text in (*HOSTILE, *texts)]
    script = "printf '%s\\0' " + " ".join(map(literals.shell, texts))
    done = subprocess.run(["bash", "-s"], input=script.encode(), capture_output=True)
    assert done.stdout.decode().split("\0")[:-1] == texts
    assert done.stderr == b""
    assert not INVISIBLE & set(script)


@given(NASTY)
@settings(max_examples=30)
def test_a_comment_is_of_one_line_and_ends_nowhere_early(text: str) -> None:
    comment = literals.comment(text)
    assert comment.isprintable()
    assert not any(each in comment for each in ("*/", "\\", '"""'))


@given(NASTY)
@settings(max_examples=30)
def test_names_of_files_and_classes_are_plain(text: str) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9_]{0,60}", stem(text))
    assert re.fullmatch(r"[A-Z][A-Za-z0-9]*", pascal(text))


class Blank(ast.NodeTransformer):
    """Takes the words out of a program: each text is one of the same kind."""

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        if isinstance(node.value, str):
            return ast.copy_location(ast.Constant("x"), node)
        return node

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.AST:
        self.generic_visit(node)
        holes = [part for part in node.values if not isinstance(part, ast.Constant)]
        return ast.copy_location(ast.JoinedStr(values=list(holes)), node)


@given(NASTY)
@settings(max_examples=10)
def test_a_python_program_is_the_same_whatever_it_is_called(text: str) -> None:
    def shape(words: str) -> str:
        return ast.dump(Blank().visit(ast.parse(python_program(hostile(words)).text)))

    assert shape(text) == shape("plain words")
    made = python_program(hostile(text)).text
    held = {n.value for n in ast.walk(ast.parse(made)) if isinstance(n, ast.Constant)}
    assert sound(text) in held
    assert made.splitlines()[0] == "#!/usr/bin/env python3"
    assert not re.match(r"[ \t\f]*#.*?coding[:=]", made.split("\n")[1])


def test_only_what_stays_as_it_is_may_be_run_again() -> None:
    words = "may be run again"
    for write_it in (python_program, curl_program):
        assert words not in write_it(replace(CREATE, grant=Grant.TOKEN)).text  # a mail, and a log
        assert words not in write_it(replace(LIST, grant=Grant.TOKEN)).text
        assert words in write_it(ADMIN).text
        ends = replace(ADMIN.blocks[0], method="spaces.delete")
        assert words not in write_it(replace(ADMIN, blocks=(ends,))).text


QUOTED = re.compile(r"\$'(?:\\.|[^'\\])*'|'[^']*'(?:\\''[^']*')*", re.S)


@given(NASTY)
@settings(max_examples=10)
def test_a_bash_program_is_the_same_whatever_it_is_called(text: str) -> None:
    def shape(words: str) -> str:
        # What is quoted in it may have lines of its own; a comment of the program's may not.
        code = QUOTED.sub("", re.sub(r"(?m)^ *# .*$", "", curl_program(replaced(words)).text))
        return " ".join(code.replace("\\\n", " ").split())

    def replaced(words: str) -> Task:
        return replace(hostile(words), grant=Grant.TOKEN, account="ada@example.com")

    assert shape(text) == shape("plain words")


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("name", SAMPLES)
def test_every_language_has_each_sample(language: Language, name: str) -> None:
    grant = Grant.TOKEN if language is Language.CURL else Grant.USER
    made = write(replace(SAMPLES[name], grant=grant), language)
    assert made.language is language
    assert made.text.isascii() or made.text.encode()
    assert made.text.endswith("\n")
    assert not made.text.endswith("\n\n")


@pytest.mark.parametrize("language", Language)
def test_bytes_that_are_no_letters_are_written_as_well(language: Language) -> None:
    sent = {"parent": "spaces/\udcff", "filter": "a\udcff"}
    asked = replace(LIST.blocks[0], parameters=sent, words=("\ud83d",))
    task = replace(LIST, title="a\udcff", blocks=(asked,), grant=Grant.TOKEN)
    assert write(task, language).text.encode()


def test_what_is_chosen_and_what_is_no_sample_is_written() -> None:
    found = replace(
        LIST.blocks[0],
        method="spaces.findGroupChats",
        path="v1/spaces:findGroupChats",
        parameters={"users": ["users/a@example.com", "users/b@example.com"], "pageSize": 30},
    )
    task = replace(LIST, blocks=(found,), grant=Grant.TOKEN)
    assert "users=users%2Fa%40example.com&users=users%2Fb%40example.com" in curl_program(task).text
    assert 'users=["users/a@example.com", "users/b@example.com"]' in python_program(task).text
