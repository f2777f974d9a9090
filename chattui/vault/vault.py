"""Vault: the accounts and clients, their secrets, and the order in which both are written.

Adding: the secret first, then the index names it. Removing: the index first, then the secret.
Killed in between, an item that nobody owns is left, noted in the index, and the next write
removes it. All methods block; call them on a thread.

Codes: ``vault.unknown_client``, ``vault.client_in_use``, ``vault.item_gone``,
``vault.item_damaged``, ``vault.of_another``, ``vault.moved``, ``vault.other_vault``, and those of
`index`, of the stores and of `disk`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path

from chattui.atomic import lock, remove_lock
from chattui.problem import Problem, ProblemError
from chattui.safe_text import safe_text
from chattui.secret import Secret
from chattui.vault import problems
from chattui.vault.entries import (
    claim,
    new_key,
    ownerless,
    put,
    same_account,
    with_account,
)
from chattui.vault.grant import (
    Grant,
    client_to_secret,
    document_from_secret,
    grant_from_secret,
    grant_to_secret,
    is_of,
)
from chattui.vault.index import AccountEntry, ClientEntry, Index, IndexFile
from chattui.vault.store import SecretStore

TOUCH_SECONDS = 60.0
"""`touch` writes no more often than this."""


class Vault:
    """An open vault; made by `open_vault`."""

    def __init__(self, store: SecretStore, ledger: IndexFile, where: str) -> None:
        self.store = store
        self.ledger = ledger
        self.kind: str = store.kind
        """"keyring" or "file"."""
        self.where = where
        """Words for a person, such as "the Secret Service keyring"."""
        self.notices: tuple[Problem, ...] = ()
        """What was odd when it was opened, although it is open; to be shown once."""
        self.opened_by = ""
        """What opened a sealed file: "passphrase", "kernel", "keyring", "ssh-agent" or
        "credentials"; empty for a keyring, and for a file that is still to be made."""
        self.chosen_keyring = ""
        """The keyring that config.toml names, which may be one that is not native."""
        self.tidy: Callable[[], object] = bool
        """Removes what a killed process left outside of the store; under the vault's lock."""
        self.when_written: Callable[[], object] = bool
        """Done once, after the next write."""

    @property
    def folder(self) -> Path:
        """Where the index, the locks and the sealed file are."""
        return self.ledger.path.parent

    def index(self) -> Index:
        """The index as it is now, with words for where each account is kept."""
        index = self.ledger.load()
        accounts = tuple(replace(a, where=self.where) for a in index.accounts)
        return replace(index, accounts=accounts)

    def clients(self) -> tuple[ClientEntry, ...]:
        """The clients that the vault holds."""
        return self.ledger.load().clients

    def accounts(self) -> tuple[AccountEntry, ...]:
        """The accounts that are signed in."""
        return self.index().accounts

    def find_account(self, wanted: str) -> AccountEntry:
        """The account of that key, address or name; see `Index.find_account`."""
        return self.index().find_account(wanted)

    def save_client(
        self, name: str, kind: str, client_id: str, project_id: str, document: Secret
    ) -> ClientEntry:
        """Keep a client's document; one of the same client_id is replaced."""
        client_id = safe_text(client_id, limit=400)
        with self.writing() as index:
            old = next((c for c in index.clients if c.client_id == client_id), None)
            entry = ClientEntry(
                key=old.key if old else new_key(),
                name=safe_text(name, limit=200),
                kind=safe_text(kind, limit=40),
                client_id=client_id,
                project_id=safe_text(project_id, limit=200),
                added_at=time.time(),
            )
            self.store.write(
                f"client:{entry.key}",
                client_to_secret(entry, document),
                lambda index: replace(index, clients=put(index.clients, entry)),
            )
        return entry

    def client_document(self, key: str) -> Secret:
        """The document of a client."""
        if self.ledger.load().client(key) is None:
            raise ProblemError(problems.unknown_client())
        document = self._read(f"client:{key}")
        if document is None:
            raise ProblemError(problems.item_gone(self.where))
        return document_from_secret(document)

    def save_account(
        self,
        email: str,
        subject: str,
        client_key: str,
        grant: Grant,
        *,
        kind: str = "user",
        how: str = "",
        consented_at: float,
        refresh_expires_at: float | None = None,
        check: Callable[[AccountEntry | None], None] = lambda before: None,
    ) -> AccountEntry:
        """Keep an account's grant; the same address, client and kind is replaced, its name stays.

        The first account becomes the default. Google sends no refresh token where the one from
        before still serves: then that one is kept. `how` is one of `HOW`. `check` is called under
        the lock with the account of before; nothing is written where it raises.
        """
        shown = safe_text(email, limit=320)
        with self.writing() as index:
            if index.client(client_key) is None:
                raise ProblemError(problems.unknown_client())
            old = same_account(index, shown, client_key, kind)
            check(old)
            if old and grant.refresh_token is None:
                grant = replace(grant, refresh_token=self._refresh_token(old))
            entry = AccountEntry(
                key=old.key if old else new_key(),
                email=shown,
                subject=safe_text(subject, limit=256),
                client_key=client_key,
                scopes=grant.scopes,
                kind=kind,
                consented_at=consented_at,
                refresh_expires_at=refresh_expires_at,
                last_used_at=old.last_used_at if old else None,
                name=old.name if old else "",
                how=how,
            )
            text = grant_to_secret(grant, entry)
            self.store.write(f"grant:{entry.key}", text, lambda index: with_account(index, entry))
        return replace(entry, where=self.where)

    def grant(self, key: str) -> Grant:
        """The tokens of an account."""
        account = self.ledger.load().account(key)
        if account is None:
            raise ProblemError(problems.unknown_account())
        found = self._read_grant(account)
        if found is None:
            raise ProblemError(problems.item_gone(self.where))
        return found

    def save_grant(
        self, key: str, grant: Grant, *, refresh_expires_at: float | None = None
    ) -> None:
        """Keep new tokens of an account that is still there, and when Google ends them where that
        is told; else what is known of it stays."""
        with self.writing() as index:
            account = index.account(key)
            if account is None:
                raise ProblemError(problems.unknown_account())
            ends = refresh_expires_at or account.refresh_expires_at
            entry = replace(account, scopes=grant.scopes, refresh_expires_at=ends)
            self.store.write(
                f"grant:{key}",
                grant_to_secret(grant, entry),
                lambda index: replace(index, accounts=put(index.accounts, entry)),
            )

    def touch(self, key: str) -> None:
        """Note that an account was used now."""
        with self.locked() as index:
            account, now = index.account(key), time.time()
            if account is None or abs(now - (account.last_used_at or 0.0)) < TOUCH_SECONDS:
                return
            entry = replace(account, last_used_at=now)
            self.ledger.save(replace(index, accounts=put(index.accounts, entry)))

    def remove_account(self, key: str) -> None:
        """Forget an account and its tokens.

        Where it was the default, the only one left becomes it; of several, none does: nobody
        should act as another person unasked.
        """
        with self.writing() as index:
            if index.account(key) is None:
                raise ProblemError(problems.unknown_account())
            left = tuple(a for a in index.accounts if a.key != key)
            default = index.default
            if default == key:
                default = left[0].key if len(left) == 1 else None
            self.ledger.save(replace(index, accounts=left, default=default))
            self.store.delete(f"grant:{key}")
            remove_lock(self.folder / f"refresh-{key}.lock")

    def remove_client(self, key: str) -> None:
        """Forget a client and its document; refused while accounts use it."""
        with self.writing() as index:
            if index.client(key) is None:
                raise ProblemError(problems.unknown_client())
            users = tuple(a.email for a in index.accounts if a.client_key == key)
            if users:
                raise ProblemError(problems.client_in_use(users))
            left = tuple(c for c in index.clients if c.key != key)
            self.ledger.save(replace(index, clients=left))
            self.store.delete(f"client:{key}")

    def refresh_lock(self, key: str) -> AbstractContextManager[None]:
        """Held by whoever refreshes an account's token, over the request; 15 s, then a Problem."""
        account = self.ledger.load().account(key)
        if account is None:
            raise ProblemError(problems.unknown_account())
        return lock(self.folder / f"refresh-{account.key}.lock")

    @contextmanager
    def locked(self) -> Iterator[Index]:
        """The vault's lock, with the index as it is under it."""
        with lock(self.folder / "vault.lock"):
            yield self.ledger.load()

    @contextmanager
    def writing(self) -> Iterator[Index]:
        """The vault's lock, with the index as it is under it, and nothing left over."""
        self.store.prepare()
        with self.locked() as index:
            claimed = claim(index, self.store, self.folder)
            if claimed != index:
                self.ledger.save(claimed)
            self.tidy()
            self.store.sweep()
            for name in ownerless(self.ledger.load()):
                self.store.delete(name)
            yield self.ledger.load()
            self.when_written()
            self.when_written = bool

    def _refresh_token(self, account: AccountEntry) -> Secret | None:
        try:
            before = self._read_grant(account)
        except ProblemError as error:
            if error.problem.code in problems.UNREADABLE:
                return None
            raise
        return before.refresh_token if before else None

    def _read(self, name: str) -> Secret | None:
        try:
            found = self.store.read(name)
        except ProblemError:
            self._refuse_moved(self.ledger.load())
            raise
        if found is None:
            self._refuse_moved(self.ledger.load())
        return found

    def _refuse_moved(self, index: Index) -> None:
        if index.settled and (index.kind, index.backend) != (self.kind, self.store.backend):
            raise ProblemError(problems.moved())

    def _read_grant(self, account: AccountEntry) -> Grant | None:
        text = self._read(f"grant:{account.key}")
        if text is None:
            return None
        grant = grant_from_secret(text)
        if grant is None:
            raise ProblemError(problems.item_damaged(self.where))
        if not is_of(text, account):
            raise ProblemError(problems.of_another(account.email, self.ledger.path))
        return grant
