"""The People API: people:batchGet and people:searchDirectoryPeople, over the same people as Chat.

Field masks and their limits are those of the discovery document, revision 20251117. Of a person
the emulator has a name and one address.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from chattui.emulator import invented
from chattui.emulator.call import Call, Method
from chattui.emulator.directory import Person
from chattui.emulator.errors import ApiError, Json, invalid, scope_insufficient
from chattui.emulator.filters import page
from chattui.emulator.schema import read_int
from chattui.emulator.scopes import AUTH, EMAIL, PROFILE
from chattui.emulator.services import PEOPLE

MOST_NAMES = 200
MOST_FOUND = 500
DIRECTORY: Final = AUTH + "directory.readonly"
CONTACTS: Final = frozenset({AUTH + "contacts", AUTH + "contacts.readonly"})
OTHER_CONTACTS: Final = AUTH + "contacts.other.readonly"
_OWN_FIELDS = ("addresses", "birthday", "emails", "gender", "organization", "phonenumbers")
FIELDS: Final = frozenset(
    {"addresses", "ageRanges", "biographies", "birthdays", "calendarUrls", "clientData"}
    | {"coverPhotos", "emailAddresses", "events", "externalIds", "genders", "imClients"}
    | {"interests", "locales", "locations", "memberships", "metadata", "miscKeywords", "names"}
    | {"nicknames", "occupations", "organizations", "phoneNumbers", "photos", "relations"}
    | {"sipAddresses", "skills", "urls", "userDefined"}
)
_READ_SOURCES = {
    "READ_SOURCE_TYPE_UNSPECIFIED": frozenset(),
    "READ_SOURCE_TYPE_PROFILE": frozenset(),
    "READ_SOURCE_TYPE_CONTACT": CONTACTS,
    "READ_SOURCE_TYPE_DOMAIN_CONTACT": frozenset({DIRECTORY}),
    "READ_SOURCE_TYPE_OTHER_CONTACT": frozenset({OTHER_CONTACTS}),
}
_DIRECTORY_SOURCES = (
    "DIRECTORY_SOURCE_TYPE_DOMAIN_CONTACT",
    "DIRECTORY_SOURCE_TYPE_DOMAIN_PROFILE",
)


def batch_get(call: Call) -> Json:
    """people:batchGet: one response for each of up to 200 ``resourceNames``, in their order."""
    names = call.every("resourceNames")
    if not names:
        raise invalid(invented.NO_RESOURCE_NAMES)
    if len(names) > MOST_NAMES:
        raise invalid(invented.TOO_MANY_RESOURCE_NAMES)
    fields = _fields(call, "personFields", "person_fields")
    for source in call.every("sources"):
        if source not in _READ_SOURCES:
            raise invalid(invented.BAD_VALUE.format(path="sources", kind="enum", value=source))
        if _READ_SOURCES[source] and not call.scopes & _READ_SOURCES[source]:
            raise scope_insufficient("BatchGetPeople", PEOPLE)
    return {"responses": [_response(call, name, fields) for name in names]}


def _fields(call: Call, name: str, words: str) -> set[str]:
    fields = {field.strip() for field in call.params.get(name, "").split(",") if field.strip()}
    if not fields:
        raise invalid(invented.NO_PERSON_FIELDS.format(name=name))
    for field in sorted(fields - FIELDS):
        text = invented.BAD_PERSON_FIELD.format(name=name, field=field)
        raise invalid(text, (words, text))
    return fields


def _response(call: Call, name: str, fields: set[str]) -> Json:
    if not re.fullmatch(r"people/[A-Za-z0-9]+", name):
        raise invalid(invented.BAD_RESOURCE_NAME.format(name=name))
    own = name in {"people/me", f"people/{call.person.id}"}
    person = call.person if own else call.world.directory.by_id(name.partition("/")[2])
    if person is None:
        status = {"code": 5, "message": invented.ENTITY_NOT_FOUND}
        return {"requestedResourceName": name, "httpStatusCode": 404, "status": status}
    shown = person_json(person, _visible(call, person, own=own) & fields)
    return {"requestedResourceName": name, "httpStatusCode": 200, "person": shown}


def _visible(call: Call, person: Person, *, own: bool) -> set[str]:
    """The fields that the caller's scopes show of `person`: their own, or a colleague's."""
    if DIRECTORY in call.scopes and person.domain == call.person.domain != "":
        return set(FIELDS)
    visible = {"metadata"}
    if own and call.scopes & {EMAIL, AUTH + "user.emails.read", DIRECTORY}:
        visible.add("emailAddresses")
    if own and call.scopes & {PROFILE, DIRECTORY}:
        visible.add("names")
    return visible


def person_json(person: Person, fields: set[str]) -> Json:
    """`person` as a Person, of the domain's directory."""
    source = {"type": "DOMAIN_PROFILE" if person.domain else "PROFILE", "id": person.id}
    about = {"primary": True, "sourcePrimary": True, "source": source}
    body: Json = {"resourceName": f"people/{person.id}", "etag": f"%Eg{person.id[-8:]}"}
    if "metadata" in fields:
        body["metadata"] = {"sources": [source], "objectType": "PERSON"}
    if "names" in fields:
        last_first = ", ".join(filter(None, (person.family_name, person.given_name)))
        body["names"] = [
            {
                "metadata": about,
                "displayName": person.name,
                "familyName": person.family_name,
                "givenName": person.given_name,
                "displayNameLastFirst": last_first,
                "unstructuredName": person.name,
            }
        ]
    if "emailAddresses" in fields:
        about = about | {"verified": True}
        body["emailAddresses"] = [{"metadata": about, "value": person.email}]
    return body


