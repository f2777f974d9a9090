"""Every operation that writes a vault, as a table, and what must hold wherever it is killed.

``python -m tests.system.vault_operations NAME… [--sample N] [--part I/N]`` kills operations at
all of their points, or at some, and prints a line of JSON for each: how many points there are,
where something was lost, and where something was left over after the next start.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from chattui import context as contexts
from chattui.context import Context
from chattui.problem import ProblemError
from chattui.secret import Secret
from chattui.vault import (
    Grant,
    Vault,
    keeping,
    kernel_keyring,
    keys,
    open_vault,
    passphrase_slot,
    read_index,
    ssh_agent,
)
from chattui.vault.backup import restore_backup
from chattui.vault.destroying import destroy
from chattui.vault.entries import choose_default
from chattui.vault.file_store import file_store, look
from chattui.vault.index import Index
from chattui.vault.moving import move
from chattui.vault.rebuilding import rebuild
from chattui.vault.rotation import rotate
from chattui.vault.sealed import FLOOR, Cost
from chattui.vault.slots import slot_infos
from tests.system.agent import SshAgent, make_key
from tests.system.keyring_session import KeyringSession, keyring_session
from tests.system.kill_points import run_forked, run_traced
from tests.system.ssh_login import until

WORDS, NEW_WORDS = Secret("words of the test"), Secret("other words of the test")
OLD = Grant(Secret("1//old" * 20), Secret("ya29.old"), 5.0, ("openid",))
NEW = Grant(Secret("1//new" * 30), Secret("ya29.new"), 6.0, ("openid", "chat"))
DOCUMENT = Secret('{"installed": {"filler": "' + "x" * 1500 + '"}}')
AGAIN = 4
"""At every fourth point the operation is done again to its end; at all, the next start is."""
ADA, GRACE, ALAN = "ada@example.com", "grace@example.com", "alan@example.com"


@dataclass(slots=True)
class Home:
    """The home of one run, and the keyring beside it."""

    folder: Path
    session: KeyringSession | None = None
    kept: bool = False
    """Whether the kernel keeps the key of a passphrase that is typed."""

    @property
    def context(self) -> Context:
        made = contexts.make({**os.environ, "CHATTUI_HOME": str(self.folder)})
        return replace(made, unlock_hours=1.0 if self.kept else 0.0)

    @property
    def state(self) -> Path:
        return self.context.paths.state

    def open(self, kind: str = "") -> Vault:
        """The vault, by whichever passphrase opens it; the first time, of `kind`."""
        here = self.context
        if (kind or _kind(here)) == "keyring":
            return open_vault(here, cost=FLOOR)
        with suppress(ProblemError):
            return open_vault(here, WORDS, cost=FLOOR)
        return open_vault(here, NEW_WORDS, cost=FLOOR)

    def account(self, email: str) -> str:
        """The key of an account, empty where it is not there."""
        found = (a.key for a in read_index(self.context).accounts if a.email == email)
        return next(found, "")


def _kind(here: Context) -> str:
    index = read_index(here)
    return index.kind if index.settled else "file"


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that writes. `setup` is not killed; `program` is, and can be run again."""

    name: str
    setup: Callable[[Home], object]
    program: Callable[[Home], object]
    keeps: frozenset[str] = frozenset({ADA, GRACE})
    """Accounts that must be there, wherever it is killed."""
    after: frozenset[str] | None = None
    """Accounts once it has been done; the same where it is not said."""
    grants: tuple[Grant, ...] = (OLD,)
    """What the accounts may hold."""
    keyring: bool = False
    kept: bool = False
    """Whether the kernel keeps its key, or is to."""
    agent: bool = False
    """Whether an ssh-agent takes part."""
    damaged: bool = False
    """Whether it starts, or may be killed, with a vault that cannot be opened before it is done."""
    check: Callable[[Home], object] = field(default=bool)
    """What else must hold once it has been done."""


