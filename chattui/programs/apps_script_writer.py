"""Tasks as programs for Apps Script: ``Code.gs`` and its manifest.

With a user's grant, Apps Script asks for consent by itself, and the methods are those of its
advanced services, whose arguments are the body, the parameters of the path, and the others in one
object. With delegation, requests are sent with ``UrlFetchApp`` and a token for which the key in the
script's properties signs. It runs at Google: an emulator is out of its reach.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any, Final, Protocol

from chattui.programs.frame import fragment, service
from chattui.programs.javascript import Call, Code, code, comment, uses, uses_link
from chattui.programs.javascript_blocks import Dialect, Statements, indented
from chattui.programs.model import Block, Grant, Language, Mail, Now, Program, Task
from chattui.programs.routes import look_at_rows

_EXTERNAL: Final = "https://www.googleapis.com/auth/script.external_request"
_STEPS: Final = """\
// 1. script.google.com > New project: this file as Code.gs.
// 2. Project Settings: show "appsscript.json" in the editor; there, put what
//    stands below.
// 3. Project Settings > Google Cloud Platform (GCP) Project: the number of the
//    project in which the Chat app is configured."""
_KEY: Final = """\
// 4. Project Settings > Script Properties: SERVICE_ACCOUNT_KEY, with the text of
//    the key file of a service account with domain-wide delegation. Whoever may
//    edit the project can read it.
// 5. In the editor: main, Run."""
_RUN: Final = "// 4. In the editor: main, Run. It asks for your consent the first time."


def program(task: Task) -> Program:
    """`task` for Apps Script; every grant but delegation is the user's own."""
    delegated = task.grant is Grant.DELEGATION
    manifest = _manifest(task)
    statements = Statements(task, _DELEGATED if delegated else _ADVANCED).text()
    parts = [
        _head(task, manifest),
        _constants(task),
        _MAIN,
        f"function steps() {{\n{indented(statements)}\n}}",
        fragment("apps_script/say.gs"),
        fragment("apps_script/patiently.gs"),
    ]
    if any(not block.pages for block in task.blocks):
        parts.append(fragment("apps_script/attempt.gs"))
    if any(block.pages for block in task.blocks):
        parts.append(fragment("apps_script/pages.gs"))
    if uses(task, Now):
        parts.append(fragment("apps_script/now.gs"))
    if uses_link(task):
        parts.append(fragment("apps_script/link.gs"))
    if uses(task, Mail):
        parts.append(fragment("apps_script/mail.gs"))
    if delegated:
        parts.append(fragment("apps_script/delegation.gs"))
    return Program(
        Language.APPS_SCRIPT,
        "\n\n".join(parts) + "\n",
        "Code.gs",
        besides={"appsscript.json": manifest},
    )


_MAIN: Final = """\
function main() {
  steps();
  if (failures) throw new Error("Not everything was done: see above.");
}"""


def _manifest(task: Task) -> str:
    """``appsscript.json``: the advanced services that are on, and the scopes."""
    made: dict[str, Any] = {"timeZone": "Etc/UTC", "dependencies": {}}
    if task.grant is Grant.DELEGATION:
        scopes: tuple[str, ...] = (_EXTERNAL,)
    else:
        scopes = task.scopes
        versions = {block.api: block.version for block in task.blocks}
        made["dependencies"]["enabledAdvancedServices"] = [
            {"userSymbol": api.title(), "serviceId": api, "version": version}
            for api, version in versions.items()
        ]
    made |= {"exceptionLogging": "STACKDRIVER", "runtimeVersion": "V8"}
    made["oauthScopes"] = list(scopes)
    return json.dumps(made, indent=2) + "\n"


def _head(task: Task, manifest: str) -> str:
    lines = [
        comment(task.title),
        "//",
        _STEPS,
        _KEY if task.grant is Grant.DELEGATION else _RUN,
        "//",
        "// A script may run for six minutes. Where that was too short, run it again.",
    ]
    if task.emulator:
        lines += ["//", "// Apps Script runs at Google: it talks to Google, not to the emulator."]
    if task.note:
        lines += ["//", comment(task.note)]
    lines += ["//", "// appsscript.json:", "//"]
    lines += [f"//   {line}" for line in manifest.splitlines()]
    return "\n".join(lines)


def _constants(task: Task) -> str:
    lines = ["let failures = 0;"]
    if task.grant is Grant.DELEGATION:
        lines[:0] = [
            f"const SUBJECT = {code(task.subject)};",
            f"const SCOPES = {code(list(task.scopes), before=17)};",
        ]
    return "\n".join(lines)


def _advanced(block: Block, indent: int, **more: object) -> str:
    """A method of an advanced service: body, path's parameters in their order, the others."""
    others = {**block.parameters, **more}
    arguments: list[Any] = [] if block.body is None else [block.body]
    for name in re.findall(r"\{\+?(\w+)\}", block.path):
        arguments.append(others.pop(name))
    if others:
        arguments.append(others)
    *steps, last = block.method.split(".")
    # `delete` was no name for a method when the services were made.
    names = [block.api, *steps]
    path = ".".join(name[:1].upper() + name[1:] for name in names)
    return code(Call(f"{path}.{'remove' if last == 'delete' else last}", tuple(arguments)), indent)


def _call(block: Block, indent: int, **more: object) -> str:
    """A request with ``UrlFetchApp``."""
    arguments: list[Any] = [block.verb.lower(), service(block.api) + block.path]
    arguments.append({**block.parameters, **more})
    if block.body is not None:
        arguments.append(block.body)
    return code(Call("call", tuple(arguments)), indent)


class _Request(Protocol):
    def __call__(self, block: Block, indent: int, **more: object) -> str: ...


def _unless(send: _Request) -> Callable[[Block, int], str]:
    def unless_rows(block: Block, indent: int) -> str:
        look = look_at_rows(block)
        inner, outer = " " * (indent + 2), " " * indent
        return (
            f"() => {{\n{inner}const {{ values }} = {send(look, indent + 2)};\n"
            f"{inner}if (values) return SO_ALREADY;\n"
            f"{inner}return {send(block, indent + 2)};\n{outer}}}"
        )

    return unless_rows


def _page(send: _Request) -> Callable[[Block, int], str]:
    return lambda block, indent: send(block, indent, pageToken=Code("pageToken"))


_ADVANCED: Final = Dialect(_advanced, _page(_advanced), _unless(_advanced), "", again=True)
_DELEGATED: Final = Dialect(_call, _page(_call), _unless(_call), "", again=True)
