"""The README tells what is true."""

from __future__ import annotations

import re

import pytest

from chattui.cli.commands import commands
from tests.unit.core.readme import PAGES, README, generated, keys_table

TEXT = README.read_text(encoding="utf-8")


def test_the_keys_are_those_of_the_app() -> None:
    """Where they are not: run ``python -m tests.unit.core.readme``."""
    assert generated(TEXT) == TEXT
    assert len(keys_table().splitlines()) > 2 * len(PAGES)


def test_there_are_exactly_two_set_up_commands() -> None:
    assert re.findall(r"<!-- (demo|test)-command -->", TEXT) == ["demo", "test"]
    assert len([line for line in TEXT.splitlines() if "-m venv" in line]) == 2


def test_every_command_that_it_shows_exists() -> None:
    blocks = "".join(re.findall(r"```sh\n(.*?)```", TEXT, re.DOTALL))
    shown = set(re.findall(r"\bchattui ([a-z]+)", blocks))
    assert shown
    assert shown <= {command.name for command in commands()}


def test_its_first_words_about_ssh_say_what_compression_saves() -> None:
    first = next(line for line in TEXT.splitlines() if "ssh" in line)
    assert "ssh -C" in first
    assert "eleven times" in first


@pytest.mark.parametrize("package", ["plans", "vault"])
def test_every_module_of_the_largest_parts_is_told_once(package: str) -> None:
    (table,) = re.findall(rf"<!-- {package}-modules -->\n(.*?)<!-- end -->", TEXT, re.DOTALL)
    rows = [line.split("|")[1] for line in table.splitlines()[2:]]
    modules = {path.stem for path in (README.parent / "chattui" / package).glob("*.py")}
    assert sorted(re.findall(r"`(\w+)`", " ".join(rows))) == sorted(modules - {"__init__"})