def _first(kind: str, *emails: str) -> Callable[[Home], None]:
    def program(home: Home) -> None:
        vault = home.open(kind)
        client = vault.save_client("Desk", "installed", "1", "p", DOCUMENT).key
        for email in emails:
            if not home.account(email):
                vault.save_account(email, "1", client, OLD, consented_at=1.0)

    return program


def _nothing(home: Home) -> None:
    home.folder.mkdir(exist_ok=True)


def _save(home: Home) -> None:
    home.open().save_grant(home.account(ADA), NEW)


def _add(home: Home) -> None:
    vault = home.open()
    vault.save_account(ALAN, "1", vault.clients()[0].key, OLD, consented_at=1.0)


def _remove(home: Home) -> None:
    vault = home.open()
    if home.account(GRACE):
        with vault.refresh_lock(home.account(GRACE)):
            pass
        vault.remove_account(home.account(GRACE))


def _default(home: Home) -> None:
    choose_default(home.open().ledger, home.account(GRACE))


def _remove_client(home: Home) -> None:
    vault = home.open()
    for client in vault.clients():
        if client.client_id == "2":
            vault.remove_client(client.key)


def _with_client(kind: str) -> Callable[[Home], None]:
    def setup(home: Home) -> None:
        _first(kind, ADA, GRACE)(home)
        home.open().save_client("Other", "installed", "2", "p", DOCUMENT)

    return setup


def _move(to: str) -> Callable[[Home], None]:
    def program(home: Home) -> None:
        vault = home.open()
        if vault.kind != to:
            words = WORDS if to == "file" else None
            move(home.context, vault, to, passphrase=words, cost=FLOOR)  # type: ignore[arg-type]

    return program


def _new_passphrase(home: Home) -> None:
    keys.change_passphrase(home.open(), NEW_WORDS, cost=FLOOR)


def _only(home: Home, words: Secret, not_words: Secret) -> None:
    """`words` open the file and its copy, `not_words` neither."""
    open_vault(home.context, words, cost=FLOOR)
    _refused(home, not_words)
    copy = home.state / "vault.sealed.bak"
    if copy.exists():
        os.replace(copy, home.state / "vault.sealed")
        _refused(home, not_words)


def _refused(home: Home, words: Secret) -> None:
    with pytest.raises(ProblemError) as caught:
        open_vault(home.context, words, cost=FLOOR)
    assert caught.value.problem.code == "vault.wrong_passphrase", caught.value.problem


def _slots(home: Home) -> int:
    return len(file_store(home.open()).current().slots)


def _add_slot(home: Home) -> None:
    vault = home.open()
    if len(file_store(vault).current().slots) == 1:
        keys.add_passphrase(vault, NEW_WORDS, cost=FLOOR)


def _with_slot(home: Home) -> None:
    _first("file", ADA, GRACE)(home)
    _add_slot(home)


def _remove_slot(home: Home) -> None:
    vault = home.open()
    if len(file_store(vault).current().slots) == 2:
        keys.remove_slot(vault, 2)


def _rotate(home: Home) -> None:
    rotate(home.open(), (WORDS, NEW_WORDS), cost=FLOOR)


def _add_keyring_slot(home: Home) -> None:
    from chattui.vault.keyring_trial import find_keyring

    vault = home.open()
    if len(file_store(vault).current().slots) == 1:
        keys.add_keyring(vault, *find_keyring(home.context))


def _with_keyring_slot(home: Home) -> None:
    _first("file", ADA)(home)
    _add_keyring_slot(home)


def _unlock(home: Home) -> None:
    open_vault(home.context, WORDS, cost=FLOOR, typed=True)


def _unlocked(home: Home) -> None:
    _file(home)
    _unlock(home)


def _unlocked_twice(home: Home) -> None:
    _with_slot(home)
    _unlock(home)


def _lock(home: Home) -> None:
    keeping.forget_key(home.context)


def _is_kept(home: Home) -> None:
    assert open_vault(home.context).opened_by == "kernel"


