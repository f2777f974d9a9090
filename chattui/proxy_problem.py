"""What it means to a person that a proxy stood in the way. Only its host and port are shown."""

from __future__ import annotations

from chattui.problem import Problem
from chattui.proxy import Proxy
from chattui.words import t

PASSING = "net.proxy"
"""It, or the way to it or from it, is down: that may be over a moment later."""

REFUSED = "net.proxy_refused"
"""It answered, and will not do it: somebody has to change something."""

SETTING = "net.proxy_setting"
"""What names the proxy is wrong."""


def proxy_problem(proxy: Proxy, host: str, names: set[str], status: int, tls: bool) -> Problem:
    """Why `proxy` did not lead to `host`: nothing of the request itself was sent.

    `names` are those of the exceptions' classes, `status` is its answer to CONNECT (0 where none
    came), `tls` says that a handshake failed.
    """
    if status:
        return _refused(proxy, host, status)
    if tls and proxy.scheme == "https":
        return _without_tls(proxy)
    return _down(proxy, names)


def _without_tls(proxy: Proxy) -> Problem:
    return Problem(
        SETTING,
        t("The proxy {proxy} does not speak TLS.", proxy=proxy.place),
        t(
            "Nothing was sent. {variable} begins with https://, which is for the way to the"
            " proxy itself.",
            variable=proxy.variable,
        ),
        t(
            "Write http:// in {variable}; Google is still reached by TLS.",
            variable=proxy.variable,
        ),
    )


def _down(proxy: Proxy, names: set[str]) -> Problem:
    if names & {"gaierror", "NameResolutionError"}:
        return Problem(
            PASSING,
            t("The name of the proxy {proxy} could not be looked up.", proxy=proxy.place),
            t("Nothing was sent. {variable} names it.", variable=proxy.variable),
            t("Correct the name in {variable}, or check the network.", variable=proxy.variable),
        )
    # urllib3's NewConnectionError is one of its timeouts too.
    if names & {"ConnectTimeout", "ConnectTimeoutError"} and "NewConnectionError" not in names:
        return Problem(
            PASSING,
            t("The proxy {proxy} did not answer in time.", proxy=proxy.place),
            t("Nothing was sent. {variable} names it.", variable=proxy.variable),
            t(
                "Check that this machine may reach it, or correct {variable}.",
                variable=proxy.variable,
            ),
        )
    refused = bool(names & {"ConnectionRefusedError"})
    return Problem(
        PASSING,
        t("The proxy {proxy} cannot be reached.", proxy=proxy.place),
        t("Nothing was sent. Its machine answers, but nothing listens on that port.")
        if refused
        else t("Nothing was sent: no connection to it could be made or kept."),
        t("Check that it runs, or correct {variable}.", variable=proxy.variable),
    )


def _refused(proxy: Proxy, host: str, status: int) -> Problem:
    if status == 407:
        return Problem(
            REFUSED,
            t("The proxy {proxy} asks for a user name and a password.", proxy=proxy.place),
            t("Nothing was sent. It did not accept those in {variable}.", variable=proxy.variable)
            if proxy.user
            else t("Nothing was sent. {variable} holds none.", variable=proxy.variable),
            t(
                "Set {variable} to http://USER:PASSWORD@{proxy}, with %40 for an @ in the"
                " password.",
                variable=proxy.variable,
                proxy=proxy.place,
            ),
        )
    if status >= 500:
        return Problem(
            PASSING,
            t("The proxy {proxy} could not reach {host}.", proxy=proxy.place, host=host),
            t("Nothing was sent. Its answer was {status}.", status=status),
            t("Try again; where it stays so, tell whoever runs the proxy."),
        )
    return Problem(
        REFUSED,
        t(
            "The proxy {proxy} does not let requests to {host} through.",
            proxy=proxy.place,
            host=host,
        ),
        t("Nothing was sent. Its answer was {status}.", status=status),
        t("Ask whoever runs it to allow {host}, or exclude it with NO_PROXY.", host=host),
    )
