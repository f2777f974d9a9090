"""The log sheet is named once: by config.toml (`log_sheet`), or remembered for each account."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from chattui.plans.follow_ups import Log

if TYPE_CHECKING:
    from pathlib import Path

    from chattui.paths import Paths

_LIMIT: Final = 1_000_000


def remembered_sheet(paths: Paths, account_key: str) -> Log | None:
    """The log sheet that an account used last; None where there is none, or where what is kept
    cannot be read: it is named anew then."""
    from chattui.problem import ProblemError

    try:
        return _read(paths.log_sheets).get(account_key)
    except ProblemError:
        return None


def remember_sheet(paths: Paths, account_key: str, log: Log) -> None:
    """Keep the log sheet of an account for the next time. Raises ProblemError (``disk.…``)."""
    from chattui.atomic import lock, write_atomically
    from chattui.disk import ensure_folder

    path = paths.log_sheets
    if remembered_sheet(paths, account_key) == log:
        return
    ensure_folder(path.parent)
    with lock(path.with_name(f"{path.name}.lock")):
        kept = {**_read(path), account_key: log}
        raw = {key: {"sheet": each.sheet, "tab": each.tab} for key, each in kept.items()}
        write_atomically(path, json.dumps(raw, indent=1).encode(), locked=True)


def named_log(log: Log, paths: Paths, account_key: str, configured: str = "") -> Log:
    """`log` with its sheet: the one it names itself, else `configured` (config.toml's), else the
    remembered one; else as it is, which planning refuses."""
    if log.sheet.strip():
        return log
    if configured:
        return Log(configured, log.tab)
    kept = remembered_sheet(paths, account_key)
    return Log(kept.sheet, log.tab or kept.tab) if kept else log


def _read(path: Path) -> dict[str, Log]:
    from chattui.disk import read_file

    try:
        found = json.loads(read_file(path, _LIMIT) or b"{}")
    except (ValueError, RecursionError):
        return {}
    kept = found.items() if isinstance(found, dict) else ()
    return {key: Log(each["sheet"], each["tab"]) for key, each in kept if _is_log(each)}


def _is_log(each: Any) -> bool:
    if not isinstance(each, dict):
        return False
    return isinstance(each.get("sheet"), str) and isinstance(each.get("tab"), str)
