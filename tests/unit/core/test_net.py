"""The factory of HTTP clients: where requests may go, and what their failures mean."""

from __future__ import annotations

import contextlib
import gzip
import http.server
import socket
import ssl
import threading
import tracemalloc
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest

from chattui import bounded, endpoints, net
from chattui.problem import ProblemError
from chattui.secret import Secret

pytestmark = pytest.mark.anyio

Handler = Callable[[http.server.BaseHTTPRequestHandler], None]


class Server:
    """A real server on loopback whose answer is a function."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, str, str]] = []
        self.answer: Handler = lambda request: respond(request, 200)
        outer = self

        class Request(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                outer.seen.append((self.command, self.path, self.headers.get("Authorization", "")))
                outer.answer(self)

            do_POST = do_GET

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                pass

        self.http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Request)
        self.http.daemon_threads = True
        self.thread = threading.Thread(target=self.http.serve_forever, args=(0.01,))
        self.thread.start()
        self.endpoints = endpoints.emulator(f"127.0.0.1:{self.http.server_port}")

    def stop(self) -> None:
        self.http.shutdown()
        self.http.server_close()
        self.thread.join()


def respond(
    request: http.server.BaseHTTPRequestHandler, status: int, body: bytes = b"{}", **headers: str
) -> None:
    length = int(request.headers.get("Content-Length") or 0)
    request.rfile.read(length)
    request.send_response(status)
    for name, value in headers.items():
        request.send_header(name, value)
    request.send_header("Content-Length", str(len(body)))
    request.end_headers()
    request.wfile.write(body)


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.stop()


class Tokens:
    def __init__(self, *texts: str) -> None:
        self.texts = list(texts)
        self.rejected: list[str] = []

    async def token(self, rejected: Secret | None = None) -> Secret:
        if rejected is not None:
            self.rejected.append(rejected.reveal())
            self.texts.pop(0)
        return Secret(self.texts[0])


async def test_an_answer_is_read_whole(server: Server) -> None:
    server.answer = lambda request: respond(request, 201, b'{"a": [1]}', **{"X-Some": "y"})
    async with await net.connect(server.endpoints) as client:
        reply = await client.send("POST", f"{server.endpoints.chat}/v1/x", body={"b": 2})
    assert (reply.status, reply.json(), reply.headers["x-some"]) == (201, {"a": [1]}, "y")


async def test_something_else_than_json_is_none(server: Server) -> None:
    server.answer = lambda request: respond(request, 502, b"<html>")
    async with await net.connect(server.endpoints) as client:
        assert (await client.send("GET", f"{server.endpoints.chat}/")).json() is None


async def test_a_refused_token_is_replaced_once(server: Server) -> None:
    def answer(request: http.server.BaseHTTPRequestHandler) -> None:
        good = request.headers["Authorization"] == "Bearer new"
        respond(request, 200 if good else 401)

    server.answer = answer
    tokens = Tokens("old", "new")
    async with await net.connect(server.endpoints) as client:
        url = f"{server.endpoints.chat}/v1/spaces"
        assert (await client.send("GET", url, tokens=tokens)).status == 200
        assert tokens.rejected == ["old"]
        assert [seen[2] for seen in server.seen] == ["Bearer old", "Bearer new"]
        tokens.texts = ["bad", "worse", "worst"]
        assert (await client.send("GET", url, tokens=tokens)).status == 401
    assert len(server.seen) == 4


async def test_one_that_was_replaced_for_another_request_is_replaced_once_more(
    server: Server,
) -> None:
    """Requests go side by side: the token that this one waited for may be gone already."""

    class Shared(Tokens):
        async def token(self, rejected: Secret | None = None) -> Secret:
            given = await super().token(rejected)
            self.texts = ["newest"] if rejected is not None else self.texts
            return given

    def answer(request: http.server.BaseHTTPRequestHandler) -> None:
        good = request.headers["Authorization"] == "Bearer newest"
        respond(request, 200 if good else 401)

    server.answer = answer
    tokens = Shared("old", "new")
    async with await net.connect(server.endpoints) as client:
        url = f"{server.endpoints.chat}/v1/spaces"
        assert (await client.send("GET", url, tokens=tokens)).status == 200
    assert [seen[2] for seen in server.seen] == ["Bearer old", "Bearer new", "Bearer newest"]


async def test_only_the_endpoints_are_reached(server: Server) -> None:
    async with await net.connect(server.endpoints) as client:
        with pytest.raises(ValueError, match="not one of the endpoints"):
            await client.send("GET", "http://127.0.0.1:1/")
    async with await net.connect(endpoints.GOOGLE) as client:
        with pytest.raises(ValueError, match="not one of the endpoints"):
            await client.send("GET", "https://chat.googleapis.com.evil.example/")


async def test_a_redirect_is_not_followed(server: Server) -> None:
    server.answer = lambda request: respond(request, 302, Location="http://evil.example/")
    async with await net.connect(server.endpoints) as client:
        assert (await client.send("GET", f"{server.endpoints.chat}/")).status == 302


async def test_no_proxy_is_used_for_the_emulator(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    async with await net.connect(server.endpoints) as client:
        assert (await client.send("GET", f"{server.endpoints.chat}/")).status == 200
    import requests

    with requests.Session() as session:
        net.prepare_session(session, server.endpoints)
        assert session.get(f"{server.endpoints.token}").status_code == 200


async def problem_code(where: endpoints.Endpoints) -> str:
    async with await net.connect(where) as client:
        with pytest.raises(ProblemError) as caught:
            await client.send("GET", f"{where.chat}/v1/spaces", timeout=0.3)
    assert caught.value.problem.remedy
    return caught.value.problem.code


async def test_nobody_listens() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
    assert await problem_code(endpoints.emulator(f"127.0.0.1:{port}")) == "net.unreachable"


async def test_an_answer_that_never_comes_may_have_arrived() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as silent:
        where = endpoints.emulator(f"127.0.0.1:{silent.getsockname()[1]}")
        assert await problem_code(where) == "net.lost_answer"


async def test_a_connection_that_is_cut_may_have_arrived(server: Server) -> None:
    def cut(request: http.server.BaseHTTPRequestHandler) -> None:
        request.connection.shutdown(socket.SHUT_RDWR)
        request.close_connection = True

    server.answer = cut
    assert await problem_code(server.endpoints) == "net.lost_answer"


async def test_a_lost_answer_to_a_question_can_simply_be_asked_again(server: Server) -> None:
    def cut(request: http.server.BaseHTTPRequestHandler) -> None:
        request.connection.shutdown(socket.SHUT_RDWR)
        request.close_connection = True

    server.answer = cut
    told = {}
    async with await net.connect(server.endpoints) as client:
        for method in ("GET", "POST"):
            with pytest.raises(ProblemError) as caught:
                await client.send(method, f"{server.endpoints.chat}/v1/spaces")
            told[method] = caught.value.problem
    assert told["GET"].code == told["POST"].code == "net.lost_answer"
    assert told["GET"].remedy == "Try again."
    assert "Look at what is there" in told["POST"].remedy


def wrapped(outer: Exception, inner: Exception) -> Exception:
    outer.__cause__ = inner
    return outer


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (
            wrapped(OSError("x"), ssl.SSLCertVerificationError(1, "CERTIFICATE_VERIFY_FAILED")),
            "net.tls",
        ),
        (wrapped(OSError("x"), socket.gaierror(-2, "Name or service not known")), "net.name"),
        (type("ProxyError", (Exception,), {})(), "net.proxy"),
        (type("ConnectTimeout", (Exception,), {})(), "net.timeout"),
        (wrapped(OSError("x"), ConnectionRefusedError(111, "refused")), "net.unreachable"),
        (TimeoutError("read"), "net.lost_answer"),
    ],
)
def test_each_failure_has_words_of_its_own(error: Exception, code: str) -> None:
    problem = net.network_problem(error, "https://chat.googleapis.com/v1/spaces?secret=1")
    assert problem.code == code
    assert problem.cause
    assert "secret" not in problem.message


def test_a_requests_session_reaches_only_the_endpoints(server: Server) -> None:
    import requests

    with requests.Session() as session:
        net.prepare_session(session, server.endpoints)
        assert session.post(server.endpoints.token, data={"a": "b"}).status_code == 200
        for address in ("http://example.com/", "https://oauth2.googleapis.com/token"):
            with pytest.raises(requests.exceptions.InvalidSchema):
                session.get(address)
        server.answer = lambda request: respond(request, 302, Location="http://evil.example/")
        with pytest.raises(requests.exceptions.TooManyRedirects):
            session.get(server.endpoints.token)


def bomb(megabytes: int) -> bytes:
    """Gzip that inflates to so many megabytes."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    pieces = [packer.compress(bytes(2**20)) for _ in range(megabytes)]
    return b"".join([*pieces, packer.flush()])


