"""What the canary tests share: every secret of a run, as it crossed the wire, and where to look.

The recorder stands between chattui and the emulator, so that all that was ever sent or issued is
known, whether or not it was kept. Nothing is asked of the emulator for it.
"""

from __future__ import annotations

import http.client
import http.server
import json
import re
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

SECRET_FIELDS = frozenset(
    {
        "access_token",
        "assertion",
        "client_secret",
        "code",
        "code_verifier",
        "device_code",
        "id_token",
        "refresh_token",
        "state",
        "token",
    }
)


class Canaries:
    """The secrets of a run, by their names."""

    def __init__(self) -> None:
        self.values: dict[str, set[str]] = {}
        self._lock = threading.Lock()

    def add(self, name: str, value: str) -> None:
        """Remember a secret, and the lines of one that has several."""
        pieces = value.splitlines() if "\n" in value else [value]
        with self._lock:
            for piece in pieces:
                if len(piece) >= 12 and not piece.startswith("-----"):
                    self.values.setdefault(name, set()).add(piece)

    def take_form(self, text: str) -> None:
        """Remember those in a query or a body."""
        for name, value in parse_qsl(text):
            if name in SECRET_FIELDS:
                self.add(name, value)

    def take_json(self, text: bytes) -> None:
        """Remember those in an answer, or in a client's or a key's file."""
        with suppress(ValueError):
            self._walk(json.loads(text))

    def _walk(self, value: Any) -> None:
        if isinstance(value, dict):
            for name, part in value.items():
                if isinstance(part, str) and name in {*SECRET_FIELDS, "private_key"}:
                    self.add(name, part)
                self._walk(part)

    def leaks(self, text: str, *, but: tuple[str, ...] = ()) -> list[str]:
        """Which of them are in `text`: whole, in an address, or more than a wrapped piece."""
        flat = re.sub(r"[\s│┃▌▐|]+", "", text)
        found = []
        with self._lock:
            known = {name: set(values) for name, values in self.values.items()}
        for name, values in known.items():
            for value in values if name not in but else ():
                middle = value[len(value) // 3 :][:24]
                if any(
                    v in t for v in (value, quote(value, safe=""), middle) for t in (text, flat)
                ):
                    found.append(name)
                    break
        return found


class Recorder:
    """A plain forwarder to the emulator that notes every secret in either direction."""

    def __init__(self, upstream: str, canaries: Canaries) -> None:
        class Request(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            timeout = 20

            def do_GET(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                canaries.take_form(urlsplit(self.path).query)
                canaries.take_form(body.decode("utf-8", "replace"))
                authorization = self.headers.get("Authorization", "")
                canaries.add("access_token", authorization.removeprefix("Bearer "))
                headers = {k: v for k, v in self.headers.items() if k != "Accept-Encoding"}
                headers["Host"] = upstream
                with closing(http.client.HTTPConnection(upstream, timeout=20)) as there:
                    there.request(self.command, self.path, body or None, headers)
                    reply = there.getresponse()
                    content = reply.read()
                location = reply.getheader("Location", "")
                canaries.take_form(urlsplit(location).query)
                canaries.take_json(content)
                self.send_response(reply.status)
                if location:
                    self.send_header("Location", location)
                for name in ("Content-Type", "Date", "Retry-After"):
                    if reply.getheader(name):
                        self.send_header(name, reply.getheader(name, ""))
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(content)

            do_POST = do_HEAD = do_PATCH = do_DELETE = do_GET

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Request)
        self._server.daemon_threads = True
        self.host = f"127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class Processes:
    """What /proc tells of a process and its children, looked at again and again."""

    def __init__(self, mark: str) -> None:
        self._mark = f"{mark}\0".encode()
        self.seen: set[bytes] = set()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look)

    @property
    def text(self) -> str:
        """All command lines and environments that were seen."""
        return "\n".join(part.decode("utf-8", "replace") for part in self.seen)

    def _look(self) -> None:
        while not self._over.wait(0.01):
            self.look()

    def look(self) -> None:
        """Note every process whose environment holds the mark."""
        for process in Path("/proc").iterdir():
            if process.name.isdecimal():
                with suppress(OSError):
                    environ = (process / "environ").read_bytes()
                    if self._mark in environ:
                        self.seen |= {environ, (process / "cmdline").read_bytes()}


@contextmanager
def watched(mark: str) -> Iterator[Processes]:
    """Look at all processes whose environment holds `mark` (``NAME=value``) meanwhile."""
    processes = Processes(mark)
    processes._thread.start()
    try:
        yield processes
    finally:
        processes._over.set()
        processes._thread.join()


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


def fetch(url: str) -> tuple[int, str]:
    """Status and ``Location``, as a browser meets them."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect)
    try:
        with closing(opener.open(url, timeout=20)) as answer:
            return answer.status, ""
    except urllib.error.HTTPError as error:
        with closing(error):
            return error.code, error.headers.get("Location", "")


PROGRAM = '''
"""chattui's commands one after the other, everything logged at debug level, some of it broken."""
import asyncio, contextlib, functools, importlib, inspect, io, json, logging, sys

plan = json.load(open(sys.argv[1]))
logging.basicConfig(
    filename=plan["root_log"], level=logging.DEBUG, format="%(name)s %(levelname)s %(message)s"
)
import chattui.redaction

chattui.redaction._TALKATIVE_LOGGERS = ()  # not even quiet: redaction alone has to do
from chattui.cli import main


@contextlib.contextmanager
def broken(place):
    """The function at `place` (module:name) does its work, and then raises."""
    if not place:
        yield
        return
    module, _, name = place.partition(":")
    owner = importlib.import_module(module)
    *path, name = name.split(".")
    for part in path:
        owner = getattr(owner, part)
    whole = getattr(owner, name)

    def failure(values):
        print("BROKEN", place, file=sys.stderr, flush=True)
        logging.getLogger("canary").debug("arguments and result: %r", values)
        return ZeroDivisionError("forced: %r" % (values,))

    if inspect.iscoroutinefunction(whole):

        async def instead(*args, **kwargs):
            raise failure((args, kwargs, await whole(*args, **kwargs)))
    else:

        def instead(*args, **kwargs):
            raise failure((args, kwargs, whole(*args, **kwargs)))

    setattr(owner, name, functools.wraps(whole)(instead))
    try:
        yield
    finally:
        setattr(owner, name, whole)


for number, step in enumerate(plan["steps"]):
    print("STEP", number, file=sys.stderr, flush=True)
    assert sys.stdin.readline() == "go\\n"
    aside = contextlib.redirect_stdout(io.StringIO()) if step["aside"] else contextlib.nullcontext()
    with broken(step["broken"]), aside:
        status = main(["--log", plan["log"], *step["arguments"]])
    sys.stdout.flush()
    print("DONE", int(status), file=sys.stderr, flush=True)
'''

Prepare = Callable[[], object]
