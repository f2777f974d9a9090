"""Lists of people in any shape: what is read, what cannot be, and how that is told."""

from __future__ import annotations

import csv
import io
import time
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chattui.plans.bad_rows import bad_row_problems
from chattui.plans.decoding import SIZE_LIMIT
from chattui.plans.people_input import PeopleInput, read_people
from chattui.plans.table_rows import BadRow
from chattui.plans.wanted import Wanted
from chattui.problem import ProblemError
from chattui.safe_text import is_safe

ADA, GRACE, ALAN = "ada@example.com", "grace@example.com", "alan@example.com"
OWNER, MANAGER, MEMBER = "ROLE_MANAGER", "ROLE_ASSISTANT_MANAGER", "ROLE_MEMBER"
SHORT = {OWNER: "owner", MANAGER: "manager", MEMBER: "member", "": ""}


def said(found: PeopleInput) -> list[str]:
    """Everybody in short: line, kind where it is no person, address, role."""
    return [
        " ".join(
            filter(None, (str(w.line), w.kind.replace("person", ""), w.address, SHORT[w.role]))
        )
        for w in found.wanted
    ]


LISTS = {
    f"Ada Lovelace <{ADA}>; Grace Hopper <{GRACE}>": [f"1 {ADA}", f"1 {GRACE}"],
    f"{ADA},{GRACE}": [f"1 {ADA}", f"1 {GRACE}"],
    f"{ADA};{GRACE}\n{ALAN};x@example.com": [
        f"1 {ADA}",
        f"1 {GRACE}",
        f"2 {ALAN}",
        "2 x@example.com",
    ],
    f"Lovelace, Ada <{ADA}>\nHopper, Grace <{GRACE}>": [f"1 {ADA}", f"2 {GRACE}"],
    "group:eng@example.com, app\nusers/123, groups/0ab": [
        "1 group eng@example.com",
        "1 app app",
        "2 users/123",
        "2 group groups/0ab",
    ],
    "Group: Engineers <eng@example.com>; users/app": ["1 group eng@example.com", "1 app app"],
    f"users/{ADA}": [f"1 {ADA}"],
    "": [],
}


@pytest.mark.parametrize("text", LISTS)
def test_lists_of_mail_programs(text: str) -> None:
    found = read_people(text)
    assert (said(found), found.bad) == (LISTS[text], ())
    assert found.shape == "A list of addresses."