def _is_locked(home: Home) -> None:
    assert _kept(home) is None
    with pytest.raises(ProblemError, match=r"."):
        open_vault(home.context)


def _kept(home: Home) -> kernel_keyring.Kept | None:
    return keeping.kept_key(home.context, look(home.context.paths.sealed_file))


def _agent() -> str:
    return os.environ["SSH_AUTH_SOCK"]


def _agent_slots(home: Home) -> list[int]:
    slots = slot_infos(file_store(home.open()).current())
    return [slot.number for slot in slots if slot.kind == "ssh-agent"]


def _add_agent_slot(home: Home) -> None:
    (identity,) = ssh_agent.identities(_agent())
    if not _agent_slots(home):
        keys.add_agent(home.open(), identity)


def _with_agent_slot(home: Home) -> None:
    _file(home)
    _add_agent_slot(home)


def _remove_agent_slot(home: Home) -> None:
    for number in _agent_slots(home):
        keys.remove_slot(home.open(), number)


def _rotate_with_agent(home: Home) -> None:
    rotate(home.open(), (WORDS,), agent=_agent(), cost=FLOOR)


def _agent_opens(home: Home) -> None:
    assert open_vault(home.context).opened_by == "ssh-agent"


def _agent_opens_nothing(home: Home) -> None:
    """Neither the file nor its copy."""
    _is_locked(home)
    copy = home.state / "vault.sealed.bak"
    if copy.exists():
        os.replace(copy, home.state / "vault.sealed")
        _is_locked(home)


def _with_copy_of_damage(home: Home) -> None:
    """The generation before is there, and the file is damaged."""
    _first("file", ADA, GRACE)(home)
    home.open().save_client("Desk", "installed", "1", "p", DOCUMENT)
    sealed = home.state / "vault.sealed"
    data = bytearray(sealed.read_bytes())
    data[-1] ^= 1
    copy = sealed.with_name("replaced")
    copy.write_bytes(bytes(data))
    os.replace(copy, sealed)


def _restore(home: Home) -> None:
    try:
        home.open()
    except ProblemError:
        restore_backup(home.context)


def _with_damaged_index(kind: str) -> Callable[[Home], None]:
    def setup(home: Home) -> None:
        _first(kind, ADA, GRACE)(home)
        index = home.context.paths.index
        index.write_bytes(index.read_bytes()[:-20])

    return setup


def _rebuild(home: Home) -> None:
    try:
        read_index(home.context)
    except ProblemError:
        sealed = (home.state / "vault.sealed").exists()
        rebuild(home.context, WORDS if sealed else None)


def _destroy(home: Home) -> None:
    if home.state.exists():
        done = destroy(home.context)
        assert done.left == (), done


def _nothing_left(home: Home) -> None:
    until(lambda: not keys_of_the_kernel(), lambda: str(keys_of_the_kernel()))
    assert not home.state.exists(), list(home.state.iterdir())
    if home.session:
        assert home.session.items() == []


NONE: frozenset[str] = frozenset()
BOTH = frozenset({ADA, GRACE})
ONE = frozenset({ADA})
EITHER = (OLD, NEW)

