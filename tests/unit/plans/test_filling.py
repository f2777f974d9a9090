"""Templates: places are filled in one pass, and what is no place is told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chattui.plans.filling import fill, names_link, unknown_places


@pytest.mark.parametrize(
    ("template", "filled", "unknown"),
    [
        ("{space}: {link}", "{link}: L", ()),
        ("{{space}} {{{space}}}", "{space} {{link}}", ()),
        ("{Space} {} { a {b\nc}", "{Space} {} { a {b\nc}", ("Space", "")),
        ("a } b", "a } b", ()),
    ],
)
def test_places_are_filled_once(template: str, filled: str, unknown: tuple[str, ...]) -> None:
    assert fill(template, space="{link}", link="L") == filled
    assert unknown_places(template) == unknown


@given(st.text("{}spacelnk \n", max_size=20), st.text(max_size=5))
def test_a_name_is_never_a_template(template: str, name: str) -> None:
    marked = fill(template, space="\0", link="L")
    assert fill(template, space=name, link="L") == marked.replace("\0", name)
    assert names_link(template) == ("\1" in fill(template, space="", link="\1"))
