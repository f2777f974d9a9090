"""The index: what it keeps, how it is found damaged, how accounts are named."""

from __future__ import annotations

import contextlib
import json
import stat
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chattui.context import Context
from chattui.problem import Exit, Problem
from chattui.vault import AccountEntry, ClientEntry, Index, read_index
from chattui.vault.index import IndexFile, Pointer, Side
from chattui.vault.index_format import Damage, Newer, parse, to_bytes
from chattui.vault.where import where_words

Caught = Callable[[Callable[[], object]], Problem]

CLIENT = ClientEntry("c" * 16, "Desk", "installed", "1.apps.example", "project-1", 12.5)
OTHER_CLIENT = ClientEntry("d" * 16, "Work", "web", "2.apps.example", "project-2", 13.0)


def account(key: str, email: str, client: str = CLIENT.key) -> AccountEntry:
    return AccountEntry(key * 16, email, "100", client, ("openid", "s"), consented_at=3.0)


ADA, ALAN = account("a", "ada@example.com"), account("b", "alan@example.com")
ADA_AT_WORK = account("e", "Ada@example.com", OTHER_CLIENT.key)
INDEX = Index(
    vault_id="0" * 32,
    kind="keyring",
    backend="SecretService",
    default=ADA.key,
    clients=(CLIENT, OTHER_CLIENT),
    accounts=(ADA, ALAN, ADA_AT_WORK),
    items={f"grant:{ADA.key}": Pointer(3, 2), f"client:{CLIENT.key}": Pointer(1, 1)},
    stale=((f"grant:{ADA.key}", Pointer(2, 1)),),
    generation=7,
    side=Side(
        "file", "", True, {f"grant:{ALAN.key}": Pointer()}, ((f"client:{CLIENT.key}", Pointer(4)),)
    ),
)


def test_reads_back_what_it_wrote(tmp_path: Path) -> None:
    file = IndexFile(tmp_path / "state" / "accounts.json")
    assert file.load() == Index()
    file.path.parent.mkdir(mode=0o700)
    (file.path.parent / f".accounts.json.{'0' * 16}.tmp").touch()  # of one that was killed
    file.save(INDEX)
    assert file.load() == INDEX
    assert list(file.path.parent.iterdir()) == [file.path]
    assert stat.S_IMODE(file.path.stat().st_mode) == 0o600