@pytest.mark.parametrize("status", [200, 401])
async def test_an_answer_that_inflates_without_end_is_refused(server: Server, status: int) -> None:
    packed = bomb(40)
    server.answer = lambda request: respond(request, status, packed, **{"Content-Encoding": "gzip"})
    tracemalloc.start()
    async with await net.connect(server.endpoints) as client:
        with pytest.raises(ProblemError) as caught:
            await client.send("GET", f"{server.endpoints.chat}/x", tokens=Tokens("a", "b"))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert caught.value.problem.code == "net.too_big"
    assert peak < 3 * bounded.BODY_LIMIT


def test_so_is_one_of_the_token_endpoint(server: Server) -> None:
    packed = bomb(2)
    server.answer = lambda request: respond(request, 200, packed, **{"Content-Encoding": "gzip"})
    session = net.requests_session(server.endpoints)
    with closing(session), pytest.raises(bounded.TooBigError) as caught:
        session.get(server.endpoints.userinfo)
    problem = net.network_problem(caught.value, server.endpoints.userinfo)
    assert problem.code == "net.too_big"


async def test_what_is_packed_is_unpacked(server: Server) -> None:
    packed = gzip.compress(b'{"a": 1}')
    server.answer = lambda request: respond(request, 200, packed, **{"Content-Encoding": "gzip"})
    async with await net.connect(server.endpoints) as client:
        assert (await client.send("GET", f"{server.endpoints.chat}/x")).json() == {"a": 1}
    with closing(net.requests_session(server.endpoints)) as session:
        assert session.get(server.endpoints.userinfo).json() == {"a": 1}


