"""Opening the loopback listener on the right port, and saying what is not as it was expected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chattui.oauth.listener import LoopbackListener
from chattui.oauth.places import HOST
from chattui.oauth.remembered import remember_port
from chattui.problem import ProblemError
from chattui.words import t

if TYPE_CHECKING:
    from chattui.paths import Paths


def open_listener(
    port: int, host: str = HOST, last: int = 0
) -> tuple[LoopbackListener, tuple[str, ...]]:
    """Listen on `port`, without one on the `last` named, else on any; with what to tell.

    Raises ProblemError where `port` cannot be had; where the last one cannot, that is told and
    another taken.
    """
    notices = []
    listener = LoopbackListener(port or last, host)
    try:
        listener.open()
    except ProblemError:
        if port or not last:
            raise
        listener = LoopbackListener(0, host)
        listener.open()
        notices.append(_another(last, listener.port))
    if listener.squatted:
        notices.append(
            t(
                "Another program has port {port} on [::1], where a browser looks first for"
                " localhost: open the address with 127.0.0.1 as it is shown.",
                port=listener.port,
            )
        )
    return listener, tuple(notices)


def _another(last: int, port: int) -> str:
    return t(
        "Port {last}, named for an earlier sign-in, is in use, so this one waits on port {port}. A"
        " tunnel that was set up for {last} does not lead here.",
        last=last,
        port=port,
    )


def remember(paths: Paths, port: int) -> tuple[str, ...]:
    """Keep `port` for the next sign-ins, or tell why not. Blocking."""
    try:
        remember_port(paths, port)
    except ProblemError as error:
        return (
            t(
                "Port {port} is not remembered for the next sign-in: {why}",
                port=port,
                why=error.problem.message,
            ),
        )
    return ()
