"""uvicorn as the emulator uses it: quiet, h11 only, and with connections that can be cut."""

from __future__ import annotations

import asyncio
from typing import Any

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from chattui.emulator.app import TRANSPORT, create_app
from chattui.emulator.world import World

KEEP_ALIVE_SECONDS = 120


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


def make_server(world: World) -> uvicorn.Server:
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
    return uvicorn.Server(config)
