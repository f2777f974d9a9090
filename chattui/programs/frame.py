"""What programs in several languages have around their blocks: where they go, and with what."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Final

from chattui import endpoints
from chattui.endpoints import Endpoints
from chattui.programs.model import Task

_SERVICE_PATHS: Final[Mapping[str, str]] = {"calendar": "/calendar/v3"}
"""Discovery's ``servicePath``, where there is one."""


def endpoints_of(task: Task) -> Endpoints:
    """Where its requests go: Google, or the emulator."""
    return endpoints.emulator(task.emulator) if task.emulator else endpoints.GOOGLE


def service(api: str, places: Endpoints = endpoints.GOOGLE) -> str:
    """What the paths of an API's methods follow, with the slash between: ``rootUrl`` and
    ``servicePath`` of its discovery document."""
    hosts = {
        "chat": places.chat,
        "calendar": places.calendar,
        "sheets": places.sheets,
        "gmail": places.gmail,
    }
    return f"{hosts[api]}{_SERVICE_PATHS.get(api, '')}/"


def token_words(task: Task) -> tuple[str, ...]:
    """The command that gives a token, word by word; ``--scope`` follows for each scope."""
    words = ["chattui", "token"]
    words += ["--account", task.account] if task.account else []
    words += ["--emulator", task.emulator.removeprefix("http://")] if task.emulator else []
    return tuple(words)


def can_run_again(task: Task) -> bool:
    """Whether it changes something, and leaves what is so already as it is when it runs again. Of a
    space that is gone Google says the same as of one that is closed to whoever asks."""
    changes = any(block.verb != "GET" for block in task.blocks)
    return changes and all(block.again and block.method != "spaces.delete" for block in task.blocks)


@cache
def fragment(name: str) -> str:
    """A fixed part of programs, such as ``java/Json.java``, without line ends behind it."""
    from importlib.resources import files

    return files("chattui.programs").joinpath(name).read_text(encoding="utf-8").rstrip()
