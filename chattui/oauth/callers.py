"""Which user of this machine has called the loopback listener.

Everybody on a shared machine can connect to 127.0.0.1, and the short address leads to a consent
page whose address holds the state. PKCE protects the exchange: whoever reads that address cannot
use a code of ours, having no verifier. They could answer in the person's place, though: with a
refusal, or by consenting themselves, so that the person would work in somebody else's account. So
the short address is answered only to those who could be the person: to the user that chattui runs
as, to the one who logged in (before ``sudo`` or ``su``), and to root, as which some SSH servers
forward ports and who could read our memory anyway. They may load it as often as they like.

Linux tells the owner of the other end of a connection on loopback in ``/proc/net/tcp`` (proc(5)),
and in ``/proc/net/tcp6`` where a program reached us as ``::ffff:127.0.0.1``. Where it cannot be
told, the caller is answered: on other systems, with a hardened ``/proc``, and inside a user
namespace for users from outside it, who all are one number there (a browser on the host of a
container that shares its network is one of these).
"""

from __future__ import annotations

import ipaddress
import os
import sys
from collections.abc import Mapping
from pathlib import Path

PROC = Path("/proc")
TRIES = 3
"""How often the tables are read: a row can be missed while others come and go."""

_NO_LOGIN = 2**32 - 1
"""The login user where none is known: processes of the system, machines without auditing."""
_WHOLE_RANGE = ["0", "0", "4294967295"]
"""The map of a process that is in no user namespace of its own (user_namespaces(7))."""


def may_be_the_person(peer: tuple[str, int], port: int) -> bool:
    """Whether the caller at `peer` of our `port` can be the one who signs in. Blocking, briefly."""
    owner = owner_of(peer, port)
    return owner is None or owner in trusted(os.environ)


def owner_of(peer: tuple[str, int], port: int) -> int | None:
    """The user id of the socket at `peer` that is connected to our `port`; None where not told."""
    if sys.platform != "linux":
        return None
    ends = _ends(peer, port)
    for _ in range(TRIES):
        for table in ("tcp", "tcp6"):
            found = _search(PROC / "net" / table, ends)
            if found is not None:
                return None if found in _strangers() else found
    return None


def trusted(environ: Mapping[str, str]) -> frozenset[int]:
    """The user ids that the person may have: ours, root's, and those of the login before."""
    ours = {0, os.getuid(), os.geteuid()} if hasattr(os, "getuid") else {0}
    sudo = environ.get("SUDO_UID", "")
    if sudo.isdecimal() and len(sudo) <= 10:
        ours.add(int(sudo))
    login = _read(PROC / "self" / "loginuid").strip()
    if login.isdecimal() and int(login) != _NO_LOGIN:
        ours.add(int(login))
    return frozenset(ours)


def _ends(peer: tuple[str, int], port: int) -> frozenset[tuple[str, str]]:
    """What the row of the caller's own socket begins with: its end, and ours, in each spelling."""
    address = ipaddress.ip_address(peer[0])
    ours = ipaddress.ip_address("127.0.0.1" if address.version == 4 else "::1")
    pairs = [(address.packed, ours.packed)]
    if address.version == 4:
        mapped = bytes(10) + b"\xff\xff"
        pairs.append((mapped + address.packed, mapped + ours.packed))
    return frozenset((_shown(one, peer[1]), _shown(two, port)) for one, two in pairs)


def _shown(packed: bytes, port: int) -> str:
    """An address as the kernel prints it: words of 32 bits, each in the machine's byte order."""
    words = (packed[i : i + 4] for i in range(0, len(packed), 4))
    text = "".join(f"{int.from_bytes(word, sys.byteorder):08X}" for word in words)
    return f"{text}:{port:04X}"


def _search(table: Path, ends: frozenset[tuple[str, str]]) -> int | None:
    """The uid in the row of these ends; one whose socket is closed already belongs to nobody."""
    for line in _read(table).splitlines():
        fields = line.split(None, 10)
        if len(fields) > 9 and (fields[1], fields[2]) in ends and fields[9] != "0":
            return int(fields[7])
    return None


def _strangers() -> frozenset[int]:
    """The number that stands for every user outside our user namespace, where we are in one."""
    whole = _read(PROC / "self" / "uid_map").split() == _WHOLE_RANGE
    overflow = _read(PROC / "sys" / "kernel" / "overflowuid").strip()
    return frozenset() if whole or not overflow.isdecimal() else frozenset({int(overflow)})


def _read(path: Path) -> str:
    try:
        return path.read_text("ascii", "replace")
    except OSError:
        return ""
