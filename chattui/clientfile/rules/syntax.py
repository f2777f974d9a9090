"""CS011 to CS033: what makes a text not JSON, and what JSON permits but no client file needs."""

from __future__ import annotations

from collections.abc import Iterator

from chattui.clientfile.faults import Fault
from chattui.clientfile.model import Document, Severity
from chattui.clientfile.rules.registry import Mark, path_of, rule, span_of
from chattui.clientfile.tree import Node, to_python
from chattui.words import t, tn


def _mark(fault: Fault, message: str, remedy: str, *, fixable: bool = False) -> Mark:
    if fault.count > 1:
        more = tn(
            "The same is so in {count} more place.",
            "The same is so in {count} more places.",
            count=fault.count - 1,
        )
        message = f"{message} {more}"
    return Mark(message, remedy, (fault.start, max(fault.end, fault.start + 1)), fixable=fixable)


@rule("CS011", Severity.ERROR)
def extra_comma(document: Document) -> Iterator[Mark]:
    """A comma stands before a closing bracket, or twice in a row.

    JavaScript and Python allow a trailing comma; JSON does not (RFC 8259, section 4).
    """
    if fault := document.faults.get("extra_comma"):
        yield _mark(
            fault, t("A comma is one too many here."), t("Delete this comma."), fixable=True
        )


@rule("CS012", Severity.ERROR)
def missing_comma(document: Document) -> Iterator[Mark]:
    """Two members or items follow each other without a comma.

    Where the places touch, a quote inside a value usually ended it too early.
    """
    for kind in ("no_comma", "missing_comma"):
        if fault := document.faults.get(kind):
            yield _mark(
                fault,
                t("A comma is missing after this value."),
                t("Put a comma behind it, or look for a quote too many in front of here."),
                fixable=kind == "no_comma",
            )


@rule("CS013", Severity.ERROR)
def single_quotes(document: Document) -> Iterator[Mark]:
    """Strings are in single quotes, as in Python or JavaScript.

    JSON knows double quotes only (RFC 8259, section 7). Printing a Python dict writes this; use
    `json.dumps` instead.
    """
    if fault := document.faults.get("single_quotes"):
        yield _mark(
            fault,
            t("This string is in single quotes, and JSON knows double quotes only."),
            t("Replace the single quotes by double quotes."),
            fixable=True,
        )


@rule("CS014", Severity.ERROR)
def typographic_quotes(document: Document) -> Iterator[Mark]:
    """Strings are in typographic quotes, which an editor, a chat or a mail put in.

    Word processors and chats turn straight quotes into curly ones. Copy the file itself, not its
    text through such a program.
    """
    if fault := document.faults.get("typographic_quotes"):
        yield _mark(
            fault,
            t("This string is in typographic quotes, and JSON knows straight ones only."),
            t("Replace the typographic quotes by straight double quotes."),
            fixable=True,
        )


@rule("CS015", Severity.ERROR)
def unquoted(document: Document) -> Iterator[Mark]:
    """A name or a text stands without quotes.

    JSON wants double quotes around every name and every text (RFC 8259, section 7).
    """
    if fault := document.faults.get("unquoted"):
        yield _mark(
            fault,
            t("This stands without quotes."),
            t("Put double quotes around it."),
            fixable=True,
        )


@rule("CS016", Severity.ERROR)
def foreign_literal(document: Document) -> Iterator[Mark]:
    """True, False, None or undefined, which are words of Python and JavaScript.

    JSON writes `true`, `false` and `null` (RFC 8259, section 3).
    """
    if fault := document.faults.get("foreign_literal"):
        yield _mark(
            fault,
            t("{word} is no word of JSON.", word=fault.detail),
            t("Write true, false or null, in lower case."),
            fixable=True,
        )


@rule("CS017", Severity.ERROR)
def not_a_number(document: Document) -> Iterator[Mark]:
    """NaN or Infinity, which JSON does not know (RFC 8259, section 6).

    Python's `json` reads and writes them all the same; others refuse the file.
    """
    if fault := document.faults.get("not_a_number"):
        yield _mark(
            fault,
            t("{word} is no number in JSON.", word=fault.detail),
            t("A client file holds no such number: delete this member."),
        )


