"""Every sentence that a person reads passes through `t`, so that it can be translated.

The first argument is a literal, whole sentence with named placeholders: that is what a
catalogue is made from (``xgettext --keyword=t --keyword=tn:1,2``). A catalogue lies in
``chattui/locale/LANGUAGE/LC_MESSAGES/chattui.mo`` and is looked for only where one is shipped.
"""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gettext import NullTranslations

LOCALE_FOLDER = os.path.join(os.path.dirname(__file__), "locale")


@cache
def _catalogue() -> NullTranslations | None:
    if not os.path.isdir(LOCALE_FOLDER):
        return None
    import gettext

    language = next(
        (os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)),
        "",
    )
    tag = language.partition(".")[0]
    return gettext.translation(
        "chattui", LOCALE_FOLDER, [tag, tag.partition("_")[0]], fallback=True
    )


def t(sentence: str, /, **values: object) -> str:
    """`sentence` in the person's language, with its named placeholders filled."""
    catalogue = _catalogue()
    words = catalogue.gettext(sentence) if catalogue else sentence
    return words.format(**values) if values else words


def tn(one: str, many: str, /, count: int, **values: object) -> str:
    """The sentence for `count` things; the placeholder ``{count}`` is filled with it."""
    catalogue = _catalogue()
    plain = one if count == 1 else many
    words = catalogue.ngettext(one, many, count) if catalogue else plain
    return words.format(count=format(count, ","), **values)
