from __future__ import annotations

import os
import random
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from chattui.oauth import refresh
from chattui.oauth.endings import newer_end
from chattui.oauth.exchange import exchange
from chattui.oauth.redirect import read_redirect
from chattui.oauth.refresh import AccessToken, fresh_token
from chattui.oauth.scopes import PREFIX
from chattui.oauth.signin import SignedIn, keep, store_client
from chattui.problem import Exit, Problem, ProblemError
from chattui.secret import Secret
from chattui.vault import AccountEntry, Vault
from tests.unit.oauth.conftest import Google


@pytest.fixture
def account(google: Google, vault: Vault) -> AccountEntry:
    """Ada, signed in, whose access token has just ended."""
    return sign_in(google, vault)


def sign_in(google: Google, vault: Vault) -> AccountEntry:
    consent = google.consent()
    code = read_redirect(google.allow(consent.url), consent)
    tokens = exchange(consent, code, google.context.endpoints)
    signed_in = SignedIn(tokens.id_email, tokens.id_subject, tokens, consent.scopes, tokens.scopes)
    entry = keep(vault, store_client(vault, google.client).key, signed_in)
    end_token(vault, entry)
    return entry


def end_token(vault: Vault, account: AccountEntry) -> None:
    vault.save_grant(account.key, replace(vault.grant(account.key), access_expires_at=1.0))


def problem_of(google: Google, vault: Vault, account: AccountEntry) -> Problem:
    with pytest.raises(ProblemError) as caught:
        fresh_token(google.context, vault, account.key)
    return caught.value.problem


def refreshes(google: Google) -> int:
    return len(google.requests("refresh_token"))


def test_an_ended_token_is_refreshed_and_kept(
    google: Google, vault: Vault, account: AccountEntry
) -> None:
    before = vault.grant(account.key)
    token = fresh_token(google.context, vault, account.key)
    after = vault.grant(account.key)
    assert token.value != before.access_token
    assert token.value == after.access_token
    assert after.refresh_token == before.refresh_token
    assert after.access_expires_at == token.expires_at
    assert token.expires_at == pytest.approx(time.time() + 3599, abs=30)
    assert PREFIX + "chat.spaces" in token.scopes
    assert token.unsaved is None
    assert vault.find_account(account.key).last_used_at is not None


def test_a_good_token_is_taken_from_the_vault(
    google: Google, vault: Vault, account: AccountEntry
) -> None:
    first = fresh_token(google.context, vault, account.key)
    assert fresh_token(google.context, vault, account.key) == first
    assert refreshes(google) == 1


def test_a_token_about_to_end_is_refreshed_for_who_needs_longer(
    google: Google, vault: Vault, account: AccountEntry
) -> None:
    fresh_token(google.context, vault, account.key)
    fresh_token(google.context, vault, account.key, min_seconds=3000)
    assert refreshes(google) == 1
    fresh_token(google.context, vault, account.key, min_seconds=4000)
    assert refreshes(google) == 2


def test_a_rejected_token_is_replaced_once(
    google: Google, vault: Vault, account: AccountEntry
) -> None:
    first = fresh_token(google.context, vault, account.key)
    second = fresh_token(google.context, vault, account.key, rejected=first.value)
    assert second.value != first.value
    # Whoever had the old one rejected, too, gets what was made meanwhile.
    assert fresh_token(google.context, vault, account.key, rejected=first.value) == second
    assert refreshes(google) == 2


DAY = 86_400.0


@pytest.mark.parametrize(
    ("kept", "told", "same", "ends"),
    [
        (None, None, True, None),
        (5 * DAY, None, True, 5 * DAY),
        (None, 7 * DAY, True, 7 * DAY),
        (5 * DAY, 5 * DAY + 1, True, 5 * DAY),
        (5 * DAY, 5 * DAY - 119, True, 5 * DAY),
        (5 * DAY, 5 * DAY - 121, True, 5 * DAY - 121),
        (5 * DAY, 7 * DAY, True, 5 * DAY),
        (5 * DAY, 7 * DAY, False, 7 * DAY),
        (-1.0, 2 * DAY, True, 2 * DAY),
    ],
)
def test_which_end_of_a_sign_in_is_kept(
    kept: float | None, told: float | None, same: bool, ends: float | None
) -> None:
    assert newer_end(kept, told, 0.0, same_token=same) == ends


