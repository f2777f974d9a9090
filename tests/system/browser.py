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
        result = {
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
