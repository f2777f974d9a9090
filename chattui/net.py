"""The one factory of HTTP clients: proxies, certificates, time limits, redacted logging.

httpx serves Google's APIs, requests what google-auth-oauthlib does. Both are imported inside the
functions here, because each costs a hundred milliseconds, and both go only where the endpoints
permit: to Google's hosts, or to one emulator on loopback, which no proxy ever sees.
"""

from __future__ import annotations

import asyncio
import io
import json
import ssl
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol, Self
from urllib.parse import urlsplit

from chattui.bounded import ACCEPT_ENCODING, ANSWER_SECONDS, Body, TooBigError, within
from chattui.endpoints import Endpoints
from chattui.network_problem import network_problem
from chattui.problem import ProblemError
from chattui.redaction import quiet_logs, redact
from chattui.secret import Secret

if TYPE_CHECKING:
    import httpx
    import requests

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

TIMEOUT_SECONDS = 30.0
CONNECT_TIMEOUT_SECONDS = 10.0


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

        With `tokens` it is authorized; a 401 asks for another token once and repeats. Raises
        ProblemError where no answer came (`net.lost_answer` says that the request may have
        arrived) or too much of one (`net.too_big`).
        """
        import httpx

        _check_permitted(self.endpoints, url)
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
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
            if response.status_code == 401:
                token = await tokens.token(rejected=token)
                request.headers["Authorization"] = f"Bearer {token.reveal()}"
                yield request

    return BearerAuth()


def _check_permitted(endpoints: Endpoints, url: str) -> None:
    if not endpoints.permits(url):
        # A programming error, not a person's: data never reaches the host part of an address.
        raise ValueError("a request to a host that is not one of the endpoints")


def _ssl_context() -> ssl.SSLContext:
    """The system's certificates; on Linux, SSL_CERT_FILE and SSL_CERT_DIR are honoured."""
    import truststore

    return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


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


def _open(endpoints: Endpoints) -> Client:
    import httpx

    quiet_logs()
    local = bool(endpoints.emulator)
    http = httpx.AsyncClient(
        verify=False if local else _ssl_context(),
        trust_env=not local,
        follow_redirects=False,
        limits=httpx.Limits(max_connections=16, max_keepalive_connections=8),
        headers={
            "User-Agent": "chattui",
            "Accept": "application/json",
            "Accept-Encoding": ACCEPT_ENCODING,
        },
        event_hooks={"response": [_bound()]},
    )
    return Client(http, endpoints)


async def connect(endpoints: Endpoints) -> Client:
    """A client for these endpoints, made on a thread: the import alone costs 60 ms."""
    return await asyncio.to_thread(_open, endpoints)


def prepare_session(session: requests.Session, endpoints: Endpoints) -> None:
    """Give a requests session (that of google-auth-oauthlib) our rules.

    Only the endpoints' origins can be reached, redirects are not followed, every answer is
    bounded in time and size, and no proxy is used for the emulator. Blocking; call it on a thread.
    """
    quiet_logs()
    adapter = _adapter(endpoints)
    session.adapters.clear()
    addresses = (
        endpoints.token,
        endpoints.device_code,
        endpoints.revoke,
        endpoints.tokeninfo,
        endpoints.userinfo,
        endpoints.certificates,
    )
    for address in addresses:
        parts = urlsplit(address)
        session.mount(f"{parts.scheme}://{parts.netloc}/", adapter)
    session.trust_env = not endpoints.emulator
    session.max_redirects = 0
    session.headers["Accept-Encoding"] = ACCEPT_ENCODING


def requests_session(endpoints: Endpoints) -> requests.Session:
    """A requests session with our rules, for google-auth. Blocking; whoever opens it closes it."""
    import requests

    session = requests.Session()
    # Otherwise requests would look for a password for the host in ~/.netrc.
    session.auth = lambda request: request
    prepare_session(session, endpoints)
    return session


def _adapter(endpoints: Endpoints) -> requests.adapters.HTTPAdapter:
    from requests.adapters import HTTPAdapter
    from requests.exceptions import ConnectionError as RequestsConnectionError
    from urllib3.exceptions import HTTPError

    class Adapter(HTTPAdapter):
        def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
            if not endpoints.emulator:
                kwargs["ssl_context"] = _ssl_context()
            super().init_poolmanager(*args, **kwargs)

        def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:
            kwargs.setdefault("ssl_context", _ssl_context())
            return super().proxy_manager_for(proxy, **kwargs)

        def send(self, request: Any, *args: Any, **kwargs: Any) -> requests.Response:
            limit = kwargs.get("timeout")
            if limit is None:
                kwargs["timeout"] = (CONNECT_TIMEOUT_SECONDS, TIMEOUT_SECONDS)
            seconds = limit if isinstance(limit, int | float) else ANSWER_SECONDS
            return within(seconds, lambda: self._whole(request, *args, **kwargs))

        def _whole(self, request: Any, *args: Any, **kwargs: Any) -> requests.Response:
            response = super().send(request, *args, **{**kwargs, "stream": True})
            body = Body(response.headers.pop("Content-Encoding", ""))
            try:
                for piece in response.raw.stream(65536, decode_content=False):
                    body.feed(piece)
            except HTTPError as error:
                raise RequestsConnectionError(error) from None
            finally:
                response.close()
            response.raw = io.BytesIO(body.content())
            return response

    return Adapter()
