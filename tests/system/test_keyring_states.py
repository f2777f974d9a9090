"""Every state that a keyring can be in, made for real, and what a person reads in it.

Each row is gone through where the tokens are kept in that keyring already, and where nothing is
kept yet. Nothing is ever chosen in its place, nothing is lost, and it is told within the time.
"""

from __future__ import annotations

import gc
import hashlib
import json
import os
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError
from keyring.testing.backend import BackendBasicTests

from chattui import context
from chattui.problem import Exit, Problem, ProblemError
from chattui.secret import Secret
from chattui.vault import open_vault, read_index
from chattui.vault.index import Index, IndexFile
from chattui.vault.keyring_guard import State, give_up, reopen, waited_for
from chattui.vault.keyring_store import KeyringStore
from chattui.vault.keyring_words import UNLOCK
from tests.conftest import need
from tests.system.keyring_session import (
    PASSWORD,
    PROGRAMS,
    PROMPTER,
    KeyringSession,
    keyring_session,
    unwatched_display,
)

pytestmark = [
    pytest.mark.system,
    # keyring does not close its connection where a call fails.
    pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"),
]

PLAIN = "keyrings.alt.file.PlaintextKeyring"
SESSION_COLLECTION = "/org/freedesktop/secrets/collection/session"

DOCUMENT = Secret('{"installed": {"client_secret": "GOCSPX-client-canary"}}')


@dataclass(frozen=True)
class Row:
    """A state: how it comes to be, and words of its problem in both situations.

    `make` brings it about; `prompter` gives the keyring a screen that nobody watches.
    """

    name: str
    make: Callable[[KeyringSession, pytest.MonkeyPatch], object]
    code: str
    cause: str
    kept: str
    new: str
    prompter: bool = False
    slowest: float = 2.0


def no_bus(session: KeyringSession, patch: pytest.MonkeyPatch) -> None:
    patch.delenv("DBUS_SESSION_BUS_ADDRESS")
    patch.setenv("XDG_RUNTIME_DIR", str(session.folder / "empty"))


def a_bus_not_told(session: KeyringSession, patch: pytest.MonkeyPatch) -> None:
    patch.delenv("DBUS_SESSION_BUS_ADDRESS")
    patch.setenv("XDG_RUNTIME_DIR", str(session.folder))


ROWS = (
    Row(
        "no bus",
        no_bus,
        "vault.keyring_gone",
        "This login has no desktop session: DBUS_SESSION_BUS_ADDRESS is not set",
        "Run chattui in the desktop session where you signed in. `chattui vault move file`",
        "For a sealed file, choose a passphrase",
    ),
    Row(
        "a bus that this login was not told of",
        a_bus_not_told,
        "vault.keyring_gone",
        "This login has no desktop session: DBUS_SESSION_BUS_ADDRESS is not set",
        "A session of yours is there: set DBUS_SESSION_BUS_ADDRESS=unix:path=",
        "A session of yours is there: set DBUS_SESSION_BUS_ADDRESS=unix:path=",
    ),
    Row(
        "stale bus",
        lambda session, patch: session.end_bus(),
        "vault.keyring_gone",
        "DBUS_SESSION_BUS_ADDRESS names a bus that nobody answers on any more",
        "Start chattui from a login that is still there",
        "Start chattui from a login that is still there",
    ),
    Row(
        "no service",
        lambda session, patch: session.end_daemon(),
        "vault.keyring_gone",
        "No keyring service answers in this session.",
        "Start the one that holds them, such as gnome-keyring, in this session",
        "Start one, such as gnome-keyring, for the tokens to be kept there",
    ),
    Row(
        "no collection",
        lambda session, patch: session.forget_collection(),
        "vault.keyring_gone",
        "It has no default keyring, and none could be made here without a question to you.",
        "Put its keyring back, which is a file in ~/.local/share/keyrings",
        "Sign in on the desktop once and make a default keyring there",
    ),
    Row(
        "no collection, and a question that nobody sees",
        lambda session, patch: session.forget_collection(),
        "vault.keyring_gone",
        "It has no default keyring, and none could be made here without a question to you.",
        "Put its keyring back, which is a file in ~/.local/share/keyrings",
        "Sign in on the desktop once and make a default keyring there",
        prompter=True,
        slowest=4.0,
    ),
    Row(
        "locked",
        lambda session, patch: session.lock(),
        "vault.keyring_locked",
        "It is locked, and could not be unlocked from here.",
        f"Unlock it on the desktop of this machine. gnome-keyring can be unlocked from here: "
        f"{UNLOCK}",
        "Unlock it on the desktop of this machine.",
    ),
    Row(
        "locked, and a question that nobody sees",
        lambda session, patch: session.lock(),
        "vault.keyring_prompt",
        "It is locked, and asks for its password on a screen where nobody answers.",
        "Answer the question on the desktop of this machine, then try again.",
        "Answer the question on the desktop of this machine, then try again.",
        prompter=True,
        slowest=4.0,
    ),
    Row(
        "stopped",
        lambda session, patch: session.freeze(),
        "vault.keyring_silent",
        "Its service, process ",
        "Restart it, or sign in on the desktop anew, then try again.",
        "Restart it, or sign in on the desktop anew, then try again.",
        slowest=4.0,
    ),
)


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    need("Xvfb", PROMPTER)
    with unwatched_display() as opened:
        yield opened


