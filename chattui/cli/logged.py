"""The option ``--log``: a run beside which a log is written, safe to attach to a report."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from chattui.log import note

if TYPE_CHECKING:
    from chattui.context import Context
    from chattui.logfile import LogFile
    from chattui.problem import Problem

_LIBRARIES = ("textual", "httpx", "requests", "google-auth", "google-auth-oauthlib", "keyring")
_TOLD_VARIABLES = (
    "HTTPS_PROXY",
    "HTTP_PROXY",
    "ALL_PROXY",
    "NO_PROXY",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "CHATTUI_HOME",
    "CHATTUI_ACCOUNT",
    "CHATTUI_PASSPHRASE_FILE",
    "CHATTUI_EMULATOR_HOST",
    "CHATTUI_DEBUG",
    "NO_COLOR",
    "TERM",
    "LANG",
)


class Logged:
    """The log of one run, which begins when its file is known and ends with `finish`."""

    def __init__(self, arguments: Sequence[str]) -> None:
        self._arguments = arguments
        self._handler: LogFile | None = None
        self._began = time.monotonic()

    def start(self, args: argparse.Namespace, context: Context | None = None) -> None:
        """Begin, where `args` or config.toml name a file; raises ProblemError where it is no use.

        Called before there is a context, so that what goes wrong in making it is in the log, and
        after; `args` carry this on to whoever makes it.
        """
        args.logged = self
        path = getattr(args, "log", "") or (context.log if context else "")
        if path and self._handler is None:
            self._handler = _start(os.path.expanduser(path))
            _tell_versions(self._arguments, os.environ)
        if context and self._handler:
            _tell_surroundings(context)

    def finish(self, status: int) -> Problem | None:
        """End the log; what was wrong with it."""
        if self._handler is None:
            return None
        from chattui.logfile import finish

        note("end", status=status, seconds=round(time.monotonic() - self._began, 1))
        return finish(self._handler)


def _start(path: str) -> LogFile:
    from chattui import paths, surroundings
    from chattui.anonymous import Anonymous
    from chattui.logfile import sign_key, start

    around = surroundings.look()
    places = paths.find(os.environ)
    names = (around.user, around.host, around.host.partition(".")[0])
    return start(path, Anonymous(sign_key(places), names, os.path.expanduser("~")))


def _tell_versions(arguments: Sequence[str], environ: Mapping[str, str]) -> None:
    """Which programs, and which options: their names, never what was given with them."""
    import platform
    from importlib.metadata import PackageNotFoundError, version

    from chattui import __version__
    from chattui.cli.commands import commands

    known = {command.name for command in commands()}
    named = next((word for word in arguments if word in known), "app")
    # Behind two dashes are the words of another command, which may be secrets of its.
    own = arguments[: arguments.index("--")] if "--" in arguments else arguments
    options = sorted({word.partition("=")[0] for word in own if word.startswith("--")})
    note("begin", command=named, options=",".join(options), chattui=__version__)
    found = {}
    for name in _LIBRARIES:
        try:
            found[name.replace("-", "_")] = version(name)
        except PackageNotFoundError:
            found[name.replace("-", "_")] = "missing"
    note("versions", python=platform.python_version(), system=platform.platform(), **found)
    present = [n for n in _TOLD_VARIABLES if environ.get(n) or environ.get(n.lower())]
    note("variables", present=",".join(present))


def _tell_surroundings(context: Context) -> None:
    around = context.surroundings
    note(
        "surroundings",
        emulator=bool(context.endpoints.emulator),
        ca_file=bool(context.endpoints.ca_file),
        ssh=around.ssh,
        tmux=around.tmux,
        screen=around.screen,
        vscode=around.vscode,
        container=around.container,
        display=around.display,
        browser=around.browser,
        terminal_in=around.terminal_in,
        terminal_out=around.terminal_out,
        terminal_error=around.terminal_error,
        encoding=getattr(sys.stderr, "encoding", None) or "none",
    )
