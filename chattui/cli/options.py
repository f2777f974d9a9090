"""What the commands share in their options: the parser, its help, and the kinds of values."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NoReturn

from chattui.problem import Exit, Problem, ProblemError
from chattui.words import t

if TYPE_CHECKING:
    # argparse's own name for what `add_subparsers` gives.
    from argparse import _SubParsersAction as Parts

    from chattui.context import Context

_SHARED = ("--emulator", "--passphrase-file", "--account", "--log")


class Parser(argparse.ArgumentParser):
    """argparse with our way of telling wrong usage, and examples at the end of the help."""

    def __init__(
        self, *, listing: Sequence[str] = (), examples: Sequence[str] = (), **settings: Any
    ) -> None:
        super().__init__(
            epilog="\n".join([*listing, t("Examples:"), *(f"  {line}" for line in examples)]),
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
            **settings,
        )
        self.is_part = False
        """Whether it is a sub-command's: what it does not know is then no other's either."""
        self._logs = False
        self._intermixed = False
        self._halves = False

    def intermix(self) -> None:
        """Let the words of a list stand before, between and after the options."""
        self._intermixed = True

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """As argparse, which by itself ends a list of words at the first option, and lets the
        parser above a sub-command's tell what that one does not know."""
        known, left = self._parsed(args, namespace)
        if left and self.is_part and not self._halves:
            self.error(t("unrecognized arguments: {arguments}", arguments=" ".join(left)))
        return known, left

    def _parsed(self, args: Any, namespace: Any) -> Any:
        if not self._intermixed or self._halves:
            return super().parse_known_args(args, namespace)
        self._halves = True  # what follows calls `parse_known_args` again, for options and words
        try:
            return self.parse_known_intermixed_args(args, namespace)
        finally:
            self._halves = False

    def offer_log(self) -> None:
        """Take ``--log``, as every command does; harmless where it is taken already."""
        if not self._logs:
            self._logs = True
            self.add_argument(
                "--log",
                metavar="FILE",
                default=argparse.SUPPRESS,
                help=t("append a log without secrets and names, for a report of a bug"),
            )

    def error(self, message: str) -> NoReturn:
        """Wrong usage: what is wrong, and how to see what is right."""
        from chattui.safe_text import safe_text

        raise ProblemError(
            Problem(
                "cli.usage",
                safe_text(message),
                remedy=t("`{program} --help` shows what it takes.", program=self.prog),
                exit=Exit.USAGE,
            )
        )


def add_part(
    parts: Parts[Parser], name: str, summary: str, *examples: str, account: bool = False
) -> Parser:
    """A sub-command such as ``accounts list``, with the options that all of them take."""
    parser = parts.add_parser(name, help=summary, description=summary, examples=examples)
    parser.is_part = True
    add_shared_options(parser, account=account)
    return parser


def add_shared_options(parser: Parser, *, account: bool = False) -> None:
    """The options that every command which meets Google or the vault takes.

    They have no default, so that what stands before the command is not overwritten.
    """
    parser.add_argument(
        "--emulator",
        metavar="127.0.0.1:PORT",
        default=argparse.SUPPRESS,
        help=t("use an emulator, not Google"),
    )
    parser.add_argument(
        "--passphrase-file",
        metavar="PATH",
        default=argparse.SUPPRESS,
        help=t("a file whose first line opens the sealed file"),
    )
    parser.offer_log()
    if account:
        parser.add_argument(
            "--account",
            metavar="ACCOUNT",
            default=argparse.SUPPRESS,
            help=t("act as this account, by its address or its name"),
        )


def leading(arguments: list[str]) -> tuple[argparse.Namespace, list[str]]:
    """Shared options may stand before the command: (those, the rest)."""
    taken = 0
    while taken < len(arguments) and arguments[taken].partition("=")[0] in _SHARED:
        taken += 1 if "=" in arguments[taken] else 2
    parser = Parser(prog="chattui")
    add_shared_options(parser, account=True)
    return parser.parse_args(arguments[:taken]), arguments[taken:]


def add_space(parser: Parser) -> None:
    """The space that the command is about."""
    parser.add_argument("space", metavar="SPACE", help=t("spaces/ID, or the ID"))


def add_format(parser: argparse.ArgumentParser, *, csv: bool = False) -> None:
    """The option ``--format``, and ``--columns`` where csv is offered."""
    choices = ("text", "json", "csv") if csv else ("text", "json")
    parser.add_argument("--format", choices=choices, default="text", help=t("how to print"))
    if csv:
        parser.add_argument(
            "--columns", metavar="A,B,…", default="", help=t("which columns, and in which order")
        )


def add_caution(parser: argparse.ArgumentParser) -> None:
    """``--dry-run`` and ``--yes``, of whatever changes something."""
    parser.add_argument("--dry-run", action="store_true", help=t("only say what would happen"))
    parser.add_argument("--yes", action="store_true", help=t("do not ask"))


def run_part(prefix: str, args: argparse.Namespace, context: Context) -> int:
    """Run the sub-command `args.part` by its own module, which alone is imported.

    Raises ProblemError where ``--admin`` was given to one that has no use for it.
    """
    import asyncio
    import importlib

    from chattui.cli.admin import check_admin

    check_admin(args)
    module = importlib.import_module(f"chattui.cli.{prefix}_{args.part.replace('-', '_')}")
    return int(asyncio.run(module.run(args, context)))


def number(lowest: int, highest: int) -> Callable[[str], int]:
    """A type for argparse: a whole number in these bounds."""

    def read(text: str) -> int:
        plain = text.isascii() and text.isdecimal() and len(text) <= 9
        if plain and lowest <= int(text) <= highest:
            return int(text)
        raise argparse.ArgumentTypeError(
            t(
                "a whole number from {lowest} to {highest} is wanted",
                lowest=format(lowest, ","),
                highest=format(highest, ","),
            )
        )

    return read