def test_what_a_refresh_tells_of_the_end_is_kept(google: Google, vault: Vault) -> None:
    google.control("settings", {"publishing_status": "testing"})
    account = sign_in(google, vault)
    at_consent = account.refresh_expires_at
    assert at_consent is not None
    fresh_token(google.context, vault, account.key)
    assert vault.find_account(account.key).refresh_expires_at == at_consent  # to the very second

    end_token(vault, account)
    grant = vault.grant(account.key)
    vault.save_grant(account.key, grant, refresh_expires_at=at_consent + 3 * DAY)
    fresh_token(google.context, vault, account.key)
    told = vault.find_account(account.key).refresh_expires_at
    assert told == pytest.approx(at_consent, abs=30)


NURSERY = """
import os, sys
from chattui import context
from chattui.oauth import refresh
from chattui.vault import open_vault
import google.oauth2.credentials, google.auth.transport.requests

def work():
    made = context.make(passphrase_file=sys.argv[1])
    vault = open_vault(made)
    print("ready", flush=True)
    for _ in sys.stdin:
        print(refresh.fresh_token(made, vault, sys.argv[2]).value.reveal(), flush=True)

for pair in sys.argv[3:]:
    child = os.fork()
    if child == 0:
        status = 1
        try:
            for target, own in enumerate(map(int, pair.split(","))):
                os.dup2(own, target)
            os.closerange(3, 4096)
            work()
            status = 0
        finally:
            os._exit(status)
    print(child, flush=True)
os.closerange(3, 4096)
sys.stdin.read()
"""
"""Imports once what all need, and forks into them: the imports are what takes long."""


class Worker:
    """One process of the crowd, by its own streams."""

    def __init__(self, stack: ExitStack) -> None:
        theirs, ours = os.pipe()
        self.stdin = stack.enter_context(os.fdopen(ours, "w"))
        mine, other = os.pipe()
        self.stdout = stack.enter_context(os.fdopen(mine))
        self.ends = (theirs, other)
        self.pid = 0

    def rest(self) -> str:
        """All that it still says until it is gone; it is asked nothing more."""
        self.stdin.close()
        self._wait()
        return self.stdout.read()

    def answer(self) -> str:
        """One line that it says."""
        self._wait()
        return self.stdout.readline()

    def _wait(self) -> None:
        assert select.select([self.stdout], [], [], 60)[0], "a worker says nothing"