@rule("CS018", Severity.ERROR)
def comment(document: Document) -> Iterator[Mark]:
    """A comment, which JSON does not know.

    Some editors' settings files allow them; a client file is read by strict readers.
    """
    if fault := document.faults.get("comment"):
        yield _mark(
            fault,
            t("This is a comment, and JSON knows none."),
            t("Delete the comment."),
            fixable=True,
        )


@rule("CS019", Severity.ERROR)
def raw_control(document: Document) -> Iterator[Mark]:
    """A line end, tab or other control character stands in a string as it is.

    Usually a terminal or a mail wrapped a long line while it was copied. JSON wants such characters
    escaped (RFC 8259, section 7), and no value of a client file has one.
    """
    if fault := document.faults.get("raw_control"):
        yield _mark(
            fault,
            t("A line end or control character stands inside a string."),
            t("Join the lines again: no value of a client file has a line end in it."),
        )


@rule("CS020", Severity.ERROR)
def truncated(document: Document) -> Iterator[Mark]:
    """The text ends while a string, an object or a list is still open.

    A part of the file is missing: a download was interrupted, or the end was not copied.
    """
    if (fault := document.faults.get("truncated")) and document.root is not None:
        line, _ = document.lines.locate(fault.opened)
        match document.text[fault.opened : fault.opened + 1]:
            case "{":
                message = t("The text ends while the object from line {line} is open.", line=line)
            case "[":
                message = t("The text ends while the list from line {line} is open.", line=line)
            case _:
                message = t("The text ends in the string that begins in line {line}.", line=line)
        yield _mark(
            fault,
            message,
            t("A part of the file is missing. Copy or download it again, up to its end."),
        )


@rule("CS021", Severity.ERROR)
def stray_text(document: Document) -> Iterator[Mark]:
    """Something stands before or after the JSON: other text, or a second document.

    A file is one JSON value and nothing else (RFC 8259, section 2).
    """
    before, after = (document.faults.get(kind) for kind in ("stray_before", "stray_after"))
    if before:
        yield _mark(
            before,
            t("This text stands before the JSON."),
            t("Delete everything in front of the first brace."),
            fixable=True,
        )
    if after:
        second = after.detail in ("{", "[")
        yield _mark(
            after,
            t("A second JSON document begins here.")
            if second
            else t("This text stands after the end of the JSON."),
            t("Keep one client in the file.")
            if second
            else t("Delete everything behind the last brace."),
            fixable=not second,
        )


@rule("CS022", Severity.ERROR)
def bad_escape(document: Document) -> Iterator[Mark]:
    r"""A backslash stands before a character that JSON does not escape.

    JSON knows \" \\ \/ \b \f \n \r \t and \u with four hexadecimal digits (RFC 8259, section 7).
    """
    if fault := document.faults.get("bad_escape"):
        yield _mark(
            fault,
            t("A backslash stands before something that JSON does not escape."),
            t("Delete the backslash, or write two of them where one is meant."),
        )


@rule("CS023", Severity.ERROR)
def bad_number(document: Document) -> Iterator[Mark]:
    """A number is not written as JSON writes it, or a text that begins with a digit lacks quotes.

    JSON knows no plus sign, leading zero or missing digit in a number (RFC 8259, section 6).
    """
    if fault := document.faults.get("bad_number"):
        yield _mark(
            fault,
            t("This is no number as JSON writes it."),
            t("Put double quotes around it where it is a text."),
            fixable=True,
        )


@rule("CS024", Severity.ERROR)
def bad_bracket(document: Document) -> Iterator[Mark]:
    """A closing bracket does not belong to the one that is open.

    A bracket is missing before it, or this one is too many.
    """
    if fault := document.faults.get("bad_bracket"):
        if fault.opened >= 0:
            line, _ = document.lines.locate(fault.opened)
            message = t(
                "This bracket closes something else than what line {line} opened.", line=line
            )
        else:
            message = t("This bracket closes something that is not open.")
        yield _mark(fault, message, t("Add the bracket that is missing, or delete this one."))


