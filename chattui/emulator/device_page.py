"""``/device``: where a person types the code that a device shows, and consents."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from chattui.emulator import devices, invented
from chattui.emulator.errors import PageError
from chattui.emulator.messages import Answer, Incoming, html
from chattui.emulator.pages import code_page, consent_page, device_end_page, security_headers

if TYPE_CHECKING:
    from chattui.emulator.world import World


def show(world: World, incoming: Incoming) -> Answer:
    """The page that asks for the code."""
    return html(200, code_page(), security_headers())


def answer(world: World, incoming: Incoming) -> Answer:
    """What follows a typed code, which is consent, and what follows consent."""
    form = parse_qs(incoming.body.decode("utf-8", "replace"))
    if "request" in form:
        return _decided(world, form)
    request = world.devices.typed(form.get("user_code", [""])[0], world.clock.now())
    if request is None:
        return html(200, code_page(wrong=True), security_headers())
    request_id = secrets.token_urlsafe(24)
    world.devices.confirming[request_id] = request
    people = world.directory.accounts()
    page = consent_page(request, request_id, people, people[0].email, action="/device")
    return html(200, page, security_headers())


def _decided(world: World, form: dict[str, list[str]]) -> Answer:
    request = world.devices.confirming.pop(form["request"][0], None)
    if request is None or request.decided or request.ends <= world.clock.now():
        raise PageError(400, "invalid_request", invented.STALE_CONSENT)
    if form.get("action") != ["allow"]:
        devices.refuse(request)
        return html(200, device_end_page(allowed=False), security_headers())
    person = world.directory.by_email(form.get("account", [""])[0])
    if person is None:
        raise PageError(400, "invalid_request", invented.MISSING_PARAMETER.format(name="account"))
    devices.decide(world, request, person, form.get("scope", []))
    return html(200, device_end_page(allowed=True), security_headers())
