"""Tasks as programs for Node.js 20 and newer, with Google's own packages.

One file of ES modules: ``google-auth-library`` for the grant, ``@googleapis/chat`` and its
siblings for the methods. Their retries, refreshing and PKCE are used, not written again. An
emulator is named by ``rootUrl`` (every API) and by the endpoints of the OAuth client.
"""

from __future__ import annotations

from chattui.programs.frame import fragment, token_words
from chattui.programs.javascript import (
    Call,
    Code,
    code,
    comment,
    uses,
    uses_link,
)
from chattui.programs.javascript_blocks import Dialect, Statements, indented
from chattui.programs.model import Block, Grant, Language, Mail, Now, Program, Task
from chattui.programs.names import stem
from chattui.programs.routes import look_at_rows

_PACKAGES = {api: f"@googleapis/{api}" for api in ("chat", "calendar", "sheets", "gmail")}
_IMPORTS = {
    Grant.USER: """\
import { randomBytes, randomUUID } from "node:crypto";
import { on, once } from "node:events";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { CodeChallengeMethod, OAuth2Client } from "google-auth-library";""",
    Grant.DELEGATION: """\
import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { JWT } from "google-auth-library";""",
    Grant.TOKEN: """\
import { execFile } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { OAuth2Client } from "google-auth-library";""",
}
_ABOUT = {
    Grant.USER: """\
// It reads the file of a client of the type "Desktop app" from $CLIENT_FILE, else
// ./client_secret.json, and signs you in with your browser, which comes back to
// port 8400 of this machine, or $PORT. The refresh token is kept for you alone
// in ~/.config/chattui-programs/.""",
    Grant.DELEGATION: """\
// It reads the key of a service account with domain-wide delegation from
// $SERVICE_ACCOUNT_FILE, else ./service_account.json.""",
    Grant.TOKEN: """\
// It takes its access token from `chattui token`.""",
}
_USER_EMULATOR = """
    endpoints: {
      oauth2AuthBaseUrl: `${EMULATOR}/o/oauth2/v2/auth`,
      oauth2TokenUrl: `${EMULATOR}/token`,
    },"""
_DELEGATION_EMULATOR = """
    // The library knows only Google's own address for a token.
    transporterOptions: {
      adapter: (request, send) => {
        const { pathname, search } = new URL(request.url);
        return send({ ...request, url: new URL(pathname + search, EMULATOR) });
      },
    },"""


def program(task: Task) -> Program:
    """`task` for Node.js."""
    apis = tuple(dict.fromkeys(block.api for block in task.blocks))
    name = f"{stem(task.title)}.mjs"
    packages = ["google-auth-library", *(_PACKAGES[api] for api in apis)]
    set_up, run = f"npm install {' '.join(packages)}", f"node {name}"
    imports = [f'import {{ {api} as {api}Api }} from "{_PACKAGES[api]}";' for api in apis]
    parts = [
        _head(task, set_up, run),
        "\n".join((_IMPORTS[task.grant], *sorted(imports))),
        f"{_constants(task)}\n\n{fragment('node/retries.mjs')}",
        f"async function main() {{\n{indented(_main(task, apis))}\n}}",
        fragment("node/say.mjs"),
    ]
    if any(not block.again for block in task.blocks):
        parts.insert(3, fragment("node/once.mjs"))
    if any(not block.pages for block in task.blocks):
        parts.append(fragment("node/attempt.mjs"))
    if any(block.pages for block in task.blocks):
        parts.append(fragment("node/pages.mjs"))
    if uses(task, Now):
        parts.append(fragment("node/now.mjs"))
    if uses_link(task):
        parts.append(fragment("node/link.mjs"))
    if uses(task, Mail):
        parts.append(fragment("node/mail.mjs"))
    parts += [_authorize(task), fragment("node/main.mjs")]
    return Program(Language.NODE, "\n\n".join(parts) + "\n", name, (set_up,), run)


def _head(task: Task, set_up: str, run: str) -> str:
    lines = [
        comment(task.title),
        "//",
        "// Once, in the folder of this file, with Node.js 20 or newer:",
        f"//   {set_up}",
        "// Then:",
        f"//   {run}",
        "//",
        _ABOUT[task.grant],
    ]
    if task.emulator:
        lines += ["//", comment(f"It talks to the emulator at {task.emulator}, not to Google.")]
    if task.note:
        lines += ["//", comment(task.note)]
    return "\n".join(lines)


def _constants(task: Task) -> str:
    lines = []
    if task.grant is Grant.TOKEN:
        words = [*token_words(task)[1:], *(f"--scope={scope}" for scope in task.scopes)]
        lines.append(f"const CHATTUI_TOKEN = {code(words, before=24)};")
    else:
        lines.append(f"const SCOPES = {code(list(task.scopes), before=17)};")
    if task.grant is Grant.USER:
        lines += [
            'const CLIENT_FILE = process.env.CLIENT_FILE ?? "client_secret.json";',
            'const CONFIG = process.env.XDG_CONFIG_HOME || join(homedir(), ".config");',
            f'const KEPT = join(CONFIG, "chattui-programs", "{stem(task.title)}.json");',
        ]
    if task.grant is Grant.DELEGATION:
        file = 'process.env.SERVICE_ACCOUNT_FILE ?? "service_account.json"'
        lines += [f"const KEY_FILE = {file};", f"const SUBJECT = {code(task.subject)};"]
    if task.emulator:
        lines.append(f"const EMULATOR = {code(task.emulator)};")
    return "\n".join(lines)


def _authorize(task: Task) -> str:
    """The function that gives the grant."""
    if task.grant is Grant.TOKEN:
        return fragment("node/token.mjs")
    user = task.grant is Grant.USER
    endpoints = _USER_EMULATOR if user else _DELEGATION_EMULATOR
    grant = fragment("node/user.mjs" if user else "node/delegation.mjs")
    made = grant.replace("\n    // ENDPOINTS", endpoints if task.emulator else "")
    return f"{made}\n\n{fragment('node/json.mjs')}"


def _main(task: Task, apis: tuple[str, ...]) -> str:
    versions = {block.api: block.version for block in task.blocks}
    root = ", rootUrl: EMULATOR" if task.emulator else ""
    lines = [
        "const auth = await authorize();",
        f"const options = {{ auth{root}, retryConfig: RETRIES }};",
        *(f'const {api} = {api}Api({{ version: "{versions[api]}", ...options }});' for api in apis),
        "",
        Statements(task, _DIALECT).text(),
    ]
    return "\n".join(lines)


def _call(block: Block, indent: int, before: int = 0, **more: object) -> str:
    arguments: dict[str, object] = {**block.parameters, **more}
    if block.body is not None:
        arguments["requestBody"] = block.body
    once = () if block.again else (Code("ONCE"),)
    return code(Call(f"{block.api}.{block.method}", (arguments, *once)), indent, before)


def _page(block: Block, indent: int) -> str:
    return _call(block, indent, pageToken=Code("pageToken"))


def _unless_rows(block: Block, indent: int) -> str:
    look = _call(look_at_rows(block), indent + 2, 23)
    inner, outer = " " * (indent + 2), " " * indent
    return (
        f"async () => {{\n{inner}const {{ data }} = await {look};\n"
        f"{inner}if (data.values) return undefined;\n"
        f"{inner}return {_call(block, indent + 2)};\n{outer}}}"
    )


_DIALECT = Dialect(_call, _page, _unless_rows, "await ", again=False)
