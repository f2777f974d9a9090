"""Ways through the vault's modules that other tests go past."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from chattui.context import Context
from chattui.problem import ProblemError
from chattui.vault import index_format, keyring_guard, keyring_trial
from chattui.vault.index import AccountEntry, Index, IndexFile, Side
from chattui.vault.keyring_states import KeyringFault
from chattui.vault.keyring_words import State

ADA = AccountEntry("a" * 16, "ada@example.com", "1", "c" * 16, ("openid",))


def test_one_address_in_two_ways_is_told_apart_by_them() -> None:
    acting = replace(ADA, key="b" * 16, kind="delegation")
    with pytest.raises(ProblemError) as raised:
        Index(accounts=(ADA, acting)).find_account("ada@example.com")
    assert "user:ada@example.com" in raised.value.problem.remedy


def test_whether_a_store_is_left_is_yes_or_no() -> None:
    text = json.loads(index_format.to_bytes(Index(side=Side("file", "", True))))
    text["side"]["leaving"] = 1
    with pytest.raises(index_format.Damage, match="/side/leaving"):
        index_format.parse(json.dumps(text).encode())


def test_where_one_keyring_is_not_there_the_next_is_tried(
    here: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    def find(names: tuple[str, ...], seconds: float) -> tuple[str, object]:
        if names == ("first",):
            raise KeyringFault(State.NO_BUS, "It is not there.")
        return names[0], object()

    IndexFile(here.paths.index).save(Index(slot_keyrings=("first",)))  # noted before: it stays
    monkeypatch.setattr(keyring_guard, "candidates", lambda: ("first", "second"))
    monkeypatch.setattr(keyring_guard, "find_working", find)
    assert keyring_trial.find_keyring(here)[0] == "second"
    assert IndexFile(here.paths.index).load().slot_keyrings == ("first",)


def test_where_the_chosen_keyring_is_not_there_no_other_is_tried(
    here: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    def find(names: tuple[str, ...], seconds: float) -> tuple[str, object]:
        raise KeyringFault(State.NO_BUS)

    monkeypatch.setattr(keyring_guard, "find_working", find)
    with pytest.raises(ProblemError) as caught:
        keyring_trial.find_keyring(replace(here, keyring="kwallet"))
    assert caught.value.problem.code == "vault.keyring_chosen"
