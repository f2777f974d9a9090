"""The journal keeps plans and how far they are, through everything that befalls files."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chattui import atomic
from chattui.plans import codec, journal_file
from chattui.plans.counts import counts_of
from chattui.plans.journal import KEPT_PLANS, KEPT_SECONDS, Journal
from chattui.plans.journal_file import set_aside, set_empty_aside
from chattui.plans.journal_problem import journal_problem
from chattui.plans.model import Action, Counts, Kind, Outcome, Result, Row, State
from chattui.plans.transactions import transaction
from chattui.problem import Exit, Problem, ProblemError
from tests.unit.plans.google import adds, plan_of

MakeProblem = Callable[[Callable[[], object]], Problem]
DONE = Outcome(State.DONE, Result.ADDED, answer={"name": "x"}, attempts=1, at=7.0)
WHY = Problem("chat.x", "What.", "Why.", "Do this.", "https://chat.google.com", Exit.NOT_SIGNED_IN)


class Clock:
    """A clock that stands until it is moved."""

    now = 1000.0

    def __call__(self) -> float:
        """Seconds since 1970."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def journal(own_home: Path, clock: Clock) -> Journal:
    return Journal(own_home / "state" / "plans.sqlite", clock=clock)


TEXT = st.text(max_size=20)
VALUES = st.dictionaries(TEXT, st.one_of(TEXT, st.booleans(), st.integers(), st.none()), max_size=3)
PROBLEMS = st.builds(Problem, TEXT, TEXT, TEXT, exit=st.sampled_from(Exit))
ROWS = st.builds(
    Row,
    st.integers(1, 9),
    st.sampled_from(Action),
    *(TEXT, TEXT, TEXT, TEXT, VALUES, TEXT, VALUES),
    st.lists(st.integers(1, 9), max_size=3).map(tuple),
    st.lists(st.integers(1, 9), max_size=3).map(tuple),
    st.integers(0, 9),
    TEXT,
)
OUTCOMES = st.builds(
    Outcome,
    st.sampled_from(State),
    st.none() | st.sampled_from(Result),
    st.none() | PROBLEMS,
    TEXT,
    VALUES,
    st.integers(0, 9),
    st.floats(0, 1e9),
)


@settings(max_examples=25)
@given(ROWS)
def test_a_row_comes_back_as_it_was(made: Row) -> None:
    assert codec.row_from_text(codec.row_to_text(made)) == made


@settings(max_examples=25)
@given(OUTCOMES)
def test_an_outcome_comes_back_as_it_was(made: Outcome) -> None:
    assert codec.outcome_from_text(codec.outcome_to_text(made)) == made


@settings(max_examples=25)
@given(st.lists(PROBLEMS, max_size=2).map(tuple), st.sampled_from(Kind), st.booleans())
def test_a_plan_comes_back_as_it_was(
    warnings: tuple[Problem, ...], kind: Kind, admin: bool
) -> None:
    made = plan_of(warnings=warnings, kind=kind, admin=admin, undo_of="p1")
    assert codec.plan_from_text(codec.plan_to_text(made)) == made


def test_what_is_kept(journal: Journal) -> None:
    plan = plan_of(*adds("a@example.com", "b@example.com", "c@example.com"), warnings=(WHY,))
    journal.save(plan)
    assert journal.load(plan.id) == plan
    assert journal.outcomes(plan.id) == {}
    assert journal.counts(plan.id) == Counts(total=3, waiting=3)
    journal.note(plan.id, 1, Outcome(State.SENT, attempts=1))
    journal.note_all(plan.id, {1: DONE, 2: Outcome(State.FAILED, problem=WHY)})
    assert journal.outcomes(plan.id) == {1: DONE, 2: Outcome(State.FAILED, problem=WHY)}
    counts = Counts(3, waiting=1, done=1, failed=1, by_result={"added": 1})
    assert journal.counts(plan.id) == counts
    # It is there already, as far as it is.
    journal.save(replace(plan, title="Another", rows=()))
    assert journal.load(plan.id) == plan
    (saved,) = journal.list()
    assert (saved.plan, saved.counts) == (replace(plan, rows=()), counts)
    assert not saved.is_ended
    assert not saved.is_running
    # Whoever carried it out was killed before it could note the end.
    journal.note(plan.id, 3, DONE)
    (saved,) = journal.list()
    assert (saved.is_ended, saved.ended_at) == (True, 0.0)