class Crowd:
    """Real processes that all want the token at the same moment."""

    def __init__(self, google: Google, account: AccountEntry, folder: Path, stack: ExitStack):
        passphrase = folder / "passphrase"
        passphrase.write_text("a passphrase for tests\n")
        passphrase.chmod(0o600)
        self._command = [sys.executable, "-c", NURSERY, str(passphrase), account.key]
        self._environ = os.environ | google.environ
        self._stack = stack

    def gather(self, count: int) -> list[Worker]:
        """As many, imported and with the vault open."""
        workers = [Worker(self._stack) for _ in range(count)]
        ends = [end for worker in workers for end in worker.ends]
        nursery = subprocess.Popen(
            [*self._command, *(",".join(map(str, worker.ends)) for worker in workers)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=self._environ,
            pass_fds=ends,
        )
        self._stack.enter_context(nursery)
        self._stack.callback(nursery.kill)
        for end in ends:
            os.close(end)
        assert nursery.stdout is not None
        for worker in workers:
            worker.pid = int(nursery.stdout.readline())
            self._stack.callback(_kill, worker.pid)
        for worker in workers:
            assert worker.stdout.readline() == "ready\n"
        return workers


def _kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def go(workers: list[Worker]) -> None:
    for worker in workers:
        worker.stdin.write("go\n")
        worker.stdin.flush()


@pytest.mark.parametrize(
    "count", [8, pytest.param(32, marks=pytest.mark.exhaustive)], ids=["eight", "thirty-two"]
)
def test_many_processes_make_one_request(
    google: Google, vault: Vault, account: AccountEntry, tmp_path: Path, count: int
) -> None:
    google.fault(delay_ms=300)
    with ExitStack() as stack:
        workers = Crowd(google, account, tmp_path, stack).gather(count)
        go(workers)
        tokens = [worker.rest() for worker in workers]
    assert len(tokens) == count
    assert len(set(tokens)) == 1
    assert tokens[0].startswith("ya29.")
    assert refreshes(google) == 1


@pytest.mark.parametrize("rounds", [10, pytest.param(1000, marks=pytest.mark.exhaustive)])
def test_in_every_round_the_token_is_refreshed_once(
    google: Google, vault: Vault, account: AccountEntry, tmp_path: Path, rounds: int
) -> None:
    """Two to eight of the processes want it each time, as they happen to come."""
    chance = random.Random(rounds)
    seen: set[str] = set()
    with ExitStack() as stack:
        workers = Crowd(google, account, tmp_path, stack).gather(8)
        for number in range(rounds):
            end_token(vault, account)
            chosen = chance.sample(workers, chance.randint(2, 8))
            go(chosen)
            tokens = {worker.answer() for worker in chosen}
            assert len(tokens) == 1, number
            assert not tokens & seen, number
            seen |= tokens
    assert refreshes(google) == rounds == len(seen)


@pytest.mark.parametrize(
    "count", [3, pytest.param(32, marks=pytest.mark.exhaustive)], ids=["three", "thirty-two"]
)
def test_one_that_is_killed_while_it_asks_is_replaced_by_one(
    google: Google, vault: Vault, account: AccountEntry, tmp_path: Path, count: int
) -> None:
    """The lock falls with its holder; of the others one asks again, and the rest have its token."""
    google.fault(delay_ms=8000)
    with ExitStack() as stack:
        first, *others = Crowd(google, account, tmp_path, stack).gather(count + 1)
        go([first])
        until(lambda: refreshes(google) == 1)
        go(others)
        os.kill(first.pid, signal.SIGKILL)
        assert first.rest() == ""
        tokens = [worker.rest() for worker in others]
    assert len(tokens) == count
    assert len(set(tokens)) == 1
    assert tokens[0].startswith("ya29.")
    assert refreshes(google) == 2
    assert vault.grant(account.key).access_token == Secret(tokens[0].strip())


def until(condition: Callable[[], bool]) -> None:
    """Wait for a condition of the emulator's, for ten seconds at most."""
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        threading.Event().wait(0.01)


def test_a_revoked_grant_is_told_once_and_not_repeated(
    google: Google, vault: Vault, account: AccountEntry
) -> None:
    google.control("revoke", {"email": "ada@example.com"})
    problem = problem_of(google, vault, account)
    assert (problem.code, problem.exit) == ("oauth.grant_ended", Exit.NOT_SIGNED_IN)
    assert "revoked" in problem.cause
    assert "chattui login" in problem.remedy
    assert refreshes(google) == 1


@pytest.mark.parametrize(("skew", "word"), [(-3600, "ahead of"), (3600, "behind")])
def test_a_wrong_clock_is_told_with_what_ended(
    google: Google, vault: Vault, account: AccountEntry, skew: int, word: str
) -> None:
    google.control("settings", {"clock_skew_seconds": skew})
    google.fault(status=400, error="invalid_grant", message="Token has been expired or revoked.")
    problem = problem_of(google, vault, account)
    assert problem.code == "oauth.grant_ended"
    assert f"The clock of this machine is {word} Google's by 60 minutes." in problem.cause


def test_session_control_is_told_apart(google: Google, vault: Vault, account: AccountEntry) -> None:
    google.control("settings", {"rapt_required": True})
    problem = problem_of(google, vault, account)
    assert (problem.code, problem.exit) == ("oauth.reauth_needed", Exit.NOT_SIGNED_IN)


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ({"status": 401, "error": "deleted_client"}, "oauth.client_deleted"),
        ({"status": 401, "error": "invalid_client"}, "oauth.client_secret_wrong"),
        ({"status": 400, "error": "invalid_scope"}, "oauth.invalid_scope"),
        ({"status": 400, "body": "<html>"}, "oauth.bad_answer"),
        ({"status": 400, "body": "[]"}, "oauth.bad_answer"),
        ({"reset": True}, "net.lost_answer"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_other_failures_have_their_own_words(
    google: Google, vault: Vault, account: AccountEntry, fault: dict[str, object], code: str
) -> None:
    google.fault(**fault)
    assert problem_of(google, vault, account).code == code
    assert fresh_token(google.context, vault, account.key).value


def test_a_google_that_is_down_is_asked_again_but_not_for_ever(
    google: Google, vault: Vault, account: AccountEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refresh, "REFRESH_SECONDS", 0.2)
    google.fault(status=503, times=10)
    assert problem_of(google, vault, account).code == "oauth.google_unavailable"
    assert refreshes(google) < 4


def test_an_emulator_that_is_gone_is_told(
    google: Google, vault: Vault, account: AccountEntry
) -> None:
    google.emulator.stop()
    assert problem_of(google, vault, account).code == "net.unreachable"


def test_without_a_refresh_token_somebody_has_to_sign_in(
    google: Google, vault: Vault, account: AccountEntry
) -> None:
    vault.save_grant(account.key, replace(vault.grant(account.key), refresh_token=None))
    assert problem_of(google, vault, account).code == "oauth.grant_ended"


def test_a_token_that_cannot_be_kept_still_serves(
    google: Google, vault: Vault, account: AccountEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = Problem("vault.disk_full", "No room.")

    def refuse(self: Vault, key: str, grant: object, **_: object) -> None:
        raise ProblemError(full)

    monkeypatch.setattr(Vault, "save_grant", refuse)
    token = fresh_token(google.context, vault, account.key)
    assert token.unsaved == full


def test_a_lock_that_another_holds_for_too_long_is_told(
    google: Google, vault: Vault, account: AccountEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(self: Vault, key: str) -> None:
        raise ProblemError(Problem("disk.busy", "Another process holds the lock."))

    monkeypatch.setattr(Vault, "refresh_lock", busy)
    assert problem_of(google, vault, account).code == "disk.busy"
    assert refreshes(google) == 0


def test_where_no_lock_can_be_taken_the_token_serves_all_the_same(
    google: Google, vault: Vault, account: AccountEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = Problem("disk.read_only", "It cannot be written.")

    def refuse(self: Vault, *_: object, **__: object) -> None:
        raise ProblemError(refused)

    monkeypatch.setattr(Vault, "refresh_lock", refuse)
    monkeypatch.setattr(Vault, "save_grant", refuse)
    assert fresh_token(google.context, vault, account.key).unsaved == refused
    assert refreshes(google) == 1


def test_an_account_removed_meanwhile_gets_no_token(
    google: Google, vault: Vault, account: AccountEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(self: Vault, key: str, grant: object, **_: object) -> None:
        raise ProblemError(Problem("accounts.unknown", "Gone."))

    monkeypatch.setattr(Vault, "save_grant", gone)
    assert problem_of(google, vault, account).code == "accounts.unknown"


def test_an_answer_without_a_token_is_refused(
    google: Google, vault: Vault, account: AccountEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refresh, "ask_google", lambda *_: (200, {"token_type": "Bearer"}, None))
    assert problem_of(google, vault, account).code == "oauth.bad_answer"


@pytest.mark.parametrize(
    ("lifetime", "served"), [("1e308", True), ("9" * 5000, False), ("[" * 100_000, False)]
)
def test_an_answer_that_a_library_chokes_on_is_no_crash(
    google: Google,
    vault: Vault,
    account: AccountEntry,
    monkeypatch: pytest.MonkeyPatch,
    lifetime: str,
    served: bool,
) -> None:
    data = f'{{"access_token": "ya29.new", "expires_in": {lifetime}}}'.encode()

    def send(*_: object, **__: object) -> SimpleNamespace:
        return SimpleNamespace(status=200, data=data, headers={})

    monkeypatch.setattr("google.auth.transport.requests.Request.__call__", send)
    if served:
        assert fresh_token(google.context, vault, account.key).value == Secret("ya29.new")
    else:
        assert problem_of(google, vault, account).code == "oauth.bad_answer"


def test_its_repr_shows_no_token() -> None:
    assert "ya29" not in repr(AccessToken(Secret("ya29.x"), 0.0, ()))


def test_a_sign_in_during_a_refresh_is_not_overwritten(
    google: Google, vault: Vault, account: AccountEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`keep` waits for the refresh lock, so that the older grant is not written over the newer."""
    waiting: list[str] = []
    asked: Callable[..., object] = refresh.ask_google
    kept = threading.Event()

    def again() -> None:
        sign_in(google, vault)
        kept.set()

    def ask(*arguments: object) -> object:
        threading.Thread(target=again).start()
        waiting.append("kept" if kept.wait(0.3) else "waiting")
        return asked(*arguments)

    monkeypatch.setattr(refresh, "ask_google", ask)
    old = vault.grant(account.key).refresh_token
    fresh_token(google.context, vault, account.key)
    assert kept.wait(10)
    assert waiting == ["waiting"]
    assert vault.grant(account.key).refresh_token != old
