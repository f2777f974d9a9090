"""Context: the few facts about where a run happens, passed to whatever needs them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace

from chattui import config
from chattui import endpoints as hosts
from chattui import paths as places
from chattui import surroundings as outside
from chattui.endpoints import Endpoints
from chattui.paths import Paths
from chattui.surroundings import Surroundings


@dataclass(frozen=True, slots=True)
class Context:
    """Where requests go, where files live, and what is around."""

    endpoints: Endpoints
    paths: Paths
    surroundings: Surroundings
    log: str = ""
    """The file that config.toml names for the log, or empty."""
    keyring: str = ""
    """The keyring that config.toml names, or empty for the best native one."""
    unlock_hours: float = config.UNLOCK_HOURS
    """How long the kernel keeps the key of a sealed file that was opened with a typed passphrase;
    0 for not at all."""
    membership_writes: int = config.MEMBERSHIP_WRITES
    """How many changes of members a minute Google allows the client's project."""
    space_writes: int = config.SPACE_WRITES
    """How many changes of spaces."""
    log_sheet: str = ""
    """The spreadsheet in which changes are logged, or empty."""


def make(
    environ: Mapping[str, str] | None = None,
    *,
    emulator: str = "",
    passphrase_file: str = "",
) -> Context:
    """The context of this process; options win over the environment.

    Raises ProblemError where the named emulator is not on loopback, or config.toml is wrong.
    """
    env = os.environ if environ is None else environ
    endpoints = hosts.choose(env, emulator)
    paths = places.find(env, emulator=bool(endpoints.emulator))
    settings = config.load(paths)
    surroundings = outside.look(env)
    if passphrase_file:
        surroundings = replace(surroundings, passphrase_file=passphrase_file)
    return Context(
        endpoints=replace(endpoints, ca_file=settings.ca_file),
        paths=paths,
        surroundings=surroundings,
        log=settings.log,
        keyring=settings.keyring,
        unlock_hours=settings.unlock_hours,
        membership_writes=settings.membership_writes,
        space_writes=settings.space_writes,
        log_sheet=settings.log_sheet,
    )
