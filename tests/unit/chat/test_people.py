"""Lists of people in whatever shape they are pasted."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chattui.chat.addresses import why_not_address
from chattui.chat.people import parse_people
from chattui.safe_text import is_safe

ADA, GRACE, ALAN = "ada@example.com", "grace@example.com", "alan@example.com"


@pytest.mark.parametrize(
    "text",
    [
        f"{ADA} {GRACE}",
        f"{ADA},{GRACE}",
        f"{ADA};{GRACE};",
        f"{ADA}\n{GRACE}\n",
        f"{ADA}\r\n\r\n{GRACE}\r",
        f"{ADA}\t{GRACE}",
        f"{ADA}\u00a0{GRACE}",
        f"{ADA}，{GRACE}",  # noqa: RUF001
        f"\ufeff{ADA}, {GRACE}",
        f",, {ADA} ,;, {GRACE} ,",
        f"Ada Lovelace <{ADA}>; Grace Hopper <{GRACE}>",
        f"Ada Lovelace <{ADA}>, Grace Hopper <{GRACE}>",
        f"Ada Lovelace<{ADA}>,Grace Hopper<{GRACE}>",
        f'"Lovelace, Ada" <{ADA}>, "Hopper, Grace" <{GRACE}>',
        f"Lovelace, Ada <{ADA}>; Hopper, Grace <{GRACE}>",
        f"Lovelace, Ada <{ADA}>\nHopper, Grace <{GRACE}>",
        f'"Ada \\"the first\\"" <{ADA}>, {GRACE}',
        f"To: Ada <{ADA}>, {GRACE}",
        f"To: {ADA}, {GRACE}",
        f"Friends: {ADA}, {GRACE};",
        f"- {ADA}\n* {GRACE}",
        f"1. {ADA}\n2) {GRACE}",
        f"> {ADA}\n> > {GRACE}".replace("> > ", ">> "),
        f"<{ADA}> <{GRACE}>",
        f"mailto:{ADA}, MAILTO:{GRACE}?subject=Hello",
        f"<mailto:{ADA}> mailto:grace%40example.com",
        f"'{ADA}', \"{GRACE}\"",
        f"{ADA} (Ada Lovelace), {GRACE} (the admiral)",
        f"Ada Lovelace ({ADA}), Grace Hopper ({GRACE})",
        f"Ada Lovelace {ADA}\nGrace Hopper\t{GRACE}",
        f"{ADA} <{ADA}>, {GRACE} <{GRACE}>",
        f"Ἀδα <{ADA}>; 葛麗絲 <{GRACE}>",
        f"O'Neil-Smith, Ada B. <{ADA}>; {GRACE}",
        f"{ADA} {GRACE} ADA@Example.COM",
    ],
)  # fmt: skip
def test_two_people_in_any_shape(text: str) -> None:
    parsed = parse_people(text)
    assert (parsed.people, parsed.bad) == ((ADA, GRACE), ())


def test_doubles_are_taken_once_whatever_their_case_and_told() -> None:
    parsed = parse_people(f"{GRACE}, {ADA}, Grace@Example.com, {GRACE}, ADA@example.com")
    assert parsed.people == (GRACE, ADA)
    assert parsed.repeated == ("Grace@Example.com", "ADA@example.com")


@pytest.mark.parametrize(
    ("text", "people", "bad"),
    [
        (f"grace, {ADA}", (ADA,), ["grace"]),
        (f"grace {ADA}", (ADA,), ["grace"]),
        (f"grace, Ada <{ADA}>", (ADA,), ["grace"]),
        (f"grace.example.com {ADA}", (ADA,), ["grace.example.com"]),
        (f"{ADA} Ada Lovelace", (ADA,), ["Ada", "Lovelace"]),
        ("Ada Lovelace", (), ["Ada Lovelace"]),
        ("Ada Lovelace <ada@example.com", (), ["<ada@example.com"]),
        (f"{GRACE} <{ADA}>", (GRACE, ADA), []),
        ("Ada <>", (), ["<>"]),
        (f'"Lovelace <{ADA}>', (ADA,), []),
        ("ada@@example.com", (), ["ada@@example.com"]),
        ("a\"b@example.com, 'x", (), ['a"b@example.com', "'x"]),
    ],
)
def test_nothing_that_might_be_an_address_is_lost(
    text: str, people: tuple[str, ...], bad: list[str]
) -> None:
    parsed = parse_people(text)
    assert (parsed.people, [entry.text for entry in parsed.bad]) == (people, bad)


def test_bad_entries_name_their_line_and_the_reason() -> None:
    parsed = parse_people(f"{ADA}\n\nNobody\r\nx@y\r{GRACE}")
    assert [(entry.line, entry.text) for entry in parsed.bad] == [(3, "Nobody"), (4, "x@y")]
    assert parsed.bad[0].reason == "It holds no “@”."
    assert "no dot" in parsed.bad[1].reason


@pytest.mark.parametrize(
    ("entry", "part"),
    [
        ("ada\x00@example.com", "U+0000"),
        ("ada@example.com\x1b", "U+001B"),
        ("ada\u202e@example.com", "U+202E"),
        ("ada\u200b@example.com", "U+200B"),
        ("ada@example.com\x0b", "U+000B"),
        ("\u0430da@example.com", "U+0430"),
        ("ada@ex\u0430mple.com", "xn--"),
        ("ada@exämple.com", "xn--exmple-cua.com"),
        ("ada＠example.com", "full-width"),  # noqa: RUF001
        ("ada@example", "no dot"),
        ("ada@example.com.", "ends with a dot"),
        ("ada@-example.com", "not the name of a domain"),
        ("ada@exa_mple.com", "not the name of a domain"),
        ("ada@ex..com", "not the name of a domain"),
        ("ada@127.0.0.1", "a number"),
        (".ada@example.com", "dot"),
        ("a..b@example.com", "dot"),
        ("@example.com", "before"),
        ("ada@", "after"),
        ("a@b@example.com", "more than one"),
        ("x" * 65 + "@example.com", "64"),
        ("x@" + "y" * 300 + ".com", "254"),
    ],
)
def test_what_is_no_address_is_refused_with_the_reason(entry: str, part: str) -> None:
    parsed = parse_people(entry)
    assert parsed.people == ()
    assert len(parsed.bad) == 1
    assert part in parsed.bad[0].reason
    assert is_safe(parsed.bad[0].text)


@pytest.mark.parametrize(
    "address",
    ["o'neil+chat@mail.example.co.uk", "x@xn--exmple-cua.com", "a-b_c.d@e-f.museum", "1@2.io"],
)
def test_odd_but_sound_addresses_pass(address: str) -> None:
    assert why_not_address(address) == ""
    assert parse_people(address).people == (address,)


@given(st.text() | st.text(alphabet="aA@.,;<>()\" \t\n\r'\\-1\x00\u202e"))
def test_any_text_gives_sound_people_and_safe_reports(text: str) -> None:
    parsed = parse_people(text)
    assert all(why_not_address(person) == "" for person in parsed.people)
    assert len({person.casefold() for person in parsed.people}) == len(parsed.people)
    assert all(is_safe(entry.text) and entry.text and entry.reason for entry in parsed.bad)


@given(
    st.lists(
        st.from_regex(r"[a-z]{1,8}@[a-z]{1,8}\.com", fullmatch=True),
        min_size=1,
        max_size=20,
        unique=True,
    ),
    st.sampled_from([", ", "; ", "\n", "\t", " ", ",\r\n"]),
    st.sampled_from(["{}", "<{}>", "Ada Lovelace <{}>", '"x, y" <{}>', "mailto:{}"]),
)
def test_lists_come_back_in_their_order(people: list[str], between: str, shape: str) -> None:
    parsed = parse_people(between.join(shape.format(person) for person in people))
    assert (list(parsed.people), parsed.bad) == (people, ())


@pytest.mark.parametrize(
    "piece", ["<", '"', "(", "a@", "<>", ", ", "a ", "<a", "(@", "1.", "-", "A "]
)
def test_the_time_is_linear_in_the_length(piece: str) -> None:
    def seconds(times: int) -> float:
        began = time.process_time()
        parse_people(piece * times)
        return time.process_time() - began

    small = min(seconds(4_000) for _ in range(3))
    # Sixteen times the text: quadratic would be 256 times as long.
    assert seconds(64_000) < 100 * max(small, 0.001)
