"""What it means to a person that no answer came from a host."""

from __future__ import annotations

import re
import ssl
from urllib.parse import urlsplit

from chattui.problem import Problem, ProblemError
from chattui.proxy import Proxy, only_for_http, proxy_for
from chattui.proxy_problem import proxy_problem
from chattui.tls_problem import tls_problem
from chattui.words import t

_NO_CONNECTION = frozenset(
    {"ConnectError", "ConnectTimeout", "NewConnectionError", "ConnectionRefusedError", "gaierror"}
)
_CUT = frozenset({"SSLEOFError", "SSLZeroReturnError"})


def network_problem(error: Exception, url: str, *, reads: bool = False) -> Problem:
    """What an exception of httpx or requests means. Never shows its text.

    `reads` says that the request would have changed nothing, so that it can simply be repeated.

    Codes: ``net.unreachable``, ``net.name``, ``net.tls``, ``net.proxy``, ``net.proxy_refused``,
    ``net.proxy_setting``, ``net.timeout`` (nothing was sent), ``net.lost_answer`` and
    ``net.too_big`` (the request may have arrived).
    """
    host = urlsplit(url).netloc
    links = chain(error)
    names = {kind.__name__ for link in links for kind in type(link).__mro__}
    told = " ".join(str(link) for link in links)
    if names & {"TooBigError"}:
        return _too_big(host)
    refused = next((e for e in links if isinstance(e, ssl.SSLCertVerificationError)), None)
    if refused:
        return tls_problem(refused, host)
    proxy = _proxy_of(url)
    tls = bool(names & {"SSLError"}) and not (names & _CUT and not names & _NO_CONNECTION)
    if names & {"ProxyError"} or (proxy and names & _NO_CONNECTION and not _beyond(proxy, tls)):
        status = _connect_status(links)
        return proxy_problem(proxy, host, names, status, tls) if proxy else _some_proxy(host)
    if tls or "CERTIFICATE_VERIFY" in told:
        return tls_problem(None, host)
    if names & {"gaierror", "NameResolutionError"}:
        return _name(host)
    if names & {"ConnectTimeout"}:
        return _timeout(host)
    if names & _NO_CONNECTION:
        return _unreachable(host)
    return _lost_answer(host, reads)


def _proxy_of(url: str) -> Proxy | None:
    try:
        return proxy_for(url)
    except ProblemError:
        return None


def _beyond(proxy: Proxy, tls: bool) -> bool:
    """Whether a handshake failed that was with the host itself, through the proxy."""
    return tls and proxy.scheme == "http"


def _connect_status(links: list[BaseException]) -> int:
    """The proxy's answer to CONNECT, which httpcore and http.client put into their texts."""
    for link in links:
        found = re.match(r"(?:Tunnel connection failed: )?([345]\d\d)\b", str(link))
        if found:
            return int(found[1])
    return 0


def _advice(otherwise: str) -> str:
    if only_for_http():
        return t("HTTP_PROXY is set, but counts for http addresses only: set HTTPS_PROXY too.")
    return otherwise


def _some_proxy(host: str) -> Problem:
    return Problem(
        "net.proxy",
        t("The proxy did not let the request to {host} through.", host=host),
        t("HTTPS_PROXY or HTTP_PROXY names a proxy that refused or did not answer."),
        t("Check HTTPS_PROXY, or exclude the host with NO_PROXY."),
    )


def _name(host: str) -> Problem:
    return Problem(
        "net.name",
        t("The name {host} could not be looked up.", host=host),
        t("This machine has no working DNS, or no way out but a proxy."),
        _advice(t("Check the network, or set HTTPS_PROXY.")),
    )


def _timeout(host: str) -> Problem:
    return Problem(
        "net.timeout",
        t("{host} did not answer in time.", host=host),
        t("Nothing was sent. A firewall often drops such connections silently."),
        _advice(t("Try again, or set HTTPS_PROXY if this machine has a proxy.")),
    )


def _unreachable(host: str) -> Problem:
    return Problem(
        "net.unreachable",
        t("{host} cannot be reached.", host=host),
        t("Nothing was sent: no connection could be made."),
        _advice(t("Check the network and try again.")),
    )


def _lost_answer(host: str, reads: bool) -> Problem:
    message = t("The connection to {host} ended before the answer came.", host=host)
    if reads:
        return Problem(
            "net.lost_answer",
            message,
            t("Nothing was changed by that: the request only asked."),
            t("Try again."),
        )
    return Problem(
        "net.lost_answer",
        message,
        t("The request may have arrived, and may have been carried out."),
        t("Look at what is there before trying again."),
    )


def _too_big(host: str) -> Problem:
    return Problem(
        "net.too_big",
        t("The answer of {host} is larger than anything that Google sends.", host=host),
        t("Something between this machine and Google may have answered in its place."),
        t("Check the network and its proxy. What was asked for may have been carried out."),
    )


def chain(error: BaseException) -> list[BaseException]:
    """The exception and all that it was made of, by every way that httpx and urllib3 link them."""
    links: list[BaseException] = []
    todo: list[object] = [error]
    while todo:
        link = todo.pop()
        if isinstance(link, BaseException) and link not in links:
            links.append(link)
            todo += [link.__cause__, link.__context__, *link.args, getattr(link, "reason", None)]
    return links
