"""Where a redirect can go, how a browser elsewhere reaches it, and opening one that is here."""

from __future__ import annotations

import ipaddress
import os
import re
import shutil
import subprocess
import sys
import threading
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from chattui.oauth.consent import INSECURE_VARIABLE
from chattui.problem import Exit, Problem, ProblemError
from chattui.words import t

if TYPE_CHECKING:
    from chattui.clientfile import OAuthClient
    from chattui.surroundings import Surroundings

HOST = "127.0.0.1"
CALLBACK_PATH = "/oauth2/callback"
PASTE_PORT = 47213
"""The port in the redirect where nothing listens: the browser fails to connect, and the address
that it then shows is pasted."""

_OPENERS = ("xdg-open", "x-www-browser", "firefox", "google-chrome", "chromium")
_PLAIN_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*\Z")


def own_redirect(port: int) -> str:
    """The redirect of an installed client, which may have any port and path (RFC 8252 s. 7.3)."""
    return f"http://{HOST}:{port}{CALLBACK_PATH}"


def registered_redirect(client: OAuthClient, port: int = 0) -> tuple[str, int]:
    """The loopback redirect that a web client has registered (on `port` if given), and its port.

    Google compares it letter by letter. Raises ProblemError ``oauth.web_without_loopback`` or
    ``oauth.web_port`` (exit 2).
    """
    found = [(uri, at) for uri in client.redirect_uris if (at := loopback_port(uri))]
    if not found:
        raise ProblemError(
            Problem(
                "oauth.web_without_loopback",
                t("This web client cannot be used from here."),
                t("None of its registered redirect addresses leads to this machine."),
                t(
                    "Create a client of the type Desktop app, or register {example} for this one"
                    " in the console and download its file again.",
                    example=own_redirect(8080),
                ),
                "https://console.cloud.google.com/auth/clients",
                Exit.USAGE,
            )
        )
    fitting = [pair for pair in found if port in {0, pair[1]}]
    if not fitting:
        raise ProblemError(
            Problem(
                "oauth.web_port",
                t("This web client cannot use port {port}.", port=port),
                t(
                    "Its registered redirects are on: {ports}.",
                    ports=", ".join(str(number) for _, number in found),
                ),
                t("Give --port one of these, or leave it out."),
                exit=Exit.USAGE,
            )
        )
    # An address that cannot mean IPv6 first: the listener is on 127.0.0.1 alone.
    return min(fitting, key=lambda pair: HOST not in pair[0])


def loopback_port(uri: str) -> int:
    """The port of an http redirect to this machine, 0 where `uri` is none."""
    try:
        address = urlsplit(uri)
        port = address.port
    except ValueError:
        return 0
    plain = uri.isascii() and uri.isprintable() and not (address.query or address.fragment)
    if address.scheme != "http" or address.hostname not in {HOST, "localhost"} or not plain:
        return 0
    return 0 if "@" in address.netloc else port or 80


def ssh_line(surroundings: Surroundings, port: int) -> str:
    """The command that brings `port` of this machine to where the login came from, else empty."""
    if not surroundings.ssh:
        return ""
    try:
        host = str(ipaddress.ip_address(surroundings.ssh_address))
    except ValueError:
        host = surroundings.host
    if not (_PLAIN_NAME.match(host) or ":" in host):
        return ""
    user = surroundings.user if _PLAIN_NAME.match(surroundings.user) else ""
    words = ["ssh", "-L", f"{port}:{HOST}:{port}"]
    if surroundings.ssh_port != 22:
        words += ["-p", str(surroundings.ssh_port)]
    return " ".join([*words, f"{user}@{host}" if user else host])


def open_in_browser(short_url: str) -> bool:
    """Start the person's browser on our short address, on a thread; False where there is none.

    Only an address of our own listener is ever given to a program: none from data, and none with
    a state in it, which `ps` would show.
    """
    if sys.platform == "linux":
        program = next(filter(None, map(shutil.which, _OPENERS)), None)
        if program is None:
            return False
        command = [program, short_url]
        threading.Thread(target=_run, args=(command,), name="browser", daemon=True).start()
        return True
    import webbrowser

    threading.Thread(target=webbrowser.open, args=(short_url,), name="browser", daemon=True).start()
    return True


def _run(command: list[str]) -> None:
    environ = {name: value for name, value in os.environ.items() if name != INSECURE_VARIABLE}
    try:
        subprocess.run(  # noqa: S603 a program of our own list, and an address of our own
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=environ,
            start_new_session=True,
            check=False,
        )
    except OSError:
        return  # the address is on the screen too
