"""Questions to a person: asked where somebody is there, refused where nobody is."""

from __future__ import annotations

import getpass
import io
import os
import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from chattui import context as contexts
from chattui import surroundings
from chattui.cli import ask
from chattui.problem import Exit, Problem, ProblemError
from chattui.secret import Secret
from chattui.surroundings import Surroundings
from tests.unit.cli.conftest import Desk, Shelf
from tests.unit.vault.agents import FakeAgent, ed25519

pytestmark = pytest.mark.anyio


def around(*, person: bool) -> Surroundings:
    return replace(surroundings.look({}), terminal_in=person, terminal_error=person)


@pytest.mark.parametrize(
    ("typed", "answer"),
    [("y\n", True), (" YES \n", True), ("n\n", False), ("\n", False), ("", False)],
)
def test_only_a_yes_is_a_yes(
    typed: str, answer: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
    assert ask.confirm(around(person=True), "Do it?", yes=False, needed=True) is answer
    assert capsys.readouterr().err == "Do it? [y/N] "


@pytest.mark.parametrize(
    "question",
    [
        lambda: ask.confirm(around(person=True), "Do it?", yes=False, needed=True),
        lambda: ask.line("Who?"),
        lambda: ask.passphrase("Passphrase: "),
    ],
    ids=["confirm", "line", "passphrase"],
)
def test_what_is_not_text_is_told_as_that_and_not_shown(
    question: Callable[[], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = io.TextIOWrapper(io.BytesIO(b"caf\xe9 canary\n"), encoding="utf-8")
    monkeypatch.setattr(sys, "stdin", typed)
    monkeypatch.setattr(getpass, "getpass", lambda prompt: typed.readline())
    with pytest.raises(ProblemError) as caught:
        question()
    assert caught.value.problem.code == "cli.typed_not_text"
    assert "canary" not in str(caught.value.problem)


def test_with_yes_nobody_is_asked(capsys: pytest.CaptureFixture[str]) -> None:
    assert ask.confirm(around(person=True), "Do it?", yes=True, needed=True)
    assert capsys.readouterr().err == ""


def test_where_nobody_is_what_cannot_be_undone_needs_its_yes() -> None:
    assert ask.confirm(around(person=False), "Do it?", yes=False, needed=False)
    with pytest.raises(ProblemError) as caught:
        ask.confirm(around(person=False), "Do it?", yes=False, needed=True)
    assert caught.value.problem.exit is Exit.USAGE


def test_ctrl_c_ends_a_question_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """asyncio's handler of SIGINT only notes it, which a blocking read would never see."""
    noted: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, frame: noted.append(number))
    reader, writer = os.pipe()
    try:
        with os.fdopen(reader) as stdin:
            monkeypatch.setattr(sys, "stdin", stdin)
            press = threading.Timer(0.05, os.kill, (os.getpid(), signal.SIGINT))
            press.start()
            with pytest.raises(KeyboardInterrupt):
                ask.confirm(around(person=True), "Do it?", yes=False, needed=True)
            press.join()
            monkeypatch.undo()
        assert signal.getsignal(signal.SIGINT) is not signal.default_int_handler
    finally:
        signal.signal(signal.SIGINT, before)
        os.close(writer)
    assert noted == []


class FakeSession:
    """Opens with one passphrase; `code` says what it wants otherwise."""

    vault_is_open = False

    def __init__(self, code: str) -> None:
        self.code = code
        self.given: list[str] = []
        self.context = replace(contexts.make(), surroundings=around(person=False))

    async def vault(
        self, passphrase: Secret | None = None, *, keyring_seconds: float = 3.0
    ) -> object:
        if passphrase is None:
            raise ProblemError(Problem(self.code, "Closed.", "Because."))
        self.given.append(passphrase.reveal())
        if passphrase != Secret("the right one"):
            raise ProblemError(Problem("vault.wrong_passphrase", "Wrong."))
        self.vault_is_open = True
        return SimpleNamespace(notices=(Problem("vault.odd", "It is odd."),))


def typing(*answers: str, monkeypatch: pytest.MonkeyPatch) -> None:
    left = iter(answers)

    def give(prompt: str) -> str:
        answer = next(left)
        if answer == "^D":
            raise EOFError
        return answer

    monkeypatch.setattr(getpass, "getpass", give)
    monkeypatch.setattr(ask, "terminal_for_passphrase", lambda: True)


async def opened(session: Any) -> None:
    await ask.open_vault(session)


async def test_a_wrong_passphrase_may_be_tried_three_times(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    session = FakeSession("vault.passphrase_needed")
    typing("wrong", "wrong again", "the right one", monkeypatch=monkeypatch)
    await opened(session)
    assert session.given == ["wrong", "wrong again", "the right one"]
    assert capsys.readouterr().err == "✗ Wrong.\n✗ Wrong.\n! It is odd.\n"
    typing("a", "b", "c", monkeypatch=monkeypatch)
    with pytest.raises(ProblemError) as caught:
        await opened(FakeSession("vault.passphrase_needed"))
    assert caught.value.problem.code == "vault.wrong_passphrase"


async def test_a_new_passphrase_is_long_enough_and_typed_twice(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    session = FakeSession("vault.new_passphrase_needed")
    answers = ("short", "the right one", "another one", "the right one", "the right one")
    typing(*answers, monkeypatch=monkeypatch)
    await opened(session)
    assert session.given == ["the right one"]
    err = capsys.readouterr().err
    assert err.splitlines() == [
        "Closed.",
        "Because.",
        "Nobody can recover the passphrase: if it is lost, you sign in again.",
        "Too short: at least 8 characters.",
        "The two differ.",
        "! It is odd.",
    ]


@pytest.mark.parametrize("answers", [("^D",), ("short", "short", "short")])
async def test_no_passphrase_is_said_in_words(
    answers: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    typing(*answers, monkeypatch=monkeypatch)
    with pytest.raises(ProblemError) as caught:
        await opened(FakeSession("vault.new_passphrase_needed"))
    assert caught.value.problem.code == "vault.no_passphrase"
    assert caught.value.problem.exit is Exit.USAGE


@pytest.mark.parametrize("code", ["vault.damaged", "vault.keyring_silent"])
async def test_what_no_passphrase_mends_is_not_asked_about(
    code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    typing(monkeypatch=monkeypatch)
    with pytest.raises(ProblemError) as caught:
        await opened(FakeSession(code))
    assert caught.value.problem.code == code


async def test_without_a_terminal_nobody_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ask, "terminal_for_passphrase", lambda: False)
    with pytest.raises(ProblemError) as caught:
        await opened(FakeSession("vault.passphrase_needed"))
    assert caught.value.problem.code == "vault.passphrase_needed"


def test_what_is_odd_is_told_once(signed_in: Desk) -> None:
    Path(signed_in.context.surroundings.passphrase_file).chmod(0o644)
    ran = signed_in.run("token", "--format", "json")
    assert ran.err.count("Others can get at the passphrase") == 1
    assert "0644" in ran.err
    assert "chmod go= " in ran.err


def test_a_new_passphrase_comes_from_a_file_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "new"
    file.write_text("the next one\n")
    file.chmod(0o604)
    assert ask.new_passphrase(str(file)) == Secret("the next one")
    assert "0604" in capsys.readouterr().err
    monkeypatch.setattr(ask, "terminal_for_passphrase", lambda: False)
    with pytest.raises(ProblemError) as caught:
        ask.new_passphrase()
    assert caught.value.problem.code == "vault.no_new_passphrase"


def test_why_no_other_way_opened_it_is_told_before_the_question(
    desk: Desk, shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf.furnish(desk, "installed")
    with FakeAgent(tmp_path, ed25519()) as agent:
        monkeypatch.setenv("SSH_AUTH_SOCK", agent.path)
        assert desk.run("vault", "add-slot", "ssh-agent", "--yes").status == Exit.DONE
    monkeypatch.delenv("SSH_AUTH_SOCK")
    monkeypatch.delenv("CHATTUI_PASSPHRASE_FILE")
    typing("a passphrase for the tests", monkeypatch=monkeypatch)
    ran = desk.run("vault", "rotate", "--dry-run")
    assert ran.status == Exit.DONE
    assert "No ssh-agent is there (SSH_AUTH_SOCK is not set)" in ran.err
