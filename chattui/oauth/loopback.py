"""The sockets of the loopback listener, and why there may be none.

Redirects and the short address say 127.0.0.1, where alone is listened (RFC 8252 sections 7.3 and
8.3). But people and web clients' registered redirects also say ``localhost``, and browsers take
that for ::1 first: whoever listens there on the same port would get the answer. So the port is
held on ::1 as well, by a socket that refuses connections, and listened on there where the redirect
says ``localhost`` or ``[::1]``.
"""

from __future__ import annotations

import contextlib
import errno
import os
import socket
from dataclasses import dataclass

from chattui.oauth.places import HOST, HOST_6
from chattui.problem import Exit, Problem, ProblemError
from chattui.words import t

TRIES = 16
"""How many free ports are tried until one is free on ::1 too."""

_NO_IPV6 = frozenset(
    {errno.EAFNOSUPPORT, errno.EADDRNOTAVAIL, errno.EPROTONOSUPPORT, errno.EPERM, errno.EACCES}
)
"""What a machine, a container or a sandbox without IPv6 says."""


@dataclass(frozen=True, slots=True)
class Loopback:
    """The port, its listening sockets, and one that only keeps it on ::1 from others.

    `squatted` says that another program has the port on ::1, where ``localhost`` leads first.
    """

    port: int
    listening: tuple[socket.socket, ...]
    held: socket.socket | None = None
    squatted: bool = False

    def close(self) -> None:
        """Give the port back."""
        for sock in (*self.listening, *filter(None, (self.held,))):
            sock.close()


def bind(port: int, host: str = HOST) -> Loopback:
    """Listen for the redirect to `host` (127.0.0.1, localhost or ::1); 0 takes any free port.

    The short address is always served on 127.0.0.1. Raises ProblemError ``oauth.port_taken``,
    ``oauth.port_forbidden``, ``oauth.port_invalid``, or ``oauth.port_shadowed`` where the redirect
    would reach another program.
    """
    if not 0 <= port <= 65535:
        raise ProblemError(
            Problem(
                "oauth.port_invalid",
                t("{port} is not a port.", port=port),
                remedy=t("Give --port a number from 1 to 65535, or leave it out."),
                exit=Exit.USAGE,
            )
        )
    for _ in range(TRIES - 1):
        found = _bind(port, host)
        if port or not found.squatted:
            break
        found.close()
    else:
        found = _bind(port, host)
    if found.squatted and host != HOST:
        found.close()
        raise ProblemError(_shadowed(found.port))
    return found


def _bind(port: int, host: str) -> Loopback:
    try:
        first = _listen(socket.AF_INET, HOST, port)
    except OSError as error:
        raise ProblemError(_port_problem(error, port)) from None
    port = int(first.getsockname()[1])
    try:
        if host == HOST:
            return Loopback(port, (first,), held=_hold(port))
        return Loopback(port, (first, _listen(socket.AF_INET6, HOST_6, port)))
    except OSError as error:
        squatted = error.errno not in _NO_IPV6
        if host == HOST_6 and not squatted:
            first.close()
            raise ProblemError(_no_ipv6()) from None
        return Loopback(port, (first,), squatted=squatted)


def _listen(family: socket.AddressFamily, host: str, port: int) -> socket.socket:
    with contextlib.ExitStack() as stack:
        sock = stack.enter_context(socket.socket(family, socket.SOCK_STREAM))
        # Lets a port be used again at once; on Windows that would let others steal it.
        own = "SO_REUSEADDR" if os.name == "posix" else "SO_EXCLUSIVEADDRUSE"
        sock.setsockopt(socket.SOL_SOCKET, getattr(socket, own), 1)
        if family == socket.AF_INET6:
            sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        sock.bind((host, port))
        sock.setblocking(False)
        sock.listen(64)
        stack.pop_all()
    return sock


def _hold(port: int) -> socket.socket:
    """A socket that keeps `port` on ::1: without SO_REUSEADDR nobody else can bind it."""
    with contextlib.ExitStack() as stack:
        sock = stack.enter_context(socket.socket(socket.AF_INET6, socket.SOCK_STREAM))
        sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        sock.bind((HOST_6, port))
        stack.pop_all()
    return sock


def _port_problem(error: OSError, port: int) -> Problem:
    if error.errno == errno.EADDRINUSE:
        return Problem(
            "oauth.port_taken",
            t("Port {port} on this machine is in use.", port=port),
            t("Another program listens there, perhaps another chattui that waits for a sign-in."),
            t("Choose another one with --port, or leave --port out and any free one is taken."),
        )
    return Problem(
        "oauth.port_forbidden",
        t("Port {port} on this machine cannot be listened on.", port=port),
        t("The operating system did not allow it; ports below 1024 often need root."),
        t("Choose another one with --port, or paste the address that the browser ends on."),
    )


def _shadowed(port: int) -> Problem:
    return Problem(
        "oauth.port_shadowed",
        t("Another program would receive this client's answer."),
        t(
            "It listens on [::1]:{port}, where a browser looks first for the registered redirect.",
            port=port,
        ),
        t(
            "Stop that program, register {example} for this client in the console, or paste the"
            " address that the browser ends on.",
            example=f"http://{HOST}:{port}/",
        ),
    )


def _no_ipv6() -> Problem:
    return Problem(
        "oauth.port_forbidden",
        t("This machine has no IPv6, where the registered redirect leads."),
        t("The client's redirect names [::1], and nothing can listen there."),
        t("Register a redirect on 127.0.0.1, or paste the address that the browser ends on."),
    )
