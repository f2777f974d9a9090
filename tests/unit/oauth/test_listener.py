"""Hostile callers of the listener, each beside a real login that completes."""

from __future__ import annotations

import contextlib
import http.client
import logging
import os
import queue
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from chattui.oauth import listener as module
from chattui.oauth import pages
from chattui.oauth.consent import Consent
from chattui.oauth.listener import CONNECTION_SECONDS, MAX_CONNECTIONS, LoopbackListener
from chattui.problem import Exit, Problem, ProblemError
from chattui.secret import Secret
from tests.unit.oauth.conftest import CODE, STATE, google_redirect, make_test_consent

Answers = "queue.SimpleQueue[Secret | Problem]"


class Waiting:
    """A listener that expects the answer to a consent request."""

    def __init__(self, listener: LoopbackListener) -> None:
        self.listener = listener
        self.port = listener.port
        self.consent = make_test_consent(f"http://127.0.0.1:{self.port}/oauth2/callback")
        self.answers: queue.SimpleQueue[Secret | Problem] = queue.SimpleQueue()
        listener.expect(self.consent, self.answers.put)

    @property
    def host(self) -> bytes:
        return f"Host: 127.0.0.1:{self.port}\r\n".encode()

    @property
    def target(self) -> str:
        address = google_redirect(self.consent.redirect_uri)
        return address.removeprefix(f"http://127.0.0.1:{self.port}")

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=10)

    def raw(self, data: bytes, *, end: bool = False) -> bytes:
        """What the listener answers to these bytes; empty where it just closes."""
        with self.connect() as sock:
            with contextlib.suppress(OSError):
                sock.sendall(data)
                if end:
                    sock.shutdown(socket.SHUT_WR)
            return read_all(sock)

    def get(self, target: str, **headers: str) -> tuple[int, dict[str, str], str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", target, headers=headers)
            reply = connection.getresponse()
            found = {name.lower(): value for name, value in reply.getheaders()}
            return reply.status, found, reply.read().decode()
        finally:
            connection.close()

    def log_in(self) -> None:
        """The real browser comes, and its answer is delivered."""
        status, _, page = self.get(self.target)
        assert status == 200
        assert "go back to your terminal" in page
        answer = self.answers.get(timeout=5)
        assert isinstance(answer, Secret)
        assert answer.reveal() == CODE

    def nothing_delivered(self) -> bool:
        return self.answers.empty()


def read_all(sock: socket.socket) -> bytes:
    data = bytearray()
    with contextlib.suppress(OSError):
        while chunk := sock.recv(65536):
            data += chunk
    return bytes(data)


def status_of(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1]) if answer else 0


@pytest.fixture
def waiting() -> Iterator[Waiting]:
    with LoopbackListener() as listener:
        yield Waiting(listener)


def request(line: bytes, host: bytes, *headers: bytes) -> bytes:
    return line + b"\r\n" + host + b"".join(h + b"\r\n" for h in headers) + b"\r\n"


def with_query(query: str) -> Callable[[Waiting], bytes]:
    return lambda w: request(f"GET /oauth2/callback{query} HTTP/1.1".encode(), w.host)


def with_target(target: str) -> Callable[[Waiting], bytes]:
    return lambda w: request(f"GET {target} HTTP/1.1".encode(), w.host)


def with_method(method: str) -> Callable[[Waiting], bytes]:
    return lambda w: request(f"{method} {w.target} HTTP/1.1".encode(), w.host)


def with_host(host: bytes) -> Callable[[Waiting], bytes]:
    return lambda w: request(f"GET {w.target} HTTP/1.1".encode(), host)


def with_header(header: bytes) -> Callable[[Waiting], bytes]:
    return lambda w: request(f"GET {w.target} HTTP/1.1".encode(), w.host, header)


