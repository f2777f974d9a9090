"""The columns of tables with people: their headings in the languages of Google's interfaces, and
what their cells look like."""

from __future__ import annotations

import re
from typing import Final

from chattui.chat.addresses import why_not_address
from chattui.chat.roles import is_role
from chattui.plans.table import Wish

ADDRESS: Final = "address"
ROLE: Final = "role"
KIND: Final = "kind"
MEMBER: Final = "member"


def _headings(words: str) -> frozenset[str]:
    return frozenset(words.split())


_ADDRESS_HEADINGS: Final = _headings(
    "email emails emailaddress emailaddresses emailaddressrequired mail mailaddress address"
    " useremail memberemail workemail primaryemail username user"
    " emailadresse emailadressen mailadresse adresse"
    " courriel courriels adressemail adresseemail adresseélectronique adressecourriel"
    " correo correos correoelectrónico correoelectronico direccióndecorreo direcciondecorreo"
    " posta postaelettronica indirizzoemail indirizzo"
    " endereçodeemail enderecodeemail emailadres mailadres epost epostadress sähköposti"
    " adresemail adresyemail почта электроннаяпочта"
    " メール メールアドレス 邮箱 电子邮件 電子郵件"
)
_ROLE_HEADINGS: Final = _headings(
    "role roles rolle rôle rol ruolo função papel roll rola роль 役割 角色"
)
_KIND_HEADINGS: Final = _headings("kind type membertype typ art tipo soort тип 種類 类型")
_MEMBER_HEADINGS: Final = _headings("member membership memberid userid")

KINDS: Final = {
    "": "",
    **dict.fromkeys(("person", "people", "human", "user", "member"), "person"),
    **dict.fromkeys(("group", "groups", "google group", "google_group"), "group"),
    **dict.fromkeys(("app", "bot", "chat app"), "app"),
}
"""Kinds of members in a table's words."""
_NAME: Final = re.compile(r"(?:users|groups)/[\w-]{1,128}|spaces/[\w-]{1,128}/members/[\w-]{1,128}")


def is_bare_address(cell: str) -> bool:
    """Whether a cell holds an address and nothing else."""
    bare = cell.removeprefix("'").removeprefix("group:").removeprefix("mailto:")
    if cell.startswith('="') and cell.endswith('"'):
        bare = cell[2:-1]
    return "@" in bare and not why_not_address(bare)


def names_somebody(cell: str) -> bool:
    """Whether a cell may stand for a person, a group or an app by itself."""
    return is_bare_address(cell) or _NAME.fullmatch(cell) is not None


def is_kind(cell: str) -> bool:
    """Whether a cell holds a kind of member."""
    return bool(KINDS.get(cell.casefold()))


WISHES: Final = (
    Wish(ADDRESS, _ADDRESS_HEADINGS, is_bare_address, needed=True),
    Wish(ROLE, _ROLE_HEADINGS, is_role, all_cells=True),
    Wish(KIND, _KIND_HEADINGS, is_kind, all_cells=True),
    Wish(MEMBER, _MEMBER_HEADINGS, lambda cell: _NAME.fullmatch(cell) is not None),
)
