"""chattui vault status, lock and unlock."""

from __future__ import annotations

import getpass
from dataclasses import replace

import pytest

from chattui.cli import ask
from chattui.problem import Exit
from chattui.vault import vault_status
from chattui.vault.file_store import look
from chattui.vault.index import ClientEntry, IndexFile, Side
from chattui.vault.keeping import kept_key
from chattui.vault.slots import SlotInfo
from chattui.vault.status import VaultStatus
from tests.unit.cli.conftest import Desk, Shelf

CLIENT = ClientEntry("c" * 16, "Desk", "installed", "1", "p", 1.0)
PASSPHRASE = "a passphrase for the tests"


@pytest.fixture
def sealed(desk: Desk, shelf: Shelf) -> Desk:
    """A desk with a sealed file and its passphrase in a file."""
    shelf.furnish(desk, "installed")
    return desk


@pytest.fixture
def typing(sealed: Desk, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A person at the terminal; what they type, in order."""
    answers: list[str] = []
    monkeypatch.delenv("CHATTUI_PASSPHRASE_FILE")
    monkeypatch.setattr(getpass, "getpass", lambda prompt: answers.pop(0))
    monkeypatch.setattr(ask, "terminal_for_passphrase", lambda: True)
    return answers


def in_keyring(desk: Desk, side: Side | None = None) -> None:
    ledger = IndexFile(desk.context.paths.index)
    index = replace(ledger.load(), vault_id="0" * 32, kind="keyring", backend="SecretService")
    ledger.path.parent.mkdir(parents=True, exist_ok=True)
    ledger.save(replace(index, clients=(CLIENT,), side=side))


def seconds_left(desk: Desk) -> float:
    kept = kept_key(desk.context, look(desk.context.paths.sealed_file))
    return kept.seconds_left if kept else 0.0


def test_nothing_is_kept_yet(desk: Desk) -> None:
    ran = desk.run("vault", "status")
    assert (ran.status, ran.out) == (Exit.DONE, "Nothing is kept yet.\n")
    found = desk.json("vault", "status")
    assert (found["kind"], found["where"], found["slots"]) == (None, None, [])
    ran = desk.run("vault", "lock")
    assert (ran.status, "nothing to lock" in ran.err) == (Exit.DONE, True)
    refused = desk.json("vault", "unlock", status=1)["problem"]
    assert refused["code"] == "vault.nothing_kept"


def test_a_sealed_file_is_told_without_being_opened(sealed: Desk) -> None:
    found = sealed.json("vault", "status")
    assert (found["kind"], found["clients"], found["generation"]) == ("file", 1, 1)
    assert found["path"] == str(sealed.context.paths.sealed_file)
    slot = found["slots"][0]
    assert (slot["number"], slot["kind"]) == (1, "passphrase")
    assert slot["addedAt"].endswith("Z")
    assert (found["unlocked"], found["secondsLeft"], found["kernelKeyring"]) == (False, None, False)
    ran = sealed.run("vault", "status")
    assert (ran.status, ran.err) == (Exit.DONE, "")
    lines = ran.out.splitlines()
    assert lines[0].startswith("Kept in the sealed file ")
    assert lines[1:3] == ["0 accounts · 1 client", f"Saved 1 time, {found['size']:,} bytes."]
    assert lines[3] == "This system has no kernel keyring."
    assert lines[4] == "Each slot is a way to open it:"
    assert lines[5].split() == ["SLOT", "KIND", "ADDED", "DETAIL"]
    assert lines[6].split()[:2] == ["1", "passphrase"]


def test_what_opens_it_without_a_passphrase_is_told(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    slots = (SlotInfo(1, "passphrase", None, ""), SlotInfo(2, "ssh-agent", None, ""))
    found = VaultStatus(kind="file", where="a file", slots=slots)
    monkeypatch.setattr("chattui.vault.vault_status", lambda context: found)
    told = desk.run("vault", "status").out
    assert "Slot 2 opens it without a passphrase; else that is asked for." in told


@pytest.mark.parametrize(
    ("leaving", "said"), [(True, "A move left something"), (False, "A move did not end")]
)
def test_a_keyring_is_told_of_and_not_asked(desk: Desk, leaving: bool, said: str) -> None:
    in_keyring(desk, Side("file", "", leaving=leaving))
    ran = desk.run("vault", "status")
    assert ran.out.startswith("Kept in the Secret Service keyring.\n0 accounts · 1 client\n")
    assert said in ran.out
    assert desk.json("vault", "status")["moving"]["leaving"] is leaving
    for part in ("lock", "unlock"):
        refused = desk.json("vault", part, status=1)["problem"]
        assert refused["code"] == "vault.keyring_opens"


def test_what_is_wrong_is_told_and_is_a_no(sealed: Desk) -> None:
    sealed.context.paths.sealed_file.write_bytes(b"x")
    ran = sealed.run("vault", "status", "--format", "json")
    assert (ran.status, ran.json["problem"]["code"]) == (Exit.FAILED, "vault.damaged")
    assert "is damaged" in ran.err
    assert sealed.run("vault", "status").out.startswith("Kept in the sealed file ")
    assert sealed.json("vault", "unlock", status=1)["problem"]["code"] == "vault.damaged"
    assert sealed.run("vault", "lock").status == Exit.DONE


def test_what_was_before_is_named(sealed: Desk) -> None:
    backup = sealed.context.paths.sealed_file.with_name("vault.sealed.bak")
    backup.write_bytes(b"")
    assert sealed.json("vault", "status")["backup"] == str(backup)
    assert (
        f"`chattui vault restore` puts back the file before the last change: {backup}"
        in sealed.run("vault", "status").out
    )


def test_once_typed_it_opens_by_itself_until_it_is_locked(
    kernel: None, sealed: Desk, typing: list[str]
) -> None:
    typing.append(PASSPHRASE)
    ran = sealed.run("vault", "unlock")
    assert ran.status == Exit.DONE
    assert "opens by itself for 8 h 0 min, in every login of yours" in ran.err
    assert sealed.run("accounts", "list").status == Exit.DONE
    assert "It opens by itself for 8 h 0 min more." in sealed.run("vault", "status").out
    assert sealed.json("vault", "lock", "--dry-run") == {"forgotten": True, "dryRun": True}
    ran = sealed.run("vault", "lock")
    assert "the kernel has forgotten its key" in ran.err
    assert "A chattui that is running now keeps what it has opened" in ran.err
    assert "It is locked: its passphrase is asked for." in sealed.run("vault", "status").out
    assert sealed.json("vault", "lock", "--dry-run")["forgotten"] is False
    ran = sealed.run("vault", "lock", "--format", "json")
    assert ran.json == {"forgotten": False, "dryRun": False}
    assert "was locked already" in ran.err


def test_the_time_is_made_shorter_freely_and_longer_with_the_passphrase(
    kernel: None, sealed: Desk, typing: list[str]
) -> None:
    ran = sealed.run("vault", "unlock", "--dry-run")
    assert "would be opened, and open by itself for 8 h 0 min." in ran.err
    typing.append(PASSPHRASE)
    assert sealed.json("vault", "unlock", "--hours", "3") == {
        "secondsLeft": 3 * 3600,
        "dryRun": False,
    }
    assert sealed.json("vault", "unlock")["secondsLeft"] <= 3 * 3600  # told, not prolonged
    told = sealed.run("vault", "unlock", "--dry-run", "--format", "json")
    assert told.json["secondsLeft"] <= 3 * 3600
    assert "Nothing would change: it opens by itself for 3 h 0 min already." in told.err
    sealed.run("vault", "unlock", "--hours", "1")
    assert 3500 < seconds_left(sealed) <= 3600
    sealed.run("vault", "unlock", "--hours", "9", "--dry-run")
    assert seconds_left(sealed) <= 3600
    typing += ["wrong", PASSPHRASE]
    sealed.run("vault", "unlock", "--hours", "9")
    assert 8.9 < seconds_left(sealed) / 3600 <= 9
    assert typing == []
    assert sealed.run("vault", "unlock", "--hours", "0").status == Exit.USAGE


def test_a_file_with_the_passphrase_unlocks_where_that_is_asked_for(
    kernel: None, sealed: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert sealed.run("vault", "unlock", "--hours", "1").status == Exit.DONE
    assert sealed.run("vault", "unlock", "--hours", "2").status == Exit.DONE
    assert 7100 < seconds_left(sealed) <= 7200
    monkeypatch.delenv("CHATTUI_PASSPHRASE_FILE")
    assert vault_status(sealed.context).unlocked
    assert sealed.run("vault", "rotate", "--dry-run").status == Exit.DONE


def test_a_kernel_that_keeps_nothing_is_told_before_anything_is_typed(
    sealed: Desk, typing: list[str]
) -> None:
    refused = sealed.json("vault", "unlock", status=1)["problem"]
    assert refused["code"] == "vault.no_kernel_keyring"
    assert refused["cause"] == "This system has no kernel keyring."


def test_a_kernel_that_refuses_at_the_end_is_told(
    kernel: None, sealed: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chattui.vault.kernel_keyring.keep", lambda *_, **__: False)
    refused = sealed.json("vault", "unlock", status=1)["problem"]
    assert refused["code"] == "vault.no_kernel_keyring"


def test_the_settings_may_say_never(kernel: None, sealed: Desk) -> None:
    config = sealed.context.paths.config / "config.toml"
    config.parent.mkdir(parents=True, exist_ok=True)
    config.write_text("unlock_hours = 0\n")
    refused = sealed.json("vault", "unlock", status=2)["problem"]
    assert refused["code"] == "vault.never_kept"
    assert sealed.run("vault", "unlock", "--hours", "1").status == Exit.DONE
