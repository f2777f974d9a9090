"""Opening the loopback listener on the right port, and saying what is not as it was expected."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from chattui.oauth.listener import LoopbackListener
from chattui.oauth.places import HOST
from chattui.oauth.remembered import remember_port
from chattui.problem import Problem, ProblemError
from chattui.words import t

if TYPE_CHECKING:
    from chattui.paths import Paths


PORT_CODES = frozenset({"oauth.port_taken", "oauth.port_forbidden", "oauth.port_shadowed"})
"""Why a port cannot be listened on."""


def open_listener(
    port: int, host: str = HOST, last: int = 0, *, registered: bool = False
) -> tuple[LoopbackListener, tuple[str, ...]]:
    """Listen on `port`, without one on the `last` named, else on any; with what to tell.

    Raises ProblemError where `port` cannot be had, with another remedy where it is `registered`
    for a web client; where the last one cannot, that is told and another taken.
    """
    notices = []
    listener = LoopbackListener(port or last, host)
    try:
        listener.open()
    except ProblemError as error:
        if registered and error.problem.code in PORT_CODES:
            raise ProblemError(replace(error.problem, remedy=_only_there())) from None
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


def only_pasting(port: int, why: Problem) -> str:
    """That the answer to a web client on `port` has to be pasted; `why` nothing listens there."""
    return t(
        "{why} This client's answer comes back on port {port} alone, so paste the address that the"
        " browser ends on, whatever page it shows there.",
        why=why.message,
        port=port,
    )


def _only_there() -> str:
    return t(
        "The client has registered that port: free it, or register another redirect address in the"
        " console. `chattui login --flow paste` does without."
    )


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
