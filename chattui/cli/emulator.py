"""chattui emulator: a local Google, until it is interrupted."""

from __future__ import annotations

import argparse
import json
import os
import signal
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from chattui.cli import output
from chattui.cli.options import Parser, number
from chattui.problem import Exit, Problem, ProblemError
from chattui.safe_text import safe_text
from chattui.words import t

if TYPE_CHECKING:
    from chattui.context import Context


def add_arguments(parser: Parser) -> None:
    """Declare the options."""
    parser.add_argument(
        "--port", type=number(0, 65535), default=0, help=t("0 picks a free one (default)")
    )
    parser.add_argument(
        "--client-file", metavar="PATH", default="", help=t("write a client file here")
    )
    parser.add_argument(
        "--key-file", metavar="PATH", default="", help=t("write a service account's key here")
    )
    parser.add_argument(
        "--auto-consent",
        type=_address,
        metavar="EMAIL",
        help=t("answer every consent request at once as this person"),
    )
    count = number(0, 1_000_000)
    parser.add_argument("--people", type=count, default=0, metavar="N", help=t("more people"))
    parser.add_argument("--spaces", type=count, default=0, metavar="N", help=t("more spaces"))
    parser.add_argument(
        "--conversations",
        type=count,
        default=0,
        metavar="N",
        help=t("more group chats and direct messages"),
    )
    parser.add_argument(
        "--latency-ms", type=count, default=0, metavar="N", help=t("delay every answer")
    )


def _address(text: str) -> str:
    from chattui.chat.addresses import why_not_address

    reason = why_not_address(text)
    if reason:
        raise argparse.ArgumentTypeError(reason)
    return text


def _write(name: str, text: str) -> str:
    path = Path(name).expanduser().absolute()
    write_client_file(path, text)
    return str(path)


def write_client_file(path: Path, text: str) -> None:
    """Write a client or key file that only its owner reads."""
    try:
        # O_NONBLOCK: opening a FIFO that nobody reads would wait for ever.
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_NONBLOCK
        handle = os.open(path, flags, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise ProblemError(
            Problem(
                "emulator.client_file",
                t("The file could not be written to {path}.", path=safe_text(str(path))),
                safe_text(error.strerror or ""),
                t("Name a file in a folder that you may write to."),
                exit=Exit.USAGE,
            )
        ) from None


def run(args: argparse.Namespace, context: Context) -> int:
    """Serve until SIGINT or SIGTERM."""
    stop = threading.Event()
    status = [int(Exit.DONE)]

    def on_signal(number: int, frame: object) -> None:
        status[0] = int(Exit.INTERRUPTED) if number == signal.SIGINT else int(Exit.DONE)
        stop.set()

    for caught in (signal.SIGINT, signal.SIGTERM):
        signal.signal(caught, on_signal)
    from chattui.emulator import Emulator

    emulator = Emulator(
        port=args.port,
        auto_consent=args.auto_consent or "",
        people=args.people,
        spaces=args.spaces,
        conversations=args.conversations,
        latency_ms=args.latency_ms,
    )
    with emulator:
        ready = {"base_url": emulator.base_url, "client_file": ""}
        if args.client_file:
            ready["client_file"] = _write(args.client_file, emulator.client_file(google=True))
        if args.key_file:
            ready["key_file"] = _write(args.key_file, emulator.key_file(google=True))
        output.write_line(json.dumps(ready))
        output.flush()
        output.say(t("Serving on {address}. Ctrl-C stops.", address=emulator.base_url))
        stop.wait()
    return status[0]
