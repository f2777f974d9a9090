"""The journal: every plan and how far its rows are, in one SQLite file in the state folder.

A row is noted before its request is sent, and what came of it afterwards, each on the disk before
anything else happens. The file holds addresses and names, and no token; it is this user's alone
(0600). Everything here blocks, and raises ProblemError with the codes of `journal_problem`.
"""

from __future__ import annotations

import builtins
import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from chattui.atomic import holder, lock, remove_lock
from chattui.plans import codec, sound
from chattui.plans import journal_problem as problems
from chattui.plans.counts import Tally
from chattui.plans.model import Counts, Outcome, Plan, Result, State
from chattui.plans.transactions import check_whole, transaction
from chattui.problem import Problem, ProblemError

if TYPE_CHECKING:
    import sqlite3

KEPT_SECONDS: Final = 30 * 86400.0
"""How long a plan is kept after its end."""
KEPT_PLANS: Final = 200
"""How many plans are kept after their ends: the newest."""
_TAKE_SECONDS: Final = 0.5
"""Somebody who only looks whether a plan is running holds its lock for a moment."""
_LOOKS: Final = 4
_LOOK_SECONDS: Final = 0.01

_NOTE: Final = "insert or replace into outcomes values (?, ?, ?, ?, ?)"
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")


@dataclass(frozen=True, slots=True)
class Saved:
    """A plan that is kept, without its rows."""

    plan: Plan
    counts: Counts
    ended_at: float = 0.0
    """Seconds since 1970; 0 while there is something left to do."""
    is_running: bool = False
    """Whether a process carries it out just now."""
    problem: Problem | None = None
    """Why it cannot be read: then all that is known of it is its id, by which it is forgotten."""

    @property
    def is_ended(self) -> bool:
        """Whether nothing is left to do, also where the end itself could not be noted."""
        return self.ended_at > 0 or (self.counts.ended > 0 and not self.counts.waiting)


