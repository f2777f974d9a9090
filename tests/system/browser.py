"""A real Chromium that consents: run as a program, because its driver keeps a loop of its own.

``python browser.py START-URL WIDTH HEIGHT allow|cancel [SCREENSHOT]`` prints one JSON object.
"""

from __future__ import annotations

import json
import sys

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

SIZES = ((320, 568), (390, 844), (844, 390), (1280, 800), (2560, 1440))
"""A small phone, a phone upright and on its side, a desktop, and a big one."""

CUT_OFF = """() => [...document.querySelectorAll("main, main *")].filter(element => {
  const box = element.getBoundingClientRect(), width = window.innerWidth;
  const hidden = box.width === 0 && box.height === 0;
  const out = box.left < 0 || box.right > width || box.top + window.scrollY < 0
    || box.bottom + window.scrollY > document.documentElement.scrollHeight;
  return !hidden && (out || element.scrollWidth > element.clientWidth + 1 && element.clientWidth);
}).map(element => element.tagName)"""
"""The elements of the page that cannot be seen whole, not even by scrolling down."""


def main(start: str, width: str, height: str, button: str, screenshot: str = "") -> None:
    from playwright.sync_api import sync_playwright

    told: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": int(width), "height": int(height)})
        page.on("console", lambda message: told.append(message.text))
        page.on("pageerror", lambda error: told.append(str(error)))
        page.goto(start)
        consent_title = page.title()
        page.locator('input[type="radio"][value="grace@example.com"]').check()
        page.locator(f"#{button}").click()
        page.wait_for_url("**/oauth2/callback?**")
        page.wait_for_load_state()
        if screenshot:
            page.screenshot(path=screenshot)
        cut_off = []
        for size in SIZES:
            page.set_viewport_size({"width": size[0], "height": size[1]})
            cut_off += [f"{tag} at {size}" for tag in page.evaluate(CUT_OFF)]
        result = {
            "cut_off": cut_off,
            "url": page.url.partition("?")[0],
            "text": page.locator("main").inner_text(),
            "consent_title": consent_title,
            "title": page.title(),
            "heading": page.locator("h1").inner_text(),
            "console": told,
            "wider_than_screen": page.evaluate(
                "document.documentElement.scrollWidth > window.innerWidth"
            ),
            "styled": page.evaluate(
                "getComputedStyle(document.querySelector('main')).borderRadius"
            ),
        }
        browser.close()
    print(json.dumps(result))


if __name__ == "__main__":
    main(*sys.argv[1:])
