"""Which findings may be mended, kept apart so that a file without such costs next to nothing."""

from __future__ import annotations

from chattui.clientfile.model import Diagnosis, Document

MODE = "CS502"
MENDABLE = frozenset(
    {
        *("CS001", "CS002", "CS003", "CS007", "CS008", "CS009"),
        *("CS011", "CS012", "CS013", "CS014", "CS015", "CS016", "CS018", "CS019", "CS021"),
        *("CS023", "CS025", "CS029", "CS031", "CS032", "CS033", "CS034", "CS035"),
        *("CS101", "CS103", "CS105", "CS106", "CS208", "CS213", "CS214", MODE),
    }
)
"""The codes of the findings that a mending may do away with; whether it does, `mend` tells."""


def is_other_text(document: Document) -> bool:
    """Whether a file by its name is a text of its own, such as an .env, with JSON within it.

    Then what stands around the JSON is for another program, and stays.
    """
    name = real_name(document).lower()
    return name not in ("", "-") and not name.endswith(".json")


def real_name(document: Document) -> str:
    """The path of the file, or of what the symbolic link leads to that was named."""
    custody = document.custody
    return custody.link if custody is not None and custody.link else document.path


def mendable_codes(diagnosis: Diagnosis) -> frozenset[str]:
    """Those of its findings."""
    return MENDABLE.intersection(finding.code for finding in diagnosis.findings)


def is_narrowed(diagnosis: Diagnosis) -> bool:
    """Whether the permission bits change: others can get at the file, and that can be changed."""
    custody = diagnosis.document.custody
    others = any(finding.code == MODE for finding in diagnosis.findings)
    return others and custody is not None and custody.settable
