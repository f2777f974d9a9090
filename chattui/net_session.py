"""requests' half of the factory in `net`: what google-auth and google-auth-oauthlib send with."""

from __future__ import annotations

import io
from collections import Counter
from typing import TYPE_CHECKING, Any

from chattui import bounded
from chattui.bounded import ACCEPT_ENCODING, CONNECT_TIMEOUT_SECONDS, TIMEOUT_SECONDS, Body, within
from chattui.certificates import ssl_context
from chattui.endpoints import Endpoints
from chattui.net_notes import name_issuer, note_route, noted
from chattui.proxy import proxy_for
from chattui.redaction import quiet_logs

if TYPE_CHECKING:
    import requests


def prepare_session(session: requests.Session, endpoints: Endpoints) -> None:
    """Give a requests session (that of google-auth-oauthlib) our rules.

    Only the endpoints' origins can be reached, through the proxy that the environment names,
    except for the emulator; redirects are not followed, every answer is bounded in time and size.
    Blocking; call it on a thread. Raises ProblemError ``net.proxy_setting`` or ``net.ca_file``.
    """
    quiet_logs()
    adapter = _adapter(endpoints)
    session.adapters.clear()
    session.proxies.clear()
    variables = set()
    for origin in endpoints.origins():
        session.mount(f"{origin}/", adapter)
        proxy = proxy_for(origin)
        if proxy:
            variables.add(proxy.variable)
            session.proxies[origin] = proxy.full_url.reveal()
    note_route("requests", variables)
    # Otherwise requests would read the proxies and certificates by rules of its own.
    session.trust_env = False
    session.max_redirects = 0
    session.headers["Accept-Encoding"] = ACCEPT_ENCODING


def requests_session(endpoints: Endpoints) -> requests.Session:
    """A requests session with our rules, for google-auth. Blocking; whoever opens it closes it."""
    import requests

    session = requests.Session()
    try:
        prepare_session(session, endpoints)
    except BaseException:
        session.close()
        raise
    return session


def _adapter(endpoints: Endpoints) -> requests.adapters.HTTPAdapter:
    from requests.adapters import HTTPAdapter

    context = None if endpoints.emulator else ssl_context(endpoints.ca_file)
    sent = Counter[str]()

    class Adapter(HTTPAdapter):
        def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
            super().init_poolmanager(*args, **kwargs, ssl_context=context)

        def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:
            both = {"ssl_context": context, "proxy_ssl_context": context}
            return super().proxy_manager_for(proxy, **kwargs, **both)

        def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:
            # requests would add the certificates of certifi, which are not this machine's.
            conn.cert_reqs, conn.ca_certs, conn.ca_cert_dir = "CERT_REQUIRED", None, None

        def send(self, request: Any, *args: Any, **kwargs: Any) -> requests.Response:
            limit = kwargs.get("timeout")
            if limit is None:
                kwargs["timeout"] = (CONNECT_TIMEOUT_SECONDS, TIMEOUT_SECONDS)
            seconds = limit if isinstance(limit, int | float) else bounded.ANSWER_SECONDS
            sent[request.url] += 1
            with noted(request.method, request.url, sent[request.url]) as outcome:
                outcome.status, response = within(
                    seconds, lambda: self._read(request, *args, **{**kwargs, "verify": True})
                )
            return response

        def _read(self, request: Any, *args: Any, **kwargs: Any) -> tuple[int, requests.Response]:
            try:
                response = super().send(request, *args, **{**kwargs, "stream": True})
            except OSError as error:
                name_issuer(error, request.url)
                raise
            return response.status_code, _whole(response)

    return Adapter()


def _whole(response: requests.Response) -> requests.Response:
    """The answer, read to its end and inflated as far as the limit."""
    from requests.exceptions import ConnectionError as RequestsConnectionError
    from urllib3.exceptions import HTTPError

    body = Body(response.headers.pop("Content-Encoding", ""), bounded.TOKEN_LIMIT)
    try:
        for piece in response.raw.stream(65536, decode_content=False):
            body.feed(piece)
    except HTTPError as error:
        raise RequestsConnectionError(error) from None
    finally:
        response.close()
    response.raw = io.BytesIO(body.content())
    return response