TABLES: dict[str, tuple[list[str], str]] = {
    f"name,email,role\n\"Lovelace, Ada\",{ADA},owner\n,{GRACE},": (
        [f"2 {ADA} owner", f"3 {GRACE}"],
        "CSV with “,”, with headings. Addresses are in column 2, “email”. Roles are in column 3,"
        " “role”. 1 column is not used: name.",
    ),
    f"Name;Team;E-Mail-Adresse\nAda;X;{ADA}\n\n\nGrace;Y;{GRACE}": (
        [f"2 {ADA}", f"5 {GRACE}"],
        "CSV with “;”, with headings. Addresses are in column 3, “E-Mail-Adresse”. 2 columns are"
        " not used: Name, Team.",
    ),
    f"Nom\tContact pro\nAda\t{ADA}\nGrace\t{GRACE}": (
        [f"2 {ADA}", f"3 {GRACE}"],
        "A table with tabs, with headings. Addresses are in column 2, “Contact pro”. 1 column is"
        " not used: Nom.",
    ),
    f"Ada\t{ADA}\nGrace\t{GRACE}": (
        [f"1 {ADA}", f"2 {GRACE}"],
        "A table with tabs. Addresses are in column 2. 1 column is not used: 1.",
    ),
    f"{ADA}|ROLE_ASSISTANT_MANAGER\n{GRACE}|member": (
        [f"1 {ADA} manager", f"2 {GRACE} member"],
        "CSV with “|”, without headings. Addresses are in column 1. Roles are in column 2.",
    ),
    f"{ADA},owner": (
        [f"1 {ADA} owner"],
        "CSV with “,”, without headings. Addresses are in column 1. Roles are in column 2.",
    ),
    f"E-mail\n{ADA}\nAda <{GRACE}>": (
        [f"2 {ADA}", f"3 {GRACE}"],
        "One column with a heading. Addresses are in column 1, “E-mail”.",
    ),
    f"sep=;\nemail;note\n{ADA};\"two\nlines\"\n{GRACE};": (
        [f"3 {ADA}", f"5 {GRACE}"],
        "CSV with “;”, with headings. Addresses are in column 1, “email”. 1 column is not used:"
        " note.",
    ),
    f"email,kind\neng@example.com,group\n,app\n{ADA},person\n'+x@example.com,\n": (
        ["2 group eng@example.com", "3 app app", f"4 {ADA}", "5 +x@example.com"],
        "CSV with “,”, with headings. Addresses are in column 1, “email”. Kinds are in column 2,"
        " “kind”.",
    ),
    f'email,x\n"=""{ADA}""",1\nmailto:{GRACE},2\n"{ALAN}; x@example.com",3': (
        [f"2 {ADA}", f"3 {GRACE}", f"4 {ALAN}", "4 x@example.com"],
        "CSV with “,”, with headings. Addresses are in column 1, “email”. 1 column is not used: x.",
    ),
    "email,role,kind,member\n,ROLE_MANAGER,person,spaces/A/members/123\n"
    ",,group,spaces/A/members/0ab\n,,app,spaces/A/members/77\nx@example.com,,,users/5\n"
    ",,,users/6\n": (
        [
            "2 users/123 owner",
            "3 group groups/0ab",
            "4 app users/77",
            "5 x@example.com",
            "6 users/6",
        ],
        "CSV with “,”, with headings. Addresses are in column 1, “email”. Roles are in column 2,"
        " “role”. Kinds are in column 3, “kind”. Names of members are in column 4, “member”.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("text", TABLES)
def test_tables(text: str) -> None:
    found = read_people(text)
    assert (said(found), found.bad, found.shape) == (TABLES[text][0], (), TABLES[text][1])


def test_where_it_may_be_a_list_nobody_is_left_out() -> None:
    found = read_people(f"Home,Work\n{ADA},\n{GRACE},{ALAN}")
    assert {w.address for w in found.wanted} == {ADA, GRACE, ALAN}
    assert [row.text for row in found.bad] == ["Home", "Work"]
    # One of two columns with a known heading is taken, and a row without an address is told.
    found = read_people(f"Home,Work Email\n{ADA},\n{GRACE},{ALAN}")
    assert (said(found), [row.line for row in found.bad]) == ([f"3 {ALAN}"], [2])
    assert found.shape.endswith("1 column is not used: Home.")


BAD: dict[str, list[tuple[int, str]]] = {
    f"grace, {ADA}": [(1, "It holds no “@”.")],
    f"email,role\n{ADA},owner\n{GRACE},wizard": [(3, "“wizard” is no role.")],
    f"email,kind\n{ADA},person\n{GRACE},thing": [(3, "Its kind is not known.")],
    f"email,role\n{ADA},owner\n,member": [(3, "It has no address.")],
    f"email,role\n{ADA},owner\nnobody,": [(3, "It holds no “@”.")],
    f"email,x\n{ADA},1\n=1+1,2": [
        (3, "It begins with “=”, as a formula does; put the address itself there.")
    ],
    f"email,role\n{ADA},owner\n{ADA},member": [(3, "Line 2 names them with another role.")],
    f"email,role,kind\n{ADA},owner,person\neng@example.com,owner,group": [
        (3, "Only people have roles.")
    ],
    f"email,kind\n{ADA},person\napp,person": [(3, "Its kind and its address do not fit together.")],
    f"email,x\n{ADA},1\n{GRACE},2,3": [(3, "It has 3 cells, and the headings are 2.")],
    f'email,x\n{ADA},1\n"{GRACE},2\n{ALAN},3\n': [
        (3, "A quotation mark is out of place, or is not closed on its line.")
    ],
    "group:eng@@example.com": [(1, "It holds more than one “@”.")],
    "users/a@b": [(1, "The part after the “@” has no dot, as in example.com.")],
    "=ada@example.com": [
        (1, "It begins with “=”, as a formula does; put the address itself there.")
    ],
    "<>": [(1, "There is no address.")],
}


@pytest.mark.parametrize("text", BAD)
def test_what_cannot_be_read_is_told_with_line_and_reason(text: str) -> None:
    found = read_people(text)
    assert [(row.line, row.reason) for row in found.bad] == BAD[text]
    assert all(row.text and is_safe(row.text) for row in found.bad)
    problem = found.problems[0]
    assert (problem.code, problem.cause, problem.exit) == ("people.bad_row", BAD[text][0][1], 2)
    assert problem.message.startswith(f"Line {BAD[text][0][0]}: ")
    with pytest.raises(ProblemError) as refused:
        found.required()
    assert refused.value.problem == problem
    assert ALAN not in text or ALAN in {w.address for w in found.wanted}


def test_a_row_of_commas_is_told_in_a_few_words() -> None:
    found = read_people(f"email{',' * 9_000}\n{ADA}\n")
    assert said(found) == [f"2 {ADA}"]
    assert "9,000 columns are not used: 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, …" in found.shape
    assert len(found.shape) < 300


def test_a_long_table_is_read_to_its_end() -> None:
    rows = [f"Person {n};p{n}@example.com\n" for n in range(3000)]
    found = read_people("".join(rows) + "Last;last@example.com;too much\n")
    assert [w.line for w in found.wanted] == list(range(1, 3001))
    (bad,) = found.bad
    assert (bad.line, bad.reason) == (3001, "It has 3 cells, and other rows have 2.")


def test_doubles_are_taken_once_and_told() -> None:
    found = read_people(f"{ADA}, {GRACE}, ADA@Example.com", role=OWNER)
    assert (said(found), found.repeated) == (
        [f"1 {ADA} owner", f"1 {GRACE} owner"],
        ("ADA@Example.com",),
    )
    assert found.required() == found.wanted


def test_a_role_for_all_is_for_people_without_one() -> None:
    found = read_people(
        f"email,role,kind\n{ADA},member,\n{GRACE},,\neng@example.com,,group", role=OWNER
    )
    assert said(found) == [f"2 {ADA} member", f"3 {GRACE} owner", "4 group eng@example.com"]


def test_the_first_and_the_last_are_shown_each_once() -> None:
    people = PeopleInput(tuple(Wanted(f"p{n}@example.com") for n in range(5)))
    first, last = people.sample()
    assert [*first, *last] == list(people.wanted)
    assert [len(part) for part in people.sample(2)] == [2, 2]
    assert [len(part) for part in PeopleInput(people.wanted[:2]).sample()] == [2, 0]


@pytest.mark.parametrize(
    ("encoding", "mark", "words"),
    [
        ("utf-8", b"", ""),
        ("utf-8-sig", b"", ""),
        ("utf-16", b"", "It is in UTF-16. "),
        ("utf-16-le", b"", "It is in UTF-16. "),
        ("utf-16-be", b"", "It is in UTF-16. "),
        ("utf-32", b"", "It is in UTF-32. "),
        ("cp1252", b"", "It is in Windows-1252. "),
        ("cp1252", b"\x81", "It is in Latin-1. "),
    ],
)
def test_encodings_are_found_and_told(encoding: str, mark: bytes, words: str) -> None:
    text = f"Name;E-Mail\nJürgen;{ADA}\n"
    found = read_people(text.encode(encoding) + mark)
    assert said(found) == [f"2 {ADA}"]
    assert found.shape == (
        f"CSV with “;”, with headings. {words}Addresses are in column 2, “E-Mail”. 1 column is not"
        " used: Name."
    )
    listed = read_people(f"Jürgen <{ADA}>".encode(encoding))
    assert said(listed) == [f"1 {ADA}"]
    told = words.replace("It is", "").strip(" .").replace("Latin-1", "Windows-1252")
    assert listed.shape == f"A list of addresses{' ' + told if told else ''}."


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"PK\x03\x04 a workbook", "table.workbook"),
        (b"\x00\x01\x02 ada@example.com", "table.binary"),
        (b"\xff\xfe\x00\xd8", "table.binary"),
        (bytes(SIZE_LIMIT + 1), "table.too_large"),
    ],
)
def test_what_is_no_text_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(ProblemError) as refused:
        read_people(data)
    assert (refused.value.problem.code, refused.value.problem.exit) == (code, 2)


