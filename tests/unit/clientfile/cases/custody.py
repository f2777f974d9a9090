"""How a file is kept."""

from __future__ import annotations

from tests.unit.clientfile.cases.made import GOOD, Case, Cases, key

CASES: Cases = {
    "CS502": ([Case(GOOD, 0o644), Case(key(), 0o620)], [Case(GOOD, 0o600), Case(b"{}", 0o644)]),
}
