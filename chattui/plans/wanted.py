"""Wanted and Target: who should be what, and in which space."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from chattui.safe_text import safe_text
from chattui.words import t

if TYPE_CHECKING:
    from chattui.chat.models import Space

PERSON: Final = "person"
GROUP: Final = "group"
APP: Final = "app"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A person, a Google group or the app itself that should be in a space."""

    address: str
    """An e-mail address, or ``users/ID``, ``groups/ID``; ``app`` for the app itself, ``users/ID``
    for another one."""
    role: str = ""
    """ROLE_MANAGER, ROLE_ASSISTANT_MANAGER or ROLE_MEMBER; "" leaves it as it is."""
    kind: str = PERSON
    """`PERSON`, `GROUP` or `APP`."""
    line: int = 0
    """The line of the input that it comes from; 0 for none."""

    @property
    def key(self) -> str:
        """What two that mean the same have in common."""
        return f"{self.kind} {self.address.casefold()}"

    @property
    def who(self) -> str:
        """Google's name for them: ``users/ADDRESS``, ``users/ID``, ``users/app``, ``groups/ID``."""
        if self.address == "app":
            return "users/app"
        if "/" in self.address or self.kind == GROUP:
            return self.address
        return f"users/{self.address}"

    @property
    def label(self) -> str:
        """What to call them, safe to show."""
        return t("the app itself") if self.address == "app" else safe_text(self.address, limit=254)


@dataclass(frozen=True, slots=True)
class Target:
    """A space that a plan is about; what is not known of it is read."""

    space: str
    """``spaces/ID``."""
    label: str = ""
    """What to call it, safe to show."""
    space_type: str = ""
    external: bool | None = None
    """Whether people from outside may be in it; None where that is not known."""
    settings: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)
    """Google's PermissionSettings, who may do what in it; empty where they are not known."""

    @classmethod
    def of(cls, space: Space) -> Target:
        """The target that is `space`, as Google gave it."""
        from chattui.chat.models import part_of

        settings = part_of(space.raw, "permissionSettings")
        return cls(space.name, space.label, space.space_type, space.external, settings)