@pytest.mark.parametrize("encoding", ["gzip", "br", "gzip, gzip"])
async def test_what_is_packed_otherwise_is_no_json(server: Server, encoding: str) -> None:
    server.answer = lambda request: respond(
        request, 200, b"garbage", **{"Content-Encoding": encoding}
    )
    async with await net.connect(server.endpoints) as client:
        reply = await client.send("GET", f"{server.endpoints.chat}/x")
    assert (reply.body, reply.json()) == (b"garbage", None)
    with closing(net.requests_session(server.endpoints)) as session:
        assert session.get(server.endpoints.userinfo).content == b"garbage"


async def test_an_answer_that_trickles_is_not_waited_for(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    over = threading.Event()

    def trickle(request: http.server.BaseHTTPRequestHandler) -> None:
        request.close_connection = True
        request.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        with contextlib.suppress(OSError):
            while not over.wait(0.02):
                request.wfile.write(b" ")

    server.answer = trickle
    monkeypatch.setattr(bounded, "ANSWER_SECONDS", 0.3)
    try:
        async with await net.connect(server.endpoints) as client:
            with pytest.raises(ProblemError) as caught:
                await client.send("GET", f"{server.endpoints.chat}/x")
        assert caught.value.problem.code == "net.lost_answer"
        with closing(net.requests_session(server.endpoints)) as session:
            with pytest.raises(TimeoutError):
                session.get(server.endpoints.userinfo)
            with pytest.raises(TimeoutError):
                session.get(server.endpoints.userinfo, timeout=0.2)
    finally:
        over.set()