def search_directory(call: Call) -> Json:
    """people:searchDirectoryPeople: colleagues of whom a word begins with ``query``."""
    if not call.person.domain:
        raise ApiError(400, invented.NO_WORKSPACE, status="FAILED_PRECONDITION")
    query = call.params.get("query", "").strip().casefold()
    if not query:
        raise invalid(invented.NO_PEOPLE_QUERY)
    fields = _fields(call, "readMask", "read_mask")
    sources = call.every("sources")
    if not sources or any(source not in _DIRECTORY_SOURCES for source in sources):
        raise invalid(invented.BAD_DIRECTORY_SOURCES)
    if not 0 <= read_int(call.params, "pageSize") <= MOST_FOUND:
        raise invalid(invented.PEOPLE_PAGE_SIZE)
    profiles = _DIRECTORY_SOURCES[1] in sources

    def found(after: int) -> Iterator[tuple[int, Person]]:
        everyone = enumerate(call.world.directory.everyone()) if profiles else iter(())
        mine = ((i, p) for i, p in everyone if i > after and p.domain == call.person.domain)
        return ((i, p) for i, p in mine if _is_asked(p, query))

    identity = f"people {call.person.id} {query} {sorted(fields)} {sorted(sources)}"
    people, token = page(call.params, identity, found, lambda item: item[0])
    shown = [person_json(person, fields) for _, person in people]
    total = sum(1 for _ in found(-1))
    return {"people": shown, "nextPageToken": token, "totalSize": total}


def _is_asked(person: Person, query: str) -> bool:
    words = [person.name, *person.name.split(), person.email]
    return any(word.casefold().startswith(query) for word in words)


PEOPLE_METHODS: Final = (
    Method(
        "people.people.getBatchGet",
        "GET",
        "/v1/people:batchGet",
        "BatchGetPeople",
        (
            DIRECTORY,
            *sorted(CONTACTS),
            OTHER_CONTACTS,
            EMAIL,
            PROFILE,
            *(f"{AUTH}user.{name}.read" for name in _OWN_FIELDS),
        ),
        (),
        batch_get,
        query=("resourceNames", "personFields", "requestMask.includeField", "sources"),
        service=PEOPLE,
    ),
    Method(
        "people.people.searchDirectoryPeople",
        "GET",
        "/v1/people:searchDirectoryPeople",
        "SearchDirectoryPeople",
        (DIRECTORY,),
        (),
        search_directory,
        query=("query", "readMask", "sources", "mergeSources", "pageSize", "pageToken"),
        service=PEOPLE,
    ),
)
