"""The control routes under ``/_emulator/``, for tests and demos. They are not recorded.

- ``GET requests[?method=ID]``: what was asked, oldest first; ``shown_as`` is whom Chat names for
  a change, ``admin`` that administrator access was used, ``fault_kind`` a random fault.
- ``POST faults``: one plan, ``{"faults": [PLAN, ...]}``, ``{"random": {"seed", "chance", "kinds",
  "methods", "times", "retry_after", "retry_after_as"}}``, or ``{"clear": true}``; see `faults` and
  `random_faults`.
- ``POST clock``: ``{"advance_seconds": NUMBER}``.
- ``GET`` and ``POST settings``: see `Settings`.
- ``POST invitations``: ``{"space": "spaces/ID", "email": ADDRESS, "answer": "accept"}``, or
  ``"decline"``.
- ``GET state[?space=spaces/ID]``: people, and every space that is not as ``--spaces N`` made it
  (or the one, whatever it is), with members, their roles and states, and messages.
- ``GET events``, ``GET sheets``, ``GET mails``: what stands in people's calendars (with
  ``notified``, who got a mail about it), in spreadsheets (a formula is ``{"formula": TEXT}``), and
  what was sent with Gmail.
- ``POST revoke``, ``POST reset``, ``GET client_file``, ``GET service_account_key``.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from chattui.emulator.assertions import key_file
from chattui.emulator.clients import client_file
from chattui.emulator.clock import rfc3339
from chattui.emulator.errors import Json
from chattui.emulator.faults import FaultError, read_fault
from chattui.emulator.messages import Answer, Incoming, plain_json
from chattui.emulator.methods import METHODS
from chattui.emulator.oauth import ROUTES
from chattui.emulator.random_faults import read_random
from chattui.emulator.settings import CLIENT_TYPES, SettingError
from chattui.emulator.space_model import INVITED, JOINED, NOT_A_MEMBER, Space

if TYPE_CHECKING:
    from chattui.emulator.world import World


_API_METHODS = tuple(m.id for m in METHODS)
_METHODS = tuple(dict.fromkeys(["*", *_API_METHODS, *(r[2] for r in ROUTES), "unknown"]))


class ControlError(ValueError):
    """A control request that does not fit; its text is for the person who sent it."""


def handle(world: World, incoming: Incoming, verb: str) -> Answer:
    """The answer to a control route, 404 and 400 included."""
    route = _ROUTES.get((verb, incoming.path.removeprefix("/_emulator/")))
    if route is None:
        known = ", ".join(f"{verb} /_emulator/{name}" for verb, name in _ROUTES)
        return plain_json(404, {"error": f"There is no such control route. There are: {known}."})
    try:
        return route(world, incoming)
    except (ControlError, FaultError, SettingError) as error:
        return plain_json(400, {"error": str(error)})


def _object(incoming: Incoming) -> dict[str, Any]:
    try:
        value = json.loads(incoming.body or b"{}")
    except (ValueError, RecursionError):
        raise ControlError("The body is not JSON.") from None
    if not isinstance(value, dict):
        raise ControlError("The body is not a JSON object.")
    return value


def _requests(world: World, incoming: Incoming) -> Answer:
    wanted = incoming.params.get("method")
    entries = [e for e in world.requests if wanted is None or e["method"] == wanted]
    return plain_json(200, {"requests": entries})


def _faults(world: World, incoming: Incoming) -> Answer:
    body = _object(incoming)
    if body.pop("clear", False) is True:
        world.faults.clear()
        if not body:
            return plain_json(200, {"waiting": 0})
    plans = body.get("faults", [body])
    if not isinstance(plans, list) or not all(isinstance(plan, dict) for plan in plans):
        raise ControlError("The member 'faults' takes a list of fault plans.")
    by_chance = [read_random(p["random"], _API_METHODS) for p in plans if p.keys() == {"random"}]
    faults = [read_fault(plan, _METHODS) for plan in plans if plan.keys() != {"random"}]
    for plan in by_chance:
        world.faults.add_random(plan)
    for fault in faults:
        world.faults.add(fault)
    return plain_json(200, {"waiting": world.faults.waiting()})


def _clock(world: World, incoming: Incoming) -> Answer:
    body = _object(incoming)
    seconds = body.get("advance_seconds", 0)
    is_number = isinstance(seconds, (int, float)) and not isinstance(seconds, bool)
    if body.keys() - {"advance_seconds"} or not is_number or not math.isfinite(seconds):
        raise ControlError('The clock takes {"advance_seconds": NUMBER}.')
    if abs(seconds) > 100 * 365 * 86400:
        raise ControlError("The clock moves by a hundred years at most.")
    world.clock.advance(seconds)
    return plain_json(200, {"now": rfc3339(world.clock.now())})


def _settings(world: World, incoming: Incoming) -> Answer:
    world.settings.apply(_object(incoming))
    world.clock.skew = world.settings.clock_skew_seconds
    return plain_json(200, {"settings": world.settings.as_json()})


def _show_settings(world: World, incoming: Incoming) -> Answer:
    return plain_json(200, {"settings": world.settings.as_json()})


def _reset(world: World, incoming: Incoming) -> Answer:
    world.reset()
    return plain_json(200, {})


def _revoke(world: World, incoming: Incoming) -> Answer:
    email = _object(incoming).get("email")
    person = world.directory.by_email(email) if isinstance(email, str) else None
    if person is None:
        raise ControlError('Revoking takes {"email": ADDRESS} of somebody in the directory.')
    return plain_json(200, {"revoked": world.grants.revoke_person(person)})


def _client_file(world: World, incoming: Incoming) -> Answer:
    kind = incoming.params.get("kind", "installed")
    if kind not in CLIENT_TYPES:
        raise ControlError(f"The parameter 'kind' takes {' or '.join(map(repr, CLIENT_TYPES))}.")
    base = "" if incoming.params.get("google") == "true" else world.base_url
    text = client_file(base, world.settings, kind=kind)
    return Answer(200, text.encode(), {"content-type": "application/json; charset=utf-8"})


def _key_file(world: World, incoming: Incoming) -> Answer:
    base = "" if incoming.params.get("google") == "true" else world.base_url
    text = key_file(base, world.service_key)
    return Answer(200, text.encode(), {"content-type": "application/json; charset=utf-8"})


def _invitations(world: World, incoming: Incoming) -> Answer:
    body = _object(incoming)
    name, email, reply = body.get("space"), body.get("email"), body.get("answer")
    known = isinstance(name, str) and isinstance(email, str) and reply in {"accept", "decline"}
    person = world.directory.by_email(email) if known and isinstance(email, str) else None
    space = world.store.get(str(name).removeprefix("spaces/"), to_change=True)
    member = space.members.get(person.id) if space and person else None
    if space is None or member is None or member.state != INVITED:
        raise ControlError(
            'An invitation takes {"space": "spaces/ID", "email": ADDRESS, "answer": "accept" or'
            ' "decline"} of somebody who is invited.'
        )
    world.store.version += 1
    member.state = JOINED if reply == "accept" else NOT_A_MEMBER
    if reply == "decline":
        del space.members[member.id]
    return plain_json(200, {"membership": world.store.member_json(space, member)})


def _space_state(world: World, space: Space) -> Json:
    store = world.store
    return store.space_json(space) | {
        "members": [store.member_json(space, m) for m in space.members.values()],
        "messages": [message["text"] for message in space.messages],
    }


def _state(world: World, incoming: Incoming) -> Answer:
    store = world.store
    if wanted := incoming.params.get("space"):
        space = store.get(wanted.removeprefix("spaces/"))
        return plain_json(200, {"spaces": [_space_state(world, space)] if space else []})
    spaces = [_space_state(world, space) for space in store.kept()]
    state: Json = {
        "now": rfc3339(world.clock.now()),
        "people": [asdict(person) for person in world.directory.accounts(0)],
        "more_people": world.directory.bulk,
        "spaces": spaces,
        "more_spaces": store.bulk.count,
        "more_conversations": store.bulk.total - store.bulk.count,
        "clients": world.clients.ids(),
        "issued": world.grants.counts(),
        "faults_waiting": world.faults.waiting(),
    }
    return plain_json(200, state)


def _events(world: World, incoming: Incoming) -> Answer:
    events = [
        {
            "calendar": event.organizer.email,
            "event": event.as_json(event.organizer),
            "send_updates": event.send_updates,
            "notified": list(event.notified),
        }
        for event in world.calendars.events
    ]
    return plain_json(200, {"events": events})


def _sheets(world: World, incoming: Incoming) -> Answer:
    return plain_json(200, {"sheets": world.spreadsheets.as_json()})


def _mails(world: World, incoming: Incoming) -> Answer:
    return plain_json(200, {"mails": [mail.as_json() for mail in world.mailbox.sent]})


_ROUTES: dict[tuple[str, str], Callable[[World, Incoming], Answer]] = {
    ("GET", "requests"): _requests,
    ("POST", "faults"): _faults,
    ("POST", "clock"): _clock,
    ("GET", "settings"): _show_settings,
    ("POST", "settings"): _settings,
    ("POST", "reset"): _reset,
    ("POST", "revoke"): _revoke,
    ("GET", "client_file"): _client_file,
    ("GET", "service_account_key"): _key_file,
    ("POST", "invitations"): _invitations,
    ("GET", "state"): _state,
    ("GET", "events"): _events,
    ("GET", "sheets"): _sheets,
    ("GET", "mails"): _mails,
}