HOSTILE: dict[str, tuple[Callable[[Waiting], bytes], set[int]]] = {
    "favicon": (with_target("/favicon.ico"), {404}),
    "another path": (with_target("/oauth2/callback2?state=" + STATE), {404}),
    "the root with a query": (with_target(f"/?state={STATE}&code=4/0A"), {404}),
    "a deeper path": (with_target("/oauth2/callback/?state=" + STATE), {404}),
    "path traversal": (with_target("/../../etc/passwd"), {404}),
    "head": (with_method("HEAD"), {405}),
    "post": (with_method("POST"), {405}),
    "put": (with_method("PUT"), {405}),
    "options": (with_method("OPTIONS"), {405}),
    "connect": (lambda w: request(b"CONNECT 127.0.0.1:22 HTTP/1.1", w.host), {400}),
    "trace": (with_method("TRACE"), {405}),
    "lower-case method": (with_method("get"), {400}),
    "foreign host": (with_host(b"Host: evil.example\r\n"), {421}),
    "rebound host with our port": (
        lambda w: with_host(f"Host: evil.example:{w.port}\r\n".encode())(w),
        {421},
    ),
    "host without port": (with_host(b"Host: 127.0.0.1\r\n"), {421}),
    "no host": (with_host(b""), {400}),
    "two hosts": (lambda w: with_host(w.host + w.host)(w), {400}),
    "no query": (with_query(""), {400}),
    "no state": (with_query(f"?code={CODE}"), {400}),
    "empty state": (with_query(f"?code={CODE}&state="), {400}),
    "wrong state": (with_query(f"?code={CODE}&state={STATE[:-1]}x"), {400}),
    "two states": (with_query(f"?code={CODE}&state={STATE}&state={STATE}"), {400}),
    "two codes": (with_query(f"?code={CODE}&code={CODE}&state={STATE}"), {400}),
    "no code": (with_query(f"?state={STATE}"), {400}),
    "empty code": (with_query(f"?code=&state={STATE}"), {400}),
    "line break in the code": (with_query(f"?code=a%0d%0ab&state={STATE}"), {400}),
    "another issuer": (with_query(f"?code={CODE}&state={STATE}&iss=https://evil.example"), {400}),
    "error without state": (with_query("?error=access_denied"), {400}),
    "error with a wrong state": (with_query("?error=access_denied&state=x"), {400}),
    "a hundred parameters": (with_query(f"?code={CODE}&state={STATE}" + "&a=1" * 100), {400}),
    "prefetch": (with_header(b"Sec-Purpose: prefetch"), {403}),
    "prerender": (with_header(b"Sec-Purpose: prefetch;prerender"), {403}),
    "old prefetch": (with_header(b"Purpose: prefetch"), {403}),
    "line of 9 KiB": (with_target("/" + "a" * 9000), {414}),
    "line of a megabyte": (with_target("/" + "a" * 1_000_000), {414}),
    "endless headers": (
        lambda w: request(b"GET / HTTP/1.1", w.host, *[b"X: " + b"y" * 1000] * 60),
        {431},
    ),
    "header without colon": (with_header(b"nonsense"), {400}),
    "header of an odd name": (with_header(b"a b: c"), {400}),
    "folded header": (with_header(b" folded: x"), {400}),
    "NUL in a header": (with_header(b"X: a\x00b"), {400}),
    "absolute form": (
        lambda w: request(f"GET http://127.0.0.1:{w.port}{w.target} HTTP/1.1".encode(), w.host),
        {400},
    ),
    "HTTP/2 preface": (lambda w: b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", {400}),
    "HTTP/0.9": (lambda w: b"GET /\r\n\r\n", {400}),
    "TLS hello": (lambda w: b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(500), {0, 400}),
    "binary garbage": (lambda w: bytes(range(256)) * 4 + b"\n\n", {400}),
    "only line feeds": (lambda w: b"\n\n", {400}),
    "pipelined requests": (
        lambda w: (
            request(b"GET /favicon.ico HTTP/1.1", w.host)
            + request(f"GET {w.target} HTTP/1.1".encode(), w.host)
        ),
        {404},
    ),
    "a request hidden in a body": (
        lambda w: (
            request(b"POST / HTTP/1.1", w.host, b"Content-Length: 9000")
            + request(f"GET {w.target} HTTP/1.1".encode(), w.host)
        ),
        {405},
    ),
    "chunked body": (
        lambda w: (
            request(b"POST /oauth2/callback HTTP/1.1", w.host, b"Transfer-Encoding: chunked")
            + f"3\r\nabc\r\n{len(w.target):x}\r\n{w.target}\r\n0\r\n\r\n".encode()
        ),
        {405},
    ),
    "state in a posted form": (
        lambda w: (
            request(b"POST /oauth2/callback HTTP/1.1", w.host, b"Content-Length: 60")
            + f"state={STATE}&code=4/0A".encode()
        ),
        {405},
    ),
    "preflight for a private network": (
        lambda w: request(
            f"OPTIONS {w.target} HTTP/1.1".encode(),
            w.host,
            b"Origin: https://evil.example",
            b"Access-Control-Request-Method: GET",
            b"Access-Control-Request-Private-Network: true",
        ),
        {405},
    ),
    "upgrade to h2c": (
        lambda w: request(b"GET /x HTTP/1.1", w.host, b"Connection: Upgrade", b"Upgrade: h2c"),
        {404},
    ),
    "upgrade to a web socket": (
        lambda w: request(b"GET /socket HTTP/1.1", w.host, b"Upgrade: websocket"),
        {404},
    ),
    "NUL in the target": (lambda w: request(b"GET /oauth2/\x00callback HTTP/1.1", w.host), {400}),
    "NUL in the state": (with_query(f"?code={CODE}&state={STATE}%00"), {400}),
    "one huge header": (with_header(b"Cookie: " + b"y" * 40_000), {431}),
    "ten thousand headers": (
        lambda w: request(b"GET / HTTP/1.1", w.host, *[b"a: b"] * 10_000),
        {431},
    ),
    "a line that never ends": (lambda w: b"G" * 1_000_000, {414}),
    "half a request, then half closed": (lambda w: b"GET /oauth2/callback?sta", {0, 400}),
    "SSH": (lambda w: b"SSH-2.0-OpenSSH_9.9\r\n\r\n", {400}),
    "SMTP": (lambda w: b"EHLO evil.example\r\n\r\n", {400}),
    "user in the host": (
        lambda w: with_host(f"Host: me@127.0.0.1:{w.port}\r\n".encode())(w),
        {421},
    ),
    "another port in the host": (with_host(b"Host: 127.0.0.1:1\r\n"), {421}),
    "a dot after the host": (
        lambda w: with_host(f"Host: localhost.:{w.port}\r\n".encode())(w),
        {421},
    ),
    "encoded path": (with_target(f"/oauth2%2Fcallback?state={STATE}&code=4/0A"), {404}),
    "doubled slash": (with_target(f"//oauth2/callback?state={STATE}&code=4/0A"), {404}),
    "semicolons between parameters": (with_query(f"?state={STATE};code=4/0A"), {400}),
    "state in the fragment": (with_query(f"?code=4/0A#state={STATE}"), {400}),
    "state as a list": (with_query(f"?state[]={STATE}&code=4/0A"), {400}),
    "state in capitals": (with_query(f"?STATE={STATE}&code=4/0A"), {400}),
    "state with a space": (with_query(f"?state=+{STATE}&code=4/0A"), {400}),
    "a code too long": (with_query(f"?state={STATE}&code={'c' * 2049}"), {400}),
    "space in the target": (with_target("/oauth2/ callback"), {400}),
    "non-ASCII target": (lambda w: request("GET /é HTTP/1.1".encode(), w.host), {400}),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_caller_is_answered_and_the_login_completes(waiting: Waiting, name: str) -> None:
    make, statuses = HOSTILE[name]
    answer = waiting.raw(make(waiting), end=0 in statuses)
    assert status_of(answer) in statuses
    assert waiting.nothing_delivered()
    head, _, body = answer.partition(b"\r\n\r\n")
    assert STATE.encode() not in answer
    assert CODE.encode() not in answer
    if answer:
        assert b"Connection: close" in head
    if name == "head":
        assert body == b""
    waiting.log_in()


@pytest.mark.parametrize("sent", [b"", b"G", b"GET / HTTP/1.1\r\nHost: x\r\n"])
def test_a_caller_that_hangs_up_is_forgotten(waiting: Waiting, sent: bytes) -> None:
    with waiting.connect() as sock:
        sock.sendall(sent)
    waiting.log_in()


def test_a_caller_that_resets_is_forgotten(waiting: Waiting) -> None:
    for _ in range(20):
        sock = waiting.connect()
        sock.sendall(b"GET / HT")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
        sock.close()
    waiting.log_in()


def test_fifty_silent_connections_do_not_keep_the_browser_out(waiting: Waiting) -> None:
    with contextlib.ExitStack() as stack:
        for _ in range(50):
            stack.enter_context(waiting.connect())
        started = time.monotonic()
        waiting.log_in()
        assert time.monotonic() - started < CONNECTION_SECONDS
        assert len(waiting.listener._slots) <= MAX_CONNECTIONS


def test_more_than_can_wait_are_turned_away(
    waiting: Waiting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MAX_CONNECTIONS", 1)
    monkeypatch.setattr(module, "MAX_WAITING", 0)
    with waiting.connect() as sock:
        assert read_all(sock) == b""


def test_another_user_cannot_keep_the_browser_out(
    waiting: Waiting, monkeypatch: pytest.MonkeyPatch
) -> None:
    strangers: set[int] = set()
    monkeypatch.setattr(module, "MAX_WAITING", 20)
    monkeypatch.setattr(module, "CROWD", 4)
    monkeypatch.setattr(
        "chattui.oauth.callers.may_be_the_person", lambda peer, _: peer[1] not in strangers
    )
    with contextlib.ExitStack() as stack:
        for _ in range(50):
            sock = stack.enter_context(socket.socket())
            sock.bind(("127.0.0.1", 0))
            strangers.add(sock.getsockname()[1])
            sock.connect(("127.0.0.1", waiting.port))
        waiting.log_in()


def test_a_silent_connection_is_dropped_in_time(
    waiting: Waiting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "CONNECTION_SECONDS", 0.05)
    with waiting.connect() as sock:
        assert read_all(sock) == b""
    waiting.log_in()


def test_a_request_that_drips_in_is_dropped_in_time(
    waiting: Waiting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "CONNECTION_SECONDS", 0.05)
    with waiting.connect() as sock:
        with contextlib.suppress(OSError):
            sock.sendall(b"GET ")
        assert read_all(sock) == b""
    waiting.log_in()


def test_a_request_in_many_pieces_is_understood(waiting: Waiting) -> None:
    with waiting.connect() as sock:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        whole = request(f"GET {waiting.target} HTTP/1.1".encode(), waiting.host)
        for byte in whole:
            sock.send(bytes([byte]))
        assert status_of(read_all(sock)) == 200


def test_a_moment_without_free_files_is_survived(
    waiting: Waiting, monkeypatch: pytest.MonkeyPatch
) -> None:
    failures = [OSError(24, "Too many open files"), BlockingIOError()]
    accept = socket.socket.accept

    def sometimes(sock: socket.socket) -> tuple[socket.socket, object]:
        if failures:
            raise failures.pop(0)
        return accept(sock)

    monkeypatch.setattr(socket.socket, "accept", sometimes)
    waiting.log_in()
    assert failures == []


def test_closing_while_no_file_is_free(waiting: Waiting, monkeypatch: pytest.MonkeyPatch) -> None:
    tried = threading.Event()

    def never(sock: socket.socket) -> tuple[socket.socket, object]:
        tried.set()
        raise OSError(24, "Too many open files")

    monkeypatch.setattr(socket.socket, "accept", never)
    with waiting.connect():
        assert tried.wait(5)
        waiting.listener.close()


def test_a_socket_that_is_closed_by_then_is_not_listened_on_again(waiting: Waiting) -> None:
    sock = socket.socket()
    sock.close()
    waiting.listener._accept_again(sock)
    waiting.log_in()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_thread_that_cannot_begin_gives_the_port_back(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise OSError(24, "Too many open files")

    monkeypatch.setattr("asyncio.SelectorEventLoop", fail)
    with LoopbackListener() as listener:
        assert listener.port
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", listener.port))


def test_who_goes_on_sending_is_cut_off(waiting: Waiting, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "DISCARD_LIMIT", 1)
    with waiting.connect() as sock:
        sock.sendall(request(b"POST / HTTP/1.1", waiting.host, b"Content-Length: 99999"))
        assert status_of(read_all(sock)) == 405
        with pytest.raises(OSError, match=r"reset|pipe"):
            sock.sendall(b"x" * 64 * 1024 * 1024)
    waiting.log_in()


def test_everybody_at_once(waiting: Waiting) -> None:
    def pester(make: Callable[[Waiting], bytes]) -> None:
        with contextlib.suppress(OSError):
            waiting.raw(make(waiting), end=True)

    threads = [threading.Thread(target=pester, args=(make,)) for make, _ in HOSTILE.values()]
    for thread in threads:
        thread.start()
    waiting.log_in()
    for thread in threads:
        thread.join()
    assert waiting.nothing_delivered()


def test_the_short_address_leads_to_the_consent_page(waiting: Waiting) -> None:
    assert waiting.listener.short_url == f"http://127.0.0.1:{waiting.port}/"
    status, headers, body = waiting.get("/")
    assert (status, headers["location"], body) == (302, waiting.consent.url, "")
    assert headers["cache-control"] == "no-store"
    waiting.log_in()


def test_the_short_address_may_be_loaded_again(waiting: Waiting) -> None:
    for _ in range(3):
        assert waiting.get("/")[0] == 302
    waiting.log_in()


def test_another_user_of_the_machine_learns_nothing_from_it(
    waiting: Waiting, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[tuple[str, int], int]] = []

    def stranger(peer: tuple[str, int], port: int) -> bool:
        asked.append((peer, port))
        return False

    monkeypatch.setattr("chattui.oauth.callers.may_be_the_person", stranger)
    status, headers, page = waiting.get("/")
    assert status == 403
    assert "another user of this machine" in page
    assert STATE not in page + str(headers)
    ((host, _), port) = asked[0]
    assert (host, port) == ("127.0.0.1", waiting.port)
    waiting.log_in()  # with our state it is the person, whoever's sshd or proxy brings it


needs_users = pytest.mark.skipif(
    not (hasattr(os, "getuid") and os.getuid() == 0 and os.path.exists("/proc/net/tcp")),
    reason="needs root, to be somebody else",
)


@needs_users
@pytest.mark.parametrize(("uid", "status"), [(12345, b"403"), (0, b"302")])
def test_the_kernel_tells_who_calls(waiting: Waiting, uid: int, status: bytes) -> None:
    script = (
        "import os, socket, sys\n"
        "sock = socket.socket()\n"
        "address = ('127.0.0.1', int(sys.argv[2]))\n"
        "'x'.encode('idna')\n"
        "os.setuid(int(sys.argv[1]))\n"
        "sock = socket.socket()\n"
        "sock.connect(address)\n"
        "sock.sendall(sys.stdin.buffer.read())\n"
        "sys.stdout.buffer.write(sock.recv(12))\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script, str(uid), str(waiting.port)],
        input=request(b"GET / HTTP/1.1", waiting.host),
        capture_output=True,
        check=True,
        timeout=20,
    )
    assert ran.stdout == b"HTTP/1.1 " + status
    waiting.log_in()


def test_it_may_be_called_localhost(waiting: Waiting) -> None:
    status, _, _ = waiting.get("/", Host=f"localhost:{waiting.port}")
    assert status == 302


@pytest.mark.parametrize("target", ["/", "/nothing", "/oauth2/callback?state=x"])
def test_every_answer_is_careful(waiting: Waiting, target: str) -> None:
    _, headers, _ = waiting.get(target)
    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["connection"] == "close"


def test_nothing_of_a_request_is_sent_back(waiting: Waiting) -> None:
    canary = "CaNaRy"
    for target in (
        f"/{canary}",
        f"/oauth2/callback?state={canary}&error={canary}",
        f"/oauth2/callback?state={STATE}&code={canary}&code={canary}",
        f"/oauth2/callback?state={STATE}&error={canary}",
    ):
        answer = waiting.raw(
            request(f"GET {target} HTTP/1.1".encode(), waiting.host, b"X-Canary: CaNaRy")
        )
        assert canary.encode() not in answer


def test_the_second_redirect_is_told_already_signed_in(waiting: Waiting) -> None:
    waiting.log_in()
    for target in (waiting.target, "/"):
        status, _, page = waiting.get(target)
        assert status == 200
        assert "already signed in" in page
    assert waiting.nothing_delivered()
    assert waiting.get("/oauth2/callback?state=x&code=y")[0] == 400


def test_a_denial_with_our_state_is_delivered(waiting: Waiting) -> None:
    status, _, page = waiting.get(f"/oauth2/callback?state={STATE}&error=access_denied")
    assert status == 200
    assert "Nothing was changed" in page
    answer = waiting.answers.get(timeout=5)
    assert isinstance(answer, Problem)
    assert answer.code == "oauth.denied"
    assert "Nothing was changed" in waiting.get(waiting.target)[2]


def test_before_a_request_is_expected_nothing_is_there() -> None:
    with LoopbackListener() as listener:
        connection = http.client.HTTPConnection("127.0.0.1", listener.port, timeout=10)
        connection.request("GET", "/")
        assert connection.getresponse().status == 404
        connection.close()


def test_only_127_0_0_1_is_listened_on(waiting: Waiting) -> None:
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.2", waiting.port), timeout=5)


def test_the_port_is_free_right_afterwards(waiting: Waiting) -> None:
    waiting.log_in()
    waiting.listener.close()
    with pytest.raises(OSError, match="refused"):
        waiting.connect()
    with LoopbackListener(waiting.port) as again:
        assert again.port == waiting.port
        Waiting(again).log_in()
    waiting.listener.close()


def test_leaving_with_open_connections_does_not_wait_for_them(waiting: Waiting) -> None:
    with contextlib.ExitStack() as stack:
        silent = [stack.enter_context(waiting.connect()) for _ in range(5)]
        waiting.raw(request(b"GET / HTTP/1.1", waiting.host))
        started = time.monotonic()
        waiting.listener.close()
        assert time.monotonic() - started < 2
        for sock in silent:
            assert read_all(sock) == b""
    assert not [t for t in threading.enumerate() if t.name == "oauth-listener"]


def test_a_port_in_use_is_named(waiting: Waiting) -> None:
    with pytest.raises(ProblemError) as caught, LoopbackListener(waiting.port):
        pass
    problem = caught.value.problem
    assert problem.code == "oauth.port_taken"
    assert str(waiting.port) in problem.message
    assert "--port" in problem.remedy


@pytest.mark.parametrize("port", [-1, 65536])
def test_an_impossible_port_is_refused(port: int) -> None:
    with pytest.raises(ProblemError) as caught, LoopbackListener(port):
        pass
    assert (caught.value.problem.code, caught.value.problem.exit) == (
        "oauth.port_invalid",
        Exit.USAGE,
    )


def test_a_forbidden_port_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(socket.socket, "bind", refuse)
    with pytest.raises(ProblemError) as caught, LoopbackListener(80):
        pass
    assert caught.value.problem.code == "oauth.port_forbidden"


@pytest.mark.parametrize("host", ["localhost", "::1"])
def test_a_redirect_that_a_browser_takes_over_ipv6_arrives(host: str) -> None:
    with LoopbackListener(0, host) as listener:
        waiting = Waiting(listener)
        name = f"[{host}]" if ":" in host else host
        connection = http.client.HTTPConnection("::1", listener.port, timeout=10)
        with contextlib.closing(connection):
            connection.request("GET", waiting.target, headers={"Host": f"{name}:{listener.port}"})
            assert connection.getresponse().status == 200
        assert isinstance(waiting.answers.get(timeout=5), Secret)
        assert waiting.get("/")[0] == 200


def test_a_slow_caller_of_each_kind_beside_the_browser(waiting: Waiting) -> None:
    with contextlib.ExitStack() as stack:
        for start in (b"", b"\x16\x03\x01", b"GET /", b"GET / HTTP/1.1\r\nX: " + b"y" * 100):
            sock = stack.enter_context(waiting.connect())
            sock.sendall(start)
        half = stack.enter_context(waiting.connect())
        half.shutdown(socket.SHUT_WR)
        assert status_of(read_all(half)) == 400
        waiting.log_in()


def test_a_web_clients_root_serves_both(waiting: Waiting) -> None:
    consent = make_test_consent(f"http://localhost:{waiting.port}/")
    waiting.listener.expect(consent, waiting.answers.put)
    assert waiting.get("/")[0] == 302
    host = f"localhost:{waiting.port}"
    assert waiting.get(f"/?state={STATE}&code={CODE}", Host=host)[0] == 200
    assert isinstance(waiting.answers.get(timeout=5), Secret)


def test_a_stalled_event_loop_elsewhere_does_not_stall_it() -> None:
    import asyncio

    async def main() -> None:
        with LoopbackListener() as listener:
            Waiting(listener).log_in()  # blocks this loop from beginning to end

    asyncio.run(main())


def test_nothing_is_logged(waiting: Waiting, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    waiting.raw(HOSTILE["wrong state"][0](waiting))
    waiting.log_in()
    assert CODE not in caplog.text
    assert STATE not in caplog.text


def test_the_pages_allow_nothing_but_their_own_style() -> None:
    for page in (pages.received_page(), pages.denied_page(), pages.already_page()):
        text = page.decode()
        assert text.count("<style>") == 1
        assert "<script" not in text
        assert "style=" not in text
        assert "{" not in text.partition("</style>")[2]
    assert "script-src" not in pages.content_security_policy()


def test_consent_is_the_type_that_is_expected(consent: Consent) -> None:
    assert consent.redirect_uri.endswith("/oauth2/callback")
