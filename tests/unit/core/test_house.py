"""The shape of the house: no module ate the rest."""

from __future__ import annotations

import ast
from pathlib import Path

PACKAGE = Path(__file__).parents[3] / "chattui"
MODULE_LINES = 300
FUNCTION_LINES = 45
APP_LINES = 200

LONGER_MODULES: frozenset[str] = frozenset()
"""Modules over the limit, each with its reason beside it."""

LONGER_FUNCTIONS: frozenset[str] = frozenset(
    {
        "cli/commands.py:commands",  # a table
        "vault/sealed_problem.py:sealed_problem",  # a table
    }
)
"""Functions over the limit, each with its reason beside it."""


def test_modules_are_short() -> None:
    over = {
        str(path.relative_to(PACKAGE))
        for path in PACKAGE.rglob("*.py")
        if len(path.read_text(encoding="utf-8").splitlines()) > MODULE_LINES
    }
    assert over == LONGER_MODULES
    assert len((PACKAGE / "tui" / "app.py").read_text(encoding="utf-8").splitlines()) <= APP_LINES


def test_functions_are_short() -> None:
    over = set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > FUNCTION_LINES:
                    over.add(f"{path.relative_to(PACKAGE)}:{node.name}")
    assert over == LONGER_FUNCTIONS


def test_every_public_name_has_a_docstring() -> None:
    bare = []
    for path in PACKAGE.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if ast.get_docstring(tree) is None:
            bare.append(str(path.relative_to(PACKAGE)))
        for node in tree.body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and not (
                node.name.startswith("_") or ast.get_docstring(node)
            ):
                bare.append(f"{path.relative_to(PACKAGE)}:{node.name}")
    assert bare == []


def test_a_page_calls_no_handler_that_textual_calls_itself() -> None:
    """It calls those of every class of a page; with `super()` they would run again and again."""
    twice = [
        f"{path.relative_to(PACKAGE)}: {line.strip()}"
        for path in (PACKAGE / "tui").rglob("*.py")
        for line in path.read_text(encoding="utf-8").splitlines()
        if "super().on_" in line and "super().on_event(" not in line
    ]
    assert twice == []
