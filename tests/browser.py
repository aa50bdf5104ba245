"""A real browser for the tests, and folders served to it."""

import contextlib
import functools
import http.server
import shutil
import threading
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
AXE = ROOT / "build" / "node_modules" / "axe-core" / "axe.min.js"
# As a test needs it: no window, no sandbox inside a container, no word to its maker.
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()


@pytest.fixture(scope="module")
def chromium():
    """Chromium without a window; where there is none, the tests are skipped and say so."""
    # For one module only: it keeps an event loop running, which others would stumble over.
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="Playwright is not installed: pip install playwright"
    )
    names = ("chromium", "chromium-browser", "google-chrome")
    path = next(filter(None, map(shutil.which, names)), None)
    if path is None:
        pytest.skip("No Chromium is installed, on Debian: sudo apt install chromium")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


class Quiet(http.server.SimpleHTTPRequestHandler):
    extensions_map = http.server.SimpleHTTPRequestHandler.extensions_map | {
        ".js": "text/javascript",
        ".mjs": "text/javascript",
        ".wasm": "application/wasm",
    }

    def log_message(self, *words):
        pass


@contextlib.contextmanager
def served(folder):
    """The address at which this process serves `folder`, on a port of its own."""
    handler = functools.partial(Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture(scope="module")
def site():
    """The address of the site that `make site` has built."""
    folder = ROOT / "build" / "site"
    assert (folder / "index.html").exists(), "The site is not built: run `make site` first."
    with served(folder) as address:
        yield address


def serious_violations(page):
    """What in a page stands in the way of some readers, says axe-core: pairs of a rule and HTML."""
    page.add_script_tag(path=AXE)
    # What was just opened still fades in, and has not its own colours yet.
    page.evaluate("document.getAnimations().forEach((animation) => animation.finish())")
    found = page.evaluate("axe.run({ resultTypes: ['violations'] })")["violations"]
    serious = [v for v in found if v["impact"] in ("serious", "critical")]
    return [(v["id"], [node["html"] for node in v["nodes"]]) for v in serious]
