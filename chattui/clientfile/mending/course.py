"""The course of a mending: one step after the other, each proven before it counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from chattui.clientfile.diagnosis import examine
from chattui.clientfile.mendable import MODE, is_narrowed, is_other_text, mendable_codes, real_name
from chattui.clientfile.mending import Change, Mending, content
from chattui.clientfile.mending.edits import Step, shape_of
from chattui.clientfile.mending.naming import beside_archive, beside_text
from chattui.clientfile.mending.rebuild import rebuilt
from chattui.clientfile.mending.syntax import BETWEEN, mend_syntax
from chattui.clientfile.mending.unpacked import MARK, plain_bytes
from chattui.clientfile.mending.words import change_of
from chattui.clientfile.model import Diagnosis, Document, Finding, Kind, Severity

LARGEST = 1 << 17
"""Characters from which on a text is not mended: a client file has 500, a key 2,400."""

ROUNDS = 4
NARROW = 0o600
"""The permission bits that may stay: reading and writing by the owner."""

_NOT_OURS = frozenset(
    {
        *(Kind.API_KEY, Kind.BINARY, Kind.EMPTY, Kind.FIREBASE_IOS_PLIST, Kind.HTML),
        *(Kind.IOS_PLIST, Kind.NOT_JSON, Kind.OTHER_JSON),
    }
)
"""Kinds whose content stays: other JSON may be for a program that allows comments and commas."""

_TAKEN_OUT = frozenset({"stray_text", "string"})
"""The changes after which something that stood around the JSON is gone."""

STEPS: tuple[Callable[[Document], Step | None], ...] = (
    content.unlist,
    content.wrap,
    content.lower_case,
    content.drop_foreign,
    content.drop_repeated,
    content.tidy_fields,
)


class _Course:
    """Where a mending has come to."""

    def __init__(self, diagnosis: Diagnosis, drop: bool) -> None:
        self.now = diagnosis
        self.changes: list[str] = []
        self.dropped: list[str] = []
        self.steps = [step for step in STEPS if drop or step is not content.drop_foreign]

    def run(self) -> None:
        """Take every step that can be proven, until there is none."""
        for _ in range(ROUNDS):
            before = self.now
            self._unpack()
            self._take(mend_syntax)
            for step in self.steps:
                if BETWEEN.isdisjoint(self.now.document.faults):
                    self._take(step)
            if self.now is before:
                return

    def _unpack(self) -> None:
        document = self.now.document
        plain = plain_bytes(document)
        if plain is None:
            return
        after = _kept(document, plain[0])
        if _is_plain(after.document) and after.document.text == document.text.lstrip(MARK):
            self.now = after
            self.changes += plain[1]

    def _take(self, make: Callable[[Document], Step | None]) -> None:
        document = self.now.document
        if not _is_plain(document) or not document.sound:
            return
        step = make(document)
        if step is None:
            return
        after = _kept(document, step.text.encode("utf-8", "surrogatepass"))
        if _is_proven(self.now, step, after):
            self.now = after
            self.changes += step.changes
            self.dropped += step.dropped

    def rebuild(self) -> str:
        """Make a client file of a saved token; its path, empty where that cannot be done."""
        document = self.now.document
        found = rebuilt(document)
        after = examine(found[1], found[0], custody=document.custody) if found else self.now
        if found is None or not after.usable:
            return ""
        self.now = after
        self.changes.append("rebuilt")
        return found[0]


def _is_plain(document: Document) -> bool:
    return document.decoded.strict and not document.decoded.mark


def _kept(document: Document, data: bytes) -> Diagnosis:
    """The diagnosis of new content in the same place."""
    return examine(data, document.path, custody=document.custody)


def _is_proven(before: Diagnosis, step: Step, after: Diagnosis) -> bool:
    """Whether the new text says what it has to say, and nothing new is wrong with it."""
    document = after.document
    if not _is_plain(document) or document.root is None:
        return False
    if shape_of(document.root) != step.shape:
        return False
    if not set(document.faults) <= set(before.document.faults):
        return False
    return step.opens or (after.kind == before.kind and _errors(after) <= _errors(before))


def _errors(diagnosis: Diagnosis) -> set[str]:
    found = diagnosis.findings + diagnosis.followers
    return {finding.code for finding in found if finding.severity == Severity.ERROR}


def mend_all(diagnosis: Diagnosis, *, drop: bool) -> Mending | None:
    """What `mend` gives for a file with findings that may be mended."""
    document = diagnosis.document
    course = _Course(diagnosis, drop)
    beside = ""
    if mendable_codes(diagnosis) != {MODE} and _may_change(diagnosis):
        course.run()
        if course.changes:
            beside = beside_archive(document.path) if document.decoded.layers else ""
            is_within = not _TAKEN_OUT.isdisjoint(course.changes)
            if not beside and is_within and is_other_text(document):
                beside = beside_text(real_name(document))
        else:
            beside = course.rebuild()
    narrow = is_narrowed(diagnosis)
    if not course.changes and not narrow:
        return None
    return Mending(
        diagnosis=diagnosis,
        mended=_as_written(course.now, document, beside),
        data=course.now.document.data,
        changes=_in_words(course.changes + (["mode"] if narrow else [])),
        dropped=tuple(dict.fromkeys(course.dropped)),
        rebuilt=beside != "",
        only_mode=not course.changes,
    )


def _may_change(diagnosis: Diagnosis) -> bool:
    document = diagnosis.document
    if document.cut or len(document.text) > LARGEST:
        return False
    return diagnosis.kind not in _NOT_OURS or any(f.code == "CS101" for f in diagnosis.findings)


def _as_written(now: Diagnosis, old: Document, beside: str) -> Diagnosis:
    """The diagnosis of the new content as it is kept then, where only its owner can get at it."""
    custody = old.custody
    if custody is not None and custody.settable:
        custody = custody._replace(mode=custody.mode & NARROW, acl=-1)
    if custody is not None and beside:
        git = "open" if custody.git else ""  # a new file is not tracked yet
        custody = custody._replace(git=git, link="", link_leaves_home=False)
    if custody == old.custody and not beside:
        return now
    return examine(now.document.data, beside or old.path, custody=custody)


def _in_words(names: list[str]) -> tuple[Change, ...]:
    """One `Change` for each name, however often it is there."""
    return tuple(change_of(name, count) for name, count in Counter(names).items())


def flags_of(diagnosis: Diagnosis) -> list[bool]:
    """Of each finding whether mending does away with it."""
    mending = mend_all(diagnosis, drop=True)
    if mending is None:
        return [False] * len(diagnosis.findings)
    left = {_identity(finding) for finding in mending.mended.findings}
    answered = {change.code for change in mending.changes}
    return [
        _identity(finding) not in left and (finding.code in answered or not mending.rebuilt)
        for finding in diagnosis.findings
    ]


def _identity(finding: Finding) -> tuple[str, str]:
    """What stays the same of a finding when a wrapper is put around the client or renamed."""
    top, _, rest = finding.pointer[1:].partition("/")
    inside = rest if top.lower() in (Kind.INSTALLED, Kind.WEB) and rest else finding.pointer[1:]
    return finding.code, inside