@pytest.fixture
def started(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[bool], KeyringSession]]:
    """Starts a keyring that this process is in the session of, with an unseen screen or without."""
    need(*PROGRAMS)
    with ExitStack() as stack:

        def start(prompter: bool = False) -> KeyringSession:
            screen = request.getfixturevalue("display") if prompter else ""
            session = stack.enter_context(keyring_session(display=screen))
            for name, value in session.environ.items():
                monkeypatch.setenv(name, value)
            return session

        yield start
    for thread in threading.enumerate():
        if thread.name == "chattui-keyring":
            thread.join()  # its bus is gone
    gc.collect()


def keep_one() -> str:
    return open_vault(context.make()).save_client("Desk", "installed", "1", "p", DOCUMENT).key


def problem() -> Problem:
    """Why the vault does not open."""
    with pytest.raises(ProblemError) as raised:
        open_vault(context.make())
    return raised.value.problem


def choose(name: str) -> None:
    folder = context.make().paths.config
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.toml").write_text(f'keyring = "{name}"\n')


def files_that_hold_it(folder: Path) -> list[Path]:
    return [p for p in folder.rglob("*") if p.is_file() and b"GOCSPX" in p.read_bytes()]


@pytest.mark.parametrize("kept", [True, False], ids=["kept there", "nothing kept"])
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_what_a_person_reads(
    row: Row,
    kept: bool,
    started: Callable[[bool], KeyringSession],
    monkeypatch: pytest.MonkeyPatch,
    own_home: Path,
) -> None:
    session = started(row.prompter)
    if kept:
        keep_one()
    row.make(session, monkeypatch)
    before = time.monotonic()
    found = problem()
    took = time.monotonic() - before
    print(f"{row.name}, {'kept there' if kept else 'nothing kept'}: {1000 * took:.0f} ms")
    assert found.code == (row.code if kept else "vault.new_passphrase_needed")
    assert found.cause.startswith(row.cause)
    if kept:
        assert found.remedy.startswith(row.kept)
    else:
        assert row.new in found.remedy
    assert ("the Secret Service keyring" in found.message) == kept
    assert ("choose a passphrase" in found.remedy) != kept
    assert took < row.slowest
    assert waited_for() is None
    assert not context.make().paths.sealed_file.exists()
    assert files_that_hold_it(own_home) == []
    session.thaw()


@pytest.mark.parametrize("state", ["locked", "stopped"])
def test_with_half_a_minute_only_what_a_person_can_answer_is_waited_for(
    state: str, started: Callable[[bool], KeyringSession]
) -> None:
    session = started(False)
    keep_one()
    session.lock() if state == "locked" else session.freeze()
    before = time.monotonic()
    with pytest.raises(ProblemError):
        open_vault(context.make(), keyring_seconds=30.0)
    assert time.monotonic() - before < 4.0
    session.thaw()


