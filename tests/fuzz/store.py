"""Where fuzzing keeps what it finds."""

from __future__ import annotations

import hashlib
from pathlib import Path

from tests.fuzz.growing import Crash


def put_corpus(folder: str, seeds: list[bytes]) -> str:
    """Write the seeds for a fuzzer that reads files; gives their folder."""
    place = Path(folder, "corpus")
    place.mkdir(parents=True, exist_ok=True)
    for seed in seeds:
        Path(place, _name(seed)).write_bytes(seed)
    return str(place)


def put_words(folder: str, words: list[bytes]) -> str:
    """Write the words as libFuzzer reads them; gives the file."""
    path = Path(folder, "words.dict")
    lines = ("".join(f"\\x{byte:02x}" for byte in word) for word in words)
    path.write_text("".join(f'"{line}"\n' for line in lines), encoding="ascii")
    return str(path)


def put_crash(folder: Path, crash: Crash) -> Path:
    """Write what a target does not hold for, and beside it the reason; gives the file."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{crash.target}-{_name(crash.data)}"
    path.write_bytes(crash.data)
    path.with_suffix(".txt").write_text(crash.error + "\n", encoding="utf-8")
    return path


def _name(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]
