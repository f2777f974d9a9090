"""The rules: each a small function with a code that is never used again for another."""

from __future__ import annotations

from chattui.clientfile.rules import (  # importing a module registers its rules
    contents,
    custody,
    endpoints,
    identifiers,
    kinds,
    names,
    redirects,
    secrets,
    spelling,
    syntax,
    wrapper,
)
from chattui.clientfile.rules.registry import RULES, Rule, explain, run_rules

__all__ = [
    "RULES",
    "Rule",
    "contents",
    "custody",
    "endpoints",
    "explain",
    "identifiers",
    "kinds",
    "names",
    "redirects",
    "run_rules",
    "secrets",
    "spelling",
    "syntax",
    "wrapper",
]
