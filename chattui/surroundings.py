"""One frozen look at the outside: SSH, tmux, display, browser, colours."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass

_GRAPHICAL_BROWSERS = (
    "xdg-open",
    "x-www-browser",
    "firefox",
    "google-chrome",
    "chromium",
    "chromium-browser",
    "brave-browser",
    "microsoft-edge",
)

_CONTAINER_MARKS = ("/.dockerenv", "/run/.containerenv")
"""What Docker and Podman put into every container; others set the variable ``container``."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the process found around it when it started."""

    ssh_connection: str = ""
    """``CLIENT-IP CLIENT-PORT SERVER-IP SERVER-PORT`` as sshd sets it, else empty."""
    user: str = ""
    """Who logged in, also where another user's shell was opened since by sudo."""
    host: str = ""
    tmux: bool = False
    screen: bool = False
    vscode: bool = False
    container: bool = False
    """Inside a container, whose loopback a browser outside does not reach."""
    display: bool = False
    """A graphical display that a browser could open on."""
    browser: bool = False
    """A graphical browser can be opened here and would be seen: never over SSH."""
    terminal_in: bool = False
    terminal_out: bool = False
    terminal_error: bool = False
    color: bool = True
    """False where NO_COLOR is set or TERM is dumb."""
    passphrase_file: str = ""
    account: str = ""
    debug: bool = False

    @property
    def ssh(self) -> bool:
        """Whether this is a login over SSH."""
        return bool(self.ssh_connection)

    @property
    def ssh_port(self) -> int:
        """The port of sshd on this machine, 22 where it is not known."""
        parts = self.ssh_connection.split()
        port = parts[3] if len(parts) == 4 else ""
        known = port.isdecimal() and len(port) <= 5 and 0 < int(port) < 65536
        return int(port) if known else 22

    @property
    def ssh_address(self) -> str:
        """The address of this machine as the SSH client reached it, else empty."""
        parts = self.ssh_connection.split()
        return parts[2] if len(parts) == 4 else ""

    @property
    def ssh_client(self) -> str:
        """The address of the SSH client as this machine saw it, else empty."""
        parts = self.ssh_connection.split()
        return parts[0] if len(parts) == 4 else ""


def _on_path(names: tuple[str, ...], path: str) -> bool:
    folders = [folder for folder in path.split(os.pathsep) if folder]
    return any(os.access(os.path.join(f, name), os.X_OK) for name in names for f in folders)


def look(environ: Mapping[str, str] | None = None) -> Surroundings:
    """The surroundings of this process."""
    env = os.environ if environ is None else environ
    ssh_connection = env.get("SSH_CONNECTION", "")
    if sys.platform == "linux":
        display = bool(env.get("DISPLAY") or env.get("WAYLAND_DISPLAY"))
        opener = display and _on_path(_GRAPHICAL_BROWSERS, env.get("PATH", ""))
    else:
        display = opener = True
    return Surroundings(
        ssh_connection=ssh_connection,
        user=env.get("SUDO_USER")
        or env.get("USER")
        or env.get("LOGNAME")
        or env.get("USERNAME")
        or _login_name(),
        host=os.uname().nodename if hasattr(os, "uname") else env.get("COMPUTERNAME", ""),
        tmux=bool(env.get("TMUX")),
        screen=bool(env.get("STY")),
        vscode=env.get("TERM_PROGRAM") == "vscode",
        container=bool(env.get("container")) or any(map(os.path.exists, _CONTAINER_MARKS)),
        display=display,
        browser=opener and not ssh_connection,
        terminal_in=_is_terminal(sys.stdin),
        terminal_out=_is_terminal(sys.stdout),
        terminal_error=_is_terminal(sys.stderr),
        color=not env.get("NO_COLOR") and env.get("TERM") != "dumb",
        passphrase_file=env.get("CHATTUI_PASSPHRASE_FILE", ""),
        account=env.get("CHATTUI_ACCOUNT", ""),
        debug=bool(env.get("CHATTUI_DEBUG")),
    )


def _login_name() -> str:
    """The name of this process's user; a login without a login shell has it in no variable."""
    try:
        import pwd

        return pwd.getpwuid(os.getuid()).pw_name
    except (ImportError, KeyError):  # Windows; a user id without an account, as in a container
        return ""


def _is_terminal(stream: object) -> bool:
    try:
        return bool(stream is not None and stream.isatty())  # type: ignore[attr-defined]
    except ValueError:  # a closed stream
        return False
