"""uvicorn as the emulator uses it: quiet, h11 only, and with connections that can be cut."""

from __future__ import annotations

import asyncio
import socket
from contextlib import suppress
from typing import Any

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from chattui.emulator.app import TRANSPORT, create_app
from chattui.emulator.world import World

KEEP_ALIVE_SECONDS = 120

STOP_SECONDS = 0.5
"""How long answers that are on their way may take when the server is to end."""


class Protocol(H11Protocol):
    """Puts each connection's transport into the scope, for the faults that cut it."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Called by asyncio."""
        super().connection_made(transport)
        inner = self.app

        async def with_transport(scope: Any, receive: Any, send: Any) -> None:
            scope[TRANSPORT] = transport
            await inner(scope, receive, send)

        self.app = with_transport


class Server(uvicorn.Server):
    """Ends at once when it is told to: uvicorn's own looks ten times a second whether it should,
    and waits a tenth of a second more for connections that are long closed."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._told = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    def end(self) -> None:
        """Stop listening, and end every connection; from any thread."""
        self.should_exit = True
        if self._loop is not None:
            with suppress(RuntimeError):  # it has ended already
                self._loop.call_soon_threadsafe(self._told.set)

    async def main_loop(self) -> None:
        """Serve until somebody calls `end`."""
        self._loop = asyncio.get_running_loop()
        if not await self.on_tick(0):
            await self._told.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Let answers be finished for `STOP_SECONDS`, then cut what is left."""
        # What was accepted a moment ago becomes a connection within some turns of the loop, but
        # only while its server is open: else asyncio (3.11) drops it unclosed.
        for listener in sockets or ():
            asyncio.get_running_loop().remove_reader(listener)
        for _ in range(5):
            await asyncio.sleep(0)
        for server in self.servers:
            server.close()
        for listener in sockets or ():
            listener.close()
        state = self.server_state
        for connection in list(state.connections):
            connection.shutdown()
        with suppress(TimeoutError):
            async with asyncio.timeout(STOP_SECONDS):
                while state.connections or state.tasks:
                    await asyncio.sleep(0.002)
        for connection in list(state.connections):
            if connection.transport is not None:
                connection.transport.abort()


def make_server(world: World) -> Server:
    """A server of `world` that prints nothing; Date and Server are the emulator's own."""
    config = uvicorn.Config(
        create_app(world),
        loop="asyncio",
        http=Protocol,
        ws="none",
        lifespan="off",
        interface="asgi3",
        log_config=None,
        log_level="critical",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        date_header=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
    )
    return Server(config)
