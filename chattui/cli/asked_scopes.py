"""The scopes that ``--scope`` names, with what was put right in them told."""

from __future__ import annotations

from collections.abc import Iterable

from chattui.cli import output


def asked_scopes(names: Iterable[str]) -> tuple[str, ...]:
    """Full scopes; what was mangled is put right and told on standard error.

    Raises ProblemError (exit 2) for what is no scope, or none of a person.
    """
    from chattui.oauth.scopes import expand

    return expand(names, lambda corrected: output.say("! " + corrected.words))
