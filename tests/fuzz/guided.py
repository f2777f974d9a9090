"""Fuzzing that is guided by coverage, with Atheris; a process of its own, since it never returns.

Run by ``python -m tests.fuzz``: ``python -m tests.fuzz.guided TARGET SECONDS SEED FOLDER``.
"""

from __future__ import annotations

import sys
from importlib import import_module


def main() -> None:
    """Fuzz one target until the time is over or it does not hold."""
    atheris = import_module("atheris")  # has no types

    name, seconds, seed, folder = sys.argv[1:5]
    with atheris.instrument_imports(include=["chattui.clientfile", "chattui.safe_text"]):
        from tests.fuzz.targets import TARGETS
    target = TARGETS[name]
    from tests.fuzz.seeds import SEEDS, WORDS
    from tests.fuzz.store import put_corpus, put_words

    corpus = put_corpus(folder, SEEDS)
    words = put_words(folder, WORDS)
    atheris.Setup(
        [
            "guided",
            f"-max_total_time={seconds}",
            f"-seed={int(seed) or 1}",
            "-max_len=4096",
            "-timeout=10",
            "-print_final_stats=1",
            "-verbosity=0",
            f"-dict={words}",
            f"-artifact_prefix={folder}/{name}-",
            corpus,
        ],
        target,
    )
    atheris.Fuzz()


if __name__ == "__main__":
    main()
