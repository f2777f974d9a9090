"""Addresses from outside of the organisation, and those that look like a slip of the keyboard."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from chattui.chat.new_space import is_consumer
from chattui.plans.acting import Acting
from chattui.plans.making import names, note
from chattui.plans.wanted import PERSON, Target, Wanted
from chattui.problem import Problem
from chattui.safe_text import safe_text
from chattui.words import t, tn


def outsiders(acting: Acting, wanted: Sequence[Wanted]) -> tuple[Wanted, ...]:
    """Those whose address has another domain than the acting person's; nobody where that person
    has no organisation."""
    if not acting.domain or is_consumer(acting.email):
        return ()
    people = (w for w in wanted if w.kind == PERSON and "@" in w.address)
    return tuple(w for w in people if _domain(w.address) != acting.domain)


def about_outsiders(
    acting: Acting, wanted: Sequence[Wanted], targets: Sequence[Target]
) -> Iterator[Problem]:
    """What to weigh before people from outside are added; each kind of warning once."""
    found = outsiders(acting, wanted)
    close = {d for w in found if is_one_edit(d := _domain(w.address), acting.domain)}
    likely = [w for w in found if _domain(w.address) in close]
    others = [w for w in found if _domain(w.address) not in close]
    if likely:
        yield note(
            "typo",
            t(
                "Is {address} meant to be in {domain}?",
                address=names(_labels(likely)),
                domain=_safe(acting),
            ),
            t("The part after the “@” differs in one letter only."),
            t("Correct it, or go on where it is right."),
        )
    if found:
        yield from _refused(acting, targets)
    if others:
        yield note(
            "outside",
            tn(
                "{count} address is not in {domain}: {names}.",
                "{count} addresses are not in {domain}: {names}.",
                len(others),
                domain=_safe(acting),
                names=names(_labels(others)),
            ),
            t("They may belong to people outside of the organisation."),
        )


def _refused(acting: Acting, targets: Sequence[Target]) -> Iterator[Problem]:
    """Where Google takes nobody from outside."""
    closed = [target for target in targets if target.external is False]
    if closed:
        yield note(
            "closed",
            tn(
                "{count} space takes nobody from outside: {names}.",
                "{count} spaces take nobody from outside: {names}.",
                len(closed),
                names=names(target.label for target in closed),
            ),
            t("Google will refuse those who are not of the organisation."),
        )
    if acting.admin:
        yield note(
            "outside_as_admin",
            t("With administrator access nobody from outside can be added."),
            t("Google will refuse those who are not of the organisation."),
        )


def _labels(wanted: Sequence[Wanted]) -> Iterator[str]:
    return (each.label for each in wanted)


def _safe(acting: Acting) -> str:
    return safe_text(acting.domain, limit=254)


def _domain(address: str) -> str:
    return address.rpartition("@")[2].casefold()


def is_one_edit(one: str, other: str) -> bool:
    """Whether one letter too many, missing, wrong, or two that changed places make `other` of
    `one`."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    rest, other_rest = one[start:], other[start:]
    if rest[:2] == other_rest[:2][::-1] and rest[2:] == other_rest[2:]:
        return True
    return (
        rest[1:] == other_rest
        or rest == other_rest[1:]
        or (len(rest) == len(other_rest) and rest[1:] == other_rest[1:])
    )
