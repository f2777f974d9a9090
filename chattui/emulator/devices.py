"""The device flow (RFC 8628) as Google speaks it: the codes, the endpoint and the polling.

What differs from the RFC: ``verification_url``, 428 for a pending authorization, 403 for a hurried
one and for a refusal, ``error_code`` where too many codes are asked for, and a closed list of
scopes.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from chattui.emulator import invented
from chattui.emulator.clients import Client
from chattui.emulator.directory import Person
from chattui.emulator.errors import Json, OAuthError, PageError
from chattui.emulator.policy import check_person
from chattui.emulator.scopes import IDENTITY, WORDS, full, in_token_order, normal

if TYPE_CHECKING:
    from chattui.emulator.world import World

GRANT_TYPES: Final = {
    "urn:ietf:params:oauth:grant-type:device_code": "device_code",
    "http://oauth.net/grant_type/device/1.0": "code",
}
"""The grant types of polling, today's and the one of old clients, each with its parameter."""

WRONG_TYPE: Final = (
    "Only clients of type 'TVs and Limited Input devices' can use the OAuth 2.0 flow for TV and"
    " Limited-Input Device Applications. Please create and use an appropriate client."
)
WRONG_TYPE_PAGE: Final = (
    "https://developers.google.com/identity/protocols/oauth2/limited-input-device#creatingcred"
)
_LETTERS = "BCDFGHJKLMNPQRSTVWXZ"
"""RFC 8628 section 6.1: no vowels, so that no words come out."""
_HURRY = 0.25
"""Seconds by which a poll may be early: the network does not carry each one equally fast."""
SLOWER: Final = 5
"""Seconds that every slow_down adds for good (RFC 8628 section 3.5)."""


@dataclass(slots=True, eq=False)
class DeviceRequest:
    """A device code, and what the person at the page made of it."""

    client: Client
    scopes: tuple[str, ...]
    device_code: str
    user_code: str
    ends: float
    interval: float
    polled: float = 0.0
    person: Person | None = None
    granted: tuple[str, ...] = ()
    refusal: OAuthError | None = None
    spent: bool = False

    @property
    def decided(self) -> bool:
        """Whether somebody has answered."""
        return self.person is not None or self.refusal is not None


class Devices:
    """The device codes that were given out."""

    def __init__(self) -> None:
        self._by_code: dict[str, DeviceRequest] = {}
        self.confirming: dict[str, DeviceRequest] = {}
        """The codes that somebody has typed, by the hidden field of the page that asks on."""

    def add(self, request: DeviceRequest) -> None:
        """Keep a new code."""
        self._by_code[request.device_code] = request

    def find(self, device_code: str) -> DeviceRequest | None:
        """What a device polls for."""
        return self._by_code.get(device_code)

    def typed(self, user_code: str, now: float) -> DeviceRequest | None:
        """The undecided code that a person typed, exactly but for white space around it."""
        wanted = user_code.strip()
        for request in self._by_code.values():
            waits = not request.decided and request.ends > now
            if waits and secrets.compare_digest(request.user_code.encode(), wanted.encode()):
                return request
        return None

    def since(self, client: Client, moment: float, lifetime: float) -> int:
        """How many codes `client` was given after `moment`."""
        mine = (r for r in self._by_code.values() if r.client is client)
        return sum(r.ends - lifetime > moment for r in mine)


def new_code(world: World, form: dict[str, str]) -> Json:
    """The answer of ``/device/code``; raises `OAuthError`."""
    client = world.clients.known(form.get("client_id", ""))
    check_type(world, client)
    scopes = _scopes(world, form.get("scope", ""))
    settings, now = world.settings, world.clock.now()
    allowed = max(1, int(invented.DEVICE_CODES_A_MINUTE * settings.quota_scale))
    if world.devices.since(client, now - 60, settings.device_lifetime) >= allowed:
        raise OAuthError(403, "", more={"error_code": "rate_limit_exceeded"})
    letters = "".join(secrets.choice(_LETTERS) for _ in range(8))
    request = DeviceRequest(
        client=client,
        scopes=scopes,
        device_code="4/4-" + secrets.token_urlsafe(32),
        user_code=f"{letters[:4]}-{letters[4:]}",
        ends=now + settings.device_lifetime,
        interval=settings.device_interval,
    )
    world.devices.add(request)
    return {
        "device_code": request.device_code,
        "user_code": request.user_code,
        "expires_in": settings.device_lifetime,
        "interval": settings.device_interval,
        "verification_url": f"{world.base_url}/device",
    }


def check_type(world: World, client: Client) -> None:
    """Refuse a client of a type that the device flow is not for."""
    if client.kind not in world.settings.device_client_types:
        raise OAuthError(401, "invalid_client", WRONG_TYPE, {"error_uri": WRONG_TYPE_PAGE})


def _scopes(world: World, text: str) -> tuple[str, ...]:
    scopes = tuple(dict.fromkeys(normal(scope) for scope in text.split()))
    if not scopes:
        raise OAuthError(
            400, "invalid_request", invented.MISSING_TOKEN_PARAMETER.format(name="scope")
        )
    allowed = {full(name) for name in world.settings.device_scopes} & WORDS.keys()
    if bad := [scope for scope in scopes if scope not in allowed]:
        text = f"Invalid device flow scope: {invented.SCOPES_BETWEEN.join(bad)}"
        raise OAuthError(400, "invalid_scope", text)
    return scopes


def decide(world: World, request: DeviceRequest, person: Person, chosen: list[str]) -> None:
    """Grant what `person` chose; raises `PageError` where a policy forbids it, and keeps that."""
    try:
        check_person(world.settings, person, request.scopes)
    except PageError as error:
        request.refusal = OAuthError(error.code, error.error, error.text)
        raise
    ticked = {full(scope) for scope in chosen} | IDENTITY
    request.person = person
    request.granted = in_token_order(scope for scope in request.scopes if scope in ticked)
    world.grants.record(person, request.client.project, request.granted)


def refuse(request: DeviceRequest) -> None:
    """The person said no."""
    request.refusal = OAuthError(403, "access_denied", "Forbidden")


def poll(world: World, client: Client, device_code: str) -> DeviceRequest:
    """The request that somebody granted; raises `OAuthError` for every other state."""
    check_type(world, client)
    request, now = world.devices.find(device_code), world.clock.now()
    if request is None or request.client is not client or request.spent:
        raise OAuthError(400, "invalid_grant", "Bad Request")
    if request.ends <= now:
        raise OAuthError(400, invented.EXPIRED_DEVICE_CODE, "Bad Request")
    hurried = request.polled and now - request.polled < request.interval - _HURRY
    request.polled = now
    if hurried:
        request.interval += SLOWER
        raise OAuthError(403, "slow_down", "Forbidden")
    if not request.decided:
        _decide_at_once(world, request)
    if request.refusal is not None:
        request.spent = True
        raise request.refusal
    if request.person is None:
        raise OAuthError(428, "authorization_pending", "Precondition Required")
    request.spent = True
    return request


def _decide_at_once(world: World, request: DeviceRequest) -> None:
    person = world.auto_person()
    if person is None:
        return
    if world.settings.refuse_consent:
        refuse(request)
        return
    grant = world.settings.grant
    try:
        decide(world, request, person, list(request.scopes if grant is None else grant))
    except PageError:
        return  # kept in the request, which the caller looks at
