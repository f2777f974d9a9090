"""Where a redirect can go, how a browser elsewhere reaches it, and opening one that is here."""

from __future__ import annotations

import ipaddress
import os
import re
import shutil
import subprocess
import sys
import threading
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from chattui.oauth.consent import INSECURE_VARIABLE
from chattui.problem import Exit, Problem, ProblemError
from chattui.words import t

if TYPE_CHECKING:
    from chattui.clientfile import OAuthClient
    from chattui.surroundings import Surroundings

HOST = "127.0.0.1"
HOST_6 = "::1"
LOOPBACK_HOSTS = frozenset({HOST, HOST_6, "localhost"})
CALLBACK_PATH = "/oauth2/callback"
PASTE_PORT = 47213
"""The port in the redirect where nothing listens: the browser fails to connect, and the address
that it then shows is pasted."""

_OPENERS = ("xdg-open", "x-www-browser", "firefox", "google-chrome", "chromium")
_USER_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._@+-]*\Z")
"""Also of a directory (ada@corp.example); none that a shell would read otherwise."""
_PLAIN_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*\Z")


def own_redirect(port: int) -> str:
    """The redirect of an installed client, which may have any port and path (RFC 8252 s. 7.3)."""
    return f"http://{HOST}:{port}{CALLBACK_PATH}"


def host_of(redirect_uri: str) -> str:
    """The host of a redirect; 127.0.0.1 for none, since ours is there."""
    return urlsplit(redirect_uri).hostname or HOST


def registered_redirect(client: OAuthClient, port: int = 0, last: int = 0) -> tuple[str, int]:
    """The loopback redirect that a web client has registered (on `port` if given), and its port.

    Of several, the one on the port `last` is taken first. Google compares it letter by letter.
    Raises ProblemError ``oauth.web_without_loopback`` or
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
                    ports=", ".join(dict.fromkeys(str(number) for _, number in found)),
                ),
                t("Give --port one of these, or leave it out."),
                exit=Exit.USAGE,
            )
        )
    # Then an address that cannot mean IPv6, where another program could sit on the same port.
    return min(fitting, key=lambda pair: (pair[1] != last, host_of(pair[0]) != HOST))


def loopback_port(uri: str) -> int:
    """The port of an http redirect to this machine, 0 where `uri` is none."""
    try:
        address = urlsplit(uri)
        port = address.port
    except ValueError:
        return 0
    plain = uri.isascii() and uri.isprintable() and not (address.query or address.fragment)
    if address.scheme != "http" or address.hostname not in LOOPBACK_HOSTS or not plain:
        return 0
    return 0 if "@" in address.netloc else port or 80


def ssh_line(surroundings: Surroundings, port: int) -> str:
    """The command that brings `port` of this machine to where the login came from, else empty."""
    host = _host_for_ssh(surroundings)
    if not host:
        return ""
    user = surroundings.user if _USER_NAME.match(surroundings.user) else ""
    words = ["ssh", "-L", f"{port}:{HOST}:{port}"]
    if surroundings.ssh_port != 22:
        words += ["-p", str(surroundings.ssh_port)]
    return " ".join([*words, f"{user}@{host}" if user else host])


def tunnel_hints(surroundings: Surroundings, port: int) -> tuple[str, ...]:
    """How `port` is reached from elsewhere in these surroundings, and what to know about the line.

    Whole sentences; without an ssh line too, as in a container that VS Code is connected to.
    """
    hints = []
    if surroundings.vscode and (surroundings.ssh or surroundings.container):
        hints.append(
            t(
                "VS Code forwards port {port} by itself: its Ports view shows it, and the short"
                " address then opens on your own machine.",
                port=port,
            )
        )
    if not ssh_line(surroundings, port):
        return tuple(hints)
    if not _is_reachable(surroundings):
        hints.append(
            t("{name} stands for the name by which you log in here.", name=surroundings.host)
        )
    hints.append(
        t("Give ssh the options of your own login too, such as -J for a jump host or -i for a key.")
    )
    if surroundings.screen and not surroundings.tmux:
        hints.append(
            t(
                "screen keeps the address of the login that started it; where you logged in to"
                " another address since, use that one."
            )
        )
    return tuple(hints)


def _host_for_ssh(surroundings: Surroundings) -> str:
    """The address that the login came to; this machine's name where that leads nowhere."""
    if not surroundings.ssh:
        return ""
    if _is_reachable(surroundings):
        address = _address(surroundings.ssh_address)
        return str(getattr(address, "ipv4_mapped", None) or address)
    return surroundings.host if _PLAIN_NAME.match(surroundings.host) else ""


def _is_reachable(surroundings: Surroundings) -> bool:
    """Whether the client can have used the address that the server saw.

    It cannot where it came from the internet to a private address, since a router or a cloud
    translated it on the way, nor where the address counts on one link only.
    """
    server, client = _address(surroundings.ssh_address), _address(surroundings.ssh_client)
    if server is None or server.is_link_local:
        return False
    return client is None or server.is_global or not client.is_global


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """An address without a zone, which may hold anything and is of use on this machine alone."""
    try:
        return None if "%" in text else ipaddress.ip_address(text)
    except ValueError:
        return None


TMUX_SECONDS = 2.0


def reattached(surroundings: Surroundings) -> Surroundings:
    """The surroundings as tmux knows them now: whoever attaches again may come from elsewhere.

    tmux takes SSH_CONNECTION from each client that attaches (``update-environment``), but a shell
    that runs in it keeps the old one. A browser here is seen by nobody who attached by ssh.
    Blocking, for `TMUX_SECONDS` at most.
    """
    if not surroundings.tmux:
        return surroundings
    try:
        asked = subprocess.run(
            ["tmux", "show-environment", "SSH_CONNECTION"],  # noqa: S607 the person's own tmux
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=TMUX_SECONDS,
            check=False,
            env=_environ(),
        )
    except (OSError, subprocess.TimeoutExpired):
        return surroundings
    answer = asked.stdout.decode("ascii", "replace").strip()
    if answer == "-SSH_CONNECTION":  # attached from this machine itself
        return replace(surroundings, ssh_connection="")
    name, _, value = answer.partition("=")
    if name != "SSH_CONNECTION":
        return surroundings
    return replace(surroundings, ssh_connection=value, browser=surroundings.browser and not value)


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
    try:
        subprocess.run(  # noqa: S603 a program of our own list, and an address of our own
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=_environ(),
            start_new_session=True,
            check=False,
        )
    except OSError:
        return  # the address is on the screen too


def _environ() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name != INSECURE_VARIABLE}
