"""The ways in: which of them can work for a client and its surroundings, and which to try first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from chattui.oauth.device_scopes import not_for_devices
from chattui.oauth.places import loopback_port
from chattui.oauth.scopes import short_name
from chattui.safe_text import safe_text
from chattui.words import t

if TYPE_CHECKING:
    from chattui.surroundings import Surroundings


class Way(StrEnum):
    """How Google's answer comes back."""

    LOOPBACK = "loopback"
    PASTE = "paste"
    DEVICE = "device"
    DELEGATION = "delegation"


@dataclass(frozen=True, slots=True)
class Offer:
    """A way, whether it can work here, and in one sentence why."""

    way: Way
    works: bool
    words: str


def offers(
    kind: str,
    redirect_uris: tuple[str, ...],
    surroundings: Surroundings,
    scopes: Iterable[str],
    *,
    emulator: bool = False,
    port: int = 0,
) -> tuple[Offer, ...]:
    """All the ways, best first, those that cannot work last. Asks nothing outside its arguments.

    `kind` is ``installed``, ``web`` or ``service_account``; `port` is one that was asked for.
    """
    if kind == "service_account":
        return _for_a_key()
    place = _place(surroundings, port)
    why_not = _why_no_answer(kind, redirect_uris, port)
    back = [
        Offer(Way.LOOPBACK, not why_not, why_not or _back(place, port)),
        Offer(Way.PASTE, not why_not, why_not or _pasted(place)),
    ]
    if place in _PASTE_FIRST:
        back.reverse()
    delegation = Offer(
        Way.DELEGATION, False, t("Delegation needs a service-account key, not an OAuth client.")
    )
    return _working_first(*back, _device(kind, scopes, emulator), delegation)


def choose(
    kind: str,
    redirect_uris: tuple[str, ...],
    surroundings: Surroundings,
    scopes: Iterable[str],
    *,
    emulator: bool = False,
    port: int = 0,
) -> Offer:
    """What ``auto`` tries first: the best of the `offers`; it cannot work where none can."""
    made = offers(kind, redirect_uris, surroundings, scopes, emulator=emulator, port=port)
    return made[0]


class _Place(StrEnum):
    """What the surroundings mean for a browser and its way back."""

    DESKTOP = "desktop"
    MULTIPLEXED = "multiplexed"
    BY_HAND = "by hand"
    VSCODE = "vscode"
    TUNNEL = "tunnel"
    SSH = "ssh"
    CONTAINER = "container"
    CONSOLE = "console"


_PASTE_FIRST = frozenset({_Place.SSH, _Place.CONTAINER, _Place.CONSOLE})


def _place(around: Surroundings, port: int) -> _Place:
    if around.vscode and (around.ssh or around.container):
        return _Place.VSCODE
    if around.ssh:
        return _Place.TUNNEL if port else _Place.SSH
    if around.browser:
        return _Place.MULTIPLEXED if around.tmux or around.screen else _Place.DESKTOP
    if around.container:
        return _Place.CONTAINER
    return _Place.BY_HAND if around.display else _Place.CONSOLE


def _back(place: _Place, port: int) -> str:
    """Why the listener fits, or what it needs."""
    words = {
        _Place.DESKTOP: t(
            "A browser can open on this machine, so the answer comes back by itself."
        ),
        _Place.MULTIPLEXED: t(
            "A browser can open on this machine, and the answer comes back by itself; if you look"
            " at tmux or screen from elsewhere, paste the address instead."
        ),
        _Place.BY_HAND: t(
            "This machine has a display, so the answer comes back by itself from a browser that"
            " you open on it."
        ),
        _Place.VSCODE: t(
            "VS Code can forward the port to your own machine, and then the answer comes back by"
            " itself."
        ),
        _Place.TUNNEL: t(
            "Port {port} was named, so the answer comes back by itself through a tunnel (ssh -L)"
            " to it.",
            port=port,
        ),
        _Place.SSH: t(
            "Over ssh the answer comes back by itself once a tunnel (ssh -L) brings the port to"
            " your own machine."
        ),
        _Place.CONTAINER: t(
            "In a container the answer comes back by itself only from a browser that shares the"
            " container's network."
        ),
        _Place.CONSOLE: t(
            "Without a display here, the answer comes back by itself only through a tunnel to this"
            " machine, or from a browser in the terminal."
        ),
    }
    return words[place]


def _pasted(place: _Place) -> str:
    """Why pasting fits."""
    words = {
        _Place.SSH: t(
            "Over ssh your browser cannot reach this machine by itself, so the address that it"
            " ends on is pasted here."
        ),
        _Place.CONTAINER: t(
            "A browser outside this container cannot reach it, so the address that it ends on is"
            " pasted here."
        ),
        _Place.CONSOLE: t(
            "No browser can open here, so one on another machine does, and the address that it"
            " ends on is pasted here."
        ),
    }
    otherwise = t("Any browser anywhere will do: the address that it ends on is pasted here.")
    return words.get(place, otherwise)


def _why_no_answer(kind: str, redirect_uris: tuple[str, ...], port: int) -> str:
    """Why no redirect to this machine is allowed; empty where one is."""
    if kind != "web":
        return ""  # any port and path (RFC 8252 section 7.3)
    ports = [at for uri in redirect_uris if (at := loopback_port(uri))]
    if not ports:
        return t("None of the redirect addresses of this web client leads to this machine.")
    if port and port not in ports:
        return t("This web client has no redirect address on port {port}.", port=port)
    return ""


def _device(kind: str, scopes: Iterable[str], emulator: bool) -> Offer:
    if kind == "web":
        words = t("Google gives device codes to no web client.")
        return Offer(Way.DEVICE, False, words)
    outside = not_for_devices(scopes)
    if outside and not emulator:
        names = safe_text(", ".join(short_name(scope) for scope in outside), limit=200)
        words = t("Google gives device codes for no scope of this kind: {scopes}.", scopes=names)
        return Offer(Way.DEVICE, False, words)
    if outside:
        words = t("On the emulator a device code can be had for these scopes, where it is set so.")
        return Offer(Way.DEVICE, True, words)
    words = t(
        "A device code is typed in on any other device, if the client is of the type TVs and"
        " Limited Input devices, which its file does not tell."
    )
    return Offer(Way.DEVICE, True, words)


def _for_a_key() -> tuple[Offer, ...]:
    acts = t(
        "A service-account key acts for a person by domain-wide delegation, and needs no browser."
    )
    no_page = t("A service-account key has no consent page, so nobody signs in with it.")
    return (
        Offer(Way.DELEGATION, True, acts),
        *(Offer(way, False, no_page) for way in (Way.LOOPBACK, Way.PASTE, Way.DEVICE)),
    )


def _working_first(*made: Offer) -> tuple[Offer, ...]:
    return tuple(sorted(made, key=lambda offer: not offer.works))