@rule("CS025", Severity.ERROR)
def missing_colon(document: Document) -> Iterator[Mark]:
    """A name is not followed by a colon.

    Every member of an object is a name, a colon and a value (RFC 8259, section 4).
    """
    if fault := document.faults.get("missing_colon"):
        yield _mark(
            fault,
            t("A colon is missing before this value."),
            t("Put a colon between the name and the value."),
            fixable=True,
        )


@rule("CS026", Severity.ERROR)
def missing_value(document: Document) -> Iterator[Mark]:
    """A name has no value.

    Perhaps it was deleted to hide it. A client file needs the real values.
    """
    if fault := document.faults.get("missing_value"):
        yield _mark(
            fault,
            t("The value in front of here is missing."),
            t("Put the value behind its name, in double quotes."),
        )


@rule("CS027", Severity.ERROR)
def too_deep(document: Document) -> Iterator[Mark]:
    """More than 64 brackets are open at once, while a client file has three.

    Reading stops there, since such depth only serves to bring a reader down.
    """
    if fault := document.faults.get("too_deep"):
        yield _mark(
            fault,
            t("More than 64 brackets are open here, and a client file has three."),
            t("This is not a client file. Give the one that the console offered."),
        )


@rule("CS028", Severity.ERROR)
def unexpected(document: Document) -> Iterator[Mark]:
    """A character stands where JSON has no place for it.

    What comes after it was read by guessing, so that this is the place to begin.
    """
    for kind in ("unexpected", "unclosed_string"):
        if fault := document.faults.get(kind):
            yield _mark(
                fault,
                t("JSON has no place for this character here.")
                if kind == "unexpected"
                else t("The closing quote of this string is missing."),
                t("Look at this place and in front of it: something is missing or too many.")
                if kind == "unexpected"
                else t("Put the closing quote at its end."),
            )


@rule("CS029", Severity.ERROR)
def odd_space(document: Document) -> Iterator[Mark]:
    """White space that JSON does not know, such as a no-break or zero-width space.

    Copying from a web page or a chat brings them. JSON knows the space, the tab and line ends.
    """
    if fault := document.faults.get("odd_space"):
        yield _mark(
            fault,
            t(
                "The invisible character U+{code} stands between the values.",
                code=f"{ord(fault.detail):04X}",
            ),
            t("Replace it by a plain space."),
            fixable=True,
        )


def _repeated(document: Document, *, same: bool) -> Iterator[tuple[Node, tuple[str, ...]]]:
    """The second of two equal names in the objects that matter, by whether the values agree."""
    places = [(document.root, ())] if document.root is not None else []
    if document.fields is not None and document.fields is not document.root:
        places.append((document.fields, path_of(document)))  # type: ignore[arg-type]
    for node, path in places:
        seen: dict[str, Node] = {}
        for key, value in node.members:
            first = seen.setdefault(key.text, value)
            if first is not value and (to_python(first) == to_python(value)) is same:
                yield key, (*path, key.text)


@rule("CS030", Severity.ERROR, needs="sound")
def contradicting_names(document: Document) -> Iterator[Mark]:
    """A name stands twice in the same object, with different values.

    Readers differ in which one they take (RFC 8259, section 4), so that one program may send the
    client's secret where another does not.
    """
    for key, path in _repeated(document, same=False):
        yield Mark(
            t("This name stands twice, with different values."),
            t("Delete the one that is wrong."),
            span_of(key),
            path,
        )


@rule("CS031", Severity.WARNING, needs="sound")
def repeated_names(document: Document) -> Iterator[Mark]:
    """A name stands twice in the same object, with the same value.

    It does no harm, but strict readers refuse it.
    """
    for key, path in _repeated(document, same=True):
        yield Mark(
            t("This name stands twice, with the same value."),
            t("Delete one of the two."),
            span_of(key),
            path,
            fixable=True,
        )
