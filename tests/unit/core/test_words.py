"""Sentences are translatable: literal, whole, with named placeholders."""

from __future__ import annotations

import ast
import re
import string
from functools import cache
from pathlib import Path

import pytest

from chattui.cli.commands import commands
from chattui.words import t, tn

PACKAGE = Path(__file__).parents[3] / "chattui"


@cache
def calls() -> list[tuple[str, ast.Call]]:
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in {"t", "tn"}
            ):
                found.append((f"{path.relative_to(PACKAGE)}:{node.lineno}", node))
    return found


def test_placeholders_are_filled() -> None:
    assert t("{a} and {b}", a=1, b="x") == "1 and x"
    assert t("no placeholder, one { brace") == "no placeholder, one { brace"
    assert t("{a}", a="{b}") == "{b}"


@pytest.mark.parametrize(
    ("count", "said"), [(0, "0 people"), (1, "1 person"), (1284, "1,284 people")]
)
def test_plurals(count: int, said: str) -> None:
    assert tn("{count} person", "{count} people", count) == said


def test_every_sentence_is_literal_with_matching_placeholders() -> None:
    wrong = []
    for place, call in calls():
        wanted = 1 if getattr(call.func, "id", "") == "t" else 2
        literals = [a.value for a in call.args[:wanted] if isinstance(a, ast.Constant)]
        if len(literals) != wanted or not all(isinstance(text, str) for text in literals):
            wrong.append(f"{place}: not a literal")
            continue
        given = {word.arg for word in call.keywords} | ({"count"} if wanted == 2 else set())
        for text in literals:
            used = {
                name for _, name, _, _ in string.Formatter().parse(str(text)) if name is not None
            }
            if not used <= given or ((given - {"count"}) - used and wanted == 1):
                wrong.append(f"{place}: {sorted(used)} against {sorted(map(str, given))}")
    assert wrong == []


def test_no_sentence_shouts_or_blames() -> None:
    wrong = []
    for place, call in calls():
        for argument in call.args[:2]:
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                text = argument.value
                if (
                    text.rstrip().endswith("!")
                    or "Invalid" in text
                    or "failed to" in text.casefold()
                ):
                    wrong.append(f"{place}: {text}")
    assert wrong == []


def test_only_commands_that_exist_are_advised() -> None:
    """A remedy that cannot be followed is worse than none."""
    parts = {
        "accounts": {"list", "use", "rename", "remove", "revoke", "export", "import"},
        "clients": {"list", "rename", "remove"},
        "spaces": {
            *("list", "create", "show", "edit", "delete", "search", "find"),
            *("event", "log", "mail"),
        },
        "members": {"list", "add", "remove", "role", "sync"},
        "people": {"find", "add", "remove", "hand-over"},
        "plans": {"list", "show", "resume", "undo", "forget"},
    }
    known = {command.name for command in commands()} | {"--help"}
    wrong = []
    for place, call in calls():
        for literal in (a.value for a in call.args if isinstance(a, ast.Constant)):
            for advised in re.findall(r"`chattui ([^`]+)`|file: chattui ([a-z].*)", str(literal)):
                words = next(filter(None, advised)).split()
                part = words[1] if words[1:] and words[0] in parts else ""
                missing = words[0] not in known and "{" not in words[0]
                if missing or (part and part not in parts[words[0]]):
                    wrong.append(f"{place}: {' '.join(words)}")
    assert wrong == []
