"""The pages in a real browser: nothing breaks, nothing leaves the host, everybody can use them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tarfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from urllib.request import Request, urlopen

import pytest
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from web_world import application, picture

from modelgraph.catalog.catalog import Catalog
from modelgraph.runs import Runs
from modelgraph.server.front import Front
from modelgraph.store import OxigraphStore
from modelgraph.web.running import IMAGES

CHROMIUM: Final = "/usr/bin/chromium"
ARGUMENTS: Final = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
AXE: Final = "axe-core@4.14.1"
DEMO: Final = ("pp-ocrv4-mobile", "tesseract-eng", ".samples/page.png")
PAGES: Final = (
    "/",
    "/models",
    "/models?commercial=yes&changes=yes",
    "/model/microsoft/florence-2",
    "/model/depth-anything/depth-anything-v2",
    "/dumps",
    "/dumps/mldcat-ap",
    "/compare",
    "/compare?models=microsoft/florence-2,apple/sam-clip",
    "/compare?models=florence-2,sam-clip,sam-2,clip,yolov9,gpt-5,tesseract,pp-ocrv4",
    "/tasks",
    "/task/ocr",
    "/sources",
    "/license/MIT",
    "/conflicts",
    "/conflicts?property=license",
    "/coverage",
    "/coverage?property=license",
    "/rules",
    "/rule/one-size-for-several",
    "/changes",
    "/dumps",
    "/model/microsoft/florence-2?as_of=2026-11-24",
    "/run",
    "/run?task=ocr",
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="Debian's Chromium is not installed"),
]


@pytest.fixture(scope="module")
def address(
    running: tuple[Catalog, Runs], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Serve the pages with the headers of the real server; return their address."""
    samples = tmp_path_factory.mktemp("samples")
    (samples / "blot.png").write_bytes(picture())
    with serving(application(*running, samples=samples)) as address:
        yield address


@contextmanager
def serving(pages: FastAPI) -> Iterator[str]:
    """Serve pages behind the front of the real server; give their address."""
    app = Front(
        pages,
        hosts=("127.0.0.1",),
        body_bytes=1_000_000,
        larger={"/images": 0, "/run": 0},
    )
    server = uvicorn.Server(
        uvicorn.Config(app, port=0, log_level="error", lifespan="off", ws="none")
    )
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*ARGUMENTS])
        yield browser
        browser.close()


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    made = chromium.new_context(viewport={"width": 1280, "height": 900})
    made.set_default_timeout(15_000)
    yield made
    made.close()


@pytest.fixture(scope="session")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the source of axe-core, fetched for this test run only."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is not installed")
    folder = tmp_path_factory.mktemp("axe")
    packed = subprocess.run(
        [npm, "pack", "--silent", AXE],
        check=False,
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
    )
    if packed.returncode:
        pytest.skip(f"{AXE} can't be had")
    with tarfile.open(folder / packed.stdout.strip().splitlines()[-1]) as archive:
        member = archive.extractfile("package/axe.min.js")
        assert member is not None
        return member.read().decode()


def watch(page: Page, address: str) -> list[str]:
    """Return a list that fills with console errors and requests that leave the host."""
    faults: list[str] = []
    page.on("console", lambda m: faults.append(m.text) if m.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: faults.append(str(error)))

    def leaves(request: Any) -> None:
        if not request.url.startswith((f"{address}/", "data:")):
            faults.append(request.url)

    page.on("request", leaves)
    return faults


@pytest.mark.parametrize("path", PAGES)
def test_a_page_loads_without_error_and_without_leaving_the_host(
    context: BrowserContext, address: str, path: str
) -> None:
    page = context.new_page()
    faults = watch(page, address)

    page.goto(address + path, wait_until="networkidle")

    assert faults == []
    assert page.evaluate("getComputedStyle(document.body).marginTop") == "0px"


