"""What it means to a person that no answer came from a host."""

from __future__ import annotations

from urllib.parse import urlsplit

from chattui.problem import Problem
from chattui.words import t


def network_problem(error: Exception, url: str, *, reads: bool = False) -> Problem:
    """What an exception of httpx or requests means. Never shows its text.

    `reads` says that the request would have changed nothing, so that it can simply be repeated.

    Codes: ``net.unreachable``, ``net.name``, ``net.tls``, ``net.proxy``, ``net.timeout`` (nothing
    was sent), ``net.lost_answer`` and ``net.too_big`` (the request may have arrived).
    """
    host = urlsplit(url).netloc
    names = {kind.__name__ for link in _chain(error) for kind in type(link).__mro__}
    told = " ".join(str(link) for link in _chain(error))
    if names & {"SSLError", "SSLCertVerificationError"} or "CERTIFICATE_VERIFY" in told:
        return _tls(host)
    if names & {"TooBigError"}:
        return _too_big(host)
    if names & {"ProxyError"}:
        return _proxy(host)
    if names & {"gaierror", "NameResolutionError"}:
        return _name(host)
    if names & {"ConnectTimeout"}:
        return _timeout(host)
    if names & {"ConnectError", "NewConnectionError", "ConnectionRefusedError"}:
        return _unreachable(host)
    return _lost_answer(host, reads)


def _tls(host: str) -> Problem:
    return Problem(
        "net.tls",
        t("The certificate of {host} could not be verified.", host=host),
        t(
            "Something between this machine and Google answers in its place, or the"
            " certificates of this machine are too old."
        ),
        t(
            "Set SSL_CERT_FILE to the file with your organisation's certificate authority, or"
            " update the package ca-certificates."
        ),
    )


def _proxy(host: str) -> Problem:
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
        t("Check the network, or set HTTPS_PROXY."),
    )


def _timeout(host: str) -> Problem:
    return Problem(
        "net.timeout",
        t("{host} did not answer in time.", host=host),
        t("Nothing was sent. A firewall often drops such connections silently."),
        t("Try again, or set HTTPS_PROXY if this machine has a proxy."),
    )


def _unreachable(host: str) -> Problem:
    return Problem(
        "net.unreachable",
        t("{host} cannot be reached.", host=host),
        t("Nothing was sent: no connection could be made."),
        t("Check the network and try again."),
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


def _chain(error: BaseException) -> list[BaseException]:
    links: list[BaseException] = []
    todo: list[object] = [error]
    while todo:
        link = todo.pop()
        if isinstance(link, BaseException) and link not in links:
            links.append(link)
            todo += [link.__cause__, link.__context__, *link.args, getattr(link, "reason", None)]
    return links
