"""Starting and stopping, whatever goes on meanwhile."""

from __future__ import annotations

import builtins
import json
import socket
import subprocess
import sys
import threading
import time
from typing import Any

import httpx
import pytest

from chattui.emulator import Emulator, app
from chattui.emulator.directory import Directory
from chattui.problem import ProblemError
from tests.unit.emulator.conftest import Google


def connect(emulator: Emulator) -> socket.socket:
    host, _, port = emulator.host.partition(":")
    return socket.create_connection((host, int(port)), timeout=5)


def test_it_listens_when_start_returns_and_no_more_after_stop() -> None:
    emulator = Emulator()
    assert emulator.start() == emulator.base_url == f"http://{emulator.host}"
    connect(emulator).close()
    emulator.stop()
    emulator.stop()
    with pytest.raises(ConnectionRefusedError):
        connect(emulator)


def test_it_can_be_started_again() -> None:
    emulator = Emulator()
    for _ in range(2):
        with emulator:
            connect(emulator).close()


def test_a_port_that_is_taken() -> None:
    with Emulator() as first, pytest.raises(ProblemError) as caught:
        Emulator(port=int(first.host.partition(":")[2])).start()
    assert caught.value.problem.code == "emulator.port_unavailable"


def test_it_says_when_its_parts_are_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def missing(name: str, *rest: Any, **more: Any) -> Any:
        if name.partition(".")[0] == "uvicorn":
            raise ModuleNotFoundError("No module named 'uvicorn'", name="uvicorn")
        return real(name, *rest, **more)

    monkeypatch.delitem(sys.modules, "chattui.emulator.serving", raising=False)
    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(ProblemError) as caught:
        Emulator().start()
    assert caught.value.problem.code == "emulator.not_installed"
    assert "chattui[demo]" in caught.value.problem.remedy


def test_stopping_takes_less_than_a_second_with_all_kinds_of_connections() -> None:
    emulator = Emulator(latency_ms=60_000)
    emulator.start()
    idle, partial, waiting = (connect(emulator) for _ in range(3))
    partial.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n")
    waiting.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
    with connect(emulator) as kept:
        request = f"GET /_emulator/requests HTTP/1.1\r\nHost: {emulator.host}\r\n\r\n"
        kept.sendall(request.encode())
        assert kept.recv(15) == b"HTTP/1.1 200 OK"
        started = time.monotonic()
        emulator.stop()
        assert time.monotonic() - started < 1.5
    for connection in (idle, partial, waiting):
        connection.close()


def test_it_leaves_no_thread() -> None:
    before = threading.enumerate()
    with Emulator():
        (thread,) = set(threading.enumerate()) - set(before)
        assert thread.name == "chattui-emulator"
    assert not thread.is_alive()


def test_answers_do_not_wait_for_acknowledgements() -> None:
    with Emulator() as emulator, httpx.Client(base_url=emulator.base_url, trust_env=False) as http:
        http.get("/favicon.ico")
        (served,) = [
            connection.transport.get_extra_info("socket")
            for connection in list(emulator._server.server_state.connections)  # type: ignore[union-attr]
        ]
        assert served.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_nothing_heavy_is_imported_before_it_starts() -> None:
    program = (
        "import sys; from chattui.emulator import Emulator; Emulator();"
        "print([m for m in ('starlette', 'uvicorn', 'cryptography', 'httpx') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_a_bug_of_ours_is_an_internal_error_and_recorded(
    google: Google, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: Any) -> Any:
        raise RuntimeError("a bug")

    monkeypatch.setattr(app, "call_method", broken)
    reply = google.http.get("/v1/spaces")
    assert reply.status_code == 500
    assert reply.json()["error"]["status"] == "INTERNAL"
    assert "RuntimeError: a bug" in google.requests()[0]["traceback"]
    assert capfd.readouterr() == ("", "")


def test_the_options() -> None:
    options: dict[str, Any] = {"auto_consent": "Me@Work.example", "people": 3, "spaces": 2}
    with Emulator(**options) as emulator:
        google = Google(emulator.base_url)
        me = google.user("me@work.example")
        names = [space["displayName"] for space in me.get("spaces")["spaces"]]
        assert names == ["Space 00000", "Space 00001"]
        space = me.setup("person002@example.com", "ada@example.com")
        assert len(me.emails(space)) == 3
        google.http.close()


def test_client_file_text() -> None:
    with Emulator() as emulator:
        own = json.loads(emulator.client_file(google=False))["installed"]
        assert own["auth_uri"].startswith(emulator.base_url)
        assert "accounts.google.com" in emulator.client_file(google=True)


def test_ten_thousand_people_and_spaces_cost_nothing_until_looked_at() -> None:
    directory = Directory(10_000)
    person = directory.by_email("person9999@example.com")
    assert person is not None
    assert directory.by_id(person.id) == person
    for nobody in ("person10000@example.com", "person0001@example.com", "person1@example.com"):
        assert directory.by_email(nobody) is None
