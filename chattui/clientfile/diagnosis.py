"""From bytes to a diagnosis: decode, read, tell the kind, ask the rules, make the client."""

from __future__ import annotations

from typing import Literal

from chattui.clientfile.client import OAuthClient
from chattui.clientfile.encoding import Decoded, decode
from chattui.clientfile.faults import Reading
from chattui.clientfile.kinds import fields_of, kind_of, kind_of_text
from chattui.clientfile.model import (
    Custody,
    Diagnosis,
    Document,
    Finding,
    Kind,
    Severity,
    UsableFor,
)
from chattui.clientfile.reader import read
from chattui.clientfile.rules import run_rules
from chattui.clientfile.tree import OBJECT, STRING, Lines
from chattui.secret import Secret

LIMIT = 1 << 20
"""How many bytes of a file are read: a client file has about 500."""


def diagnose_bytes(data: bytes, path: str = "", *, custody: Custody | None = None) -> Diagnosis:
    """What `data` is and what is wrong with it. Pure, and never raises."""
    diagnosis = examine(data, path, custody=custody)
    return with_flags(diagnosis) if diagnosis.findings else diagnosis


def with_flags(diagnosis: Diagnosis) -> Diagnosis:
    """`diagnosis` with every finding `fixable` exactly where mending does away with it."""
    from chattui.clientfile.mendable import MODE, is_narrowed, mendable_codes

    codes = mendable_codes(diagnosis)
    if not codes:
        return diagnosis
    from dataclasses import replace

    if codes == {MODE}:  # the commonest, and no content has to be looked at
        fixable = {MODE} if is_narrowed(diagnosis) else set()
        flags = [finding.code in fixable for finding in diagnosis.findings]
    else:
        from chattui.clientfile.mending.course import flags_of

        flags = flags_of(diagnosis)
    pairs = zip(diagnosis.findings, flags, strict=True)
    return replace(
        diagnosis,
        findings=tuple(replace(found, fixable=True) if flag else found for found, flag in pairs),
    )


def examine(data: bytes, path: str = "", *, custody: Custody | None = None) -> Diagnosis:
    """`diagnose_bytes` without saying what is fixable, for mending itself."""
    document = _document(data[:LIMIT], path, custody, cut=len(data) > LIMIT)
    findings = run_rules(document)
    followers: tuple[Finding, ...] = ()
    if document.faults:
        from chattui.clientfile.followers import apart

        findings, followers = apart(document, findings)
    errors = {finding.code for finding in findings if finding.severity == Severity.ERROR}
    client = None if errors else _client(document)
    usable_for: UsableFor = "user" if client is not None else "none"
    if document.kind == Kind.SERVICE_ACCOUNT and document.sound and errors <= {"CS110"}:
        usable_for = "delegation"
    return Diagnosis(
        path=path,
        kind=document.kind,
        usable=client is not None,
        usable_for=usable_for,
        findings=findings,
        client=client,
        document=document,
        followers=followers,
    )


def diagnose_text(text: str) -> Diagnosis:
    """What pasted text is and what is wrong with it."""
    return diagnose_bytes(text.encode("utf-8", "surrogatepass"))


def _document(data: bytes, path: str, custody: Custody | None, *, cut: bool) -> Document:
    decoded = decode(data)
    kind = kind_of_text(decoded, decoded.start if decoded.layers else data)
    reading = Reading(None, []) if kind else read(decoded.text)
    if not kind and (reading.root is None or reading.root.kind != OBJECT or not reading.sound):
        decoded, reading = _without_strings(decoded, reading)
    if reading.sound and any(fault.kind == "raw_control" for fault in reading.faults):
        from chattui.clientfile.wrapped import rejoin

        assert reading.root is not None
        rejoin(decoded.text, reading.root)
    kind = kind or kind_of(reading)
    wrapper, fields = fields_of(reading.root, kind)
    return Document(
        path=path,
        data=data,
        decoded=decoded,
        root=reading.root,
        faults={fault.kind: fault for fault in reading.faults},
        sound=reading.sound,
        kind=kind,
        wrapper=wrapper,
        fields=fields,
        lines=Lines(decoded.text),
        custody=custody,
        cut=cut,
    )


def _without_strings(decoded: Decoded, reading: Reading) -> tuple[Decoded, Reading]:
    """The JSON inside, where the JSON was encoded as a string once more."""
    from chattui.clientfile.unpacking import MOST_LAYERS, without_string

    for _ in range(MOST_LAYERS):
        inner = without_string(decoded, reading)
        if inner is None:
            break
        decoded, reading = inner, read(inner.text)
    return decoded, reading


def _client(document: Document) -> OAuthClient | None:
    kinds: dict[str, Literal["installed", "web"]] = {"installed": "installed", "web": "web"}
    kind = kinds.get(document.kind)
    client_id, secret = document.text_of("client_id"), document.text_of("client_secret")
    if kind is None or not document.sound or not client_id or not secret:
        return None
    redirects = document.field("redirect_uris")
    return OAuthClient(
        kind=kind,
        client_id=client_id,
        client_secret=Secret(secret),
        project_id=document.text_of("project_id") or "",
        redirect_uris=tuple(item.text for item in redirects.items if item.kind == STRING)
        if redirects is not None
        else (),
    )
