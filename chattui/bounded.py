"""Answers of bounded size and time, whatever the other side sends.

A kilobyte of gzip can inflate to a gigabyte, and a byte every ten seconds never runs into a time
limit that is counted from one byte to the next.
"""

from __future__ import annotations

import queue
import threading
import zlib
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

BODY_LIMIT = 32 * 1024 * 1024
"""Bytes of one answer that are read; a list of 1,000 spaces is about one megabyte."""

TOKEN_LIMIT = 1024 * 1024
"""Bytes of an answer about tokens, which has a few thousand. As JSON it takes thirty times that."""

ANSWER_SECONDS = 120.0
"""From a request to the last byte of its answer."""

TIMEOUT_SECONDS = 30.0
"""From one byte of an answer to the next, where whoever asks names no other limit."""

CONNECT_TIMEOUT_SECONDS = 10.0

ACCEPT_ENCODING = "gzip"
_GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS


class TooBigError(OSError):
    """An answer is larger than its limit, as it came or inflated."""


class Body:
    """The content of an answer, from the pieces that come; raises TooBigError.

    A `Content-Encoding` that was not asked for, or that its bytes do not follow, leaves them as
    they came: then they are no JSON, which whoever reads them tells.
    """

    def __init__(self, encoding: str, limit: int = BODY_LIMIT) -> None:
        packed = encoding.strip().lower() in {"gzip", "x-gzip", "deflate"}
        self._inflate = zlib.decompressobj(_GZIP_OR_ZLIB) if packed else None
        self._limit = limit
        self._content = bytearray()

    def feed(self, piece: bytes) -> None:
        """Take the next piece as it came."""
        if self._inflate is not None:
            try:
                piece = self._inflate.decompress(piece, self._limit - len(self._content) + 1)
            except zlib.error:
                self._inflate = None
        self._content += piece
        if len(self._content) > self._limit:
            raise TooBigError

    def content(self) -> bytes:
        """Everything so far."""
        return bytes(self._content)


def within(seconds: float, work: Callable[[], T]) -> T:
    """The result of `work`, or TimeoutError after `seconds`.

    It runs on a daemon thread, which is left behind then: it does not keep the process from ending.
    """
    answers: queue.SimpleQueue[tuple[list[T], BaseException | None]] = queue.SimpleQueue()

    def run() -> None:
        try:
            answers.put(([work()], None))
        except BaseException as error:
            answers.put(([], error))

    threading.Thread(target=run, name="chattui-answer", daemon=True).start()
    try:
        results, error = answers.get(timeout=seconds)
    except queue.Empty:
        raise TimeoutError("no whole answer in time") from None
    if error is not None:
        raise error
    return results[0]
