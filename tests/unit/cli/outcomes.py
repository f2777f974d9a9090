"""The cells of the matrix through the command line: doing what a row says, and checking."""

from __future__ import annotations

import http.client
import json
import os
import signal
import sys
import threading
from contextlib import ExitStack
from urllib.parse import urlsplit

import pytest

from chattui.oauth.signin import SignIn
from chattui.vault import read_index
from tests.outcomes.rows import SECRETS, Control, Said
from tests.unit.cli.conftest import Desk, Ran, wait_for_readers


def send(desk: Desk, controls: tuple[Control, ...]) -> None:
    """Do something to the emulator."""
    for route, body in controls:
        desk.control(route, **body)


def check(row: Said, ran: Ran, desk: Desk) -> None:
    """The status, the Problem, its words, and what is in the vault; and no secret anywhere."""
    document = json.loads(ran.out) if ran.out else {}
    problem = document.get("problem", {})
    assert (ran.status, problem.get("code", "")) == (row.status, row.code), ran
    told = " ".join([*(str(value) for value in problem.values()), ran.err])
    assert row.words in told
    assert not [secret for secret in SECRETS if secret in ran.out + ran.err]
    assert bool(read_index(desk.context).accounts) is row.kept


class Browser:
    """Goes to the address of a sign-in as soon as it waits, and brings the answer back.

    `flow` says how: to the listener, or pasted. A page in place of a redirect makes the person
    give up: with Ctrl-C, or by closing the input.
    """

    def __init__(self, desk: Desk, flow: str, meanwhile: tuple[Control, ...] = ()) -> None:
        self.desk = desk
        self.flow = flow
        self.meanwhile = meanwhile
        self.page = ""
        self._thread: threading.Thread | None = None
        self._failure: Exception | None = None
        self._delivers = False
        self._reader, self._writer = os.pipe()

    def login(self, monkeypatch: pytest.MonkeyPatch) -> Ran:
        """What ``chattui login`` says."""
        enter = SignIn.__aenter__

        async def entered(sign_in: SignIn) -> SignIn:
            opened = await enter(sign_in)
            self._thread = threading.Thread(target=self._go, args=(opened.consent.url,))
            self._thread.start()
            return opened

        with ExitStack() as stack:
            stdin = stack.enter_context(os.fdopen(self._reader))
            stack.callback(wait_for_readers)
            stack.callback(self._join)
            patch = stack.enter_context(monkeypatch.context())
            patch.setattr(SignIn, "__aenter__", entered)
            patch.setattr(sys, "stdin", stdin)
            only_here = ["--no-browser"] if self.flow == "loopback" else []
            return self.desk.run(
                *("login", "--client", "desk", "--flow", self.flow, "--format", "json"),
                *only_here,
            )

    def _join(self) -> None:
        if self._thread:
            self._thread.join()
        self._close()
        if self._failure:
            raise self._failure

    def _close(self) -> None:
        if self._writer:
            os.close(self._writer)
            self._writer = 0

    def _go(self, url: str) -> None:
        try:
            self._browse(url)
        except Exception as error:
            self._failure = error
            if not self._delivers:
                self._give_up()

    def _browse(self, url: str) -> None:
        status, location, text = get(url)
        send(self.desk, self.meanwhile)
        if status == 302:
            self._deliver(location)
            return
        self.page = text
        self._give_up()

    def _give_up(self) -> None:
        if self.flow == "loopback":
            os.kill(os.getpid(), signal.SIGINT)
        else:
            self._close()

    def _deliver(self, redirect: str) -> None:
        self._delivers = True
        if self.flow == "loopback":
            get(redirect)
            return
        os.write(self._writer, f"{redirect}\n".encode())
        self._close()


def get(url: str) -> tuple[int, str, str]:
    """Status, location and text of one answer; no redirect is followed."""
    address = urlsplit(url)
    connection = http.client.HTTPConnection(address.netloc, timeout=10)
    try:
        connection.request("GET", f"{address.path}?{address.query}")
        answer = connection.getresponse()
        return answer.status, answer.headers.get("location", ""), answer.read().decode()
    finally:
        connection.close()
