"""What the emulator knows of a space and of a membership."""

from __future__ import annotations

from dataclasses import dataclass, field

from chattui.emulator.directory import Person
from chattui.emulator.errors import Json
from chattui.emulator.schema import PERMISSIONS

SPACE, GROUP_CHAT, DIRECT_MESSAGE = "SPACE", "GROUP_CHAT", "DIRECT_MESSAGE"
MEMBER, MANAGER, ASSISTANT = "ROLE_MEMBER", "ROLE_MANAGER", "ROLE_ASSISTANT_MANAGER"
NO_ROLE = "MEMBERSHIP_ROLE_UNSPECIFIED"
JOINED, INVITED, NOT_A_MEMBER = "JOINED", "INVITED", "NOT_A_MEMBER"
APP_ID = "app"
APP_USER_ID = "109999999999999999999"


@dataclass(slots=True)
class Member:
    """A membership of a person, a Google Group, or the app (`kind` human, group, bot)."""

    id: str
    kind: str = "human"
    role: str = MEMBER
    state: str = JOINED
    created: float = 0.0


@dataclass(slots=True)
class Space:
    """A space of any type. `sequence` is its place in lists."""

    id: str
    type: str
    created: float
    sequence: int = 0
    display_name: str = ""
    description: str = ""
    guidelines: str = ""
    history: str = "HISTORY_ON"
    external: bool = False
    app_dm: bool = False
    import_mode: bool = False
    has_messages: bool = False
    last_active: float = 0.0
    announcement: bool = False
    permissions: Json = field(default_factory=dict)
    """Permission settings that a patch has replaced; the others are the predefined ones."""
    audience: str = ""
    access_permissions: Json = field(default_factory=dict)
    members: dict[str, Member] = field(default_factory=dict)
    messages: list[Json] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The resource name."""
        return f"spaces/{self.id}"

    def has_other_owner(self, member: Member) -> bool:
        """Whether somebody beside `member` is an owner."""
        owners = (m for m in self.members.values() if m.role == MANAGER and m.state == JOINED)
        return any(owner is not member for owner in owners)

    def joined(self, kind: str) -> int:
        """How many members of `kind` have joined."""
        return sum(m.kind == kind and m.state == JOINED for m in self.members.values())

    def permission_settings(self) -> Json:
        """The permission settings in force, predefined ones overlaid with patched ones."""
        settings = {name: self._predefined(name) for name in PERMISSIONS}
        return settings | self.permissions

    def _predefined(self, name: str) -> Json:
        own = {"managersAllowed": True, "assistantManagersAllowed": True}
        everybodys = not self.announcement or name == "viewSpaceMembership"
        return own | {"membersAllowed": True} if everybodys else own

    def permits(self, member: Member, permission: str) -> bool:
        """Whether `member` may do what `permission` names; all may in unnamed conversations."""
        if self.type != SPACE:
            return True
        needed = {MANAGER: "managersAllowed", ASSISTANT: "assistantManagersAllowed"}
        allowed = self.permission_settings()[permission]
        return bool(allowed.get(needed.get(member.role, "membersAllowed")))


def is_joined(space: Space, person: Person) -> bool:
    """Whether `person` is a joined member of `space`."""
    member = space.members.get(person.id)
    return member is not None and member.state == JOINED
