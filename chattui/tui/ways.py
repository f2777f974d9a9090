"""The ways to sign in, in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from textual.content import Content
from textual.style import Style

from chattui.oauth.ways import Offer, Way
from chattui.tui.granted import short_words
from chattui.tui.screens.scan import Scannable
from chattui.tui.text import plain, styled
from chattui.words import t

if TYPE_CHECKING:
    from chattui.clientfile import OAuthClient
    from chattui.context import Context
    from chattui.oauth.signin import SignIn
    from chattui.surroundings import Surroundings


def offers_for(context: Context, client: OAuthClient, scopes: Iterable[str]) -> tuple[Offer, ...]:
    """The ways for this client here, best first, those that cannot work last."""
    from chattui.oauth.ways import offers

    return offers(
        client.kind,
        client.redirect_uris,
        context.surroundings,
        scopes,
        emulator=bool(context.endpoints.emulator),
    )


def working(offers: Sequence[Offer]) -> tuple[Way, ...]:
    """Those that can work, best first."""
    return tuple(offer.way for offer in offers if offer.works)


def way_name(way: Way) -> str:
    """What a way is called in a list."""
    return {
        Way.LOOPBACK: t("A browser that reaches this machine"),
        Way.PASTE: t("The pasted address"),
        Way.DEVICE: t("A device code"),
        Way.DELEGATION: t("A service account"),
    }[way]


def lead(outside: Surroundings) -> str:
    """The first line."""
    if outside.ssh:
        return t("You are on ssh. One of these will do; all wait at once.")
    return t("One of these will do; all wait at the same time.")


def link(url: str) -> Content:
    """An address of ours (the listener's) as a link that a terminal can open."""
    return Content.styled(url, Style(bold=True, underline=True, link=url))


def by_listener(sign_in: SignIn, *, opened: bool) -> Content:
    """The loopback listener, or why there is none."""
    if not sign_in.short_url:
        return plain(" ".join(sign_in.notices))
    address = link(sign_in.short_url)
    if sign_in.ssh_line:
        return Content.assemble(
            plain(t("On your own machine, in a second terminal (Y copies):")),
            "\n  ",
            styled(sign_in.ssh_line, "bold"),
            "\n",
            plain(t("then open there (y copies):")),
            "  ",
            address,
        )
    if opened:
        words = t("A browser was opened. If no page came, open this there (y copies):")
    else:
        words = t("Open this in a browser on this machine (y copies):")
    return Content.assemble(plain(words), "\n  ", address)


def hints(sign_in: SignIn, *, short: bool) -> tuple[str, ...]:
    """What to know about the port and the ssh line; on a short screen only what is special here."""
    if not sign_in.short_url:
        return ()
    every = sign_in.hints
    return (*sign_in.notices, *(every[: min(1, len(every) - 1)] if short else every))


def by_pasting() -> Content:
    """The pasted redirect."""
    return plain(
        t(
            "Open the long address in any browser (l copies, u prints it on one line, o shows a"
            " code to scan). When the browser says that it cannot reach 127.0.0.1, copy what its"
            " address bar holds, and paste it here:"
        )
    )


def once() -> Content:
    """What to know about the field."""
    return plain(t("Paste it only here. It works once, and for a few minutes."))


def others(offers: Sequence[Offer], person: str) -> Content:
    """The ways that have a page of their own, and the emulator's own one where `person` is."""
    parts = []
    if person:
        parts.append(t("v answers as {person}, as this is the emulator", person=person))
    if Way.DEVICE in working(offers):
        parts.append(t("d shows a device code"))
    parts.append(t("k lets a service account act for you"))
    return plain(t("Or: {ways}.", ways=" · ".join(parts)))


def cannot(offers: Sequence[Offer]) -> str:
    """Which ways cannot work here, where somebody might look for them; else empty."""
    # A service account needs no client, so that it is always offered.
    names = [way_name(o.way) for o in offers if not o.works and o.way is not Way.DELEGATION]
    if not names:
        return ""
    return t("Cannot work here: {ways} (w says why).", ways=", ".join(names))


def asks(scopes: tuple[str, ...], *, incremental: bool = False) -> str:
    """What is asked for."""
    if incremental:
        return t("Asks for this, beside what is allowed: {purposes}", purposes=short_words(scopes))
    return t("Asks for: {purposes}", purposes=short_words(scopes))


def to_scan(sign_in: SignIn) -> tuple[Scannable, ...]:
    """The addresses that a camera can be given, the short one first."""
    short = Scannable(
        t("the short address"),
        sign_in.short_url,
        t(
            "The short address, {url}, leads to Google from this machine, and from one that holds"
            " the ssh line. A telephone needs the long address: o.",
            url=sign_in.short_url,
        ),
    )
    long = Scannable(
        t("the long address"),
        sign_in.consent.url,
        t(
            "The long address, for any telephone. It ends on a page that cannot be reached: send"
            " that page's address to yourself, and paste it into the field."
        ),
    )
    return (short, long) if sign_in.short_url else (long,)


def printed(sign_in: SignIn) -> str:
    """The long address on a line of its own, as it is printed outside the full screen."""
    words = t("Open this address in any browser; it is one line:")
    return f"{words}\n\n{sign_in.consent.url}"
