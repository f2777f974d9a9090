"""What is wrong with follow-ups as far as it can be told without asking Google."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from chattui.chat.addresses import why_not_address
from chattui.plans.event_times import MOST_MINUTES, begin, parse, zone_called
from chattui.plans.filling import PLACES, unknown_places
from chattui.plans.making import mistake, names
from chattui.problem import Problem, ProblemError
from chattui.safe_text import safe_text
from chattui.words import t
from chattui.workspace.gmail import can_receive, why_not_subject
from chattui.workspace.sheets import sheet_id

if TYPE_CHECKING:
    from chattui.plans.follow_ups import FollowUps, KickOff, Letter, Log

TITLE_LIMIT: Final = 500
TEXT_LIMIT: Final = 8_000
"""Characters of an event's description, and of a mail's text."""
MAIL_LIMIT: Final = 100_000
WESTMOST: Final = 12 * 3600
"""Seconds by which the last zones are behind UTC."""


def mistakes_in(follow_ups: FollowUps, now: float, zone: str) -> Iterator[Problem]:
    """All that is wrong; `zone` is the calendar's own, "" where it is not known yet."""
    if follow_ups.kick_off:
        yield from _in_kick_off(follow_ups.kick_off, now, zone)
    if follow_ups.letter:
        yield from _in_letter(follow_ups.letter)
    if follow_ups.log:
        yield from _in_log(follow_ups.log)


def _in_kick_off(wanted: KickOff, now: float, zone: str) -> Iterator[Problem]:
    yield from _in_time(wanted, now, wanted.zone or zone)
    if not 1 <= wanted.minutes <= MOST_MINUTES:
        yield mistake(
            "bad_minutes",
            t("An event of {minutes} minutes cannot be made.", minutes=wanted.minutes),
            t("From 1 minute to 7 days is possible."),
            t("Name another length."),
        )
    if wanted.mail_guests not in {"none", "all", "external"}:
        yield mistake(
            "bad_mail_guests",
            t(
                "“{word}” does not say which guests get a mail.",
                word=safe_text(wanted.mail_guests, limit=40),
            ),
            "",
            t("Say none, all or external."),
        )
    yield from _in_addresses(wanted.guests)
    yield from _in_line(wanted.title)
    yield from _in_text(wanted.title, TITLE_LIMIT)
    yield from _in_text(wanted.text, TEXT_LIMIT)


def _in_time(wanted: KickOff, now: float, zone: str) -> Iterator[Problem]:
    try:
        if wanted.zone:
            zone_called(wanted.zone)
    except ProblemError as error:
        yield error.problem
        zone = ""
    try:
        # Without a zone, only what is past everywhere is past for sure.
        known = zone or parse(wanted.at).tzinfo
        begin(wanted.at, zone, now if known else now - WESTMOST)
    except ProblemError as error:
        yield error.problem


def _in_letter(wanted: Letter) -> Iterator[Problem]:
    yield from _in_addresses(wanted.to)
    yield from _in_line(wanted.subject)
    yield from _in_text(wanted.subject, TITLE_LIMIT)
    yield from _in_text(wanted.text, MAIL_LIMIT)


def _in_log(wanted: Log) -> Iterator[Problem]:
    if not wanted.sheet.strip():
        yield mistake(
            "no_sheet",
            t("No log sheet is named."),
            t("It is named once, and remembered from then on."),
            t(
                "Give its address or its id (--log-sheet, or `chattui spaces log --sheet`), or set"
                " log_sheet in config.toml."
            ),
        )
        return
    try:
        sheet_id(wanted.sheet)
    except ProblemError as error:
        yield error.problem


def _in_addresses(given: Sequence[str]) -> Iterator[Problem]:
    for address in given:
        if not can_receive(address):
            yield mistake(
                "bad_address",
                t(
                    "“{address}” cannot be an e-mail address.",
                    address=safe_text(address, limit=120),
                ),
                why_not_address(address) or t("It holds the signs “=?”."),
                t("Correct it or leave it out."),
            )


def _in_line(text: str) -> Iterator[Problem]:
    if why := why_not_subject(text):
        yield mistake(
            "bad_title",
            t("“{text}” cannot be a title.", text=safe_text(text, limit=80)),
            why,
            t("Write it in one line."),
        )


def _in_text(text: str, limit: int) -> Iterator[Problem]:
    if len(text) > limit:
        yield mistake(
            "too_long",
            t("A text of {count} characters is too long.", count=format(len(text), ",")),
            t("At most {limit} are possible.", limit=format(limit, ",")),
            t("Shorten it."),
        )
    if any("\ud800" <= char <= "\udfff" for char in text):
        yield mistake(
            "not_text",
            t("A text holds bytes that are no letters."),
            t("Such a text cannot be sent."),
            t("Save it as UTF-8."),
        )
    if unknown := unknown_places(text):
        yield mistake(
            "unknown_place",
            t(
                "Nothing is known to fill in for {names}.",
                names=names(safe_text(f"{{{name}}}", limit=60) for name in unknown),
            ),
            t(
                "What can stand between braces: {places}.",
                places=", ".join(f"{{{name}}}" for name in PLACES),
            ),
            t("Correct it, or write {{ and }} for the braces themselves."),
        )