@contextmanager
def opening() -> Iterator[list[object]]:
    """A vault that is being opened with half a minute, from when its keyring asks."""
    done: list[object] = []

    def work() -> None:
        try:
            done.append(open_vault(context.make(), keyring_seconds=30.0).where)
        except ProblemError as error:
            done.append(error.problem.code)

    thread = threading.Thread(target=work)
    thread.start()
    try:
        while not ((fault := waited_for()) and fault.state is State.PROMPT):
            thread.join(0.05)
            assert thread.is_alive()
        yield done
        thread.join(30)
        assert not thread.is_alive()
    finally:
        give_up()
        thread.join()


def test_what_the_words_say_unlocks_it_while_it_is_waited_for(
    started: Callable[[bool], KeyringSession],
) -> None:
    """The command of the words, in a shell; the question that was open is never answered."""
    session = started(True)
    key = keep_one()
    session.lock()
    with opening() as done:
        program = UNLOCK.replace("read -rs P", f"P='{PASSWORD}'")
        home = {**os.environ, "HOME": str(session.folder / "home")}
        subprocess.run(["bash", "-c", program], check=True, capture_output=True, env=home)
    assert done == ["the Secret Service keyring"]
    assert open_vault(context.make()).client_document(key) == DOCUMENT


def test_a_wait_can_be_ended(started: Callable[[bool], KeyringSession]) -> None:
    session = started(True)
    keep_one()
    session.lock()
    with opening() as done:
        before = time.monotonic()
        give_up()
    assert done == ["vault.keyring_not_waited"]
    assert time.monotonic() - before < 5.0


CHOSEN = {
    "keyring.backends.null.Keyring": "It is the null back end of keyring, which takes everything",
    "keyring.backends.chainer.ChainerBackend": "It is the chainer of keyring",
    "keyring.backends.fail.Keyring": "No keyring service answers in this session.",
    "tests.system.foreign_keyrings.Emptying": "It took an item and did not give it back",
    "tests.system.foreign_keyrings.Forgetting": "It took an item and did not give it back",
    "tests.system.foreign_keyrings.Nothing": "There is no Nothing in the package",
    "no_such_package.Keyring": "There is no Keyring in the package no_such_package",
    "os.path.join": "os.path.join is no back end of keyring.",
    "macOS": "No keyring service answers in this session.",
}
"""What config.toml names, while a sound keyring is there: it is not taken instead."""


@pytest.fixture(scope="module")
def sound() -> Iterator[KeyringSession]:
    """A keyring that works."""
    need(*PROGRAMS)
    with keyring_session() as session:
        yield session


@pytest.fixture
def beside(sound: KeyringSession, monkeypatch: pytest.MonkeyPatch) -> Iterator[KeyringSession]:
    """The same, with this process in its session."""
    for name, value in sound.environ.items():
        monkeypatch.setenv(name, value)
    yield sound
    with sound._collection() as collection:
        for item in collection.get_all_items():
            item.delete()


@pytest.mark.parametrize("name", CHOSEN)
def test_a_choice_that_cannot_be_used_is_told_and_nothing_taken_in_its_place(
    name: str, beside: KeyringSession
) -> None:
    choose(name)
    found = problem()
    assert (found.code, found.exit) == ("vault.keyring_chosen", Exit.USAGE)
    assert name in found.message
    assert found.cause.startswith(CHOSEN[name])
    assert found.remedy.endswith(
        "Or take the line keyring out of config.toml, for chattui to choose."
    )
    assert beside.items() == []
    assert not context.make().paths.sealed_file.exists()


