"""A socket on 127.0.0.1, and why there may be none."""

from __future__ import annotations

import errno
import os
import socket

from chattui.oauth.places import HOST
from chattui.problem import Exit, Problem, ProblemError
from chattui.words import t


def bind(port: int) -> socket.socket:
    """A listening socket on 127.0.0.1 alone (RFC 8252 section 8.3); 0 takes any free port.

    Raises ProblemError ``oauth.port_taken``, ``oauth.port_forbidden`` or ``oauth.port_invalid``.
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
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if os.name == "posix":
            # Lets a port be used again at once; on Windows it would let others steal it.
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        else:
            sock.setsockopt(socket.SOL_SOCKET, getattr(socket, "SO_EXCLUSIVEADDRUSE", 0), 1)
        sock.bind((HOST, port))
        sock.setblocking(False)
        sock.listen(64)
    except OSError as error:
        sock.close()
        raise ProblemError(_port_problem(error, port)) from None
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
