"""The key of an opened sealed file, kept by the Linux kernel for some hours.

A key of type ``user`` in the user keyring (``@u``), which every login of the user shares and
which no disk ever sees; another user cannot read it. The kernel destroys it when its time is
over, at a reboot, or when it is revoked. Called by ctypes, without libkeyutils. Nothing here
raises: where the kernel has no keyrings, or a container refuses them, nothing is kept.
"""

from __future__ import annotations

import contextlib
import errno
import math
import os
import struct
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass

from chattui.words import t

# include/uapi/linux/keyctl.h
_THREAD_KEYRING, _PROCESS_KEYRING, _USER_KEYRING = -1, -2, -4
_GET_ID, _REVOKE, _LINK, _UNLINK, _SEARCH, _READ, _SET_TIMEOUT = 0, 3, 8, 9, 10, 11, 15

_CALLS = {  # add_key and keyctl, by machine and bits of a pointer
    ("x86_64", 64): (248, 250),
    ("x86_64", 32): (286, 288),
    ("i686", 32): (286, 288),
    ("aarch64", 64): (217, 219),
    ("aarch64", 32): (309, 311),
    ("armv7l", 32): (309, 311),
    ("riscv64", 64): (217, 219),
    ("loongarch64", 64): (217, 219),
    ("ppc64le", 64): (269, 271),
    ("s390x", 64): (278, 280),
}

_PAYLOAD = struct.Struct(">B32sQd")
"""Version, the data key, the generation of the file, when its time is over by `_now`."""


@dataclass(frozen=True, slots=True, repr=False)
class Kept:
    """What the kernel keeps of a vault; it has no repr, since one member is the key."""

    data_key: bytes
    generation: int
    """The highest generation of the sealed file that was seen with it."""
    seconds_left: float
    ends: float = 0.0
    """By `_now`."""
    serial: int = 0
    """The kernel's number of it."""


def refusal() -> str:
    """Why the kernel keeps no keys here, as a sentence; empty where it does."""
    try:
        _keyctl(_GET_ID, _USER_KEYRING, 0)
    except OSError as error:
        if error.errno == errno.ENOSYS:
            return t("This system has no kernel keyring.")
        if error.errno in {errno.EPERM, errno.EACCES}:
            return t("The kernel keyring is refused here, as is usual in a container.")
        return t("The kernel keyring cannot be used: {reason}.", reason=error.strerror or "?")
    return ""


def keep(
    vault_id: str, data_key: bytes, generation: int, seconds: float, *, emulator: bool = False
) -> bool:
    """Keep the key of the vault for `seconds`, in place of what was kept; False where refused."""
    with contextlib.suppress(OSError), _possessing():
        _keep(_name(vault_id, emulator), data_key, generation, _now() + seconds)
        return True
    return False


def renew(
    vault_id: str, before: Kept, data_key: bytes, generation: int, *, emulator: bool = False
) -> bool:
    """Keep this in place of `before`, for the time that has left. False where the kernel was made
    to forget `before` in the meantime: what somebody has locked stays locked."""
    name = _name(vault_id, emulator)
    with contextlib.suppress(OSError), _possessing():
        _keyctl(_LINK, before.serial, _PROCESS_KEYRING)  # or it would be gone when it is replaced
        try:
            _keep(name, data_key, generation, before.ends)
            try:
                _read(before.serial)
            except OSError:
                _forget(name)
                raise
        finally:
            _keyctl(_UNLINK, before.serial, _PROCESS_KEYRING)
        return True
    return False


def _keep(name: bytes, data_key: bytes, generation: int, ends: float) -> None:
    payload = _PAYLOAD.pack(1, data_key, generation, ends)
    # Made where it ends with this thread, and linked once it has its time: a process that is
    # killed in between leaves no key without an end.
    serial = _add_key(b"user", name, payload, _THREAD_KEYRING)
    try:
        _keyctl(_SET_TIMEOUT, serial, max(1, math.ceil(ends - _now())))
        _keyctl(_LINK, serial, _USER_KEYRING)
    finally:
        _keyctl(_UNLINK, serial, _THREAD_KEYRING)


def find(vault_id: str, *, emulator: bool = False) -> Kept | None:
    """What is kept of the vault, None where nothing is or its time is over."""
    payload, serial = b"", 0
    with contextlib.suppress(OSError), _possessing():
        serial = _search(_name(vault_id, emulator))
        payload = _read(serial)
    if len(payload) != _PAYLOAD.size or payload[0] != 1:
        return None
    _, data_key, generation, end = _PAYLOAD.unpack(payload)
    left = end - _now()
    if left <= 0:  # the kernel counts by a clock that can be set back
        forget(vault_id, emulator=emulator)
        return None
    return Kept(data_key, generation, left, end, serial)


def forget(vault_id: str, *, emulator: bool = False) -> bool:
    """Destroy what is kept of the vault; False where nothing was."""
    forgotten = False
    with contextlib.suppress(OSError), _possessing():
        while True:  # until there is none: `renew` may have replaced it a moment ago
            _forget(_name(vault_id, emulator))
            forgotten = True
    return forgotten


def _forget(name: bytes) -> None:
    serial = _search(name)
    _keyctl(_REVOKE, serial)  # its content goes now, whoever else holds on to it
    _keyctl(_UNLINK, serial, _USER_KEYRING)


def _name(vault_id: str, emulator: bool) -> bytes:
    return f"{'chattui-emulator' if emulator else 'chattui'}:{vault_id}".encode()


def _now() -> float:
    """Seconds since the machine started, asleep or not: nobody sets this clock."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


@contextlib.contextmanager
def _possessing() -> Iterator[None]:
    """Link the user keyring to this thread: a cron job or a service has none in its session, and
    could see the keys but not read them."""
    _keyctl(_LINK, _USER_KEYRING, _THREAD_KEYRING)
    try:
        yield
    finally:
        _keyctl(_UNLINK, _USER_KEYRING, _THREAD_KEYRING)


def _search(name: bytes) -> int:
    return _keyctl(_SEARCH, _USER_KEYRING, b"user", name, 0)


def _read(serial: int) -> bytes:
    import ctypes

    room = ctypes.create_string_buffer(_PAYLOAD.size + 1)
    length = _keyctl(_READ, serial, ctypes.addressof(room), len(room))
    return room.raw[:length] if length <= len(room) else b""


def _add_key(kind: bytes, name: bytes, payload: bytes, keyring: int) -> int:
    return _syscall(0, kind, name, payload, len(payload), keyring)


def _keyctl(operation: int, *arguments: int | bytes) -> int:
    return _syscall(1, operation, *arguments)


def _syscall(which: int, *arguments: int | bytes) -> int:
    """``add_key`` (0) or ``keyctl`` (1); raises OSError."""
    if sys.platform != "linux":
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))
    import ctypes

    numbers = _CALLS.get((os.uname().machine, ctypes.sizeof(ctypes.c_void_p) * 8))
    if numbers is None:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))
    call = ctypes.CDLL(None, use_errno=True).syscall
    call.restype = ctypes.c_long
    converted = [
        ctypes.c_char_p(value) if isinstance(value, bytes) else ctypes.c_long(value)
        for value in arguments
    ]
    result = int(call(ctypes.c_long(numbers[which]), *converted))
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return result
