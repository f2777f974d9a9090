"""Keys typed at an X display, as a person does who answers a window there."""

from __future__ import annotations

import ctypes

LIBRARIES = ("libX11.so.6", "libXtst.so.6")


def type_at(display: str, text: str) -> None:
    """Type letters, digits and blanks, and Return, to whatever has the keyboard there."""
    x11, xtst = (ctypes.CDLL(name) for name in LIBRARIES)
    x11.XOpenDisplay.restype = ctypes.c_void_p
    x11.XStringToKeysym.restype = ctypes.c_ulong
    opened = ctypes.c_void_p(x11.XOpenDisplay(display.encode()))
    assert opened
    try:
        for name in [*("space" if sign == " " else sign for sign in text), "Return"]:
            code = x11.XKeysymToKeycode(opened, ctypes.c_ulong(x11.XStringToKeysym(name.encode())))
            for down in (1, 0):
                xtst.XTestFakeKeyEvent(opened, code, down, ctypes.c_ulong(0))
        x11.XSync(opened, 0)
    finally:
        x11.XCloseDisplay(opened)
