"""The blocks for the rows of a plan: which method, with which table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from chattui.chat import methods
from chattui.chat.models import part_of, safe_link
from chattui.plans.follow_rows import is_follow_up, plain_link
from chattui.plans.log_lines import logged_who
from chattui.plans.model import Action
from chattui.plans.steps import Step
from chattui.programs.follow_blocks import FollowBlocks
from chattui.programs.groups import Group
from chattui.programs.model import Block, Hole, Ref, Text, Value
from chattui.programs.names import stem
from chattui.programs.phrases import phrase
from chattui.words import t, tn

if TYPE_CHECKING:
    from chattui.chat.methods import Method
    from chattui.plans.model import Plan, Row

SEVERAL: Final = "spaces"
"""The list of the spaces that a program makes, where there are several."""


class Blocks:
    """Makes the blocks of a plan, and remembers the scopes that they need."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.scopes: list[str] = []
        self.saved: dict[int, tuple[Block, int]] = {}
        """The block that sends each row of the plan, and its place in the table."""
        makes = [row for row in plan.rows if row.action is Action.CREATE_SPACE]
        self._places = {row.number: place for place, row in enumerate(makes)}
        self._variable = SEVERAL if len(makes) > 1 else variable(makes[0]) if makes else ""
        self.told: set[str] = set()
        """The tables that a log has told of."""
        logged = (row.body["rows"] for row in plan.rows if row.action is Action.LOG_ROWS)
        self._logged = {number for numbers in logged for number in numbers}

    def of(self, group: Group) -> tuple[Block, ...]:
        """The blocks of one group; several where the log of a sheet needs a header first."""
        row = group.rows[0]
        if is_follow_up(row):
            return FollowBlocks(self).of(row)
        made = self._block(group.rows)
        self.saved |= {row.number: (made, place) for place, row in enumerate(group.rows)}
        return (made,)

    def space(self, row: Row, field: str = "name") -> Value:
        """The name of the space that `row` is about, or another field of one that is made."""
        number = row.space.removeprefix("row:")
        if row.action is Action.CREATE_SPACE:
            number = str(row.number)
        elif number == row.space:
            known = safe_link(row.body.get("link")) or plain_link(row.space)
            return row.space if field == "name" else known
        place = self._places[int(number)] if len(self._places) > 1 else None
        return Ref(self._variable, field, place)

    def need(self, method: Method) -> bool:
        """Note the scope of `method`; whether it is sent with administrator access."""
        self.scopes.append(method.needs(admin=self.plan.admin))
        return self.plan.admin and bool(method.admin_scope)

    def _block(self, rows: Sequence[Row]) -> Block:
        match rows[0].action:
            case Action.CREATE_SPACE:
                return self._one_space(rows[0]) if len(rows) == 1 else self._many_spaces(rows)
            case Action.ADD_MEMBER:
                return self._add(rows)
            case Action.SET_ROLE:
                return self._role(rows)
            case Action.REMOVE_MEMBER:
                return self._remove(rows)
            case Action.EDIT_SPACE:
                return self._edit(rows)
            case Action.DELETE_SPACE:
                return self._delete(rows)
            case _:
                return self._post(rows)

    def _one_space(self, row: Row) -> Block:
        method = methods.METHODS[Step(row, "").method]
        alone = method is methods.SPACES_CREATE
        setup = {"requestId": row.request_id, **{k: v for k, v in row.body.items() if v}}
        return self._make(
            method,
            [row],
            parameters={"requestId": row.request_id} if alone else {},
            body=part_of(row.body, "space") if alone else setup,
            saves=self._variable,
            comment=t("Make the space; the same requestId never makes a second one."),
            label=t("Make {space}", space=row.space_label),
            shows=("name", "spaceUri"),
        )

    def _many_spaces(self, rows: Sequence[Row]) -> Block:
        return self._make(
            methods.SPACES_SETUP,
            rows,
            body={
                "space": Hole("space"),
                "requestId": Hole("request_id"),
                "memberships": Hole("memberships"),
            },
            columns=("title", "space", "memberships", "request_id"),
            table=[
                (
                    row.space_label,
                    part_of(row.body, "space"),
                    row.body.get("memberships", []),
                    row.request_id,
                )
                for row in rows
            ],
            saves=SEVERAL,
            comment=t("Make each space; the same requestId never makes a second one."),
            label=phrase(t("Make {space}", space="\0"), Hole("title")),
            shows=("name", "spaceUri"),
        )

    def _add(self, rows: Sequence[Row]) -> Block:
        first = rows[0]
        column = "group" if first.who.startswith("groups/") else "email"
        kind = "BOT" if first.who == "users/app" else "HUMAN"
        body: dict[str, Any] = {
            "member": {"name": Text(("users/", Hole("email"))), "type": kind},
        }
        if column == "group":
            body = {"groupMember": {"name": Text(("groups/", Hole("group")))}}
        return self._of_people(
            methods.MEMBERS_CREATE, rows, column, body=body, accepts=(409,),
            comment=t("Add them; who is a member already stays one."),
        )  # fmt: skip

    def _role(self, rows: Sequence[Row]) -> Block:
        return self._of_people(
            methods.MEMBERS_PATCH,
            rows,
            "member",
            body={"role": rows[0].body.get("role", "")},
            more={"updateMask": "role"},
            comment=t("Give them their role, which Google takes of members only."),
        )

    def _remove(self, rows: Sequence[Row]) -> Block:
        return self._of_people(
            methods.MEMBERS_DELETE, rows, "member", accepts=(404,),
            comment=t("Take them out; who is no member is passed over."),
        )  # fmt: skip

    def _of_people(
        self,
        method: Method,
        rows: Sequence[Row],
        column: str,
        *,
        more: Mapping[str, Value] | None = None,
        body: Mapping[str, Value] | None = None,
        **fields: Any,
    ) -> Block:
        """A block about people in spaces; the space is a column where there are several."""
        from chattui.plans.words import action_words

        several = len({row.space for row in rows}) > 1
        space: Value = Hole("space") if several else self.space(rows[0])
        logged = any(row.number in self._logged for row in rows)
        # Who is named by an id is called by the address that is known.
        called = any(logged_who(row) != row.who.rpartition("/")[2] for row in rows)
        who = "who" if called else column
        columns = (*(self._of_space(logged) if several else ()), *([who] if called else ()), column)
        table: list[tuple[Value, ...]] = []
        for row in rows:
            cells = self._of_row(row, logged) if several else ()
            cells += (logged_who(row),) if called else ()
            table.append((*cells, row.who.rpartition("/")[2]))
        name: dict[str, Value] = {"parent": space}
        if method is not methods.MEMBERS_CREATE:
            name = {"name": Text((space, "/members/", Hole("member")))}
        change = action_words(rows[0])
        label = phrase(t("{change}: {who}", change=change, who="\0"), Hole(who))
        if several:
            words = t("{change}: {who} in {space}", change=change, who="\0", space="\0")
            label = phrase(words, Hole(who), Hole("title"))
        return self._make(
            method, rows, parameters={**name, **(more or {})}, body=body, columns=columns,
            table=table, label=label, **fields,
        )  # fmt: skip

    def _of_space(self, logged: bool) -> tuple[str, ...]:
        """The columns that tell of a space; its link is for the log alone."""
        return ("space", "title", "link") if logged else ("space", "title")

    def _of_row(self, row: Row, logged: bool) -> tuple[Value, ...]:
        cells = (self.space(row), row.space_label)
        return (*cells, self.space(row, "spaceUri")) if logged else cells

    def _edit(self, rows: Sequence[Row]) -> Block:
        words = tn("Change the space.", "Change each space.", len(rows))
        more = {"updateMask": rows[0].mask}
        return self._of_spaces(methods.SPACES_PATCH, rows, t("Change {space}", space="\0"),
                               more=more, body=rows[0].body, comment=words)  # fmt: skip

    def _delete(self, rows: Sequence[Row]) -> Block:
        return self._of_spaces(
            methods.SPACES_DELETE, rows, t("Delete {space}", space="\0"), accepts=(404,),
            comment=t("Delete it with all that is in it; there is no way back."),
        )  # fmt: skip

    def _of_spaces(
        self,
        method: Method,
        rows: Sequence[Row],
        words: str,
        *,
        more: Mapping[str, Value] | None = None,
        **fields: Any,
    ) -> Block:
        logged = any(row.number in self._logged for row in rows)
        single = len(rows) == 1 and not logged
        space: Value = self.space(rows[0]) if single else Hole("space")
        title: Value = rows[0].space_label if single else Hole("title")
        return self._make(
            method,
            rows,
            parameters={"name": space, **(more or {})},
            columns=self._of_space(logged),
            table=[self._of_row(row, logged) for row in rows],
            label=phrase(words, title),
            **fields,
        )

    def _post(self, rows: Sequence[Row]) -> Block:
        return self._make(
            methods.MESSAGES_CREATE,
            rows,
            parameters={"parent": Hole("space"), "requestId": Hole("request_id")},
            body={"text": Hole("text")},
            columns=("space", "title", "text", "request_id"),
            table=[
                (self.space(row), row.space_label, row.body.get("text", ""), row.request_id)
                for row in rows
            ],
            comment=t("Post the first message; the same requestId never posts a second one."),
            label=phrase(t("Post in {space}", space="\0"), Hole("title")),
        )

    def _make(
        self,
        method: Method,
        rows: Sequence[Row],
        *,
        parameters: Mapping[str, Value] | None = None,
        body: Mapping[str, Value] | None = None,
        columns: tuple[str, ...] = (),
        table: Sequence[tuple[Value, ...]] = (),
        saves: str = "",
        **fields: Any,
    ) -> Block:
        from chattui.programs.filled import filled_in
        from chattui.programs.routes import block_of

        sent = dict(parameters or {})
        if self.need(method):
            sent["useAdminAccess"] = True
        logged = not saves and any(row.number in self._logged for row in rows)
        saves = f"outcomes_{rows[0].number}" if logged else saves
        label = fields.pop("label")
        if len(rows) == 1 and columns and not logged:
            cells = dict(zip(columns, table[0], strict=True))
            sent, body, label = (filled_in(each, cells) for each in (sent, body, label))
            columns, table = (), ()
        return block_of(
            method.id, parameters=sent, body=body, columns=columns, rows=tuple(table), saves=saves,
            label=label, **fields,
        )  # fmt: skip


def variable(row: Row) -> str:
    """What the space that `row` makes is called in a program: no word of a language is so."""
    return f"{stem(row.space_label)}_space"
