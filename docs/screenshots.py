"""Makes the README's pictures: `make screenshots`. Needs Chromium."""

import shutil
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import sync_playwright

from app import create_app, demo, utc_now
from app.event_store.memory import memory_log
from app.server.server import listen, server_for
from app.settings import Settings
from tests.conftest import BROWSERS

PICTURES = Path(__file__).parent / "images"
PORT = 8765


def main() -> None:
    chromium = next(filter(None, map(shutil.which, BROWSERS)), None)
    if chromium is None:
        sys.exit("Chromium is not installed, so there is nothing to take pictures with.")
    busy, morning = serve(demo.play_busy, PORT), serve(demo.play_morning, PORT + 1)
    PICTURES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        for scheme in ("light", "dark"):
            control = browser.new_page(viewport={"width": 1280, "height": 800}, color_scheme=scheme)
            control.goto(f"{busy}/control/")
            control.screenshot(path=PICTURES / f"control-{scheme}.png")
        telephone = browser.new_page(
            viewport={"width": 390, "height": 760}, device_scale_factor=2, color_scheme="dark"
        )
        telephone.goto(f"{morning}/operatives/")
        telephone.get_by_role("link", name="Ann Marsh").click()
        telephone.screenshot(path=PICTURES / "operative.png")
        browser.close()


def serve(play: Callable[..., None], port: int) -> str:
    """A desk with that demo. Returns its address."""
    log, settings = memory_log(), Settings(port=port)
    play(log, now=utc_now())
    server = server_for(create_app(settings, log), listen(settings), settings)
    threading.Thread(target=server.run, daemon=True).start()
    return f"http://127.0.0.1:{port}"


if __name__ == "__main__":
    main()
