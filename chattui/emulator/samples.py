"""About forty spaces of Ada's, of every type, role and oddity: what ``chattui demo`` shows.

Five more are of others in her organization; as its administrator she finds those too.
"""

from __future__ import annotations

from typing import Any, Final

from chattui.emulator.directory import GROUPS, Directory
from chattui.emulator.scopes import WORDS
from chattui.emulator.settings import CLIENT_TYPES
from chattui.emulator.space_model import (
    APP_ID,
    ASSISTANT,
    DIRECT_MESSAGE,
    GROUP_CHAT,
    INVITED,
    JOINED,
    MANAGER,
    MEMBER,
    NO_ROLE,
    SPACE,
    Member,
    Space,
)
from chattui.emulator.store import Store

ADA, GRACE, ALAN, EDSGER = (f"{name}@example.com" for name in ("ada", "grace", "alan", "edsger"))
HEDY, EMILY = "hedy@partner.example", "emily@example.com"
HOSTILE_NAME: Final = "Vendors [/][@click=app.quit()]x[/] \x1b]0;owned\x07\u202egnp.tegdub"
"""What a hostile colleague may call a space: markup, an escape sequence, a bidi override."""

COLLEAGUES: Final = (
    "Katherine Johnson",
    "Barbara Liskov",
    "Radia Perlman",
    "Donald Knuth",
    "Frances Allen",
    "Tony Hoare",
    "Margaret Hamilton",
    "Niklaus Wirth",
)
_PROJECTS: Final = (
    "Analytical Engine",
    "Compiler reading group",
    "Deploys",
    "Incident 2041: stale cache",
    "Design reviews",
    "Hiring committee",
    "On-call hand-over",
    "Release 7.2",
    "Security advisories",
    "Support escalations",
    "Quarterly planning",
    "Data platform",
    "Documentation",
    "Accessibility",
    "Office moves",
    "Lunch",
    "Book club",
    "Interns 2026",
    "Localisation – 日本語 / العربية",
    "Café ☕ Zürich",
)


def settings() -> dict[str, Any]:
    """What differs from Google so that every way can be tried with the one sample client: device
    codes for a desktop client and for every scope."""
    return {"device_client_types": [*CLIENT_TYPES], "device_scopes": sorted(WORDS)}


def fill(store: Store, directory: Directory) -> None:
    """Put the samples into `store`; Ada is in all of them."""
    others = [
        directory.ensure(f"{name.partition(' ')[0].lower()}@example.com") for name in COLLEAGUES
    ]
    emails = [GRACE, ALAN, EDSGER, *(person.email for person in others)]
    maker = _Maker(store, directory)
    for index, name in enumerate(_PROJECTS):
        members = [emails[(index * 3 + step) % len(emails)] for step in range(1 + index % 7)]
        role = (MANAGER, MEMBER, ASSISTANT)[index % 3]
        space = maker.named(name, role, members, hours=index * index * 2 + 1)
        space.description = "" if index % 4 else f"All about {name.lower()}."
        space.history = "HISTORY_OFF" if index % 9 == 4 else "HISTORY_ON"
    maker.named("Announcements", MEMBER, emails, hours=30).announcement = True
    partners = maker.named("Partners", MANAGER, [GRACE, HEDY], hours=5)
    partners.external = True
    partners.guidelines = "People of other companies read along here."
    waiting = maker.named("Poetry", MANAGER, [ALAN], hours=700)
    maker.join(waiting, EMILY, state=INVITED)
    group = maker.named("Everyone in engineering", MEMBER, [GRACE], hours=2)
    group_id = next(iter(GROUPS))
    group.members[group_id] = Member(group_id, "group", NO_ROLE, created=group.created)
    maker.named("A name as long as Google lets it be " + "x" * 92, MEMBER, [GRACE], hours=9000)
    maker.named(HOSTILE_NAME, MEMBER, [EDSGER], hours=3)
    for index in range(5):
        maker.conversation(GROUP_CHAT, emails[index : index + 2 + index % 3], hours=index * 20 + 4)
    for index, email in enumerate([GRACE, ALAN, EDSGER, HEDY, *emails[3:8]]):
        maker.conversation(DIRECT_MESSAGE, [email], hours=index * 13 + 1)
    with_app = maker.conversation(DIRECT_MESSAGE, [], hours=400)
    with_app.app_dm = True
    with_app.members[APP_ID] = Member(APP_ID, "bot", created=with_app.created)


def fill_others(store: Store, directory: Directory) -> None:
    """Put in what Ada finds as an administrator alone: two without an owner, two long idle, two
    with somebody of another company."""
    maker = _Maker(store, directory)
    for name, owner, members, hours, external in (
        ("Merger 2023", "", [ALAN, EDSGER], 26_000, False),
        ("Vendor invoices", GRACE, [HEDY], 9_500, True),
        ("Night shift", "", [GRACE, EDSGER, HEDY], 12, True),
        ("Skunk works", ALAN, [EDSGER], 3, False),
        ("Payroll", EDSGER, [], 40, False),
    ):
        space = maker.new(SPACE, hours)
        space.display_name, space.external = name, external
        if owner:
            maker.join(space, owner, role=MANAGER)
        for email in members:
            maker.join(space, email)


class _Maker:
    def __init__(self, store: Store, directory: Directory) -> None:
        self.store = store
        self.directory = directory

    def named(self, name: str, role: str, members: list[str], *, hours: float) -> Space:
        """A named space where Ada has `role`, last active `hours` ago."""
        space = self.new(SPACE, hours)
        space.display_name = name
        self.join(space, ADA, role=role)
        for index, email in enumerate(members):
            leads = index == 0 and role != MANAGER
            self.join(space, email, role=MANAGER if leads else MEMBER)
        return space

    def conversation(self, space_type: str, members: list[str], *, hours: float) -> Space:
        """A group chat or direct message of Ada's with `members`."""
        space = self.new(space_type, hours)
        for email in (ADA, *members):
            self.join(space, email)
        return space

    def join(self, space: Space, email: str, *, role: str = MEMBER, state: str = JOINED) -> None:
        """Make the person of `email` a member."""
        person = self.directory.ensure(email)
        space.members[person.id] = Member(person.id, "human", role, state, space.created)

    def new(self, space_type: str, hours: float) -> Space:
        """A space without members, last active `hours` ago."""
        space = self.store.new(space_type)
        space.last_active = self.store.started - hours * 3600
        space.created = space.last_active - 86400 * 40
        space.has_messages = True
        self.store.keep(space)
        return space