@pytest.mark.parametrize("path", PAGES)
def test_a_phone_never_scrolls_a_page_sideways(chromium: Browser, address: str, path: str) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 844}, is_mobile=True)
    page = context.new_page()
    page.goto(address + path)

    for summary in page.locator("details:not([open]) > summary").all()[:40]:
        if summary.is_visible():
            summary.click()

    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_serious(
    chromium: Browser, address: str, axe: str, path: str, scheme: Any
) -> None:
    context = chromium.new_context(color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    page.goto(address + path)

    assert serious(page, axe) == []
    context.close()


def test_findings_are_for_everybody(chromium: Browser, address: str, axe: str) -> None:
    with urlopen(Request(f"{address}/conflicts", headers={"Accept": "text/turtle"})) as answer:
        disagreement = re.findall(r"/finding/[0-9a-f]{20}", answer.read().decode())[0]
    with urlopen(f"{address}/model/microsoft/florence-2.ttl") as answer:
        told = answer.read().decode()
    for path in {disagreement, *re.findall(r"/finding/[0-9a-f]{20}", told)[:1]}:
        for device in ({"width": 1280, "height": 800}, {"width": 390, "height": 844}):
            context = chromium.new_context(viewport=device, bypass_csp=True)
            page = context.new_page()
            faults = watch(page, address)
            page.goto(address + path, wait_until="networkidle")

            assert faults == []
            assert page.evaluate("document.documentElement.scrollWidth") <= device["width"]
            assert serious(page, axe) == []
            expect(page.locator("h1")).not_to_contain_text("finding")
            context.close()


def serious(page: Page, axe: str) -> list[tuple[str, str]]:
    """Return what axe calls serious or critical, with everything opened: the rule, and where."""
    page.evaluate(axe)
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    found = page.evaluate("axe.run({resultTypes: ['violations']})")
    return [
        (each["id"], node["html"][:200])
        for each in found["violations"]
        if each["impact"] in {"serious", "critical"}
        for node in each["nodes"]
    ]


def press_until(page: Page, key: str, reached: str) -> None:
    """Press a key until something that fits the selector has the focus."""
    for _ in range(200):
        page.keyboard.press(key)
        if page.evaluate("selector => document.activeElement.matches(selector)", reached):
            return
    raise AssertionError(f"{reached} is not reached by {key}")


def test_two_models_are_compared_by_keyboard_alone(context: BrowserContext, address: str) -> None:
    page = context.new_page()
    page.goto(f"{address}/models?task=ocr")

    for _ in range(2):
        press_until(page, "Tab", "input[name=models]")
        page.keyboard.press("Space")
    expect(page.locator("[data-tray-text]")).to_have_text("2 ticked.")
    press_until(page, "Tab", "[data-tray] button")
    page.keyboard.press("Enter")

    page.wait_for_url(re.compile(r"/compare\?models=[^&,]+,[^&,]+$"))
    expect(page.locator("h1")).to_contain_text("and")


def test_the_first_stop_of_the_keyboard_leads_past_the_menu(
    context: BrowserContext, address: str
) -> None:
    page = context.new_page()
    page.goto(f"{address}/models")

    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_in_viewport()
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "content"


def test_a_value_opens_to_its_sources_by_keyboard(context: BrowserContext, address: str) -> None:
    page = context.new_page()
    page.goto(f"{address}/compare?models=florence-2,sam-clip")
    evidence = page.locator(".side .evidence").first
    expect(evidence).to_be_hidden()

    press_until(page, "Tab", ".side summary")
    page.keyboard.press("Enter")

    expect(evidence).to_be_visible()
    expect(evidence).to_contain_text("holds")


def test_what_has_the_focus_is_seen(context: BrowserContext, address: str) -> None:
    page = context.new_page()
    page.goto(f"{address}/models")
    for _ in range(30):
        page.keyboard.press("Tab")
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none"


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_an_uploaded_image_is_run_side_by_side(
    chromium: Browser, address: str, axe: str, tmp_path: Path, script: bool
) -> None:
    photo = tmp_path / "photo.png"
    photo.write_bytes(picture(200 + script, 150))
    context = chromium.new_context(java_script_enabled=script, bypass_csp=script)
    page = context.new_page()
    faults = watch(page, address)
    page.goto(f"{address}/run?task=object-detection")

    page.set_input_files("input[type=file]", photo)
    if script:
        expect(page.locator(".drop img")).to_be_visible()
    page.get_by_role("button", name="Run side by side").click()

    page.wait_for_url("**/run/*")
    expect(page.locator("article")).to_have_count(2, timeout=20_000)
    expect(page.locator("[data-state]")).to_have_text("succeeded")
    expect(page.locator(".overlay").first).to_be_visible()
    assert faults == []
    if script:
        box = page.locator(".overlay .shape").first
        assert box.evaluate("shape => getComputedStyle(shape).fill") == "none"
        page.get_by_role("button", name="Drawing over the image").first.click()
        expect(page.locator(".overlay").first).to_be_hidden()
        assert serious(page, axe) == []
    context.close()


def test_names_are_suggested_while_one_is_typed(context: BrowserContext, address: str) -> None:
    page = context.new_page()
    page.goto(f"{address}/compare")

    page.locator("[data-suggest]").first.press_sequentially("floren")

    expect(page.locator("datalist option[value='microsoft/florence-2']")).to_have_count(1)


def test_no_more_images_are_taken_than_the_form_says(
    context: BrowserContext, address: str, tmp_path: Path
) -> None:
    photos = [tmp_path / f"{n}.png" for n in range(IMAGES + 1)]
    for number, photo in enumerate(photos):
        photo.write_bytes(picture(90 + number, 90))
    page = context.new_page()
    page.goto(f"{address}/run?task=ocr")

    page.set_input_files("input[type=file]", photos)
    page.get_by_role("button", name="Run side by side").click()

    expect(page.locator(".kind")).to_have_text("400 · INVALID_DATA")


@pytest.mark.slow
def test_a_page_of_text_is_read_by_real_models(
    chromium: Browser, own_world: OxigraphStore, tmp_path: Path
) -> None:
    """Needs the demo weights of two OCR models and the sample page, where the demo puts them."""
    home = Path(os.environ.get("MODELGRAPH_HOME", Path(__file__).parents[2] / ".modelgraph"))
    weights = Path(os.environ.get("MODELGRAPH_WEIGHTS", home / "weights"))
    if not all((weights / each).exists() for each in DEMO):
        pytest.skip("the demo weights are not here: modelgraph weights fetch demo")
    catalog = Catalog(own_world)
    with Runs(own_world, catalog, folder=tmp_path / "runs", weights=weights) as runs:
        runs.refresh()
        samples = weights / ".samples"
        with serving(application(catalog, runs, samples=samples)) as address:
            context = chromium.new_context()
            page = context.new_page()
            page.goto(f"{address}/run?task=ocr&models=pp-ocrv4,tesseract")
            expect(page.get_by_label("Page")).to_be_checked()
            page.get_by_role("button", name="Run side by side").click()

            expect(page.locator("article")).to_have_count(2, timeout=60_000)
            for text in page.locator(".read").all():
                expect(text).to_contain_text("1,284.50 EUR")
            page.goto(f"{address}/model/paddlepaddle/pp-ocrv4")
            expect(page.locator(".scope.verified").first).to_be_visible()
            context.close()
