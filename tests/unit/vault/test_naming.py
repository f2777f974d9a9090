"""Names of accounts and clients: to whom they lead, and which are none."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from chattui.problem import Exit, Problem, ProblemError
from chattui.secret import Secret
from chattui.vault.grant import said_of
from chattui.vault.index import AccountEntry, Index
from chattui.vault.naming import rename_account, rename_client
from chattui.vault.vault import Vault
from tests.unit.vault.test_vault import DOCUMENT, GRANT, account_in, client_in

Caught = Callable[[Callable[[], object]], Problem]


@pytest.fixture
def two(opened: Vault) -> tuple[str, str]:
    """The keys of Ada and Grace."""
    client = client_in(opened)
    return account_in(opened, client), account_in(opened, client, "grace@example.com")


def test_a_name_leads_to_its_account(opened: Vault, two: tuple[str, str]) -> None:
    entry = rename_account(opened, two[1], "  Work ")
    assert (entry.name, entry.email, entry.where) == ("Work", "grace@example.com", opened.where)
    assert opened.find_account("work") == entry
    assert opened.find_account("WORK ").key == two[1]
    assert opened.grant(two[1]) == GRANT
    text = opened.store.read(f"grant:{two[1]}")
    assert text is not None
    assert (said_of(f"grant:{two[1]}", text) or {})["name"] == "Work"
    assert rename_account(opened, two[1], "").name == ""
    with pytest.raises(ProblemError):
        opened.find_account("work")


def test_an_address_comes_before_a_name_and_a_name_before_its_part() -> None:
    def found(name: str, **accounts: str) -> str:
        entries = tuple(
            AccountEntry(f"{n:016x}", email, "", "0" * 16, (), name=called)
            for n, (email, called) in enumerate(
                ((f"{part}@example.com", called) for part, called in accounts.items()), 1
            )
        )
        return Index(accounts=entries).find_account(name).email

    assert found("grace", ada="grace", grace="") == "ada@example.com"
    assert found("grace@example.com", ada="grace", grace="") == "grace@example.com"
    assert found("user:grace", ada="grace", grace="") == "ada@example.com"


@pytest.mark.parametrize(
    "name",
    ["a@b", "a:b", "a/b", "-x", "a\x1b[0m", "a\u202eb", "x" * 61, "0123456789abcdef", "a\nb"],
)
def test_what_could_be_taken_for_something_else_is_no_name(
    opened: Vault, two: tuple[str, str], problem: Caught, name: str
) -> None:
    caught = problem(lambda: rename_account(opened, two[0], name))
    assert (caught.code, caught.exit) == ("accounts.bad_name", Exit.USAGE)
    assert caught.cause
    assert opened.find_account(two[0]).name == ""


@pytest.mark.parametrize("name", ["GRACE", "grace's", "Grace's"])
def test_a_name_that_leads_to_another_is_refused(
    opened: Vault, two: tuple[str, str], problem: Caught, name: str
) -> None:
    rename_account(opened, two[1], "grace's")
    assert problem(lambda: rename_account(opened, two[0], name)).code == "accounts.name_taken"
    assert rename_account(opened, two[1], name).name == name


@pytest.mark.parametrize("name", ["", "  ", "a/b", "my.json", "-x", "other", "2.APPS.example"])
def test_clients_are_named_alike(opened: Vault, problem: Caught, name: str) -> None:
    key = client_in(opened)
    other = opened.save_client("Other", "installed", "2.apps.example", "", DOCUMENT).key
    code = (
        "client.name_taken" if name.casefold() in {"other", "2.apps.example"} else "client.bad_name"
    )
    assert problem(lambda: rename_client(opened, key, name)).code == code
    entry = rename_client(opened, key, "Mine")
    assert opened.clients()[0] == entry
    assert opened.client_document(key) == DOCUMENT
    assert rename_client(opened, other, "other").name == "other"


def test_who_is_not_there_has_no_name(opened: Vault, problem: Caught) -> None:
    client_in(opened)
    assert problem(lambda: rename_account(opened, "f" * 16, "x")).code == "accounts.unknown"
    assert problem(lambda: rename_client(opened, "f" * 16, "x")).code == "vault.unknown_client"


@pytest.mark.parametrize("code", ["gone", "damaged"])
def test_an_account_whose_tokens_are_lost_can_be_named(
    opened: Vault, two: tuple[str, str], code: str
) -> None:
    if code == "gone":
        opened.store.delete(f"grant:{two[0]}")
    else:
        opened.store.write(f"grant:{two[0]}", Secret("damaged"))
    assert rename_account(opened, two[0], "work").name == "work"


def test_a_vault_that_cannot_be_read_names_nobody(
    opened: Vault, two: tuple[str, str], problem: Caught, monkeypatch: pytest.MonkeyPatch
) -> None:
    def shut(key: str) -> None:
        raise ProblemError(Problem("vault.key_changed", "The file has another key."))

    monkeypatch.setattr(opened, "grant", shut)
    assert problem(lambda: rename_account(opened, two[0], "work")).code == "vault.key_changed"
    assert opened.find_account(two[0]).name == ""
