"""Our own listener on 127.0.0.1 for the redirect, on a thread of its own.

google-auth-oauthlib's ``run_local_server`` ends on a favicon request and hangs on a silent
connection. This one answers or drops whatever is not the answer to our request, and goes on
waiting. Its thread runs an event loop of its own, so that a stalled screen does not stall it.
Nothing of a request is logged or sent back. The short address tells the consent page's, which
holds the state, so it is told to nobody who must be another user of this machine (`callers`).
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from chattui.log import note
from chattui.oauth import callers, pages
from chattui.oauth.http_request import Bad, Request, is_whole, parse, too_long
from chattui.oauth.loopback import Loopback, bind
from chattui.oauth.places import HOST, HOST_6
from chattui.oauth.redirect import ENDING_CODES, read_query
from chattui.oauth.replies import plain, reply
from chattui.problem import Problem, ProblemError
from chattui.secret import Secret

if TYPE_CHECKING:
    from chattui.oauth.consent import Consent

MAX_CONNECTIONS = 16
MAX_WAITING = 256
CROWD = 32
"""From so many waiting on, other users of this machine are turned away: half a second's work."""
GRACE_SECONDS = 0.25
CONNECTION_SECONDS = 5.0
LINGER_SECONDS = 1.0
ACCEPT_PAUSE_SECONDS = 0.1
LAST_WORDS_SECONDS = 0.25
"""How long `close` waits for a browser to take its page."""
DISCARD_LIMIT = 4 * 1024 * 1024

Deliver = Callable[[Secret | Problem], None]


