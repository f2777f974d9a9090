"""What readers of JSON and of text say to a file that is neither, in several languages."""

from __future__ import annotations

from chattui.clientfile.messages import Explanation, Message
from chattui.words import t


def _row(patterns: tuple[str, ...], meaning: str, cause: str, code: str) -> Message:
    remedy = t(
        "Look at the file itself, by `chattui doctor FILE` or with o in the app: that names the "
        "line and what to change."
    )
    return Message(patterns, Explanation(t("a JSON reader"), meaning, cause, remedy, code))


TABLE: tuple[Message, ...] = (
    _row(
        ("unexpected utf-8 bom", "invalid character 'ï'", "unexpected token '\ufeff'"),
        t("The file begins with a byte order mark."),
        t("Windows Notepad or PowerShell saved it as UTF-8 with BOM."),
        "CS001",
    ),
    _row(
        (
            "'utf-8' codec can't decode byte 0xff in position 0",
            "'utf-8' codec can't decode byte 0xfe in position 0",
            "'utf8' codec can't decode byte 0xff",
        ),
        t("The file is in UTF-16, and JSON files are in UTF-8."),
        t("PowerShell's > or Out-File wrote it."),
        "CS002",
    ),
    _row(
        ("codec can't decode byte", "invalid continuation byte", "malformedinputexception"),
        t("The file holds bytes that are not UTF-8."),
        t("It was saved in another encoding, or it is packed or binary."),
        "CS003",
    ),
    _row(
        (
            "unexpected token '<'",
            "unexpected token < in json",
            "invalid character '<' looking for beginning of value",
            "unexpected character ('<'",
        ),
        t("The file is a web page, and no JSON."),
        t("A page to sign in, or of an error, was saved in place of the file."),
        "CS114",
    ),
    _row(
        ("expecting value: line 1 column 1 (char 0)", "no json object could be decoded"),
        t("The file is empty, or does not begin as JSON does."),
        t("It is a web page, an API key, a property list, or a download that did not happen."),
        "CS010",
    ),
    _row(
        ("unexpected end of json input", "unterminated string", "unexpected end-of-input"),
        t("The file ends too early, or is empty."),
        t("A part was not downloaded or not copied."),
        "CS020",
    ),
    _row(
        ("illegal trailing comma", "trailing comma"),
        t("A comma stands behind the last member or item."),
        t("A line was deleted by hand, and its comma stayed."),
        "CS011",
    ),
    _row(
        ("expecting property name enclosed in double quotes", "expected property name or '}'"),
        t("A name is not in double quotes, or a comma stands before the closing brace."),
        t("The text is Python or JavaScript rather than JSON, or was changed by hand."),
        "CS013",
    ),
    _row(
        ("expecting ',' delimiter", "expected ',' or '}'", "after object key:value pair"),
        t("A comma is missing, or a quote too many ended a value early."),
        t("The file was changed by hand."),
        "CS012",
    ),
    _row(
        ("expecting ':' delimiter", "after object key"),
        t("A colon is missing between a name and its value."),
        t("The file was changed by hand."),
        "CS025",
    ),
    _row(
        (
            "extra data: line",
            "unexpected non-whitespace character after json",
            "after top-level value",
        ),
        t("Something stands behind the end of the JSON."),
        t("Two files were put together, or text was copied along."),
        "CS021",
    ),
    _row(
        (
            "invalid control character",
            "bad control character in string literal",
            "in string literal",
            "illegal unquoted character",
        ),
        t("A line end or a tab stands inside of a value."),
        t("A terminal or a mail broke a long line while it was copied."),
        "CS019",
    ),
    _row(
        ("invalid \\escape", "bad escaped character", "in string escape code"),
        t("A backslash stands before a character that JSON does not escape."),
        t("A path of Windows or a doubled escape was put into the file."),
        "CS022",
    ),
    _row(
        (
            "jsondecodeerror",
            "unexpected token",
            "is not valid json",
            "invalid character '",
            "malformedjsonexception",
            "unexpected character (",
            "jsonparseexception",
            "json::parsererror",
            "expecting value: line",
        ),
        t("The file is not JSON at the place that the message names."),
        t("It was changed by hand, damaged on its way, or is another file."),
        "CS010",
    ),
)