_file, _ring = _first("file", ADA, GRACE), _first("keyring", ADA, GRACE)
_one_in_file, _one_in_ring = _first("file", ADA), _first("keyring", ADA)
OPERATIONS = {
    operation.name: operation
    for operation in (
        Operation("first creation, file", _nothing, _file, NONE, BOTH),
        Operation("save, file", _file, _save, grants=EITHER),
        Operation("account added, file", _file, _add, after=BOTH | {ALAN}),
        Operation("account removed, file", _file, _remove, frozenset({ADA})),
        Operation("client removed, file", _with_client("file"), _remove_client),
        Operation("default changed, file", _file, _default),
        Operation(
            "passphrase changed",
            _file,
            _new_passphrase,
            check=lambda home: _only(home, NEW_WORDS, WORDS),
        ),
        Operation("slot added", _file, _add_slot, check=lambda home: _slots(home) == 2),
        Operation(
            "slot removed",
            _with_slot,
            _remove_slot,
            check=lambda home: _only(home, WORDS, NEW_WORDS),
        ),
        Operation("rotate", _with_slot, _rotate, check=lambda home: _slots(home) == 2),
        Operation("keyring slot added", _file, _add_keyring_slot, keyring=True),
        Operation("moved into the keyring", _one_in_file, _move("keyring"), ONE, keyring=True),
        Operation("moved into a file", _one_in_ring, _move("file"), ONE, keyring=True),
        Operation(
            "moved with a keyring slot", _with_keyring_slot, _move("keyring"), ONE, keyring=True
        ),
        Operation("first creation, keyring", _nothing, _one_in_ring, NONE, ONE, keyring=True),
        Operation("save, keyring", _one_in_ring, _save, ONE, grants=EITHER, keyring=True),
        Operation("account removed, keyring", _ring, _remove, frozenset({ADA}), keyring=True),
        Operation("default changed, keyring", _ring, _default, keyring=True),
        Operation("restore", _with_copy_of_damage, _restore, damaged=True),
        Operation("rebuild, file", _with_damaged_index("file"), _rebuild, damaged=True),
        Operation(
            "rebuild, keyring", _with_damaged_index("keyring"), _rebuild, keyring=True, damaged=True
        ),
        Operation("key kept by the kernel", _file, _unlock, kept=True, check=_is_kept),
        Operation("key forgotten by the kernel", _unlocked, _lock, kept=True, check=_is_locked),
        Operation("rotate with a kept key", _unlocked_twice, _rotate, kept=True),
        Operation("ssh-agent slot added", _file, _add_agent_slot, agent=True, check=_agent_opens),
        Operation(
            "ssh-agent slot removed",
            _with_agent_slot,
            _remove_agent_slot,
            agent=True,
            check=_agent_opens_nothing,
        ),
        Operation(
            "rotate with an ssh-agent slot",
            _with_agent_slot,
            _rotate_with_agent,
            agent=True,
            check=_agent_opens,
        ),
        Operation(
            "destroy with a kept key",
            _unlocked,
            _destroy,
            NONE,
            NONE,
            kept=True,
            check=_nothing_left,
        ),
        Operation("destroy, file", _file, _destroy, NONE, NONE, check=_nothing_left),
        Operation(
            "destroy, keyring",
            _one_in_ring,
            _destroy,
            NONE,
            NONE,
            keyring=True,
            check=_nothing_left,
        ),
        Operation(
            "destroy with a keyring slot",
            _with_keyring_slot,
            _destroy,
            NONE,
            NONE,
            keyring=True,
            check=_nothing_left,
        ),
    )
}


def nothing_lost(operation: Operation, home: Home, must: frozenset[str]) -> None:
    """Every account that must be there is, and everything that the index names can be read."""
    index = read_index(home.context)
    emails = {account.email for account in index.accounts}
    assert must <= emails, (must, emails)
    if must:
        assert index.clients
    if index.settled:
        vault = home.open()
        for account in index.accounts:
            assert vault.grant(account.key) in operation.grants, account.email
        for client in index.clients:
            assert vault.client_document(client.key) == DOCUMENT


def nothing_left_over(home: Home) -> None:
    """The next start: a write of nothing. Then there is nothing that nobody owns."""
    index = read_index(home.context)
    if not home.state.exists():
        return
    vault = home.open(index.kind)
    with vault.writing():
        pass
    index = read_index(home.context)
    owned = {f"grant:{account.key}" for account in index.accounts}
    owned |= {f"client:{client.key}" for client in index.clients}
    assert set(index.items) == owned
    assert (index.side, index.stale, index.slot_keyrings) == (None, (), ())
    files = {path.name for path in home.state.iterdir()}
    allowed = {"accounts.json", "vault.lock", "accounts.json.damaged", "vault.sealed.damaged"}
    allowed |= {f"refresh-{account.key}.lock" for account in index.accounts}
    if index.kind == "file":
        allowed |= {"vault.sealed", "vault.sealed.bak"}
    assert files <= allowed, files - allowed
    if home.session:
        assert _held(home.session) == _named(index, home), (_held(home.session), index)
    if home.kept:
        _no_key_without_an_end(home)


