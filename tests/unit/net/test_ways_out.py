"""What can be wrong with a proxy or a certificate, told alike for httpx and requests."""

from __future__ import annotations

import asyncio
import logging
import socket
import ssl
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from chattui import net
from chattui.context import make
from chattui.endpoints import GOOGLE
from chattui.problem import Problem, ProblemError
from tests.unit.net.conftest import Outside
from tests.unit.net.forward import CREDENTIALS, Authority, ForwardProxy, Front

pytestmark = pytest.mark.anyio

Ask = Callable[[], Awaitable[int]]


async def by_httpx() -> int:
    async with await net.connect(make().endpoints) as http:
        return (await http.send("GET", GOOGLE.tokeninfo)).status


async def by_requests() -> int:
    return await asyncio.to_thread(_by_requests)


def _by_requests() -> int:
    with closing(net.requests_session(make().endpoints)) as session:
        try:
            return session.get(GOOGLE.tokeninfo).status_code
        except OSError as error:
            raise ProblemError(net.network_problem(error, GOOGLE.tokeninfo)) from None


both = pytest.mark.parametrize("ask", [by_httpx, by_requests], ids=lambda ask: ask.__name__)


async def problem_of(ask: Ask) -> Problem:
    with pytest.raises(ProblemError) as caught:
        await ask()
    problem = caught.value.problem
    assert problem.message
    assert problem.cause
    assert problem.remedy
    return problem


@pytest.fixture
def closed_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port: int = taken.getsockname()[1]
    return port


