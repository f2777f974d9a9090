"""Writing a Task as a program in a language."""

from __future__ import annotations

import importlib

from chattui.programs.model import Language, Program, Task


def write(task: Task, language: Language) -> Program:
    """`task` as a program; only the writer of its language is imported.

    Each writer is a module ``chattui.programs.LANGUAGE_writer`` with ``program(task)``.
    """
    name = language.value.replace("-", "_")
    writer = importlib.import_module(f"chattui.programs.{name}_writer")
    made: Program = writer.program(task)
    return made
