"""A plan of a new space, looked at again once its account allows more."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from chattui.chat.creation import CreationPlan
from chattui.oauth.scopes import missing


def regranted(plan: CreationPlan, scopes: Iterable[str]) -> CreationPlan:
    """`plan` with what it lacks of `scopes`; it stays the same request, with the same id."""
    have = tuple(scopes)
    lacks, helps = missing(plan.needs, have), missing(plan.helps, have)
    if (lacks, helps) == (plan.missing, plan.helps_missing):
        return plan
    return replace(plan, missing=lacks, helps_missing=helps)
