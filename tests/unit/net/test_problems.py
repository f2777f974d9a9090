"""What exceptions mean that no server here can bring about, and certificates of odd shapes."""

from __future__ import annotations

import os
import socket
import ssl
import threading
from contextlib import closing, suppress
from pathlib import Path

import pytest

from chattui import certificates, net
from chattui.certificates import is_unknown_authority, issuer, issuer_name, ssl_context
from chattui.problem import ProblemError
from chattui.proxy import proxy_for
from chattui.proxy_problem import proxy_problem
from tests.unit.net.forward import Authority

URL = "https://chat.googleapis.com/v1/spaces?secret=1"


def named(name: str, *arguments: object) -> Exception:
    error: Exception = type(name, (Exception,), {})(*arguments)
    return error


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (named("ConnectError", ssl.SSLEOFError(8, "EOF occurred")), "net.tls"),
        (named("SSLError", ssl.SSLEOFError(8, "EOF occurred")), "net.lost_answer"),
        (named("SSLError", ssl.SSLError(1, "WRONG_VERSION_NUMBER")), "net.tls"),
        (named("ConnectTimeout"), "net.timeout"),
        (named("ProxyError", "no idea"), "net.proxy"),
        (named("Strange", "CERTIFICATE_VERIFY_FAILED"), "net.tls"),
        (OSError("something"), "net.lost_answer"),
    ],
)
def test_without_a_proxy(error: Exception, code: str) -> None:
    problem = net.network_problem(error, URL)
    assert problem.code == code
    assert problem.cause
    assert problem.remedy
    assert "secret" not in repr(problem)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (named("ConnectTimeout"), "did not answer in time"),
        (named("ConnectError", socket.gaierror(-2, "unknown")), "could not be looked up"),
        (named("ConnectError", OSError(113, "No route to host")), "cannot be reached"),
        (named("ProxyError", "no idea"), "cannot be reached"),
    ],
)
def test_with_a_proxy(error: Exception, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", "http://u:hunter2@proxy.example:3128")
    problem = net.network_problem(error, URL)
    assert problem.code == "net.proxy"
    assert "proxy.example:3128" in problem.message
    assert words in problem.message
    assert "hunter2" not in repr(problem)
    assert "u:" not in repr(problem)


def test_a_proxy_that_cannot_be_used_is_none_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", "socks5://h:1")
    assert net.network_problem(named("ConnectError"), URL).code == "net.unreachable"


@pytest.mark.parametrize(
    "error",
    [
        named("ConnectError"),
        named("ConnectTimeout"),
        named("ConnectError", socket.gaierror(-2, "unknown")),
    ],
)
def test_a_proxy_for_http_alone_is_told(error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "HTTP_PROXY" not in net.network_problem(error, URL).remedy
    monkeypatch.setenv("http_proxy", "http://proxy:3128")
    assert "set HTTPS_PROXY too" in net.network_problem(error, URL).remedy


def test_a_refusal_of_an_ipv6_proxy() -> None:
    proxy = proxy_for(URL, {"HTTPS_PROXY": "http://[::1]:3128"})
    assert proxy
    assert "[::1]:3128" in proxy_problem(proxy, "host", set(), 407, False).message


def test_an_unknown_authority_is_told_from_other_faults() -> None:
    error = ssl.SSLCertVerificationError(1, "x")
    assert not is_unknown_authority(error)
    error.verify_code = 20
    assert is_unknown_authority(error)
    error.verify_code = 10
    assert not is_unknown_authority(error)
    assert not is_unknown_authority(ValueError())


def test_an_issuers_name_is_read(authority: Authority) -> None:
    certificate = ssl.PEM_cert_to_DER_cert(authority.file.read_text())
    assert issuer_name(certificate) == "Example Firewall CA, Example Org"


@pytest.mark.parametrize("cut", [0, 1, 2, 5, 20, 60, 100, 200])
def test_what_is_no_certificate_has_no_issuer(authority: Authority, cut: int) -> None:
    certificate = ssl.PEM_cert_to_DER_cert(authority.file.read_text())
    assert issuer_name(certificate[:cut]) == ""
    assert issuer_name(b"\x30\x84\xff\xff\xff\xff" + certificate) == ""


def der(tag: int, *parts: bytes) -> bytes:
    content = b"".join(parts)
    size = len(content)
    head = bytes([size]) if size < 128 else bytes([0x82, size >> 8, size & 255])
    return bytes([tag]) + head + content


def certificate_by(name: bytes, kind: bytes = b"\x55\x04\x03", version: bool = True) -> bytes:
    issuer_field = der(0x30, der(0x31, der(0x30, der(6, kind), der(12, name))))
    fields = [der(2, b"\x01"), der(0x30), issuer_field]
    return der(0x30, der(0x30, *([der(0xA0, der(2, b"\x02"))] if version else []), *fields))


def test_a_name_from_outside_is_safe_to_draw() -> None:
    assert issuer_name(certificate_by(b"Firewall")) == "Firewall"
    assert issuer_name(certificate_by(b"Firewall", version=False)) == "Firewall"
    assert issuer_name(certificate_by(b"Firewall", kind=b"\x55\x04\x06")) == ""
    assert issuer_name(certificate_by(b"\xff\xfe")) == ""
    assert "\x1b" not in issuer_name(certificate_by(b"\x1b]0;x\x07Fire"))
    assert len(issuer_name(certificate_by(b"x" * 500))) <= 90


def test_an_issuer_that_cannot_be_asked_is_empty(tmp_path: Path) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
    assert issuer(f"https://127.0.0.1:{port}/", None) == ""
    by_tls = proxy_for(URL, {"HTTPS_PROXY": f"https://127.0.0.1:{port}"})
    assert issuer(URL, by_tls) == ""
    plain = proxy_for(URL, {"HTTPS_PROXY": f"http://u:p@127.0.0.1:{port}"})
    assert issuer(URL, plain) == ""


def test_an_issuer_that_drips_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """A byte now and then never runs into the time limit of a single read."""
    monkeypatch.setattr(certificates, "LOOK_SECONDS", 0.2)
    over = threading.Event()
    with closing(socket.create_server(("127.0.0.1", 0))) as server:

        def drip() -> None:
            connection, _ = server.accept()
            with closing(connection), suppress(OSError):
                connection.sendall(b"HTTP/1.1 200 OK\r\nX: ")
                while not over.wait(0.05):
                    connection.sendall(b"x")

        thread = threading.Thread(target=drip)
        thread.start()
        proxy = proxy_for(URL, {"HTTPS_PROXY": f"http://127.0.0.1:{server.getsockname()[1]}"})
        guard = threading.Timer(3.0, over.set)
        guard.start()
        try:
            assert issuer(URL, proxy) == ""
            assert not over.is_set()
        finally:
            guard.cancel()
            over.set()
            thread.join()


@pytest.mark.parametrize("kind", ["pipe", "device", "large"])
def test_a_ca_file_without_an_end_is_refused(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "ca.pem"
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "device":
        path.symlink_to("/dev/zero")
    else:
        with open(path, "wb") as file:
            file.truncate(certificates.CA_FILE_LIMIT + 1)
    with pytest.raises(ProblemError) as caught:
        ssl_context(str(path))
    assert caught.value.problem.code == "net.ca_file"
