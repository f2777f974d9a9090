"""Findings of the doctor, in words and marks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from chattui.tui.text import plain, styled
from chattui.words import t, tn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chattui.clientfile import Finding


def kind_words(kind: str) -> str:
    """What a file is, in words."""
    words = {
        "installed": t("the client file of a desktop app"),
        "web": t("the client file of a web application"),
        "inner_client": t("the inner part of a client file, without its wrapper"),
        "service_account": t("the key of a service account"),
        "authorized_user": t("a saved sign-in of gcloud or google-auth"),
        "google_auth_token": t("a saved token, not a client file"),
        "oauth2client_token": t("a saved token of the old oauth2client library"),
        "node_token": t("a saved token of a Node.js program"),
        "go_token": t("a saved token of a Go program"),
        "token_response": t("an answer of Google's token endpoint"),
        "java_stored_credential": t("a saved token of a Java program"),
        "firebase_android": t("a Firebase file for Android"),
        "firebase_ios_plist": t("a Firebase file for iOS"),
        "ios_plist": t("the client file of an iOS app"),
        "external_account": t("a workload identity file"),
        "impersonated_service_account": t("a file that acts as a service account"),
        "api_key": t("an API key"),
        "html": t("a web page"),
        "other_json": t("JSON, but no credential that chattui knows"),
        "not_json": t("not JSON"),
        "empty": t("empty"),
        "binary": t("not text"),
    }
    return words.get(kind, t("not a client file"))


def mark(severity: str) -> str:
    """The sign of a severity; the word stands beside it."""
    return "✗" if severity == "error" else "!"


def finding_text(finding: Finding) -> Content:
    """One finding with its remedy."""
    style = "bold $text-error" if finding.severity == "error" else "bold $text-warning"
    where = t(", line {line}", line=finding.line) if finding.line else ""
    head = styled(f"{mark(finding.severity)} {finding.code}{where}", style)
    body = Content.assemble(head, "  ", plain(finding.message))
    return Content("\n").join([body, plain(finding.remedy)]) if finding.remedy else body


def count_words(findings: Sequence[Finding]) -> str:
    """How many findings, and how many of them stand in the way."""
    errors = sum(1 for finding in findings if finding.severity == "error")
    warnings = len(findings) - errors
    if not findings:
        return t("Nothing is wrong with it.")
    if not errors:
        return tn(
            "{count} thing is worth knowing; it does not stand in the way.",
            "{count} things are worth knowing; they do not stand in the way.",
            warnings,
        )
    return tn("{count} thing stands in the way.", "{count} things stand in the way.", errors)
