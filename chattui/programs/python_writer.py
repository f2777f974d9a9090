"""Programs in Python, with Google's own client library."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from typing import Final

from chattui.programs import python_parts as parts
from chattui.programs.frame import can_run_again, endpoints_of, token_words
from chattui.programs.literals import comment, python
from chattui.programs.model import Grant, Language, Program, Task
from chattui.programs.names import stem
from chattui.programs.python_blocks import Body

_LIBRARIES: Final = {
    Grant.USER: "google-api-python-client google-auth-oauthlib",
    Grant.DELEGATION: "google-api-python-client",
    Grant.TOKEN: "google-api-python-client",
}
_SIGN_IN: Final = {Grant.USER: parts.USER, Grant.DELEGATION: parts.DELEGATION,
                   Grant.TOKEN: parts.CHATTUI}  # fmt: skip
_ERRORS: Final = {
    Grant.USER: "SignInFailed, OSError, ValueError, GoogleAuthError, OAuth2Error",
    Grant.DELEGATION: "OSError, ValueError, GoogleAuthError",
    Grant.TOKEN: "OSError, GoogleAuthError",
}


def program(task: Task) -> Program:
    """`task` in Python 3.11 and newer, with google-api-python-client."""
    name = stem(task.title)
    set_up = f"python3 -m pip install {_LIBRARIES[task.grant]}"
    run = f"python3 {name}.py"
    body = Body(task)
    main = body.main()
    functions = _functions(task, body)
    constants = "\n".join([*_constants(task, name), *body.tables()])
    top = [_head(task, set_up, run) + _imports(task, [*functions, main]) + "\n" + constants]
    end = parts.END.format(errors=_ERRORS[task.grant])
    text = "\n\n\n".join(part.strip("\n") for part in [*top, *functions, main, end]) + "\n"
    return Program(Language.PYTHON, text, f"{name}.py", (set_up,), run)


def _head(task: Task, set_up: str, run: str) -> str:
    """What it does, how it is set up, and what it needs."""
    said = [
        f"Set up once: {set_up}",
        f"Run:         {run}",
    ]
    about = [comment(task.note), _who(task)]
    if task.emulator:
        about.append(f"It talks to the emulator at {task.emulator}, and never to Google.")
    if can_run_again(task):
        about.append("It may be run again: what is so already stays as it is.")
    words = [line for text in about if text for line in textwrap.wrap(text, 96)]
    return "\n".join(
        [
            "#!/usr/bin/env python3",
            f'"""{comment(task.title)}.',
            "",
            *said,
            "",
            *words,
            '"""',
            "",
            "",
        ]
    ).replace("..\n", ".\n")


def _who(task: Task) -> str:
    match task.grant:
        case Grant.USER:
            return (
                "It acts as whoever signs in at the address that it prints. The client file is"
                " $CLIENT_FILE, else ./client_secret.json. On a server, forward the port first:"
                " ssh -L 8400:127.0.0.1:8400 SERVER ($PORT names another)."
            )
        case Grant.DELEGATION:
            return (
                f"A service account acts as {comment(task.subject)}. Its key file is"
                " $SERVICE_ACCOUNT_FILE, else ./service_account.json; the administrator has allowed"
                " it the scopes below (domain-wide delegation)."
            )
        case _:
            return f"It acts as {comment(task.account)}, with the sign-in that chattui keeps."


