"""Killing a program at every system call by which it changes something on disk or in a keyring.

The program is a function, run in a fork of a process that has imported everything, under ptrace:
the same that `strace -e inject=CALL:signal=KILL:when=N` does, but counted over all threads
together, since a keyring is called on threads of their own, and without a new interpreter for
every point. The kill comes at the entry of a call, so that the call itself does not happen.
"""

from __future__ import annotations

import ctypes
import os
import platform
import signal
import struct
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass

_TRACEME, _CONT_SYSCALL, _SET_OPTIONS, _SYSCALL_INFO = 0, 24, 0x4200, 0x420E
_SYSGOOD, _FORK, _VFORK, _CLONE, _EXEC, _EXITKILL = 1, 2, 4, 8, 16, 1 << 20
_ALL_THREADS = 0x40000000  # __WALL
_STOP_OF_A_CALL = signal.SIGTRAP | 0x80
_ENTRY = 1
_KEYCTL_CHANGES = {3, 8, 9, 15}  # revoke, link, unlink, set a time limit
_CHANGING_METHODS = (b"CreateItem", b"Delete", b"SetSecret", b"CreateCollection", b"Unlock")
"""What a Secret Service is asked to do; other messages to the bus only look."""
_CREATES = os.O_CREAT | os.O_TRUNC

SUPPORTED = platform.machine() == "x86_64" and sys.platform == "linux"

CALLS = {
    2: "open",
    257: "openat",
    85: "creat",
    1: "write",
    18: "pwrite64",
    20: "writev",
    44: "sendto",
    46: "sendmsg",
    73: "flock",
    74: "fsync",
    75: "fdatasync",
    76: "truncate",
    77: "ftruncate",
    82: "rename",
    264: "renameat",
    316: "renameat2",
    83: "mkdir",
    258: "mkdirat",
    84: "rmdir",
    86: "link",
    265: "linkat",
    87: "unlink",
    263: "unlinkat",
    88: "symlink",
    266: "symlinkat",
    90: "chmod",
    91: "fchmod",
    268: "fchmodat",
    280: "utimensat",
    285: "fallocate",
    326: "copy_file_range",
    248: "add_key",
    250: "keyctl",
}
"""The calls of x86-64 that change what outlives a process."""


class _Info(ctypes.Structure):
    _fields_ = (
        ("op", ctypes.c_uint8),
        ("pad", ctypes.c_uint8 * 3),
        ("arch", ctypes.c_uint32),
        ("instruction", ctypes.c_uint64),
        ("stack", ctypes.c_uint64),
        ("number", ctypes.c_uint64),
        ("arguments", ctypes.c_uint64 * 6),
    )


@dataclass(frozen=True, slots=True)
class Run:
    """What came of a traced program."""

    calls: tuple[str, ...]
    """The calls that change something, in their order; the last one did not happen if killed."""
    status: int
    """Its exit status, or minus the signal that ended it."""


def run_traced(program: Callable[[], object], kill_at: int = 0) -> Run:
    """Run `program` in a fork; SIGKILL at the entry of the call `kill_at`, counted from 1."""
    child = os.fork()
    if not child:
        _be_traced(program)
    return _Tracer(child, kill_at).follow()


def run_forked(program: Callable[[], object]) -> int:
    """Run `program` in a fork, untraced; its exit status."""
    child = os.fork()
    if not child:
        _end_with(program)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _be_traced(program: Callable[[], object]) -> None:
    if _ptrace(_TRACEME, 0) != 0:
        os._exit(99)
    os.kill(os.getpid(), signal.SIGSTOP)
    _end_with(program)


def _end_with(program: Callable[[], object]) -> None:
    status = 1
    try:
        program()
        status = 0
    except BaseException:
        traceback.print_exc()
        sys.stderr.flush()
    finally:
        os._exit(status)


class _Tracer:
    def __init__(self, child: int, kill_at: int) -> None:
        self.child = child
        self.kill_at = kill_at
        self.calls: list[str] = []

    def follow(self) -> Run:
        os.waitpid(self.child, _ALL_THREADS)
        options = _SYSGOOD | _FORK | _VFORK | _CLONE | _EXEC | _EXITKILL
        assert _ptrace(_SET_OPTIONS, self.child, 0, options) == 0
        _ptrace(_CONT_SYSCALL, self.child)
        while True:
            process, status = os.waitpid(-1, _ALL_THREADS)
            if os.WIFEXITED(status) or os.WIFSIGNALED(status):
                if process == self.child:
                    return Run(tuple(self.calls), os.waitstatus_to_exitcode(status))
                continue
            deliver = 0
            if os.WSTOPSIG(status) == _STOP_OF_A_CALL:
                self._call(process)
            elif not status >> 16 and os.WSTOPSIG(status) != signal.SIGSTOP:
                deliver = os.WSTOPSIG(status)  # a signal of its own; SIGSTOP is a new thread's
            _ptrace(_CONT_SYSCALL, process, 0, deliver)

    def _call(self, process: int) -> None:
        info = _Info()
        _ptrace(_SYSCALL_INFO, process, ctypes.sizeof(info), ctypes.addressof(info))
        if info.op != _ENTRY or not self._changes(process, info):
            return
        self.calls.append(CALLS[info.number])
        if len(self.calls) == self.kill_at:
            os.kill(self.child, signal.SIGKILL)

    def _changes(self, process: int, info: _Info) -> bool:
        name = CALLS.get(info.number)
        if name in {"open", "openat"}:
            return bool(info.arguments[1 if name == "open" else 2] & _CREATES)
        if name in {"sendto", "sendmsg"}:
            return any(method in self._sent(process, info) for method in _CHANGING_METHODS)
        if name == "keyctl":
            return info.arguments[0] in _KEYCTL_CHANGES and not _ends_with_its_thread(info)
        if name in {"write", "writev", "pwrite64"}:
            target = os.readlink(f"/proc/{process}/fd/{info.arguments[0]}")
            return target.startswith(("socket:", "/dev/shm/")) or (
                target.startswith("/") and not target.startswith(("/dev/", "/proc/"))
            )
        return name is not None

    def _sent(self, process: int, info: _Info) -> bytes:
        """What is about to be sent."""
        _, start, size = info.arguments[:3]
        with open(f"/proc/{process}/mem", "rb", buffering=0) as memory:

            def at(address: int, count: int) -> bytes:
                memory.seek(address)
                return memory.read(count)

            if CALLS[info.number] == "sendto":
                return at(start, size)
            _, _, vectors, count = struct.unpack("QQQQ", at(start, 32))
            pairs = [struct.unpack("QQ", at(vectors + 16 * i, 16)) for i in range(count)]
            return b"".join(at(base, length) for base, length in pairs)


def _ends_with_its_thread(info: _Info) -> bool:
    """Whether something is linked to the keyring of a thread, or taken out of it."""
    linked = info.arguments[0] in {8, 9}
    return linked and ctypes.c_int32(info.arguments[2]).value == -1


_libc = ctypes.CDLL(None, use_errno=True)
_libc.ptrace.argtypes = (ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p)
_libc.ptrace.restype = ctypes.c_long


def _ptrace(request: int, process: int, address: int = 0, data: int = 0) -> int:
    return int(_libc.ptrace(request, process, address, data))
