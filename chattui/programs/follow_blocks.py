"""The blocks for what follows a space: an event, rows of the log, a mail."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from chattui.plans.filling import fill, without_tags
from chattui.plans.log_lines import COLUMNS, RANGE, TOP, logged_by, logged_role, logged_who
from chattui.plans.model import Action
from chattui.plans.model import Result as Outcome
from chattui.plans.words import action_words, result_words
from chattui.programs.model import Block, Each, Hole, Mail, Now, Result, Value
from chattui.programs.phrases import phrase
from chattui.programs.routes import block_of
from chattui.words import t
from chattui.workspace import methods
from chattui.workspace.sheets import in_tab

if TYPE_CHECKING:
    from chattui.plans.model import Row
    from chattui.programs.blocks import Blocks

_DONE: Final = {
    Action.CREATE_SPACE: Outcome.CREATED,
    Action.EDIT_SPACE: Outcome.CHANGED,
    Action.DELETE_SPACE: Outcome.DELETED,
    Action.ADD_MEMBER: Outcome.ADDED,
    Action.SET_ROLE: Outcome.CHANGED,
    Action.REMOVE_MEMBER: Outcome.REMOVED,
}
_LINK: Final = "\0"


class FollowBlocks:
    """Makes the blocks of rows that follow up."""

    def __init__(self, blocks: Blocks) -> None:
        self._blocks = blocks

    def of(self, row: Row) -> tuple[Block, ...]:
        """The block of an event or a mail; two of the log, of which one is its header."""
        match row.action:
            case Action.ADD_EVENT:
                return (self._event(row),)
            case Action.SEND_MAIL:
                return (self._mail(row),)
            case _:
                return self._log(row)

    def _event(self, row: Row) -> Block:
        event = dict(row.body["event"])
        plain = without_tags(row.space_label)
        for name, space in (("summary", row.space_label), ("description", plain)):
            event[name] = self._filled(row, str(event.get(name, "")), space)
        return self._block(
            methods.EVENTS_INSERT.id,
            {"calendarId": "primary", "sendUpdates": row.body.get("sendUpdates", "none")},
            {"id": row.request_id, **event},
            comment=t("The event; the same id never makes a second one."),
            label=t("Event for {space}", space=row.space_label),
            shows=("htmlLink",),
            accepts=(409,),
        )

    def _mail(self, row: Row) -> Block:
        subject, text = (
            self._filled(row, str(row.body[name]), row.space_label) for name in ("subject", "text")
        )
        return self._block(
            methods.MESSAGES_SEND.id,
            {"userId": "me"},
            {"raw": Mail(tuple(row.body["to"]), subject, text)},
            comment=t("The mail; it is sent again each time that this runs."),
            label=t("Mail about {space}", space=row.space_label),
            again=False,
        )

    def _filled(self, row: Row, template: str, space: str) -> Any:
        """`template` with the space's name and its link, which may only be known when it runs."""
        # A NUL in a template would be taken for the link; Google takes none anyway.
        plain = fill(template.replace(_LINK, ""), space=space, link=_LINK)
        link = self._blocks.space(row, "spaceUri")
        return phrase(plain, *[link] * plain.count(_LINK))

    def _log(self, row: Row) -> tuple[Block, ...]:
        told = list(self._lines(row))
        if not told:
            return ()  # the table that an earlier request has told of
        sheet, tab = row.body["sheet"], row.body["tab"]
        parameters = {
            "spreadsheetId": sheet,
            "range": in_tab(tab, RANGE),
            "valueInputOption": "RAW",
            "insertDataOption": "INSERT_ROWS",
        }
        header = self._block(
            methods.VALUES_APPEND.id,
            parameters,
            {"values": [list(COLUMNS)]},
            comment=t("The header of the log, where the sheet is empty."),
            label=t("Header of the log"),
            unless_rows=in_tab(tab, TOP),
            again=False,
        )
        lines = self._block(
            methods.VALUES_APPEND.id,
            parameters,
            {"values": told},
            comment=t("The log: RAW values, so that no name is a formula."),
            label=t("Log"),
            again=False,
        )
        return header, lines

    def _lines(self, row: Row) -> Iterator[Value]:
        numbers = list(row.body.get("rows", ()))
        if not numbers:
            yield self._line(row, t("note"), "", "", "")
        by_number = {each.number: each for each in self._blocks.plan.rows}
        told = self._blocks.told
        for number in numbers:
            block, place = self._blocks.saved[number]
            logged = by_number[number]
            if not block.rows or logged.action is Action.CREATE_SPACE:
                result = _result(logged, block.saves, place if block.rows else None)
                what, who = action_words(logged), logged_who(logged)
                yield self._line(logged, what, who, logged_role(logged), result)
            elif block.saves not in told:
                told.add(block.saves)
                yield Each(block.saves, self._of_table(logged, block))
            yield from self._people(logged)

    def _of_table(self, row: Row, block: Block) -> list[Value]:
        columns = block.columns
        named = [name for name in ("who", "email", "member", "group") if name in columns]
        who: Value = Hole(named[0]) if named else logged_who(row)
        title: Value = Hole("title") if "title" in columns else row.space_label
        space: Value = Hole("space") if "space" in columns else self._blocks.space(row)
        link: Value = Hole("link") if "link" in columns else self._blocks.space(row, "spaceUri")
        what, result = action_words(row), _result(row, "")
        return [Now(), what, title, space, link, who, logged_role(row), result, *self._by()]

    def _people(self, row: Row) -> Iterator[Value]:
        """Who comes with a space; Google does not tell at once whether they are in."""
        for membership in row.body.get("memberships", ()):
            whom = membership.get("member") or membership.get("groupMember") or {}
            name = str(whom.get("name", "")).removeprefix("users/")
            yield self._line(row, t("add"), name, "", t("asked for"))

    def _line(self, row: Row, what: str, who: str, role: str, result: Value) -> list[Value]:
        space, link = self._blocks.space(row), self._blocks.space(row, "spaceUri")
        return [Now(), what, row.space_label, space, link, who, role, result, *self._by()]

    def _by(self) -> tuple[str, str]:
        plan = self._blocks.plan
        return logged_by(plan), plan.id

    def _block(
        self, method: str, parameters: dict[str, Value], body: dict[str, Value], **fields: Any
    ) -> Block:
        self._blocks.need(methods.METHODS[method])
        return block_of(method, parameters=parameters, body=body, **fields)


def _result(row: Row, variable: str, place: int | None = None) -> Result:
    return Result(variable, result_words(_DONE[row.action]), t("failed"), place)
