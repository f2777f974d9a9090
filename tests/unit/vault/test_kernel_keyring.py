"""The key that the kernel keeps: found by every process, for its time, and by its vault alone."""

from __future__ import annotations

import errno
import os
import sys
from typing import Any

import pytest

from chattui.vault import kernel_keyring
from chattui.vault.kernel_keyring import Kept

VAULT = "5" * 32
KEY = bytes(range(32))


@pytest.fixture
def vault(kernel: None) -> str:
    return f"{os.getpid():032x}"


def found(vault: str, *, emulator: bool = False) -> tuple[bytes, int] | None:
    kept = kernel_keyring.find(vault, emulator=emulator)
    return (kept.data_key, kept.generation) if kept else None


def test_what_is_kept_is_found_until_it_is_forgotten(vault: str) -> None:
    assert found(vault) is None
    assert not kernel_keyring.refusal()
    assert kernel_keyring.keep(vault, KEY, 7, 100.0)
    assert found(vault) == (KEY, 7)
    assert kernel_keyring.keep(vault, KEY[::-1], 8, 200.0)
    assert found(vault) == (KEY[::-1], 8)
    kept = kernel_keyring.find(vault)
    assert kept
    assert 190 < kept.seconds_left <= 200
    assert kernel_keyring.forget(vault)
    assert found(vault) is None
    assert not kernel_keyring.forget(vault)


def test_what_is_forgotten_is_gone_for_whoever_holds_on_to_it(vault: str) -> None:
    kernel_keyring.keep(vault, KEY, 1, 100.0)
    name = kernel_keyring._name(vault, emulator=False)
    with kernel_keyring._possessing():
        serial = kernel_keyring._search(name)
        kernel_keyring._keyctl(8, serial, -1)  # KEYCTL_LINK to this thread
    try:
        assert KEY in kernel_keyring._read(serial)
        assert kernel_keyring.forget(vault)
        with pytest.raises(OSError, match="revoked") as revoked:
            kernel_keyring._read(serial)
        assert revoked.value.errno == errno.EKEYREVOKED
        with pytest.raises(OSError, match="not available") as gone:
            kernel_keyring._search(name)
        assert gone.value.errno == errno.ENOKEY
    finally:
        kernel_keyring._keyctl(9, serial, -1)


def test_what_is_renewed_ends_when_it_would_have_ended(vault: str) -> None:
    kernel_keyring.keep(vault, KEY, 7, 100.0)
    before = kernel_keyring.find(vault)
    assert before
    assert kernel_keyring.renew(vault, before, KEY[::-1], 8)
    assert found(vault) == (KEY[::-1], 8)
    after = kernel_keyring.find(vault)
    assert after
    assert (after.ends, after.serial != before.serial) == (before.ends, True)
    assert not kernel_keyring.renew(vault, before, KEY, 9)  # another was kept since
    assert found(vault) == (KEY[::-1], 8)


@pytest.mark.parametrize("when", ["before", "between", "after"])
def test_what_was_locked_in_the_meantime_stays_locked(
    when: str, vault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    kernel_keyring.keep(vault, KEY, 7, 100.0)
    before = kernel_keyring.find(vault)
    assert before
    real, search = kernel_keyring._keep, kernel_keyring._search

    def late(name: bytes) -> int:
        """What another process found to forget before it was replaced, and forgets only now."""
        monkeypatch.setattr(kernel_keyring, "_search", search)
        return before.serial

    def meanwhile(*arguments: Any) -> None:
        if when == "between":
            kernel_keyring.forget(vault)
        real(*arguments)
        if when == "after":
            monkeypatch.setattr(kernel_keyring, "_search", late)
            kernel_keyring.forget(vault)

    monkeypatch.setattr(kernel_keyring, "_keep", meanwhile)
    if when == "before":
        kernel_keyring.forget(vault)
    assert not kernel_keyring.renew(vault, before, KEY, 8)
    assert found(vault) is None


def test_an_emulators_vault_has_a_name_of_its_own(vault: str) -> None:
    assert kernel_keyring.keep(vault, KEY, 1, 100.0, emulator=True)
    assert found(vault) is None
    assert found(vault, emulator=True) == (KEY, 1)
    assert not kernel_keyring.forget(vault)
    assert kernel_keyring.forget(vault, emulator=True)


def test_the_kernel_itself_is_told_when_its_time_is_over(
    vault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[tuple[int | bytes, ...]] = []
    real = kernel_keyring._syscall

    def noted(which: int, *arguments: int | bytes) -> int:
        calls.append((which, *arguments[:1], *arguments[2:3]))
        return real(which, *arguments)

    monkeypatch.setattr(kernel_keyring, "_syscall", noted)
    kernel_keyring.keep(vault, KEY, 1, 59.5)
    timed, linked = (1, 15, 60), (1, 8, -4)
    assert calls.index(timed) < calls.index(linked)  # or a kill between would keep it for ever


def test_a_clock_that_is_set_back_makes_no_key_last_longer(
    vault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    kernel_keyring.keep(vault, KEY, 1, 100.0)
    now = kernel_keyring._now()
    monkeypatch.setattr(kernel_keyring, "_now", lambda: now + 101)
    assert found(vault) is None
    monkeypatch.setattr(kernel_keyring, "_now", lambda: now)
    assert found(vault) is None


@pytest.mark.parametrize("content", [b"x", b"\2" + bytes(48), bytes(500)])
def test_what_another_program_put_there_is_nothing(vault: str, content: bytes) -> None:
    serial = kernel_keyring._add_key(b"user", f"chattui:{vault}".encode(), content, -4)
    try:
        assert found(vault) is None
    finally:
        kernel_keyring._keyctl(9, serial, -4)


@pytest.fixture
def refusing(own_home: object, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """A kernel that refuses with the number in the list."""
    number = [errno.EPERM]

    def refuse(which: int, *arguments: int | bytes) -> int:
        raise OSError(number[0], os.strerror(number[0]))

    monkeypatch.setattr(kernel_keyring, "_syscall", refuse)
    return number


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSYS, "This system has no kernel keyring."),
        (errno.EPERM, "The kernel keyring is refused here, as is usual in a container."),
        (errno.EACCES, "The kernel keyring is refused here, as is usual in a container."),
        (errno.EDQUOT, f"The kernel keyring cannot be used: {os.strerror(errno.EDQUOT)}."),
    ],
)
def test_a_kernel_that_keeps_nothing_is_told_and_no_failure(
    refusing: list[int], number: int, words: str
) -> None:
    refusing[0] = number
    assert kernel_keyring.refusal() == words
    assert not kernel_keyring.keep(VAULT, KEY, 1, 100.0)
    assert kernel_keyring.find(VAULT) is None
    assert not kernel_keyring.forget(VAULT)


@pytest.mark.parametrize("where", ["darwin", "linux"])
def test_a_system_without_the_calls(
    where: str, kernel: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", where)
    monkeypatch.setattr(kernel_keyring, "_CALLS", {})
    assert kernel_keyring.refusal() == "This system has no kernel keyring."


def test_the_key_is_in_no_repr() -> None:
    kept = Kept(KEY, 1, 2.0)
    assert "data_key" not in repr(kept)
    assert KEY.hex() not in repr(kept)
