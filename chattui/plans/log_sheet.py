"""The log sheet is named once: by config.toml (`log_sheet`), or remembered for each account."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chattui.paths import Paths
    from chattui.plans.follow_ups import Log


def remembered_sheet(paths: Paths, account_key: str) -> Log | None:
    """The log sheet that an account used last; None where there is none."""
    raise NotImplementedError


def remember_sheet(paths: Paths, account_key: str, log: Log) -> None:
    """Keep the log sheet of an account for the next time. Raises ProblemError (``disk.…``)."""
    raise NotImplementedError


def named_log(log: Log, paths: Paths, account_key: str, configured: str = "") -> Log:
    """`log` with its sheet: the one it names itself, else `configured` (config.toml's), else the
    remembered one; else as it is, which planning refuses."""
    raise NotImplementedError
