"""What the log hears of a request, and what an exception is told of a refused certificate."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

from chattui.certificates import is_unknown_authority, issuer
from chattui.log import note
from chattui.network_problem import chain
from chattui.problem import ProblemError
from chattui.proxy import proxy_for
from chattui.tls_problem import ISSUER


@dataclass(slots=True)
class Outcome:
    """What came of a request; 0 where no answer did."""

    status: int = 0


@contextmanager
def noted(method: str, url: str, attempt: int) -> Iterator[Outcome]:
    """One line of the log for one request on the wire: never its query, headers or body."""
    started = time.monotonic()
    outcome = Outcome()
    failure: dict[str, str] = {}
    try:
        yield outcome
    except BaseException as error:
        failure["error"] = "/".join(dict.fromkeys(type(link).__name__ for link in chain(error)))
        raise
    finally:
        parts = urlsplit(url)
        note(
            "request",
            method=method,
            host=parts.netloc,
            path=parts.path,
            status=outcome.status or "none",
            ms=round((time.monotonic() - started) * 1000),
            attempt=attempt,
            **failure,
        )


def note_route(library: str, variables: Iterable[str]) -> None:
    """Which variables lead out; not where to, since a proxy's name is an organisation's."""
    note("route", library=library, proxies=",".join(sorted(filter(None, variables))) or "none")


def name_issuer(error: BaseException, url: str) -> None:
    """Put into an exception who signed the certificate that was refused. Blocking, seconds."""
    for link in chain(error):
        if is_unknown_authority(link):
            with suppress(ProblemError):
                setattr(link, ISSUER, issuer(url, proxy_for(url)))
