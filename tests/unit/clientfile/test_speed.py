"""Time grows with a file's size and no faster, in all that is done with a file."""

from __future__ import annotations

import json
import random
import time

import pytest

from chattui.clientfile import (
    diagnose_bytes,
    json_report,
    marked_lines,
    masked_lines,
    text_report,
)
from tests.unit.clientfile.cases import SECRET

_CHANCE = random.Random(5)
_FIELD = f'"client_secret":"{SECRET}",'

SHAPES: dict[str, tuple[str, str, str]] = {
    "names that stand twice": ('{"a":0', ',"a":1', "}"),
    "names twice in a client": ('{"installed":{"a":0', ',"a":1', "}}"),
    "a secret again and again": ("{", _FIELD, '"a":1}'),
    "a secret in every line": ("{", _FIELD + "\n", '"a":1}'),
    "members on top": ('{"installed":{}', ',"k{n}":{{}}', "}"),
    "quotes": ("", '"', ""),
    "braces": ("", "{", ""),
    "closing brackets": ("", "]", ""),
    "one string": ('{"a":"', "x", '"}'),
    "one secret": ('{"installed":{"client_secret":"', "x", '"}}'),
    "one address": ('{"installed":{"auth_uri":"https://', "x.", '"}}'),
    "one line of words": ("", "abcdef ", ""),
    "letters without quotes": ("{", "x ", "}"),
    "lists in lists": ("[", "[[[[1]]]],", "1]"),
    "numbers": ("[", "1,", "1]"),
    "commas": ("[", "1,,", "1]"),
    "comments": ("", "//x\n", ""),
    "signs of comments": ("{", "#", "}"),
    "line ends": ("", "\n", ""),
    "line ends in a string": ('{"a":"', "\n", '"}'),
    "backslashes": ('{"a":"', "\\", ""),
    "escapes that are none": ('{"a":"', "\\x", '"}'),
    "single quotes": ("[", "'a',", "1]"),
    "typographic quotes": ("[", "\u201ca\u201d,", "1]"),
    "letters of elsewhere": ("", "\u202e\u00e9\n", ""),
    "redirects": ('{"web":{"redirect_uris":["http://a"', ',"http://b.example/c d"', "]}}"),
    "beginnings of keys": ("", "-----BEGIN ", ""),
    "beginnings of tokens": ("", "access_token: ", ""),
    "beginnings of ids": ("", "1-", ""),
    "missing quotes": ("{", '"a":"b,\n', "}"),
    "full-width signs": ("{", '"a"\uff1a1\uff0c', "}"),
    "closed too early": ("{", '"a":{\n}},', "}"),
    "JSON in a text": ('"{', '\\"a\\":1,', '}"'),
    "base64": ("", "eyJhIjoi", ""),
}


def made(shape: tuple[str, str, str], size: int) -> bytes:
    """A file of this shape, of about `size` bytes."""
    start, unit, end = shape
    parts = [unit.format(n=n) if "{n}" in unit else unit for n in range(size // len(unit))]
    return (start + "".join(parts) + end).encode()


def work(data: bytes) -> None:
    """All that is done with a file."""
    found = diagnose_bytes(data, "file.json")
    text_report(found, color=True)
    json.dumps(json_report([found]))
    masked_lines(found)
    marked_lines(found)


def seconds(data: bytes) -> float:
    """The processor's time for a file."""
    began = time.process_time()
    work(data)
    return time.process_time() - began


def grows_with_size(small: bytes, large: bytes) -> bool:
    """Whether eight times the size takes nothing like the square of it, in one of four tries.

    A quadratic step would take sixty-four times as long, and here it may not take thirty, at any
    time; what else the machine does may disturb a try.
    """
    return any(seconds(large) < 30 * seconds(small) + 0.05 for _ in range(4))


@pytest.mark.parametrize("name", SHAPES)
def test_time_is_linear_in_size(name: str) -> None:
    small, large = (made(SHAPES[name], size) for size in (8_000, 64_000))
    assert grows_with_size(small, large)


@pytest.mark.parametrize("name", SHAPES)
@pytest.mark.exhaustive
def test_a_file_of_a_megabyte_takes_no_longer_than_two_seconds(name: str) -> None:
    began = time.process_time()
    sum(range(20_000_000))
    slowness = max(1.0, (time.process_time() - began) / 0.3)
    assert seconds(made(SHAPES[name], (1 << 20) - 100)) < 2 * slowness


def test_random_bytes_are_quick_too() -> None:
    for alphabet in (range(256), range(32, 127), b'{}[]":,\n\\ab1'):
        small, large = (bytes(_CHANCE.choices(alphabet, k=size)) for size in (8_000, 64_000))
        assert grows_with_size(small, large)
