"""Files that somebody made to keep the doctor busy, to be taken for sound, or to be shown whole."""

from __future__ import annotations

import json
import time

import pytest

from chattui.clientfile import diagnose_bytes, json_report, marked_lines, masked_lines, text_report
from chattui.clientfile.mending import mend
from chattui.safe_text import safe_text

SIZE = 1 << 18
BUSY = {
    "a name that begins again and again": "passw" * (SIZE // 5),
    "ids beside what is none": '{"client_id":"'
    + "1.apps.googleusercontent.com aB1c2D3 " * (SIZE // 37)
    + '"}',
    "carriage returns in a string": '{"a": "' + "\rb" * (SIZE // 2) + '"}',
    "signs of comments before a quote": '{"a"' + "# " * (SIZE // 2) + '"',
    "signs of comments before a comma": "[" + "#" * SIZE + ",",
    "a key of blanks": '{"type":"service_account","client_email":"a@b","private_key":"'
    + "-----BEGIN PRIVATE KEY-----"
    + " " * 19_000
    + '!-----"}',
    "marks out of order": '{"type":"authorized_user","scope":"a'
    + "\u0315" * (SIZE // 4)
    + "\u0316" * (SIZE // 4)
    + '"}',
    "a large value whose name stands again": '{"a":['
    + "0," * (SIZE // 4)
    + "0]"
    + ',"a":1' * (SIZE // 12)
    + "}",
}


@pytest.mark.parametrize("text", BUSY.values(), ids=BUSY.keys())
def test_nothing_takes_quadratic_time(text: str) -> None:
    before = time.process_time()
    found = diagnose_bytes(text.encode(), "file.json")
    text_report(found, color=False)
    json.dumps(json_report([found]))
    masked_lines(found)
    marked_lines(found)
    mend(found)
    assert time.process_time() - before < 4  # minutes, if it were quadratic


def test_at_most_four_marks_are_put_into_order() -> None:
    assert safe_text("a" + "\u0315" * 9) == "a" + "\u0315" * 4
    assert safe_text("e\u0301") == "\u00e9"
