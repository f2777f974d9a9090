"""QR codes: what is drawn holds what was asked for."""

from __future__ import annotations

import segno

from chattui.qr import QUIET_ZONE, half_blocks

LIGHT = {" ": (False, False), "▀": (True, False), "▄": (False, True), "█": (True, True)}


def test_the_halves_are_the_modules_with_a_light_border() -> None:
    text = "http://127.0.0.1:53682/"
    lines = half_blocks(text)
    drawn: list[list[bool]] = []
    for line in lines:
        pairs = [LIGHT[character] for character in line]
        drawn += [[upper for upper, _ in pairs], [lower for _, lower in pairs]]
    code = segno.make_qr(text, error="l", boost_error=False)
    size = code.symbol_size(border=QUIET_ZONE)[0]
    for row, modules in zip(drawn, code.matrix_iter(border=QUIET_ZONE), strict=False):
        assert row == [not module for module in modules]
    assert all(len(line) == size for line in lines)
    assert len(drawn) - size in {0, 1}


def test_a_short_address_fits_a_terminal_of_24_rows() -> None:
    lines = half_blocks("http://127.0.0.1:65535/")
    assert len(lines) <= 16
    assert len(lines[0]) <= 30
