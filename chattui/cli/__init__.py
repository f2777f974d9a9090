"""The command line: one module per command, nothing heavy imported before it is needed."""

from __future__ import annotations

import sys


def main(argv: list[str] | None = None) -> int:
    """Run one command and give its exit status; ``--version`` before anything is imported."""
    arguments = sys.argv[1:] if argv is None else argv
    if arguments == ["--version"]:
        from chattui import __version__

        sys.stdout.write(f"chattui {__version__}\n")
        return 0
    from chattui.cli.dispatch import run

    return run(arguments)
