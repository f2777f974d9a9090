"""Changes of the tree: a wrapper put around or renamed, members left out, values made tidy.

They are made on a text that has no fault of syntax left between its tokens.
"""

from __future__ import annotations

import re

from chattui.clientfile.faults import Reading
from chattui.clientfile.kinds import WRAPPERS, kind_of
from chattui.clientfile.mending.edits import Edit, Step, apply, shape_of
from chattui.clientfile.mending.fields import quoted, tidied
from chattui.clientfile.model import Document, Kind
from chattui.clientfile.rules.identifiers import LIST_FIELDS, TEXT_FIELDS
from chattui.clientfile.tree import ARRAY, OBJECT, STRING, Node

CLIENTS = frozenset({Kind.INSTALLED, Kind.WEB, Kind.INNER_CLIENT})
_WEB_REDIRECT = re.compile(
    r"https://.+|http://(?:localhost|127\.0\.0\.1|\[::1\])(?::[0-9]+/?|(?::[0-9]+)?/.+)",
    re.IGNORECASE | re.DOTALL,
)
"""A redirect that only a web client has registered; a desktop app's has no port and no path."""


def unlist(document: Document) -> Step | None:
    """The one client of a list, without the list."""
    root = document.root
    if root is None or root.kind != ARRAY or len(root.items) != 1:
        return None
    item = root.items[0]
    if item.kind != OBJECT or kind_of(Reading(item, [])) not in CLIENTS:
        return None
    edits = [Edit(root.start, root.start + 1, "", "list"), Edit(root.end - 1, root.end, "", "list")]
    return Step(apply(document.text, edits), shape_of(item), ("list",), opens=True)


def wrap(document: Document) -> Step | None:
    """The inside of a client file with `installed` or `web` around it."""
    root = document.root
    if document.kind != Kind.INNER_CLIENT or root is None:
        return None
    if any(name.lower() in WRAPPERS for name in root.names()):
        return None
    name = _kind_of_client(root)
    start, end = root.start, root.end
    edits = [Edit(start, start, f'{{"{name}": ', "wrap"), Edit(end, end, "}", "wrap")]
    shape = OBJECT, [(name, shape_of(root))]
    return Step(apply(document.text, edits), shape, (f"wrap_{name}",), opens=True)


def _kind_of_client(fields: Node) -> str:
    """`web` where only a web client has such redirects or origins, else `installed`."""
    origins, redirects = fields.find("javascript_origins"), fields.find("redirect_uris")
    if origins is not None and origins.items:
        return Kind.WEB
    items = redirects.items if redirects is not None else []
    is_web = any(_WEB_REDIRECT.fullmatch(item.text.strip()) for item in items)
    return Kind.WEB if is_web else Kind.INSTALLED


def lower_case(document: Document) -> Step | None:
    """The wrapper's name in lower case."""
    root = document.root
    if root is None or document.kind not in WRAPPERS:
        return None
    keys = [key for key in document.top_names() if key.text.lower() == document.kind]
    if len(keys) != 1 or keys[0].text == document.kind:
        return None
    edit = Edit(keys[0].start, keys[0].end, quoted(document.kind), "case")
    shape = (
        OBJECT,
        [
            (document.kind if key is keys[0] else key.text, shape_of(value))
            for key, value in root.members
        ],
    )
    return Step(apply(document.text, [edit]), shape, ("case",), opens=True)


def drop_foreign(document: Document) -> Step | None:
    """The client without what stands beside its wrapper."""
    root = document.root
    if root is None or document.kind not in WRAPPERS:
        return None
    foreign = [key.text.lower() not in WRAPPERS for key, _ in root.members]
    if not any(foreign):
        return None
    from chattui.clientfile.masking import shown_name

    kept = [member for member, out in zip(root.members, foreign, strict=True) if not out]
    gone = [key.text for (key, _), out in zip(root.members, foreign, strict=True) if out]
    edits = _without(root, foreign, "drop")
    shape = OBJECT, [(key.text, shape_of(value)) for key, value in kept]
    names = tuple(dict.fromkeys(shown_name(name) for name in gone))
    return Step(apply(document.text, edits), shape, ("drop",) * len(names), names)


def drop_repeated(document: Document) -> Step | None:
    """Names that stand several times in an object, always with the same value, stand once."""
    root, fields = document.root, document.fields
    for node in (root, fields):
        if root is not None and node is not None and any(again := _repeated(node)):
            return _thinned(document, root, node, again)
    return None


def _thinned(document: Document, root: Node, thinned: Node, again: list[bool]) -> Step:
    def shape(node: Node) -> object:
        if node is not thinned:
            return shape_of(node)
        members = zip(node.members, again, strict=True)
        return OBJECT, [(key.text, shape_of(value)) for (key, value), out in members if not out]

    inside = OBJECT, [(key.text, shape(value)) for key, value in root.members]
    text = apply(document.text, _without(thinned, again, "repeated"))
    changes = ("repeated",) * sum(again)
    return Step(text, shape(root) if thinned is root else inside, changes)


def _repeated(node: Node) -> list[bool]:
    """Which members of an object say again what an earlier one says, and no other contradicts."""
    shapes: dict[str, object] = {}
    contradicted: set[str] = set()
    for key, value in node.members:
        shape = shape_of(value)
        if shapes.setdefault(key.text, shape) != shape:
            contradicted.add(key.text)
    seen: set[str] = set()
    again = []
    for key, _ in node.members:
        again.append(key.text in seen and key.text not in contradicted)
        seen.add(key.text)
    return again


def _without(node: Node, out: list[bool], change: str) -> list[Edit]:
    """The edits that take members out of an object, each with the comma that goes with it."""
    edits: list[Edit] = []
    members = node.members
    first_kept = out.index(False)  # never are all of them out
    for number, (key, value) in enumerate(members):
        if not out[number]:
            continue
        if number >= first_kept:
            edits.append(Edit(members[number - 1][1].end, value.end, "", change))
        else:
            edits.append(Edit(key.start, members[number + 1][0].start, "", change))
    return edits


def tidy_fields(document: Document) -> Step | None:
    """Known fields without white space around them, wrapped lines and invisible characters."""
    if document.root is None or document.fields is None:
        return None
    edits: list[Edit] = []
    new_values: dict[int, str] = {}
    changes: list[str] = []
    for name, node in _texts(document.fields):
        new, names = tidied(name, node.text)
        if names:
            edits.append(Edit(node.start, node.end, quoted(new), names[0]))
            new_values[id(node)] = new
            changes += names
    if not edits:
        return None
    shape = shape_of(document.root, lambda _, node: new_values.get(id(node), node.value))
    return Step(apply(document.text, edits), shape, tuple(changes))


def _texts(fields: Node) -> list[tuple[str, Node]]:
    """The texts of known fields, every one of a name that stands twice."""
    found = []
    for key, value in fields.members:
        if key.text in TEXT_FIELDS and value.kind == STRING:
            found.append((key.text, value))
        elif key.text in LIST_FIELDS:
            found += [(key.text, item) for item in value.items if item.kind == STRING]
    return found
