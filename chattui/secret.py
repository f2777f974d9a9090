"""Secret: a string that no repr, log line, traceback or pickle shows."""

from __future__ import annotations

from typing import NoReturn, final


@final
class Secret:
    """A token, passphrase or key, whose text only `reveal` gives.

    It has no length, no iteration and no hash, so that it cannot slip into a log line or a
    cache key by accident. Comparison takes the same time wherever two secrets differ.
    """

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The text itself, for the one call that needs it."""
        return self._text

    def __bool__(self) -> bool:
        return bool(self._text)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        import hmac  # brings hashlib and OpenSSL, which `doctor` does without

        mine, theirs = (one._text.encode(errors="surrogatepass") for one in (self, other))
        return hmac.compare_digest(mine, theirs)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return "Secret(…)"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return repr(self)

    def __rich_repr__(self) -> list[str]:
        return ["…"]

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("a Secret is not pickled or copied")
