"""A fuzzer of our own: files grown from seeds by many small edits, from one seed of chance."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.fuzz.seeds import SEEDS, WORDS

LARGEST = 20_000


@dataclass
class Crash:
    """Bytes of which a target does not hold, as small as they could be made."""

    target: str
    data: bytes
    error: str


@dataclass
class Outcome:
    """How much was tried, and what did not hold."""

    count: int = 0
    crashes: list[Crash] = field(default_factory=list)


def grow(
    targets: dict[str, Callable[[bytes], None]], seconds: float, seed: int, most: int = 5
) -> Outcome:
    """Try files made from `seed` on every target for `seconds`; stops after `most` crashes."""
    chance = random.Random(seed)
    outcome = Outcome()
    end = time.monotonic() + seconds
    while time.monotonic() < end and len(outcome.crashes) < most:
        data = mutated(chance)
        for name, target in targets.items():
            outcome.count += 1
            error = failure(target, data)
            if error is not None:
                small = smallest(target, data, error)
                outcome.crashes.append(Crash(name, small, error))
    return outcome


def failure(target: Callable[[bytes], None], data: bytes) -> str | None:
    """The name of what a target raises, and where; None where it holds."""
    try:
        target(data)
    except Exception as error:
        frame = error.__traceback__
        while frame is not None and frame.tb_next is not None:
            frame = frame.tb_next
        place = f"{frame.tb_frame.f_code.co_name}:{frame.tb_lineno}" if frame else ""
        words = str(error).partition("\n")[0] if isinstance(error, AssertionError) else ""
        return f"{type(error).__name__} in {place} {words[:80]}".strip()
    return None


def mutated(chance: random.Random) -> bytes:
    """A seed with a few edits."""
    data = chance.choice(SEEDS)
    for _ in range(1 + int(chance.expovariate(0.4))):
        data = _edited(data, chance)
    return data[:LARGEST]


def _edited(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data) + 1)
    end = min(len(data), start + int(2 ** chance.uniform(0, 8)))
    stretch = data[start:end]
    at = chance.randrange(len(data) + 1)
    match chance.randrange(8):
        case 0:
            return data[:start] + data[end:]
        case 1:
            return data[:end] + stretch + data[end:]
        case 2:
            return data[:at] + stretch + data[at:]
        case 3:
            other = chance.choice(SEEDS)
            cut = chance.randrange(len(other) + 1)
            return data[:start] + other[cut : cut + len(stretch)] + data[end:]
        case 4:
            return data[:start] + bytes([chance.randrange(256)]) + data[start + 1 :]
        case 5:
            return data[:start]
        case 6:
            old = chance.choice(WORDS[:20])
            return data.replace(old, chance.choice(WORDS), chance.choice((1, 2, -1)))
        case _:
            return data[:start] + chance.choice(WORDS) + data[start + chance.randrange(2) :]


def smallest(target: Callable[[bytes], None], data: bytes, error: str, tries: int = 2000) -> bytes:
    """`data` with as much left out as leaves the same error."""
    size = len(data)
    while size:
        at = 0
        while at < len(data) and tries > 0:
            tries -= 1
            less = data[:at] + data[at + size :]
            if failure(target, less) == error:
                data = less
            else:
                at += size
        size //= 2
    return data
