"""Requests as the listener reads them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chattui.oauth.http_request import Bad, Request, is_whole, parse, too_long


def test_a_request_never_shows_its_query() -> None:
    request = parse(b"GET /cb?code=4/0A&state=s HTTP/1.1\r\nHost: a\r\n\r\n")
    assert isinstance(request, Request)
    assert (request.path, request.query, request.hosts) == ("/cb", "code=4/0A&state=s", ("a",))
    assert "4/0A" not in repr(request)


def test_a_head_may_end_without_its_empty_line() -> None:
    request = parse(b"GET / HTTP/1.0\nHOST: A\nhost: b")
    assert isinstance(request, Request)
    assert request.hosts == ("a", "b")


@pytest.mark.parametrize("end", [b"\r\n\r\n", b"\n\n"])
def test_the_end_of_a_head(end: bytes) -> None:
    assert is_whole(b"GET / HTTP/1.1" + end)
    assert not is_whole(b"GET / HTTP/1.1" + end[:-1])


def test_what_is_too_long() -> None:
    assert too_long(b"G" * 8193) is Bad.LONG_LINE
    assert too_long(b"G" * 8192) is None
    assert too_long(b"G\n" + b"a" * 32768) is Bad.LONG_HEAD


@given(st.binary(max_size=300))
def test_any_bytes_are_a_request_or_not(data: bytes) -> None:
    assert parse(data) is Bad.GARBAGE or isinstance(
        parse(b"GET / HTTP/1.1\n" + data), Request | Bad
    )
