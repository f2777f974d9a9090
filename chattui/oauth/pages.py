"""The few static pages of the loopback listener; nothing of a request is in them."""

from __future__ import annotations

import base64
import hashlib
import html
from functools import cache
from importlib import resources

from chattui.words import t


def received_page() -> bytes:
    """The page a browser ends on after Allow."""
    return _page(
        "done",
        t("You can go back to your terminal"),
        t("chattui has received the authorization and is signing you in there."),
        t("This window has nothing more to do and can be closed."),
    )


def denied_page() -> bytes:
    """The page a browser ends on after Cancel."""
    return _page(
        "stop",
        t("Nothing was changed"),
        t("Access was not allowed, so chattui cannot act for you."),
        t("Go back to your terminal to try again or to stop. This window can be closed."),
    )


def already_page() -> bytes:
    """For a redirect that comes a second time, as a reload of the page makes it."""
    return _page(
        "done",
        t("You are already signed in"),
        t("chattui has received this authorization before; once is enough."),
        t("Go back to your terminal. This window can be closed."),
    )


def other_attempt_page() -> bytes:
    """For a redirect that does not belong to the sign-in that is waiting."""
    return _page(
        "stop",
        t("This is not the sign-in that chattui is waiting for"),
        t("The address belongs to an earlier attempt, or is not complete."),
        t("Open the address that your terminal shows now. chattui is still waiting."),
    )


def stranger_page() -> bytes:
    """For another user of a shared machine who opened the short address."""
    return _page(
        "stop",
        t("This sign-in belongs to another user of this machine"),
        t("Only the user who started chattui can open it by its short address."),
        t("If that was you, under another name, open the long address that chattui shows."),
    )


def content_security_policy() -> str:
    """Nothing may load or run but the style that is in the page; no favicon is asked for."""
    digest = base64.b64encode(hashlib.sha256(_style().encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none';"
        " form-action 'none'; frame-ancestors 'none'"
    )


@cache
def _style() -> str:
    return _template().partition("<style>")[2].partition("</style>")[0]


@cache
def _template() -> str:
    return resources.files("chattui.oauth").joinpath("end_page.html").read_text("utf-8")


def _page(kind: str, title: str, happened: str, next_step: str) -> bytes:
    page = _template().replace("{kind}", kind)
    for name, words in (("title", title), ("happened", happened), ("next", next_step)):
        page = page.replace(f"{{{name}}}", html.escape(words))
    return page.encode()
