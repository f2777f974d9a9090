"""What kinds of file systems are mounted here (``proc(5)``, mountinfo)."""

from __future__ import annotations

import os

from chattui.clientfile.bounded import read_some

MOUNTS = "/proc/self/mountinfo"
_LIMIT = 1 << 20

OF_THE_KERNEL = frozenset(
    """
    autofs binfmt_misc bpf cgroup cgroup2 configfs debugfs devpts devtmpfs efivarfs fusectl
    hugetlbfs mqueue nsfs proc pstore rpc_pipefs securityfs selinuxfs sysfs tracefs
    """.split()  # noqa: SIM905
)
"""Where the kernel shows its own state."""

WITHOUT_MODES = frozenset("cifs exfat fuseblk msdos ntfs prl_fs smb3 vboxsf vfat".split())  # noqa: SIM905
"""Where every file shows the same mode, and `chmod` changes nothing."""


def devices_of(kinds: frozenset[str]) -> frozenset[int]:
    """The devices of the mounted file systems of these kinds."""
    found = set()
    for line in read_some(MOUNTS, _LIMIT).decode("utf-8", "replace").splitlines():
        mount, _, kind = line.partition(" - ")
        if kind.partition(" ")[0] in kinds:
            major, _, minor = mount.split()[2].partition(":")
            found.add(os.makedev(int(major), int(minor)))
    return frozenset(found)