PEOPLE = st.lists(
    st.tuples(
        st.from_regex(r"[a-z][a-z.]{0,6}[a-z]@[a-z]{1,8}\.(com|org)", fullmatch=True).filter(
            lambda address: ".." not in address
        ),
        st.sampled_from(["", OWNER, MANAGER, MEMBER]),
        st.text(alphabet="Aä, ;'\t\n\"|=+", max_size=8),
    ),
    min_size=1,
    max_size=8,
    unique_by=lambda each: each[0],
)


@settings(max_examples=25)
@given(
    PEOPLE,
    st.sampled_from(",;\t|"),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from(["email", "E-Mail", "Courriel", "Kontakt"]),
    st.permutations([0, 1, 2]),
)
def test_tables_come_back_whatever_program_wrote_them(
    people: list[tuple[str, str, str]],
    delimiter: str,
    encoding: str,
    end: str,
    heading: str,
    order: list[int],
) -> None:
    out = io.StringIO(newline="")
    # Python's writer quotes a line feed only where lines end with one.
    quoting: Literal[0, 1] = csv.QUOTE_ALL if end == "\r" else csv.QUOTE_MINIMAL
    writer = csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=quoting)
    rows = [(heading, "role", "Name"), *((a, SHORT[r], n.strip()) for a, r, n in people)]
    writer.writerows([row[at] for at in order] for row in rows)
    found = read_people(out.getvalue().encode(encoding))
    assert [(w.address, w.role) for w in found.wanted] == [(a, r) for a, r, _ in people]
    assert found.bad == ()


