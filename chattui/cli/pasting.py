"""What comes in on standard input during a sign-in: the redirect, in one piece or in many."""

from __future__ import annotations

import asyncio
import codecs
import contextlib
import os
import sys
import threading
from typing import TYPE_CHECKING

from chattui.cli import output
from chattui.problem import ProblemError

if TYPE_CHECKING:
    from chattui.oauth.signin import SignIn

INPUT_LIMIT = 16 * 1024
"""Characters read while waiting for a redirect; a real one is under 4,096."""

QUIET_SECONDS = 0.7
"""After so long without more, what could be a redirect in full is taken for one: its end does not
show where the parameters behind the code were cut off. What a person typed or pasted that begins
no redirect is then read too: an error page has several lines, which come one by one."""


async def take_pastes(sign_in: SignIn, *, typed: bool, alone: bool) -> None:
    """Feed standard input to the sign-in, until it is a redirect or the input ends.

    `typed` says that a person types: then a bad paste is told, and they may try again. `alone`
    says that no other way leads to an answer: then one that cannot be corrected raises.
    """
    chunks = _chunks()
    held = ""
    ended = False
    while not ended:
        chunk = await _next(chunks, held, typed)
        held = (held + (chunk or ""))[:INPUT_LIMIT]
        ended = chunk == ""
        quiet = chunk is None
        if not (ended or quiet or len(held) >= INPUT_LIMIT or _is_whole(held, typed)):
            continue
        if ended and not (alone or held.strip()):
            return
        try:
            await sign_in.paste(held)
            return
        except ProblemError as error:
            if alone and (ended or not typed):
                raise
            output.show_problem(error.problem)
            held = ""


async def _next(chunks: asyncio.Queue[str], held: str, typed: bool) -> str | None:
    """The next piece, "" at the end; None where nothing came for a while and `held` may do."""
    from chattui.oauth.cleaning import clean, looks_like_code
    from chattui.oauth.redirect import could_be_redirect

    # A code alone is never the beginning of a redirect, and is refused with the reason.
    may_do = could_be_redirect(held) or looks_like_code(clean(held))
    may_do = may_do or (typed and _begins_nothing(held))
    try:
        async with asyncio.timeout(QUIET_SECONDS if may_do else None):
            return await chunks.get()
    except TimeoutError:
        return None


def _is_whole(text: str, typed: bool) -> bool:
    from chattui.oauth.redirect import could_be_redirect, is_complete_redirect

    if typed and _begins_nothing(text) and not could_be_redirect(text):
        return False  # an error page, which has empty lines, ends when no more of it comes
    return is_complete_redirect(text)


def _begins_nothing(text: str) -> bool:
    """Whether no more lines could make a redirect of this."""
    from chattui.oauth.pasted_error import is_error_address

    start = text.strip().casefold()
    begins = ("http", "127.0.0.1", "localhost", "?", "<", "/", "state=", "code=", "iss=")
    if not start.startswith(begins):
        return bool(start)
    return is_error_address(start)


def _chunks() -> asyncio.Queue[str]:
    """Standard input as it comes, the empty string at its end.

    A daemon thread reads, since a read from a terminal cannot be interrupted and must not hold
    the process when another way wins; from the descriptor itself, since Python's own buffer
    waits for whole lines, and its lock would stop the process from ending.
    """
    queue: asyncio.Queue[str] = asyncio.Queue()
    loop = asyncio.get_running_loop()
    if sys.stdin is None:
        queue.put_nowait("")
        return queue
    handle = sys.stdin.fileno()
    decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")

    def hand_over(text: str) -> None:
        with contextlib.suppress(RuntimeError):  # the loop is closed: somebody else won
            loop.call_soon_threadsafe(queue.put_nowait, text)

    def read() -> None:
        with contextlib.suppress(OSError):
            while data := os.read(handle, INPUT_LIMIT):
                if text := decoder.decode(data):
                    hand_over(text)
        hand_over("")

    threading.Thread(target=read, daemon=True, name="standard-input").start()
    return queue
