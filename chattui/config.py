"""The person's own settings: config.toml in the configuration folder, which may be missing."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from chattui.disk import NONBLOCK
from chattui.problem import Exit, Problem, ProblemError
from chattui.safe_text import is_safe, safe_text
from chattui.words import t

if TYPE_CHECKING:
    from pathlib import Path

    from chattui.paths import Paths

FILE_NAME = "config.toml"
SIZE_LIMIT = 16 * 1024
KEYRINGS = ("SecretService", "kwallet", "libsecret", "macOS", "Windows")
"""The names of the native keyrings."""
UNLOCK_HOURS = 8.0
MOST_UNLOCK_HOURS = 720.0
MEMBERSHIP_WRITES = 300
SPACE_WRITES = 60
"""Google's limits a minute and project, by its page of 2026-05-01; it raises them on request."""
MOST_WRITES = 1_000_000


@dataclass(frozen=True, slots=True)
class Config:
    """What config.toml says; everything has a default."""

    ca_file: str = ""
    """A PEM file with certificate authorities that are believed besides the system's."""
    log: str = ""
    """A file that every run appends its log to, as ``--log`` does."""
    keyring: str = ""
    """The keyring to use: one of `KEYRINGS`, or "package.module.Class" of a back end of keyring."""
    unlock_hours: float = UNLOCK_HOURS
    """How long a typed passphrase serves on Linux; 0 for this run alone."""
    membership_writes: int = MEMBERSHIP_WRITES
    """How many changes of members Google allows the project in a minute."""
    space_writes: int = SPACE_WRITES
    """How many changes of spaces it allows in a minute."""
    log_sheet: str = ""
    """The spreadsheet in which changes are logged: its id, or its address in a browser."""


def load(paths: Paths) -> Config:
    """What the file in `paths` says; raises ProblemError (exit 2) naming its file and line."""
    path = paths.config / FILE_NAME
    text = _read(path)
    if not text:
        return Config()
    import tomllib

    try:
        document = tomllib.loads(text)
    except ValueError as error:  # tomllib's own, and int's on thousands of digits
        raise ProblemError(_no_toml(path, str(error), text)) from None
    except RecursionError:
        raise ProblemError(_no_toml(path, "", text)) from None
    found: dict[str, Any] = {
        name: _value(path, text, name, value) for name, value in document.items()
    }
    return Config(**found)


def _read(path: Path) -> str:
    try:
        # A pipe is not waited for. A link is followed: people keep their settings elsewhere.
        with open(path, "rb", opener=lambda name, flags: os.open(name, flags | NONBLOCK)) as file:
            _check(path, os.fstat(file.fileno()))
            data = file.read(SIZE_LIMIT + 1)
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except OSError as error:
        why = t("The operating system said: {reason}.", reason=os.strerror(error.errno or 5))
        remedy = t(
            "Look with `ls -ld` at the file and the folders on the way to it, or name another"
            " folder with CHATTUI_HOME."
        )
        raise ProblemError(_unreadable(path, why, remedy)) from None
    if len(data) > SIZE_LIMIT:
        raise ProblemError(_unreadable(path, t("It is far larger than settings are.")))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ProblemError(_unreadable(path, t("It is not text in UTF-8."))) from None


def _check(path: Path, found: os.stat_result) -> None:
    """Refuse what others could have written: it would name whose certificates are believed."""
    if not stat.S_ISREG(found.st_mode):
        raise ProblemError(_unreadable(path, t("It is not a regular file.")))
    if os.name == "nt":
        return
    if found.st_uid not in {0, os.geteuid()}:
        raise ProblemError(_unreadable(path, t("It belongs to another user, who could change it.")))
    if found.st_mode & stat.S_IWOTH:
        raise ProblemError(_unreadable(path, t("Every user of this machine could change it.")))


def _path(path: Path, value: Any) -> str | None:
    """A file's name; relative ones are meant from the folder of config.toml."""
    if not isinstance(value, str) or not value or not is_safe(value):
        return None
    return str(path.parent / os.path.expanduser(value))


def _keyring(path: Path, value: Any) -> str | None:
    """The name of a native keyring, or of a class within a package."""
    if not isinstance(value, str) or len(value) > 200:
        return None
    parts = value.split(".")
    dotted = len(parts) > 1 and all(part.isidentifier() and part.isascii() for part in parts)
    return value if dotted or value in KEYRINGS else None


