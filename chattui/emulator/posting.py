"""spaces.messages.create, as far as a first message in a space needs it: text, by a person."""

from __future__ import annotations

import re

from chattui.emulator import invented
from chattui.emulator.call import Call
from chattui.emulator.clock import rfc3339
from chattui.emulator.errors import ApiError, Json, invalid
from chattui.emulator.space_model import Space

LARGEST_MESSAGE = 32_000
"""Bytes of a message with all that is in it."""
_MESSAGE_ID = re.compile(r"client-[a-z0-9-]{0,56}")
_REPLY_OPTIONS = (
    "",
    "MESSAGE_REPLY_OPTION_UNSPECIFIED",
    "REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD",
    "REPLY_MESSAGE_OR_FAIL",
)


def create(call: Call) -> Json:
    """The message; the one of before where the same ``requestId`` has made it."""
    space = call.space()
    world = call.world
    request_id = call.params.get("requestId", "")
    key = (call.client.project, f"message {space.id}", request_id)
    if request_id and (earlier := world.request_ids.get(key)):
        if earlier[0] != call.person.id:
            raise ApiError(409, invented.REQUEST_ID_TAKEN)
        return earlier[1]
    text = call.body.get("text", "")
    if not text.strip():
        raise invalid(invented.EMPTY_MESSAGE)
    if len(text.encode("utf-8", "surrogatepass")) > LARGEST_MESSAGE:
        raise invalid(invented.LONG_MESSAGE)
    custom = _custom_id(call, space)
    reply = call.params.get("messageReplyOption", "")
    if reply not in _REPLY_OPTIONS:
        raise invalid(
            invented.BAD_VALUE.format(
                path="message_reply_option", kind="MessageReplyOption", value=reply
            )
        )
    call.require(space, "postMessages")
    message = _message(call, space, text, custom)
    space.messages.append(message)
    space.has_messages, space.last_active = True, world.clock.now()
    if request_id:
        world.request_ids[key] = (call.person.id, message)
    return message


def _custom_id(call: Call, space: Space) -> str:
    custom = call.params.get("messageId", "")
    if custom and not _MESSAGE_ID.fullmatch(custom):
        raise invalid(invented.BAD_MESSAGE_ID, ("message_id", invented.BAD_MESSAGE_ID))
    if custom and any(m.get("clientAssignedMessageId") == custom for m in space.messages):
        raise ApiError(409, invented.MESSAGE_ID_TAKEN)
    return custom


def _message(call: Call, space: Space, text: str, custom: str) -> Json:
    number = f"m{len(space.messages):010d}"
    store = call.world.store
    return {
        "name": f"{space.name}/messages/{number}.{number}",
        "sender": store.user_json(call.person.id, call.person),
        "createTime": rfc3339(call.world.clock.now()),
        "text": text,
        "argumentText": text,
        "formattedText": text,
        "thread": {"name": f"{space.name}/threads/{number}"},
        "space": {"name": space.name},
        "clientAssignedMessageId": custom,
    }
