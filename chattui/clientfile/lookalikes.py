"""Characters that look like others, and which one is meant.

Imported only where a character is met that is not ASCII.
"""

from __future__ import annotations

import unicodedata

_SAME = dict(
    zip(
        "\u0430\u0432\u0441\u0501\u0435\u0261\u04bb\u0456\u0458\u043a\u04cf\u043c\u043e\u0440"
        "\u051b\u0433\u0455\u0442\u0443\u0475\u051d\u0445"  # Cyrillic, and the Latin script g
        "\u0410\u0412\u0421\u0415\u041d\u0406\u0408\u041a\u041c\u041e\u0420\u0405\u0422\u0425"
        "\u03b1\u03b5\u03b9\u03ba\u03bd\u03bf\u03c1\u03c4\u03c5\u03c7\u03b3"  # Greek
        "\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7"
        "\u0131\u017f\u01c0\u0251\u026a\u1d0f"  # Latin letters of other languages
        "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u00ad\ufe58\ufe63"  # hyphens and dashes
        "\u2018\u2019\u201a\u201b\u2032\u02bc\u201c\u201d\u201e\u2033"  # quotes
        "\u2024\u3002\uff61\u2044\u2215\u29f8\u2236\ua789\u02d0\u05c3\u0589",  # dots, bars
        "abcdeghijklmop"
        "qrstuvwx"
        "ABCEHIJKMOPSTX"
        "aeiknoptuxy"
        "ABEZHIKMNOPTYX"
        "islaio"
        "----------"
        "''''''\"\"\"\""
        "...///:::::",
        strict=True,
    )
)


def ascii_of(char: str) -> str:
    """The ASCII character that `char` looks like, or empty where it looks like none.

    Full-width, mathematical and accented letters stand for their plain ones.
    """
    if char in _SAME:
        return _SAME[char]
    base = unicodedata.normalize("NFKD", char)[:1]
    if base != char and base in _SAME:
        return _SAME[base]
    return base if base.isascii() and base.isprintable() else ""


def in_ascii(text: str) -> str:
    """`text` with every character replaced by what it looks like, and those like none left out."""
    return "".join(char if char.isascii() else ascii_of(char) for char in text)
