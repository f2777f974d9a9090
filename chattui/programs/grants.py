"""Which grants a program in a language can have, and which it has where nobody chose."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from chattui.problem import Exit, Problem, ProblemError
from chattui.programs.model import Grant, Language
from chattui.words import t

GRANTS: Final[Mapping[Language, tuple[Grant, ...]]] = {
    Language.PYTHON: (Grant.USER, Grant.DELEGATION, Grant.TOKEN),
    Language.NODE: (Grant.USER, Grant.DELEGATION, Grant.TOKEN),
    Language.JAVA: (Grant.USER, Grant.DELEGATION, Grant.TOKEN),
    Language.APPS_SCRIPT: (Grant.USER, Grant.DELEGATION),
    Language.CURL: (Grant.TOKEN,),
}
"""Those of each language, the usual one first. Apps Script runs at Google, where chattui is not; a
shell script has no way to be sent back to from a browser."""


def usual_grant(language: Language, account_kind: str) -> Grant:
    """The grant that fits the account: `account_kind` is ``user`` or ``delegated``."""
    offered = GRANTS[language]
    own = Grant.USER if account_kind == "user" else Grant.DELEGATION
    return own if own in offered else offered[0]


def chosen_grant(language: Language, account_kind: str, chosen: str = "") -> Grant:
    """The grant that `chosen` (a value of ``--code-grant``, or "") names.

    Raises ProblemError ``programs.grant`` (exit 2) where the language has no such way.
    """
    if not chosen:
        return usual_grant(language, account_kind)
    grant = Grant(chosen)
    if grant in GRANTS[language]:
        return grant
    raise ProblemError(
        Problem(
            "programs.grant",
            t("{language} code has no grant {grant}.", language=language.value, grant=chosen),
            _why(language),
            t(
                "Its grants are: {grants}.",
                grants=", ".join(each.value for each in GRANTS[language]),
            ),
            exit=Exit.USAGE,
        )
    )


def _why(language: Language) -> str:
    if language is Language.APPS_SCRIPT:
        return t("Apps Script runs at Google, where there is no `chattui token`.")
    return t("A shell script takes its token from `chattui token`, which knows every sign-in.")
