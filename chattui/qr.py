"""QR codes in half blocks, for the command line and the app. The one owner of segno."""

from __future__ import annotations

QUIET_ZONE = 2
"""Light modules around the code. ISO 18004 asks for four; phones read two, and rows are few."""

_HALVES = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}


def half_blocks(text: str) -> tuple[str, ...]:
    """The code of `text`, two rows of modules in each line, with its quiet zone.

    A drawn half is a light module: it is the right way around in white on black, so whoever draws
    it sets both colours, or leaves a terminal of light letters on dark as it is. Error correction
    is the lowest, since a screen is not soiled.
    """
    import segno

    code = segno.make_qr(text, error="l", boost_error=False)
    rows = [[not module for module in row] for row in code.matrix_iter(border=QUIET_ZONE)]
    if len(rows) % 2:
        rows.append([False] * len(rows[0]))
    return tuple(
        "".join(_HALVES[pair] for pair in zip(upper, lower, strict=True))
        for upper, lower in zip(rows[::2], rows[1::2], strict=True)
    )
