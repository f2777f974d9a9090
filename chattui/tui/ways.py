"""The ways to sign in, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.style import Style

from chattui.tui.granted import short_words
from chattui.tui.text import plain, styled
from chattui.words import t

if TYPE_CHECKING:
    from chattui.oauth.signin import SignIn
    from chattui.surroundings import Surroundings


def lead(outside: Surroundings) -> str:
    """The first line."""
    if outside.ssh:
        return t("You are on ssh. One of these will do; all wait at once.")
    return t("One of these will do; all wait at the same time.")


def link(url: str) -> Content:
    """An address of ours (the listener's) as a link that a terminal can open."""
    return Content.styled(url, Style(bold=True, underline=True, link=url))


def first(sign_in: SignIn, outside: Surroundings, *, opened: bool) -> Content:
    """The loopback listener."""
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


def second() -> Content:
    """The pasted redirect."""
    return plain(
        t(
            "Or open the long address in any browser (l copies, u prints it on one line). When"
            " the browser says that it cannot reach 127.0.0.1, copy what its address bar holds,"
            " and paste it here:"
        )
    )


def once() -> Content:
    """What to know about the field."""
    return plain(t("Paste it only here. It works once, and for a few minutes."))


def rehearsal(person: str) -> Content:
    """The emulator's own way."""
    return plain(t("Or, as this is the emulator: v answers as {person}.", person=person))


def asks(scopes: tuple[str, ...]) -> Content:
    """What is asked for."""
    return plain(t("Asks for: {purposes}", purposes=short_words(scopes)))


def printed(sign_in: SignIn) -> str:
    """The long address on a line of its own, as it is printed outside the full screen."""
    words = t("Open this address in any browser; it is one line:")
    return f"{words}\n\n{sign_in.consent.url}"
