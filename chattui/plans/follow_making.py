"""The rows that follow up on spaces, made from what is asked for and what Google was asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final

from chattui.plans.event_times import begin, span
from chattui.plans.filling import names_link
from chattui.plans.follow_people import People, named_people
from chattui.plans.follow_ups import (
    FollowUps,
    KickOff,
    Letter,
    default_letter,
    default_subject,
    default_title,
)
from chattui.plans.follow_words import people_words
from chattui.plans.log_lines import portions
from chattui.plans.making import Maker, mistake
from chattui.plans.model import Action, Row
from chattui.problem import Problem
from chattui.words import t, tn
from chattui.workspace.gmail import can_receive

if TYPE_CHECKING:
    from chattui.plans.acting import Acting
    from chattui.plans.follow_asking import Asked

GUESTS_LIMIT: Final = 200
"""Guests of one event, as Google Calendar's own help names it."""
RECIPIENTS_AT_ONCE: Final = 100
"""Recipients of one mail: the lowest of the limits that Google names for its ways to send."""
_UPDATES: Final = {"none": "none", "all": "all", "external": "externalOnly"}


class Following:
    """Rows that follow, put behind those that `maker` has."""

    def __init__(self, maker: Maker, acting: Acting, wanted: FollowUps, asked: Asked) -> None:
        self._maker, self._acting, self._wanted, self._asked = maker, acting, wanted, asked

    def check(self, people: People, space: str = "") -> None:
        """Note what is wrong with the people of a space, which is named where there are several,
        and what is to be known about them."""
        problems = self._asked.problems
        kick_off, letter = self._wanted.kick_off, self._wanted.letter
        if kick_off:
            guests = self._guests(kick_off, people).addresses
            if not guests and all(map(can_receive, kick_off.guests)):
                problems.append(_nobody(space, "no_guest", t("There is nobody to invite.")))
            if len(guests) > GUESTS_LIMIT:
                problems.append(_too_many(space, len(guests)))
        readable = letter and all(map(can_receive, letter.to))
        if letter and readable and not self._recipients(letter, people).addresses:
            problems.append(_nobody(space, "no_recipient", t("There is nobody to write to.")))
        if (kick_off and not kick_off.guests) or (letter and not letter.to):
            self._warn_of_unknown(people)

    def check_made(self, made: Sequence[Row]) -> None:
        """Note that a plan makes no space that an event or a mail could be about."""
        if (self._wanted.kick_off or self._wanted.letter) and not made:
            self._asked.problems.append(
                mistake(
                    "no_new_space",
                    t("An event or a mail follows a space that is made, and this plan makes none."),
                    "",
                    t("Follow up on the space itself, by a plan of its own."),
                )
            )

    def rows_about(
        self, space: str, label: str, link: str, people: People, following: tuple[int, ...] = ()
    ) -> None:
        """The event and the mails about a space, once the rows in `following` are over."""
        if self._wanted.kick_off:
            self._event(self._wanted.kick_off, space, label, link, people, following)
        if self._wanted.letter:
            self._mails(self._wanted.letter, space, label, link, people, following)

    def note_of(self, space: str, label: str, link: str) -> None:
        """A line in the log about a space that is there."""
        if self._wanted.log:
            self._log((), space=space, label=label, link=link)

    def log_of(self, rows: Iterable[Row]) -> None:
        """The log of all of `rows` that are about a space or a member."""
        if self._wanted.log:
            for portion in list(portions(rows)):
                self._log(tuple(row.number for row in portion))

    def _event(
        self,
        wanted: KickOff,
        space: str,
        label: str,
        link: str,
        people: People,
        following: tuple[int, ...],
    ) -> None:
        import uuid

        zone = wanted.zone or self._asked.zone
        start, end = span(begin(wanted.at, zone, 0.0), wanted.minutes, zone)
        guests = self._guests(wanted, people).addresses
        text = wanted.text or "{link}"
        event = {
            "summary": wanted.title or default_title(),
            "description": text if names_link(text) else f"{text}\n\n{{link}}",
            "start": start,
            "end": end,
            "attendees": [{"email": address} for address in guests],
        }
        self._maker.row(
            Action.ADD_EVENT,
            space,
            label,
            who_label=people_words(len(guests)),
            body={"event": event, "sendUpdates": _UPDATES[wanted.mail_guests], "link": link},
            following=following,
            request_id=uuid.uuid4().hex,
        )

    def _mails(
        self,
        wanted: Letter,
        space: str,
        label: str,
        link: str,
        people: People,
        following: tuple[int, ...],
    ) -> None:
        everybody = self._recipients(wanted, people).addresses
        for at in range(0, len(everybody), RECIPIENTS_AT_ONCE):
            to = everybody[at : at + RECIPIENTS_AT_ONCE]
            body = {
                "to": list(to),
                "subject": wanted.subject or default_subject(),
                "text": wanted.text or default_letter(),
                "link": link,
            }
            self._maker.row(
                Action.SEND_MAIL,
                space,
                label,
                who_label=people_words(len(to)),
                body=body,
                following=following,
            )

    def _log(
        self, numbers: tuple[int, ...], *, space: str = "", label: str = "", link: str = ""
    ) -> None:
        asked = self._asked
        body: dict[str, Any] = {"sheet": asked.sheet, "tab": asked.tab, "rows": list(numbers)}
        self._maker.row(
            Action.LOG_ROWS,
            space,
            label,
            who_label=asked.sheet_label,
            body={**body, "link": link} if space else body,
            following=numbers,
        )
        if asked.has_other_header:
            self._maker.warn(
                "log_header",
                t("The first row of {sheet} is not the log's own.", sheet=asked.sheet_label),
                t("It is left as it is; the log is written behind what is there."),
            )

    def _guests(self, wanted: KickOff, people: People) -> People:
        return named_people(wanted.guests, self._acting) if wanted.guests else people

    def _recipients(self, wanted: Letter, people: People) -> People:
        return named_people(wanted.to, self._acting) if wanted.to else people

    def _warn_of_unknown(self, people: People) -> None:
        if people.groups:
            self._maker.warn(
                "groups_left_out",
                tn(
                    "{count} Google group is left out of the event and the mail.",
                    "{count} Google groups are left out of the event and the mail.",
                    people.groups,
                ),
                t("Chat names a group by an id, and not by its address."),
                t("Name its address as a guest or a recipient, where that is meant."),
            )
        if people.hidden:
            self._maker.warn(
                "people_left_out",
                tn(
                    "{count} person is left out of the event and the mail.",
                    "{count} people are left out of the event and the mail.",
                    people.hidden,
                ),
                t("Google does not show their addresses."),
                t("Allow the directory to be read (directory.readonly), or name them yourself."),
            )


def _nobody(space: str, code: str, message: str) -> Problem:
    cause = t("The space has no other people whose address is known.")
    remedy = t("Name addresses, or leave it out.")
    return mistake(code, _in(space, message), cause, remedy)


def _too_many(space: str, count: int) -> Problem:
    message = t("{count} guests are too many for one event.", count=format(count, ","))
    return mistake(
        "too_many_guests",
        _in(space, message),
        t("Google Calendar takes up to {limit}.", limit=GUESTS_LIMIT),
        t("Name the address of a Google group as the only guest."),
    )


def _in(space: str, message: str) -> str:
    return t("{space}: {message}", space=space, message=message) if space else message
