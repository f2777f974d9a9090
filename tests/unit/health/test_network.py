"""Hosts that cannot be reached, each in its way; nothing leaves loopback."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from chattui import context as contexts
from chattui.clientfile import OAuthClient
from chattui.context import Context
from chattui.endpoints import GOOGLE
from chattui.health import Check, State
from chattui.secret import Secret
from tests.unit.health.conftest import run_examination

CLIENT = OAuthClient(
    "installed", "1234-abc.apps.googleusercontent.com", Secret("GOCSPX-not-a-real-secret-000000")
)


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


def context_of(place: str, home: Path) -> Context:
    """A context whose Google is at `place`, which is no emulator: proxies and TLS count."""
    made = contexts.make({"CHATTUI_HOME": str(home)})
    return replace(
        made,
        endpoints=replace(
            GOOGLE,
            token=f"https://{place}/token",
            authorize=f"https://{place}/auth",
            chat=f"https://{place}",
        ),
    )


def examined(place: str, home: Path) -> dict[str, Check]:
    checks = run_examination(context_of(place, home), client=CLIENT)
    assert checks["hosts"].state is State.FAILED
    assert checks["client"].state is State.NOT_REACHED
    return checks


def code(checks: dict[str, Check]) -> str:
    problem = checks["hosts"].problem
    assert problem is not None
    assert problem.remedy
    return problem.code


@pytest.fixture
def refusing_port() -> Iterator[int]:
    """A port that is taken, and refuses."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


@contextlib.contextmanager
def answering(reply: bytes) -> Iterator[int]:
    """A server that reads something and sends `reply`, whatever it was asked."""
    stopped = threading.Event()

    def serve() -> None:
        while not stopped.is_set():
            with contextlib.suppress(OSError):
                connection, _ = listener.accept()
                with connection:
                    connection.settimeout(5)
                    connection.recv(65536)
                    connection.sendall(reply)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            stopped.set()
            with contextlib.suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            thread.join()


def test_a_port_that_refuses(refusing_port: int, tmp_path: Path) -> None:
    checks = examined(f"127.0.0.1:{refusing_port}", tmp_path)
    assert code(checks) == "net.unreachable"
    assert checks["clock"].state is State.NOT_REACHED


def test_a_name_that_is_not_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*_: Any, **__: Any) -> Any:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", none)
    checks = examined("google.invalid", tmp_path)
    assert code(checks) == "net.name"
    assert "google.invalid" in checks["hosts"].words


def test_a_host_that_speaks_no_tls(tmp_path: Path) -> None:
    with answering(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n") as port:
        checks = examined(f"127.0.0.1:{port}", tmp_path)
    assert code(checks) == "net.tls"
    assert checks["clock"].state is State.UNCERTAIN
    assert "UTC" in checks["clock"].words


def test_a_proxy_that_refuses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with answering(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n") as port:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{port}")
        checks = examined("google.invalid", tmp_path)
    assert code(checks) == "net.proxy_refused"


def test_a_proxy_that_is_not_there(
    refusing_port: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{refusing_port}")
    assert code(examined("google.invalid", tmp_path)) == "net.proxy"


def test_a_proxy_that_is_no_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:not-a-port")
    checks = examined("google.invalid", tmp_path)
    assert code(checks).startswith("net.proxy")


def test_a_host_that_says_nothing_in_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chattui.health.hosts.KNOCK_SECONDS", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        place = f"127.0.0.1:{silent.getsockname()[1]}"
        context = context_of(place, tmp_path)
        plain = dict.fromkeys(("token", "authorize", "chat"), f"http://{place}")
        endpoints = replace(context.endpoints, **plain)
        found = run_examination(replace(context, endpoints=endpoints))
    assert found["hosts"].state is State.FAILED
    assert found["clock"].state is State.NOT_REACHED
