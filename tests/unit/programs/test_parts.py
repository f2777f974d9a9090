"""What programs say and send is what it was, whatever Google or a person called it."""

from __future__ import annotations

import ast
import base64
import subprocess
from collections.abc import Callable
from email import message_from_bytes, policy
from shlex import quote
from types import SimpleNamespace
from typing import Any

import pytest

from chattui.programs import curl_parts, python_parts
from chattui.programs.model import Task
from chattui.programs.python_writer import program
from tests.conftest import need
from tests.unit.programs.samples import HOSTILE, hostile


def raw_mail(task: Task) -> Callable[[list[str], str, str], str]:
    """The function of a Python program that makes its mails."""
    tree = ast.parse(program(task).text)
    tree.body = [
        node
        for node in tree.body
        if (isinstance(node, ast.Import) and node.names[0].name == "base64")
        or (isinstance(node, ast.ImportFrom) and (node.module or "").startswith("email."))
        or (isinstance(node, ast.FunctionDef) and node.name == "raw_mail")
    ]
    found: dict[str, Callable[[list[str], str, str], str]] = {}
    exec(compile(tree, "program", "exec"), found)
    return found["raw_mail"]


@pytest.mark.parametrize("subject", [*HOSTILE, "a\r\nBcc: b@c.example", "a\n\nb"])
def test_no_subject_of_a_python_program_is_a_header(subject: str) -> None:
    raw = raw_mail(hostile("harmless"))(["a@x.example"], subject, "one\ntwo\r\n=1")
    data = base64.urlsafe_b64decode(raw)
    # As it stands, and as a reader decodes it.
    assert {name for name, _ in message_from_bytes(data).items()} == {
        "Content-Type", "Content-Transfer-Encoding", "MIME-Version", "To", "Subject",
    }  # fmt: skip
    read = message_from_bytes(data, policy=policy.SMTP)
    assert "".join(read["Subject"].split()) == "".join(subject.split())
    body = read.get_payload(decode=True)
    assert isinstance(body, bytes)
    assert body == b"one\r\ntwo\r\n=1"


def test_what_a_python_program_says_of_a_failure_holds_nothing_that_a_terminal_obeys(
    capsys: pytest.CaptureFixture[str],
) -> None:
    found: dict[str, Callable[[str, str], None]] = {}
    exec(f"import sys\nfailed = []\n{python_parts.FAIL}", found)
    found["fail"]("Log", "no \x1b[2J\u202e\nway")
    assert capsys.readouterr().err == "✗ Log: no  [2J  way\n"


@pytest.mark.parametrize(
    ("status", "answer", "said"),
    [
        ("", "", "no answer came (status ), and it may be done"),
        ("403", '{"error": {"message": "no \\u001b[2J\\u009b\\nway"}}', "no  [2J  way"),
        ("502", "<html>", "no answer came (status 502), and it may be done"),
    ],
)
def test_what_a_bash_program_says_of_a_failure(status: str, answer: str, said: str) -> None:
    need("jq")
    send = f"failed=0; send() {{ status={quote(status)} answer={quote(answer)}; return 1; }}\n"
    script = send + curl_parts.ATTEMPT + "\nattempt Log '' '[]' no POST x; echo $failed\n"
    done = subprocess.run(["bash"], input=script, capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("1\n", f"✗ Log: {said}\n")


class Refused(Exception):
    """As googleapiclient's HttpError is for a program."""

    def __init__(self, status: int, after: str) -> None:
        self.status_code, self.resp = status, {"retry-after": after} if after else {}


PAUSES = [1, 2, 4, 8, 16]
SENT_AGAIN = pytest.mark.parametrize(
    ("status", "again", "after", "pauses"),
    [
        (429, False, "7", [7, 7, 7, 7, 7]),
        (503, False, "", PAUSES),
        (500, True, "", PAUSES),
        (500, False, "", []),
        (504, False, "", []),
        (0, True, "", PAUSES),
        (0, False, "", []),
        (400, True, "", []),
    ],
)
"""A `status` of 0: no answer came. Where it may not be sent `again`, only what Google refused."""


@SENT_AGAIN
def test_a_python_program_sends_again_what_cannot_be_done_twice(
    status: int, again: bool, after: str, pauses: list[int]
) -> None:
    slept: list[int] = []

    def execute(*_: object) -> None:
        raise Refused(status, after) if status else OSError

    found: dict[str, Any] = {
        "HttpError": Refused,
        "HTTPException": OSError,
        "HttpLib2Error": OSError,
        "time": SimpleNamespace(sleep=slept.append),
        "execute_once": execute,
    }
    exec(python_parts.SEND, found)
    with pytest.raises((Refused, OSError)):
        found["send"](SimpleNamespace(execute=execute), again)
    assert slept == pauses


@SENT_AGAIN
def test_a_bash_program_sends_again_what_cannot_be_done_twice(
    status: int, again: bool, after: str, pauses: list[int]
) -> None:
    header = f"Retry-After: {after}" if after else "x: y"
    script = f"""
        curl() {{
          while [[ $1 != --dump-header ]]; do shift; done
          echo {header!r} > "$2"
          printf '{{}}\\n{status:03}'
        }}
        sleep() {{ echo "$1"; }}
        {curl_parts.SEND}
        send {"yes" if again else "no"} POST x '{{}}' || echo failed
    """
    done = subprocess.run(["bash"], input=script, capture_output=True, text=True, check=True)
    assert done.stdout.split() == [*map(str, pauses), "failed"], done.stderr
