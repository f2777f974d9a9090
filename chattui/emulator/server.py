"""Emulator: the local Google on a thread of its own, on loopback only."""

from __future__ import annotations

import asyncio
import socket
import threading
from types import TracebackType
from typing import TYPE_CHECKING, Self

from chattui.problem import Problem, ProblemError
from chattui.words import t

if TYPE_CHECKING:
    from chattui.emulator.serving import Server
    from chattui.emulator.world import World

START_SECONDS = 20.0
END_SECONDS = 20.0
"""How long the end of the emulator's thread is waited for."""


class Emulator:
    """A local Google: `start` it, point endpoints at `host`, `stop` it; or use it in a ``with``.

    `auto_consent` is the address that answers every consent request at once. `people`, `spaces`
    and `conversations` (group chats and direct messages) add that many made-up ones, `latency_ms`
    holds every answer back, `samples` fills in what `chattui demo` shows. Port 0 takes a free port.
    """

    def __init__(
        self,
        port: int = 0,
        auto_consent: str = "",
        people: int = 0,
        spaces: int = 0,
        latency_ms: int = 0,
        samples: bool = False,
        conversations: int = 0,
    ) -> None:
        from chattui.emulator.world import Options, World

        self._port = port
        self._world: World = World(
            Options(auto_consent, people, spaces, conversations, latency_ms, samples)
        )
        self._server: Server | None = None
        self._thread: threading.Thread | None = None
        self._failure: BaseException | None = None

    @property
    def base_url(self) -> str:
        """``http://127.0.0.1:PORT`` once it is started."""
        return self._world.base_url

    @property
    def host(self) -> str:
        """``127.0.0.1:PORT``, as CHATTUI_EMULATOR_HOST takes it."""
        return self.base_url.removeprefix("http://")

    def client_file(self, google: bool, kind: str = "installed") -> str:
        """A client file's text: as the console gives it, or with the emulator's endpoints."""
        from chattui.emulator.clients import client_file

        base = "" if google else self.base_url
        return client_file(base, self._world.settings, kind=kind)

    def key_file(self, google: bool) -> str:
        """A service account's key: as the console gives it, or with the emulator's endpoints."""
        from chattui.emulator.assertions import key_file

        return key_file("" if google else self.base_url, self._world.service_key)

    def start(self) -> str:
        """Listen, and give the base address; raises `ProblemError` where that is impossible."""
        listener = self._listen()
        self._world.base_url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        try:
            server = self._make_server()
        except BaseException:
            listener.close()
            raise
        ready = threading.Event()
        self._server = server
        self._thread = threading.Thread(
            target=self._run, args=(listener, ready), name="chattui-emulator", daemon=True
        )
        self._thread.start()
        ready.wait(START_SECONDS)
        if not server.started:
            failure = self._failure
            self.stop()
            raise RuntimeError("The emulator did not start.") from failure
        return self.base_url

    def _listen(self) -> socket.socket:
        # Named IPPROTO_TCP, because asyncio sets TCP_NODELAY on no other: without it each answer
        # waits 40 ms for a delayed acknowledgement.
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        try:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(("127.0.0.1", self._port))
            listener.listen(1024)
        except OSError as error:
            listener.close()
            raise ProblemError(
                Problem(
                    "emulator.port_unavailable",
                    t("The emulator cannot listen on port {port}.", port=self._port),
                    t("The operating system says: {reason}.", reason=error.strerror or error),
                    t("Choose another port, or port 0 for any free one."),
                )
            ) from error
        return listener

    def _make_server(self) -> Server:
        try:
            from chattui.emulator.serving import make_server
        except ModuleNotFoundError as error:
            if (error.name or "").startswith("chattui"):
                raise
            raise ProblemError(
                Problem(
                    "emulator.not_installed",
                    t("The emulator's parts are not installed."),
                    t("The module {module} is missing.", module=error.name),
                    t("Install chattui with its extra `demo`: pip install 'chattui[demo]'."),
                )
            ) from error
        return make_server(self._world)

    def _run(self, listener: socket.socket, ready: threading.Event) -> None:
        server = self._server
        assert server is not None

        async def serve() -> None:
            task = asyncio.create_task(server.serve(sockets=[listener]))
            while not server.started and not task.done():
                await asyncio.sleep(0)
            ready.set()
            await task

        try:
            asyncio.run(serve())
        except BaseException as error:
            self._failure = error
        finally:
            listener.close()
            ready.set()

    def stop(self) -> None:
        """Stop listening and end every connection, within a second; harmless when not started.

        Raises RuntimeError where that has not come to an end after `END_SECONDS`.
        """
        if self._server is not None:
            self._server.end()
        thread, self._server, self._thread = self._thread, None, None
        if thread is not None:
            thread.join(END_SECONDS)
            if thread.is_alive():
                raise RuntimeError("The emulator's thread did not end.") from self._failure

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
