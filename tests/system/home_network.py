"""A machine at home: a network namespace of its own, joined to this one by a cable."""

from __future__ import annotations

import os
import subprocess
from typing import Self

from tests.conftest import need

LIMIT_SECONDS = 30.0
SERVER, HOME = "10.98.0.1", "10.98.0.2"


class HomeNetwork:
    """Its loopback is not ours: what reaches our 127.0.0.1 from there came through a tunnel."""

    def __init__(self) -> None:
        need("ip")
        self.name = f"home{os.getpid()}"
        self.cable = f"ct{os.getpid()}"

    def __enter__(self) -> Self:
        self._ip("netns", "add", self.name)
        try:
            peer = f"{self.cable}h"
            self._ip("link", "add", self.cable, "type", "veth", "peer", "name", peer)
            self._ip("link", "set", peer, "netns", self.name)
            self._ip("addr", "add", f"{SERVER}/30", "dev", self.cable)
            self._ip("link", "set", self.cable, "up")
            self._ip("-n", self.name, "link", "set", "lo", "up")
            self._ip("-n", self.name, "addr", "add", f"{HOME}/30", "dev", peer)
            self._ip("-n", self.name, "link", "set", peer, "up")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        # The kernel takes a cable away only when nothing counts on it any more, and a process that
        # waits for that cannot be killed: so nobody waits for it for long.
        for what in (("link", "del", self.cable), ("netns", "del", self.name)):
            ended = subprocess.Popen(
                ["ip", *what],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            ended.wait(LIMIT_SECONDS)

    def inside(self, *command: str) -> list[str]:
        """The command line that runs `command` there."""
        return ["ip", "netns", "exec", self.name, *command]

    def _ip(self, *arguments: str, check: bool = True) -> None:
        subprocess.run(["ip", *arguments], check=check, capture_output=True)
