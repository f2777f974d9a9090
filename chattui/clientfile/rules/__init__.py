"""The rules: each a small function with a code that is never used again for another."""

from __future__ import annotations

from chattui.clientfile.rules import (  # importing a module registers its rules
    contents,
    custody,
    endpoints,
    identifiers,
    kinds,
    members,
    names,
    redirects,
    secrets,
    spelling,
    syntax,
    texts,
    wrapper,
)
from chattui.clientfile.rules.registry import RULES, Rule, catalogue, explain, run_rules

__all__ = [
    "RULES",
    "Rule",
    "catalogue",
    "contents",
    "custody",
    "endpoints",
    "explain",
    "identifiers",
    "kinds",
    "members",
    "names",
    "redirects",
    "run_rules",
    "secrets",
    "spelling",
    "syntax",
    "texts",
    "wrapper",
]
