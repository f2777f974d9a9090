"""What a credential file is, what is wrong with it, and how to mend it.

`diagnose_bytes`, `diagnose_file` and `diagnose_text` give a `Diagnosis`; `text_report`,
`json_report` and `masked_lines` show it. What only `OAuthClient` needs loads nothing else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from chattui.clientfile.client import OAuthClient, client_from_json, client_to_json

if TYPE_CHECKING:
    from chattui.clientfile.diagnosis import diagnose_bytes, diagnose_text
    from chattui.clientfile.model import Diagnosis, Finding, Kind, Severity, UsableFor
    from chattui.clientfile.reading import diagnose_file
    from chattui.clientfile.report import (
        json_report,
        kind_in_words,
        marked_lines,
        masked_lines,
        text_report,
    )
    from chattui.clientfile.rules import explain

_PLACES = {
    "Diagnosis": "model",
    "Finding": "model",
    "Kind": "model",
    "Severity": "model",
    "UsableFor": "model",
    "diagnose_bytes": "diagnosis",
    "diagnose_file": "reading",
    "diagnose_text": "diagnosis",
    "explain": "rules",
    "json_report": "report",
    "kind_in_words": "report",
    "marked_lines": "report",
    "masked_lines": "report",
    "text_report": "report",
}

__all__ = [
    "Diagnosis",
    "Finding",
    "Kind",
    "OAuthClient",
    "Severity",
    "UsableFor",
    "client_from_json",
    "client_to_json",
    "diagnose_bytes",
    "diagnose_file",
    "diagnose_text",
    "explain",
    "json_report",
    "kind_in_words",
    "marked_lines",
    "masked_lines",
    "text_report",
]


def __getattr__(name: str) -> object:
    place = _PLACES.get(name)
    if place is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{place}"), name)