def test_reading_it_loads_nothing_heavy(here: Context) -> None:
    IndexFile(here.paths.index).save(INDEX)
    code = (
        "import sys\n"
        "from chattui import context\n"
        "from chattui.vault import read_index\n"
        "print(len(read_index(context.make()).accounts))\n"
        "heavy = {'keyring', 'cryptography', 'filelock', 'secretstorage', 'uuid'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["3", "[]"]


def test_tells_where_each_account_is_kept(here: Context) -> None:
    IndexFile(here.paths.index).save(INDEX)
    index = read_index(here)
    assert {a.where for a in index.accounts} == {"the Secret Service keyring"}
    assert (index.default, index.kind) == (ADA.key, "keyring")


def test_words_for_every_store(tmp_path: Path) -> None:
    assert str(tmp_path) in where_words("file", "", tmp_path)
    names = ("SecretService", "macOS", "Windows", "kwallet", "libsecret", "another")
    assert len({where_words("keyring", name, tmp_path) for name in names} - {""}) == len(names)
    assert where_words("", "", tmp_path) == ""


def changed(change: Callable[[dict[str, Any]], object]) -> bytes:
    value = json.loads(to_bytes(INDEX))
    change(value)
    return json.dumps(value).encode()


DAMAGE: dict[str, tuple[Callable[[dict[str, Any]], object], str]] = {
    "no schema": (lambda v: v.pop("schema"), "/schema"),
    "schema of another type": (lambda v: v.update(schema="1"), "/schema"),
    "schema true": (lambda v: v.update(schema=True), "/schema"),
    "schema 0": (lambda v: v.update(schema=0), "/schema"),
    "no vault": (lambda v: v.pop("vault"), "/vault"),
    "vault a list": (lambda v: v.update(vault=[]), "/vault"),
    "another kind": (lambda v: v["vault"].update(kind="plain"), "/vault/kind"),
    "an odd id": (lambda v: v["vault"].update(id="../x"), "/vault/id"),
    "a kind and no id": (lambda v: v["vault"].update(id=""), "/vault/id"),
    "a default that is not there": (lambda v: v.update(default="9" * 16), "/default"),
    "a default of another type": (lambda v: v.update(default=1), "/default"),
    "accounts an object": (lambda v: v.update(accounts={}), "/accounts"),
    "an account that is none": (lambda v: v["accounts"].append(1), "/accounts/3"),
    "an account without a key": (lambda v: v["accounts"][1].pop("key"), "/accounts/1/key"),
    "a key with a path": (lambda v: v["accounts"][0].update(key="../../x"), "/accounts/0/key"),
    "an email that is none": (lambda v: v["accounts"][0].update(email=None), "/accounts/0/email"),
    "a key twice": (lambda v: v["accounts"].append(v["accounts"][0]), "/accounts"),
    "a client twice": (lambda v: v["clients"].append(v["clients"][0]), "/clients"),
    "scopes a text": (lambda v: v["accounts"][0].update(scopes="x"), "/accounts/0/scopes"),
    "a time that is none": (
        lambda v: v["accounts"][0].update(consented_at="now"),
        "/accounts/0/consented_at",
    ),
    "a time that never ends": (
        lambda v: v["clients"][0].update(added_at=float("inf")),
        "/clients/0/added_at",
    ),
    "a time that no calendar shows": (
        lambda v: v["accounts"][0].update(last_used_at=9e11),
        "/accounts/0/last_used_at",
    ),
    "a time before all others": (
        lambda v: v["accounts"][0].update(refresh_expires_at=-1),
        "/accounts/0/refresh_expires_at",
    ),
    "an item of another name": (lambda v: v["items"].update({"x": {}}), "/items/x"),
    "an item of no parts": (
        lambda v: v["items"][f"grant:{ADA.key}"].update(parts=0),
        f"/items/grant:{ADA.key}/parts",
    ),
    "stale that is none": (lambda v: v.update(stale=[{}]), "/stale/0/name"),
}


@pytest.mark.parametrize("name", DAMAGE)
def test_damage_is_named_by_its_place(name: str) -> None:
    change, place = DAMAGE[name]
    with pytest.raises(Damage) as raised:
        parse(changed(change))
    assert str(raised.value) == place


@pytest.mark.parametrize(
    "data", [b"", b"{", b"[]", b"null", b'{"schema": 1', b"\xff", b"[" * 5000, b"9" * 5000]
)
def test_what_is_no_index_at_all(data: bytes) -> None:
    with pytest.raises(Damage):
        parse(data)


@given(st.binary(max_size=200))
def test_never_fails_in_another_way(data: bytes) -> None:
    with pytest.raises(Damage):
        parse(data)


@given(st.integers(0, 10_000), st.integers(0, 7))
def test_a_flipped_bit_is_damage_or_another_value_but_no_crash(place: int, bit: int) -> None:
    data = bytearray(to_bytes(INDEX))
    data[place % len(data)] ^= 1 << bit
    with contextlib.suppress(Damage, Newer):
        assert isinstance(parse(bytes(data)), Index)


def test_a_damaged_index_is_reported_and_left_as_it_is(here: Context, problem: Caught) -> None:
    here.paths.index.parent.mkdir(parents=True)
    here.paths.index.write_bytes(b'{"schema": 1,\n "vault": ]')
    found = problem(lambda: read_index(here))
    assert found.code == "vault.index_damaged"
    assert "line 2, column 11" in found.cause
    assert here.paths.index.read_bytes() == b'{"schema": 1,\n "vault": ]'


def test_a_newer_schema_is_refused(here: Context, problem: Caught) -> None:
    here.paths.index.parent.mkdir(parents=True)
    here.paths.index.write_bytes(b'{"schema": 2, "anything": "else"}')
    assert problem(lambda: read_index(here)).code == "vault.index_newer"


def test_names_in_it_cannot_draw() -> None:
    index = parse(changed(lambda v: v["accounts"][0].update(email="a\x1b[2J@x")))
    assert index.accounts[0].email == "a␛[2J@x"


def test_an_account_is_found_by_key_address_and_name() -> None:
    index = Index(accounts=(ADA, ALAN), default=ALAN.key)
    assert index.find_account(ADA.key) == ADA
    assert index.find_account("ADA@Example.com") == ADA
    assert index.find_account("ada") == ADA
    assert index.find_account("") == ALAN
    assert index.name_of(ADA) == "ada@example.com"
    assert INDEX.name_of(ADA_AT_WORK) == ADA_AT_WORK.key
    of_names = Index(accounts=(account("f", "user@example.com"), replace(ALAN, name="Boss"), ADA))
    assert of_names.find_account("user").key == "f" * 16  # it names no kind here
    assert of_names.find_account("boss").key == ALAN.key
    assert of_names.find_account("user:user").key == "f" * 16


@pytest.mark.parametrize(
    ("index", "settled"),
    [
        (Index(), False),
        (Index(kind="file"), False),
        (Index(accounts=(ADA,)), False),
        (Index(kind="file", accounts=(ADA,)), True),
        (Index(kind="file", clients=(CLIENT,)), True),
    ],
)
def test_the_kind_of_store_is_chosen_where_something_is_kept(index: Index, settled: bool) -> None:
    assert index.settled is settled


def test_accounts_that_cannot_be_told_apart(problem: Caught) -> None:
    acting = replace(ADA_AT_WORK, kind="delegation")
    at_work = f"{ADA_AT_WORK.key} (Ada@example.com, signed in through Work)"
    for index, key, other, remedy in (
        (INDEX, ADA.key, at_work, "Name it by its key"),
        (
            replace(INDEX, accounts=(ADA, acting)),
            ADA.key,
            f"{acting.key} (Ada@example.com, by the service account Work)",
            "Name user:ada@example.com for the sign-in",
        ),
    ):
        found = problem(lambda index=index: index.find_account("ada@example.com"))  # type: ignore[misc]
        assert (found.code, found.exit) == ("accounts.ambiguous", Exit.USAGE)
        assert found.message == "More than one account is called ada@example.com."
        assert f"{key} (ada@example.com, signed in through Desk), {other}." in found.cause
        assert found.remedy.startswith(remedy)
        assert "`chattui accounts rename KEY NAME`" in found.remedy
    unclear = Index(accounts=(ADA, replace(ALAN, kind="delegation")))
    nameless = problem(lambda: unclear.find_account(""))
    assert nameless.code == "accounts.ambiguous"
    assert nameless.message == "No account was named, and none is the default."
    assert nameless.remedy.startswith("Name it by its key")
    assert "signed in through ?" in nameless.cause
    long = Index(accounts=tuple(replace(one, name="x" * 101) for one in (ADA, ALAN)))
    for called in ("x" * 101, "y" * 101):
        words = problem(lambda called=called: long.find_account(called)).message  # type: ignore[misc]
        assert words.count(called[0]) == 99
    assert Index(accounts=(ADA,)).find_account("") == ADA


def test_an_account_that_is_not_there(problem: Caught) -> None:
    found = problem(lambda: INDEX.find_account("grace@example.com\x1b"))
    assert (found.code, found.exit) == ("accounts.unknown", Exit.USAGE)
    assert "\x1b" not in found.message
    assert "alan@example.com" in found.cause
    twice = problem(lambda: Index(accounts=(ADA, replace(ADA, key="other"))).find_account("grace"))
    assert twice.cause == f"These are signed in: {ADA.email}."
    nobody = problem(lambda: Index().find_account("ada"))
    assert (nobody.code, nobody.exit) == ("accounts.none", Exit.NOT_SIGNED_IN)


def test_many_accounts_are_not_all_listed(problem: Caught) -> None:
    many = tuple(
        AccountEntry(f"{n:016x}", f"p{n}@example.com", "", CLIENT.key, ()) for n in range(50)
    )
    for count, end in (
        (50, "p7@example.com, …."),
        (9, "p7@example.com, …."),
        (8, "p7@example.com."),
    ):
        found = problem(lambda count=count: Index(accounts=many[:count]).find_account("x"))  # type: ignore[misc]
        assert found.cause.endswith(f"p6@example.com, {end}")
