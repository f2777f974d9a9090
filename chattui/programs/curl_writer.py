"""Programs in bash, with curl and jq."""

from __future__ import annotations

import re
from typing import Final

from chattui.programs import curl_parts as parts
from chattui.programs.curl_blocks import Body
from chattui.programs.frame import can_run_again, endpoints_of, service, token_words
from chattui.programs.literals import comment, shell
from chattui.programs.model import Language, Program, Task
from chattui.programs.names import stem

PLAIN: Final = re.compile(r"[A-Za-z0-9.:-]+", re.ASCII)
"""Words of a command that need no quotes."""


def program(task: Task) -> Program:
    """`task` in bash 4 and newer, with curl and jq; its token is that of `chattui token`."""
    name = stem(task.title)
    run = f"bash {name}.sh"
    body = Body(task)
    blocks = body.blocks()
    head = [
        "#!/usr/bin/env bash",
        f"# {comment(task.title)}.",
        "#",
        "# Needs:  curl, jq, and chattui with a sign-in",
        f"# Run:    {run}",
        "#",
        *(f"# {line}" for line in _about(task)),
        "set -uo pipefail",
        "",
        *_settings(task),
    ]
    functions = [parts.SIGN_IN, parts.SEND, parts.ATTEMPT]
    functions += [parts.PAGES] if any(block.pages for block in task.blocks) else []
    functions += [parts.MAIL] if body.mails else []
    functions += [parts.LINK] if body.linked else []
    text = "\n\n".join(part.strip("\n") for part in ["\n".join(head), *functions, *blocks])
    return Program(Language.CURL, text + '\n\nexit "$((failed > 0))"\n', f"{name}.sh", (), run)


def _about(task: Task) -> list[str]:
    said = [f"It acts as {comment(task.account)}, with the sign-in that chattui keeps."]
    if task.emulator:
        said.append(f"It talks to the emulator at {task.emulator}, and never to Google.")
    if can_run_again(task):
        said.append("It may be run again: what is so already stays as it is.")
    if task.note:
        said.append(comment(task.note))
    return said


def _settings(task: Task) -> list[str]:
    plain = [word if PLAIN.fullmatch(word) else shell(word) for word in token_words(task)]
    lines = [f"token_command=({' '.join(plain)}"]
    lines += [f"  --scope {scope}" for scope in task.scopes]
    return [*lines, ")", *_services(task), "failed=0"]


def _services(task: Task) -> list[str]:
    """The address of each service, without the slash before a path."""
    places = endpoints_of(task)
    used = dict.fromkeys(block.api for block in task.blocks)
    return [f"{api}={service(api, places).removesuffix('/')}" for api in used]
