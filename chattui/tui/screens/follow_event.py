"""A kick-off event for a space: when, how long, with whom, and who gets a mail about it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Input, Label, TextArea

from chattui.problem import Exit, Problem, ProblemError
from chattui.tui.follow_form import FollowForm, addresses
from chattui.tui.following import calendar_zone
from chattui.tui.form_page import row
from chattui.tui.page import page_bindings
from chattui.tui.widgets.fields import TextBox, TextField
from chattui.tui.widgets.one_of import OneOf
from chattui.tui.widgets.prose import Prose
from chattui.words import t

if TYPE_CHECKING:
    from chattui.plans.follow_ups import KickOff

MINUTES = 30


class FollowEventPage(FollowForm["KickOff"]):
    """Hands a `KickOff` to `forward`."""

    PAGE = "follow_event"
    PURPOSE = "calendar"
    FIELDS = ("when", "minutes", "zone", "title", "guests", "text")
    BINDINGS: ClassVar[list[Any]] = page_bindings(PAGE)
    DEFAULT_CSS = """
    FollowEventPage #text { height: 3; }
    FollowEventPage VerticalScroll { height: 1fr; }
    """

    def page_title(self) -> str:
        """What is made here."""
        return t("Calendar event")

    def heading(self) -> str:
        """The event, and its space."""
        if not self.about:
            return t("A kick-off event for the new space")
        return t("A kick-off event for {space}", space=self.called)

    def body(self) -> Iterable[Widget]:
        """When, then what and with whom."""
        from chattui.plans.follow_ups import default_title

        zone = t("That of your calendar; or another, such as Europe/Berlin")
        guests = t("The members; or addresses, in their place")
        when = t("Day and time, such as 2026-12-01 10:00")
        mails = (
            ("none", t("Nobody")),
            ("all", t("All guests")),
            ("external", t("Guests from outside")),
        )
        yield Prose(self.heading(), id="to")
        yield VerticalScroll(
            row(t("When"), TextField(id="when", placeholder=when)),
            row(t("Minutes"), TextField(id="minutes", placeholder=str(MINUTES))),
            row(t("Time zone"), TextField(id="zone", placeholder=zone)),
            row(t("Title"), TextField(id="title", placeholder=default_title())),
            row(t("Guests"), TextField(id="guests", placeholder=guests)),
            row(t("Google mails"), OneOf(mails, id="mails")),
            row(t("Text"), TextBox(id="text")),
            Label(id="found", markup=False, classes="found"),
            Label(id="allowed", markup=False),
            can_focus=False,
        )

    def opened(self) -> None:
        """The calendar's own zone is asked for, where that is allowed."""
        super().opened()
        self.query_one("#text", TextArea).placeholder = t(
            "The link of the space stands there by itself. {space} and {link} are filled in.",
            space="{space}",
            link="{link}",
        )
        self.work(self._ask_zone(), group="zone", failed=lambda problem: None)

    def account_changed(self) -> None:
        """The calendar may be asked now."""
        super().account_changed()
        self.work(self._ask_zone(), group="zone", failed=lambda problem: None)

    async def _ask_zone(self) -> None:
        self.zone = await calendar_zone(self)
        self.look()

    def value(self) -> KickOff:
        """The event."""
        from chattui.plans.follow_ups import KickOff

        minutes = self.text("minutes")
        return KickOff(
            at=self.text("when"),
            # Python reads no number of thousands of digits; any of these is too long.
            minutes=int(minutes.lstrip("0")[:9] or "0") if minutes.isdecimal() else MINUTES,
            title=self.text("title"),
            text=self.text("text"),
            zone=self.text("zone"),
            mail_guests=self.query_one("#mails", OneOf).value,
            guests=addresses(self.text("guests")),
        )

    def fill_in(self, value: KickOff) -> None:
        """Show an event that was filled in before."""
        fields = {
            "when": value.at,
            "minutes": str(value.minutes),
            "zone": value.zone,
            "title": value.title,
            "guests": " ".join(value.guests),
        }
        for field, text in fields.items():
            self.query_one(f"#{field}", Input).value = text
        self.query_one("#text", TextArea).text = value.text
        self.query_one("#mails", OneOf).choose_value(value.mail_guests)

    def wrong(self) -> tuple[Problem, ...]:
        """Minutes that are no number as well."""
        minutes = self.text("minutes")
        wrong = () if not minutes or minutes.isdecimal() else (_no_minutes(minutes),)
        return (*super().wrong(), *wrong)

    def words(self) -> str:
        """When it is, in the zone that holds for it."""
        wanted, zone = self.value(), self.text("zone") or self.zone
        if not wanted.at:
            return t("Times are in {zone}, as in your calendar.", zone=zone) if zone else ""
        from chattui.plans.event_times import begin, parse, span
        from chattui.plans.follow_words import when_words

        try:
            start = begin(wanted.at, zone, 0.0)
        except ProblemError:
            return ""
        if not zone and not parse(wanted.at).tzinfo:
            day = weekdays()[start.weekday()]
            return t("{weekday}, in the time zone of your calendar", weekday=day)
        begins, ends = span(start, wanted.minutes, zone)
        when = when_words({"start": begins, "end": ends})
        return t("✓ {weekday}, {when}", weekday=weekdays()[start.weekday()], when=when)


def weekdays() -> tuple[str, ...]:
    """The days of the week, Monday first."""
    return (
        t("Monday"),
        t("Tuesday"),
        t("Wednesday"),
        t("Thursday"),
        t("Friday"),
        t("Saturday"),
        t("Sunday"),
    )


def _no_minutes(text: str) -> Problem:
    return Problem(
        "follow_up.no_minutes",
        t("“{text}” is no number of minutes.", text=text),
        "",
        t("Type a number, such as 30."),
        exit=Exit.USAGE,
    )
