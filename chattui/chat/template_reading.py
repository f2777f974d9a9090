"""Reading a template: its settings and people, or all that is wrong with it, by line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from chattui.chat.addresses import why_not_address
from chattui.chat.audiences import audience_name
from chattui.chat.models import DIRECT_MESSAGE, GROUP_CHAT, SPACE
from chattui.chat.new_space import NewSpace, check, import_mode_problem
from chattui.chat.permissions import check_permissions
from chattui.chat.roles import MANAGER, MEMBER, OWNER
from chattui.chat.template import APP, GROUP, PERSON, Template, TemplatePerson
from chattui.chat.template_lines import Lines, lines_of
from chattui.chat.texts import is_warning, wrong
from chattui.problem import Problem, ProblemError
from chattui.safe_text import safe_text
from chattui.words import t

VERSION: Final = 1
TYPES: Final = {"space": SPACE, "group": GROUP_CHAT, "dm": DIRECT_MESSAGE}
PEOPLE: Final = {
    "owners": (OWNER, PERSON),
    "managers": (MANAGER, PERSON),
    "members": (MEMBER, PERSON),
    "groups": (MEMBER, GROUP),
    "apps": (MEMBER, APP),
}
_TEXTS = {
    "name": "display_name",
    "description": "description",
    "guidelines": "guidelines",
    "audience": "audience",
    "message": "message",
}
_SWITCHES = {
    "history": "history",
    "external": "external",
    "announcement": "announcement",
    "app": "with_app",
}
_TABLES = {
    "": ("template", "space", "permissions", "people"),
    "space": ("type", *_TEXTS, *_SWITCHES),
    "people": tuple(PEOPLE),
}
_LONG_KEY = re.compile(r"(?:[A-Za-z0-9_-]{1,40}\.){100}")
"""A key of so many parts, for which tomllib takes a time that grows with their square."""
_NAMED_USER = re.compile(r"users/[A-Za-z0-9_-]{1,128}")
_NAMED_GROUP = re.compile(r"groups/[A-Za-z0-9_-]{1,128}")


def read_template(text: str) -> Template:
    """The template in a file. Raises ProblemError (``template.…``, exit status 2) with all that
    is wrong, each with its line."""
    import tomllib

    try:
        if _LONG_KEY.search(text):
            raise ValueError
        document = tomllib.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise ProblemError(_not_toml(str(error), text)) from None
    reading = _Reading(lines_of(text))
    template = reading.template(document)
    if reading.found:
        in_order = sorted(reading.found, key=lambda told: told[0])
        raise ProblemError(*(problem for _, problem in in_order))
    return template


@dataclass(slots=True)
class _Reading:
    """One file that is being read, and what is wrong with it so far."""

    lines: Lines
    found: list[tuple[int, Problem]] = field(default_factory=list)

    def template(self, document: Mapping[str, Any]) -> Template:
        """What the document holds; `found` says whether that is sound."""
        if document.get("template") != VERSION:
            self._say(
                "version",
                self.lines.of("", "template"),
                t("The file does not say that it is a template of this kind."),
                t("It begins with the line: template = {version}", version=VERSION),
            )
        self._check_keys("", document)
        space, people = self._table(document, "space"), self._table(document, "people")
        permissions = self._table(document, "permissions")
        self._check_keys("space", space)
        self._check_keys("people", people)
        new = self._settings(space, permissions)
        self._check_settings(new)
        return Template(new, tuple(self._people(people)))

    def _say(self, code: str, line: int, message: str, remedy: str = "", cause: str = "") -> None:
        told = t("Line {line}: {message}", line=line, message=message)
        self.found.append((line, wrong(f"template.{code}", told, cause, remedy)))

    def _table(self, document: Mapping[str, Any], name: str) -> Mapping[str, Any]:
        value = document.get(name, {})
        if isinstance(value, dict):
            return value
        self._say("not_a_table", self.lines.of("", name), t("[{name}] is no table.", name=name))
        return {}

    def _check_keys(self, table: str, values: Mapping[str, Any]) -> None:
        for key in values:
            if table == "space" and key in {"import_mode", "importMode"}:
                told = import_mode_problem()
                line = self.lines.of(table, key)
                self._say("import_mode", line, told.message, told.remedy, told.cause)
            elif key not in _TABLES[table]:
                self._say(
                    "unknown_key",
                    self.lines.of(table, key),
                    t("“{key}” is no setting of a template.", key=safe_text(key, limit=60)),
                    t("Here are known: {keys}.", keys=", ".join(_TABLES[table])),
                )

    def _settings(self, space: Mapping[str, Any], permissions: Mapping[str, Any]) -> NewSpace:
        kind = space.get("type", "space")
        if not isinstance(kind, str) or kind not in TYPES:
            shown = safe_text(str(kind), limit=40)
            self._say(
                "type_unknown",
                self.lines.of("space", "type"),
                t("“{type}” is no kind of space.", type=shown),
                t("Write space, group or dm."),
            )
            kind = "space"
        values: dict[str, Any] = {"space_type": TYPES[kind]}
        for key, name in _TEXTS.items():
            values[name] = self._typed("space", space, key, str, "")
        for key, name in _SWITCHES.items():
            values[name] = self._typed(
                "space", space, key, bool, None if key == "history" else False
            )
        values["audience"] = audience_name(values["audience"])
        levels = [(k, self._typed("permissions", permissions, k, str, None)) for k in permissions]
        values["permissions"] = tuple((key, level) for key, level in levels if level is not None)
        return NewSpace(**values)

    def _typed(
        self, table: str, values: Mapping[str, Any], key: str, kind: type, default: object
    ) -> Any:
        value = values.get(key, default)
        if key not in values or isinstance(value, kind):
            return value
        words = t("true or false") if kind is bool else t("a text in quotation marks")
        self._say(
            "wrong_type",
            self.lines.of(table, key),
            t("“{key}” has to be {kind}.", key=safe_text(key, limit=60), kind=words),
        )
        return default

    def _people(self, people: Mapping[str, Any]) -> Iterator[TemplatePerson]:
        seen: set[str] = set()
        for key, (role, kind) in PEOPLE.items():
            named = people.get(key, [])
            if not isinstance(named, list) or not all(isinstance(one, str) for one in named):
                self._say(
                    "wrong_type",
                    self.lines.of("people", key),
                    t("“{key}” has to be a list of addresses.", key=key),
                    t('Write it like this: {key} = ["ada@example.com"]', key=key),
                )
                continue
            for one in named:
                self._check_person(key, kind, one, seen)
                seen.add(one.casefold())
                yield TemplatePerson(one, role, kind)

    def _check_person(self, key: str, kind: str, one: str, seen: set[str]) -> None:
        line = self.lines.of_value(key, one)
        shown = safe_text(one, limit=120)
        if one.casefold() in seen:
            self._say("repeated", line, t("{person} is named more than once.", person=shown))
        elif kind == APP:
            if one != "app":
                self._say(
                    "other_app",
                    line,
                    t("“{app}” cannot be added.", app=shown),
                    t('Write apps = ["app"] for the client\'s own app.'),
                    t("A program can add no other app than its own."),
                )
        elif reason := _why_not(one, _NAMED_GROUP if kind == GROUP else _NAMED_USER):
            words = t("“{address}” cannot be an e-mail address.", address=shown)
            self._say("bad_address", line, words, t("Correct it or leave it out."), reason)

    def _check_settings(self, new: NewSpace) -> None:
        """What Google would refuse about the settings, at the line that sets it. Who is in it is
        not looked at: a template may leave that open."""
        open_ended = {"name_missing", "group_chat_members", "direct_message_members"}
        found = [("permissions", n, p) for n, v in new.permissions for p in _permission(n, v)]
        for problem in check(replace(new, permissions=new.permissions[:0])):
            code = problem.code.removeprefix("creation.")
            if not is_warning(problem) and code not in open_ended:
                key = next((k for k in _TABLES["space"] if code.startswith(k)), "")
                found.append(("space", key, problem))
        for table, key, problem in found:
            code = problem.code.rpartition(".")[2]
            line = self.lines.of(table, key)
            self._say(code, line, problem.message, problem.remedy, problem.cause)


def _why_not(one: str, named: re.Pattern[str]) -> str:
    return "" if named.fullmatch(one) else why_not_address(one)


def _permission(name: str, level: str) -> list[Problem]:
    return check_permissions({name: level}, "template")


def _not_toml(told: str, text: str) -> Problem:
    """`told` is tomllib's own text, which ends in "(at line 1, column 2)" or "(at end …)"."""
    found = re.search(r"at line (\d+)", told)
    line = int(found[1]) if found else max(1, len(text.splitlines()))
    return wrong(
        "template.not_toml",
        t("Line {line}: this cannot be read as TOML.", line=line),
        t("A template is a TOML file, as chattui writes it."),
        t('Each line is like this: name = "Launch team"'),
    )