def _no_key_without_an_end(home: Home) -> None:
    """What the kernel keeps opens the file, and has its time."""
    opens = False
    if _kept(home) is not None:  # tried, since one that opens nothing goes then
        with suppress(ProblemError):
            opens = open_vault(home.context).opened_by == "kernel"
    # What was replaced is freed a moment later.
    until(lambda: len(keys_of_the_kernel()) <= opens, lambda: str(keys_of_the_kernel()))
    assert not any(" perm " in line for line in keys_of_the_kernel())


def keys_of_the_kernel() -> list[str]:
    """The lines of /proc/keys about keys of this run that still hold something."""
    with open("/proc/keys", encoding="ascii") as table:
        lines = [line for line in table if any(f"chattui:{each}" in line for each in _ids)]
    return [line for line in lines if "R" not in line.split()[1]]


_ids: set[str] = set()
"""The vaults whose keys the kernel may keep."""


def _held(session: KeyringSession) -> set[str]:
    return {item.attributes["username"] for item in session.items()}


def _named(index: Index, home: Home) -> set[str]:
    """The items that the keyring should hold."""
    if index.kind == "file":
        vault = home.open()
        slots = file_store(vault).current().slots if (home.state / "vault.sealed").exists() else ()
        return {"sealed-file.1"} if any(slot["type"] == "keyring" for slot in slots) else set()
    return {
        f"{name}.{pointer.generation}.{part}"
        for name, pointer in index.items.items()
        for part in range(1, pointer.parts + 1)
    }


def check_killed(operation: Operation, home: Home, *, again: bool) -> None:
    """What must hold after a kill; `again`, the operation is done again, to its end."""
    if not operation.damaged:
        nothing_lost(operation, home, operation.keeps)
        print("kept", flush=True)
        nothing_left_over(home)
        if not again:
            print("clean", flush=True)
            return
    operation.program(home)
    after = operation.keeps if operation.after is None else operation.after
    nothing_lost(operation, home, after)
    if operation.damaged:
        print("kept", flush=True)
    if operation.check is not _nothing_left:
        nothing_left_over(home)
    answer = operation.check(home)
    assert answer is None or answer, "what was to be done is not"
    if {operation.check, operation.after} != {_nothing_left, NONE} and operation.after is None:
        assert {a.email for a in read_index(home.context).accounts} >= after
    print("clean", flush=True)


@dataclass(slots=True)
class Report:
    """What came of an operation killed at its points."""

    name: str
    points: int = 0
    tried: int = 0
    calls: Counter[str] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, object]:
        return {name: getattr(self, name) for name in self.__slots__}


def kill_everywhere(
    operation: Operation, session: KeyringSession | None, sample: int, part: int, parts: int
) -> Report:
    """Kill `operation` at its points: all of them, or `sample` of them spread evenly."""
    report = Report(operation.name)
    with tempfile.TemporaryDirectory(prefix="kill-") as top:
        runs = _Runs(operation, Path(top), session if operation.keyring else None)
        calls = runs.whole()
        report.points, report.calls = len(calls), Counter(calls)
        for point in _chosen(len(calls), sample)[part::parts]:
            report.tried += 1
            said, errors = runs.killed(point)
            where = f"{point} {calls[point - 1]}: {errors}"
            if "kept" not in said:
                report.lost.append(where)
            elif "clean" not in said:
                report.left.append(where)
    return report