def test_the_newest_plan_comes_first(journal: Journal) -> None:
    for number in range(3):
        journal.save(plan_of(id=f"p{number}", created_at=float(number)))
    assert [saved.plan.id for saved in journal.list()] == ["p2", "p1", "p0"]


def test_a_plan_that_is_over_is_kept_for_a_while(journal: Journal, clock: Clock) -> None:
    journal.save(plan_of(*adds("a@example.com"), id="p1"))
    journal.save(plan_of(*adds("a@example.com"), id="p2"))
    journal.note("p1", 1, DONE)
    journal.end("p1")
    journal.end("p1")
    ended = {saved.plan.id: (saved.ended_at, saved.counts.done) for saved in journal.list()}
    assert ended == {"p1": (1000.0, 1), "p2": (0.0, 0)}
    clock.now += KEPT_SECONDS + 1
    journal.save(plan_of(id="p3"))
    assert {saved.plan.id for saved in journal.list()} == {"p2", "p3"}


def test_so_many_plans_that_are_over_are_kept(
    journal: Journal, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert KEPT_PLANS == 200
    monkeypatch.setattr("chattui.plans.journal.KEPT_PLANS", 5)
    with journal.kept_open():
        for number in range(7):
            clock.now += 1
            journal.save(plan_of(id=f"p{number}", created_at=clock.now))
            journal.end(f"p{number}")
    assert [saved.plan.id for saved in journal.list()][-1] == "p2"


def test_failed_rows_can_wait_once_more(journal: Journal) -> None:
    journal.save(plan_of(*adds("a@example.com", "b@example.com", "c@example.com")))
    outcomes = {1: DONE, 2: Outcome(State.FAILED), 3: Outcome(State.SKIPPED)}
    journal.note_all("p7k2m9", outcomes)
    journal.end("p7k2m9")
    assert journal.begin_again("p7k2m9") == 2
    assert not journal.list()[0].is_ended
    assert journal.outcomes("p7k2m9") == {1: DONE}
    journal.end("p7k2m9")
    assert journal.begin_again("p7k2m9") == 0
    assert journal.list()[0].is_ended


def test_what_may_have_been_carried_out_is_looked_at_before_it_is_sent_again(
    journal: Journal,
) -> None:
    journal.save(plan_of(*adds("a@example.com", "b@example.com")))
    lost = replace(WHY, code="net.lost_answer")
    failed = [Outcome(State.FAILED, problem=problem, attempts=5) for problem in (lost, WHY)]
    journal.note_all("p7k2m9", dict(enumerate(failed, 1)))
    assert journal.begin_again("p7k2m9") == 2
    assert journal.outcomes("p7k2m9") == {1: Outcome(State.SENT, attempts=5)}


def test_what_is_forgotten_is_gone_from_the_file(journal: Journal) -> None:
    journal.save(plan_of(*adds("someone@example.com")))
    journal.note("p7k2m9", 1, DONE)
    journal.forget("p7k2m9")
    assert journal.list() == ()
    assert b"someone" not in journal.path.read_bytes()


def test_a_plan_is_kept_whole_or_not_at_all(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(db: object) -> None:
        raise RuntimeError("in the middle")

    journal.save(plan_of(id="p1"))
    monkeypatch.setattr(journal, "_let_go_of_old_ones", fail)
    with pytest.raises(RuntimeError, match="in the middle"):
        journal.save(plan_of(id="p2"))
    assert [saved.plan.id for saved in journal.list()] == ["p1"]


def test_what_sqlite_has_rolled_back_by_itself_is_told_as_it_was() -> None:
    """As it does where the disk is full at the end of a transaction."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:

        def fail() -> None:
            with transaction(db):
                db.execute("rollback")
                raise RuntimeError("full")

        with pytest.raises(RuntimeError, match="full"):
            fail()


def test_whoever_only_looks_makes_no_file(journal: Journal) -> None:
    assert journal.list() == ()
    assert not journal.path.exists()


@pytest.mark.parametrize("plan_id", ["p2", "../p7k2m9", "", "p" * 41])
def test_a_plan_that_there_is_not(plan_id: str, journal: Journal, problem: MakeProblem) -> None:
    def take() -> None:
        with journal.taken("/" + plan_id):
            pass

    for exists in (False, True):
        for work in (journal.load, journal.outcomes, journal.counts, journal.forget):
            assert problem(lambda work=work: work(plan_id)).code == "plans.unknown"  # type: ignore[misc]
        assert problem(take).code == "plans.unknown"
        if not exists:
            journal.save(plan_of())
    if plan_id != "p2":
        with pytest.raises(ValueError, match="not the id"):
            journal.save(plan_of(id=plan_id))


def test_it_is_this_users_alone(journal: Journal) -> None:
    old = os.umask(0)
    try:
        journal.save(plan_of())
        with journal.kept_open(), journal.taken("p7k2m9"):
            journal.save(plan_of(id="p2"))
            modes = {p.name: stat.S_IMODE(p.stat().st_mode) for p in journal.path.parent.iterdir()}
    finally:
        os.umask(old)
    assert set(modes) >= {"plans.sqlite", "plans.sqlite-wal", "plans.p7k2m9.lock"}
    assert set(modes.values()) == {0o600}
    assert stat.S_IMODE(journal.path.parent.stat().st_mode) == 0o700
    journal.path.chmod(0o644)
    journal.list()
    assert stat.S_IMODE(journal.path.stat().st_mode) == 0o600


def test_every_note_is_synced(journal: Journal) -> None:
    journal.save(plan_of())
    with journal._open() as db:
        assert db.execute("pragma synchronous").fetchone() == (2,)
        assert db.execute("pragma journal_mode").fetchone() == ("wal",)


def test_a_link_in_its_place_is_not_followed(journal: Journal, problem: MakeProblem) -> None:
    journal.path.parent.mkdir(mode=0o700)
    journal.path.symlink_to("elsewhere")
    assert problem(lambda: journal.save(plan_of())).code == "disk.symlink"


def test_a_file_that_cannot_be_opened(
    journal: Journal, problem: MakeProblem, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*arguments: Any) -> int:
        raise PermissionError(13, "no")

    journal.save(plan_of())
    monkeypatch.setattr("chattui.plans.journal_file.os.open", refuse)
    assert problem(lambda: journal.load("p7k2m9")).code == "disk.denied"


@pytest.mark.parametrize("listed", [True, False])
@pytest.mark.parametrize("where", [0, 100, 4096, 5000, 20_000])
def test_a_damaged_file_is_kept_aside_and_told(
    where: int, listed: bool, journal: Journal, problem: MakeProblem
) -> None:
    journal.save(plan_of(*adds(*(f"p{n}@example.com" for n in range(200)))))
    whole = journal.path.read_bytes()
    broken = whole[:where] + b"\xff\x00\x5a" * 4096 + whole[where + 4096 * 3 :]
    journal.path.write_bytes(broken)
    if listed and where == 20_000:
        assert len(journal.list()) == 1  # what it looks at is whole
        return
    found = problem(journal.list if listed else lambda: journal.load("p7k2m9"))
    assert found.code == "plans.damaged"
    kept = journal.path.with_name("plans.sqlite.damaged-19700101T001640Z")
    assert str(kept) in found.cause
    assert kept.read_bytes() == broken
    assert journal.list() == ()
    journal.save(plan_of())
    assert len(journal.list()) == 1


def test_a_new_file_of_another_process_is_not_set_aside(journal: Journal) -> None:
    journal.save(plan_of())
    assert set_aside(journal.path, 0.0).code == "plans.damaged"
    assert len(journal.list()) == 1


@pytest.mark.parametrize("listed", [True, False])
def test_an_emptied_file_is_kept_aside_and_told_once(
    listed: bool, journal: Journal, problem: MakeProblem
) -> None:
    journal.save(plan_of())
    journal.path.write_bytes(b"")
    found = problem(journal.list if listed else lambda: journal.load("p7k2m9"))
    assert found.code == "plans.emptied"
    assert not journal.path.exists()
    kept = journal.path.with_name("plans.sqlite.empty-19700101T001640Z")
    assert str(kept) in found.cause
    assert kept.read_bytes() == b""
    assert journal.list() == ()
    journal.save(plan_of())
    assert len(journal.list()) == 1


@pytest.mark.parametrize("content", [b"", b"no database at all" * 100])
def test_whoever_says_nothing_of_it_leaves_it_to_the_next_one(
    content: bytes, journal: Journal, problem: MakeProblem
) -> None:
    journal.save(plan_of())
    journal.path.write_bytes(content)
    code = "plans.damaged" if content else "plans.emptied"
    assert problem(lambda: journal.list(told=False)).code == code
    assert journal.path.read_bytes() == content
    assert problem(journal.list).code == code
    assert journal.list() == ()


def while_waiting(monkeypatch: pytest.MonkeyPatch, work: Callable[[], object]) -> None:
    """Another process does `work` while the lock on the file is waited for."""
    real = atomic.lock

    @contextmanager
    def late(path: Path) -> Iterator[None]:
        monkeypatch.setattr(journal_file, "lock", real)
        work()
        with real(path):
            yield

    monkeypatch.setattr(journal_file, "lock", late)


def test_an_emptied_file_that_another_process_has_moved_is_not_told_twice(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal.path.parent.mkdir(mode=0o700)
    journal.path.touch()
    while_waiting(monkeypatch, lambda: set_empty_aside(journal.path, 0.0))
    journal.save(plan_of())
    assert len(journal.list()) == 1


def test_a_journal_that_another_process_begins_is_the_same(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    while_waiting(monkeypatch, lambda: Journal(journal.path).save(plan_of(id="p1")))
    journal.save(plan_of(id="p2"))
    assert {saved.plan.id for saved in journal.list()} == {"p1", "p2"}


def test_a_journal_is_there_whole_or_not_at_all(
    journal: Journal, problem: MakeProblem, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*arguments: Any) -> None:
        raise OSError(28, "full")

    with monkeypatch.context() as changed:
        changed.setattr("chattui.plans.journal_file.os.replace", refuse)
        assert problem(lambda: journal.save(plan_of())).code == "disk.full"
    assert not journal.path.exists()
    journal.save(plan_of())
    assert len(journal.list()) == 1
    assert not list(journal.path.parent.glob(".*"))


def test_a_file_without_tables_gets_them(journal: Journal) -> None:
    """An older version was killed as it made them."""
    journal.path.parent.mkdir(mode=0o700)
    with closing(sqlite3.connect(journal.path)) as db:
        db.execute("pragma journal_mode = wal")
    assert journal.path.stat().st_size
    journal.save(plan_of())
    assert len(journal.list()) == 1


def test_what_cannot_be_set_aside_is_told(
    journal: Journal, problem: MakeProblem, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*arguments: Any) -> None:
        raise PermissionError(13, "no")

    journal.save(plan_of())
    journal.path.write_bytes(b"no database at all" * 100)
    monkeypatch.setattr("chattui.plans.journal_file.os.replace", refuse)
    assert problem(journal.list).code == "disk.denied"


def test_a_file_of_a_newer_chattui_is_left_alone(journal: Journal, problem: MakeProblem) -> None:
    journal.save(plan_of())
    db = sqlite3.connect(journal.path)
    db.execute("pragma user_version = 2")
    db.close()
    before = journal.path.read_bytes()
    assert problem(journal.list).code == "plans.newer"
    assert journal.path.read_bytes() == before


def test_a_text_that_is_none_any_more_is_damage(journal: Journal, problem: MakeProblem) -> None:
    journal.save(plan_of(title="words " * 20))
    whole = journal.path.read_bytes()
    assert whole.count(b"words words") >= 1
    journal.path.write_bytes(whole.replace(b"words words", b"\xff\xfe\xff\xfe\xff wrong"[:11]))
    assert problem(journal.list).code == "plans.damaged"


@pytest.mark.parametrize("table", ["head", "body", "counts", "total"])
def test_content_that_makes_no_sense_is_told(
    table: str, journal: Journal, problem: MakeProblem
) -> None:
    journal.save(plan_of(*adds("a@example.com")))
    journal.note("p7k2m9", 1, DONE)
    journal.end("p7k2m9")
    db = sqlite3.connect(journal.path)
    change = {
        "head": "update plans set head = '[]'",
        "total": "delete from rows",
        "body": "update rows set body = '{}'",
        "counts": "update plans set counts = '[1]'",
    }
    db.execute(change[table])
    db.commit()
    db.close()
    journal.save(plan_of(id="p2"))
    if table != "counts":
        assert problem(lambda: journal.load("p7k2m9")).code == "plans.unreadable"
    if table in {"head", "counts"}:
        (found,) = (saved for saved in journal.list() if saved.plan.id == "p7k2m9")
        assert found.problem
        assert found.problem.code == "plans.unreadable"
    journal.forget("p7k2m9")
    assert [saved.plan.id for saved in journal.list()] == ["p2"]


def test_a_busy_file_is_told(
    journal: Journal, problem: MakeProblem, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal.save(plan_of())
    monkeypatch.setattr("chattui.plans.journal_file.BUSY_SECONDS", 0.0)
    other = sqlite3.connect(journal.path, isolation_level=None)
    other.execute("begin immediate")
    assert problem(lambda: journal.save(plan_of(id="p2"))).code == "plans.busy"
    other.close()


def test_a_full_disk_is_told(
    full_disk: Path, fill: Callable[[Path], Path], problem: MakeProblem
) -> None:
    """What was kept stays, and a plan that cannot be kept is not there at all."""
    journal = Journal(full_disk / "plans.sqlite")
    journal.save(plan_of(id="p1"))
    ballast = fill(full_disk)
    rows = tuple(adds(*(f"p{n}@example.com" for n in range(500))))
    assert problem(lambda: journal.save(plan_of(*rows))).code == "plans.disk_full"
    ballast.unlink()
    assert [saved.plan.id for saved in journal.list()] == ["p1"]


@pytest.mark.parametrize(
    ("number", "code"),
    [(8, "plans.read_only"), (6, "plans.busy"), (10, "plans.not_kept"), (0, "plans.not_kept")],
)
def test_what_sqlite_says_has_its_words(number: int, code: str, tmp_path: Path) -> None:
    error = sqlite3.OperationalError("some words")
    error.sqlite_errorcode = number
    for path in (tmp_path / "plans.sqlite", tmp_path / "no" / "plans.sqlite"):
        assert journal_problem(error, path).code == code


def test_two_who_begin_at_once_share_one_file(journal: Journal) -> None:
    """Eight threads, as eight processes: each has its own connection."""
    start, failed = threading.Barrier(8), []

    def keep(number: int) -> None:
        start.wait()
        try:
            Journal(journal.path).save(plan_of(id=f"p{number}"))
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=keep, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert len(journal.list()) == 8


HOLDER = """
import sys
from pathlib import Path
from chattui.plans.journal import Journal
with Journal(Path(sys.argv[1])).taken("p7k2m9"):
    print("taken", flush=True)
    sys.stdin.read()
"""


def test_one_process_at_a_time_and_a_killed_one_lets_go(
    journal: Journal, problem: MakeProblem
) -> None:
    journal.save(plan_of())
    command = [sys.executable, "-c", HOLDER, str(journal.path)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe) as other:
        assert other.stdout
        assert other.stdout.readline() == b"taken\n"
        assert journal.list()[0].is_running
        found = problem(lambda: journal.forget("p7k2m9"))
        assert found.code == "plans.running"
        assert str(other.pid) in found.message
        other.kill()
    assert not journal.list()[0].is_running
    journal.forget("p7k2m9")


def test_a_list_tells_what_stands_in_the_way_of_looking_who_is_at_work(
    journal: Journal, problem: MakeProblem, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Journal, plan_id: str) -> bool:
        raise ProblemError(Problem("disk.no_locks", "none"))

    journal.save(plan_of())
    monkeypatch.setattr(Journal, "is_running", refuse)
    assert problem(journal.list).code == "disk.no_locks"


def test_a_holder_that_is_not_known_is_not_named(
    journal: Journal, problem: MakeProblem, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chattui.plans.journal.holder", lambda path: None)
    monkeypatch.setattr("chattui.plans.journal._TAKE_SECONDS", 0.0)
    journal.save(plan_of())
    with journal.taken("p7k2m9"):
        found = problem(lambda: journal.forget("p7k2m9"))
    assert "another process" in found.message


def test_a_folder_without_locks_is_told(
    journal: Journal, problem: MakeProblem, monkeypatch: pytest.MonkeyPatch
) -> None:
    @contextmanager
    def refuse(*arguments: Any, **named: Any) -> Iterator[None]:
        raise ProblemError(Problem("disk.no_locks", "none"))
        yield

    journal.save(plan_of())
    monkeypatch.setattr("chattui.plans.journal.lock", refuse)
    assert problem(lambda: journal.forget("p7k2m9")).code == "disk.no_locks"


def test_counting_knows_every_state() -> None:
    outcomes = [DONE, DONE, Outcome(State.FAILED), Outcome(State.SKIPPED), Outcome(State.SENT)]
    counts = counts_of(9, outcomes)
    assert counts == Counts(9, waiting=5, done=2, failed=1, skipped=1, by_result={"added": 2})
