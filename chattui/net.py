"""The one factory of HTTP clients: proxies, certificates, time limits, redacted logging.

httpx serves Google's APIs, requests what google-auth-oauthlib does. Both are imported inside the
functions here, because each costs a hundred milliseconds, and both go only where the endpoints
permit: to Google's hosts, or to one emulator on loopback, which no proxy ever sees.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol, Self

from chattui import bounded
from chattui.bounded import (
    ACCEPT_ENCODING,
    CONNECT_TIMEOUT_SECONDS,
    TIMEOUT_SECONDS,
    Body,
    TooBigError,
)
from chattui.certificates import ssl_context
from chattui.endpoints import Endpoints
from chattui.log import ATTEMPT
from chattui.net_notes import name_issuer, note_route, noted
from chattui.net_session import prepare_session, requests_session
from chattui.network_problem import network_problem
from chattui.problem import ProblemError
from chattui.proxy import Proxy, proxy_for
from chattui.redaction import quiet_logs, redact
from chattui.secret import Secret

if TYPE_CHECKING:
    import ssl

    import httpx

__all__ = [
    "Client",
    "Reply",
    "TokenSource",
    "connect",
    "network_problem",
    "prepare_session",
    "quiet_logs",
    "redact",
    "requests_session",
]


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer, read to its end. Header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """The body as JSON, or None where it is none."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            return None


class TokenSource(Protocol):
    """Gives the access token of one account."""

    async def token(self, rejected: Secret | None = None) -> Secret:
        """A token that should work now; `rejected` is one that Google just refused."""
        ...


class Client:
    """An HTTP client for Google's APIs, with HTTP keep-alive and no retries of its own."""

    def __init__(self, http: httpx.AsyncClient, endpoints: Endpoints) -> None:
        self._http = http
        self.endpoints = endpoints

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._http.aclose()

    async def send(
        self,
        method: str,
        url: str,
        *,
        params: Mapping[str, str] | Sequence[tuple[str, str]] | None = None,
        body: Any = None,
        form: Mapping[str, str] | None = None,
        tokens: TokenSource | None = None,
        timeout: float = TIMEOUT_SECONDS,
    ) -> Reply:
        """Send one request, `body` as JSON or `form` as a form, and read its whole answer.

        With `tokens` it is authorized; a 401 asks for another token once and repeats, and once more
        where somebody else got a newer one meanwhile. Raises
        ProblemError where no answer came (`net.lost_answer` says that the request may have
        arrived) or too much of one (`net.too_big`).
        """
        import httpx

        _check_permitted(self.endpoints, url)
        try:
            async with asyncio.timeout(bounded.ANSWER_SECONDS):
                reply = await self._http.request(
                    method,
                    url,
                    params=params,  # type: ignore[arg-type]
                    json=body,
                    data=form,
                    auth=_bearer(tokens) if tokens else None,
                    timeout=httpx.Timeout(timeout, connect=CONNECT_TIMEOUT_SECONDS),
                )
        except (httpx.HTTPError, TimeoutError, TooBigError) as error:
            await asyncio.to_thread(name_issuer, error, url)
            reads = method in {"GET", "HEAD"}
            raise ProblemError(network_problem(error, url, reads=reads)) from None
        return Reply(
            reply.status_code, {k.lower(): v for k, v in reply.headers.items()}, reply.content
        )


def _bearer(tokens: TokenSource) -> httpx.Auth:
    import httpx

    class BearerAuth(httpx.Auth):
        async def async_auth_flow(
            self, request: httpx.Request
        ) -> AsyncGenerator[httpx.Request, httpx.Response]:
            token = await tokens.token()
            request.headers["Authorization"] = f"Bearer {token.reveal()}"
            response = yield request
            if response.status_code != 401:
                return
            token = await tokens.token(rejected=token)
            request.headers["Authorization"] = f"Bearer {token.reveal()}"
            response = yield request
            # Another request may have had the new one replaced meanwhile.
            if response.status_code == 401 and (newer := await tokens.token()) != token:
                request.headers["Authorization"] = f"Bearer {newer.reveal()}"
                yield request

    return BearerAuth()


def _check_permitted(endpoints: Endpoints, url: str) -> None:
    if not endpoints.permits(url):
        # A programming error, not a person's: data never reaches the host part of an address.
        raise ValueError("a request to a host that is not one of the endpoints")


def _bound() -> Callable[[httpx.Response], Awaitable[None]]:
    """A hook that bounds every answer, a refused one too, before any of it is read."""
    import httpx

    class Bounded(httpx.AsyncByteStream):
        """An answer's bytes, inflated by us as far as the limit."""

        def __init__(self, response: httpx.Response) -> None:
            assert isinstance(response.stream, httpx.AsyncByteStream)
            self._stream = response.stream
            self._body = Body(response.headers.pop("Content-Encoding", ""))

        async def __aiter__(self) -> AsyncIterator[bytes]:
            async for piece in self._stream:
                self._body.feed(piece)
            yield self._body.content()

        async def aclose(self) -> None:
            await self._stream.aclose()

    async def bound(response: httpx.Response) -> None:
        response.stream = Bounded(response)

    return bound


def _transport(context: ssl.SSLContext | None, proxy: Proxy | None) -> httpx.AsyncBaseTransport:
    """The connections through one proxy, or none; each request that goes over them is noted."""
    import httpx

    verify = False if context is None else context
    through = None
    if proxy:
        pair = (proxy.user.reveal(), proxy.password.reveal()) if proxy.user else None
        to_proxy = context if proxy.scheme == "https" else None
        through = httpx.Proxy(proxy.plain_url, auth=pair, ssl_context=to_proxy)

    class Noting(httpx.AsyncHTTPTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            # The same request comes again with another token; whoever repeats it counts too.
            again = request.extensions["chattui"] = request.extensions.get("chattui", -1) + 1
            with noted(request.method, str(request.url), ATTEMPT.get() + again) as outcome:
                response = await super().handle_async_request(request)
                outcome.status = response.status_code
            return response

    limits = httpx.Limits(max_connections=16, max_keepalive_connections=8)
    return Noting(verify=verify, trust_env=False, limits=limits, proxy=through)


def _leave_out_httpx_command() -> None:
    """httpx imports a command of its own wherever click, pygments and rich are installed, as they
    are beside the emulator: 3 MiB and a third of its time to import, and of no use here."""
    sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]


def _open(endpoints: Endpoints) -> Client:
    _leave_out_httpx_command()
    import httpx

    quiet_logs()
    context = None if endpoints.emulator else ssl_context(endpoints.ca_file)
    transports: dict[str, httpx.AsyncBaseTransport] = {"": _transport(context, None)}
    mounts = {}
    for origin in endpoints.origins():
        proxy = proxy_for(origin)
        # One variable names one proxy, whose connections all origins share.
        variable = proxy.variable if proxy else ""
        if variable not in transports:
            transports[variable] = _transport(context, proxy)
        mounts[origin] = transports[variable]
    note_route("httpx", transports)
    http = httpx.AsyncClient(
        transport=transports[""],
        mounts=mounts,
        trust_env=False,
        follow_redirects=False,
        headers={
            "User-Agent": "chattui",
            "Accept": "application/json",
            "Accept-Encoding": ACCEPT_ENCODING,
        },
        event_hooks={"response": [_bound()]},
    )
    return Client(http, endpoints)


async def connect(endpoints: Endpoints) -> Client:
    """A client for these endpoints, made on a thread: the import alone costs 60 ms.

    Raises ProblemError ``net.proxy_setting`` or ``net.ca_file``.
    """
    return await asyncio.to_thread(_open, endpoints)
