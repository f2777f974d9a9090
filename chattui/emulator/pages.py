"""The HTML pages of the emulated accounts.google.com: consent and errors.

Plain HTML without script or outside resource. The Content-Security-Policy names the redirect's
own origin in form-action, because Chromium applies it to the redirect that answers the form.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from html import escape
from urllib.parse import urlsplit

from chattui.emulator.devices import DeviceRequest
from chattui.emulator.directory import Person
from chattui.emulator.errors import PageError
from chattui.emulator.grants import AuthRequest
from chattui.emulator.scopes import IDENTITY, WORDS
from chattui.safe_text import safe_text
from chattui.words import t

ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">'
    '<circle cx="8" cy="8" r="7" fill="#0b57d0"/>'
    '<path d="M4 5h8v5H8l-2 2v-2H4z" fill="#fff"/></svg>'
)

_STYLE = """
:root{color-scheme:light dark;--ink:#1f1f1f;--soft:#5f6368;--line:#c4c7c5;--paper:#fff;
--back:#f0f4f9;--blue:#0b57d0;--on-blue:#fff;--warn:#fff4ce;--warn-ink:#4d3800}
@media(prefers-color-scheme:dark){:root{--ink:#e3e3e3;--soft:#a8abad;--line:#444746;--paper:#131314;
--back:#1b1b1d;--blue:#a8c7fa;--on-blue:#062e6f;--warn:#4d3800;--warn-ink:#ffefc8}}
*{box-sizing:border-box}
body{margin:0;background:var(--back);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
.banner{background:var(--warn);color:var(--warn-ink);padding:.6rem 1rem;text-align:center}
main{max-width:40rem;margin:2rem auto;padding:2rem;background:var(--paper);border-radius:1.5rem}
h1{font-size:1.5rem;font-weight:500;margin:0 0 .5rem}
p{margin:.25rem 0 1rem;color:var(--soft)}
fieldset{border:1px solid var(--line);border-radius:.75rem;margin:0 0 1.25rem;padding:.5rem 1rem}
legend{padding:0 .4rem;font-weight:500}
label{display:flex;gap:.75rem;align-items:flex-start;padding:.45rem 0;cursor:pointer}
input{margin:.3rem 0 0;accent-color:var(--blue);flex:none;width:1.05rem;height:1.05rem}
input[type=text]{width:100%;height:auto;padding:.6rem .8rem;font:1.5rem/1.4 ui-monospace,monospace;
letter-spacing:.1em;border:1px solid var(--line);border-radius:.5rem}
small{display:block;color:var(--soft);overflow-wrap:anywhere}
.buttons{display:flex;flex-direction:row-reverse;gap:.75rem}
button{font:inherit;font-weight:500;padding:.55rem 1.6rem;border-radius:2rem;cursor:pointer;
border:1px solid var(--line);background:transparent;color:var(--blue)}
#allow{background:var(--blue);border-color:var(--blue);color:var(--on-blue)}
:focus-visible{outline:3px solid var(--blue);outline-offset:2px}
code{overflow-wrap:anywhere}
"""
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()


def security_headers(redirect_uri: str = "") -> dict[str, str]:
    """The headers of every page; a form may lead to `redirect_uri` and to nothing else outside."""
    target = ""
    if redirect_uri:
        parts = urlsplit(redirect_uri)
        target = f" {parts.scheme}://{parts.netloc}"
    policy = (
        "default-src 'none'; img-src 'self'; base-uri 'none'; frame-ancestors 'none';"
        f" style-src 'sha256-{_STYLE_HASH}'; form-action 'self'{target}"
    )
    return {
        "content-security-policy": policy,
        "cache-control": "no-cache, no-store, max-age=0, must-revalidate",
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
    }


def _page(title: str, content: str) -> str:
    banner = t("This is the chattui emulator on this machine, not Google.")
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(title)}</title>"
        '<link rel="icon" href="/favicon.ico" type="image/svg+xml">'
        f"<style>{_STYLE}</style></head><body>"
        f'<div class="banner" role="note">{escape(banner)}</div>'
        f"<main>{content}</main></body></html>"
    )


def consent_page(
    request: AuthRequest | DeviceRequest,
    request_id: str,
    people: Iterable[Person],
    chosen: str,
    action: str = "/signin/oauth/consent",
) -> str:
    """The consent page: which account, which scopes, Allow or Cancel."""
    title = t("Sign in to chattui emulator")
    heading = t("An app wants access to your Google Account")
    client = t("Client: {client_id}", client_id=request.client.id)
    accounts = "".join(_account(person, checked=person.email == chosen) for person in people)
    boxes = "".join(_scope(scope) for scope in request.scopes)
    which, what = t("Choose an account"), t("Select what the app can access")
    content = (
        f"<h1>{escape(heading)}</h1><p><small>{escape(client)}</small></p>"
        f'<form method="post" action="{action}">'
        f'<input type="hidden" name="request" value="{escape(request_id)}">'
        f"<fieldset><legend>{escape(which)}</legend>{accounts}</fieldset>"
        f"<fieldset><legend>{escape(what)}</legend>{boxes}</fieldset>"
        # Allow comes first in the form, because Enter presses a form's first button.
        '<div class="buttons">'
        f'<button type="submit" id="allow" name="action" value="allow">{escape(t("Allow"))}'
        "</button>"
        f'<button type="submit" id="cancel" name="action" value="cancel">{escape(t("Cancel"))}'
        "</button></div></form>"
    )
    return _page(title, content)


def _account(person: Person, *, checked: bool) -> str:
    mark = " checked" if checked else ""
    return (
        f'<label><input type="radio" name="account" value="{escape(person.email)}"{mark} required>'
        f"<span>{escape(person.name)}<small>{escape(person.email)}</small></span></label>"
    )


def _scope(scope: str) -> str:
    # A disabled box is not sent with the form; identity scopes are granted with any consent.
    fixed = " disabled" if scope in IDENTITY else ""
    return (
        f'<label><input type="checkbox" name="scope" value="{escape(scope)}" checked{fixed}>'
        f"<span>{escape(WORDS[scope])}<small>{escape(scope)}</small></span></label>"
    )


def code_page(*, wrong: bool = False) -> str:
    """Where a person types the code that a device shows."""
    title = t("Connect a device")
    ask = t("Enter the code that is shown on your device.")
    if wrong:
        ask = t("That code is not known here, or its time is over. Check it and try again.")
    content = (
        f"<h1>{escape(title)}</h1>"
        '<form method="post" action="/device">'
        f'<p><label for="code">{escape(ask)}</label></p>'
        '<p><input type="text" id="code" name="user_code" required autofocus maxlength="15"'
        ' autocomplete="off" autocapitalize="characters" spellcheck="false"></p>'
        f'<div class="buttons"><button type="submit" id="allow">{escape(t("Continue"))}</button>'
        "</div></form>"
    )
    return _page(title, content)


def device_end_page(*, allowed: bool) -> str:
    """What the person sees last; the device finds out by itself."""
    title = t("Device connected") if allowed else t("Device not connected")
    words = (
        t("You can go back to your device now.")
        if allowed
        else t("Nothing was allowed. You can close this page.")
    )
    return _page(title, f"<h1>{escape(title)}</h1><p>{escape(words)}</p>")


def error_page(error: PageError) -> str:
    """Google's error page: ``Error 400: redirect_uri_mismatch`` and the text for the person."""
    words = safe_text(error.text)  # it may be read with curl, in a terminal
    blocked = words.startswith("Access blocked")
    heading = words if blocked else t("This request is not accepted")
    text = "" if blocked else f"<p>{escape(words)}</p>"
    line = f"Error {error.code}: {error.error}"
    return _page(
        line, f'<h1>{escape(heading)}</h1>{text}<p><code id="error">{escape(line)}</code></p>'
    )