@pytest.mark.parametrize(
    "name",
    [
        "keyring.backends.null.Keyring",
        "keyring.backends.chainer.ChainerBackend",
        "keyrings.alt.file.PlaintextKeyring",
    ],
)
def test_what_the_environment_names_diverts_nothing_and_is_told_where_nothing_works(
    name: str, beside: KeyringSession, monkeypatch: pytest.MonkeyPatch, own_home: Path
) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", name)
    monkeypatch.setenv("KEYRING_PROPERTY_PREFERRED_COLLECTION", SESSION_COLLECTION)
    keep_one()
    (item,) = beside.items()  # in the default collection, which outlives the login
    assert "GOCSPX-client-canary" in item.secret
    assert files_that_hold_it(own_home) == []
    monkeypatch.setenv("CHATTUI_HOME", str(own_home / "another"))
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS")
    told = f"PYTHON_KEYRING_BACKEND names {name}; chattui follows only config.toml."
    assert problem().cause.endswith(told)


def test_plain_text_is_used_by_choice_alone_and_shown(
    beside: KeyringSession, own_home: Path
) -> None:
    choose(PLAIN)
    key = keep_one()
    vault = open_vault(context.make())
    assert vault.client_document(key) == DOCUMENT
    assert vault.where == f"the unencrypted store {PLAIN}"
    (notice,) = vault.notices
    assert notice.code == "vault.keyring_plain_text"
    assert PLAIN in notice.message
    assert "`chattui vault move file`" in notice.remedy
    assert read_index(context.make()).backend == PLAIN
    assert beside.items() == []
    for other in ("", "SecretService"):
        (context.make().paths.config / "config.toml").write_text(
            f'keyring = "{other}"\n' if other else ""
        )
        found = problem()
        assert found.code == "vault.keyring_not_chosen"
        assert PLAIN in found.message
        assert "Name it in config.toml" in found.remedy


def test_another_choice_later_is_told_and_moves_nothing(beside: KeyringSession) -> None:
    key = keep_one()
    choose(PLAIN)
    vault = open_vault(context.make())
    assert vault.client_document(key) == DOCUMENT
    assert [notice.code for notice in vault.notices] == ["vault.keyring_other_choice"]
    choose("SecretService")
    assert open_vault(context.make()).notices == ()


@pytest.mark.exhaustive
class TestConformance(BackendBasicTests):
    """What `keyring` asks of a back end, of the one that we store through, on a real keyring."""

    @pytest.fixture(autouse=True)
    def _in_the_session(self, beside: KeyringSession) -> None:
        """Opened before anything is asked."""

    def init_keyring(self) -> object:
        return reopen("SecretService")


class ThroughTheStore(KeyringBackend):
    """`KeyringStore` as a back end of keyring: every item is a secret of the vault, in JSON as
    all of those are, in parts and generations."""

    priority = 0.0  # chosen by nobody else

    def __init__(self, folder: Path) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        ledger = IndexFile(folder / "accounts.json")
        ledger.save(Index(vault_id="f" * 32, kind="keyring", backend="SecretService"))
        self.store = KeyringStore("SecretService", reopen("SecretService"), ledger)

    def _name(self, service: str, username: str) -> str:
        return "grant:" + hashlib.sha256(repr((service, username)).encode()).hexdigest()[:16]

    def get_password(self, service: str, username: str) -> str | None:
        found = self.store.read(self._name(service, username))
        return None if found is None else str(json.loads(found.reveal()))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.store.write(self._name(service, username), Secret(json.dumps(password)))

    def delete_password(self, service: str, username: str) -> None:
        if self.get_password(service, username) is None:
            raise PasswordDeleteError
        self.store.delete(self._name(service, username))


class TestConformanceOfTheStore(BackendBasicTests):
    """The same of the store on it, where all that is kept goes through."""

    @pytest.fixture(autouse=True)
    def _in_the_session(self, beside: KeyringSession, tmp_path: Path) -> None:
        """Opened before anything is asked."""
        self.folder = tmp_path

    def init_keyring(self) -> object:
        return ThroughTheStore(self.folder)

    def test_a_value_in_many_parts(self) -> None:
        self.check_set_get("service", "user", "\U0001f511x" * 200)  # type: ignore[no-untyped-call]
