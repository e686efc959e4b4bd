"""The network page in a real browser: from the click to the first picture on the screen."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Final

from seed.bench.aims import PICTURE
from seed.bench.pages import NETWORK, served
from seed.bench.server import HOST
from seed.bench.stores import Target
from seed.bench.timing import Measured, WrongResult

_PROGRAMS: Final = ("chromium", "chromium-browser", "google-chrome")
_DRAWN: Final = """async () => {
  // A small copy is read back: reading the whole canvas in every frame would cost more than drawing it.
  const copy = new OffscreenCanvas(64, 48).getContext("2d", {willReadFrequently: true});
  const drawn = canvas => {
    if (!canvas.width || !canvas.height) return false;
    copy.drawImage(canvas, 0, 0, 64, 48);
    const data = copy.getImageData(0, 0, 64, 48).data;
    for (let i = 3; i < data.length; i += 4) if (data[i]) return true;
    return false;
  };
  const end = performance.now() + 30000;
  while (performance.now() < end) {
    const canvas = document.querySelector("canvas");
    if (canvas && drawn(canvas)) return performance.now();
    await new Promise(done => requestAnimationFrame(done));
  }
  return -1;
}"""


def first_picture(target: Target, repeats: int) -> Iterator[Measured]:
    """Milliseconds from the start of the navigation until the picture has pixels; a fresh context each time.

    Yields nothing where neither Playwright nor a Chromium is installed. Raises WrongResult where no picture comes.
    """
    program = next(filter(None, map(shutil.which, _PROGRAMS)), None)
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return
    if program is None:
        return
    with served(target.url) as serving, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        times = []
        for _ in range(repeats + 1):
            context = chromium.new_context(viewport={"width": 1280, "height": 900})
            page = context.new_page()
            page.goto(f"http://{HOST}:{serving.port}{NETWORK}", wait_until="commit")
            times.append(float(page.evaluate(_DRAWN)))
            context.close()
        chromium.close()
    if min(times) < 0:
        raise WrongResult("the network page showed no picture within 30 seconds")
    remark = f"the very first: {times[0]:.0f} ms"
    yield Measured(PICTURE, target.region.actors, tuple(times[1:]), remark, target.store)
