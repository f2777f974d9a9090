"""What is changed, in whole sentences."""

from __future__ import annotations

from collections.abc import Callable

from chattui.clientfile.mending import Change
from chattui.words import t, tn

_Sentence = Callable[[int], str]

CHANGES: dict[str, tuple[str, _Sentence]] = {
    "mark": ("CS001", lambda _: t("The byte order mark is left out.")),
    "gzip": ("CS007", lambda _: t("The file is unpacked: it was compressed with gzip.")),
    "zip": ("CS007", lambda _: t("The file is taken out of its zip archive.")),
    "base64": ("CS008", lambda _: t("The text is decoded: it was written in base64.")),
    "padding": ("CS009", lambda _: t("The NUL bytes around the text are left out.")),
    "cp1252": ("CS003", lambda _: t("The text is written in UTF-8, and was in Windows-1252.")),
    "latin-1": ("CS003", lambda _: t("The text is written in UTF-8, and was in Latin-1.")),
    "extra_comma": (
        "CS011",
        lambda n: tn(
            "A comma too many is left out.", "{count} commas too many are left out.", count=n
        ),
    ),
    "missing_comma": (
        "CS012",
        lambda n: tn(
            "A comma that was missing is put in.",
            "{count} commas that were missing are put in.",
            count=n,
        ),
    ),
    "single_quotes": (
        "CS013",
        lambda n: tn(
            "A text is put into double quotes in place of single ones.",
            "{count} texts are put into double quotes in place of single ones.",
            count=n,
        ),
    ),
    "typographic_quotes": (
        "CS014",
        lambda n: tn(
            "A text is put into straight quotes in place of typographic ones.",
            "{count} texts are put into straight quotes in place of typographic ones.",
            count=n,
        ),
    ),
    "unquoted": (
        "CS015",
        lambda n: tn(
            "A name or text is put into quotes.",
            "{count} names or texts are put into quotes.",
            count=n,
        ),
    ),
    "foreign_literal": (
        "CS016",
        lambda n: tn(
            "A word is written as JSON writes it: true, false or null.",
            "{count} words are written as JSON writes them: true, false or null.",
            count=n,
        ),
    ),
    "comment": (
        "CS018",
        lambda n: tn("A comment is left out.", "{count} comments are left out.", count=n),
    ),
    "line_wrap": (
        "CS019",
        lambda n: tn(
            "A name or value that was broken into lines is joined.",
            "{count} names or values that were broken into lines are joined.",
            count=n,
        ),
    ),
    "raw_control": (
        "CS019",
        lambda n: tn(
            "The line ends or control characters in a text are escaped.",
            "The line ends or control characters in {count} texts are escaped.",
            count=n,
        ),
    ),
    "stray_text": ("CS021", lambda _: t("The text around the JSON is left out.")),
    "bad_number": (
        "CS023",
        lambda n: tn(
            "A value that is a text is put into quotes.",
            "{count} values that are texts are put into quotes.",
            count=n,
        ),
    ),
    "missing_colon": (
        "CS025",
        lambda n: tn(
            "A colon that was missing is put in.",
            "{count} colons that were missing are put in.",
            count=n,
        ),
    ),
    "odd_space": (
        "CS029",
        lambda _: t("White space that JSON does not know becomes plain, or is left out."),
    ),
    "repeated": (
        "CS031",
        lambda n: tn(
            "A name that stood twice with the same value stands once.",
            "{count} repetitions of names with the same value are left out.",
            count=n,
        ),
    ),
    "list": ("CS101", lambda _: t("The square brackets around the client are left out.")),
    "wrap_installed": (
        "CS103",
        lambda _: t('"installed" is put around the fields, as for a desktop app.'),
    ),
    "wrap_web": (
        "CS103",
        lambda _: t('"web" is put around the fields, as for a web application.'),
    ),
    "drop": (
        "CS105",
        lambda n: tn(
            "A member beside the client is left out.",
            "{count} members beside the client are left out.",
            count=n,
        ),
    ),
    "case": ("CS106", lambda _: t("The name around the client is written in lower case.")),
    "invisible": (
        "CS208",
        lambda n: tn(
            "The invisible characters in a value are left out.",
            "The invisible characters in {count} values are left out.",
            count=n,
        ),
    ),
    "white_space": (
        "CS213",
        lambda n: tn(
            "The white space around a value is left out.",
            "The white space around {count} values is left out.",
            count=n,
        ),
    ),
    "line_break": (
        "CS213",
        lambda n: tn(
            "A value with a line end in it is joined.",
            "{count} values with line ends in them are joined.",
            count=n,
        ),
    ),
    "missing_quote": (
        "CS032",
        lambda n: tn(
            "An opening quote that was missing is put in.",
            "{count} opening quotes that were missing are put in.",
            count=n,
        ),
    ),
    "foreign_punctuation": (
        "CS034",
        lambda n: tn(
            "A sign of another script or language is written as JSON has it.",
            "{count} signs of another script or language are written as JSON has them.",
            count=n,
        ),
    ),
    "missing_brace": ("CS035", lambda _: t("The braces that were missing are put in.")),
    "string": ("CS033", lambda _: t("The JSON is taken out of the text that it stands in.")),
    "rebuilt": (
        "CS214",
        lambda _: t(
            "A client file is made from the client's id and secret in this file. It says "
            '"installed": whether it was a desktop app or a web application, a token does not tell.'
        ),
    ),
    "mode": ("CS502", lambda _: t("Other users can no longer read or change the file.")),
}


def change_of(name: str, count: int) -> Change:
    """The `Change` of this name, for `count` places."""
    if name.startswith(("utf-16", "utf-32")):
        encoding = name[:6].upper()
        return Change(
            "CS002", t("The text is written in UTF-8, and was in {encoding}.", encoding=encoding)
        )
    code, sentence = CHANGES[name]
    return Change(code, sentence(count))
