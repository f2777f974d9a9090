"""CS001 to CS010: bytes and encoding, before there is any JSON."""

from __future__ import annotations

from collections.abc import Iterator

from chattui.clientfile.model import Document, Kind, Severity
from chattui.clientfile.rules.registry import Mark, rule
from chattui.words import t


@rule("CS001", Severity.WARNING)
def byte_order_mark(document: Document) -> Iterator[Mark]:
    """The file starts with a byte order mark, which strict JSON readers refuse.

    Windows Notepad and PowerShell's `>` add one. Save it as "UTF-8", not "UTF-8 with BOM".
    """
    if document.decoded.mark and document.decoded.encoding == "utf-8":
        yield Mark(
            t("The file starts with a byte order mark, which strict JSON readers refuse."),
            t('Save it as "UTF-8", not as "UTF-8 with BOM".'),
            (0, 1),
            fixable=True,
        )


@rule("CS002", Severity.ERROR)
def wide_encoding(document: Document) -> Iterator[Mark]:
    """The file is in UTF-16 or UTF-32, but JSON files are UTF-8 (RFC 8259, section 8.1).

    Windows PowerShell's `>` and `Out-File` write UTF-16. Use `-Encoding utf8`, or save the file
    again in an editor with the encoding "UTF-8".
    """
    encoding = document.decoded.encoding
    if encoding.startswith(("utf-16", "utf-32")):
        yield Mark(
            t(
                "The file is in {encoding}, and JSON files are UTF-8.",
                encoding=encoding[:6].upper(),
            ),
            t('Save it again with the encoding "UTF-8". PowerShell needs "-Encoding utf8".'),
            (0, 1),
            fixable=document.decoded.damage < 0,
        )


@rule("CS003", Severity.ERROR)
def broken_bytes(document: Document) -> Iterator[Mark]:
    """The file holds bytes that are not UTF-8.

    It was saved in another encoding, such as Latin-1 or Windows-1252, or was damaged on its way.
    Everything in Google's own files is ASCII: look at the place that is named.
    """
    decoded = document.decoded
    if decoded.damage >= 0:
        yield Mark(
            t("Byte {offset} of the file is not valid UTF-8.", offset=decoded.damage),
            t('Save the file again with the encoding "UTF-8", or download it again.'),
            (decoded.damage_at, decoded.damage_at + 1),
            fixable=decoded.encoding == "latin-1",
        )


@rule("CS004", Severity.ERROR)
def empty(document: Document) -> Iterator[Mark]:
    """The file is empty, or holds only white space.

    Usually a download or a copy was interrupted. Since 2025 Google's console gives the file only
    when a client is made: where no copy is left, add a secret to the client there.
    """
    if document.kind == Kind.EMPTY:
        yield Mark(
            t("The file is empty."),
            t(
                "Copy the client file again from where it was downloaded, or open "
                "Google Auth platform › Clients and choose Add secret."
            ),
        )


@rule("CS005", Severity.ERROR)
def too_large(document: Document) -> Iterator[Mark]:
    """The file is larger than 1 MiB, while a client file has about 500 bytes.

    Only its first MiB was read.
    """
    if document.cut:
        yield Mark(
            t("The file is larger than 1 MiB, and a client file has about 500 bytes."),
            t("Give the JSON file that Google Auth platform › Clients offers to download."),
        )


@rule("CS006", Severity.ERROR)
def binary(document: Document) -> Iterator[Mark]:
    """The file is binary: an archive, a picture, a program, and no text.

    Where it is an archive, take the client file out of it first.
    """
    if document.kind == Kind.BINARY:
        yield Mark(
            t("The file is binary, not text."),
            t("Where it is an archive, take the client file out of it, and give that."),
        )


@rule("CS010", Severity.ERROR, after=("CS006",))
def not_json(document: Document) -> Iterator[Mark]:
    """The file is text, but nothing in it is JSON.

    A client file begins with a brace and the word "installed" or "web" in quotes.
    """
    fault = document.faults.get("not_json")
    if fault is not None and document.kind == Kind.NOT_JSON:
        yield Mark(
            t("This is not JSON: no object begins anywhere in the file."),
            t(
                "Give the JSON file that Google Auth platform › Clients offered to download when "
                "the client was made."
            ),
            (fault.start, fault.end),
        )