def _chosen(points: int, sample: int) -> list[int]:
    """The points to kill at: all, or `sample` of them (at least two), first and last among them."""
    if not sample or sample >= points:
        return list(range(1, points + 1))
    return sorted({1 + i * (points - 1) // (sample - 1) for i in range(sample)})


class _Runs:
    """Runs one operation in homes of their own."""

    def __init__(self, operation: Operation, top: Path, session: KeyringSession | None) -> None:
        self.operation = operation
        self.top = top
        self.session = session
        self.first = Home(top / "first", session, operation.kept)
        assert run_forked(lambda: operation.setup(self.first)) == 0
        self.copied = not (session and session.items()) and not operation.kept
        """Whether the first home can be copied: what is in a keyring cannot."""
        self._clear(self.first)

    def whole(self) -> tuple[str, ...]:
        """The calls of a run that is not killed."""
        home = self._home("whole")
        run = run_traced(lambda: self.operation.program(home))
        assert run.status == 0, run
        said, errors = self._check(home, again=True)
        assert "clean" in said, errors
        return run.calls

    def killed(self, point: int) -> tuple[str, str]:
        home = self._home(f"killed-{point}")
        run = run_traced(lambda: self.operation.program(home), point)
        if run.status != -9:
            return "", f"it was not killed: {run.status}"
        return self._check(home, again=not point % AGAIN)

    def _home(self, name: str) -> Home:
        home = Home(self.top / name, self.session, self.operation.kept)
        if self.copied:
            shutil.copytree(self.first.folder, home.folder, symlinks=True)
        else:
            assert run_forked(lambda: self.operation.setup(home)) == 0
        if home.kept:
            _ids.add(read_index(home.context).vault_id)
        return home

    def _clear(self, home: Home) -> None:
        """Forget what the run has left outside of its home."""
        if self.session:
            _clear(self.session)
        if home.kept:
            for vault_id in _ids | {read_index(self.first.context).vault_id}:
                kernel_keyring.forget(vault_id)
            _ids.clear()

    def _check(self, home: Home, *, again: bool) -> tuple[str, str]:
        said, errors = self.top / "said", self.top / "errors"

        def check() -> None:
            for number, path in ((1, said), (2, errors)):
                os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
            check_killed(self.operation, home, again=again)

        run_forked(check)
        self._clear(home)
        shutil.rmtree(home.folder, ignore_errors=True)
        return said.read_text(), errors.read_text()[-700:]


def _clear(session: KeyringSession) -> None:
    """Delete everything in the keyring, for the next run."""
    with session._collection() as collection:
        for item in list(collection.get_all_items()):
            item.delete()


_derive = passphrase_slot._derive
_keys: dict[tuple[str, bytes, Cost], bytes] = {}


def _derived_before(passphrase: Secret, salt: bytes, cost: Cost) -> bytes:
    """The key of a passphrase; one that was derived before is not again: it writes nothing."""
    known = passphrase.reveal(), salt, cost
    if known not in _keys:
        _keys[known] = _derive(passphrase, salt, cost)
    return _keys[known]


def _import_all() -> None:
    """Import what is imported only when it is needed, so that a fork does not."""
    import keyring.backends.SecretService
    import secretstorage
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
    from filelock import FileLock

    assert all((keyring.backends.SecretService, secretstorage, AESGCM, Argon2id, FileLock))


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("names", nargs="+", choices=sorted(OPERATIONS))
    parser.add_argument("--sample", type=int, default=0)
    parser.add_argument("--part", default="0/1")
    args = parser.parse_args(arguments)
    part, _, parts = args.part.partition("/")
    passphrase_slot._derive = _derived_before
    _import_all()
    operations = [OPERATIONS[name] for name in args.names]
    with ExitStack() as stack:
        session = None
        if any(operation.keyring for operation in operations):
            session = stack.enter_context(keyring_session())
            os.environ.update(session.environ)
        if any(operation.agent for operation in operations):
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="agent-")))
            agent = stack.enter_context(SshAgent(folder, make_key(folder, "ed25519")))
            os.environ["SSH_AUTH_SOCK"] = agent.socket
        for operation in operations:
            report = kill_everywhere(operation, session, args.sample, int(part), int(parts))
            print(json.dumps(report.as_json()), flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
