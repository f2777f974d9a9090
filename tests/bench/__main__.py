"""python -m tests.bench: the figures of the budget, as ratios of what ran beside them."""

from __future__ import annotations

import compileall
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import chattui
from tests.bench import doctor, plans, vault
from tests.bench import spaces as spaces_bench
from tests.bench.signed_in import signed_in_home
from tests.bench.terminal import Terminal

CHATTUI = str(Path(sys.executable).with_name("chattui"))
SMALLEST = str(Path(__file__).with_name("smallest_app.py"))
CLIENT = (
    '{"installed":{"client_id":"123456789012-abcdefghijklmnopqrstuvwxyz012345'
    '.apps.googleusercontent.com","project_id":"bench-123456",'
    '"auth_uri":"https://accounts.google.com/o/oauth2/auth",'
    '"token_uri":"https://oauth2.googleapis.com/token",'
    '"auth_provider_x509_cert_url":"https://www.googleapis.com/oauth2/v1/certs",'
    '"client_secret":"GOCSPX-abcdefghijklmnopqrstuvwxyz01","redirect_uris":["http://localhost"]}}'
)


def medians(rounds: int, measures: Sequence[Callable[[], float]]) -> list[float]:
    """The median of each, taken in turns so that a busy moment hits all alike."""
    taken: list[list[float]] = [[] for _ in measures]
    for _ in range(rounds + 1):
        for values, measure in zip(taken, measures, strict=True):
            values.append(measure())
    return [statistics.median(values[1:]) for values in taken]


def whole_process(*command: str, environ: Mapping[str, str] | None = None) -> Callable[[], float]:
    """Seconds of a whole run, with `environ` besides what is there."""
    full = {**os.environ, **(environ or {})}

    def measure() -> float:
        start = time.perf_counter()
        subprocess.run(
            command,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
            env=full,
        )
        return time.perf_counter() - start

    return measure


def first_paint(
    command: Sequence[str], mark: str, environ: Mapping[str, str]
) -> Callable[[], float]:
    """Seconds until a program on a terminal has drawn `mark`."""

    def measure() -> float:
        with Terminal(command, environ) as terminal:
            return terminal.seconds_until(mark)

    return measure


def report(name: str, figure: float, limit: float, unit: str = "×") -> None:
    """One line."""
    verdict = "ok" if figure <= limit else "OVER"
    sys.stdout.write(f"{name:<64} {figure:6.2f} {unit} of {limit:.2f}  {verdict}\n")
    sys.stdout.flush()


def command_line(folder: Path, rounds: int) -> None:
    """--version and doctor against a bare interpreter and google-auth-oauthlib."""
    client = folder / "client_secret.json"
    client.write_text(CLIENT)
    client.chmod(0o600)
    loading = (
        "from google_auth_oauthlib.flow import Flow;"
        f"Flow.from_client_secrets_file({str(client)!r}, ['openid'])"
    )
    bare, version, examined, google = medians(
        rounds,
        [
            whole_process(sys.executable, "-c", "import json"),
            whole_process(CHATTUI, "--version"),
            whole_process(CHATTUI, "doctor", str(client)),
            whole_process(sys.executable, "-c", loading),
        ],
    )
    report("chattui --version, against python -c 'import json'", version / bare, 1.3)
    report("chattui doctor FILE, against python -c 'import json'", examined / bare, 3.5)
    report(
        "chattui doctor FILE, against loading with google-auth-oauthlib", examined / google, 0.35
    )


