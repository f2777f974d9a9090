"""People and places taken out of a text, so that it can be shown to strangers.

Each is replaced by a few signs that are always the same for the same one, so that it can be seen
that two lines are about one person; the key that makes them stays on this machine.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable

_PUBLIC = frozenset({"gmail.com", "googlemail.com"})
"""Domains that tell the kind of an account, and not the organisation."""

_WORDS = frozenset({"me", "app", "-", "users", "root", "localhost"})
"""Aliases of Google's and names that are nobody's."""

_SERVICE = ".iam.gserviceaccount.com"

_PATTERNS = re.compile(
    r"(?P<email>[\w.+%'-]{1,128}(?:@|%40)(?P<domain>[\w-]+(?:\.[\w-]+)+))"
    r"|(?P<client>\b\d{6,}-\w+(?=\.apps\.googleusercontent\.com))"
    r"|(?<=\b)(?P<kind>spaces|members|users|messages|threads|groups|customers|projects|attachments"
    r"|reactions|people|calendars)/(?P<id>[^\s/?&=,;:\"']+)"
    r"|(?P<ip>(?<![\w.])(?!127\.)\d{1,3}(?:\.\d{1,3}){3}(?![\w.])"
    r"|(?<![\w:])[0-9a-fA-F]{0,4}(?::[0-9a-fA-F]{0,4}){3,7}(?![\w:]))"
    r"|(?P<number>(?<!\w)\d{10,}(?!\w))"
)


class Anonymous:
    """Replaces people and places by signs; `names` are further texts to replace, as words."""

    def __init__(self, key: bytes, names: Iterable[str] = (), home: str = "") -> None:
        self._key = key
        telling = sorted({n for n in names if len(n) > 2 and n not in _WORDS}, key=len)[::-1]
        either = "|".join(re.escape(name) for name in telling)
        self._names = re.compile(rf"(?<!\w)(?:{either})(?!\w)", re.IGNORECASE) if either else None
        self._home = home if len(home) > 1 else ""

    def __call__(self, text: str) -> str:
        """`text` without them."""
        if self._home:
            text = text.replace(self._home, "~")
        text = _PATTERNS.sub(self._replace, text)
        return self._names.sub(lambda m: self.sign(m[0]), text) if self._names else text

    def sign(self, text: str) -> str:
        """The sign of one person or place."""
        plain = text.casefold().replace("%40", "@")
        return "~" + hmac.new(self._key, plain.encode(), hashlib.sha256).hexdigest()[:8]

    def _replace(self, found: re.Match[str]) -> str:
        if found["email"]:
            domain = found["domain"].casefold()
            local = self.sign(found[0])
            if domain in _PUBLIC:
                return f"{local}@{domain}"
            if domain.endswith(_SERVICE):
                return f"{local}@{self.sign(domain)}{_SERVICE}"
            return f"{local}@{self.sign(domain)}"
        if found["kind"]:
            known = found["id"] in _WORDS or found["id"].startswith("~")
            return found[0] if known else f"{found['kind']}/{self.sign(found['id'])}"
        return self.sign(found[0])
