"""CS011, CS012, CS020, CS021, CS024 to CS028, CS032 to CS035: commas, colons and brackets."""

from __future__ import annotations

from collections.abc import Iterator

from chattui.clientfile.encoding import Trouble
from chattui.clientfile.mendable import is_other_text
from chattui.clientfile.model import Document, Severity
from chattui.clientfile.rules.registry import Mark, mark_of_fault, rule
from chattui.clientfile.tokens import FOREIGN
from chattui.words import t


@rule("CS011", Severity.ERROR)
def extra_comma(document: Document) -> Iterator[Mark]:
    """A comma stands before a closing bracket, or twice in a row.

    JavaScript and Python allow a trailing comma; JSON does not (RFC 8259, section 4). Usually a
    line was deleted by hand, and the comma in front of it stayed. Delete the comma.
    """
    if fault := document.faults.get("extra_comma"):
        yield mark_of_fault(fault, t("A comma is one too many here."), t("Delete this comma."))


@rule("CS012", Severity.ERROR)
def missing_comma(document: Document) -> Iterator[Mark]:
    """Two members or items follow each other without a comma.

    A line was added by hand, and the one before it got no comma. Where the places touch, a quote
    inside a value usually ended it too early. Put the comma in, or delete that quote.
    """
    for kind in ("no_comma", "missing_comma"):
        if fault := document.faults.get(kind):
            yield mark_of_fault(
                fault,
                t("A comma is missing after this value."),
                t("Put a comma behind it, or look for a quote too many in front of here."),
            )


@rule("CS020", Severity.ERROR)
def truncated(document: Document) -> Iterator[Mark]:
    """The text ends while a string, an object or a list is still open.

    A part of the file is missing: a download was interrupted, or the end was not copied. What is
    lost cannot be guessed. Copy or download the file again; where the secret is gone, choose Add
    secret in the console.
    """
    if document.cut or document.decoded.trouble == Trouble.TRUNCATED:
        return  # the file is too large, or its archive's end is missing, and that is what is told
    if (fault := document.faults.get("truncated")) and document.root is not None:
        line, _ = document.lines.locate(fault.opened)
        match document.text[fault.opened : fault.opened + 1]:
            case "{":
                message = t("The text ends while the object from line {line} is open.", line=line)
            case "[":
                message = t("The text ends while the list from line {line} is open.", line=line)
            case _:
                message = t("The text ends in the string that begins in line {line}.", line=line)
        yield mark_of_fault(
            fault,
            message,
            t("A part of the file is missing. Copy or download it again, up to its end."),
        )


@rule("CS021", Severity.ERROR)
def stray_text(document: Document) -> Iterator[Mark]:
    """Something stands before or after the JSON: other text, or a second document.

    A file is one JSON value and nothing else (RFC 8259, section 2). A shell's prompt, a mail's text
    or a second file was copied along. Keep the one object that is meant, and delete the rest. What
    stands in an .env or a manifest is for copying into a file of its own; `--fix` does that too.
    """
    before, after = (document.faults.get(kind) for kind in ("stray_before", "stray_after"))
    second = after is not None and after.detail in ("{", "[")
    if first := before or after:
        from chattui.clientfile.spoilt import about_conflict, is_conflict

        if is_conflict(document.text, first.start):
            yield mark_of_fault(first, *about_conflict())
            return
    if before is not None:
        both = after is not None and not second
        yield mark_of_fault(
            before,
            t("Text that does not belong to the JSON stands before it, and behind it.")
            if both
            else t("This text stands before the JSON."),
            _without_stray(document, before=True, after=both),
        )
    if after is not None and (before is None or second):
        yield mark_of_fault(
            after,
            t("A second JSON document begins here.")
            if second
            else t("This text stands after the end of the JSON."),
            t("Keep one client in the file.")
            if second
            else _without_stray(document, before=False, after=True),
        )


def _without_stray(document: Document, *, before: bool, after: bool) -> str:
    if is_other_text(document):
        return t("Copy the JSON, from its first brace to its last, into a file of its own.")
    if before and after:
        return t("Delete everything in front of the first brace and behind the last one.")
    if before:
        return t("Delete everything in front of the first brace.")
    return t("Delete everything behind the last brace.")


@rule("CS024", Severity.ERROR)
def bad_bracket(document: Document) -> Iterator[Mark]:
    """Brackets do not pair: one is missing, or one too many.

    Where the file is indented, the line is named whose indentation does not fit. A closing bracket
    that belongs to none is named where it stands.
    """
    if fault := document.faults.get("bad_bracket"):
        if fault.opened >= 0:
            line, _ = document.lines.locate(fault.opened)
            message = t(
                "This bracket closes something else than what line {line} opened.", line=line
            )
        else:
            message = t("This bracket closes something that is not open.")
        yield mark_of_fault(
            fault, message, t("Add the bracket that is missing, or delete this one.")
        )
    if fault := document.faults.get("closed_early"):
        yield mark_of_fault(
            fault,
            t("The JSON ends with this brace, but more members follow."),
            t("Delete this brace, or move the members that follow in front of it."),
        )
    yield from _by_indentation(document)