def _hours(path: Path, value: Any) -> float | None:
    """A number of hours; not a number, infinity and true are none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if 0 <= value <= MOST_UNLOCK_HOURS else None


def _writes(path: Path, value: Any) -> int | None:
    """So many requests a minute."""
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 1 <= value <= MOST_WRITES else None


def _text(path: Path, value: Any) -> str | None:
    """A text of one line."""
    return value if isinstance(value, str) and 0 < len(value) <= 500 and is_safe(value) else None


_KINDS: Mapping[str, Callable[[Path, Any], str | float | None]] = {
    "ca_file": _path,
    "log": _path,
    "keyring": _keyring,
    "unlock_hours": _hours,
    "membership_writes": _writes,
    "space_writes": _writes,
    "log_sheet": _text,
}


def _value(path: Path, text: str, name: str, value: Any) -> str | float:
    kind = _KINDS.get(name)
    where = _where(path, _line_of(name, text))
    if kind is None:
        raise ProblemError(
            Problem(
                "config.unknown_key",
                t(
                    "{where}: there is no setting {name}.",
                    where=where,
                    name=safe_text(name, limit=40),
                ),
                t("A setting that is not known would be silently without effect."),
                t("Known settings: {names}.", names=", ".join(_KINDS)),
                exit=Exit.USAGE,
            )
        )
    found = kind(path, value)
    if found is None:
        raise ProblemError(_bad_value(where, name, kind))
    return found


def _bad_value(where: str, name: str, kind: Callable[[Path, Any], object]) -> Problem:
    if kind is _keyring:
        message = t("{where}: {name} does not name a keyring.", where=where, name=name)
        cause = t(
            "One of {names} is wanted, or a class of a package, as in package.module.Class.",
            names=", ".join(KEYRINGS),
        )
        remedy = t('Write it like this: {name} = "SecretService"', name=name)
    elif kind is _hours:
        message = t("{where}: {name} is not a number of hours.", where=where, name=name)
        cause = t("A number from 0 to {most} is wanted.", most=f"{MOST_UNLOCK_HOURS:g}")
        remedy = t("Write it like this: {name} = 8", name=name)
    elif kind is _text:
        message = t("{where}: {name} does not name a spreadsheet.", where=where, name=name)
        cause = t("Its address in a browser is wanted, or the long id in it.")
        remedy = t('Write it like this: {name} = "https://docs.google.com/…"', name=name)
    elif kind is _writes:
        message = t("{where}: {name} is not a number of requests a minute.", where=where, name=name)
        cause = t(
            "A whole number from 1 to {most} is wanted, as the console's page of quotas shows it.",
            most=format(MOST_WRITES, ","),
        )
        remedy = t("Write it like this: {name} = 300", name=name)
    else:
        message = t("{where}: {name} does not name a file.", where=where, name=name)
        cause = t("A text between quotation marks is wanted, without control characters.")
        remedy = t('Write it like this: {name} = "/path/to/file"', name=name)
    return Problem("config.bad_value", message, cause, remedy, exit=Exit.USAGE)


def _line_of(name: str, text: str) -> int:
    """The line that sets `name`, or where its table begins; the first where neither is seen."""
    key = rf"""[ \t]*\[*[ \t]*["']?{re.escape(name)}["']?[ \t]*[=.\]]"""
    for number, line in enumerate(text.splitlines(), 1):
        if re.match(key, line):
            return number
    return 1


def _where(path: Path, line: int) -> str:
    return t("{path}, line {line}", path=safe_text(str(path), limit=200), line=line)


def _no_toml(path: Path, told: str, text: str) -> Problem:
    """`told` is tomllib's own text, which ends in "(at line 1, column 2)" or "(at end …)"."""
    found = re.search(r"at line (\d+)", told)
    line = int(found[1]) if found else max(1, len(text.splitlines()))
    return Problem(
        "config.not_toml",
        t("{where}: this cannot be read as TOML.", where=_where(path, line)),
        t("Nothing of the file was used."),
        t('Each line is like this: ca_file = "/path/to/file"'),
        exit=Exit.USAGE,
    )


def _unreadable(path: Path, why: str, remedy: str = "") -> Problem:
    return Problem(
        "config.unreadable",
        t("The settings in {path} cannot be read.", path=safe_text(str(path), limit=200)),
        why,
        remedy or t("Mend the file, or move it away: chattui needs none."),
        exit=Exit.USAGE,
    )
