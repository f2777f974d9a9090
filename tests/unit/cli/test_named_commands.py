"""Every command that a sentence names is one that can be run."""

from __future__ import annotations

import ast
import importlib
import itertools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import chattui
from chattui.cli.commands import commands
from chattui.cli.options import Parser

ROOT = Path(chattui.__file__).parent
KNOWN = {command.name: command for command in commands()}
NAMED = re.compile(r"`chattui ([a-z]\w*)([^`]*)`")


def sentences() -> Iterator[str]:
    """Every text in the sources that name a command, docstrings with them."""
    for path in ROOT.rglob("*.py"):
        source = path.read_text()
        if "`chattui " not in source:
            continue
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


FOUND = sorted({(found[1], found[2]) for text in sentences() for found in NAMED.finditer(text)})


def parser_of(name: str) -> Parser:
    module = importlib.import_module(f"chattui.cli.{KNOWN[name].module}")
    parser = Parser(prog=name)
    module.add_arguments(parser)
    return parser


@pytest.mark.parametrize(("name", "rest"), FOUND)
def test_a_command_that_is_named_exists(name: str, rest: str) -> None:
    assert name in KNOWN
    parser, words = parser_of(name), rest.split()
    parts: Any = next((a.choices or {} for a in parser._actions if a.dest == "part"), {})
    if parts and words:
        assert words[0] in parts
        parser = parts[words[0]]
    options = {option: action for action in parser._actions for option in action.option_strings}
    for word, following in itertools.pairwise([*words, ""]):
        if word.startswith("--"):
            assert word in options
            choices = options[word].choices
            assert not choices or following in choices


def test_there_are_some() -> None:
    assert ("doctor", " --fix") in FOUND
    assert len(FOUND) > 10
