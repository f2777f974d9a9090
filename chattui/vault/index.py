"""The index: accounts and clients without any secret, readable without opening the vault.

``accounts.json`` (mode 0600), schema 1::

    {"schema": 1,
     "vault": {"id": "32 hex digits", "kind": "keyring" | "file", "backend": "SecretService",
               "generation": 7, "slot_keyrings": ["SecretService"]},
     "default": ACCOUNT-KEY | null,
     "clients": [ClientEntry…], "accounts": [AccountEntry…],
     "items": {"grant:ACCOUNT-KEY": {"generation": 3, "parts": 1}, "client:CLIENT-KEY": …},
     "stale": [{"name": …, "generation": 2, "parts": 1}],
     "side": null | {"kind": …, "backend": …, "leaving": false, "items": {…}, "stale": […]}}

`items` names every secret that the store holds or is about to hold; for a keyring, also which
generation is the valid one. `stale` are generations in a keyring that are to be deleted. The
vault's own generation is the highest one of the sealed file that was seen; in `slot_keyrings`
a key of it may be left over that no slot needs any more. `side` is a second
store while everything is moved: one that is being filled, or one that is being left.
Codes: ``vault.index_damaged``, ``vault.index_newer``, ``accounts.none``, ``accounts.unknown``,
``accounts.ambiguous``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from chattui.disk import read_file, shown
from chattui.problem import Exit, Problem, ProblemError
from chattui.safe_text import safe_text
from chattui.vault.where import where_words
from chattui.words import t

if TYPE_CHECKING:
    from chattui.context import Context

SCHEMA = 1
ACCOUNT_KINDS = ("user", "delegation")
"""How an account came: its person signed in, or a service account acts for them."""

HOW = ("loopback", "paste", "device", "delegation", "import")

SIZE_LIMIT = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class ClientEntry:
    """An OAuth client that the vault holds."""

    key: str
    name: str
    kind: str
    client_id: str
    project_id: str
    added_at: float


@dataclass(frozen=True, slots=True)
class AccountEntry:
    """An account that is signed in through one client. Times are seconds since 1970."""

    key: str
    email: str
    subject: str
    client_key: str
    scopes: tuple[str, ...]
    kind: str = "user"
    consented_at: float = 0.0
    refresh_expires_at: float | None = None
    last_used_at: float | None = None
    name: str = ""
    """What its person calls it; empty where it was not named."""
    how: str = ""
    """The way by which it was signed in: one of `HOW`, empty where that is not known."""
    where: str = ""
    """Words for where its tokens are kept; made when read, not written."""


@dataclass(frozen=True, slots=True)
class Pointer:
    """Which generation of an item is the valid one, and in how many parts it is kept."""

    generation: int = 0
    parts: int = 1


@dataclass(frozen=True, slots=True)
class Side:
    """A second store while everything is moved; what it holds is no item of the vault."""

    kind: str
    backend: str
    leaving: bool
    """Whether it is the one that was moved out of, and is to be emptied; else it is being filled,
    and is emptied where that did not end."""
    items: Mapping[str, Pointer] = field(default_factory=dict)
    stale: tuple[tuple[str, Pointer], ...] = ()


@dataclass(frozen=True, slots=True)
class Index:
    """What `accounts.json` says; empty where there is none yet."""

    vault_id: str = ""
    kind: str = ""
    backend: str = ""
    default: str | None = None
    clients: tuple[ClientEntry, ...] = ()
    accounts: tuple[AccountEntry, ...] = ()
    items: Mapping[str, Pointer] = field(default_factory=dict)
    stale: tuple[tuple[str, Pointer], ...] = ()
    generation: int = 0
    side: Side | None = None
    slot_keyrings: tuple[str, ...] = ()

    @property
    def settled(self) -> bool:
        """Whether something is kept, so that the kind of store can no longer be chosen."""
        return bool(self.kind and (self.clients or self.accounts))

    def account(self, key: str) -> AccountEntry | None:
        """The account of that key."""
        return next((a for a in self.accounts if a.key == key), None)

    def client(self, key: str) -> ClientEntry | None:
        """The client of that key."""
        return next((c for c in self.clients if c.key == key), None)

    def name_of(self, account: AccountEntry) -> str:
        """What `find_account` takes for it: its address, or its key where several have that."""
        try:
            self.find_account(account.email)
        except ProblemError:
            return account.key
        return account.email

    def find_account(self, wanted: str) -> AccountEntry:
        """The account of that key, address or name, or of the part before the @ of its address;
        the default for "".

        ``user:`` or ``delegation:`` before the address means only accounts of that kind.

        Raises ProblemError ``accounts.none`` (exit 3), ``accounts.unknown`` or
        ``accounts.ambiguous`` (exit 2).
        """
        from chattui.vault.index_problems import ambiguous, no_accounts, unknown

        if not self.accounts:
            raise ProblemError(no_accounts())
        if not wanted:
            chosen = self.account(self.default or "")
            found = (chosen,) if chosen else self.accounts
        else:
            found = self._named(wanted)
        if not found:
            raise ProblemError(unknown(wanted, self.accounts))
        if len(found) > 1:
            raise ProblemError(ambiguous(wanted, found, self))
        return found[0]

    def _named(self, wanted: str) -> tuple[AccountEntry, ...]:
        by_key = self.account(wanted)
        if by_key:
            return (by_key,)
        name = wanted.strip().casefold()
        kind, colon, address = name.partition(":")
        among = self.accounts
        if colon and kind in ACCOUNT_KINDS:
            name = address
            among = tuple(a for a in among if a.kind == kind)
        same = tuple(a for a in among if a.email.casefold() == name)
        same = same or tuple(a for a in among if a.name and a.name.casefold() == name)
        return same or tuple(a for a in among if a.email.casefold().partition("@")[0] == name)


class IndexFile:
    """The file of the index. `save` is called under the vault's lock only."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def load(self) -> Index:
        """What the file says; raises ProblemError where it is damaged or newer than this."""
        data = read_file(self.path, SIZE_LIMIT)
        if data is None:
            return Index()
        from chattui.vault.index_format import Damage, Newer, parse

        try:
            return parse(data)
        except Damage as damage:
            raise ProblemError(self._damaged(str(damage))) from None
        except Newer:
            raise ProblemError(self._newer()) from None

    def save(self, index: Index) -> None:
        """Replace the file."""
        from chattui.atomic import write_atomically
        from chattui.vault.index_format import to_bytes

        write_atomically(self.path, to_bytes(index), locked=True)

    def _damaged(self, place: str) -> Problem:
        return Problem(
            "vault.index_damaged",
            t("The list of accounts, {path}, is damaged.", path=shown(self.path)),
            t("It cannot be read at: {place}. It was left as it is.", place=safe_text(place)),
            t(
                "`chattui vault rebuild` makes it anew from what is stored, which is not touched,"
                " and keeps the damaged one aside."
            ),
            exit=Exit.USAGE,
        )

    def _newer(self) -> Problem:
        return Problem(
            "vault.index_newer",
            t("The list of accounts, {path}, is of a newer chattui.", path=shown(self.path)),
            t("This version knows schema {schema} and changes nothing in it.", schema=SCHEMA),
            t("Update chattui, or name another folder with CHATTUI_HOME."),
            exit=Exit.USAGE,
        )


def read_index(context: Context) -> Index:
    """The accounts and clients, with words for where each is kept; opens no vault.

    Raises ProblemError as `IndexFile.load`, and ``vault.index_lost``.
    """
    from dataclasses import replace

    from chattui.vault.lost_index import refuse_lost

    index = IndexFile(context.paths.index).load()
    refuse_lost(context, index)
    where = where_words(index.kind, index.backend, context.paths.sealed_file)
    return replace(index, accounts=tuple(replace(a, where=where) for a in index.accounts))
