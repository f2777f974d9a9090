"""CS101 to CS107: the top of the file, which is an object with "installed" or "web" alone."""

from __future__ import annotations

from collections.abc import Iterator

from chattui.clientfile.kinds import CLIENT_FIELDS, WRAPPERS
from chattui.clientfile.model import Document, Kind, Severity
from chattui.clientfile.rules.registry import Mark, path_of, rule, span_of
from chattui.clientfile.tree import OBJECT, Node
from chattui.words import t


@rule("CS101", Severity.ERROR, needs="sound", after=("CS040",))
def not_an_object(document: Document) -> Iterator[Mark]:
    """The file is JSON, but a list, a text, a number or null, and not an object.

    A client file is an object whose one member is "installed" or "web". Where such an object is in
    a list, delete the brackets around it; where there are several, keep the one that is meant.
    Otherwise another program wrote this file, and the console's file is needed in its place.
    """
    root = document.root
    if root is None or root.kind == OBJECT or document.kind == Kind.API_KEY:
        return
    inside = [item for item in root.items if item.kind == OBJECT]
    clients = [item for item in inside if any(item.find(name) for name in WRAPPERS)]
    if clients:
        message = t("The client is inside a list, and a client file is the object alone.")
        remedy = (
            t("Delete the square brackets around the object.")
            if len(root.items) == 1
            else t("Keep the one client that is meant, without the square brackets.")
        )
        yield Mark(message, remedy, (root.start, root.start + 1))
    else:
        message = t('This is JSON, but not an object with the member "installed" or "web".')
        remedy = t("Give the JSON file that Google Auth platform › Clients offered to download.")
        yield Mark(message, remedy, span_of(root))


@rule("CS102", Severity.ERROR, needs="sound", after=("CS040",))
def no_wrapper(document: Document) -> Iterator[Mark]:
    """The object has neither a member "installed" nor a member "web".

    Libraries say "Client secrets must be for a web or installed app" (google-auth-oauthlib) or
    "Expected a JSON object with a single property" (oauth2client) to this. The file is for another
    program, or the client is in it one level too deep: the message says which, where that can be
    told.
    """
    root = document.root
    if document.kind != Kind.OTHER_JSON or root is None or root.kind != OBJECT:
        return
    from chattui.clientfile.impostors import about_other_json

    message, remedy, key = about_other_json(root)
    yield Mark(message, remedy, span_of(key or root), (key.text,) if key is not None else ())


@rule("CS103", Severity.ERROR, needs="sound")
def unwrapped(document: Document) -> Iterator[Mark]:
    """The client's fields stand at the top, without "installed" or "web" around them.

    This is what is inside a client file: the outer braces were cut off when it was copied, or a
    program such as gog saved its own form. Libraries say "Client secrets must be for a web or
    installed app". Put the wrapper back: `{"installed": { … }}` for a desktop app, `{"web": { … }}`
    for a web application.
    """
    if document.kind == Kind.INNER_CLIENT and document.root is not None:
        yield Mark(
            t('The client\'s fields stand alone, without "installed" or "web" around them.'),
            t(
                "Put {opening} in front of the object, and another brace behind it.",
                opening='{"installed":',
            ),
            (document.root.start, document.root.start + 1),
        )


@rule("CS104", Severity.ERROR, needs="sound")
def both_wrappers(document: Document) -> Iterator[Mark]:
    """The file has both "installed" and "web".

    Some libraries take the one, some the other, and some refuse: google-auth-oauthlib and Go take
    "web", Google's samples for Node take "installed", oauth2client and Java refuse. Two files were
    put together by hand. Keep the client that is meant: for chattui that is the desktop app.
    """
    keys = [key for key in document.top_names() if key.text.lower() in WRAPPERS]
    if document.is_client and len({key.text.lower() for key in keys}) == 2:
        yield Mark(
            t('The file has both "installed" and "web", and programs differ in which they take.'),
            t("Keep the one that is meant, and delete the other."),
            span_of(keys[1]),
            (keys[1].text,),
        )


@rule("CS105", Severity.ERROR, needs="sound", after=("CS107",))
def beside_wrapper(document: Document) -> Iterator[Mark]:
    """Something stands beside "installed" or "web" at the top of the file.

    Usually a program saved its tokens into the client file. oauth2client and gcloud refuse such a
    file: "Expected a JSON object with a single property". Programs that keep tokens want a file of
    their own for them: move these members there, and leave the client alone in its file.
    """
    if document.kind not in WRAPPERS:
        return
    for key in document.top_names():
        lower = key.text.lower()
        if lower not in WRAPPERS or (lower == document.kind and key.text != document.wrapper):
            yield Mark(
                t("This stands beside the client, and nothing may."),
                t("Delete this member. Saved tokens belong into a file of their own."),
                span_of(key),
                (key.text,),
            )


@rule("CS106", Severity.ERROR, needs="sound")
def wrapper_case(document: Document) -> Iterator[Mark]:
    """ "installed" or "web" is written with capitals.

    Names in JSON are told apart by case, so that every library misses the client in this file. An
    editor or a spreadsheet may have put the capitals in. Write the name all in lower case.
    """
    if document.wrapper and document.wrapper != document.kind:
        key = next(key for key in document.top_names() if key.text == document.wrapper)
        yield Mark(
            t('The member has to be called "{name}", in lower case.', name=document.kind),
            t("Write it in lower case."),
            span_of(key),
            (key.text,),
        )


@rule("CS107", Severity.ERROR, needs="sound")
def wrapper_value(document: Document) -> Iterator[Mark]:
    """ "installed" or "web" holds something else than an object with a client's fields.

    google-auth-oauthlib fails with "'NoneType' object has no attribute 'keys'" on this. The inside
    was deleted, perhaps to hide it, or another program has a member of the same name. A new client
    costs nothing: make one of the type Desktop app, and download its file when it is offered.
    """
    if document.kind not in WRAPPERS or document.root is None:
        return
    fields = document.fields
    if fields is None:
        message = t(
            'The value of "{name}" is no object with the client\'s fields.', name=document.kind
        )
    elif not fields.members:
        message = t('The object in "{name}" is empty.', name=document.kind)
    elif _holds_a_field(fields):
        return
    else:
        message = t('The object in "{name}" has none of a client\'s fields.', name=document.kind)
    value = fields or document.root.find(document.wrapper)
    assert value is not None
    yield Mark(
        message,
        t("Make a new client of the type Desktop app in Google Auth platform › Clients."),
        span_of(value),
        path_of(document),
    )


def _holds_a_field(fields: Node) -> bool:
    if any(key.text in CLIENT_FIELDS for key, _ in fields.members):
        return True
    from chattui.clientfile.fieldnames import MOST, meant

    return any(meant(key.text) for key, _ in fields.members[:MOST])
