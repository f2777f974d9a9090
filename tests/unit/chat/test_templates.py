"""Templates: a space's settings and people as a file, read back as they were."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chattui.chat.models import Membership, Space
from chattui.chat.new_space import NewSpace
from chattui.chat.permissions import LEVELS, SETTABLE
from chattui.chat.roles import MEMBER, ROLES
from chattui.chat.setup import first_and_later, membership_body, space_body
from chattui.chat.templates import Template, TemplatePerson, read_template, template_of, to_toml
from chattui.problem import Exit, ProblemError
from tests.unit.chat.harness import ME, MakeChat

PRINCIPALS = {"principals": [{"audience": {"name": "audiences/7"}}]}
SPACE: dict[str, Any] = {
    "name": "spaces/AAAA",
    "spaceType": "SPACE",
    "displayName": 'Launch "team"',
    "spaceDetails": {"description": "What\r\nwe launch\x1b", "guidelines": "Be kind"},
    "spaceHistoryState": "HISTORY_ON",
    "externalUserAllowed": True,
    "accessSettings": {"audience": "audiences/default"},
    "permissionSettings": {
        "postMessages": {"managersAllowed": True},
        "manageApps": {"managersAllowed": True},
    },
}


def member(email: str, role: str = MEMBER, kind: str = "HUMAN") -> Membership:
    user = {"name": f"users/{len(email)}", "type": kind, "email": email}
    return Membership.from_json({"role": role, "state": "JOINED", "member": user})


PEOPLE = [
    Membership.from_json({"groupMember": {"name": "groups/12"}, "role": ""}),
    member("grace@example.com"),
    member("ada@example.com", "ROLE_MANAGER"),
    member("alan@example.com", "ROLE_ASSISTANT_MANAGER"),
    Membership.from_json({"member": {"name": "users/99", "type": "HUMAN"}, "role": "ROLE_NEW"}),
    member("bot", kind="BOT"),
    Membership.from_json({}),
]


def test_a_template_holds_what_a_new_space_takes() -> None:
    template = template_of(Space.from_json(SPACE), PEOPLE)
    assert template.new == NewSpace(
        "SPACE",
        'Launch "team"',
        "What\nwe launch␛",
        "Be kind",
        history=True,
        external=True,
        announcement=True,
        audience="audiences/default",
        permissions=(("manageApps", "owners"),),
    )
    assert [(p.address, p.role, p.kind) for p in template.people] == [
        ("ada@example.com", "ROLE_MANAGER", "person"),
        ("alan@example.com", "ROLE_ASSISTANT_MANAGER", "person"),
        ("grace@example.com", "ROLE_MEMBER", "person"),
        ("users/99", "ROLE_MEMBER", "person"),
        ("groups/12", "ROLE_MEMBER", "group"),
    ]
    assert len(template.left_out) == 1
    assert "1 app" in template.left_out[0]


def test_what_a_template_cannot_hold_is_named_in_it() -> None:
    odd = {
        "accessSettings": {
            "accessPermissionSettings": {
                "joinSpaceSetting": PRINCIPALS,
                "viewSpaceMembershipSetting": PRINCIPALS,
            }
        },
        "permissionSettings": {
            "postMessages": {"managersAllowed": False},
            "manageApps": {"membersAllowed": True},
        },
    }
    template = template_of(Space.from_json(SPACE | odd))
    assert len(template.left_out) == 4
    written = to_toml(template)
    assert all(f"# {words}\n" in written for words in template.left_out)
    assert read_template(written) == template


PERMISSION_FAULTS = ("permission_unknown", "level_unknown", "wrong_type", "level_unknown")
TEXTS = st.text("aé\"'\\\n\t{#]=👩\u200d🚀", max_size=12).filter(str.strip)
ADDRESSES = st.lists(
    st.sampled_from(["ada@example.com", "users/12", "o'b@example.com", "g.h@example.org"]),
    unique=True,
)
KINDS = {"person": ROLES, "group": (MEMBER,)}


@st.composite
def templates(draw: st.DrawFn) -> Template:
    new = NewSpace(
        display_name=draw(TEXTS.map(lambda text: text.replace("\n", " ").replace("\t", " "))),
        description=draw(st.just("") | TEXTS),
        guidelines=draw(st.just("") | TEXTS),
        history=draw(st.none() | st.booleans()),
        external=draw(st.booleans()),
        announcement=draw(st.booleans()),
        audience=draw(st.sampled_from(["", "audiences/default", "audiences/7-x"])),
        permissions=tuple(
            draw(st.dictionaries(st.sampled_from(SETTABLE), st.sampled_from(LEVELS))).items()
        ),
        message=draw(st.just("") | TEXTS),
    )
    people = [TemplatePerson(address, draw(st.sampled_from(ROLES))) for address in draw(ADDRESSES)]
    people += [TemplatePerson(f"groups/{n}", kind="group") for n in range(draw(st.integers(0, 2)))]
    people += [TemplatePerson("app", kind="app")] if draw(st.booleans()) else []
    kinds = ("person", "group", "app")
    return Template(
        new, tuple(sorted(people, key=lambda p: (kinds.index(p.kind), ROLES.index(p.role))))
    )


@settings(max_examples=60)
@given(templates())
def test_what_is_written_is_read_as_it_was(template: Template) -> None:
    assert read_template(to_toml(template)) == template


def test_conversations_have_templates_too() -> None:
    for raw in (
        {"spaceType": "GROUP_CHAT", "displayName": "Ada, Grace"},
        {"spaceType": "DIRECT_MESSAGE", "singleUserBotDm": True},
    ):
        template = template_of(Space.from_json(raw), [member("grace@example.com")])
        assert template.new.display_name == ""
        assert read_template(to_toml(template)) == template


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", [("version", 1)]),
        ("template = 2", [("version", 1)]),
        ("\ufefftemplate = 1\n[space\n", [("not_toml", 2)]),
        ("template = 1\nname = '''", [("not_toml", 2)]),
        ("a = " + "[" * 5000, [("not_toml", 1)]),
        ("template = 1\n" + "a." * 100_000 + "a = 1", [("not_toml", 2)]),
        ("template = 1\nspace = 3\npeople = []", [("not_a_table", 2), ("not_a_table", 3)]),
        ("template = 1\ncolour = 3", [("unknown_key", 2)]),
        ("template = 1\n[space]\n\ncolour = 3", [("unknown_key", 4)]),
        ("template = 1\n[space]\nimport_mode = true", [("import_mode", 3)]),
        ("template = 1\n[space]\ntype = 'x'", [("type_unknown", 3)]),
        ("template = 1\n[space]\ntype = []", [("type_unknown", 3)]),
        ("template = 1\n[space]\nname = 3\nhistory = 'on'", [("wrong_type", 3), ("wrong_type", 4)]),
        ("template = 1\n[space]\ndescription = '%s'" % ("x" * 4097), [("description_too_long", 3)]),
        ("template = 1\n[space]\naudience = 'a b'", [("audience_unknown", 3)]),
        ("template = 1\n[space]\ntype = 'group'\nname = 'x'", [("name_not_allowed", 4)]),
        (
            "template = 1\n[permissions]\nfun = 'owners'\nmanageApps = 'x'\n"
            "toggleHistory = 1\nuseAtMentionAll = ''",
            [(c, n) for n, c in enumerate(PERMISSION_FAULTS, 3)],
        ),
        (
            "template = 1\n[people]\nowners = 'ada@example.com'\nmembers = [3]",
            [("wrong_type", 3), ("wrong_type", 4)],
        ),
        (
            "template = 1\n[people]\nowners = ['a@b.de',\n 'b']\nmembers = ['A@b.de']",
            [("bad_address", 4), ("repeated", 5)],
        ),
        ("template = 1\n[people]\napps = ['app', 'users/7']", [("other_app", 3)]),
        ('template = 1\n[people]\ngroups = ["\\u0061"]', [("bad_address", 3)]),
    ],
)
def test_what_is_wrong_is_told_with_its_line(text: str, told: list[tuple[str, int]]) -> None:
    with pytest.raises(ProblemError) as caught:
        read_template(text)
    found = (caught.value.problem, *caught.value.others)
    assert [(p.code, p.message.partition(":")[0]) for p in found] == [
        (f"template.{code}", f"Line {line}") for code, line in told
    ]
    assert {p.exit for p in found} == {Exit.USAGE}


def test_a_template_may_leave_everything_to_google() -> None:
    assert read_template("template = 1") == Template()


MANY = tuple(f"person{number:03}@example.com" for number in range(60))


def test_forty_nine_come_with_the_space_and_the_others_after_it() -> None:
    new = NewSpace(groups=("groups/1", "groups/1"), members=(ME, *MANY))
    first, later = first_and_later(new, ME)
    assert (len(first), len(later)) == (49, 12)
    assert first[:2] == ("groups/1", f"users/{MANY[0]}")
    assert membership_body(first[0]) == {"groupMember": {"name": "groups/1"}}
    assert membership_body("users/app") == {"member": {"name": "users/app", "type": "BOT"}}
    assert membership_body(ME) == {"member": {"name": f"users/{ME}", "type": "HUMAN"}}


@pytest.mark.anyio
@pytest.mark.parametrize(
    "new",
    [
        NewSpace(
            display_name="Open", audience="audiences/default", groups=("groups/01opuxuh1emulat",)
        ),
        NewSpace("DIRECT_MESSAGE", with_app=True),
        NewSpace("GROUP_CHAT", history=False, members=MANY[:2]),
        NewSpace(display_name="News", announcement=True, external=True, description="x"),
    ],
)
async def test_google_takes_what_is_sent_for_a_new_space(
    make_chat: MakeChat, new: NewSpace
) -> None:
    chat = await make_chat()
    first, _ = first_and_later(new, ME)
    made = await chat.setup_space(space_body(new, ME), [membership_body(w) for w in first], "r")
    found = template_of(await chat.get_space(made.name)).new
    assert replace(found, permissions=(), history=new.history) == replace(
        new, members=(), groups=()
    )
