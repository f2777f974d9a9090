"""The clients of well-known programs, which are in those programs for everybody to read."""

from __future__ import annotations

_OWNERS = {
    "764086051850": "gcloud",
    "32555940559": "gcloud",
    "202264815644": "rclone",
    "407408718192": "Google's OAuth Playground",
    "1072944905499": "clasp",
    "563584335869": "the Firebase CLI",
    "681255809395": "the Gemini CLI",
    "517222506229": "Earth Engine",
    "406964657835": "Thunderbird",
    "44438659992": "GNOME",
    "367116221053": "gdrive",
}
"""Whose client it is, by the number of the project."""


def owner_of(client_id: str) -> str:
    """The name of the program that a client belongs to; empty where it is none that is known."""
    return _OWNERS.get(client_id.partition(".")[0].partition("-")[0], "")
