"""The passphrase of the sealed file: read from a file, and how costly its key is made.

Codes, all exit 2: ``vault.passphrase_empty``, ``vault.passphrase_file`` (missing, unreadable,
not a file, too long, not text).
"""

from __future__ import annotations

import errno
import os
import re
import stat
import time
from pathlib import Path

from chattui.disk import CLOEXEC, NONBLOCK, shown
from chattui.problem import Exit, Problem, ProblemError
from chattui.safe_text import safe_text, shell_word
from chattui.secret import Secret
from chattui.vault.sealed import FLOOR, MOST, Cost
from chattui.words import t

LIMIT = 1024
TARGET_SECONDS = 0.3
USUAL_MEMORY = 64 * 1024
SAMPLES = 2
"""How often a cost is measured; the best counts."""
_DESCRIPTOR = re.compile(r"(?:/dev|/proc/self)/fd/([0-9]{1,6})")

_pipes: dict[str, Secret] = {}
"""A pipe can be read once only, so what it gave is kept for the process."""


def is_spent(path: str) -> bool:
    """Whether `path` was a pipe that this process has read: nobody gets more from it."""
    return path in _pipes


def check_passphrase(passphrase: Secret) -> Secret:
    """`passphrase`, refused where it is empty."""
    if not passphrase:
        raise ProblemError(
            Problem(
                "vault.passphrase_empty",
                t("The passphrase is empty."),
                t("An empty passphrase would protect nothing."),
                t("Choose one of several words, and keep it where you can find it again."),
                exit=Exit.USAGE,
            )
        )
    return passphrase


def read_passphrase(path: str) -> Secret:
    """The first line of the regular file or /dev/fd/N at `path`, at most `LIMIT` bytes.

    Raises ProblemError (exit 2) where it cannot be read or is empty.
    """
    if path in _pipes:
        return _pipes[path]
    try:
        line, pipe = _first_line(path)
    except OSError as error:
        raise ProblemError(_unreadable(path, _reason(error))) from None
    if line is None:
        raise ProblemError(
            _unreadable(path, t("Its first line is longer than {limit} bytes.", limit=LIMIT))
        )
    try:
        text = line.rstrip(b"\r\n").decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ProblemError(_unreadable(path, t("Its first line is not UTF-8 text."))) from None
    if not text:
        raise ProblemError(_unreadable(path, t("Its first line is empty.")))
    if pipe:
        _pipes[path] = Secret(text)
    return Secret(text)


def shared_passphrase_file(path: str) -> tuple[Problem, ...]:
    """A warning where others can read or change the file at `path`; a pipe is nobody else's."""
    try:
        found = os.stat(Path(path).expanduser())
    except OSError:
        return ()
    if os.name == "nt" or not stat.S_ISREG(found.st_mode):
        return ()
    if found.st_uid not in {0, os.geteuid()}:
        cause = t("It belongs to user {owner}, who can read and change it.", owner=found.st_uid)
        remedy = t("Put the passphrase into a file of your own.")
    elif found.st_mode & 0o066:
        cause = t(
            "Its mode is {mode}, so that other users of this machine can read or change it.",
            mode=format(stat.S_IMODE(found.st_mode), "04o"),
        )
        remedy = t("Run: chmod go= {path}", path=shell_word(path, limit=1024))
    else:
        return ()
    message = t("Others can get at the passphrase in {path}.", path=shown(path))
    return (Problem("vault.passphrase_file_shared", message, cause, remedy),)


def _first_line(path: str) -> tuple[bytes | None, bool]:
    """The first line with its end, None where it is too long; and whether it was a pipe."""
    inherited = _DESCRIPTOR.fullmatch(path)
    if inherited:
        descriptor = int(inherited.group(1))
        pipe = not stat.S_ISREG(os.fstat(descriptor).st_mode)
        # A file is opened anew, to start at its beginning; a pipe cannot be.
        handle = os.dup(descriptor) if pipe else os.open(path, os.O_RDONLY | CLOEXEC)
    else:
        pipe = False
        handle = os.open(Path(path).expanduser(), os.O_RDONLY | CLOEXEC | NONBLOCK)
    try:
        mode = os.fstat(handle).st_mode
        if stat.S_ISDIR(mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        if not (inherited or stat.S_ISREG(mode)):
            raise OSError(errno.EINVAL, t("it is not a regular file"))
        line = bytearray()
        while b"\n" not in line and len(line) <= LIMIT + 2:
            piece = os.read(handle, LIMIT + 3 - len(line))
            if not piece:
                break
            line += piece
    finally:
        os.close(handle)
    first = bytes(line.split(b"\n", 1)[0])
    return (None if len(first.rstrip(b"\r")) > LIMIT else first), pipe


def _reason(error: OSError) -> str:
    words = safe_text(error.strerror or type(error).__name__, limit=200)
    return t("The operating system said: {words}.", words=words)


def _unreadable(path: str, cause: str) -> Problem:
    return Problem(
        "vault.passphrase_file",
        t("No passphrase could be read from {path}.", path=shown(path)),
        cause,
        t(
            "Put the passphrase on the first line of a file that only you can read, and name it"
            " with --passphrase-file or CHATTUI_PASSPHRASE_FILE."
        ),
        exit=Exit.USAGE,
    )


def calibrated_cost(target: float = TARGET_SECONDS) -> Cost:
    """The cost that takes about `target` seconds on this machine at rest, never under the floor.

    Time grows with memory times passes. It is measured with the usual memory, since more memory
    is slower memory.
    """
    lanes = max(1, min(4, os.cpu_count() or 1))
    passes = target / _best(Cost(USUAL_MEMORY, FLOOR.passes, lanes)) * FLOOR.passes
    if passes >= FLOOR.passes:
        return Cost(USUAL_MEMORY, min(round(passes), MOST.passes), lanes)
    memory = int(passes * USUAL_MEMORY / FLOOR.passes)
    return Cost(max(FLOOR.memory, memory), FLOOR.passes, lanes)


def _best(cost: Cost) -> float:
    """The least seconds of some samples: what else the machine does only ever adds to them."""
    return max(min(_measure(cost) for _ in range(SAMPLES)), 1e-4)


def _measure(cost: Cost) -> float:
    """Seconds that a derivation takes, or as far as can be told would take on idle processors."""
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    kdf = Argon2id(
        salt=bytes(16),
        length=32,
        iterations=cost.passes,
        lanes=cost.lanes,
        memory_cost=cost.memory,
    )
    started, worked = time.perf_counter(), time.process_time()
    kdf.derive(b"measured")
    return at_rest(time.perf_counter() - started, time.process_time() - worked, cost.lanes)


def at_rest(took: float, worked: float, lanes: int) -> float:
    """`took` seconds on the clock, without what was spent waiting for a processor.

    `worked` seconds were spent computing, on one processor or on up to one for each lane.
    """
    if os.name == "nt":  # its processor time goes in steps as long as a sample
        return took
    return max(worked / lanes, min(took, worked))
