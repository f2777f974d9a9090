"""An account in words: what it may, how and since when it is signed in, what revoking it ends."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from chattui.safe_text import safe_text
from chattui.tui.asking import DELEGATED
from chattui.tui.granted import short_words
from chattui.tui.lifetimes import DAY, HOUR, ends_in
from chattui.words import t

if TYPE_CHECKING:
    from chattui.vault import AccountEntry, Index

CONNECTIONS_PAGE = "https://myaccount.google.com/connections"
"""Where a person sees and ends what apps may do with their Google Account."""


def ends_words(account: AccountEntry, now: float) -> str:
    """How long it lasts, for a column."""
    return (
        t("delegation") if account.kind == DELEGATED else ends_in(account.refresh_expires_at, now)
    )


def called(account: AccountEntry) -> str:
    """What an account is called in a list: its address, after the name it was given."""
    email = safe_text(account.email, limit=200)
    if not account.name:
        return email
    return t("{name} · {email}", name=safe_text(account.name, limit=60), email=email)


def how_words(how: str) -> str:
    """By which way an account was signed in; "" where that is not known."""
    words = {
        "loopback": t("The browser handed the sign-in over by itself."),
        "paste": t("The browser's address was pasted."),
        "device": t("It was confirmed by a code on another device."),
        "import": t("It was taken over from another program."),
    }
    return words.get(how, "")


def detail_lines(account: AccountEntry, now: float) -> list[str]:
    """More about one account."""
    lines = [
        called(account),
        t("May: {purposes}", purposes=short_words(account.scopes)),
        " ".join(filter(None, (_times(account, now), how_words(account.how)))),
    ]
    if account.where:
        lines.append(t("Its tokens are in {where}.", where=account.where))
    if ends := _ending(account, now):
        lines.append(ends)
    return lines


def _times(account: AccountEntry, now: float) -> str:
    from chattui.chat.when import relative_time

    today = datetime.fromtimestamp(now, UTC)
    since = relative_time(datetime.fromtimestamp(account.consented_at, UTC), today)
    used = (
        relative_time(datetime.fromtimestamp(account.last_used_at, UTC), today)
        if account.last_used_at is not None
        else ""
    )
    if account.kind == DELEGATED:
        if used:
            return t(
                "A service account acts for them, set up {since}, last used {used}.",
                since=since,
                used=used,
            )
        return t("A service account acts for them, set up {since}.", since=since)
    if not account.consented_at:  # taken over: nobody knows when it was made
        return t("Last used {used}.", used=used) if used else ""
    if used:
        return t(
            "Signed in {since} by their own consent, last used {used}.", since=since, used=used
        )
    return t("Signed in {since} by their own consent.", since=since)


def _ending(account: AccountEntry, now: float) -> str:
    """The clock of seven days, and what to do about it; empty where it does not run."""
    if account.refresh_expires_at is None:
        return ""
    left = account.refresh_expires_at - now
    if left <= 0:
        return t("! This sign-in has ended: s signs in again, w says why.")
    return t(
        "! Google ends this sign-in in {days} d {hours} h: w says why and what to do.",
        days=int(left // DAY),
        hours=int(left % DAY // HOUR),
    )


def revoke_words(index: Index, account: AccountEntry) -> str:
    """What revoking ends, told before it is done."""
    from chattui.oauth.revoke import ended_with

    if account.kind == DELEGATED:
        return t(
            "Google holds nothing to revoke: a service account acts for this person, by what the"
            " administrator authorized in the Admin console. It is deleted here."
        )
    others = ", ".join(safe_text(a.email, limit=80) for a in ended_with(index, account))
    if others:
        return t(
            "Google takes back all that this person allowed to the client's project, through this"
            " client and any other: other programs with it stop working, and so do these accounts"
            " here: {accounts}. Then its tokens are deleted here.",
            accounts=others,
        )
    return t(
        "Google takes back all that this person allowed to the client's project, through this"
        " client and any other: other programs with it stop working. Then its tokens are deleted"
        " here."
    )


def remove_words(account: AccountEntry) -> str:
    """What removing an account on this machine ends and what not, told before it is done."""
    if account.kind == DELEGATED:
        return t(
            "Its token is deleted here; the key stays in the vault. The service account stays"
            " authorized until the administrator ends that in the Admin console."
        )
    return t(
        "Its tokens are deleted here. Google keeps what you allowed until you end it at {link}.",
        link=CONNECTIONS_PAGE,
    )


def removed_words(account: AccountEntry) -> str:
    """The same, told afterwards."""
    email = safe_text(account.email, limit=200)
    if account.kind == DELEGATED:
        return t("{email} is removed here. The service account stays authorized.", email=email)
    return t(
        "{email} is removed here. What Google was allowed ends at {link}.",
        email=email,
        link=CONNECTIONS_PAGE,
    )
