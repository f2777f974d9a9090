"""A forward proxy, and Google's hosts behind it: an authority, a TLS front, and the emulator.

The proxy leads every CONNECT to the front, whatever host it names, as if that name were looked up
there; the front has certificates for Google's names by an authority that no machine knows, and
passes what it decrypts to the emulator.
"""

from __future__ import annotations

import asyncio
import datetime
import http.client
import http.server
import ssl
import threading
from collections.abc import Coroutine, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

GOOGLES_NAMES = ("accounts.google.com", "*.googleapis.com", "www.google.com")
CREDENTIALS = "cHJveHktdXNlcjpwcm94eUBwYXNz"  # proxy-user:proxy@pass
DAY = datetime.timedelta(days=1)


def end(thread: threading.Thread) -> None:
    """Wait for a thread that has been told to end."""
    thread.join(20)
    assert not thread.is_alive(), f"{thread.name} did not end"


class Authority:
    """A certificate authority, and the certificates that it signs."""

    def __init__(self, folder: Path, name: str = "Example Firewall CA") -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name(
            [
                x509.NameAttribute(x509.NameOID.COMMON_NAME, name),
                x509.NameAttribute(x509.NameOID.ORGANIZATION_NAME, "Example Org"),
            ]
        )
        own = self._builder(self._name, self._key, 0).add_extension(
            x509.BasicConstraints(ca=True, path_length=None), critical=True
        )
        self.file = folder / "ca.pem"
        self.file.write_bytes(_pem(own.sign(self._key, hashes.SHA256())))
        self._folder = folder
        self._made = 0

    def _builder(
        self, subject: x509.Name, key: ec.EllipticCurvePrivateKey, shift_days: int
    ) -> x509.CertificateBuilder:
        now = datetime.datetime.now(datetime.UTC) + shift_days * DAY
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - 30 * DAY)
            .not_valid_after(now + 30 * DAY)
        )

    def context(
        self, names: Iterable[str] = GOOGLES_NAMES, *, shift_days: int = 0
    ) -> ssl.SSLContext:
        """A server's context with a certificate for `names`, valid around today plus a shift."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "server")])
        alternatives = x509.SubjectAlternativeName([x509.DNSName(name) for name in names])
        made = self._builder(subject, key, shift_days).add_extension(alternatives, critical=False)
        secret = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        self._made += 1
        file = self._folder / f"server{self._made}.pem"
        file.write_bytes(secret + _pem(made.sign(self._key, hashes.SHA256())))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        return context


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


class Front:
    """Google's hosts: TLS by `context`, then the emulator at `upstream`."""

    def __init__(self, upstream: str, context: ssl.SSLContext) -> None:
        self.context = context
        self.seen: list[str] = []
        outer = self

        class Request(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            timeout = 10

            def handle(self) -> None:
                with suppress(OSError, ssl.SSLError):
                    self.connection.do_handshake()
                    super().handle()

            def do_GET(self) -> None:
                host = self.headers["Host"]
                outer.seen.append(f"{self.command} {host}{self.path.partition('?')[0]}")
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                headers = {k: v for k, v in self.headers.items() if k != "Accept-Encoding"}
                headers["Host"] = upstream
                connection = http.client.HTTPConnection(upstream, timeout=10)
                connection.request(self.command, self.path, body or None, headers)
                reply = connection.getresponse()
                content = reply.read().replace(
                    f"http://{upstream}/device".encode(), b"https://www.google.com/device"
                )
                connection.close()
                self.send_response(reply.status)
                self.send_header("Content-Type", reply.getheader("Content-Type", "text/plain"))
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(content)

            do_POST = do_HEAD = do_DELETE = do_PATCH = do_GET

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                pass

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True

            def get_request(self) -> tuple[Any, Any]:
                plain, address = super().get_request()
                # The handshake is for the request's thread: another one may never finish its own.
                return outer.context.wrap_socket(
                    plain, server_side=True, do_handshake_on_connect=False
                ), address

            def handle_error(self, request: Any, client_address: Any) -> None:
                pass

        self._server = Server(("127.0.0.1", 0), Request)
        self.port = self._server.server_port
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.01,), name="front", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        # shutdown() itself waits for the loop without a limit.
        shutdown = threading.Thread(target=self._server.shutdown, name="shutdown", daemon=True)
        shutdown.start()
        end(shutdown)
        self._server.server_close()
        end(self._thread)


class ForwardProxy:
    """A forward proxy on loopback that resolves every name to the front.

    `refusal` is the status it answers CONNECT with instead; with `asks` it wants CREDENTIALS.
    """

    def __init__(self, front_port: int, context: ssl.SSLContext | None = None) -> None:
        self.front_port = front_port
        self.refusal = 0
        self.asks = False
        self.seen: list[str] = []
        self.heads: list[bytes] = []
        self._loop = asyncio.new_event_loop()
        self._tasks: set[asyncio.Task[None]] = set()
        self._thread = threading.Thread(
            target=self._loop.run_forever, name="forward-proxy", daemon=True
        )
        self._thread.start()
        self._server: asyncio.Server = self._do(
            asyncio.start_server(self._accept, "127.0.0.1", 0, ssl=context)
        )
        self.port: int = self._server.sockets[0].getsockname()[1]
        self.place = f"127.0.0.1:{self.port}"
        self.url = f"http://{self.place}"

    def _do(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            with suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
                await self._serve(reader, writer)
        finally:
            self._tasks.discard(task)
            writer.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        first = await reader.readexactly(1)
        if not first.isalpha():  # the beginning of TLS, where plain text is spoken
            writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            await writer.drain()
            return
        head = first + await reader.readuntil(b"\r\n\r\n")
        self.heads.append(head)
        line = head.decode("latin-1").split("\r\n")[0]
        self.seen.append(line.rpartition(" ")[0])
        status = self.refusal
        if self.asks and f"Basic {CREDENTIALS}".encode() not in head:
            status = 407
        if status or not line.startswith("CONNECT "):
            answer = f"HTTP/1.1 {status or 200} Said\r\nContent-Length: 2\r\n\r\n{{}}"
            writer.write(answer.encode())
            await writer.drain()
            return
        there_in, there_out = await asyncio.open_connection("127.0.0.1", self.front_port)
        writer.write(b"HTTP/1.1 200 Connected\r\n\r\n")
        try:
            await asyncio.gather(_pump(reader, there_out), _pump(there_in, writer))
        finally:
            there_out.transport.abort()

    def stop(self) -> None:
        self._do(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        end(self._thread)
        self._loop.close()

    async def _end(self) -> None:
        self._server.close()
        for task in list(self._tasks):
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=5)


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while piece := await reader.read(65536):
            writer.write(piece)
            await writer.drain()
        writer.write_eof()
