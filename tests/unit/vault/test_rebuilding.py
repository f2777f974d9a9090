"""A lost or damaged list of accounts, made again from the store."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from types import SimpleNamespace

import pytest

from chattui.context import Context
from chattui.problem import ProblemError
from chattui.secret import Secret
from chattui.vault import keys
from chattui.vault.entries import choose_default
from chattui.vault.grant import grant_to_secret
from chattui.vault.index import Index, IndexFile, Pointer
from chattui.vault.rebuilding import Rebuilt, rebuild
from chattui.vault.rebuilding_file import held_in_file
from tests.unit.vault.conftest import PASSPHRASE
from tests.unit.vault.fakes import MemoryKeyring
from tests.unit.vault.filled import DOCUMENT, EMAILS, GRANT, code, filled, opened

pytestmark = pytest.mark.usefixtures("cheap", "service")

KINDS = ("file", "keyring")


class Item(SimpleNamespace):
    """An item of a Secret Service."""

    def get_attributes(self) -> dict[str, str]:
        return dict(self.attributes)

    def get_secret(self) -> bytes:
        return str(self.secret).encode()


@pytest.fixture
def service(keyring: MemoryKeyring, monkeypatch: pytest.MonkeyPatch) -> None:
    """A Secret Service that holds what is in the keyring."""

    def search(wanted: dict[str, str]) -> Iterator[Item]:
        assert wanted == {"application": "Python keyring library"}
        yield Item(attributes={}, secret="another's")
        for (service, username), secret in keyring.items.items():
            yield Item(attributes={"service": service, "username": username}, secret=secret)

    module = SimpleNamespace(
        dbus_init=lambda: SimpleNamespace(close=lambda: None),
        get_default_collection=lambda _: SimpleNamespace(search_items=search),
    )
    monkeypatch.setitem(sys.modules, "secretstorage", module)
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/dev/null")
    monkeypatch.setattr("chattui.vault.rebuilding_keyring.refused_at_once", lambda *_, **__: None)


def damage(here: Context) -> bytes:
    index = here.paths.index
    index.write_bytes(index.read_bytes()[:-20])
    return index.read_bytes()


def lose(here: Context) -> bytes:
    here.paths.index.unlink()
    return b""


def empty(here: Context) -> bytes:
    IndexFile(here.paths.index).save(Index())
    return b""


def again(here: Context, kind: str = "file", **options: object) -> Rebuilt:
    words = Secret(PASSPHRASE) if kind == "file" else None
    return rebuild(here, words, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("harm", [damage, lose, empty])
def test_the_list_is_made_again(kind: str, harm: Callable[[Context], bytes], here: Context) -> None:
    vault = filled(here, kind)
    choose_default(vault.ledger, vault.accounts()[1].key)
    before = IndexFile(here.paths.index).load()
    left = harm(here)
    plan = again(here, kind, dry_run=True)
    assert here.paths.index.exists() == (harm is not lose)
    done = again(here, kind)
    assert (done.accounts, done.clients, done.unknown) == (EMAILS, ("Desk",), 0)
    assert replace(done, aside=None) == plan
    assert (done.aside.read_bytes() if done.aside else b"") == left
    after = IndexFile(here.paths.index).load()
    assert after == replace(before, default=before.default if harm is damage else None)
    vault = opened(here)
    assert [vault.grant(a.key) for a in vault.accounts()] == [GRANT, GRANT]
    assert vault.client_document(vault.clients()[0].key) == DOCUMENT


def test_the_only_account_becomes_the_default(here: Context) -> None:
    filled(here, "file", EMAILS[:1])
    lose(here)
    again(here)
    assert opened(here).find_account("").email == EMAILS[0]


def test_what_is_damaged_is_kept_once(here: Context) -> None:
    filled(here, "file")
    aside = here.paths.index.with_name("accounts.json.damaged")
    aside.write_bytes(b"of another time")
    left = damage(here)
    second = aside.with_name("accounts.json.damaged-2")
    for _ in range(2):
        assert again(here).aside == second
        assert second.read_bytes() == left
        here.paths.index.write_bytes(left)
    assert aside.read_bytes() == b"of another time"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "said", [None, {"email": 5}, {"email": "a@example.com", "client_key": "none"}, "text"]
)
def test_a_secret_that_does_not_say_whose_it_is_stays(
    kind: str, said: object, here: Context, keyring: MemoryKeyring
) -> None:
    vault = filled(here, kind)
    key = vault.accounts()[0].key
    text = json.loads(grant_to_secret(GRANT).reveal())
    if said is not None:
        text["account"] = said
    with vault.writing():
        vault.store.write(f"grant:{key}", Secret(json.dumps(text)))
    damage(here)
    done = again(here, kind)
    assert (done.accounts, done.unknown) == (EMAILS[1:], 1)
    vault = opened(here)
    vault.save_client("Other", "installed", "2", "p", DOCUMENT)  # removes what nobody owns
    names = "".join(name for _, name in keyring.items) if kind == "keyring" else _names(here)
    assert f"grant:{key}" in names


def _names(here: Context) -> str:
    from chattui.vault import sealed
    from chattui.vault.file_store import look
    from chattui.vault.passphrase_slot import open_with_passphrase

    found = look(here.paths.sealed_file)
    assert found
    key = open_with_passphrase(found, Secret(PASSPHRASE))
    return "".join(sealed.unseal(found, key))


def test_what_has_no_need_or_no_source(here: Context, keyring: MemoryKeyring) -> None:
    assert code(lambda: again(here)) == "vault.nothing_to_rebuild"
    one = Index("0" * 32, "keyring", "SecretService", items={"grant:" + "a" * 16: Pointer()})
    IndexFile(here.paths.index).save(one)  # by one that was killed while it kept the first
    assert code(lambda: again(here)) == "vault.index_sound"
    here.paths.index.unlink()
    vault = filled(here, "file")
    assert code(lambda: again(here)) == "vault.index_sound"
    vault.ledger.save(replace(vault.index(), items={}))
    assert code(lambda: again(here)) == "vault.index_sound"
    index = json.loads(here.paths.index.read_bytes())
    here.paths.index.write_text(json.dumps({**index, "schema": 2}))
    assert code(lambda: again(here)) == "vault.index_newer"


def test_the_file_has_to_open(here: Context, with_file: Context) -> None:
    filled(here, "file")
    damage(here)
    assert code(lambda: rebuild(here)) == "vault.passphrase_needed"
    assert code(lambda: rebuild(here, Secret("another"))) == "vault.wrong_passphrase"
    assert len(rebuild(with_file).accounts) == 2
    index = IndexFile(here.paths.index).load()
    assert (index.kind, index.backend) == ("file", "")
    damage(here)
    sealed = here.paths.sealed_file
    sealed.write_bytes(sealed.read_bytes()[:-1])
    assert code(lambda: again(here)) == "vault.damaged"
    assert here.paths.index.exists()


def test_which_vault_of_the_keyring(
    here: Context, keyring: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(here, "keyring")
    own = IndexFile(here.paths.index).load().vault_id
    other = "f" * 32
    for (service, username), secret in list(keyring.items.items()):
        keyring.items[service.replace(own, other), username] = secret
    sound = here.paths.index.read_bytes()
    lose(here)
    with pytest.raises(ProblemError, match="more than one vault") as caught:
        again(here, "keyring")
    assert caught.value.problem.code == "vault.which_vault"
    assert f"{', '.join(sorted((own, other)))}." in caught.value.problem.cause
    assert code(lambda: again(here, "keyring", vault_id="0" * 32)) == "vault.which_vault"
    assert len(again(here, "keyring", vault_id=other).accounts) == 2
    assert IndexFile(here.paths.index).load().vault_id == other
    here.paths.index.write_bytes(sound[:-20])  # it still says which one it was of
    assert len(again(here, "keyring").accounts) == 2
    assert IndexFile(here.paths.index).load().vault_id == own
    keyring.items = {(s, u): v for (s, u), v in keyring.items.items() if own in s}
    here.paths.index.write_bytes(sound.replace(own.encode(), b"0" * 32)[:-20])
    with pytest.raises(ProblemError, match="another vault than the one of this list"):
        again(here, "keyring")


def test_no_keyring_to_ask(here: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    from chattui.vault.keyring_guard import KeyringFault
    from chattui.vault.keyring_words import State

    monkeypatch.setattr(
        "chattui.vault.rebuilding_keyring.refused_at_once",
        lambda *_, **__: KeyringFault(State.NO_SERVICE, "No session."),
    )
    assert code(lambda: again(here, "keyring")) == "vault.nothing_to_rebuild"


def test_an_emulator_s_vault_is_its_own(here: Context, keyring: MemoryKeyring) -> None:
    filled(here, "keyring")
    lose(here)
    emulator = replace(here, endpoints=replace(here.endpoints, emulator="http://127.0.0.1:9"))
    assert code(lambda: again(emulator, "keyring")) == "vault.nothing_to_rebuild"
    keyring.items = {
        (service.replace("chattui:", "chattui-emulator:"), name): secret
        for (service, name), secret in keyring.items.items()
    }
    assert code(lambda: again(here, "keyring")) == "vault.nothing_to_rebuild"
    assert len(again(emulator, "keyring").accounts) == 2


def test_the_newest_whole_generation_counts(here: Context, keyring: MemoryKeyring) -> None:
    vault = filled(here, "keyring")
    key = vault.accounts()[0].key
    service = f"chattui:{IndexFile(here.paths.index).load().vault_id}"
    whole = keyring.items[service, f"grant:{key}.1.1"]
    keyring.items |= {
        (service, f"grant:{key}.2.1"): whole[:40],
        (service, f"grant:{key}.2.2"): whole[40:],
        (service, f"grant:{key}.3.1"): whole[:40],  # the rest was never written
        (service, f"grant:{key}.4.2"): whole[40:],
        (service, "sealed-file.1"): "another thing",
    }
    damage(here)
    again(here, "keyring")
    index = IndexFile(here.paths.index).load()
    assert index.items[f"grant:{key}"] == Pointer(2, 2)
    assert {pointer.generation for _, pointer in index.stale} == {1, 3, 4}
    opened(here).save_client("Other", "installed", "2", "p", DOCUMENT)
    assert {u for _, u in keyring.items if f"grant:{key}" in u} == {
        f"grant:{key}.2.1",
        f"grant:{key}.2.2",
    }
    assert opened(here).grant(key) == GRANT


def test_a_file_that_opens_without_a_passphrase_needs_none(
    here: Context, keyring: MemoryKeyring
) -> None:
    vault = filled(here, "file")
    keys.add_keyring(vault, "SecretService", keyring)
    keys.remove_slot(vault, 1)
    damage(here)
    assert code(lambda: rebuild(here, Secret("another"))) == "vault.no_slot"
    assert rebuild(here).accounts == EMAILS
    here.paths.sealed_file.unlink()
    assert code(lambda: held_in_file(here, None)) == "vault.file_gone"