@both
@pytest.mark.parametrize("name", ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"])
async def test_each_variable_names_the_proxy(outside: Outside, ask: Ask, name: str) -> None:
    outside.trust()
    outside.environment.delenv("HTTPS_PROXY")
    outside.environment.setenv(name, outside.proxy.place)
    assert await ask() == 400
    assert outside.proxy.seen == ["CONNECT oauth2.googleapis.com:443"]


@both
async def test_credentials_reach_the_proxy_and_nobody_else(
    outside: Outside, ask: Ask, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    outside.trust()
    outside.proxy.asks = True
    secret = f"http://proxy-user:proxy%40pass@{outside.proxy.place}"
    outside.environment.setenv("HTTPS_PROXY", secret)
    assert await ask() == 400
    assert (
        f"Proxy-Authorization: Basic {CREDENTIALS}".lower().encode()
        in (outside.proxy.heads[0].lower())
        or CREDENTIALS.encode() in outside.proxy.heads[0]
    )
    for part in ("proxy-user", "proxy%40pass", "proxy@pass", CREDENTIALS):
        assert part not in caplog.text


@both
@pytest.mark.parametrize("given", ["", "someone:hunter2@"])
async def test_a_proxy_that_asks_for_a_password_is_named(
    outside: Outside, ask: Ask, given: str
) -> None:
    outside.proxy.asks = True
    outside.environment.setenv("HTTPS_PROXY", f"http://{given}{outside.proxy.place}")
    problem = await problem_of(ask)
    assert problem.code == "net.proxy_refused"
    assert outside.proxy.place in problem.message
    assert "asks for a user name" in problem.message
    assert ("did not accept" in problem.cause) == bool(given)
    assert "hunter2" not in repr(problem)
    assert "someone" not in repr(problem)


@both
@pytest.mark.parametrize(
    ("status", "code", "words"),
    [
        (403, "net.proxy_refused", "does not let requests"),
        (502, "net.proxy", "could not reach"),
    ],
)
async def test_a_proxy_that_refuses_is_named_with_its_answer(
    outside: Outside, ask: Ask, status: int, code: str, words: str
) -> None:
    outside.proxy.refusal = status
    problem = await problem_of(ask)
    assert problem.code == code
    assert words in problem.message
    assert "oauth2.googleapis.com" in problem.message
    assert outside.proxy.place in problem.message
    assert str(status) in problem.cause


@both
async def test_a_proxy_that_does_not_listen_is_named(
    outside: Outside, ask: Ask, closed_port: int
) -> None:
    outside.environment.setenv("HTTPS_PROXY", f"http://u:hunter2@127.0.0.1:{closed_port}")
    problem = await problem_of(ask)
    assert problem.code == "net.proxy"
    assert f"The proxy 127.0.0.1:{closed_port} cannot be reached." == problem.message
    assert "nothing listens" in problem.cause
    assert "hunter2" not in repr(problem)


@both
async def test_a_proxy_whose_name_is_unknown_is_named(outside: Outside, ask: Ask) -> None:
    outside.environment.setenv("HTTPS_PROXY", "http://proxy.invalid:3128")

    def unknown(*arguments: object, **more: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    outside.environment.setattr("socket.getaddrinfo", unknown)
    problem = await problem_of(ask)
    assert problem.code == "net.proxy"
    assert problem.message == "The name of the proxy proxy.invalid:3128 could not be looked up."


@both
async def test_a_proxy_that_says_nothing_is_told(outside: Outside, ask: Ask) -> None:
    def hang_up(listener: socket.socket) -> None:
        connection, _ = listener.accept()
        connection.close()

    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        outside.environment.setenv("HTTPS_PROXY", f"127.0.0.1:{listener.getsockname()[1]}")
        hanging = asyncio.ensure_future(asyncio.to_thread(hang_up, listener))
        problem = await problem_of(ask)
        await hanging
    assert problem.code in {"net.proxy", "net.lost_answer"}


@pytest.fixture
def tls_proxy(front: Front, authority: Authority) -> Iterator[ForwardProxy]:
    """A proxy that is itself reached by TLS."""
    made = ForwardProxy(front.port, authority.context(["localhost"]))
    yield made
    made.stop()


@both
async def test_a_proxy_can_be_reached_by_tls(
    outside: Outside, ask: Ask, tls_proxy: ForwardProxy
) -> None:
    outside.environment.setenv("HTTPS_PROXY", f"https://localhost:{tls_proxy.port}")
    assert (await problem_of(ask)).code == "net.tls"
    assert outside.front.seen == []
    outside.trust()
    assert await ask() == 400
    assert tls_proxy.seen == ["CONNECT oauth2.googleapis.com:443"]


@both
async def test_a_plain_proxy_that_is_written_as_https_is_told(outside: Outside, ask: Ask) -> None:
    outside.trust()
    outside.environment.setenv("HTTPS_PROXY", f"https://{outside.proxy.place}")
    problem = await problem_of(ask)
    assert problem.code == "net.proxy_setting"
    assert "does not speak TLS" in problem.message
    assert "http://" in problem.remedy


@both
@pytest.mark.parametrize("setting", ["socks5://u:hunter2@h:1080", "http://:hunter2@", "http://h:x"])
async def test_a_setting_that_cannot_be_used_is_told_before_anything_is_sent(
    outside: Outside, ask: Ask, setting: str
) -> None:
    outside.environment.setenv("HTTPS_PROXY", setting)
    problem = await problem_of(ask)
    assert problem.code == "net.proxy_setting"
    assert "HTTPS_PROXY" in problem.message
    assert "hunter2" not in repr(problem)


@pytest.fixture
def certified(front: Front, authority: Authority) -> Iterator[Callable[[ssl.SSLContext], None]]:
    """Gives the front another certificate for one test."""
    before = front.context

    def take(context: ssl.SSLContext) -> None:
        front.context = context

    yield take
    front.context = before


Certified = Callable[[ssl.SSLContext], None]


@both
@pytest.mark.parametrize(("days", "words"), [(-60, "has expired"), (60, "is not valid yet")])
async def test_a_certificate_out_of_its_time_is_about_the_clock(
    outside: Outside, ask: Ask, certified: Certified, days: int, words: str
) -> None:
    outside.trust()
    certified(outside.authority.context(shift_days=days))
    problem = await problem_of(ask)
    assert problem.code == "net.tls"
    assert problem.message == f"The certificate of oauth2.googleapis.com {words}."
    assert "clock" in problem.cause
    assert "clock" in problem.remedy


@both
async def test_a_certificate_of_another_host_is_told(
    outside: Outside, ask: Ask, certified: Certified
) -> None:
    outside.trust()
    certified(outside.authority.context(["portal.example.com"]))
    problem = await problem_of(ask)
    assert problem.code == "net.tls"
    assert "belongs to another name" in problem.message


@both
async def test_an_authority_that_is_not_known_is_named(outside: Outside, ask: Ask) -> None:
    problem = await problem_of(ask)
    assert problem.code == "net.tls"
    assert "“Example Firewall CA, Example Org”" in problem.cause
    assert "ca_file" in problem.remedy
    assert outside.proxy.seen == ["CONNECT oauth2.googleapis.com:443"] * 2
    outside.environment.setenv("SSL_CERT_FILE", "/nonexistent.pem")
    assert "SSL_CERT_FILE names a file that cannot be read" in (await problem_of(ask)).remedy


@both
async def test_a_host_that_speaks_no_tls_is_told(outside: Outside, ask: Ask) -> None:
    def answer(listener: socket.socket) -> None:
        connection, _ = listener.accept()
        with connection:
            connection.recv(100)
            connection.sendall(b"HTTP/1.1 302 Found\r\nLocation: http://portal.example/\r\n\r\n")

    before = outside.proxy.front_port
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        outside.proxy.front_port = listener.getsockname()[1]
        answering = asyncio.ensure_future(asyncio.to_thread(answer, listener))
        try:
            problem = await problem_of(ask)
        finally:
            outside.proxy.front_port = before
        await answering
    assert problem.code == "net.tls"
    assert "No secure connection" in problem.message


@both
@pytest.mark.parametrize(
    ("content", "words"),
    [(None, "No such file"), (b"", "no certificate"), (b"hello", "no certificate")],
)
async def test_a_ca_file_that_is_no_use_is_told(
    outside: Outside, ask: Ask, content: bytes | None, words: str
) -> None:
    folder = outside.configure('ca_file = "authorities.pem"\n')
    if content is not None:
        (folder / "authorities.pem").write_bytes(content)
    problem = await problem_of(ask)
    assert problem.code == "net.ca_file"
    assert str(folder / "authorities.pem") in problem.message
    assert words in problem.cause
    assert outside.proxy.seen == []


@both
async def test_the_emulator_is_never_behind_a_proxy(outside: Outside, ask: Ask) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        outside.environment.setenv(name, outside.proxy.url)
    outside.environment.setenv("CHATTUI_EMULATOR_HOST", outside.google.emulator.host)
    endpoints = make().endpoints
    async with await net.connect(endpoints) as http:
        assert (await http.send("GET", endpoints.tokeninfo)).status == 400
    with closing(net.requests_session(endpoints)) as session:
        assert session.get(endpoints.tokeninfo).status_code == 400
    assert outside.proxy.seen == []


def test_requests_believes_no_certificates_but_this_machines(
    outside: Outside, tmp_path: Path
) -> None:
    """requests brings a list of its own, and variables that name another."""
    outside.environment.setenv("REQUESTS_CA_BUNDLE", str(outside.authority.file))
    outside.environment.setenv("CURL_CA_BUNDLE", str(outside.authority.file))
    with closing(net.requests_session(GOOGLE)) as session:
        with pytest.raises(OSError, match="certificate verify failed"):
            session.get(GOOGLE.tokeninfo, verify=str(outside.authority.file))
        with pytest.raises(OSError, match="certificate verify failed"):
            session.get(GOOGLE.tokeninfo, verify=False)
        managers = next(iter(session.adapters.values())).proxy_manager  # type: ignore[attr-defined]
        pools = [m.pools[key] for m in managers.values() for key in m.pools.keys()]  # noqa: SIM118
        assert pools
        assert {pool.ca_certs for pool in pools} == {None}