@settings(max_examples=25)
@given(
    PEOPLE,
    st.sampled_from([", ", "; ", "\n", ",\r\n"]),
    st.sampled_from(["{}", "<{}>", "Ada Lovelace <{}>", '"x, y" <{}>', "mailto:{}"]),
)
def test_lists_come_back_whatever_program_gave_them(
    people: list[tuple[str, str, str]], between: str, shape: str
) -> None:
    found = read_people(between.join(shape.format(address) for address, _, _ in people))
    assert ([w.address for w in found.wanted], found.bad) == ([a for a, _, _ in people], ())


@settings(max_examples=40)
@given(st.text() | st.text(alphabet="aA@.,;<>()\"'\t \n\r=group:|/1"))
def test_any_text_is_read_without_a_fault(text: str) -> None:
    found = read_people(text)
    assert len({w.key for w in found.wanted}) == len(found.wanted)
    assert all(is_safe(row.text) and row.reason and row.line > 0 for row in found.bad)


@pytest.mark.parametrize("piece", ["group:", 'group:"', "a,", '"', ',"', "x@y.z,", "=", "\n,"])
def test_the_time_is_linear_in_the_length(piece: str) -> None:
    def seconds(times: int) -> float:
        began = time.process_time()
        read_people(piece * times)
        return time.process_time() - began

    small = min(seconds(200) for _ in range(3))
    # Sixteen times the text: quadratic would be 256 times as long.
    assert seconds(3_200) < 100 * max(small, 0.001)


@pytest.mark.parametrize(
    ("heading", "owner", "member"),
    [
        ("Rolle", "Eigentümerin", "Mitglied"),
        ("Rôle", "propriétaire", "membre"),
        ("Rol", "Propietario", "miembro"),
        ("役割", "オーナー", "メンバー"),
    ],
)
def test_roles_are_read_in_the_language_of_their_heading(
    heading: str, owner: str, member: str
) -> None:
    found = read_people(f"E-Mail;{heading}\n{ADA};{owner}\n{GRACE};{member}\n{ALAN};manager")
    assert [each.role for each in found.required()] == [OWNER, MEMBER, MANAGER]


def test_one_mistake_of_many_rows_is_told_once_with_all_its_lines() -> None:
    """A table of 500 with a word that is no role would be 1,500 lines of the same."""
    rows = [f"person{n}@example.com;{'owner' if n == 4 else 'Chefin'}" for n in range(20)]
    found = read_people("\n".join(("E-Mail;Rolle", *rows, "nobody;member")))
    role, address = found.problems
    assert role.message.startswith("19 lines cannot be used: 2–5, 7–21. The first of them: “")
    assert role.cause == "“Chefin” is no role."
    assert "owner, manager and member" in role.remedy
    assert address.message.startswith("Line 22: “nobody")


def test_a_few_rows_with_the_same_mistake_are_told_one_by_one() -> None:
    problems = bad_row_problems([BadRow(line, "x", "Why.") for line in (2, 7)])
    assert [problem.message[:7] for problem in problems] == ["Line 2:", "Line 7:"]