class LoopbackListener:
    """A context manager that listens while it is open, and no longer.

    `host` is the redirect's: 127.0.0.1, or localhost or ::1 of a web client. Entering raises
    ProblemError ``oauth.port_taken``, ``oauth.port_forbidden``, ``oauth.port_invalid`` or
    ``oauth.port_shadowed``.
    """

    def __init__(self, port: int = 0, host: str = HOST) -> None:
        self._wanted_port = port
        self._host = host
        self.port = 0
        self.squatted = False
        """Whether another program has the port on ::1, where ``localhost`` leads first."""
        self.strays = 0
        """How many answers came that were not to our request."""
        self._consent: Consent | None = None
        self._deliver: Deliver | None = None
        self._page: bytes | None = None
        """What a repeated redirect is answered with, once there was one."""
        self._slots: dict[asyncio.Task[None], float] = {}
        """Since when each connection is handled, the oldest first."""
        self._tasks: set[asyncio.Task[None]] = set()
        self._waiting: set[asyncio.Task[None]] = set()
        self._answered: set[asyncio.Task[None]] = set()
        self._freed: asyncio.Event | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None
        self._ready = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def short_url(self) -> str:
        """The address that leads to the consent page and fits on any line."""
        return f"http://{HOST}:{self.port}/"

    def expect(self, consent: Consent, deliver: Deliver) -> None:
        """Wait for the answer to `consent`; `deliver` gets it once, on the listener's thread."""
        self._deliver = deliver
        self._consent = consent

    def open(self) -> None:
        """Listen from now on; nothing in it waits."""
        sockets = bind(self._wanted_port, self._host)
        self.port, self.squatted = sockets.port, sockets.squatted
        self._thread = threading.Thread(
            target=self._run, args=(sockets,), name="oauth-listener", daemon=True
        )
        self._thread.start()

    def __enter__(self) -> Self:
        self.open()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop listening; returns when the port is free. May be called again."""
        thread, self._thread = self._thread, None
        if thread is None:
            return
        self._ready.wait()
        if self._loop and self._stop:
            with contextlib.suppress(RuntimeError):  # the loop has ended already
                self._loop.call_soon_threadsafe(self._stop.set)
        thread.join()

    def _run(self, sockets: Loopback) -> None:
        try:
            with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
                runner.run(self._serve(sockets))
        finally:
            sockets.close()
            self._ready.set()

    async def _serve(self, sockets: Loopback) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        self._freed = asyncio.Event()
        for sock in sockets.listening:
            self._loop.add_reader(sock, self._accept, sock)
        self._ready.set()
        await self._stop.wait()
        for sock in sockets.listening:
            self._loop.remove_reader(sock)
        sockets.close()
        if self._answered:
            await asyncio.wait(self._answered, timeout=LAST_WORDS_SECONDS)
        rest = list(self._tasks)
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)

    def _accept(self, sock: socket.socket) -> None:
        assert self._loop is not None
        try:
            connection, address = sock.accept()
        except BlockingIOError:
            return  # it has gone again
        except OSError:  # no file is left to open: a moment later there may be
            self._loop.remove_reader(sock)
            self._loop.call_later(ACCEPT_PAUSE_SECONDS, self._accept_again, sock)
            return
        connection.setblocking(False)
        if not self._has_room(address[:2]):
            connection.close()
            return
        task = self._loop.create_task(self._handle(connection, address[:2]))
        self._tasks.add(task)
        task.add_done_callback(lambda task: self._forget(task, connection))

    def _has_room(self, peer: tuple[str, int]) -> bool:
        """Whether one more may wait; nobody else can fill the room up before the person."""
        if len(self._waiting) >= MAX_WAITING:
            return False
        return len(self._waiting) < CROWD or callers.may_be_the_person(peer, self.port)

    def _accept_again(self, sock: socket.socket) -> None:
        if self._loop and sock.fileno() >= 0:
            self._loop.add_reader(sock, self._accept, sock)

    def _forget(self, task: asyncio.Task[None], connection: socket.socket) -> None:
        connection.close()
        self._tasks.discard(task)
        self._answered.discard(task)
        self._slots.pop(task, None)
        assert self._freed is not None
        self._freed.set()

    async def _handle(self, connection: socket.socket, peer: tuple[str, int]) -> None:
        loop, task = self._loop, asyncio.current_task()
        assert loop is not None
        assert task is not None
        await self._take_slot(task)
        with contextlib.suppress(TimeoutError, OSError):
            async with asyncio.timeout(CONNECTION_SECONDS):
                answer = self._answer(await _read_head(loop, connection), peer)
                self._answered.add(task)
                note("caller", status=int(answer[9:12]))
                await loop.sock_sendall(connection, answer)
            async with asyncio.timeout(LINGER_SECONDS):
                await _linger(loop, connection)

    async def _take_slot(self, task: asyncio.Task[None]) -> None:
        """Wait until fewer than `MAX_CONNECTIONS` are handled.

        Whoever has had a slot for `GRACE_SECONDS` loses it to others: a browser that means it has
        sent its request by then, and silence must not keep it out.
        """
        assert self._loop is not None
        assert self._freed is not None
        self._waiting.add(task)
        try:
            while len(self._slots) >= MAX_CONNECTIONS:
                oldest, since = next(iter(self._slots.items()))
                left = since + GRACE_SECONDS - self._loop.time()
                if left <= 0:
                    del self._slots[oldest]
                    oldest.cancel()
                    break
                self._freed.clear()
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(left):
                        await self._freed.wait()
            self._slots[task] = self._loop.time()
        finally:
            self._waiting.discard(task)

    def _answer(self, head: bytes | Bad, peer: tuple[str, int]) -> bytes:
        if isinstance(head, Bad):
            return plain(head.value)
        request = parse(head)
        if isinstance(request, Bad):
            return plain(request.value)
        if len(request.hosts) != 1:
            return plain(400)
        if request.hosts[0] not in self._own_hosts():
            return plain(421)
        if request.method != "GET":
            return plain(405, with_body=request.method != "HEAD")
        if request.prefetch:
            return plain(403)
        return self._route(request, peer)

    def _own_hosts(self) -> tuple[str, ...]:
        names = (HOST, "localhost", f"[{HOST_6}]")
        hosts = tuple(f"{name}:{self.port}" for name in names)
        return hosts + names if self.port == 80 else hosts

    def _route(self, request: Request, peer: tuple[str, int]) -> bytes:
        consent = self._consent
        if consent is None:
            return plain(404)
        if request.path == "/" and not request.query:
            if self._page:
                return reply(200, self._page)
            if not callers.may_be_the_person(peer, self.port):
                return reply(403, pages.stranger_page())
            return reply(302, b"", f"Location: {consent.url}\r\n")
        if request.path != (urlsplit(consent.redirect_uri).path or "/"):
            return plain(404)
        return self._redirected(request, consent)

    def _redirected(self, request: Request, consent: Consent) -> bytes:
        result: Secret | Problem
        try:
            result = read_query(request.query, consent)
            page, repeated = pages.received_page(), pages.already_page()
        except ProblemError as error:
            if error.problem.code not in ENDING_CODES:
                self.strays += 1
                return reply(400, pages.other_attempt_page())
            result = error.problem
            page = repeated = pages.denied_page()
        if self._page:
            return reply(200, self._page)
        self._page = repeated
        assert self._deliver is not None
        self._deliver(result)
        return reply(200, page)


async def _read_head(loop: asyncio.AbstractEventLoop, connection: socket.socket) -> bytes | Bad:
    head = bytearray()
    while not is_whole(head):
        bad = too_long(head)
        if bad:
            return bad
        chunk = await loop.sock_recv(connection, 4096)
        if not chunk:
            return Bad.GARBAGE
        head += chunk
    return too_long(head) or bytes(head)


async def _linger(loop: asyncio.AbstractEventLoop, connection: socket.socket) -> None:
    """Read what still comes until the other side closes: closing over it would cut our answer."""
    connection.shutdown(socket.SHUT_WR)
    left = DISCARD_LIMIT
    while left > 0:
        chunk = await loop.sock_recv(connection, 65536)
        if not chunk:
            return
        left -= len(chunk)