def many_and_large(folder: Path, rounds: int) -> None:
    """A thousand files in one call; large files; and whether time grows with the size alone."""
    (folder / "many").mkdir()
    paths = doctor.many_files(folder / "many", CLIENT)
    (many,) = medians(rounds, [whole_process(CHATTUI, "doctor", *paths)])
    report("1,000 files in one call: each on average", many / len(paths) * 1000, 2, "ms")
    slowest, steepest = ("", 0.0), ("", 0.0)
    for name, make in doctor.contents(CLIENT).items():
        path = folder / "large.json"
        path.write_bytes(make(doctor.MIB))
        # The least of several: what else runs on the machine only ever adds.
        small = min(doctor.seconds(make(doctor.MIB // 8)) for _ in range(8))
        large = min(doctor.seconds(make(doctor.MIB)) for _ in range(3))
        (whole,) = medians(rounds, [whole_process(CHATTUI, "doctor", str(path))])
        slowest = max(slowest, (name, whole), key=lambda figure: figure[1])
        # What takes no time has no slope.
        if large > 0.02:
            steepest = max(steepest, (name, large / small / 8), key=lambda figure: figure[1])
    report(f"1 MiB, the slowest content ({slowest[0]})", slowest[1], 2, "s")
    report(f"1 MiB against 8 × 128 KiB, the steepest ({steepest[0]})", steepest[1], 1.3)


def many_accounts(folder: Path, rounds: int) -> None:
    """Opening, saving and reading with a thousand accounts, and listing them in a process."""
    for name, figure, limit, unit in vault.figures(folder):
        report(name, figure, limit, unit)
    listing = [CHATTUI, "accounts", "list", "--format", "csv"]
    homes = [vault.fill(folder / f"listed-{count}", count) for count in (1, 1000)]
    bare, one, many = medians(
        rounds,
        [
            whole_process(sys.executable, "-c", "import json"),
            *(whole_process(*listing, environ=home) for home in homes),
        ],
    )
    report("chattui accounts list of 1, against python -c 'import json'", one / bare, 5)
    report("the same of 1,000, against that of 1", many / one, 1.6)


def app(folder: Path, rounds: int) -> None:
    """First paint, bytes and memory against the smallest Textual app."""
    environ = {**os.environ, "CHATTUI_HOME": str(folder / "empty")}
    with signed_in_home(folder / "home", spaces=40) as home:
        smallest, empty, spaces = medians(
            rounds,
            [
                first_paint([sys.executable, SMALLEST], "Space 00000", environ),
                first_paint([CHATTUI], "Set up", environ),
                first_paint([CHATTUI], "Space 00000", {**os.environ, **home}),
            ],
        )
        report(
            "chattui to its first paint, against the smallest Textual app", empty / smallest, 1.15
        )
        report("chattui to its spaces, against the smallest Textual app", spaces / smallest, 1.6)
        with Terminal([CHATTUI], {**os.environ, **home}) as terminal:
            terminal.seconds_until("Space 00000")
            terminal.read(1.0)
            report("kB from start to settled", len(terminal.written) / 1000, 40)
            report("bytes a second of a resting screen", len(terminal.read(3.0)) / 3, 0)
            mine = terminal.memory_kib()
        with Terminal([sys.executable, SMALLEST], environ) as terminal:
            terminal.seconds_until("Space 00000")
            terminal.read(1.0)
            report("memory at home with 40 spaces", mine / terminal.memory_kib(), 1.6)
    for name, figure, limit, unit in spaces_bench.figures(folder / "lists", [CHATTUI]):
        report(name, figure, limit, unit)


def bulk(folder: Path) -> None:
    """Plans: requests, rate and time; some eight minutes at Google's real quota."""
    for name, figure, limit, unit in plans.figures(folder):
        report(name, figure, limit, unit)


def main() -> None:
    """Everything; the arguments are the number of rounds, and ``plans`` for those alone."""
    # An editable install is not compiled, as an installed package is.
    compileall.compile_dir(Path(chattui.__file__).parent, quiet=1)
    rounds = int(sys.argv[1]) if sys.argv[1:] and sys.argv[1].isdecimal() else 10
    with tempfile.TemporaryDirectory() as folder:
        if "plans" in sys.argv:
            bulk(Path(folder))
            return
        command_line(Path(folder), rounds)
        many_and_large(Path(folder), max(1, rounds // 3))
        many_accounts(Path(folder), rounds)
        app(Path(folder), rounds)
        bulk(Path(folder))


if __name__ == "__main__":
    main()