def _by_indentation(document: Document) -> Iterator[Mark]:
    """What the indentation says about brackets that do not pair."""
    if fault := document.faults.get("not_closed"):
        line, _ = document.lines.locate(fault.opened)
        if fault.opened == fault.start:
            message = t("This bracket is not closed: by the indentation it is one too many.")
        else:
            message = t(
                "By the indentation, the bracket of line {line} ends in front of here, but it "
                "is not closed.",
                line=line,
            )
        yield mark_of_fault(
            fault, message, t("Add the bracket that is missing, or delete the one that is open.")
        )
    if fault := document.faults.get("not_opened"):
        closes = document.text[fault.start] in "}]"
        yield mark_of_fault(
            fault,
            t("By the indentation, this bracket closes something that is not open.")
            if closes
            else t("By the indentation, a bracket that opens is missing in front of here."),
            t("Delete it, or add the bracket that opens.")
            if closes
            else t("Add it, with its name where it has one."),
        )


@rule("CS025", Severity.ERROR)
def missing_colon(document: Document) -> Iterator[Mark]:
    """A name is not followed by a colon.

    Every member of an object is a name, a colon and a value (RFC 8259, section 4). The colon was
    deleted by hand, or another language's sign stands there. Put it between the two.
    """
    if fault := document.faults.get("missing_colon"):
        yield mark_of_fault(
            fault,
            t("A colon is missing before this value."),
            t("Put a colon between the name and the value."),
        )


@rule("CS026", Severity.ERROR)
def missing_value(document: Document) -> Iterator[Mark]:
    """A name has no value.

    Perhaps it was deleted to hide it. A client file needs the real values.
    """
    if fault := document.faults.get("missing_value"):
        yield mark_of_fault(
            fault,
            t("The value in front of here is missing."),
            t("Put the value behind its name, in double quotes."),
        )


@rule("CS027", Severity.ERROR)
def too_deep(document: Document) -> Iterator[Mark]:
    """More than 64 brackets are open at once, while a client file has three.

    Reading stops there, since such depth only serves to bring a reader down. What is behind the
    place was not looked at. Give the file that the console offered.
    """
    if fault := document.faults.get("too_deep"):
        yield mark_of_fault(
            fault,
            t("More than 64 brackets are open here, and a client file has three."),
            t("This is not a client file. Give the one that the console offered."),
        )


@rule("CS028", Severity.ERROR)
def unexpected(document: Document) -> Iterator[Mark]:
    """A character stands where JSON has no place for it.

    What comes after it was read by guessing, so that this is the place to begin. Something is
    missing in front of it, or it is one too many. Put it right, and ask the doctor again.
    """
    if fault := document.faults.get("unexpected"):
        from chattui.clientfile.spoilt import about_unexpected, is_conflict

        told = "stray_before" in document.faults and is_conflict(document.text, fault.start)
        if not told:
            yield mark_of_fault(fault, *about_unexpected(document.text, fault.start))
    if fault := document.faults.get("unclosed_string"):
        yield mark_of_fault(
            fault,
            t("The closing quote of this string is missing."),
            t("Put the closing quote at its end."),
        )


@rule("CS032", Severity.ERROR)
def missing_quote(document: Document) -> Iterator[Mark]:
    """The opening quote of a string is missing, while the closing one is there.

    JSON wants double quotes on both sides of every name and text (RFC 8259, section 7). It was
    deleted by hand, or not copied. Put it in front of the name or the value.
    """
    if fault := document.faults.get("missing_quote"):
        yield mark_of_fault(
            fault,
            t("The opening quote of this string is missing."),
            t("Put a double quote in front of it."),
        )


@rule("CS033", Severity.ERROR)
def encoded_twice(document: Document) -> Iterator[Mark]:
    r"""The JSON stands inside a text, with a backslash before every quote.

    A program encoded it twice, or it was copied out of another JSON file or a line of a shell
    script. The lines and columns of the other findings are those of the JSON inside.
    """
    if "string" in document.decoded.layers:
        yield Mark(
            t("The JSON stands inside a text, as if it had been encoded twice."),
            t("Copy it into a file of its own, without the backslash before each quote.")
            if is_other_text(document)
            else t("Take away the quotes around it, and the backslash before each quote."),
            (0, 1),
        )


@rule("CS034", Severity.ERROR)
def foreign_punctuation(document: Document) -> Iterator[Mark]:
    """Punctuation of another script or language stands where JSON has a comma, colon or bracket.

    A Chinese or Japanese keyboard writes full-width characters that look like those of ASCII. Other
    languages write a semicolon between members, or an equals sign behind a name.
    """
    if fault := document.faults.get("foreign_punctuation"):
        meant = FOREIGN[fault.detail[:1]]
        yield mark_of_fault(
            fault,
            t("This character is not the one that JSON has here."),
            t("Write {sign} in its place.", sign=meant),
        )


@rule("CS035", Severity.ERROR)
def no_beginning(document: Document) -> Iterator[Mark]:
    """The beginning is missing: the brace that opens the JSON, or more of the file.

    It was copied from its second line on, or from the middle. What is lost cannot be guessed,
    except for a single brace. Copy the whole file again.
    """
    if fault := document.faults.get("no_brace"):
        yield mark_of_fault(
            fault,
            t("The brace that opens the JSON is missing in front of here."),
            t("Put an opening brace at the beginning, and a closing one at the end if none is."),
        )
    if fault := document.faults.get("no_beginning"):
        from chattui.clientfile.spoilt import about_beginning

        yield mark_of_fault(fault, *about_beginning(document.text))
