"""CS013 to CS019, CS022, CS023, CS029 and CS036: values that JSON writes in another way."""

from __future__ import annotations

from collections.abc import Iterator

from chattui.clientfile.model import Document, Severity
from chattui.clientfile.rules.registry import Mark, mark_of_fault, rule
from chattui.words import t


@rule("CS013", Severity.ERROR)
def single_quotes(document: Document) -> Iterator[Mark]:
    """Strings are in single quotes, as in Python or JavaScript.

    JSON knows double quotes only (RFC 8259, section 7). Printing a Python dict writes this; use
    `json.dumps` instead.
    """
    if fault := document.faults.get("single_quotes"):
        yield mark_of_fault(
            fault,
            t("This string is in single quotes, and JSON knows double quotes only."),
            t("Replace the single quotes by double quotes."),
        )


@rule("CS014", Severity.ERROR)
def typographic_quotes(document: Document) -> Iterator[Mark]:
    """Strings are in typographic quotes, which an editor, a chat or a mail put in.

    Word processors and chats turn straight quotes into curly ones. Copy the file itself, not its
    text through such a program.
    """
    if fault := document.faults.get("typographic_quotes"):
        yield mark_of_fault(
            fault,
            t("This string is in typographic quotes, and JSON knows straight ones only."),
            t("Replace the typographic quotes by straight double quotes."),
        )


@rule("CS015", Severity.ERROR)
def unquoted(document: Document) -> Iterator[Mark]:
    """A name or a text stands without quotes.

    JSON wants double quotes around every name and every text (RFC 8259, section 7). JavaScript and
    YAML do without, and shells take quotes away. Put them around the name or the value.
    """
    if fault := document.faults.get("unquoted"):
        yield mark_of_fault(
            fault,
            t("This stands without quotes."),
            t("Put double quotes around it."),
        )


@rule("CS016", Severity.ERROR)
def foreign_literal(document: Document) -> Iterator[Mark]:
    """A word of Python or JavaScript stands here: True, False, None or undefined.

    JSON writes `true`, `false` and `null` (RFC 8259, section 3). Printing a Python dict writes such
    words; `json.dumps` writes JSON. Write the word in lower case.
    """
    if fault := document.faults.get("foreign_literal"):
        yield mark_of_fault(
            fault,
            t("{word} is no word of JSON.", word=fault.detail),
            t("Write true, false or null, in lower case."),
        )


@rule("CS017", Severity.ERROR)
def not_a_number(document: Document) -> Iterator[Mark]:
    """NaN or Infinity stands in place of a number.

    JSON does not know them (RFC 8259, section 6). Python's `json` reads and writes them all the
    same; others refuse the file. No field of a client file is a number: delete the member.
    """
    if fault := document.faults.get("not_a_number"):
        yield mark_of_fault(
            fault,
            t("{word} is no number in JSON.", word=fault.detail),
            t("A client file holds no such number: delete this member."),
        )


@rule("CS018", Severity.ERROR)
def comment(document: Document) -> Iterator[Mark]:
    """A comment stands in the file, and JSON knows none.

    Some editors' settings files allow them; a client file is read by strict readers, which refuse
    the whole of it. Delete the comment.
    """
    if fault := document.faults.get("comment"):
        yield mark_of_fault(
            fault,
            t("This is a comment, and JSON knows none."),
            t("Delete the comment."),
        )


@rule("CS019", Severity.ERROR)
def raw_control(document: Document) -> Iterator[Mark]:
    """A line end, tab or other control character stands in a string as it is.

    Usually a terminal or a mail wrapped a long line while it was copied. JSON wants such characters
    escaped (RFC 8259, section 7), and no value of a client file has one.
    """
    if fault := document.faults.get("raw_control"):
        yield mark_of_fault(
            fault,
            t("A line end or control character stands inside a string."),
            t("Join the lines again: no value of a client file has a line end in it."),
        )


@rule("CS022", Severity.ERROR)
def bad_escape(document: Document) -> Iterator[Mark]:
    r"""A backslash stands before a character that JSON does not escape.

    JSON knows \" \\ \/ \b \f \n \r \t and \u with four hexadecimal digits (RFC 8259, section 7).
    A path of Windows, or text that was escaped for another language, brings others. Delete the
    backslash, or write two of them.
    """
    if fault := document.faults.get("bad_escape"):
        yield mark_of_fault(
            fault,
            t("A backslash stands before something that JSON does not escape."),
            t("Delete the backslash, or write two of them where one is meant."),
        )


@rule("CS023", Severity.ERROR)
def bad_number(document: Document) -> Iterator[Mark]:
    """A number is not written as JSON writes it, or a text that begins with a digit lacks quotes.

    JSON knows no plus sign, leading zero or missing digit in a number (RFC 8259, section 6). In a
    client file no field is a number, so that most often only the quotes are missing. Put double
    quotes around the value.
    """
    if fault := document.faults.get("bad_number"):
        yield mark_of_fault(
            fault,
            t("This is no number as JSON writes it."),
            t("Put double quotes around it where it is a text."),
        )


@rule("CS029", Severity.ERROR)
def odd_space(document: Document) -> Iterator[Mark]:
    """White space that JSON does not know, such as a no-break or zero-width space.

    Copying from a web page or a chat brings them. JSON knows the space, the tab and line ends.
    """
    if fault := document.faults.get("odd_space"):
        yield mark_of_fault(
            fault,
            t(
                "The invisible character U+{code} stands between the values.",
                code=f"{ord(fault.detail):04X}",
            ),
            t("Replace it by a plain space."),
        )


@rule("CS036", Severity.ERROR)
def too_many(document: Document) -> Iterator[Mark]:
    """So many places are wrong in the same way that reading stopped.

    A client file has twenty values, and this one has five thousand places that are no JSON. What
    is behind the last of them was not looked at. Give the file that the console offered.
    """
    if fault := document.faults.get("too_many"):
        yield mark_of_fault(
            fault,
            t("More than {count} places are wrong up to here.", count="5,000"),
            t("This is not a client file. Give the one that the console offered."),
        )
