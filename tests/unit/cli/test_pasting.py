"""The redirect on standard input: whole, wrapped, cut by hand, with the input left open."""

from __future__ import annotations

import asyncio
import os
import select
import sys
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from chattui.cli import pasting
from chattui.oauth.redirect import read_redirect
from chattui.problem import ProblemError
from tests.unit.cli.conftest import wait_for_readers
from tests.unit.oauth.conftest import (
    CODE,
    REDIRECT,
    STATE,
    google_redirect,
    make_test_consent,
)

pytestmark = pytest.mark.anyio

CUT = f"{REDIRECT}?state={STATE}&code={CODE}"
"""A redirect without what Google puts behind the code."""


class FakeSignIn:
    """Takes what a real one takes."""

    def __init__(self) -> None:
        self.consent = make_test_consent()
        self.code = ""
        self.refused: list[str] = []

    async def paste(self, text: str) -> None:
        try:
            self.code = read_redirect(text, self.consent).reveal()
        except ProblemError as error:
            self.refused.append(error.problem.code)
            raise


class Input:
    """Standard input as a pipe, whose other end a test holds."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        reader, self._writer = os.pipe()
        self._stdin = os.fdopen(reader, encoding="utf-8")
        monkeypatch.setattr(sys, "stdin", self._stdin)

    def write(self, text: str) -> None:
        os.write(self._writer, text.encode())

    async def emptied(self) -> None:
        """Once all that was written has been read: then the next piece comes by itself."""
        async with asyncio.timeout(10):
            while select.select([self._stdin], [], [], 0)[0]:
                await asyncio.sleep(0)

    def end(self) -> None:
        if self._writer >= 0:
            os.close(self._writer)
            self._writer = -1

    def close(self) -> None:
        self.end()
        wait_for_readers()
        self._stdin.close()


@pytest.fixture
def stdin(monkeypatch: pytest.MonkeyPatch) -> Iterator[Input]:
    made = Input(monkeypatch)
    yield made
    made.close()


@pytest.fixture
def quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pasting, "QUIET_SECONDS", 0.02)


async def take(sign_in: FakeSignIn, *, typed: bool = False, alone: bool = True) -> None:
    async with asyncio.timeout(10):
        await pasting.take_pastes(sign_in, typed=typed, alone=alone)  # type: ignore[arg-type]


def wrapped(text: str, columns: int) -> str:
    return "\n".join(text[i : i + columns] for i in range(0, len(text), columns)) + "\n"


@pytest.mark.parametrize(
    "text",
    [
        google_redirect() + "\n",
        google_redirect(),
        wrapped(google_redirect(), 60),
        urlsplit(google_redirect()).query + "\n",
        "?" + urlsplit(google_redirect()).query,
        f"> <{google_redirect()}>\r\n",
        f"*{google_redirect()}*\n",
        f"{REDIRECT}?code={CODE}&state={STATE}",
    ],
)
async def test_a_whole_redirect_is_taken_at_once_while_the_input_stays_open(
    text: str, stdin: Input, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pasting, "QUIET_SECONDS", 60.0)
    sign_in = FakeSignIn()
    stdin.write(text)
    await take(sign_in)
    assert sign_in.code == CODE
    assert sign_in.refused == []


@pytest.mark.usefixtures("quickly")
@pytest.mark.parametrize("text", [CUT, CUT + "\n", wrapped(CUT, 60), urlsplit(CUT).query])
async def test_a_redirect_cut_by_hand_is_taken_after_a_quiet_moment(
    text: str, stdin: Input
) -> None:
    sign_in = FakeSignIn()
    stdin.write(text)
    await take(sign_in)
    assert sign_in.code == CODE


@pytest.mark.parametrize("typed", [False, True])
async def test_a_redirect_that_comes_in_pieces_is_waited_for(stdin: Input, typed: bool) -> None:
    sign_in = FakeSignIn()
    taking = asyncio.ensure_future(take(sign_in, typed=typed))
    pieces = wrapped(CUT, 50).splitlines(keepends=True)
    assert len(pieces) > 3
    for piece in pieces:
        await asyncio.sleep(0)
        assert not taking.done()
        stdin.write(piece)
    stdin.end()
    await taking
    assert sign_in.code == CODE
    assert sign_in.refused == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "oauth.redirect_empty"),
        ("hello\n", "oauth.redirect_unreadable"),
        (CODE, "oauth.redirect_bare_code"),
        (CUT.replace(STATE, "x" * 43), "oauth.redirect_state"),
        ("é\x00\ud7ff", "oauth.redirect_unreadable"),
        ("x" * 20_000, "oauth.redirect_too_long"),
    ],
)
async def test_what_is_no_redirect_is_refused_at_the_end_of_the_input(
    text: str, code: str, stdin: Input
) -> None:
    sign_in = FakeSignIn()
    stdin.write(text)
    stdin.end()
    with pytest.raises(ProblemError) as caught:
        await take(sign_in)
    assert caught.value.problem.code == code


@pytest.mark.usefixtures("quickly")
async def test_a_bare_code_is_refused_although_the_input_stays_open(stdin: Input) -> None:
    sign_in = FakeSignIn()
    stdin.write(CODE + "\n")
    with pytest.raises(ProblemError) as caught:
        await take(sign_in)
    assert caught.value.problem.code == "oauth.redirect_bare_code"


@pytest.mark.usefixtures("quickly")
async def test_a_person_is_told_at_once_and_may_try_again(
    stdin: Input, capsys: pytest.CaptureFixture[str]
) -> None:
    sign_in = FakeSignIn()
    stdin.write("what now\n")
    taking = asyncio.ensure_future(take(sign_in, typed=True))
    async with asyncio.timeout(10):
        while not sign_in.refused:
            await asyncio.sleep(0.001)
    assert not taking.done()
    stdin.write(google_redirect() + "\n")
    await taking
    assert sign_in.code == CODE
    assert capsys.readouterr().err.startswith("✗ ")


ERROR_ADDRESS = "https://accounts.google.com/signin/oauth/error?authError=x&client_id="


@pytest.mark.parametrize(
    "lines",
    [
        ["Sign in with Google\n", "Access blocked\n", "\n", "Error 403: org_internal\n", "Help\n"],
        [ERROR_ADDRESS + make_test_consent().client.client_id + "\n"],
    ],
)
async def test_an_error_page_that_is_pasted_line_by_line_is_told_once(
    lines: list[str],
    stdin: Input,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(pasting, "QUIET_SECONDS", 0.3)  # more than a piece takes to come
    sign_in = FakeSignIn()
    taking = asyncio.ensure_future(take(sign_in, typed=True))
    for line in lines:
        stdin.write(line)
        await stdin.emptied()
    async with asyncio.timeout(10):
        while not sign_in.refused:
            await asyncio.sleep(0.001)
    assert sign_in.refused == ["oauth.redirect_error_page"]
    assert not taking.done()
    stdin.write(google_redirect() + "\n")
    await taking
    assert sign_in.code == CODE
    assert capsys.readouterr().err.count("✗ ") == 1


@pytest.mark.parametrize("text", ["", "\n\n", "hello\n"])
async def test_where_another_way_is_open_the_end_of_the_input_ends_nothing(
    text: str, stdin: Input, capsys: pytest.CaptureFixture[str]
) -> None:
    sign_in = FakeSignIn()
    stdin.write(text)
    stdin.end()
    await take(sign_in, alone=False)
    assert sign_in.code == ""
    assert capsys.readouterr().err.startswith("✗ ") is bool(text.strip())


async def test_without_standard_input_it_is_as_if_it_had_ended(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(ProblemError) as caught:
        await take(FakeSignIn())
    assert caught.value.problem.code == "oauth.redirect_empty"
    await take(FakeSignIn(), alone=False)
