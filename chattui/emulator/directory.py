"""The people and groups that the emulator knows."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass

CUSTOMER = "customers/C0emulator"
DOMAIN = "example.com"

DEFAULT_AUDIENCE = "audiences/default"
AUDIENCES = {
    DEFAULT_AUDIENCE: "Everyone at example.com",
    "audiences/0emuengineer": "Engineering",
    "audiences/0emusales0000": "Sales",
}
"""The organization's target audiences, which a space may be opened to, by their names."""

ADDRESS = re.compile(r"[^\s@<>,;:\"()\\]+@[^\s@<>,;:\"()\\]+\.[^\s@<>,;:\"()\\.]+")
"""What may be an e-mail address; whose it is, nobody asks."""

COLLEAGUES, GUESTS = 200, 50
_MADE_ADDRESS = re.compile(r"(person|colleague|guest)(\d{2,7})@(example\.com|partner\.example)")
_MADE_ID = re.compile(r"(118|117|116)(\d{18})")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an account. `external` people belong to another organization."""

    id: str
    email: str
    name: str
    external: bool = False
    blocks: bool = False
    """Blocks everyone: dropped from spaces in silence, and no direct message is possible."""
    auto_accept: bool = True
    """Without it the person is invited and must accept before joining."""
    time_zone: str = "UTC"
    """Of their calendar, by its IANA name."""

    @property
    def domain(self) -> str:
        """The Workspace domain, empty for a consumer account."""
        domain = self.email.partition("@")[2]
        return "" if domain == "gmail.com" else domain

    @property
    def given_name(self) -> str:
        """The first word of the name."""
        return self.name.partition(" ")[0]

    @property
    def family_name(self) -> str:
        """The other words of the name, if any."""
        return self.name.partition(" ")[2]


def _person_id(email: str) -> str:
    """21 digits, as Google's account ids have; the same ones for an address every time."""
    number = int.from_bytes(hashlib.sha256(email.encode()).digest()[:8])
    return f"10{number % 10**19:019d}"


def _named(email: str, name: str, time_zone: str = "UTC", **traits: bool) -> Person:
    return Person(_person_id(email), email, name, time_zone=time_zone, **traits)


ALWAYS = (
    _named("ada@example.com", "Ada Lovelace", "Europe/London"),
    _named("grace@example.com", "Grace Hopper", "America/New_York"),
    _named("alan@example.com", "Alan Turing", "Europe/London"),
    _named("edsger@example.com", "Edsger Dijkstra", "Europe/Amsterdam"),
    # Three people who make the less happy paths reachable without a setting:
    _named("howard@example.com", "Howard Hughes", "America/Los_Angeles", blocks=True),
    _named("hedy@partner.example", "Hedy Lamarr", "Europe/Vienna", external=True),
    _named("emily@example.com", "Emily Dickinson", "America/New_York", auto_accept=False),
)
"""In every emulator: the first four, one who blocks everyone (howard), one of another
organization (hedy), one who must be invited (emily)."""

GROUPS = {
    "01opuxuh1emulat": "engineering@example.com",
    "02jxsxqh2emulat": "everyone@example.com",
}
"""Google Groups by the id that groupMember.name takes; addresses are not accepted there."""


@dataclass(frozen=True, slots=True)
class _Kind:
    prefix: str
    digits: int
    domain: str = DOMAIN


_MADE = {
    "person": _Kind("118", 3),
    "colleague": _Kind("117", 3),
    "guest": _Kind("116", 2, "partner.example"),
}


class Directory:
    """People by address and by id; ``person000@example.com`` and so on are made when asked for.

    `colleagues` and guests are the members of the spaces of ``--spaces N`` where there is no
    ``--people N`` to take them from.
    """

    def __init__(self, bulk: int = 0, colleagues: int = 0) -> None:
        self.bulk = bulk
        self.colleagues = colleagues
        self._by_id: dict[str, Person] = {}
        self._by_email: dict[str, Person] = {}
        for person in ALWAYS:
            self.add(person)

    def add(self, person: Person) -> None:
        """Put `person` in, or in place of who had the address."""
        self._by_id[person.id] = person
        self._by_email[person.email] = person

    def ensure(self, email: str) -> Person:
        """Who has the address, made up as a colleague where nobody has it."""
        email = email.strip().lower()
        known = self.by_email(email)
        if known is None:
            words = re.split(r"[._+-]+", email.partition("@")[0])
            known = _named(email, " ".join(word.capitalize() for word in words if word) or email)
            self.add(known)
        return known

    def by_email(self, email: str) -> Person | None:
        """Who has the address, whatever its case."""
        email = email.lower()
        found = self._by_email.get(email)
        if found is None and (match := _MADE_ADDRESS.fullmatch(email)):
            found = self._made(match[1], int(match[2]))
            return found if found and found.email == email else None
        return found

    def by_id(self, person_id: str) -> Person | None:
        """Who has the 21-digit id."""
        found = self._by_id.get(person_id)
        if found is None and (match := _MADE_ID.fullmatch(person_id)):
            kind = next(kind for kind, made in _MADE.items() if made.prefix == match[1])
            found = self._made(kind, int(match[2]))
        return found

    def find(self, user: str) -> Person | None:
        """Who ``users/{user}`` means: an id or an address."""
        return self.by_email(user) if "@" in user else self.by_id(user)

    def everyone(self) -> Iterator[Person]:
        """Everybody, those of ``--people N`` last."""
        yield from list(self._by_email.values())
        for kind in ("person", "colleague"):
            for index in range(self._count(kind)):
                if person := self._made(kind, index):
                    yield person

    def accounts(self, limit: int = 12) -> list[Person]:
        """The people that the consent page offers, the colleagues first and outsiders last."""
        people = sorted(self._by_email.values(), key=lambda person: person.external)
        missing = max(0, min(limit - len(people), self.bulk))
        return people + [one for i in range(missing) if (one := self._made("person", i))]

    @property
    def pool(self) -> int:
        """How many people there are for the spaces of ``--spaces N``."""
        return self.bulk or self.colleagues

    def colleague_id(self, index: int) -> str:
        """The id of one of the pool."""
        return f"{_MADE['person' if self.bulk else 'colleague'].prefix}{index:018d}"

    def pool_index(self, person: Person) -> int | None:
        """Which of the pool `person` is, if any."""
        prefix = _MADE["person" if self.bulk else "colleague"].prefix
        return int(person.id[3:]) if person.id.startswith(prefix) else None

    def guest(self, index: int) -> Person | None:
        """One of the people of another organization; None where there are no spaces for them."""
        return self._made("guest", index % GUESTS)

    def _count(self, kind: str) -> int:
        counts = {"person": self.bulk, "colleague": self.colleagues}
        return counts.get(kind, GUESTS if self.pool else 0)

    def _made(self, kind: str, index: int) -> Person | None:
        if index >= self._count(kind):
            return None
        made = _MADE[kind]
        name = f"{index:0{made.digits}d}"
        return Person(
            f"{made.prefix}{index:018d}",
            f"{kind}{name}@{made.domain}",
            f"{kind.capitalize()} {name}",
            external=made.domain != DOMAIN,
        )
