"""CS502: who can read the file."""

from __future__ import annotations

from collections.abc import Iterator

from chattui.clientfile.model import Document, Kind, Severity
from chattui.clientfile.rules.registry import Mark, rule
from chattui.words import t

_NO_SECRET = frozenset({Kind.EMPTY, Kind.HTML, Kind.NOT_JSON, Kind.OTHER_JSON})


@rule("CS502", Severity.WARNING)
def readable_by_others(document: Document) -> Iterator[Mark]:
    """Other users of this machine may read the file.

    It holds a secret. `chmod 600 FILE` leaves it to its owner alone; better still, import it into
    chattui's vault and delete it.
    """
    custody = document.custody
    if custody is not None and custody.mode & 0o077 and document.kind not in _NO_SECRET:
        yield Mark(
            t(
                "Other users of this machine may read or change the file: its mode is {mode}.",
                mode=f"{custody.mode & 0o777:04o}",
            ),
            t("Run chmod 600 on it, or import it into the vault and delete it."),
            fixable=True,
        )
