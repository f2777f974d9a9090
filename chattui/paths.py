"""Where configuration, state and the sealed file live."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

HOME_VARIABLE = "CHATTUI_HOME"


@dataclass(frozen=True, slots=True)
class Paths:
    """The folders of one chattui; nothing is created by naming them."""

    config: Path
    state: Path
    cache: Path

    @property
    def index(self) -> Path:
        """The list of accounts and clients, without any secret."""
        return self.state / "accounts.json"

    @property
    def plans(self) -> Path:
        """The journal of plans: what is to be changed, and how far it is."""
        return self.state / "plans.sqlite"

    @property
    def pace(self) -> Path:
        """The turns that requests have taken, so that processes share a quota."""
        return self.state / "pace.sqlite"

    @property
    def guide(self) -> Path:
        """What was ticked in the guide, for each project."""
        return self.state / "guide.json"

    @property
    def log_sheets(self) -> Path:
        """The spreadsheet in which each account logs what it does."""
        return self.state / "log_sheets.json"

    @property
    def sealed_file(self) -> Path:
        """The vault where there is no OS keyring."""
        return self.state / "vault.sealed"


def find(environ: Mapping[str, str], *, emulator: bool = False) -> Paths:
    """The folders that `HOME_VARIABLE` or the platform's custom name.

    With `emulator`, folders of their own inside them, so that trying things out never touches
    the real accounts.
    """
    from pathlib import Path

    home = environ.get(HOME_VARIABLE, "")
    if home:
        top = Path(home).expanduser().absolute()
        bases = (top / "config", top / "state", top / "cache")
    else:
        import platformdirs

        dirs = platformdirs.PlatformDirs("chattui", appauthor=False)
        bases = (dirs.user_config_path, dirs.user_state_path, dirs.user_cache_path)
    if emulator:
        bases = tuple(base / "emulator" for base in bases)  # type: ignore[assignment]
    return Paths(*bases)
