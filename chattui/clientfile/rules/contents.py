"""CS001 to CS010: bytes and encoding, before there is any JSON."""

from __future__ import annotations

from collections.abc import Iterator

from chattui.clientfile.encoding import Trouble
from chattui.clientfile.model import Document, Kind, Severity
from chattui.clientfile.rules.registry import Mark, rule
from chattui.words import t

_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a")


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
        )


@rule("CS004", Severity.ERROR)
def empty(document: Document) -> Iterator[Mark]:
    """The file is empty, or holds only white space or NUL bytes.

    Usually a download or a copy was interrupted. Since 2025 Google's console gives the file only
    when a client is made: where no copy is left, add a secret to the client there.
    """
    if document.kind == Kind.EMPTY:
        nuls = "padding" in document.decoded.layers
        yield Mark(
            t("The file holds NUL bytes only, as after a disk or a copy failed.")
            if nuls
            else t("The file is empty."),
            t(
                "Copy the client file again from where it was downloaded, or open "
                "Google Auth platform › Clients and choose Add secret."
            ),
        )


@rule("CS005", Severity.ERROR)
def too_large(document: Document) -> Iterator[Mark]:
    """The file is larger than 1 MiB, while a client file has about 500 bytes.

    Only its first MiB was read, so that no file can stall the doctor. Perhaps a database, a log or
    a backup was named. Give the JSON file that the console offered to download.
    """
    if document.cut:
        yield Mark(
            t("The file is larger than 1 MiB, and a client file has about 500 bytes."),
            t("Give the JSON file that Google Auth platform › Clients offers to download."),
        )


@rule("CS006", Severity.ERROR, after=("CS007", "CS008"))
def binary(document: Document) -> Iterator[Mark]:
    """The file is binary: an archive, a picture, a program, and no text.

    An archive that can be read is looked into; this one, or this other format, cannot be. Take the
    client file out of it first, or give the file that the console offered.
    """
    if document.kind == Kind.BINARY:
        yield Mark(*_binary_in_words(document.data))


def _binary_in_words(data: bytes) -> tuple[str, str]:
    """The message and the remedy for a binary file, by how its format begins."""
    if data.startswith(_PICTURES) or data[8:12] == b"WEBP":
        return (
            t("The file is a picture, such as a screenshot."),
            t("Give the JSON file itself: Google Auth platform › Clients offered to download it."),
        )
    if data.startswith(b"%PDF-"):
        return (
            t("The file is a PDF document."),
            t("Give the JSON file itself: Google Auth platform › Clients offered to download it."),
        )
    if data.startswith(b"b0VIM "):
        return (
            t("The file is what vim keeps of a file that is being edited, and not that file."),
            t("Get its text back with `vim -r`, save it under another name, and give that."),
        )
    if data.startswith(b"SQLite format 3\0"):
        return (
            t("The file is an SQLite database, in which gcloud, too, keeps its sign-ins."),
            t("Give the JSON file that Google Auth platform › Clients offered to download."),
        )
    return (
        t("The file is binary, not text."),
        t("Where it is an archive, take the client file out of it, and give that."),
    )


def _start(document: Document) -> tuple[int, int] | None:
    """The beginning of the text, where there is one."""
    return (0, 1) if document.text else None


@rule("CS007", Severity.ERROR)
def archive(document: Document) -> Iterator[Mark]:
    """The file is packed with gzip, or is a zip archive.

    What is in it was read, as far as that was possible: up to three layers, 1 MiB of each. A
    program that wants a client file wants it unpacked. Of a zip archive with several files, the
    only one that looks like credentials is taken.
    """
    decoded = document.decoded
    packed = [layer for layer in decoded.layers if layer in ("gzip", "zip")]
    if packed and not document.cut:
        message = _archive_in_words(packed[0], decoded.trouble)
        remedy = _archive_remedy(packed[0], decoded.trouble)
        yield Mark(message, remedy, _start(document))


def _archive_in_words(layer: str, trouble: str) -> str:
    words = {
        Trouble.TRUNCATED: t("The file is an archive whose end is missing."),
        Trouble.DAMAGED: t("The file is an archive, and it is damaged: its checksum does not fit."),
        Trouble.ENCRYPTED: t("The file is a zip archive that is encrypted with a password."),
        Trouble.SEVERAL: t("The file is an archive with several files that may be meant."),
        Trouble.NOTHING: t("The file is an archive, and no credential file was found in it."),
        Trouble.TOO_LARGE: t("The file is an archive, and what is in it is larger than 1 MiB."),
        Trouble.TOO_MANY: t("The file is packed more than three times over."),
        Trouble.METHOD: t("The file is a zip archive, packed in a way that is not read here."),
    }
    if trouble in words:
        return words[trouble]
    if layer == "gzip":
        return t("The file is packed with gzip. What follows is about its content.")
    return t("The file is a zip archive. What follows is about the credential file in it.")


def _archive_remedy(layer: str, trouble: str) -> str:
    if trouble in (Trouble.TRUNCATED, Trouble.DAMAGED):
        return t("Copy or download the archive again.")
    if trouble == Trouble.ENCRYPTED:
        return t("Unpack it with its password, and give the client file that comes out.")
    if layer == "gzip":
        return t("Unpack it with gunzip, and give the client file that comes out.")
    return t("Unpack it with unzip, and give the client file that comes out.")


@rule("CS008", Severity.ERROR)
def base64(document: Document) -> Iterator[Mark]:
    """The whole file is in base64, as secrets are in CI variables and in Kubernetes.

    What is in it was read. A program that wants a client file wants it decoded.
    """
    layers, trouble = document.decoded.layers, document.decoded.trouble
    if "base64" not in layers:
        return
    if trouble == Trouble.TOO_MANY:
        if set(layers) & {"gzip", "zip"}:
            return
        message = t("The file is packed more than three times over.")
    elif trouble == Trouble.TRUNCATED and layers[0] == "base64":
        message = t("The file is in base64, and its last letters are missing.")
    else:
        message = t("The file is in base64. What follows is about its content.")
    yield Mark(
        message,
        t("Decode it with `base64 -d`, and give the client file that comes out."),
        _start(document),
    )


@rule("CS009", Severity.ERROR, after=("CS004",))
def padding(document: Document) -> Iterator[Mark]:
    """NUL bytes stand in front of the text or behind it.

    A program wrote it into a block of a fixed size, or a crash left the file longer than its
    content. Strict JSON readers refuse them.
    """
    if "padding" in document.decoded.layers:
        yield Mark(
            t("NUL bytes stand around the text of the file."),
            t("Delete them: `tr -d '\\0'` leaves them out."),
            _start(document),
        )


@rule("CS010", Severity.ERROR, after=("CS006", "CS040", "CS115"))
def not_json(document: Document) -> Iterator[Mark]:
    """The file is text, but nothing in it is JSON.

    A client file begins with a brace and the word "installed" or "web" in quotes. Perhaps another
    file was named, or the download is a text about an error. Give the JSON file that the console
    offered to download.
    """
    fault = document.faults.get("not_json")
    if fault is not None and document.kind == Kind.NOT_JSON:
        yield Mark(
            t("This is not JSON: no object begins anywhere in the file."),
            t(
                "Give the JSON file that Google Auth platform › Clients offered to download when "
                "the client was made."
            ),
            (fault.start, max(fault.end, fault.start + 1)),
        )
