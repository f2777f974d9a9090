"""A desktop session's keyring for tests: a real gnome-keyring on a private D-Bus.

::

    with keyring_session() as session:
        subprocess.run([...], env={**os.environ, **session.environ})
        assert session.items()

Nothing of the real session is reached: the bus, the home of the daemon and its runtime folder
are new. No service can be activated on the bus, so what is not started here is not there; only
where a `display` is given, the prompter that asks for passwords is, and asks there.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

PASSWORD = "a password of the test"
PROMPTER = "/usr/libexec/gcr-prompter"
PROGRAMS = ("dbus-daemon", "gnome-keyring-daemon", "gdbus")
"""What `need` should be asked for before a session is opened."""

_BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path={socket}</listen>
  <auth>EXTERNAL</auth>
  <servicedir>{services}</servicedir>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""


@dataclass
class Item:
    """An item of the default collection."""

    attributes: dict[str, str]
    secret: str


@dataclass
class KeyringSession:
    """A running session; `environ` is what a child needs to be inside it."""

    folder: Path
    bus: subprocess.Popen[bytes]
    daemon: subprocess.Popen[bytes] | None = None
    environ: dict[str, str] = field(default_factory=dict)

    def items(self) -> list[Item]:
        """Everything in the default collection, read past chattui."""
        with self._collection() as collection:
            return [
                Item(item.get_attributes(), item.get_secret().decode())
                for item in collection.get_all_items()
            ]

    def lock(self) -> None:
        """Lock the default collection; nobody here can unlock it."""
        with self._collection() as collection:
            collection.lock()

    def forget_collection(self) -> None:
        """Delete the default collection, with all that is in it."""
        with self._collection() as collection:
            collection.delete()

    def freeze(self) -> None:
        """The daemon stays there and answers no more."""
        assert self.daemon
        self.daemon.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """The daemon answers again."""
        assert self.daemon
        self.daemon.send_signal(signal.SIGCONT)

    def end_daemon(self) -> None:
        """The daemon ends; the bus stays."""
        assert self.daemon
        _end(self.daemon)

    def end_bus(self) -> None:
        """The bus ends, as when its login did: the address is stale."""
        _end(self.bus)

    @contextmanager
    def _collection(self) -> Iterator[Any]:
        import secretstorage
        from jeepney.io.blocking import open_dbus_connection  # type: ignore[import-untyped]

        address = self.environ["DBUS_SESSION_BUS_ADDRESS"]
        with closing(open_dbus_connection(address)) as connection:
            yield secretstorage.get_default_collection(connection)


@contextmanager
def unwatched_display() -> Iterator[str]:
    """A display that nobody looks at, such as ":7"."""
    reader, writer = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writer), "-screen", "0", "640x480x24", "-nolisten", "tcp"],
        pass_fds=(writer,),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(writer)
    try:
        with os.fdopen(reader) as told:
            yield f":{told.readline().strip()}"
    finally:
        _end(server)


@contextmanager
def keyring_session(*, collection: bool = True, display: str = "") -> Iterator[KeyringSession]:
    """A session with an unlocked keyring; without `collection`, with none made yet.

    With a `display`, a locked keyring asks for its password there.
    """
    with ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="keyring-"))  # a socket's path has to be short
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        home, runtime, services = folder / "home", folder / "run", folder / "services"
        for made in (home, runtime, services):
            made.mkdir(mode=0o700)
        if display:
            for name in ("SystemPrompter", "PrivatePrompter"):
                text = f"[D-BUS Service]\nName=org.gnome.keyring.{name}\nExec={PROMPTER}\n"
                (services / f"{name}.service").write_text(text)
        socket = folder / "bus"
        (folder / "bus.conf").write_text(
            _BUS.format(socket=escape(str(socket)), services=escape(str(services)))
        )
        bus = subprocess.Popen(
            ["dbus-daemon", f"--config-file={folder / 'bus.conf'}", "--nofork", "--print-address"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "HOME": str(home), "DISPLAY": display},
        )
        stack.callback(_end, bus)
        assert bus.stdout
        address = bus.stdout.readline().decode().strip()
        session = KeyringSession(folder, bus)
        session.environ = {
            "DBUS_SESSION_BUS_ADDRESS": address,
            "XDG_RUNTIME_DIR": str(runtime),
        }
        session.daemon = _start_daemon(session, home, collection)
        stack.callback(_end, session.daemon)
        yield session


def _start_daemon(session: KeyringSession, home: Path, collection: bool) -> subprocess.Popen[bytes]:
    environ = {**os.environ, **session.environ, "HOME": str(home)}
    command = ["gnome-keyring-daemon", "--foreground", "--components=secrets"]
    daemon = subprocess.Popen(
        [*command, "--unlock"] if collection else command,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environ,
    )
    assert daemon.stdin
    daemon.stdin.write(PASSWORD.encode())  # to the end of the input, so no line feed
    daemon.stdin.close()
    subprocess.run(
        ["gdbus", "wait", "--session", "--timeout", "30", "org.freedesktop.secrets"],
        env=environ,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return daemon


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGCONT)
        process.terminate()
    process.wait(30)
    if process.stdout:
        process.stdout.close()