class Journal:
    """The plans in the file at `path`, which is made when the first one is kept."""

    def __init__(self, path: Path, *, clock: Callable[[], float] = time.time) -> None:
        self.path = path
        self._clock = clock
        self._kept = threading.local()

    def save(self, plan: Plan) -> None:
        """Keep a plan from its beginning; one that is kept already stays as it is."""
        rows = [(plan.id, row.number, codec.row_to_text(row)) for row in plan.rows]
        if _ID.fullmatch(plan.id) is None:
            raise ValueError("not the id of a plan")
        with self._open() as db, transaction(db):
            head = (plan.id, plan.created_at, len(rows), codec.plan_to_text(plan))
            made = db.execute("insert or ignore into plans values (?, ?, ?, ?, 0, '')", head)
            if made.rowcount:
                db.executemany("insert into rows values (?, ?, ?)", rows)
            self._let_go_of_old_ones(db)

    def load(self, plan_id: str) -> Plan:
        """A plan with its rows."""
        with self._open_for(plan_id) as db:
            head = _head(db, plan_id)
            rows_of = "select number, body from rows where plan = ? order by number"
            found = db.execute(rows_of, (plan_id,)).fetchall()
            with sound.understood(plan_id):
                rows = sound.numbered((number, codec.row_from_text(body)) for number, body in found)
                if len(rows) != _total(db, plan_id):
                    check_whole(db)
                    raise ValueError("rows are missing")
                return sound.checked_plan(codec.plan_from_text(head, rows), plan_id)

    def outcomes(self, plan_id: str) -> dict[int, Outcome]:
        """How far the rows are that were begun, by number; the others are waiting."""
        with self._open_for(plan_id) as db:
            _head(db, plan_id)
            found = db.execute("select number, body from outcomes where plan = ?", (plan_id,))
            with sound.understood(plan_id):
                return {
                    n: sound.checked_outcome(codec.outcome_from_text(body)) for n, body in found
                }

    def note(self, plan_id: str, number: int, outcome: Outcome) -> None:
        """Note how far a row is; it is on the disk when this returns."""
        self.note_all(plan_id, {number: outcome})

    def note_all(self, plan_id: str, outcomes: Mapping[int, Outcome]) -> None:
        """Note how far several rows are, all of them or none."""
        with self._open_for(plan_id) as db, transaction(db):
            db.executemany(_NOTE, codec.notes(plan_id, outcomes))

    def counts(self, plan_id: str) -> Counts:
        """How many rows are how far."""
        with self._open_for(plan_id) as db:
            _head(db, plan_id)
            return _counts(db, plan_id)

    def end(self, plan_id: str) -> None:
        """Note that nothing is left to do."""
        with self._open_for(plan_id) as db, transaction(db):
            counts = codec.counts_to_text(_counts(db, plan_id))
            found = (self._clock(), counts, plan_id)
            db.execute("update plans set ended = ?, counts = ? where id = ? and ended = 0", found)
            self._let_go_of_old_ones(db)

    def begin_again(self, plan_id: str) -> int:
        """Let the rows that failed or were not tried wait once more; how many there are.

        Those that failed without an answer may have been carried out: they are looked at first.
        A log that holds one of them as failed is written once more, about these alone.
        """
        from chattui.plans.failures import begun_again

        with self.taken(plan_id), self._open_for(plan_id) as db, transaction(db):
            outcomes = self.outcomes(plan_id)
            left = {
                number
                for number, outcome in outcomes.items()
                if outcome.state in {State.FAILED, State.SKIPPED}
            }
            again = begun_again(outcomes, left)
            gone = [(plan_id, number) for number in left]
            db.executemany("delete from outcomes where plan = ? and number = ?", gone)
            db.executemany(_NOTE, codec.notes(plan_id, again))
            if left:
                db.execute("update plans set ended = 0, counts = '' where id = ?", (plan_id,))
        return len(left)

    def list(self, *, told: bool = True) -> tuple[Saved, ...]:
        """The plans that are kept, the newest first; also those that cannot be read.

        Whoever does not tell what is wrong with the file leaves it as it is (`told`): that is told
        once, as the file is kept aside.
        """
        if not self.path.exists():
            return ()  # no file for a look
        with self._open(told=told) as db:
            newest = "select id, head, ended, counts from plans order by created desc, id"
            rows = db.execute(newest).fetchall()
            if not rows:
                check_whole(db)
            return tuple(self._saved(db, *found) for found in rows)

    def _saved(
        self, db: sqlite3.Connection, plan_id: str, head: str, ended: float, counts: str
    ) -> Saved:
        try:
            with sound.understood(plan_id):
                plan = sound.checked_plan(codec.plan_from_text(head), plan_id)
                if ended:
                    return Saved(plan, sound.checked_counts(codec.counts_from_text(counts)), ended)
                return Saved(plan, _counts(db, plan_id), is_running=self.is_running(plan_id))
        except ProblemError as error:
            if error.problem.code != "plans.unreadable":
                raise
            return Saved(sound.unknown_plan(plan_id), Counts(), problem=error.problem)

    def forget(self, plan_id: str) -> None:
        """Let go of a plan that nobody carries out; what it did at Google stays."""
        with self._open_for(plan_id) as db:
            _head(db, plan_id)
            with self.taken(plan_id), transaction(db):
                _forget(db, [plan_id])

    @contextmanager
    def taken(self, plan_id: str) -> Iterator[None]:
        """Nobody else carries the plan out meanwhile; a process that dies lets go of it.

        Raises ProblemError ``plans.running`` where somebody does.
        """
        if _ID.fullmatch(plan_id) is None or not self.path.exists():
            raise ProblemError(problems.unknown(plan_id))
        place = self._lock_path(plan_id)
        held = lock(place, seconds=_TAKE_SECONDS)
        try:
            held.__enter__()
        except ProblemError as error:
            if error.problem.code != "disk.locked":
                raise
            raise ProblemError(problems.running(plan_id, holder(place))) from None
        try:
            yield
        finally:
            held.__exit__(None, None, None)
            remove_lock(place)

    def is_running(self, plan_id: str) -> bool:
        """Whether a process carries the plan out."""
        if _ID.fullmatch(plan_id) is None:
            return False
        for _ in range(_LOOKS):
            if remove_lock(self._lock_path(plan_id)):
                return False
            time.sleep(_LOOK_SECONDS)  # somebody else may be looking
        return True

    @contextmanager
    def kept_open(self) -> Iterator[None]:
        """Until the end, this thread opens the file only once."""
        with self._open() as db:
            self._kept.db = db
            try:
                yield
            finally:
                del self._kept.db

    def _lock_path(self, plan_id: str) -> Path:
        return self.path.with_name(f"{self.path.stem}.{plan_id}.lock")

    @contextmanager
    def _open_for(self, plan_id: str) -> Iterator[sqlite3.Connection]:
        if _ID.fullmatch(plan_id) is None or not self.path.exists():
            raise ProblemError(problems.unknown(plan_id))
        with self._open() as db:
            yield db

    @contextmanager
    def _open(self, *, told: bool = True) -> Iterator[sqlite3.Connection]:
        import sqlite3

        from chattui.plans.journal_file import open_journal, set_aside, set_empty_aside

        kept: sqlite3.Connection | None = getattr(self._kept, "db", None)
        opened = None
        try:
            if kept is None and (lost := set_empty_aside(self.path, self._clock(), move=told)):
                raise ProblemError(lost)
            db = kept or (opened := open_journal(self.path))
            yield db
        except sqlite3.Error as error:
            if opened is not None:
                opened.close()  # before its file is moved
            if problems.is_damage(error):
                found = set_aside(self.path, self._clock(), move=told)
                raise ProblemError(found) from None
            raise ProblemError(problems.journal_problem(error, self.path)) from None
        finally:
            if opened is not None:
                opened.close()

    def _let_go_of_old_ones(self, db: sqlite3.Connection) -> None:
        since = self._clock() - KEPT_SECONDS
        old = db.execute(
            "select id from plans where ended > 0 and (ended < ? or id not in"
            " (select id from plans where ended > 0 order by ended desc limit ?))",
            (since, KEPT_PLANS),
        ).fetchall()
        _forget(db, [plan_id for (plan_id,) in old])


def _forget(db: sqlite3.Connection, plan_ids: builtins.list[str]) -> None:
    for plan_id in plan_ids:
        db.execute("delete from outcomes where plan = ?", (plan_id,))
        db.execute("delete from rows where plan = ?", (plan_id,))
        db.execute("delete from plans where id = ?", (plan_id,))


def _head(db: sqlite3.Connection, plan_id: str) -> str:
    found: Any = db.execute("select head from plans where id = ?", (plan_id,)).fetchone()
    if found is None:
        check_whole(db)
        raise ProblemError(problems.unknown(plan_id))
    return str(found[0])


def _total(db: sqlite3.Connection, plan_id: str) -> int:
    found: Any = db.execute("select total from plans where id = ?", (plan_id,)).fetchone()
    return int(found[0])


def _counts(db: sqlite3.Connection, plan_id: str) -> Counts:
    grouped = "select state, result, count(*) from outcomes where plan = ? group by state, result"
    tally = Tally(_total(db, plan_id))
    with sound.understood(plan_id):
        for state, result, count in db.execute(grouped, (plan_id,)):
            tally.add(Outcome(State(state), Result(result) if result else None), count)
    return tally.counts()
