"""Why an address in a file does not lead to Google, in words.

Imported only where an address is none of those that Google writes into its files.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from chattui.clientfile import values
from chattui.clientfile.lookalikes import in_ascii
from chattui.clientfile.masking import shown_host
from chattui.words import t

HOSTS = frozenset(
    {
        "accounts.google.com",
        "oauth2.googleapis.com",
        "oauth2.mtls.googleapis.com",
        "www.googleapis.com",
    }
)
"""The hosts of Google's authorization and certificates, now and in files of earlier years."""

SHARED_HOST = "www.googleapis.com"
OWN_PATHS = ("/oauth2/", "/robot/")
"""Where on it tokens and certificates are; elsewhere are uploads and storage of anybody's."""

_LONGEST = 2000
_ADDRESS = re.compile(r"(?P<scheme>[a-z][a-z0-9+.-]*)://(?P<rest>[^/?#\\]*)(?P<path>.*)", re.DOTALL)
_PATH = re.compile(r"/[A-Za-z0-9._~%@/-]*")
_NUMBERS = re.compile(r"(?:0x[0-9a-f]+|[0-9]+)(?:\.(?:0x[0-9a-f]+|[0-9]+)){0,3}|\[[0-9a-f:.]*\]?")
_LOOPBACK = re.compile(r"localhost|127(?:\.[0-9]+){3}|\[::1\]|0\.0\.0\.0")
_GOOGLE_IN_PATH = re.compile(r"(?:accounts\.google|googleapis)\.com")
_SWAPPED = str.maketrans("013457", "oleast")


class Foreign(NamedTuple):
    """Why an address is not Google's."""

    words: str
    slip: bool = False
    """Whether it would lead to Google if it were written right, so that nobody else is meant."""


def foreign(address: str) -> Foreign | None:
    """Why `address` does not lead to Google's authorization; None where it does."""
    if not address:
        return Foreign(t("It is empty."), slip=True)
    if len(address) > _LONGEST:
        return Foreign(t("It is longer than any address of Google's."))
    if "://" not in address and values.is_placeholder(address):
        return Foreign(t("It is a placeholder that was never filled in."), slip=True)
    if address.isascii():  # else lower() could turn a look-alike into the letter itself
        address = address.lower()
    match = _ADDRESS.fullmatch(address)
    if match is None:
        return _without_scheme(address)
    host, rest = _host_of(match["rest"]), match["rest"]
    if match["path"].startswith("\\"):
        return Foreign(t("A backslash is in it, and programs differ in which host that leads to."))
    if "@" in rest:
        return Foreign(
            t(
                "What stands before the @ is a disguise: it leads to {host}.",
                host=shown_host(_host_of(rest.rpartition("@")[2])),
            )
        )
    if host not in HOSTS:
        return _elsewhere(host, match["path"])
    if match["scheme"] != "https":
        return _other_scheme(match["scheme"])
    if rest[len(host) :] not in ("", ":", ":443"):
        return Foreign(t("It leads to a port that is not Google's."))
    if host == SHARED_HOST and not match["path"].startswith(OWN_PATHS) and len(match["path"]) > 1:
        return Foreign(t("On this host Google serves what other people put there, too."))
    return _odd_path(match["path"])


def _host_of(rest: str) -> str:
    """The host of what stands between the slashes, without its port."""
    if rest.startswith("["):
        return rest.partition("]")[0] + "]"
    return rest.partition(":")[0]


def _without_scheme(address: str) -> Foreign:
    bare = address.lstrip("/:")
    if any(bare == host or bare.startswith(host + "/") for host in HOSTS):
        return Foreign(t("The https:// in front of it is missing."), slip=True)
    if address.startswith(("https:", "http:")):
        return Foreign(t("Two slashes have to stand behind https, and then the host."), slip=True)
    return Foreign(t("It is no address that begins with https."))


def _other_scheme(scheme: str) -> Foreign:
    if scheme == "http":
        words = t("It is not encrypted: it begins with http in place of https.")
        return Foreign(words, slip=True)
    return Foreign(t("It is no address that begins with https."))


def _odd_path(path: str) -> Foreign | None:
    if _PATH.fullmatch(path) or not path:
        return None
    if path.startswith("/") and "?" in path:
        return Foreign(t("Something is added to it behind a question mark."), slip=True)
    return Foreign(t("Its path has characters of no address."), slip=True)


def _elsewhere(host: str, path: str) -> Foreign:
    """Why a host that is none of Google's authorization was taken for one."""
    shown = shown_host(host)
    if host.removesuffix(".") in HOSTS:
        return Foreign(t("A dot too many stands at the end of its host."), slip=True)
    if not host:
        return Foreign(t("It names no host."), slip=True)
    if _LOOPBACK.fullmatch(host):
        return Foreign(t("It leads to a program on this machine, as the file of an emulator does."))
    if _NUMBERS.fullmatch(host):
        return Foreign(t("It leads to a machine by its number, and Google's have names."))
    if "%" in host:
        return Foreign(t("Its host is written with percent signs, which hide where it leads."))
    if not host.isascii():
        return _in_other_letters(host)
    if host.startswith("xn--") or ".xn--" in host:
        return Foreign(
            t("It leads to {host}, whose name has letters that only look Latin.", host=shown)
        )
    if _GOOGLE_IN_PATH.search(path):
        return Foreign(
            t(
                "It leads to {host}, a mirror that would pass on what is meant for Google.",
                host=shown,
            )
        )
    return _by_name(host, shown)


def _in_other_letters(host: str) -> Foreign:
    odd = values.look_alike(host) or host[0]
    return Foreign(
        t(
            "Its host only looks like {host}: the letter U+{code} in it is of another alphabet.",
            host=shown_host(in_ascii(host)),
            code=f"{ord(odd):04X}",
        )
    )


def _by_name(host: str, shown: str) -> Foreign:
    labels = host.split(".")
    if labels[-2:] in (["google", "com"], ["googleapis", "com"]):
        return Foreign(
            t("It leads to {host}, which is Google's, but is not where it signs in.", host=shown)
        )
    if any(f"{known}." in host for known in HOSTS | {"google.com", "googleapis.com"}):
        return Foreign(
            t("It begins like Google's, but it leads to {host}, which is not.", host=shown)
        )
    readable = host.translate(_SWAPPED).replace("rn", "m").replace("vv", "w")
    if "goog" in readable or "gogle" in readable or "accounts" in readable:
        return Foreign(t("It leads to {host}, which only looks like Google's.", host=shown))
    return Foreign(t("It leads to {host}.", host=shown))


def is_googles(address: str) -> bool:
    """Whether `address` leads to any host of Google's, by https and without a trick."""
    match = _ADDRESS.fullmatch(address.lower())
    if match is None or match["scheme"] != "https":
        return False
    return match["rest"].split(".")[-2:] in (["google", "com"], ["googleapis", "com"])
