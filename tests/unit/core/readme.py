"""python -m tests.unit.core.readme: write the generated parts of the README anew."""

from __future__ import annotations

import re
from pathlib import Path

from chattui.tui import actions

README = Path(__file__).parents[3] / "README.md"
GENERATED = re.compile(r"(<!-- keys -->\n).*?(<!-- end -->)", re.DOTALL)

PAGES = {
    "*": "Everywhere",
    "home": "Home",
    "space": "A space",
    "add_members": "Adding, syncing, changing",
    "new_space": "New space",
    "code": "The code",
    "setup": "First run",
    "guide": "The guide",
    "guide_page": "A page of the guide",
    "sign_in": "Sign in",
    "delegation": "Acting for a person",
    "accounts": "Accounts",
    "vault": "The vault",
    "clients": "Clients",
    "doctor": "Doctor",
    "health": "Health",
    "mend": "Mending",
    "search": "A folder's files",
}
"""The pages of the table; those with nothing but a field and enter are left out."""


def keys_table() -> str:
    """The keys of the main pages, from the table of actions."""
    rows = ["| where | key | what it does |", "|---|---|---|"]
    for page, title in PAGES.items():
        for action in actions.of_page(page):
            rows.append(f"| {title} | `{actions.key_name(action.key)}` | {action.help} |")
            title = ""
    return "\n".join(rows) + "\n"


def generated(text: str) -> str:
    """The README with its generated parts made anew."""
    return GENERATED.sub(lambda match: match[1] + keys_table() + match[2], text)


if __name__ == "__main__":
    README.write_text(generated(README.read_text(encoding="utf-8")), encoding="utf-8")
