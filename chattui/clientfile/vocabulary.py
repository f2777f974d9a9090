"""What these files are known to hold: the names, words and addresses that may be shown."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache

WORDS = frozenset(
    """
    _class _module access_token account additional_claims android_client_info api_key
    api_key_id appinvite_service audience auth_provider_x509_cert_url auth_uri authorized_user
    bearer bundle_id certificate_hash client client_email client_id client_info client_secret
    client_secrets client_type client_x509_cert_url configuration_version credential_source
    current_key delegates demo doctype email encoding expires_in expiry expiry_date
    external_account external_account_authorized_user false file google_app_id google.com
    https id_token id_token_jwt impersonated_service_account installed invalid
    javascript_origins localhost login_hint mobilesdk_app_id null oauth2client.client
    oauth2credentials oauth_client other other_platform_oauth_client package_name plist
    plist_version private_key private_key_id project_id project_info project_number
    quota_project_id rapt_token redirect_uri redirect_uris refresh_token revoke_uri
    reversed_client_id scope scopes service_account service_account_impersonation_url services
    source_credentials storage_bucket string subject_token_type title token token_expiry
    token_info_uri token_response token_type token_uri token_url true type undefined
    universe_domain user_agent version <!doctype !doctype html head body accounts google sign
    //localhost //localhost/ //127.0.0.1 //127.0.0.1/ version="1.0" utf-8 public //apple//dtd
    traceback recent module secrets error errors invalid_client invalid_grant valueerror keyerror
    jsondecodeerror typeerror apiversion secret metadata namespace opaque stringdata export debug
    """.split()  # noqa: SIM905 a list would be ninety lines
)
"""Names of members and words of these files, in lower case."""

NAME = re.compile(r"(?=.{1,40}$)[a-z]{1,16}(?:_[a-z0-9]{1,12}){0,5}", re.DOTALL)
"""What looks like the name of a member: words in lower case, joined by underscores."""

HOST = re.compile(r"[a-z0-9-]{1,40}(?:\.[a-z0-9-]{1,40}){0,8}", re.IGNORECASE)

CLIENT_ID = re.compile(r"\b[0-9]{1,21}(?:-[a-z0-9_]{1,64})?\.apps\.googleusercontent\.com\b")
"""A client id of Google: the project's number, 32 characters in newer ones, and the ending."""

SHOWN = (
    CLIENT_ID,
    re.compile(
        r"https://(?:accounts\.google\.com/o/oauth2/(?:v2/)?auth"
        r"|oauth2\.googleapis\.com/(?:token|revoke|tokeninfo)|accounts\.google\.com/o/oauth2/token"
        r"|www\.googleapis\.com/oauth2/v[1-4]/(?:certs|token)"
        r"|www\.googleapis\.com/auth/[a-z.]{1,40})(?![\w./-])"
    ),
    re.compile(r"urn:ietf:wg:oauth:2\.0:oob(?::auto)?"),
    re.compile(r"\b(?:www\.|oauth2\.|accounts\.)?google(?:apis)?\.com\b"),
)
"""What may be shown wherever it stands, even in a broken file."""

_IN_SHOWN = (".apps.googleusercontent.com", "https://", "urn:", "google")
"""What each of `SHOWN` cannot do without."""


def shown_in(text: str) -> list[re.Pattern[str]]:
    """Those of `SHOWN` that may be found in `text`."""
    return [pattern for pattern, part in zip(SHOWN, _IN_SHOWN, strict=True) if part in text]


def is_name(text: str) -> bool:
    """Whether `text` looks like the name of a member, or is a word of these files."""
    return NAME.fullmatch(text) is not None or text.lower() in WORDS or _is_other_name(text)


def _is_other_name(text: str) -> bool:
    """Whether `text` is made of words alone, be they in capitals or with other marks between.

    What is no longer than four characters is no secret's piece that matters.
    """
    if len(text) > _LONGEST_NAME or not text.isprintable():
        return False
    pieces = _LETTERS.findall(text)
    return len(text) <= _SHORT or (
        max(map(len, pieces), default=0) < _LONG
        and all(_NAME_WORDS.fullmatch(piece) for piece in pieces)
        and not SECRETS.search(text)
    )


SECRETS = re.compile(
    r"-----BEGIN.*?(?:-----END[^\n-]*-----|\Z)"
    r"|(?:GOCSPX|AIza|ya29\.|eyJ|1//|4/0|1/0)[\w./+~-]+"
    r"|(?<![^\s\"':=])[A-Za-z0-9]{4}(?:[ -][A-Za-z0-9]{4}){3,15}(?![^\s\"',;.])",
    re.DOTALL,
)
"""Keys, tokens and client secrets by their public beginnings, wherever they stand; and what is
written in groups of four, as Google shows an app password and others show a key."""

_SECRET_WORDS = ("secret", "private", "passw", "passphrase", "apikey", "currentkey", "rapt")
_TOKEN_NAMES = ("token", "accesstoken", "refreshtoken", "idtoken", "idtokenjwt", "code", "jwt")
_NOT_SECRET = frozenset(
    {"token_uri", "token_url", "token_type", "token_expiry", "token_info_uri", "token_response"}
)
SECRET_MEMBER = re.compile(
    r"(?:client_?secret|private_?key(?:_id)?|(?:refresh|access|id)_?token|api_?key|current_key"
    r"|passw\w{0,40}+|passphrase)[\"'\u2018-\u201f]?\s{0,20}[:=]\s{0,20}"
    r"[\"'\u2018-\u201f]?(?P<value>[^\"'\u2018-\u201f\n]*)",
    re.IGNORECASE,
)
"""A secret beside its name, in text that is perhaps not even JSON."""