def _imports(task: Task, code: list[str]) -> str:
    """The modules that `code` uses, the standard library's first."""
    text = "".join(code)
    names = ("base64", "json", "os", "subprocess", "sys", "tempfile", "time")
    lines = [f"import {name}" for name in names if f"{name}." in text + _os(task)]
    froms = {
        "from datetime import UTC, datetime": "datetime.",
        "from email.header import Header": "Header(",
        "from email.mime.text import MIMEText": "MIMEText(",
        "from email.policy import compat32": "compat32.",
        "from http.client import HTTPException": "HTTPException",
        "from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer": "HTTPServer(",
        "from pathlib import Path": "_FILE.",
        "from queue import SimpleQueue": "SimpleQueue(",
        "from threading import Thread": " Thread(",
        "from urllib.parse import parse_qs, urlsplit": "urlsplit(",
    }
    lines += [line for line, use in froms.items() if use in text]
    sent = [name for name in ("AuthorizedSession", "Request") if re.search(rf"\b{name}\(", text)]
    transport = [f"from google.auth.transport.requests import {', '.join(sent)}"] if sent else []
    google = {
        Grant.USER: [
            "from google.auth.exceptions import GoogleAuthError, RefreshError",
            *transport,
            "from google.oauth2.credentials import Credentials",
            "from google_auth_oauthlib.flow import InstalledAppFlow",
        ],
        Grant.DELEGATION: [
            "from google.auth.exceptions import GoogleAuthError",
            *transport,
            "from google.oauth2 import service_account",
        ],
        Grant.TOKEN: [
            "import google.auth.credentials",
            "from google.auth.exceptions import GoogleAuthError, RefreshError",
            *transport,
        ],
    }[task.grant]
    google += [
        "from googleapiclient.discovery import build",
        "from googleapiclient.errors import HttpError",
        "from httplib2 import HttpLib2Error" + (", Response" if "(Response(" in text else ""),
    ]
    google += ["from oauthlib.oauth2 import OAuth2Error"] if task.grant is Grant.USER else []
    return "\n".join([*lines, "", *google, ""])


def _os(task: Task) -> str:
    return "" if task.grant is Grant.TOKEN else "os."


def _constants(task: Task, name: str) -> Iterator[str]:
    """Where it goes, and as whom."""
    yield "SCOPES = ["
    yield from (f"    {python(scope)}," for scope in task.scopes)
    yield "]"
    places = endpoints_of(task)
    if task.grant is Grant.TOKEN:
        yield f"CHATTUI_TOKEN = [{', '.join(map(python, token_words(task)))}]"
        yield 'CHATTUI_TOKEN += [f"--scope={scope}" for scope in SCOPES]'
        return
    yield f"TOKEN_URI = {python(places.token)}"
    if task.grant is Grant.DELEGATION:
        yield 'KEY_FILE = Path(os.environ.get("SERVICE_ACCOUNT_FILE", "service_account.json"))'
        yield f"SUBJECT = {python(task.subject)}"
        return
    yield f"AUTH_URI = {python(places.authorize)}"
    yield 'CLIENT_FILE = Path(os.environ.get("CLIENT_FILE", "client_secret.json"))'
    yield 'PORT = os.environ.get("PORT", "8400")'
    yield 'CONFIG = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")'
    yield f'KEPT = CONFIG / "chattui-programs" / {python(name + ".json")}'
    yield "# What was granted is looked at below; oauthlib would fail where a box was not ticked."
    yield 'os.environ["OAUTHLIB_RELAX_TOKEN_SCOPE"] = "1"'
    if places.emulator:
        yield 'os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"  # the emulator has no TLS'


def _functions(task: Task, body: Body) -> list[str]:
    """The functions that it calls, in the order in which they are read best."""
    used = body.used
    calls = any(not block.pages for block in task.blocks)
    listed = any(block.pages for block in task.blocks)
    once = any(not block.again for block in task.blocks)
    execute = "request.execute() if again else execute_once(request)"
    shows = "field" in used or any(block.shows for block in task.blocks) or calls
    wanted = [
        (True, _SIGN_IN[task.grant]),
        (True, parts.SEND.replace("request.execute()", execute) if once else parts.SEND),
        (once, parts.ONCE),
        (calls, parts.ATTEMPT),
        (True, parts.FAIL),
        (listed, parts.PAGES),
        ("link_of" in used, parts.LINK),
        (shows, parts.LINE),
        (shows, parts.FIELD),
        ("raw_mail" in used, parts.MAIL),
        ("now" in used, parts.NOW),
        ("result" in used, parts.RESULT),
    ]
    return [part for is_wanted, part in wanted if is_wanted]
