"""The ASGI application: routes, the guard at the door, faults, and the record of requests."""

from __future__ import annotations

import asyncio
import hashlib
import socket
import struct
import time
import traceback
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from chattui.emulator import control, invented, oauth
from chattui.emulator.call import Method
from chattui.emulator.chat import call_method
from chattui.emulator.clock import rfc3339
from chattui.emulator.errors import ApiError, OAuthError, PageError, pretty
from chattui.emulator.faults import Fault
from chattui.emulator.messages import Answer, Incoming, api_answer, html, oauth_json
from chattui.emulator.methods import METHODS, SERVICES
from chattui.emulator.oauth import Handler
from chattui.emulator.old_errors import with_errors
from chattui.emulator.pages import ICON, error_page, security_headers
from chattui.emulator.services import CHAT
from chattui.emulator.tokens import grant_type
from chattui.emulator.world import World

BODY_LIMIT = 4 * 1024 * 1024
LOOPBACK_NAMES = ("127.0.0.1", "localhost", "::1")
_API = frozenset(method.id for method in METHODS)
TRANSPORT = "chattui.transport"
"""Where the server puts the connection's transport, for faults that cut it."""


class _Cut(Response):
    """Resets the connection in place of an answer."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        transport = scope[TRANSPORT]
        connection = transport.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()
        while (await receive())["type"] != "http.disconnect":
            pass


class _Half(Response):
    """Announces the whole body, sends half of it, and ends the connection."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send(
            {"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers}
        )
        half = bytes(self.body[: len(self.body) // 2])
        await send({"type": "http.response.body", "body": half, "more_body": True})
        scope[TRANSPORT].close()
        while (await receive())["type"] != "http.disconnect":
            pass


def create_app(world: World) -> ASGIApp:
    """The application that serves `world`."""
    routes = [_route(world, m.path, m.verb, m.id, _chat_handler(m)) for m in METHODS]
    for path, verbs, name, handler in oauth.ROUTES:
        routes += [_route(world, path, verb, name, handler) for verb in verbs.split()]
    routes += [
        Route("/favicon.ico", _favicon),
        Route("/_emulator/{name:path}", _control(world), methods=["GET", "POST"]),
        _route(world, "/{path:path}", "GET POST PUT PATCH DELETE", "unknown", _nothing_here),
    ]
    app = Starlette(routes=routes)
    app.router.redirect_slashes = False
    return _guarded(app)


def _guarded(app: ASGIApp) -> ASGIApp:
    async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        refusal = refuse_foreign(
            {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]},
            scope["path"],
        )
        if refusal:
            headers = {"content-type": "text/plain; charset=utf-8"}
            await Response(refusal, 403, headers)(scope, receive, send)
            return
        await app(scope, receive, send)

    return guarded


def refuse_foreign(headers: dict[str, str], path: str) -> str:
    """Why a request is refused, empty where it is not.

    A page of another site can send a browser here under a name of its own (DNS rebinding), or
    post to the control routes; the Host and Origin headers tell.
    """
    if _hostname("//" + headers.get("host", "")) not in LOOPBACK_NAMES:
        return "The emulator answers to 127.0.0.1 and localhost only.\n"
    origin = headers.get("origin", "")
    foreign = origin and origin != f"http://{headers.get('host', '')}"
    if path.startswith("/_emulator/") and (foreign or _is_of_another_site(headers)):
        return "The control routes are not for pages of other sites.\n"
    return ""


def _is_of_another_site(headers: dict[str, str]) -> bool:
    """What a browser says of a request that it was made to send (Fetch Metadata)."""
    return headers.get("sec-fetch-site", "none") not in {"same-origin", "none"}


def _hostname(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def _chat_handler(method: Method) -> Handler:
    def handler(world: World, incoming: Incoming) -> Answer:
        if space := incoming.path_params.get("space"):
            incoming.entry["space"] = f"spaces/{space}"
        try:
            return api_answer(200, call_method(world, method, incoming))
        except ApiError as error:
            body = with_errors(error.body(), method.service, error.reason)
            return api_answer(error.code, pretty(body) + b"\n", error.headers)

    return handler


def _route(world: World, path: str, verbs: str, name: str, handler: Handler) -> Route:
    async def endpoint(request: Request) -> Response:
        return await _serve(world, request, name, handler)

    return Route(path, endpoint, methods=verbs.split())


async def _serve(world: World, request: Request, name: str, handler: Handler) -> Response:
    started = time.perf_counter()
    incoming = await _read(request)
    log = incoming.entry
    log.update(method=name, status=0, ms=0, at=rfc3339(world.clock.now()))
    log.update(http=request.method, path=incoming.path)
    world.requests.append(log)
    if name == "oauth2.token":
        log["grant_type"] = grant_type(incoming)
    fault = world.faults.take(name, log.get("grant_type", ""), _what(incoming))
    bearer = incoming.header("authorization").partition(" ")[2].strip()
    if fault and fault.kind == "401" and not world.grants.is_settled(bearer):
        fault = None
    delay = world.settings.latency_ms + (fault.delay_ms if fault else 0)
    if delay:
        await asyncio.sleep(delay / 1000)
    if fault and not fault.lost_answer and (fault.reset or fault.status):
        answer = _faulty(world, incoming, fault, name)
        if fault.status == 401 and name in _API:
            world.grants.reject(bearer)
    else:
        answer = _answer(world, incoming, handler, name)
    answer.headers["date"] = world.clock.http_date()
    cut = bool(fault and (fault.reset or fault.lost_answer))
    log["status"] = 0 if fault and fault.reset and not fault.lost_answer else answer.status
    log["ms"] = round((time.perf_counter() - started) * 1000, 1)
    if fault:
        log["fault"] = True
        if fault.kind:
            log["fault_kind"] = fault.kind
    if cut:
        log["cut"] = True
        return _Cut()
    if fault and fault.truncate:
        log["cut"] = True
        return _Half(answer.body, answer.status, answer.headers)
    return Response(answer.body, answer.status, answer.headers)


def _what(incoming: Incoming) -> str:
    """What tells one request from another, whatever order they arrive in."""
    digest = hashlib.sha256(incoming.body).hexdigest()
    return f"{incoming.entry['http']} {incoming.path} {incoming.query} {digest}"


async def _read(request: Request) -> Incoming:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_LIMIT:
            break
    query = request.scope["query_string"].decode("latin-1")
    return Incoming(
        request.url.path,
        parse_qsl(query, keep_blank_values=True),
        request.headers,
        request.path_params,
        bytes(body),
        {},
    )


def _answer(world: World, incoming: Incoming, handler: Handler, name: str) -> Answer:
    try:
        if len(incoming.body) > BODY_LIMIT:
            raise ApiError(413, invented.TOO_LARGE, status="INVALID_ARGUMENT")
        return handler(world, incoming)
    except ApiError as error:
        return api_answer(error.code, pretty(error.body()) + b"\n", error.headers)
    except OAuthError as error:
        return oauth_json(error.code, error.body())
    except PageError as error:
        return html(error.code, error_page(error), security_headers())
    except Exception:
        # Nothing may be printed while an app draws on the terminal; the record shows it.
        incoming.entry["traceback"] = traceback.format_exc()
        return api_answer(500, pretty(ApiError(500, invented.INTERNAL).body()))


def _faulty(world: World, incoming: Incoming, fault: Fault, name: str) -> Answer:
    headers = fault.headers(world.clock)
    if fault.body is not None:
        headers["content-type"] = fault.content_type
        return Answer(fault.status, fault.body.encode("utf-8", "surrogatepass"), headers)
    if name.startswith("oauth2."):
        answer = oauth_json(fault.status, fault.answer(oauth=True))
        answer.headers.update(headers)
        return answer
    service = SERVICES.get(name, CHAT)
    error = with_errors(fault.answer(oauth=False, host=service.host), service)
    return api_answer(fault.status, pretty(error), headers)


def _nothing_here(world: World, incoming: Incoming) -> Answer:
    raise PageError(404, "not_found", "The requested URL was not found on this server.")


async def _favicon(request: Request) -> Response:
    return Response(ICON, media_type="image/svg+xml", headers={"cache-control": "max-age=86400"})


def _control(world: World) -> Callable[[Request], Any]:
    async def endpoint(request: Request) -> Response:
        answer = control.handle(world, await _read(request), request.method)
        return Response(answer.body, answer.status, answer.headers)

    return endpoint