_SECRET_NAMES = ("secret", "private", "token", "api", "current_key", "passw", "passphrase")


def may_name_secret(text: str) -> bool:
    """Whether `SECRET_MEMBER` may be found in `text`."""
    plain = text.casefold()  # as the pattern takes the long s for an s
    return any(name in plain for name in _SECRET_NAMES)


SHOWN_VALUES = frozenset(
    {
        "account",
        "audience",
        "auth_provider_x509_cert_url",
        "auth_uri",
        "client_email",
        "client_id",
        "client_x509_cert_url",
        "expiry",
        "expiry_date",
        "expires_in",
        "javascript_origins",
        "project_id",
        "quota_project_id",
        "redirect_uris",
        "revoke_uri",
        "scope",
        "scopes",
        "subject_token_type",
        "token_expiry",
        "token_info_uri",
        "token_type",
        "token_uri",
        "token_url",
        "type",
        "universe_domain",
    }
)
"""The members whose values may be shown, long runs in them apart."""

_SHORT = 4
_LONGEST_NAME = 40
_LETTERS = re.compile(r"[A-Za-z0-9]+")
_RUN = re.compile(r"[A-Za-z0-9_-]{5,}")
_LONG = 20
_CAPITAL = "[A-Z](?=[a-z]*[aeiouy])[a-z]{2,}"
_WORD = rf"(?:(?:[a-z]+|{_CAPITAL})(?:{_CAPITAL})*[0-9]*|[A-Z]+[0-9]*|[0-9]+(?:[a-z]+|T[0-9]+)?Z?)"
_WORDS_ONLY = re.compile(rf"(?:{_WORD}?[_-]){{0,20}}{_WORD}?|xn--[a-z0-9-]{{1,59}}")
"""Words and numbers, as a person writes them in a name, an address or a date."""
_NAME_WORDS = re.compile(
    rf"(?:[a-z]+|I[dD]|{_CAPITAL})(?:{_CAPITAL}|I[dD]|UR[IL]|Url)*s?[0-9]*|[A-Z]+[0-9]*|[0-9]{1, 4}"
)
"""Words of a name that are written together, as in ``redirectUris``."""
_LOWER_WORDS = re.compile(r"[a-z]+(?:[_-][a-z]+)+")


@lru_cache(1024)
def is_secret_name(name: str) -> bool:
    """Whether the value below `name` is a secret."""
    if name in _NOT_SECRET:
        return False
    plain = name.lower().replace("_", "").replace("-", "")
    if any(word in plain for word in _SECRET_WORDS):
        return True
    return plain in _TOKEN_NAMES or (plain.endswith("token") and plain != "subjecttoken")


def has_tail(name: str) -> bool:
    """Whether the last four characters are shown, as Google's console does for a client secret."""
    return name == "client_secret"


_HIDING_PARTS = re.compile(
    r"(?<=://)[^/?#\s@]{2,}(?=@)|[?#].{5,}|(?<![\w+/=-])[\w-]{1,99}[+/][\w+/=-]{15,}", re.DOTALL
)
"""What hides in a value that may be shown: a name and password in an address, what follows its
path, and base64 with the signs that no word has."""


def hiding_parts(text: str) -> list[re.Match[str]]:
    """The parts of a value that are no address, no name and no date, whatever is in them."""
    return [
        match
        for match in _HIDING_PARTS.finditer(text)
        if match[0][0] in "?#" or text[match.end() : match.end() + 1] == "@" or "://" not in text
    ]


_BETWEEN_PIECES = re.compile(r"[\s'{}\[\],:<>()=]+")


def in_pieces(text: str) -> bool:
    """Whether signs divide a text into pieces, some of them short; an address is left as it is."""
    if _BETWEEN_PIECES.search(text) is None or "://" in text:
        return False
    return any(
        len(piece) < 5 and piece.lower() not in WORDS for piece in _BETWEEN_PIECES.split(text)
    )


def is_secret_like(text: str) -> bool:
    """Whether `text` holds something that may be a secret."""
    return bool(SECRETS.search(text) or odd_runs(text))


def odd_runs(text: str) -> list[re.Match[str]]:
    """The runs in a value that may be a secret or a piece of one.

    They are long, or mix letters and digits as no word does; a client id is none.
    """
    ids = [match.span() for match in CLIENT_ID.finditer(text)]
    starts = [start for start, _ in ids]

    def in_an_id(match: re.Match[str]) -> bool:
        index = bisect_right(starts, match.start()) - 1
        return index >= 0 and match.end() <= ids[index][1]

    return [
        match
        for match in _RUN.finditer(text)
        if not (len(match[0]) < _LONG and _WORDS_ONLY.fullmatch(match[0]))
        and not _LOWER_WORDS.fullmatch(match[0])
        and not in_an_id(match)
    ]
