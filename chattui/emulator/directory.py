"""The people and groups that the emulator knows."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass

CUSTOMER = "customers/C0emulator"
DOMAIN = "example.com"

_BULK_ADDRESS = re.compile(r"person(\d{3,7})@example\.com")
_BULK_ID = re.compile(r"118(\d{18})")


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


def _named(email: str, name: str, **traits: bool) -> Person:
    return Person(_person_id(email), email, name, **traits)


ALWAYS = (
    _named("ada@example.com", "Ada Lovelace"),
    _named("grace@example.com", "Grace Hopper"),
    _named("alan@example.com", "Alan Turing"),
    _named("edsger@example.com", "Edsger Dijkstra"),
    # Three people who make the less happy paths reachable without a setting:
    _named("howard@example.com", "Howard Hughes", blocks=True),
    _named("hedy@partner.example", "Hedy Lamarr", external=True),
    _named("emily@example.com", "Emily Dickinson", auto_accept=False),
)
"""In every emulator: the first four, one who blocks everyone (howard), one of another
organization (hedy), one who must be invited (emily)."""

GROUPS = {
    "01opuxuh1emulat": "engineering@example.com",
    "02jxsxqh2emulat": "everyone@example.com",
}
"""Google Groups by the id that groupMember.name takes; addresses are not accepted there."""


class Directory:
    """People by address and by id; ``person000@example.com`` and so on are made when asked for."""

    def __init__(self, bulk: int = 0) -> None:
        self.bulk = bulk
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
        if found is None and (match := _BULK_ADDRESS.fullmatch(email)):
            found = self._bulk_person(int(match[1]))
            return found if found and found.email == email else None
        return found

    def by_id(self, person_id: str) -> Person | None:
        """Who has the 21-digit id."""
        found = self._by_id.get(person_id)
        if found is None and (match := _BULK_ID.fullmatch(person_id)):
            found = self._bulk_person(int(match[1]))
        return found

    def find(self, user: str) -> Person | None:
        """Who ``users/{user}`` means: an id or an address."""
        return self.by_email(user) if "@" in user else self.by_id(user)

    def everyone(self) -> Iterator[Person]:
        """Everybody, those of ``--people N`` last."""
        yield from list(self._by_email.values())
        for index in range(self.bulk):
            if person := self._bulk_person(index):
                yield person

    def accounts(self, limit: int = 12) -> list[Person]:
        """The people that the consent page offers, the colleagues first and outsiders last."""
        people = sorted(self._by_email.values(), key=lambda person: person.external)
        missing = max(0, min(limit - len(people), self.bulk))
        return people + [one for i in range(missing) if (one := self._bulk_person(i))]

    def _bulk_person(self, index: int) -> Person | None:
        if index >= self.bulk:
            return None
        name = f"{index:03d}"
        return Person(f"118{index:018d}", f"person{name}@example.com", f"Person {name}")
