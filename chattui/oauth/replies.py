"""The loopback listener's answers as bytes, each with the same careful headers."""

from __future__ import annotations

from chattui.oauth import pages

_REASONS = {
    200: "OK",
    302: "Found",
    400: "Bad Request",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    414: "URI Too Long",
    421: "Misdirected Request",
    431: "Request Header Fields Too Large",
}


def plain(status: int, *, with_body: bool = True) -> bytes:
    """A status in its own words; 405 names the one method that is allowed."""
    body = f"{_REASONS[status]}\n".encode()
    more = "Allow: GET\r\n" if status == 405 else ""
    return reply(status, body, more, kind="text/plain", with_body=with_body)


def reply(
    status: int, body: bytes, more: str = "", *, kind: str = "text/html", with_body: bool = True
) -> bytes:
    """A whole HTTP/1.1 answer; `more` are header lines of our own."""
    head = (
        f"HTTP/1.1 {status} {_REASONS[status]}\r\n"
        f"Content-Type: {kind}; charset=utf-8\r\n"
        f"Content-Length: {len(body)}\r\n"
        f"Content-Security-Policy: {pages.content_security_policy()}\r\n"
        "Cache-Control: no-store\r\n"
        "Referrer-Policy: no-referrer\r\n"
        "X-Content-Type-Options: nosniff\r\n"
        "Cross-Origin-Resource-Policy: same-origin\r\n"
        "Cross-Origin-Opener-Policy: same-origin\r\n"
        "Connection: close\r\n"
        f"{more}\r\n"
    )
    return head.encode("latin-1") + (body if with_body else b"")
