"""Rows that follow up on a space, in words: in one line, in a sentence, and as their readers see
what is sent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from chattui.plans.follow_rows import event_of, mail_of
from chattui.plans.log_lines import COLUMNS
from chattui.plans.making import names
from chattui.plans.model import Action, Row
from chattui.safe_text import safe_text
from chattui.words import t, tn

_LONG = 20_000


def link_place() -> str:
    """What stands in a preview where the link of a space will be that is not made yet."""
    return t("<the link of the space>")


def people_words(count: int) -> str:
    """So many people, as the second column of a row."""
    return tn("{count} person", "{count} people", count)


def short_words(row: Row) -> str:
    """What a row sends, in one line."""
    link = str(row.body.get("link", "")) or link_place()
    if row.action is Action.LOG_ROWS:
        return t("in “{tab}”", tab=safe_text(row.body["tab"], limit=100))
    if row.action is Action.SEND_MAIL:
        return safe_text(mail_of(row, link=link)[0], limit=400)
    event = event_of(row, link=link)
    parts = (event["summary"], when_words(event), told_words(row.body["sendUpdates"]))
    return safe_text(" · ".join(parts), limit=400)


def when_words(event: Mapping[str, Any]) -> str:
    """When an event begins and ends, as its calendar shows it: "2026-12-01 10:00–10:30 (Europe/
    Berlin)"."""
    start, end = event["start"], event["end"]
    begins, ends = start["dateTime"][:16].replace("T", " "), end["dateTime"][:16].replace("T", " ")
    until = ends[11:] if ends[:10] == begins[:10] else ends
    zone = start.get("timeZone") or start["dateTime"][16:].lstrip(":0123456789") or "UTC"
    return t("{begins} to {ends} ({zone})", begins=begins, ends=until, zone=zone)


def told_words(send_updates: str) -> str:
    """Which guests are told of an event by mail."""
    return {
        "all": t("mail to all guests"),
        "externalOnly": t("mail to guests from outside"),
    }.get(send_updates, t("no mail to guests"))


def preview_of(row: Row, *, link: str = "") -> str:
    """What a row of a follow-up sends, line by line and safe to show: the event, the mail as its
    readers see it, the columns of the log. Without `link`, its place is named."""
    shown = link or str(row.body.get("link", "")) or link_place()
    return safe_text("\n".join(_preview(row, shown)), limit=_LONG, lines=True)


def _preview(row: Row, link: str) -> Iterator[str]:
    if row.action is Action.LOG_ROWS:
        yield t("Log: {sheet}", sheet=row.who_label or row.space_label)
        yield t("Columns: {names}", names=", ".join(COLUMNS))
        return
    if row.action is Action.SEND_MAIL:
        subject, text = mail_of(row, link=link)
        yield t("To: {people}", people=", ".join(row.body["to"]))
        yield t("Subject: {subject}", subject=subject)
        yield ""
        yield text
        return
    event = event_of(row, link=link)
    guests = [guest["email"] for guest in event["attendees"]]
    yield t("Event: {title}", title=event["summary"])
    yield t("When: {when}", when=when_words(event))
    told = told_words(row.body["sendUpdates"])
    yield t("Guests: {people} ({told})", people=", ".join(guests), told=told)
    yield ""
    yield event["description"]


def follow_up_sentence(action: Action, rows: Sequence[Row]) -> str:
    """What the rows of one action do, in a sentence of a preview."""
    count = len(rows)
    if action is Action.ADD_EVENT:
        guests = sum(len(row.body["event"]["attendees"]) for row in rows)
        return tn(
            "Make {count} event in your calendar, with {guests}; {told}: {when}.",
            "Make {count} events in your calendar, with {guests}; {told}: {when}.",
            count,
            guests=tn("{count} guest", "{count} guests", guests),
            told=told_words(rows[0].body["sendUpdates"]),
            when=when_words(rows[0].body["event"]),
        )
    if action is Action.SEND_MAIL:
        people = sum(len(row.body["to"]) for row in rows)
        subjects = (safe_text(mail_of(row, link=link_place())[0], limit=200) for row in rows)
        return tn(
            "Send {count} mail to {people}: {subjects}.",
            "Send {count} mails to {people}: {subjects}.",
            count,
            people=people_words(people),
            subjects=names(dict.fromkeys(subjects)),
        )
    sheet = names(dict.fromkeys(row.who_label for row in rows))
    logged = sum(len(row.body["rows"]) for row in rows)
    if not logged:
        return t("Write a line about the space in {sheet}.", sheet=sheet)
    return tn(
        "Log {count} change in {sheet}, whatever comes of it.",
        "Log {count} changes in {sheet}, whatever comes of them.",
        logged,
        sheet=sheet,
    )
