"""The port on both families, and the programs that have it already."""

from __future__ import annotations

import errno
import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from chattui.oauth import loopback
from chattui.oauth.listener import LoopbackListener
from chattui.oauth.loopback import bind
from chattui.oauth.opening import open_listener, remember
from chattui.oauth.remembered import remember_port, remembered_port
from chattui.paths import Paths
from chattui.problem import ProblemError
from tests.unit.oauth.conftest import free_port
from tests.unit.oauth.test_listener import Waiting


@contextmanager
def squatter(host: str, port: int = 0) -> Iterator[int]:
    """Another program that listens there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Of any, one that IPv4 has free too: the two count their ports apart.
    with socket.create_server((host, port or free_port()), family=family) as server:
        yield server.getsockname()[1]


def connects(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as sock:
        return sock.connect_ex((host, port)) == 0


def test_on_ipv6_the_port_is_held_and_refuses() -> None:
    with LoopbackListener() as listener:
        assert not listener.squatted
        assert connects("127.0.0.1", listener.port)
        assert not connects("::1", listener.port)
        for option in (0, socket.SO_REUSEADDR, socket.SO_REUSEPORT):
            with socket.socket(socket.AF_INET6) as thief:
                if option:
                    thief.setsockopt(socket.SOL_SOCKET, option, 1)
                with pytest.raises(OSError, match="in use"):
                    thief.bind(("::1", listener.port))
        Waiting(listener).log_in()
    with squatter("::1", listener.port):
        pass  # given back


def test_a_port_of_any_is_free_on_ipv6_too(monkeypatch: pytest.MonkeyPatch) -> None:
    hold, tried = loopback._hold, []

    def taken_at_first(port: int) -> socket.socket:
        tried.append(port)
        if len(tried) < 3:
            raise OSError(errno.EADDRINUSE, "in use")
        return hold(port)

    monkeypatch.setattr(loopback, "_hold", taken_at_first)
    with LoopbackListener() as listener:
        assert (listener.port, listener.squatted) == (tried[2], False)


def test_where_every_port_is_squatted_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def taken(port: int) -> socket.socket:
        raise OSError(errno.EADDRINUSE, "in use")

    monkeypatch.setattr(loopback, "_hold", taken)
    with LoopbackListener() as listener:
        assert listener.squatted
        Waiting(listener).log_in()


def test_a_squatter_on_a_named_port_is_told_and_the_login_completes() -> None:
    with squatter("::1") as port:
        listener, notices = open_listener(port)
        with closing(listener):
            assert (listener.port, listener.squatted) == (port, True)
            (notice,) = notices
            assert f"port {port} on [::1]" in notice
            Waiting(listener).log_in()


@pytest.mark.parametrize("error", [errno.EAFNOSUPPORT, errno.EADDRNOTAVAIL, errno.EACCES])
def test_a_machine_without_ipv6_is_as_good(monkeypatch: pytest.MonkeyPatch, error: int) -> None:
    real = socket.socket

    def without(family: int = -1, *rest: int, **more: object) -> socket.socket:
        if family == socket.AF_INET6:
            raise OSError(error, "no IPv6")
        return real(family, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr("socket.socket", without)
    for host in ("127.0.0.1", "localhost"):
        found = bind(0, host)
        assert (len(found.listening), found.held, found.squatted) == (1, None, False)
        found.close()
    with pytest.raises(ProblemError) as caught:
        bind(0, "::1")
    assert caught.value.problem.code == "oauth.port_forbidden"
    assert "IPv6" in caught.value.problem.message


@pytest.mark.parametrize("host", ["localhost", "::1"])
def test_a_redirect_to_localhost_is_listened_for_on_both(host: str) -> None:
    with LoopbackListener(0, host) as listener:
        assert listener.port
        for address in ("127.0.0.1", "::1"):
            assert connects(address, listener.port)
    for address in ("127.0.0.1", "::1"):
        assert not connects(address, listener.port)


@pytest.mark.parametrize("host", ["localhost", "::1"])
def test_a_squatter_that_would_get_the_answer_stops_it(host: str) -> None:
    with squatter("::1") as port:
        with pytest.raises(ProblemError) as caught:
            bind(port, host)
        problem = caught.value.problem
        assert problem.code == "oauth.port_shadowed"
        assert f"[::1]:{port}" in problem.cause
        assert not connects("127.0.0.1", port)


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0", "::"])
def test_whoever_has_the_port_on_ipv4_is_told(host: str) -> None:
    family = socket.AF_INET6 if host == "::" else socket.AF_INET
    both = host == "::"
    with (
        socket.create_server((host, 0), family=family, dualstack_ipv6=both) as server,
        pytest.raises(ProblemError) as caught,
    ):
        bind(server.getsockname()[1])
    assert caught.value.problem.code == "oauth.port_taken"


@pytest.fixture
def paths(own_home: object) -> Paths:
    from chattui.context import make

    return make().paths


def test_a_named_port_is_remembered(paths: Paths) -> None:
    assert remembered_port(paths) == 0
    assert remember(paths, 47213) == ()
    assert remembered_port(paths) == 47213
    kept = paths.state / "port.json"
    assert kept.stat().st_mode & 0o777 == 0o600
    before = kept.stat().st_mtime_ns
    remember_port(paths, 47213)
    remember_port(paths, 80)
    assert kept.stat().st_mtime_ns == before
    remember_port(paths, 47214)
    assert remembered_port(paths) == 47214


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b"[]", b"[" * 900, b'{"port": "80"}', b'{"port": true}', b'{"port": 22}',
     b'{"port": 70000}', b'{"port": 5000.5}', b"\xff", b" " * 2000],
)  # fmt: skip
def test_a_damaged_memory_is_none(paths: Paths, data: bytes) -> None:
    remember_port(paths, 47213)
    (paths.state / "port.json").write_bytes(data)
    assert remembered_port(paths) == 0


def test_a_memory_that_cannot_be_written_is_told(paths: Paths) -> None:
    remember_port(paths, 47213)
    (paths.state / "port.json").unlink()
    (paths.state / "port.json").symlink_to("elsewhere")
    assert remembered_port(paths) == 0
    (notice,) = remember(paths, 47213)
    assert "47213 is not remembered" in notice


def test_the_remembered_port_is_taken() -> None:
    last = free_port()
    listener, notices = open_listener(0, last=last)
    with closing(listener):
        assert (listener.port, notices) == (last, ())


def test_a_remembered_port_that_is_in_use_is_told_and_another_taken() -> None:
    with squatter("127.0.0.1") as last:
        listener, (notice,) = open_listener(0, last=last)
        with closing(listener):
            assert listener.port != last
            assert f"Port {last}" in notice
            assert f"port {listener.port}" in notice
            Waiting(listener).log_in()


def test_a_named_port_that_is_in_use_is_never_replaced() -> None:
    with squatter("127.0.0.1") as port, pytest.raises(ProblemError) as caught:
        open_listener(port, last=free_port())
    assert caught.value.problem.code == "oauth.port_taken"
    with squatter("127.0.0.1") as port, pytest.raises(ProblemError):
        open_listener(port)
